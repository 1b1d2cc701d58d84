//! Metrics of a cloud against the exact distribution, and the interval in which perfect samples of its size score.

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
    /// The mean spread of the spikes, in units of what it should be.
    SpikesSpread,
}

impl CloudMetric {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::W1, Self::W2, Self::SlicedW1, Self::Energy, Self::SpikesP, Self::SpikesInside, Self::SpikesSpread];

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
                 the shares are wrong, unless a spike is so rare that it has only a few points."
            }
            Self::SpikesInside => {
                "The share of the points within 3.5 standard deviations of a spike. The others are stranded between \
                 the spikes or around them."
            }
            Self::SpikesSpread => {
                "How far the points near a spike lie from its true centre, where 1 is as far as in the data. Below 1, \
                 too much noise was removed; above, the heap is wide or lies beside its centre."
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
            Self::SpikesInside | Self::SpikesSpread => "the share and moments of a Gaussian inside 3.5 std",
        }
    }

    /// Whether it has a meaning for this data.
    pub fn applies(self, data: &Mixture) -> bool {
        match self {
            Self::W1 | Self::W2 => data.dim() == 1,
            Self::SlicedW1 => data.dim() == 2,
            Self::Energy => true,
            Self::SpikesP => data.has_spikes() && data.components().len() > 1,
            Self::SpikesInside | Self::SpikesSpread => data.has_spikes(),
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

/// The interval that 90 % of perfect samples score in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferenceInterval {
    /// One perfect sample in twenty scores less.
    pub low: f64,
    /// One in twenty scores more.
    pub high: f64,
}

impl ReferenceInterval {
    /// From the scores of perfect samples, at least one of them: the 5 and 95 % points, linear between scores.
    pub fn of(mut scores: Vec<f64>) -> Self {
        scores.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (scores.len() - 1) as f64;
            let (below, above) = (scores[place.floor() as usize], scores[place.ceil() as usize]);
            below + place.fract() * (above - below)
        };
        Self { low: at(0.05), high: at(0.95) }
    }
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
            CloudMetric::SpikesSpread => spikes.spread.iter().sum::<f64>() / spikes.spread.len() as f64,
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

    /// The interval of the first `draws` perfect samples, metric by metric.
    fn intervals(suite: &MetricSuite, draws: u32) -> Vec<ReferenceInterval> {
        let perfect: Vec<_> = (0..draws).map(|draw| suite.perfect(draw)).collect();
        let of = |i: usize| ReferenceInterval::of(perfect.iter().map(|scores| scores[i].value).collect());
        (0..perfect[0].len()).map(of).collect()
    }

    #[test]
    fn one_perfect_sample_in_ten_lies_outside_the_interval() {
        for data in [Dataset::SpikeAtOne, Dataset::FourSpikes] {
            let suite = MetricSuite::new(&data.mixture(), 200);
            let others: Vec<_> = (100..160).map(|draw| suite.perfect(draw)).collect();
            for (i, interval) in intervals(&suite, 60).into_iter().enumerate() {
                let scores = others.iter().map(|scores| scores[i].value);
                let inside = scores.filter(|score| interval.low <= *score && *score <= interval.high).count();
                assert!((44..=60).contains(&inside), "{data:?} {:?} {interval:?}: {inside} of 60", others[0][i].metric);
            }
        }
    }

    #[test]
    fn a_collapsed_cloud_leaves_the_intervals() {
        let data = Dataset::FourSpikes.mixture();
        let suite = MetricSuite::new(&data, 400);
        let corners = data.components().iter().flat_map(|c| c.mean);
        // Three points at one spike for each at another: collapsed, and with wrong shares.
        let rows: Vec<f64> = corners.cycle().take(2 * 200).chain([1.0; 2 * 200]).collect();
        for (MetricScore { metric, value }, interval) in suite.scores(&rows).into_iter().zip(intervals(&suite, 40)) {
            let outside = value < interval.low || value > interval.high;
            assert!(outside || metric == CloudMetric::SpikesInside, "{metric:?}: {value} in {interval:?}");
        }
    }

    /// As the help text of W₂ has it.
    #[test]
    fn a_few_points_between_the_modes_show_in_the_share_near_a_spike_and_not_in_w2() {
        let data = Dataset::TwoModes.mixture();
        let suite = MetricSuite::new(&data, 500);
        let intervals = intervals(&suite, 40);
        let (mut far, mut missed) = (0, 0);
        for draw in 0..40 {
            let mut rows = Vec::new();
            data.sample(500, &mut Rng::new(1, Stream::Reference { draw }), &mut rows);
            rows[..5].fill(0.0);
            for (score, interval) in suite.scores(&rows).into_iter().zip(&intervals) {
                far += usize::from(score.metric == CloudMetric::W2 && score.value > interval.high);
                missed += usize::from(score.metric == CloudMetric::SpikesInside && score.value < interval.low);
            }
        }
        assert!(far <= 8 && missed >= 38, "W₂ in {far}, the share near a spike in {missed} of 40");
    }

    #[test]
    fn an_interval_is_between_percentiles() {
        let interval = ReferenceInterval::of((0..=100).rev().map(f64::from).collect());
        assert_eq!(interval, ReferenceInterval { low: 5.0, high: 95.0 });
    }

    #[test]
    fn all_data_have_their_metrics() {
        let applying = |dataset: &Dataset| {
            let data = dataset.mixture();
            CloudMetric::ALL.into_iter().filter(|metric| metric.applies(&data)).count()
        };
        assert_eq!(applying(&Dataset::SpikeAtOne), 5);
        assert_eq!(applying(&Dataset::FourSpikes), 5);
        assert!(Dataset::ALL.iter().all(|dataset| applying(dataset) >= 2));
    }
}
