//! Thousands of Gaussians of one width, as a kernel density estimate has them: sums over all of them at a noisy point, to
//! rounding.
//!
//! Only kernels whose share is above e^-40 of the largest can change a sum. They lie in a window of the first coordinate,
//! by which the kernels are sorted. Where noise is so large that the window holds all, an [`Expansion`] takes its place.
//! What is summed depends on the point alone, whatever other points are asked for beside it, and every step but a square
//! root and two logarithms is an addition, a product or a quotient: natively and in a browser the bits are the same.

use std::f64::consts::TAU;
use std::ops::Range;

use wide::f64x2;

use super::component::Component;
use super::exp::exp;
use super::expansion::{ExpandedSums, Expansion};
use crate::process::Level;

/// The logarithm of a share that no sum with 1 can tell from 0: `e^-40 < 2^-53`, also a thousand times.
const NEGLIGIBLE: f64 = -40.0;

/// So many pairs of kernels to either side are looked at for one that is near.
const NEIGHBOURS: usize = 16;

/// Weighted Gaussians of one width in one or two dimensions.
#[derive(Clone, Debug)]
pub struct Kernels {
    dim: usize,
    std: f64,
    /// In pairs, sorted by their first coordinates. The last pair is filled up with a kernel of no weight.
    pairs: Vec<KernelPair>,
    largest_log_weight: f64,
    largest_gap: f64,
    expansion: Expansion,
}

/// Two kernels.
#[derive(Clone, Copy, Debug)]
struct KernelPair {
    /// Their centres; on a line the second coordinate is 0.
    mean: [f64x2; 2],
    log_weight: f64x2,
}

/// What is known at a noisy point of the kernel that it came from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KernelSpread {
    /// `p(x)`
    pub density: f64,
    /// The variance of its centre given the point, summed over the coordinates.
    pub variance: f64,
}

/// The kernels at a level.
#[derive(Debug)]
pub struct KernelsAtLevel<'a> {
    kernels: &'a Kernels,
    alpha: f64,
    /// `v = α² s² + σ²`
    variance: f64,
    /// What all kernels weigh as they are seen from the last point; of those in its window, the first ones here.
    weights: Vec<f64x2>,
}

/// The kernels that matter at a point, weighed.
struct Window {
    /// Their pairs.
    near: Range<usize>,
    /// The logarithm of the largest weight.
    largest: f64,
    /// The sum of the weights, divided by the largest.
    total: f64,
    /// The mean of their centres.
    mean: [f64; 2],
}

impl Kernels {
    /// Components in `dim` (1 or 2) coordinates, all of this standard deviation, whose weights sum to 1.
    pub fn new(dim: usize, std: f64, components: &[Component]) -> Self {
        let mean = |c: &Component| [c.mean[0], if dim == 1 { 0.0 } else { c.mean[1] }];
        let mut all: Vec<([f64; 2], f64)> = components.iter().map(|c| (mean(c), c.weight)).collect();
        all.retain(|(_, weight)| *weight > 0.0);
        all.sort_by(|(a, _), (b, _)| a[0].total_cmp(&b[0]));
        let log_weights = all.iter().map(|(_, weight)| libm::log(*weight));
        Self {
            dim,
            std,
            pairs: all.chunks(2).map(KernelPair::of).collect(),
            largest_log_weight: log_weights.fold(f64::NEG_INFINITY, f64::max),
            largest_gap: largest_gap(&all),
            expansion: Expansion::new(dim, all.into_iter()),
        }
    }

    /// The number of coordinates of a point: 1 or 2.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The centre of each, by their first coordinates; on a line the second coordinate is 0. Where their number is odd the
    /// last is there twice.
    pub fn centres(&self) -> impl Iterator<Item = [f64; 2]> {
        let both = |pair: &KernelPair| {
            let [x, y] = pair.mean.map(f64x2::to_array);
            [[x[0], y[0]], [x[1], y[1]]]
        };
        self.pairs.iter().flat_map(both)
    }

    /// The standard deviation of each.
    pub fn std(&self) -> f64 {
        self.std
    }

    /// The largest distance from a kernel to its nearest neighbour.
    pub fn largest_gap(&self) -> f64 {
        self.largest_gap
    }

    /// The kernels as they are at a level.
    pub fn at(&self, level: Level) -> KernelsAtLevel<'_> {
        let Level { alpha, sigma } = level;
        let variance = alpha * alpha * self.std * self.std + sigma * sigma;
        KernelsAtLevel { kernels: self, alpha, variance, weights: vec![f64x2::ZERO; self.pairs.len()] }
    }
}

impl KernelPair {
    /// Two of them, or one and the same without weight.
    fn of(all: &[([f64; 2], f64)]) -> Self {
        let of = |i: usize| all[i.min(all.len() - 1)].0;
        let axis = |axis: usize| f64x2::from([of(0)[axis], of(1)[axis]]);
        let weight = |i: usize| all.get(i).map_or(f64::NEG_INFINITY, |(_, weight)| libm::log(*weight));
        Self { mean: [axis(0), axis(1)], log_weight: f64x2::from([weight(0), weight(1)]) }
    }

    fn first_coordinates(&self) -> [f64; 2] {
        self.mean[0].to_array()
    }

    /// `‖x - α μ‖²`
    #[inline(always)]
    fn sq_distances(&self, x: [f64; 2], alpha: f64) -> f64x2 {
        let (a, b) = (f64x2::splat(x[0]) - self.mean[0] * alpha, f64x2::splat(x[1]) - self.mean[1] * alpha);
        a * a + b * b
    }

    /// `log w - ‖x - α μ‖²/(2v)`, with `exponent = -1/(2v)`.
    #[inline(always)]
    fn log_joint(&self, x: [f64; 2], alpha: f64, exponent: f64) -> f64x2 {
        self.log_weight + self.sq_distances(x, alpha) * exponent
    }
}

impl KernelsAtLevel<'_> {
    /// `v`, the variance of each kernel in every direction.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// `Σ_k r_k(x) μ_k`, the mean of the centres given the noisy point.
    pub fn mean(&mut self, x: [f64; 2]) -> [f64; 2] {
        match self.kernels.expansion.sums(x, self.alpha, self.variance) {
            Some(sums) => sums.mean,
            None => self.window(x).mean,
        }
    }

    /// `p(x)`, and `Σ_k r_k(x) ‖μ_k - m‖²` with the mean m of the centres given the noisy point.
    pub fn spread(&mut self, x: [f64; 2]) -> KernelSpread {
        let Kernels { dim, pairs, expansion, .. } = self.kernels;
        let scale = (TAU * self.variance).powi(*dim as i32).sqrt();
        if let Some(ExpandedSums { log_scale, total, variance, .. }) = expansion.sums(x, self.alpha, self.variance) {
            return KernelSpread { density: libm::exp(log_scale) * total / scale, variance };
        }
        let Window { near, largest, total, mean } = self.window(x);
        let weighed = pairs[near].iter().zip(&self.weights);
        let squares = weighed.fold(f64x2::ZERO, |sum, (pair, weight)| sum + *weight * pair.sq_distances(mean, 1.0));
        KernelSpread { density: libm::exp(largest) * total / scale, variance: sum_of(squares) / total }
    }

    /// Weighs the kernels that matter at a point.
    fn window(&mut self, x: [f64; 2]) -> Window {
        let near = self.near(x);
        let mut largest = f64x2::splat(f64::NEG_INFINITY);
        for (weight, pair) in self.weights.iter_mut().zip(&self.kernels.pairs[near.clone()]) {
            *weight = pair.log_joint(x, self.alpha, -0.5 / self.variance);
            largest = largest.fast_max(*weight);
        }
        let largest = largest_of(largest);
        let [mut total, mut first, mut second] = [f64x2::ZERO; 3];
        for (weight, pair) in self.weights.iter_mut().zip(&self.kernels.pairs[near.clone()]) {
            *weight = exp(*weight - f64x2::splat(largest));
            total += *weight;
            first += *weight * pair.mean[0];
            second += *weight * pair.mean[1];
        }
        let total = sum_of(total);
        Window { near, largest, total, mean: [sum_of(first) / total, sum_of(second) / total] }
    }

    /// The pairs of kernels that hold all that matter at a point: with the logarithm L of the weight of one that is near,
    /// those with `log w - ‖x - α μ‖²/(2v) > L - 40` are nearer than `r`, `r² = 2v (40 + log w_max - L)`, also along the
    /// first coordinate alone. None where the point is not a finite one.
    fn near(&self, x: [f64; 2]) -> Range<usize> {
        let Kernels { pairs, largest_log_weight, .. } = self.kernels;
        let beside = pairs.partition_point(|pair| self.alpha * pair.first_coordinates()[0] < x[0]);
        let neighbours = &pairs[beside.saturating_sub(NEIGHBOURS)..(beside + NEIGHBOURS).min(pairs.len())];
        let joint = |pair: &KernelPair| pair.log_joint(x, self.alpha, -0.5 / self.variance);
        let near = largest_of(neighbours.iter().map(joint).fold(f64x2::splat(f64::NEG_INFINITY), f64x2::fast_max));
        if near == f64::NEG_INFINITY {
            return 0..0;
        }
        let radius = (2.0 * self.variance * (largest_log_weight - near - NEGLIGIBLE)).sqrt();
        let from = pairs.partition_point(|pair| self.alpha * pair.first_coordinates()[1] < x[0] - radius);
        from..pairs.partition_point(|pair| self.alpha * pair.first_coordinates()[0] <= x[0] + radius)
    }
}

fn largest_of(pair: f64x2) -> f64 {
    pair.to_array().into_iter().fold(f64::NEG_INFINITY, f64::max)
}

fn sum_of(pair: f64x2) -> f64 {
    let [a, b] = pair.to_array();
    a + b
}

/// The largest distance from a centre to its nearest neighbour, of centres that are sorted by their first coordinate.
fn largest_gap(all: &[([f64; 2], f64)]) -> f64 {
    let nearest = |i: usize| {
        let away = |j: usize| [all[j].0[0] - all[i].0[0], all[j].0[1] - all[i].0[1]];
        let mut nearest = f64::INFINITY;
        let mut look = |j: usize| {
            let [x, y] = away(j);
            nearest = nearest.min((x * x + y * y).sqrt());
            x.abs() < nearest
        };
        let _ = (0..i).rev().all(&mut look) && (i + 1..all.len()).all(&mut look);
        nearest
    };
    (0..all.len()).map(nearest).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rng, Stream};

    /// Places of which a third is there twice, with weights from 1 to 9, shuffled.
    fn components(dim: usize, count: usize) -> Vec<Component> {
        let mut rng = Rng::new(dim as u32, Stream::Batch);
        let mut all: Vec<Component> = Vec::new();
        for i in 0..count {
            let drawn = [0.4 * rng.normal() + f64::from(i % 2 == 0), 0.6 * rng.normal()];
            let mean = if i % 3 == 2 { all[i / 2].mean } else { [drawn[0], if dim == 1 { 0.0 } else { drawn[1] }] };
            all.push(Component { mean, std: 0.05, weight: 1.0 + (i * i % 9) as f64 });
        }
        let total: f64 = all.iter().map(|c| c.weight).sum();
        all.iter_mut().for_each(|c| c.weight /= total);
        all
    }

    /// `p(x)` and the spread of the centres, one after the other.
    fn plain(dim: usize, all: &[Component], x: [f64; 2], level: Level) -> KernelSpread {
        let variance = level.spread(0.05).powi(2);
        let sq = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2);
        let density = |c: &Component| {
            let exponent = -0.5 * sq(x, c.mean.map(|m| level.alpha * m)) / variance;
            c.weight * exponent.exp() / (TAU * variance).powf(0.5 * dim as f64)
        };
        let total: f64 = all.iter().map(density).sum();
        let mean = [0, 1].map(|axis| all.iter().map(|c| density(c) * c.mean[axis]).sum::<f64>() / total);
        KernelSpread {
            density: total,
            variance: all.iter().map(|c| density(c) * sq(c.mean, mean)).sum::<f64>() / total,
        }
    }

    /// catches: a window that ends too early, a share of the fill of the last pair
    #[test]
    fn densities_and_spreads_are_sums_over_all() {
        for (dim, count) in [(1, 1), (1, 601), (2, 2), (2, 602), (2, 603)] {
            let all = components(dim, count);
            let kernels = Kernels::new(dim, 0.05, &all);
            for i in 0..600 {
                let sigma = 80.0 * 0.82f64.powi(i % 60);
                let level = Level { alpha: if i % 7 == 0 { 0.3 } else { 1.0 }, sigma };
                let at = &all[i as usize * 7 % count];
                let z = [f64::from(i % 5) - 2.0, if dim == 1 { 0.0 } else { f64::from(i % 3) - 1.0 }];
                let x = [0, 1].map(|axis| level.noised(at.mean[axis], z[axis]));
                let (found, expected) = (kernels.at(level).spread(x), plain(dim, &all, x, level));
                assert!((found.density / expected.density - 1.0).abs() < 1e-11, "{found:?} {expected:?} {level:?}");
                assert!((found.variance - expected.variance).abs() < 1e-12, "{found:?} {expected:?} {level:?}");
            }
        }
    }

    #[test]
    fn the_largest_gap_is_to_the_nearest() {
        let at = |mean| Component { mean, std: 1.0, weight: 0.25 };
        let all = [at([0.0, 0.0]), at([0.1, 5.0]), at([0.2, 0.0]), at([0.1, 2.0])];
        assert_eq!(Kernels::new(2, 1.0, &all).largest_gap(), 3.0);
    }

    #[test]
    fn of_points_that_are_none_there_is_no_mean() {
        let kernels = Kernels::new(2, 0.05, &components(2, 600));
        for x in [[f64::NAN, 0.0], [0.0, f64::NAN], [f64::INFINITY, 0.0], [0.0, 1e300]] {
            for sigma in [0.01, 80.0] {
                assert!(kernels.at(Level::exploding(sigma)).mean(x).iter().all(|m| m.is_nan()), "{x:?} {sigma}");
            }
        }
    }
}
