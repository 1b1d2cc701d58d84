//! How a cloud lies on spikes: how many points reach one, whether each spike has its share, and how wide it is.

use std::f64::consts::{PI, SQRT_2};

use super::chi_square;
use crate::dataset::{Component, Mixture, NearestComponent};

/// A point belongs to a spike within this many of its standard deviations.
pub const SPIKE_STDS: f64 = 3.5;

/// The most components whose shares are told one by one.
pub const MAX_COUNTED: usize = 16;

/// A cloud, sorted by the nearest spikes of a mixture.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeStatistics {
    /// How many points are nearest to each spike.
    pub counts: Vec<usize>,
    /// The share of all points that lie within [`SPIKE_STDS`] standard deviations of their nearest spike; 99.78 % of
    /// the exact distribution in 2-D.
    pub inside: f64,
    /// How far the points inside lie from the mean of their own spike's, as a root mean square in units of what it is in
    /// the exact distribution: 1 is as wide as it should be. NaN where no spike has two points.
    pub spread: f64,
    /// How far the mean of the points inside lies from its spike's centre, in standard deviations of the spike: a root
    /// mean square over these points. NaN without any.
    pub offset: f64,
    /// Pearson's p for the counts against the mixture's weights.
    pub p: f64,
}

impl SpikeStatistics {
    /// Of rows of `mixture.dim()` coordinates.
    pub fn of(rows: &[f64], mixture: &Mixture) -> Self {
        let spikes = mixture.components();
        let mut counts = vec![0; spikes.len()];
        let mut heaps = vec![Heap::default(); spikes.len()];
        for row in rows.chunks_exact(mixture.dim()) {
            let NearestComponent { index: nearest, sq_distance } = mixture.nearest(row);
            let Component { mean, std, .. } = spikes[nearest];
            counts[nearest] += 1;
            if sq_distance <= (SPIKE_STDS * std).powi(2) {
                heaps[nearest].push(row.iter().zip(mean).map(|(x, mean)| (x - mean) / std));
            }
        }
        let shares: Vec<f64> = spikes.iter().map(|spike| spike.weight).collect();
        let sum = |of: fn(&Heap) -> f64| heaps.iter().map(of).sum::<f64>();
        let inside = sum(|heap| heap.points);
        // Its own mean takes one point's worth of freedom from each heap.
        let freedom = sum(|heap| (heap.points - 1.0).max(0.0));
        let about_means = sum(|heap| (heap.squares - heap.squares_of_mean()).max(0.0));
        Self {
            p: chi_square::p_value(&counts, &shares),
            inside: inside / (rows.len() / mixture.dim()) as f64,
            spread: (about_means / freedom / inner_variance(mixture.dim())).sqrt(),
            offset: (sum(Heap::squares_of_mean) / inside).sqrt(),
            counts,
        }
    }
}

/// The points inside one spike, from its centre in its standard deviations.
#[derive(Clone, Debug, Default)]
struct Heap {
    points: f64,
    sums: [f64; 2],
    squares: f64,
}

impl Heap {
    fn push(&mut self, point: impl Iterator<Item = f64>) {
        self.points += 1.0;
        for (sum, z) in self.sums.iter_mut().zip(point) {
            *sum += z;
            self.squares += z * z;
        }
    }

    /// The squared length of the mean, once for each point.
    fn squares_of_mean(&self) -> f64 {
        self.sums.iter().map(|sum| sum * sum).sum::<f64>() / self.points.max(1.0)
    }
}

/// `E(‖z‖² | ‖z‖ ≤ SPIKE_STDS)` of a standard normal point of 1 or 2 coordinates: what the tails outside would have
/// added is missing from `dim`.
fn inner_variance(dim: usize) -> f64 {
    let edge = (-0.5 * SPIKE_STDS * SPIKE_STDS).exp();
    match dim {
        1 => 1.0 - (2.0 / PI).sqrt() * SPIKE_STDS * edge / libm::erf(SPIKE_STDS / SQRT_2),
        _ => 2.0 - SPIKE_STDS * SPIKE_STDS * edge / (1.0 - edge),
    }
}

impl Mixture {
    /// Whether the components are spikes: at most [`MAX_COUNTED`], so far apart that no point lies within [`SPIKE_STDS`] of two.
    pub fn has_spikes(&self) -> bool {
        let spikes = self.components();
        let apart = |i: usize, j: usize| {
            let (a, b) = (&spikes[i], &spikes[j]);
            (a.mean[0] - b.mean[0]).hypot(a.mean[1] - b.mean[1]) > SPIKE_STDS * (a.std + b.std)
        };
        spikes.len() <= MAX_COUNTED && (0..spikes.len()).all(|i| (0..i).all(|j| apart(i, j)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Rng, Stream};

    #[test]
    fn the_exact_distribution_scores_as_it_should() {
        let mixture = Dataset::FourSpikes.mixture();
        let mut rows = Vec::new();
        mixture.sample(40_000, &mut Rng::new(5, Stream::Batch), &mut rows);
        let spikes = SpikeStatistics::of(&rows, &mixture);
        assert!((spikes.inside - 0.997_813).abs() < 0.001 && spikes.p > 0.001);
        assert!((spikes.spread - 1.0).abs() < 0.01 && spikes.offset < 0.05, "{spikes:?}");
        for spike in 0..4 {
            let nearest = |row: &&[f64]| mixture.nearest(row).index == spike;
            let alone: Vec<_> = rows.chunks(2).filter(nearest).flatten().copied().collect();
            let alone = SpikeStatistics::of(&alone, &mixture);
            assert!((alone.spread - 1.0).abs() < 0.02 && alone.offset < 0.05, "{alone:?}");
        }
    }

    #[test]
    fn stragglers_count_for_their_nearest_spike_but_not_for_its_spread() {
        let rows = [-1.0, 1.01, -0.9, 0.9, 1.0, -1.02, -1.0, 1.03];
        let spikes = SpikeStatistics::of(&rows, &Dataset::FourSpikes.mixture());
        assert_eq!(spikes.counts, [3, 1, 0, 0]);
        assert!((spikes.inside - 0.75).abs() < 1e-12);
        // One and three standard deviations above the centre, and alone two below another.
        let expected = (2.0 / 1.973_143f64).sqrt();
        assert!((spikes.spread / expected - 1.0).abs() < 1e-6, "{spikes:?}");
        assert!((spikes.offset - (12.0f64 / 3.0).sqrt()).abs() < 1e-9, "{spikes:?}");
    }

    #[test]
    fn a_narrow_heap_beside_its_centre_is_narrow_and_beside() {
        let rows: Vec<f64> = (0..100).map(|i| 1.0 + 0.01 * (1.49 + 0.08 * (-1.0f64).powi(i))).collect();
        let spikes = SpikeStatistics::of(&rows, &Dataset::SpikeAtOne.mixture());
        assert!((spikes.spread - 0.08).abs() < 0.002 && (spikes.offset - 1.49).abs() < 1e-9, "{spikes:?}");
        let lost = SpikeStatistics::of(&[7.0], &Dataset::SpikeAtOne.mixture());
        assert!(lost.spread.is_nan() && lost.offset.is_nan());
    }

    /// By the sum of `z² φ(z)` and of `r³ exp(-r²/2)` over fine cells.
    #[test]
    fn the_tails_outside_are_accounted_for() {
        let cells = (0..350_000).map(|i| (f64::from(i) + 0.5) * 1e-5);
        let ratio = |power: i32| {
            let sums = cells.clone().fold((0.0, 0.0), |(above, below), r| {
                let weight = r.powi(power) * (-0.5 * r * r).exp();
                (above + r * r * weight, below + weight)
            });
            sums.0 / sums.1
        };
        assert!((inner_variance(1) - ratio(0)).abs() < 1e-8 && (inner_variance(2) - ratio(1)).abs() < 1e-8);
    }

    #[test]
    fn spikes_are_far_apart() {
        assert!(Dataset::FourSpikes.mixture().has_spikes());
        assert!(!Mixture::equal(2, &[[0.0, 0.0], [0.5, 0.0]], 0.1).has_spikes());
    }
}
