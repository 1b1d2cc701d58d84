//! How far the best denoiser stays from the clean point, on average, by quadrature.
//!
//! `E tr Cov(x_0 | x_t)` of a mixture is the variance within its components and that between them, with `r_j`, `m_j` and
//! `v_j` of [`Mixture::posterior`]:
//!
//! `Σ_k w_k d s_k² σ²/v_k + ∫ p(x) Σ_j r_j(x) ‖m_j(x) - m(x)‖² dx`
//!
//! The integral is a sum over the points of a [`Lattice`]: under a Gaussian the trapezoidal rule converges exponentially
//! (Trefethen & Weideman 2014, The Exponentially Convergent Trapezoidal Rule, sec. 5). Components of one width share a
//! lattice, so that many of them under much noise cost no more than one.

use std::f64::consts::{PI, TAU};

use super::lattice::{Lattice, LatticeRow};
use crate::dataset::{Component, Kernels, Mixture};
use crate::process::Level;

/// A lattice reaches so many standard deviations around every component: a share of 1e-8 is left out.
const EXTENT: f64 = 6.0;

/// The spacing of a lattice, in standard deviations, where components that lie close are not told apart.
const COARSEST: f64 = 0.75;

/// No lattice is finer.
const FINEST: f64 = 0.05;

/// Components farther apart, in standard deviations, are told apart by all points but a share of 1e-9.
const APART: f64 = 12.0;

/// Three lattices that differ by no more than this share of the whole are fine enough: their mean is far closer than
/// each of them, since the shifts cancel the largest term of the error.
const TOLERANCE: f64 = 1e-3;

/// The places of the three lattices, in units of their spacing: no error of the largest term is the same in all.
const SHIFTS: [[f64; 2]; 3] = [[0.0, 0.0], [1.0 / 3.0, 2.0 / 3.0], [2.0 / 3.0, 1.0 / 3.0]];

/// The logarithm of a share that no sum with 1 can tell from 0.
const NEGLIGIBLE: f64 = -40.0;

/// One component at a level, with everything that does not depend on the noisy point worked out.
struct NoisedComponent {
    weight: f64,
    mean: [f64; 2],
    /// `α μ`; on a line the second coordinate is 0.
    centre: [f64; 2],
    /// `√v`
    std: f64,
    /// `α s²/v`
    gain: f64,
    /// `d s² σ²/v`
    variance: f64,
    /// `log w - d/2 log (2π v)`
    log_scale: f64,
}

/// The components of one width, as a part of all of them.
struct WidthGroup<'a> {
    dim: usize,
    members: &'a [NoisedComponent],
    all: &'a [NoisedComponent],
}

impl Mixture {
    /// `E tr Cov(x_0 | x_t)` over the points of a level with `σ > 0`: the mean squared distance, summed over the
    /// coordinates, that the best denoiser keeps to the clean point. Exact to 1e-5 of itself, to 1e-3 where a narrow
    /// component lies inside a wide one, to 1e-2 where that has a millionth of its weight. For 288 components it takes ten
    /// milliseconds, for 2000 of one width at most twice that.
    pub fn remaining_variance(&self, level: Level) -> f64 {
        if let Some(kernels) = self.kernels() {
            return kernels.remaining_variance(level);
        }
        let noised = |c: &Component| NoisedComponent::new(c, level, self.dim());
        let mut all: Vec<NoisedComponent> = self.components().iter().map(noised).collect();
        all.sort_by(|a, b| a.std.total_cmp(&b.std));
        let within: f64 = all.iter().map(|c| c.weight * c.variance).sum();
        if all.len() == 1 {
            return within;
        }
        within + WidthGroup::of(&all, self.dim()).map(|group| group.between(within)).sum::<f64>()
    }
}

impl Kernels {
    /// The same of kernels of one width s, whose m_j differ by `(1 - α g)(μ_j - μ_k)` with `1 - α g = σ²/v`.
    pub fn remaining_variance(&self, level: Level) -> f64 {
        let (mut noised, dim) = (self.at(level), self.dim());
        let (std, share) = (noised.variance().sqrt(), level.sigma * level.sigma / noised.variance());
        let centres: Vec<[f64; 2]> = self.centres().map(|centre| centre.map(|x| level.alpha * x)).collect();
        let within = dim as f64 * share * self.std() * self.std();
        let gap = (level.alpha * self.largest_gap() / std).min(APART);
        let sum_on_lattice = |spacing, shift| {
            let lattice = Lattice { dim, spacing: spacing * std, origin: centres[0], shift };
            let points = lattice.rows_around(&centres, EXTENT * std).into_iter().flat_map(LatticeRow::points);
            let spreads = points.map(|x| noised.spread(x)).map(|spread| spread.density * spread.variance);
            share * share * spreads.sum::<f64>() * lattice.spacing.powi(dim as i32)
        };
        within + on_finer_lattices(gap, within, sum_on_lattice)
    }
}

/// An integral over points whose components are at most so far from their neighbours, in standard deviations: the mean of
/// its sums on three lattices, of a spacing and a shift, that grow finer until they agree beside the variance within.
fn on_finer_lattices(gap: f64, within: f64, mut sum_on_lattice: impl FnMut(f64, [f64; 2]) -> f64) -> f64 {
    // Where two components of equal width meet, D standard deviations apart, r changes like a logistic function,
    // whose poles are π/D away from the real line: a lattice of that spacing has an error of e^{-2π}.
    let mut spacing = COARSEST * (PI / gap).min(1.0);
    loop {
        let sums = SHIFTS.map(|shift| sum_on_lattice(spacing, shift));
        let [least, most] = [f64::min, f64::max].map(|of| sums.into_iter().reduce(of).unwrap_or(0.0));
        let mean = sums.iter().sum::<f64>() / sums.len() as f64;
        if most - least <= TOLERANCE * (within + mean) || spacing < FINEST {
            return mean;
        }
        spacing /= 2.0;
    }
}

impl NoisedComponent {
    fn new(c: &Component, level: Level, dim: usize) -> Self {
        let (std, d) = (level.spread(c.std), dim as f64);
        Self {
            weight: c.weight,
            mean: c.mean,
            centre: [level.alpha * c.mean[0], if dim == 1 { 0.0 } else { level.alpha * c.mean[1] }],
            std,
            gain: level.alpha * (c.std / std).powi(2),
            variance: d * (c.std * level.sigma / std).powi(2),
            log_scale: c.weight.ln() - 0.5 * d * (TAU * std * std).ln(),
        }
    }

    /// `m = μ + g (x - α μ)`, the best guess of the clean point of this component.
    fn denoised(&self, x: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| self.mean[axis] + self.gain * (x[axis] - self.centre[axis]))
    }
}

impl<'a> WidthGroup<'a> {
    /// The groups of components that are sorted by their widths.
    fn of(all: &'a [NoisedComponent], dim: usize) -> impl Iterator<Item = Self> {
        all.chunk_by(|a, b| a.std == b.std).map(move |members| Self { dim, members, all })
    }

    /// `∫ p(x) Σ_j r_j ‖m_j - m‖² dx` with the density p of the group alone.
    fn between(&self, within: f64) -> f64 {
        on_finer_lattices(self.largest_gap(), within, |spacing, shift| self.sum_on_lattice(spacing, shift))
    }

    /// The largest distance from a member to its nearest neighbour, in standard deviations, at most [`APART`].
    fn largest_gap(&self) -> f64 {
        let to_neighbour = |own: &NoisedComponent| {
            let others = self.all.iter().filter(|c| !std::ptr::eq(*c, own));
            others.map(|c| sq_distance(c.centre, own.centre).sqrt() / own.std).fold(APART, f64::min)
        };
        self.members.iter().map(to_neighbour).fold(0.0, f64::max)
    }

    /// The integral of [`Self::between`] by the points of one lattice, its spacing in standard deviations.
    fn sum_on_lattice(&self, spacing: f64, shift: [f64; 2]) -> f64 {
        let NoisedComponent { std, centre, .. } = self.members[0];
        let lattice = Lattice { dim: self.dim, spacing: spacing * std, origin: centre, shift };
        let centres: Vec<[f64; 2]> = self.members.iter().map(|c| c.centre).collect();
        // At every point a member is as likely as this, so what is far less likely is left out of the row at once.
        let likely = self.members.iter().map(|c| c.log_scale).fold(f64::INFINITY, f64::min) - 0.5 * EXTENT * EXTENT;
        let (mut sum, mut shares) = (0.0, vec![0.0; self.all.len()]);
        for row in lattice.rows_around(&centres, EXTENT * std) {
            let best = |c: &NoisedComponent| c.log_scale - 0.5 * ((row.y - c.centre[1]) / c.std).powi(2);
            let near: Vec<&NoisedComponent> = self.all.iter().filter(|c| best(c) > likely + NEGLIGIBLE).collect();
            sum += row.points().map(|x| integrand(&near, std, x, &mut shares)).sum::<f64>();
        }
        sum * lattice.spacing.powi(self.dim as i32)
    }
}

/// `p Σ_j r_j ‖m_j - m‖²` at a point, with the density p of the components of one width alone; `shares` has room for
/// one of each component.
fn integrand(near: &[&NoisedComponent], std: f64, x: [f64; 2], shares: &mut [f64]) -> f64 {
    let mut largest = f64::NEG_INFINITY;
    for (share, c) in shares.iter_mut().zip(near) {
        *share = c.log_scale - 0.5 * sq_distance(x, c.centre) / (c.std * c.std);
        largest = largest.max(*share);
    }
    let (mut total, mut of_group, mut mean) = (0.0, 0.0, [0.0; 2]);
    for (share, c) in shares.iter_mut().zip(near) {
        let below = *share - largest;
        *share = if below > NEGLIGIBLE { below.exp() } else { 0.0 };
        total += *share;
        of_group += if c.std == std { *share } else { 0.0 };
        mean = [0, 1].map(|axis| mean[axis] + *share * c.denoised(x)[axis]);
    }
    let mean = mean.map(|sum| sum / total);
    let shares = shares.iter().zip(near).filter(|(share, _)| **share > 0.0);
    let squares = shares.map(|(share, c)| share * sq_distance(c.denoised(x), mean));
    largest.exp() * of_group * squares.sum::<f64>() / total
}

fn sq_distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Rng, Stream};

    const LEVELS: [Level; 9] = [
        Level { alpha: 1.0, sigma: 0.002 },
        Level { alpha: 1.0, sigma: 0.06 },
        Level { alpha: 1.0, sigma: 0.2 },
        Level { alpha: 1.0, sigma: 0.33 },
        Level { alpha: 1.0, sigma: 0.5 },
        Level { alpha: 1.0, sigma: 1.3 },
        Level { alpha: 1.0, sigma: 80.0 },
        Level { alpha: 0.4, sigma: 0.9 },
        Level { alpha: 0.0, sigma: 1.0 },
    ];

    /// Of unequal widths and weights, a narrow one inside a wide one.
    fn unequal(dim: usize) -> Mixture {
        let component = |x: f64, y: f64, std, weight| Component { mean: [x, y], std, weight };
        let all = vec![
            component(0.0, 0.0, 0.3, 0.5),
            component(0.1, 0.0, 0.01, 0.1),
            component(3.0, 0.0, 0.05, 0.39),
            component(0.5, 0.0, 0.1, 0.01),
        ];
        Mixture::new(dim, all)
    }

    /// `s²σ²/(α²s² + σ²)` in every coordinate.
    #[test]
    fn of_one_gaussian_it_is_the_closed_form() {
        for (dim, s) in [(1, 0.01), (2, 0.7)] {
            let data = Mixture::equal(dim, &[[1.0, -2.0]], s);
            for level in LEVELS {
                let exact = dim as f64 * (s * level.sigma / level.spread(s)).powi(2);
                assert!((data.remaining_variance(level) / exact - 1.0).abs() < 1e-12);
            }
        }
        // In parts that lie in one place it is the same Gaussian.
        let parts = Mixture::new(2, [0.2, 0.8].map(|weight| Component { mean: [1.0, -2.0], std: 0.7, weight }).into());
        for level in LEVELS {
            let exact = 2.0 * (0.7 * level.sigma / level.spread(0.7)).powi(2);
            assert!((parts.remaining_variance(level) / exact - 1.0).abs() < 1e-12);
        }
    }

    /// Two narrow spikes at ±1 of a line: `E (1 - tanh²(x/v))` of the noised points, by a sum of 100 000 terms.
    #[test]
    fn of_two_spikes_it_is_the_integral_over_the_line() {
        let (s, data) = (0.01, Mixture::equal(1, &[[-1.0, 0.0], [1.0, 0.0]], 0.01));
        for sigma in [0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 1.0, 3.0] {
            let v: f64 = s * s + sigma * sigma;
            let (std, h) = (v.sqrt(), 2e-4);
            let of_density = |z: f64| (-0.5 * z * z).exp() / TAU.sqrt() * h;
            let at = |i: i32| (f64::from(i) * h, 1.0 + f64::from(i) * h * std);
            let terms = (-50_000..=50_000).map(at).map(|(z, x)| of_density(z) * (1.0 - (x / v).tanh().powi(2)));
            let exact = (s * sigma / std).powi(2) + (sigma * sigma / v).powi(2) * terms.sum::<f64>();
            let found = data.remaining_variance(Level::exploding(sigma));
            assert!((found / exact - 1.0).abs() < 2e-5, "σ = {sigma}: {found} against {exact}");
        }
    }

    /// Against lattices many times as fine.
    #[test]
    fn it_is_as_exact_as_it_says() {
        let menu = Dataset::ALL.iter().map(|data| (data.mixture(), 1e-5));
        for (data, tolerance) in menu.chain([(unequal(1), 1e-3), (unequal(2), 1e-3)]) {
            for level in LEVELS {
                let noised = |c: &Component| NoisedComponent::new(c, level, data.dim());
                let mut all: Vec<NoisedComponent> = data.components().iter().map(noised).collect();
                all.sort_by(|a, b| a.std.total_cmp(&b.std));
                let within: f64 = all.iter().map(|c| c.weight * c.variance).sum();
                let finer = WidthGroup::of(&all, data.dim()).map(|group| group.sum_on_lattice(0.09, [0.2, 0.4]));
                let exact = within + finer.sum::<f64>();
                let found = data.remaining_variance(level);
                assert!((found / exact - 1.0).abs() < tolerance, "{level:?}: {found} against {exact}");
            }
        }
    }

    /// Kernels around two spikes, so many that they are not worked off one by one: against the same in two widths that
    /// hardly differ.
    #[test]
    fn of_many_kernels_it_is_what_it_is_component_by_component() {
        for dim in [1, 2] {
            let mut rng = Rng::new(5, Stream::Batch);
            let mut kernel = |i: usize, std| {
                let (x, y) = ((i % 2) as f64 + 0.1 * rng.normal(), 0.2 * rng.normal());
                Component { mean: [x, if dim == 1 { 0.0 } else { y }], std, weight: (1 + i % 3) as f64 }
            };
            let mut all: Vec<Component> = (0..600).map(|i| kernel(i, 0.05)).collect();
            let kernels = Mixture::new(dim, all.clone());
            all[0].std += 1e-9;
            let one_by_one = Mixture::new(dim, all);
            assert!(kernels.kernels().is_some() && one_by_one.kernels().is_none());
            for level in LEVELS.into_iter().skip(1).step_by(3) {
                let (found, expected) = (kernels.remaining_variance(level), one_by_one.remaining_variance(level));
                assert!((found / expected - 1.0).abs() < 2e-5, "{level:?}: {found} against {expected}");
            }
        }
    }

    /// catches: a lattice that never comes to its end
    #[test]
    fn spikes_very_far_apart_have_what_each_of_them_has() {
        for (far, std) in [(1e17, 0.01), (1e150, 1e-300)] {
            let data = Mixture::equal(2, &[[-far, 0.0], [far, 1.0]], std);
            let left = data.remaining_variance(Level::exploding(0.1));
            let exact = 2.0 * (std * 0.1 / 0.1f64.hypot(std)).powi(2);
            assert!((left - exact).abs() <= 1e-12 * exact, "{far}: {left}");
        }
    }

    /// The mean over a million points drawn, within four of its standard errors.
    #[test]
    fn it_is_what_drawn_points_have_left() {
        for (data, level) in [
            (Dataset::FourSpikes.mixture(), Level::exploding(0.4)),
            (Dataset::ThreeModes.mixture(), Level::preserving(0.5)),
            (unequal(2), Level::exploding(0.2)),
        ] {
            let (mut rows, count) = (Vec::new(), 1_000_000 / data.components().len());
            data.noised(level).sample(count, &mut Rng::new(1, Stream::Data { draw: 0 }), &mut rows);
            let variances = rows.chunks_exact(data.dim()).map(|x| data.posterior(x, level).variance());
            let [sum, squares] = variances.fold([0.0; 2], |[sum, squares], v| [sum + v, squares + v * v]);
            let (n, mean) = (count as f64, sum / count as f64);
            let error = ((squares / n - mean * mean) / n).sqrt();
            let found = data.remaining_variance(level);
            assert!((found - mean).abs() < 4.0 * error, "{level:?}: {found} against {mean} ± {error}");
        }
    }
}
