//! Metrics of a cloud against the exact distribution, and what a perfect sample of its size scores.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::energy::EnergyDistance;
use super::spike_statistics::SpikeStatistics;
use super::wasserstein::SlicedWasserstein;
use crate::dataset::Mixture;
use crate::rng::{Rng, Stream};

/// A measure of how well a cloud follows the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloudMetric {
    /// W1 in 1-D.
    W1,
    /// W2 in 1-D.
    W2,
    /// Sliced W1 in 2-D.
    SlicedW1,
    /// The energy distance.
    Energy,
    /// Pearson's p of the shares.
    SpikesP,
    /// The share of points near a spike.
    SpikesInside,
    /// The spread of the spikes about their own means, in units of what it should be.
    SpikesSpread,
    /// How far the spikes' own means lie from their centres, in standard deviations.
    SpikesOffset,
}

impl CloudMetric {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::W1,
        Self::W2,
        Self::SlicedW1,
        Self::Energy,
        Self::SpikesP,
        Self::SpikesInside,
        Self::SpikesSpread,
        Self::SpikesOffset,
    ];

    /// The key in figures.
    pub fn key(self) -> &'static str {
        match self {
            Self::W1 => "w1",
            Self::W2 => "w2",
            Self::SlicedW1 => "sliced_w1",
            Self::Energy => "energy",
            Self::SpikesP => "spikes_p",
            Self::SpikesInside => "spikes_inside",
            Self::SpikesSpread => "spikes_spread",
            Self::SpikesOffset => "spikes_offset",
        }
    }

    /// A few words.
    pub fn label(self) -> &'static str {
        match self {
            Self::W1 => "W₁ to the data",
            Self::W2 => "W₂ to the data",
            Self::SlicedW1 => "sliced W₁ to the data",
            Self::Energy => "energy distance",
            Self::SpikesP => "p of the shares",
            Self::SpikesInside => "share near a spike",
            Self::SpikesSpread => "spread of a spike",
            Self::SpikesOffset => "offset of a spike",
        }
    }

    /// What it is and what to look for.
    pub fn about(self) -> &'static str {
        match self {
            Self::W1 => {
                "How far the points would have to be moved on average to become the data. Even a perfect sample is \
                 not at 0, because it has finitely many points."
            }
            Self::W2 => {
                "As W₁, with the squares of the distances: points that are far off weigh more. The shares of the modes \
                 decide it; a few points between them hardly show: see the share near a spike."
            }
            Self::SlicedW1 => {
                "W₁ of the shadows of the cloud along 64 fixed directions, on average. It sees wrong shares as well \
                 as wrong widths."
            }
            Self::Energy => {
                "Compares all distances between samples and data with those within each. It is 0 on average for a \
                 perfect sample and may fall below."
            }
            Self::SpikesP => {
                "How often a perfect sample would miss the spikes' true shares by as much as this one. Below 0.001, \
                 the shares are wrong. Spikes that fewer than five points are expected at are counted together."
            }
            Self::SpikesInside => {
                "The share of the points within 3.5 standard deviations of a spike. The others are stranded between \
                 the spikes or around them."
            }
            Self::SpikesSpread => {
                "How far the points near a spike lie from their own mean, where 1 is as far as in the data. Below 1, \
                 too much noise was removed; above 1, the heap is wide."
            }
            Self::SpikesOffset => {
                "How far the mean of the points near a spike lies from its true centre, in standard deviations of the \
                 spike. With n points, chance alone makes it about √(2/n) in the plane and 1/√n on a line."
            }
        }
    }

    /// Where it is from.
    pub fn source(self) -> &'static str {
        match self {
            Self::W1 | Self::W2 => "Villani 2009, Optimal Transport, ch. 6; in 1-D by quantiles",
            Self::SlicedW1 => "Bonneel et al. 2015, Sliced and Radon Wasserstein Barycenters of Measures",
            Self::Energy => "Székely & Rizzo 2013, Energy Statistics",
            Self::SpikesP => "Pearson 1900, the χ² test",
            Self::SpikesInside | Self::SpikesSpread | Self::SpikesOffset => {
                "the share and moments of a Gaussian inside 3.5 std"
            }
        }
    }

    /// Whether it has a meaning for this data.
    pub fn applies(self, data: &Mixture) -> bool {
        match self {
            Self::W1 | Self::W2 => data.dim() == 1,
            Self::SlicedW1 => data.dim() == 2,
            Self::Energy => true,
            Self::SpikesP => data.has_spikes() && data.components().len() > 1,
            Self::SpikesInside | Self::SpikesSpread | Self::SpikesOffset => data.has_spikes(),
        }
    }
}

/// What a cloud scores by one metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricScore {
    /// The metric.
    pub metric: CloudMetric,
    /// The score.
    pub value: f64,
}

/// The metrics of one data set for clouds of one size, with everything about the data worked out once.
#[derive(Clone, Debug)]
pub struct MetricSuite {
    data: Mixture,
    sliced: Rc<SlicedWasserstein>,
    energy: EnergyDistance,
}

impl MetricSuite {
    /// For clouds of `rows` points, at least two.
    pub fn new(data: &Mixture, rows: usize) -> Self {
        Self::with_sliced(data, SlicedWasserstein::new(data, rows))
    }

    /// With the Wasserstein distances of the same data.
    pub fn with_sliced(data: &Mixture, sliced: SlicedWasserstein) -> Self {
        Self { data: data.clone(), sliced: Rc::new(sliced), energy: EnergyDistance::new(data) }
    }

    /// The Wasserstein distances, to share with others that measure clouds of as many points.
    pub fn sliced(&self) -> Rc<SlicedWasserstein> {
        Rc::clone(&self.sliced)
    }

    /// The scores of a cloud of as many points as announced, by the metrics that apply, in the order of
    /// [`CloudMetric::ALL`].
    pub fn scores(&self, rows: &[f64]) -> Vec<MetricScore> {
        let spikes = SpikeStatistics::of(rows, &self.data);
        let value = |metric| match metric {
            CloudMetric::W1 | CloudMetric::SlicedW1 => self.sliced.w1(rows),
            CloudMetric::W2 => self.sliced.w2(rows),
            CloudMetric::Energy => self.energy.of(rows),
            CloudMetric::SpikesP => spikes.p,
            CloudMetric::SpikesInside => spikes.inside,
            CloudMetric::SpikesSpread => spikes.spread,
            CloudMetric::SpikesOffset => spikes.offset,
        };
        let applying = CloudMetric::ALL.into_iter().filter(|metric| metric.applies(&self.data));
        applying.map(|metric| MetricScore { metric, value: value(metric) }).collect()
    }

    /// The scores of the perfect sample number `draw`: as many points of the exact distribution itself.
    pub fn perfect(&self, draw: u32) -> Vec<MetricScore> {
        let mut rows = Vec::with_capacity(self.sliced.rows() * self.data.dim());
        self.data.sample(self.sliced.rows(), &mut Rng::new(0, Stream::Reference { draw }), &mut rows);
        self.scores(&rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;

    #[test]
    fn all_data_have_their_metrics() {
        let applying = |dataset: &Dataset| {
            let data = dataset.mixture();
            CloudMetric::ALL.into_iter().filter(|metric| metric.applies(&data)).count()
        };
        assert_eq!(applying(&Dataset::SpikeAtOne), 6);
        assert_eq!(applying(&Dataset::FourSpikes), 6);
        assert!(Dataset::ALL.iter().all(|dataset| applying(dataset) >= 2));
    }
}
