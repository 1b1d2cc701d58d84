//! What perfect samples score: the interval of each metric, and whether a cloud can be told from them by all metrics
//! together.

use serde::{Deserialize, Serialize};

use super::metric_suite::{CloudMetric, MetricScore, MetricSuite};

/// One perfect sample in twenty is taken for another: the rate of false alarms of [`PerfectScores::p_value`] as a test.
pub const FALSE_ALARMS: f64 = 0.05;

/// The interval that 90 % of perfect samples score in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferenceInterval {
    /// One perfect sample in twenty scores less.
    pub low: f64,
    /// One in twenty scores more.
    pub high: f64,
}

impl ReferenceInterval {
    /// From the scores of `n` perfect samples, at least one: from the `k`-th lowest to the `k`-th highest,
    /// `k = (n + 1)/20`. With n = 19, 39, 59 … another perfect sample scores in it with a probability of exactly 90 %,
    /// whatever the distribution (Wilks 1941, Determination of sample sizes for setting tolerance limits); more samples
    /// make the share of all others in it surer to be near that.
    ///
    /// Scores without a value, as of spikes that no point reached, count as the highest.
    pub fn of(mut scores: Vec<f64>) -> Self {
        // Whether a number that is none has a sign is up to the processor.
        scores.sort_by(|a, b| a.is_nan().cmp(&b.is_nan()).then(a.total_cmp(b)));
        let k = ((scores.len() + 1) / 20).max(1);
        Self { low: scores[k - 1], high: scores[scores.len() - k] }
    }
}

/// The scores of perfect samples of one size of one data set, sample by sample, each by the same metrics.
#[derive(Clone, Debug, Default)]
pub struct PerfectScores(Vec<Vec<MetricScore>>);

impl PerfectScores {
    /// Those of perfect samples that were drawn elsewhere.
    pub fn of(scores: Vec<Vec<MetricScore>>) -> Self {
        Self(scores)
    }

    /// Draws one more perfect sample, always of the same suite.
    pub fn draw(&mut self, suite: &MetricSuite) {
        self.0.push(suite.perfect(self.0.len() as u32));
    }

    /// How many perfect samples there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The interval of the metric in this place, of at least one perfect sample.
    pub fn interval(&self, metric: usize) -> ReferenceInterval {
        ReferenceInterval::of(self.0.iter().map(|scores| scores[metric].value).collect())
    }

    /// The probability that a perfect sample is at least as far off as this cloud, by the metric that it is farthest off
    /// by, and where that is equal by the next: with n perfect samples, (1 + those that are)/(n + 1). A perfect cloud has
    /// a p of at most `k/(n + 1)` with a probability of at most `k/(n + 1)`, however the metrics depend on each other:
    /// the cloud and the perfect samples are then alike, and how far each is off is worked out from all of them in the
    /// same way (Westfall & Young 1993, Resampling-Based Multiple Testing, ch. 2; Vovk et al. 2005, Algorithmic Learning
    /// in a Random World, ch. 2).
    pub fn p_value(&self, cloud: &[MetricScore]) -> f64 {
        let all = self.distances(cloud);
        let of_cloud = &all[self.0.len()];
        all.iter().filter(|distances| *distances >= of_cloud).count() as f64 / all.len() as f64
    }

    /// How far each perfect sample, and last the cloud, is off by every metric; the farthest first.
    fn distances(&self, cloud: &[MetricScore]) -> Vec<Vec<f64>> {
        let clouds = || self.0.iter().map(Vec::as_slice).chain([cloud]);
        let mut all = vec![Vec::with_capacity(cloud.len()); self.0.len() + 1];
        for metric in 0..cloud.len() {
            let values: Vec<_> = clouds().map(|scores| unbounded(scores[metric])).collect();
            let deviations = Deviations::of(values.clone());
            for (distances, value) in all.iter_mut().zip(values) {
                distances.push(deviations.distance(value));
            }
        }
        for distances in &mut all {
            distances.sort_by(|a, b| b.total_cmp(a));
        }
        all
    }
}

/// A score whose distance from the middle says how far off it is: the logarithm of the odds of a p, which has bounds;
/// what has no value is farther off than all that has.
fn unbounded(MetricScore { metric, value }: MetricScore) -> f64 {
    match metric {
        _ if value.is_nan() => f64::INFINITY,
        CloudMetric::SpikesP => (value.max(f64::MIN_POSITIVE) / (1.0 - value).max(f64::EPSILON)).ln(),
        _ => value,
    }
}

/// The median of some values, and how far they are from it on either side on average; one with steps, as a share of few
/// points is, may have a quarter of its values in one place.
struct Deviations {
    median: f64,
    below: f64,
    above: f64,
}

impl Deviations {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let median = values[values.len() / 2];
        let finite = values.iter().map(|value| value - median).filter(|deviation| deviation.is_finite());
        let (below, above) = finite.fold((0.0, 0.0), |(below, above), deviation: f64| {
            (below + (-deviation).max(0.0), above + deviation.max(0.0))
        });
        let half = 0.5 * values.len() as f64;
        Self { median, below: below / half, above: above / half }
    }

    /// How far a value is from the median, in mean deviations of its side.
    fn distance(&self, value: f64) -> f64 {
        if value == self.median {
            0.0
        } else if value < self.median {
            (self.median - value) / self.below
        } else {
            (value - self.median) / self.above
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;
    use crate::rng::{Rng, Stream};

    fn perfect(suite: &MetricSuite, count: usize) -> PerfectScores {
        let mut scores = PerfectScores::default();
        (0..count).for_each(|_| scores.draw(suite));
        scores
    }

    /// The interval of the first `count` perfect samples, metric by metric.
    fn intervals(suite: &MetricSuite, count: usize) -> Vec<ReferenceInterval> {
        let perfect = perfect(suite, count);
        (0..perfect.0[0].len()).map(|i| perfect.interval(i)).collect()
    }

    /// Of one interval of 199 samples the true share is known to 0.02, of 400 others to 0.015, by standard deviations:
    /// each metric is held to four of both together, and their mean to 2 %.
    #[test]
    fn one_perfect_sample_in_ten_lies_outside_the_interval() {
        let mut shares = Vec::new();
        for data in [Dataset::SpikeAtOne, Dataset::TwoModes, Dataset::FourSpikes, Dataset::Moons] {
            let suite = MetricSuite::new(&data.mixture(), 200);
            let others: Vec<_> = (1_000..1_400).map(|draw| suite.perfect(draw)).collect();
            for (i, interval) in intervals(&suite, 199).into_iter().enumerate() {
                let scores = others.iter().map(|scores| scores[i].value);
                let inside = scores.filter(|score| interval.low <= *score && *score <= interval.high).count();
                shares.push(inside as f64 / 400.0);
                let share = shares[shares.len() - 1];
                assert!((share - 0.9).abs() < 0.1, "{data:?} {:?} {interval:?}: {share}", others[0][i].metric);
            }
        }
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        assert!((mean - 0.9).abs() < 0.02, "{mean}: {shares:?}");
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
    fn an_interval_is_between_ranks() {
        let of = |n: u32| ReferenceInterval::of((1..=n).rev().map(f64::from).collect());
        assert_eq!(of(1), ReferenceInterval { low: 1.0, high: 1.0 });
        assert_eq!(of(19), ReferenceInterval { low: 1.0, high: 19.0 });
        assert_eq!(of(199), ReferenceInterval { low: 10.0, high: 190.0 });
        for none in [f64::NAN, -f64::NAN] {
            let interval = ReferenceInterval::of(vec![none, 1.0, 2.0]);
            assert!(interval.low == 1.0 && interval.high.is_nan(), "{interval:?}");
        }
    }

    /// 20 of 400 are expected; by chance, of the 199 and of the 400, it is 7.5 more or less by standard deviation.
    #[test]
    fn one_perfect_sample_in_twenty_is_taken_for_another() {
        for data in [Dataset::SpikeAtOne, Dataset::FourSpikes, Dataset::Moons] {
            let suite = MetricSuite::new(&data.mixture(), 200);
            let perfect = perfect(&suite, 199);
            let fresh = (1_000..1_400).map(|draw| perfect.p_value(&suite.perfect(draw)));
            let alarms = fresh.filter(|p| *p <= FALSE_ALARMS).count();
            assert!((8..=36).contains(&alarms), "{data:?}: {alarms} of 400");
        }
    }

    /// Leaving each out in turn, p is at most k/20 for at most k of twenty; fewer only where two are as far off.
    #[test]
    fn among_perfect_samples_every_p_is_as_likely() {
        let suite = MetricSuite::new(&Dataset::Moons.mixture(), 100);
        let all = perfect(&suite, 20).0;
        let ps: Vec<_> = (0..20)
            .map(|out| {
                let mut others = all.clone();
                let cloud = others.remove(out);
                (PerfectScores(others).p_value(&cloud) * 20.0).round() as usize
            })
            .collect();
        let at_most = |k| ps.iter().filter(|p| **p <= k).count();
        assert!((1..=20).all(|k| at_most(k) <= k), "{ps:?}");
        assert_eq!([1, 2, 5, 20].map(at_most), [1, 2, 5, 20], "{ps:?}");
    }

    /// catches: a p that is bounded, whose smallest values count as near; a cloud that is off by one metric alone
    #[test]
    fn a_cloud_that_is_far_off_by_one_metric_is_no_perfect_one() {
        let data = Dataset::FourSpikes.mixture();
        let suite = MetricSuite::new(&data, 400);
        let perfect = perfect(&suite, 199);
        let usual = suite.perfect(5_000);
        assert!(perfect.p_value(&usual) > FALSE_ALARMS);
        for (i, score) in usual.iter().enumerate() {
            let value = if score.metric == CloudMetric::SpikesP { 1e-9 } else { score.value + 1.0 };
            for value in [value, f64::NAN] {
                let mut off = usual.clone();
                off[i] = MetricScore { value, ..*score };
                assert_eq!(perfect.p_value(&off), 1.0 / 200.0, "{:?} of {value}", score.metric);
            }
        }
    }
}
