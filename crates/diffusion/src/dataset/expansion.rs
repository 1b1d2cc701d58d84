//! A sum over many kernels under much noise, by a few moments of their centres: the Hermite expansion of the fast Gauss
//! transform (Greengard & Strain 1991, The Fast Gauss Transform, eq. 8).
//!
//! With centres `c + R u_k`, `|u_k| ≤ 1`, noised to variance v and seen from `x = α c + √v y`,
//!
//! `e^{-|x - α μ_k|²/(2v)} = e^{-|y|²/2} Σ_ij h_i(τ_1) h_j(τ_2) u_k1^i u_k2^j`, `ρ = α R/√v`, `τ = ρ y`,
//!
//! where `h_n = ρ^n He_n(y)/n!` is the n-th coefficient of `e^{τ ξ - ρ² ξ²/2}`. So all sums over the kernels are sums over
//! moments `Σ_k w_k u_k1^i u_k2^j`, which depend neither on the level nor on the point.

use wide::f64x2;

/// The highest order of the terms that are summed. Above, kernel by kernel is not much slower.
const HIGHEST_ORDER: usize = 24;

/// Moments of each coordinate: up to the highest order, two more for second moments, and one for it to be even.
const MOMENTS: usize = 28;

/// The largest `|τ| + ρ²/2`: the sum over the kernels is then at least `e^{-3}`, and no term is larger than `e^3`.
const FARTHEST: f64 = 3.0;

/// What two terms that follow each other may have at most. The remainder is below the double, 1e-15 of the sum.
const SMALLEST_TERM: f64 = 1.4e-17;

/// The moments of the centres of kernels.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// How many pairs of each row are not 0: one on a line.
    pairs: usize,
    /// `c`, the middle of what the centres span.
    middle: [f64; 2],
    /// `R`, the distance to the farthest centre.
    radius: f64,
    /// `Σ w u_1^i u_2^j`, row by row.
    moments: Vec<[f64x2; MOMENTS / 2]>,
}

/// The sums over all kernels as they are seen from a noisy point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpandedSums {
    /// `-|x - α c|²/(2v)`
    pub log_scale: f64,
    /// `Σ w e^{-|x - α μ|²/(2v)}`, divided by e to that.
    pub total: f64,
    /// The mean of the centres under these weights.
    pub mean: [f64; 2],
    /// Their variance, summed over the coordinates.
    pub variance: f64,
}

impl Expansion {
    /// Of centres in `dim` (1 or 2) coordinates and their weights, which sum to 1.
    pub fn new(dim: usize, centres: impl Iterator<Item = ([f64; 2], f64)> + Clone) -> Self {
        let middle = [0, 1].map(|axis| {
            let values = centres.clone().map(|(centre, _)| centre[axis]);
            let [low, high] = values.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], x| [a.min(x), b.max(x)]);
            0.5 * (low + high)
        });
        let away = |centre: [f64; 2]| [centre[0] - middle[0], centre[1] - middle[1]];
        let farthest = centres.clone().map(|(centre, _)| sq_norm(away(centre))).fold(0.0, f64::max).sqrt();
        let radius = if farthest > 0.0 { farthest } else { 1.0 };
        let mut moments = vec![[f64x2::ZERO; MOMENTS / 2]; MOMENTS];
        for (centre, weight) in centres {
            add_powers(&mut moments, away(centre).map(|u| u / radius), weight);
        }
        Self { pairs: if dim == 1 { 1 } else { MOMENTS / 2 }, middle, radius, moments }
    }

    /// The sums as they are seen from `x` where the noised kernels have a variance `v`; none where there are too few
    /// moments for them.
    pub fn sums(&self, x: [f64; 2], alpha: f64, variance: f64) -> Option<ExpandedSums> {
        let away = [0, 1].map(|axis| x[axis] - alpha * self.middle[axis]);
        let (tau, rho) = (away.map(|x| x * alpha * self.radius / variance), alpha * self.radius / variance.sqrt());
        let top = order(sq_norm(tau).sqrt(), rho * rho)? + 2;
        let [a, b] = tau.map(|tau| coefficients(tau, rho * rho, top));
        let columns = self.columns(&a, top);
        let sum = |i: usize, j: usize| -> f64 { b[..=top - j].iter().zip(&columns[i][j..]).map(|(b, c)| b * c).sum() };
        let total = sum(0, 0);
        let mean = [sum(1, 0) / total, sum(0, 1) / total];
        let square = (sum(2, 0) + sum(0, 2)) / total;
        Some(ExpandedSums {
            log_scale: -0.5 * sq_norm(away) / variance,
            total,
            mean: [0, 1].map(|axis| self.middle[axis] + self.radius * mean[axis]),
            variance: self.radius * self.radius * (square - sq_norm(mean)),
        })
    }

    /// For i from 0 to 2 and every j: `Σ_n a_n Σ_k w_k u_k1^{n+i} u_k2^j`, as far as `n + i + j` is at most `top`.
    fn columns(&self, a: &[f64; MOMENTS], top: usize) -> [[f64; MOMENTS]; 3] {
        let mut sums = [[f64x2::ZERO; MOMENTS / 2]; 3];
        for (n, row) in self.moments[..=top].iter().enumerate() {
            let pairs = ((top - n) / 2 + 1).min(self.pairs);
            for (i, sums) in sums.iter_mut().enumerate().take(n + 1) {
                let factor = f64x2::splat(a[n - i]);
                sums[..pairs].iter_mut().zip(row).for_each(|(sum, moments)| *sum += factor * *moments);
            }
        }
        sums.map(|pairs| std::array::from_fn(|j| pairs[j / 2].as_array()[j % 2]))
    }
}

/// Adds `w u_1^i u_2^j` for all i and j.
fn add_powers(moments: &mut [[f64x2; MOMENTS / 2]], u: [f64; 2], weight: f64) {
    let mut first = f64x2::splat(weight);
    let start = f64x2::from([1.0, u[1]]);
    let step = f64x2::splat(u[1] * u[1]);
    for row in moments {
        let mut powers = first * start;
        for sum in row {
            *sum += powers;
            powers *= step;
        }
        first *= f64x2::splat(u[0]);
    }
}

/// The order above which terms are left out: those of degree n are at most the n-th coefficient of `e^{τ ξ + ρ² ξ²/2}`
/// together, `p_n = (τ p_{n-1} + ρ² p_{n-2})/n`, which is at least halved with each n from `2τ + 4ρ²` on, if two were
/// already. None where the highest order is too low.
fn order(tau: f64, sq_rho: f64) -> Option<usize> {
    let enough = 2.0 * tau + 4.0 * sq_rho;
    let (mut before, mut last) = (1.0, tau);
    for (n, reciprocal) in RECIPROCALS.iter().enumerate().take(HIGHEST_ORDER + 3).skip(2) {
        (before, last) = (last, (tau * last + sq_rho * before) * reciprocal);
        if before <= SMALLEST_TERM && last <= 0.5 * SMALLEST_TERM && enough <= n as f64 {
            return (tau + 0.5 * sq_rho <= FARTHEST).then_some(n - 2);
        }
    }
    None
}

/// `h_n = (τ h_{n-1} - ρ² h_{n-2})/n`, up to `top`.
fn coefficients(tau: f64, sq_rho: f64, top: usize) -> [f64; MOMENTS] {
    let mut all = [0.0; MOMENTS];
    (all[0], all[1]) = (1.0, tau);
    for n in 2..=top {
        all[n] = (tau * all[n - 1] - sq_rho * all[n - 2]) * RECIPROCALS[n];
    }
    all
}

/// `1/n`
const RECIPROCALS: [f64; MOMENTS] = {
    let (mut all, mut n) = ([1.0; MOMENTS], 1);
    while n < MOMENTS {
        all[n] = 1.0 / n as f64;
        n += 1;
    }
    all
};

fn sq_norm(x: [f64; 2]) -> f64 {
    x[0] * x[0] + x[1] * x[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENTRES: [[f64; 2]; 5] = [[1.0, 0.2], [1.3, -0.8], [-0.4, 0.1], [0.9, 0.9], [0.2, -0.3]];
    const WEIGHTS: [f64; 5] = [0.1, 0.3, 0.25, 0.15, 0.2];

    /// catches: a bound that lets go too early, moments of the other coordinate, a radius too small
    #[test]
    fn the_sums_are_those_over_the_kernels() {
        for (dim, alpha) in [(1, 1.0), (2, 1.0), (2, 0.3)] {
            let centres = CENTRES.map(|c| [c[0], if dim == 1 { 0.0 } else { c[1] }]);
            let expansion = Expansion::new(dim, centres.into_iter().zip(WEIGHTS));
            let mut found = 0;
            for i in 0..400 {
                let std = 0.4 * f64::from(i % 20 + 1);
                let x = [0.3 * f64::from(i / 20) - 2.0, if dim == 1 { 0.0 } else { 0.9 - 0.07 * f64::from(i / 20) }];
                let Some(sums) = expansion.sums(x, alpha, std * std) else { continue };
                found += 1;
                let sq = |c: [f64; 2]| sq_norm([x[0] - alpha * c[0], x[1] - alpha * c[1]]) / (std * std);
                let weights: Vec<f64> =
                    centres.iter().zip(WEIGHTS).map(|(c, w)| w * (-0.5 * sq(*c) - sums.log_scale).exp()).collect();
                let mean_of = |of: &dyn Fn([f64; 2]) -> f64| -> f64 {
                    weights.iter().zip(centres).map(|(w, c)| w * of(c)).sum::<f64>() / weights.iter().sum::<f64>()
                };
                let mean = [mean_of(&|c| c[0]), mean_of(&|c| c[1])];
                let variance = mean_of(&|c| sq_norm([c[0] - mean[0], c[1] - mean[1]]));
                assert!((sums.total / weights.iter().sum::<f64>() - 1.0).abs() < 1e-13, "{std} {x:?}");
                assert!((0..2).all(|axis| (sums.mean[axis] - mean[axis]).abs() < 1e-13), "{std} {x:?}");
                assert!((sums.variance - variance).abs() < 1e-13, "{std} {x:?}");
            }
            assert!(found > 150, "{found} by moments");
        }
    }

    #[test]
    fn centres_in_one_place_are_one_kernel() {
        let expansion = Expansion::new(2, [([3.0, -4.0], 0.5), ([3.0, -4.0], 0.5)].into_iter());
        let sums = expansion.sums([9.0, 1.0], 1.0, 100.0).unwrap();
        assert_eq!((sums.total, sums.mean, sums.variance), (1.0, [3.0, -4.0], 0.0));
    }

    #[test]
    fn where_there_are_too_few_moments_there_is_no_sum() {
        let expansion = Expansion::new(2, CENTRES.into_iter().zip(WEIGHTS));
        for x in [[f64::NAN, 0.0], [0.0, f64::INFINITY], [1e9, 0.0]] {
            assert_eq!(expansion.sums(x, 1.0, 100.0), None);
        }
        assert_eq!(expansion.sums([0.0; 2], 1.0, 1e-3), None);
    }
}
