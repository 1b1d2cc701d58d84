//! Metrics of a cloud against the exact law, and the band that a perfect sampler of the same size scores.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::energy::Energy;
use super::spikes::Spikes;
use super::wasserstein::Sliced;
use crate::{Mixture, Rng, Stream};

/// A measure of how well a cloud follows the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Metric {
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

impl Metric {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::W1, Self::W2, Self::SlicedW1, Self::Energy, Self::SpikesP, Self::SpikesInside, Self::SpikesSpread];

    /// The key in figures.
    #[must_use]
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
    #[must_use]
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
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::W1 => {
                "How far the points would have to be moved on average to become the data. Even a perfect sample is \
                 not at 0, because it has finitely many points."
            }
            Self::W2 => {
                "As W₁, with the squares of the ways: a few points that are far off weigh more. One in a hundred \
                 between the modes is enough to raise it."
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
                 the shares are wrong."
            }
            Self::SpikesInside => {
                "The share of the points within 3.5 standard deviations of a spike. The others are stranded between \
                 the spikes or around them."
            }
            Self::SpikesSpread => {
                "How wide the heaps are on average, where 1 is as wide as the data. Below 1, too much noise was \
                 removed."
            }
        }
    }

    /// Where it is from.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::W1 | Self::W2 => "Villani 2009, Optimal Transport, ch. 6; in 1-D by quantiles",
            Self::SlicedW1 => "Bonneel et al. 2015, Sliced and Radon Wasserstein Barycenters of Measures",
            Self::Energy => "Székely & Rizzo 2013, Energy Statistics",
            Self::SpikesP => "Pearson 1900, the χ² test",
            Self::SpikesInside | Self::SpikesSpread => "the share and moments of a Gaussian inside 3.5 std",
        }
    }

    /// Whether it has a meaning for this law.
    #[must_use]
    pub fn applies(self, law: &Mixture) -> bool {
        match self {
            Self::W1 | Self::W2 => law.dim() == 1,
            Self::SlicedW1 => law.dim() == 2,
            Self::Energy => true,
            Self::SpikesP => law.has_spikes() && law.components().len() > 1,
            Self::SpikesInside | Self::SpikesSpread => law.has_spikes(),
        }
    }
}

/// The figures that 90 % of perfect samples lie between.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// One perfect sample in twenty scores less.
    pub low: f64,
    /// One in twenty scores more.
    pub high: f64,
}

impl Band {
    /// From the figures of perfect samples, at least one of them: the 5 and 95 % points, linear between figures.
    #[must_use]
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (figures.len() - 1) as f64;
            let (below, above) = (figures[place.floor() as usize], figures[place.ceil() as usize]);
            below + place.fract() * (above - below)
        };
        Self { low: at(0.05), high: at(0.95) }
    }
}

/// Everything about a law that clouds of one size are measured with, worked out once.
#[derive(Clone, Debug)]
pub struct Yardstick {
    law: Mixture,
    rows: usize,
    sliced: Rc<Sliced>,
    energy: Energy,
}

impl Yardstick {
    /// For clouds of `rows` points, at least two.
    #[must_use]
    pub fn new(law: &Mixture, rows: usize) -> Self {
        Self { law: law.clone(), rows, sliced: Rc::new(Sliced::new(law, rows)), energy: Energy::new(law) }
    }

    /// Distances to the law, for those who measure other clouds of as many points.
    #[must_use]
    pub fn sliced(&self) -> Rc<Sliced> {
        Rc::clone(&self.sliced)
    }

    /// The metrics that apply to a cloud of as many points as announced, in the order of [`Metric::ALL`].
    #[must_use]
    pub fn scores(&self, rows: &[f64]) -> Vec<(Metric, f64)> {
        let spikes = Spikes::of(rows, &self.law);
        let applying = Metric::ALL.into_iter().filter(|metric| metric.applies(&self.law));
        applying.map(|metric| (metric, self.score(metric, rows, &spikes))).collect()
    }

    /// The scores of the perfect sample number `draw`: points of the exact law itself, as many.
    #[must_use]
    pub fn perfect(&self, draw: u32) -> Vec<(Metric, f64)> {
        let mut rows = Vec::with_capacity(self.rows * self.law.dim());
        self.law.sample(self.rows, &mut Rng::new(0, Stream::Reference { draw }), &mut rows);
        self.scores(&rows)
    }

    /// What perfect samples score, from the first `draws` (at least one) of them. Their cost is `draws` times that of
    /// [`Self::scores`]; who has no such time in one piece collects [`Self::perfect`] and uses [`Band::of`].
    #[must_use]
    pub fn bands(&self, draws: u32) -> Vec<(Metric, Band)> {
        let perfect: Vec<_> = (0..draws).map(|draw| self.perfect(draw)).collect();
        let applying = perfect[0].iter().enumerate();
        applying
            .map(|(i, (metric, _))| (*metric, Band::of(perfect.iter().map(|scores| scores[i].1).collect())))
            .collect()
    }

    fn score(&self, metric: Metric, rows: &[f64], spikes: &Spikes) -> f64 {
        match metric {
            Metric::W1 | Metric::SlicedW1 => self.sliced.w1(rows),
            Metric::W2 => self.sliced.w2(rows),
            Metric::Energy => self.energy.of(rows),
            Metric::SpikesP => spikes.p,
            Metric::SpikesInside => spikes.inside,
            Metric::SpikesSpread => spikes.spread.iter().sum::<f64>() / spikes.spread.len() as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;

    #[test]
    fn one_perfect_sample_in_ten_lies_outside_the_band() {
        for data in [Dataset::SpikeAtOne, Dataset::FourSpikes] {
            let yardstick = Yardstick::new(&data.mixture(), 200);
            let others: Vec<_> = (100..160).map(|draw| yardstick.perfect(draw)).collect();
            for (i, (metric, band)) in yardstick.bands(60).into_iter().enumerate() {
                let scores = others.iter().map(|scores| scores[i].1);
                let inside = scores.filter(|score| band.low <= *score && *score <= band.high).count();
                assert!((44..=60).contains(&inside), "{data:?} {metric:?} {band:?}: {inside} of 60");
            }
        }
    }

    #[test]
    fn a_collapsed_cloud_leaves_the_bands() {
        let law = Dataset::FourSpikes.mixture();
        let yardstick = Yardstick::new(&law, 400);
        let corners = law.components().iter().flat_map(|c| c.mean);
        // Three points at one spike for each at another: collapsed, and with wrong shares.
        let rows: Vec<f64> = corners.cycle().take(2 * 200).chain([1.0; 2 * 200]).collect();
        for ((metric, score), (_, band)) in yardstick.scores(&rows).into_iter().zip(yardstick.bands(40)) {
            let outside = score < band.low || score > band.high;
            assert!(outside || metric == Metric::SpikesInside, "{metric:?}: {score} in {band:?}");
        }
    }

    #[test]
    fn a_band_is_between_percentiles() {
        let band = Band::of((0..=100).rev().map(f64::from).collect());
        assert_eq!(band, Band { low: 5.0, high: 95.0 });
    }

    #[test]
    fn every_law_has_its_metrics() {
        let applying = |data: &Dataset| {
            let law = data.mixture();
            Metric::ALL.into_iter().filter(|metric| metric.applies(&law)).count()
        };
        assert_eq!(applying(&Dataset::SpikeAtOne), 5);
        assert_eq!(applying(&Dataset::FourSpikes), 5);
        assert!(Dataset::ALL.iter().all(|data| applying(data) >= 2));
    }
}
