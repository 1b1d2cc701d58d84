//! What belongs to a data set: its metrics, and what perfect samples score by them.

use std::cell::RefCell;
use std::rc::Rc;

use diffusion::evaluation::{MetricScore, MetricSuite, ReferenceInterval, SlicedWasserstein};
use diffusion::sampler::CloudSampling;
use diffusion::{Config, Dataset, Mixture};
use messages::result::MetricResult;
use training::TrainingError;

use crate::pieces::pause;
use crate::run::RunSnapshot;
use crate::sampling::finished;

/// Points of the fixed set, in pairs for the error decomposition.
pub const POINTS: usize = 1000;

/// The draw of the fixed set, which no page can ask for.
pub const DRAW: u32 = u32::MAX;

/// Perfect samples that the reference intervals are made of.
const PERFECT: u32 = 20;

/// What belongs to the data set that was asked about last.
#[derive(Default)]
pub struct ReferenceSamples(RefCell<Option<Rc<OfDataset>>>);

/// What belongs to one data set.
pub struct OfDataset {
    dataset: Dataset,
    pub mixture: Mixture,
    pub metrics: MetricSuite,
    /// The scores of the perfect samples so far.
    perfect: RefCell<Vec<Vec<MetricScore>>>,
}

impl ReferenceSamples {
    /// What belongs to a data set: what there is, or made anew.
    pub async fn of(&self, dataset: &Dataset) -> Rc<OfDataset> {
        let known = self.0.borrow().as_ref().filter(|known| known.dataset == *dataset).cloned();
        if let Some(known) = known {
            return known;
        }
        let made = Rc::new(OfDataset::new(dataset).await);
        self.0.replace(Some(Rc::clone(&made)));
        made
    }
}

impl OfDataset {
    async fn new(dataset: &Dataset) -> Self {
        let mixture = dataset.mixture();
        let mut slices = Vec::new();
        for slice in SlicedWasserstein::slices(&mixture, POINTS) {
            slices.push(slice);
            pause().await;
        }
        let metrics = MetricSuite::with_sliced(&mixture, SlicedWasserstein::from_slices(mixture.dim(), slices));
        Self { dataset: dataset.clone(), mixture, metrics, perfect: RefCell::default() }
    }

    /// What the fixed set of a run scores, beside what perfect samples do.
    pub async fn metrics(&self, snapshot: &RunSnapshot) -> Result<Vec<MetricResult>, TrainingError> {
        let missing = self.perfect.borrow().len() as u32..PERFECT;
        for draw in missing {
            let scores = self.metrics.perfect(draw);
            self.perfect.borrow_mut().push(scores);
            pause().await;
        }
        let Config { method, seed, .. } = &snapshot.config;
        let plan = method.plan(&self.mixture);
        let start = plan.prior().sample(POINTS, self.mixture.dim(), *seed, DRAW);
        let end = finished(CloudSampling::new(snapshot.learned.as_ref(), start, *seed, DRAW).through(plan, 0)).await?;
        let perfect = self.perfect.borrow();
        let result = |(i, MetricScore { metric, value }): (usize, MetricScore)| {
            let reference = ReferenceInterval::of(perfect.iter().map(|scores| scores[i].value).collect());
            MetricResult { metric, value, reference }
        };
        Ok(self.metrics.scores(&end).into_iter().enumerate().map(result).collect())
    }
}
