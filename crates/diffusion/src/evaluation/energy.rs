//! The energy distance between a cloud and an exact distribution (Székely & Rizzo 2013).

use std::f64::consts::FRAC_PI_2;

use crate::dataset::{Component, Mixture, normal_cdf};

/// `2 E‖X - Y‖ - E‖X - X'‖ - E‖Y - Y'‖` between a cloud X and a mixture Y, whose two terms are closed-form.
#[derive(Clone, Debug)]
pub struct EnergyDistance {
    data: Mixture,
    /// `E‖Y - Y'‖`
    within_data: f64,
}

impl EnergyDistance {
    /// From this data.
    pub fn new(data: &Mixture) -> Self {
        let components = data.components();
        let pairs = components.iter().flat_map(|a| components.iter().map(move |b| (a, b)));
        let mean_distance = mean_distance_to(data);
        let distance = |(a, b): (&Component, &Component)| {
            let apart = (a.mean[0] - b.mean[0]).hypot(a.mean[1] - b.mean[1]);
            a.weight * b.weight * mean_distance(data.dim(), apart, a.std.hypot(b.std))
        };
        Self { data: data.clone(), within_data: pairs.map(distance).sum() }
    }

    /// Of rows of coordinates, at least two of them: with different points in `E‖X - X'‖`, so that draws of the data
    /// itself score 0 on average and a little below 0 half of the time.
    pub fn of(&self, rows: &[f64]) -> f64 {
        let (dim, count) = (self.data.dim(), rows.len() / self.data.dim());
        let mean_distance = mean_distance_to(&self.data);
        let of_row = |row: &[f64]| -> f64 {
            let to = |c: &Component| c.weight * mean_distance(dim, distance(row, &c.mean[..dim]), c.std);
            self.data.components().iter().map(to).sum()
        };
        let to_data = rows.chunks_exact(dim).map(of_row).sum::<f64>() / count as f64;
        let to_later = |i: usize| -> f64 {
            let row = &rows[i * dim..(i + 1) * dim];
            rows[(i + 1) * dim..].chunks_exact(dim).map(|other| distance(row, other)).sum()
        };
        // Between two different points of the cloud.
        let within = (0..count).map(to_later).sum::<f64>() * 2.0 / (count * (count - 1)) as f64;
        2.0 * to_data - within - self.within_data
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// The mean distance to components of this data, by their number of coordinates, their distance and their width: of many,
/// most of which are far, by what it is to the far ones.
fn mean_distance_to(data: &Mixture) -> fn(usize, f64, f64) -> f64 {
    let of_many = |dim: usize, distance: f64, std: f64| {
        if distance > FAR * std { far_mean_distance(dim, distance, std) } else { mean_distance(dim, distance, std) }
    };
    if data.kernels().is_some() { of_many } else { mean_distance }
}

/// [`mean_distance`] of a distance of at least [`FAR`] standard deviations, to 1e-8 of its value: the distance itself in
/// 1-D, in 2-D `distance · ₁F₁(-½; 1; -z²/2) √(π/2)/z` by the first terms for large z (Abramowitz & Stegun 1964, 13.5.1).
fn far_mean_distance(dim: usize, distance: f64, std: f64) -> f64 {
    if dim == 1 {
        return distance;
    }
    let inverse = 2.0 * std * std / (distance * distance);
    distance * polynomial(&[1.0, 0.25, 1.0 / 32.0, 3.0 / 128.0, 75.0 / 2048.0], inverse)
}

/// From so many standard deviations on a component is far: a Gaussian has a share of 1e-17 beyond.
const FAR: f64 = 8.5;

/// `E‖x - Y‖` for `Y ~ N(m, s² I)` with `‖x - m‖ = distance`: the mean of a folded normal in 1-D, of Rice's
/// distribution in 2-D, `s √(π/2) e^{-u} ((1 + 2u) I₀(u) + 2u I₁(u))` with `u = distance²/(4 s²)`.
fn mean_distance(dim: usize, distance: f64, std: f64) -> f64 {
    let z = distance / std;
    if dim == 1 {
        return std / FRAC_PI_2.sqrt() * (-0.5 * z * z).exp() + distance * (1.0 - 2.0 * normal_cdf(-z));
    }
    let u = 0.25 * z * z;
    std * FRAC_PI_2.sqrt() * ((1.0 + 2.0 * u) * scaled_bessel(0, u) + 2.0 * u * scaled_bessel(1, u))
}

/// Polynomials of `e^{-x} I_n(x)` for n = 0 and 1 and `x ≥ 0`, to 2e-7 of its value: below 3.75, and above
/// (Abramowitz & Stegun 1964, 9.8.1 to 9.8.4).
#[rustfmt::skip]
const BESSEL: [([f64; 7], [f64; 9]); 2] = [
    (
        [1.0, 3.515_622_9, 3.089_942_4, 1.206_749_2, 0.265_973_2, 0.036_076_8, 0.004_581_3],
        [0.398_942_28, 0.013_285_92, 0.002_253_19, -0.001_575_65, 0.009_162_81, -0.020_577_06, 0.026_355_37,
            -0.016_476_33, 0.003_923_77],
    ),
    (
        [0.5, 0.878_905_94, 0.514_988_69, 0.150_849_34, 0.026_587_33, 0.003_015_32, 0.000_324_11],
        [0.398_942_28, -0.039_880_24, -0.003_620_18, 0.001_638_01, -0.010_315_55, 0.022_829_67, -0.028_953_12,
            0.017_876_54, -0.004_200_59],
    ),
];

/// `e^{-x} I_n(x)` for `x ≥ 0` and n = 0 or 1.
fn scaled_bessel(order: usize, x: f64) -> f64 {
    let (below, above) = &BESSEL[order];
    match x < 3.75 {
        true => (-x).exp() * x.powi(order as i32) * polynomial(below, (x / 3.75).powi(2)),
        false => polynomial(above, 3.75 / x) / x.sqrt(),
    }
}

/// `Σ terms[k] x^k`.
fn polynomial(terms: &[f64], x: f64) -> f64 {
    terms.iter().rev().fold(0.0, |sum, term| sum * x + term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Rng, Stream};

    /// By summing over the circle and the radius of Rice's distribution.
    #[test]
    fn mean_distances_are_integrals() {
        for (apart, std) in [(0.0, 1.0), (0.5, 0.3), (2.0, 0.3), (2.0, 0.01), (1.0, 3.0)] {
            let (radii, turns) = (2000, 400);
            let mut sum = 0.0;
            for i in 0..radii {
                let r = 9.0 * (f64::from(i) + 0.5) / f64::from(radii);
                let mass = r * (-0.5 * r * r).exp() * 9.0 / f64::from(radii);
                for k in 0..turns {
                    let angle = std::f64::consts::TAU * f64::from(k) / f64::from(turns);
                    sum += mass * (apart + std * r * angle.cos()).hypot(std * r * angle.sin()) / f64::from(turns);
                }
            }
            let closed = mean_distance(2, apart, std);
            assert!((closed / sum - 1.0).abs() < 2e-6, "{apart} {std}: {closed} {sum}");
        }
    }

    #[test]
    fn far_components_have_the_same_mean_distance() {
        for dim in [1, 2] {
            for distance in [8.5, 9.0, 12.0, 30.0, 1000.0] {
                let (far, exact) = (far_mean_distance(dim, distance, 1.0), mean_distance(dim, distance, 1.0));
                // In 2-D the other one is that exact.
                assert!((far / exact - 1.0).abs() < 4e-7, "{dim} {distance}: {far} {exact}");
            }
        }
        // By ₁F₁ to thirty digits.
        assert!((far_mean_distance(2, 8.5, 1.0) - 8.559_031_493).abs() < 2e-8);
    }

    /// Against the distances to a large sample of the data: nothing closed-form.
    #[test]
    fn the_data_score_nothing_and_shifted_points_what_a_sample_says() {
        for dataset in [Dataset::SpikeAtOne, Dataset::FourSpikes] {
            let data = dataset.mixture();
            let dim = data.dim();
            let (mut rng, mut rows, mut sample) = (Rng::new(2, Stream::Batch), Vec::new(), Vec::new());
            data.proportional(1000, &mut rng, &mut rows);
            data.proportional(1000, &mut rng, &mut sample);
            let energy = EnergyDistance::new(&data);
            assert!(energy.of(&rows).abs() < 2e-3, "{}", energy.of(&rows));
            rows.iter_mut().for_each(|x| *x += 0.3);
            let across = |a: &[f64], b: &[f64]| {
                let pairs = a.chunks(dim).flat_map(|a| b.chunks(dim).map(move |b| distance(a, b)));
                pairs.sum::<f64>() * (dim * dim) as f64 / (a.len() * b.len()) as f64
            };
            let expected = 2.0 * across(&rows, &sample) - across(&rows, &rows) - across(&sample, &sample);
            let found = energy.of(&rows);
            assert!((found / expected - 1.0).abs() < 0.02, "{dataset:?}: {found} {expected}");
        }
    }
}
