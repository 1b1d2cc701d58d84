//! What belongs to a data set: its metrics, and what perfect samples score by them.

use diffusion::evaluation::{MetricScore, MetricSuite, ReferenceInterval};
use diffusion::{Config, Dataset, Mixture};
use messages::result::MetricResult;
use training::TrainingError;

use crate::run::RunSnapshot;

/// Points of the fixed set, in pairs for the error decomposition.
pub const POINTS: usize = 1000;

/// The draw of the fixed set, which no page can ask for.
pub const DRAW: u32 = u32::MAX;

/// Perfect samples that the reference intervals are made of.
pub const PERFECT: u32 = 20;

/// The metrics of the data set that was asked about last.
#[derive(Default)]
pub struct ReferenceSamples(Option<OfDataset>);

/// What belongs to one data set.
pub struct OfDataset {
    dataset: Dataset,
    pub mixture: Mixture,
    pub metrics: MetricSuite,
    perfect: Vec<Vec<MetricScore>>,
}

impl ReferenceSamples {
    /// What belongs to a data set: what there is, or made anew.
    pub fn of(&mut self, dataset: &Dataset) -> &mut OfDataset {
        self.0.take_if(|known| known.dataset != *dataset);
        self.0.get_or_insert_with(|| {
            let mixture = dataset.mixture();
            let metrics = MetricSuite::new(&mixture, POINTS);
            OfDataset { dataset: dataset.clone(), mixture, metrics, perfect: Vec::new() }
        })
    }

    /// How many perfect samples of a data set are there.
    pub fn perfect_samples(&self, dataset: &Dataset) -> u32 {
        self.0.as_ref().filter(|known| known.dataset == *dataset).map_or(0, |known| known.perfect.len() as u32)
    }

    /// One perfect sample more.
    pub fn add_perfect_sample(&mut self, dataset: &Dataset, draw: u32) {
        let known = self.of(dataset);
        let scores = known.metrics.perfect(draw);
        known.perfect.push(scores);
    }

    /// What the fixed set scores, beside what perfect samples do.
    pub fn metrics(&mut self, snapshot: &RunSnapshot) -> Result<Vec<MetricResult>, TrainingError> {
        let config = Config { draw: DRAW, samples: POINTS, ..snapshot.config.clone() };
        let states = snapshot.learned.states(&config)?;
        let end: Vec<f64> = states.last().map_or(vec![], |end| end.iter().map(|x| f64::from(*x)).collect());
        let known = self.of(&config.dataset);
        let scores = known.metrics.scores(&end).into_iter().enumerate();
        let result = |(i, MetricScore { metric, value }): (usize, MetricScore)| {
            let reference = ReferenceInterval::of(known.perfect.iter().map(|scores| scores[i].value).collect());
            MetricResult { metric, value, reference }
        };
        Ok(scores.map(result).collect())
    }
}
