//! What belongs to a data set: its metrics, and what perfect samples score by them.

use std::cell::RefCell;
use std::rc::Rc;

use diffusion::evaluation::{MetricScore, MetricSuite, PerfectScores, SlicedWasserstein};
use diffusion::sampler::CloudSampling;
use diffusion::{Config, Dataset, Mixture};
use messages::PERFECT_SAMPLES;
use messages::result::MetricResult;
use training::{TrainedModel, TrainingError};

use crate::pieces::pause;
use crate::sampling::finished;

/// Points of the fixed set, in pairs for the error decomposition.
pub const POINTS: usize = 1000;

/// The draw of the fixed set, which no page can ask for.
pub const DRAW: u32 = u32::MAX;

/// Perfect samples that the first reference intervals are made of: the fewest that make them true.
const FEWEST: usize = 19;

/// So many more are drawn with each evaluation of a run that still trains.
const MORE: usize = 20;

/// Perfect samples that the intervals are made of in the end.
const MOST: usize = PERFECT_SAMPLES as usize;

/// What belongs to the data set that was asked about last.
#[derive(Default)]
pub struct ReferenceSamples(RefCell<Option<Rc<OfDataset>>>);

/// What belongs to one data set.
pub struct OfDataset {
    dataset: Dataset,
    pub mixture: Mixture,
    pub metrics: MetricSuite,
    /// The scores of the perfect samples so far.
    perfect: RefCell<PerfectScores>,
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

    /// The fixed set of a run's samples.
    pub async fn samples(&self, config: &Config, learned: &TrainedModel) -> Result<Vec<f64>, TrainingError> {
        let Config { method, seed, .. } = config;
        let plan = method.plan(&self.mixture);
        let start = plan.prior().sample(POINTS, self.mixture.dim(), *seed, DRAW);
        let again = CloudSampling::new(learned, start.clone(), *seed, DRAW).through(plan.clone(), 0);
        let samples = finished(CloudSampling::new(learned, start, *seed, DRAW).through(plan, 0)).await?;
        // See `Sampling::is_in_doubt`.
        if samples.iter().all(|x| x.is_finite()) { Ok(samples) } else { finished(again).await }
    }

    /// Scores beside what perfect samples score, of which there are enough; and the p of all of them together.
    pub async fn beside_perfect(&self, scores: &[MetricScore]) -> (Vec<MetricResult>, f64) {
        self.draw_perfect(FEWEST).await;
        let perfect = self.perfect.borrow();
        let result = |(i, MetricScore { metric, value }): (usize, &MetricScore)| MetricResult {
            metric: *metric,
            value: *value,
            reference: perfect.interval(i),
        };
        (scores.iter().enumerate().map(result).collect(), perfect.p_value(scores))
    }

    /// Draws more perfect samples, all that are wanted for a run that rests; whether there was one to draw.
    pub async fn draw_more_perfect(&self, rests: bool) -> bool {
        let known = self.perfect.borrow().count();
        self.draw_perfect(if rests { MOST } else { MOST.min(known + MORE) }).await;
        known < MOST
    }

    async fn draw_perfect(&self, count: usize) {
        while self.perfect.borrow().count() < count {
            self.perfect.borrow_mut().draw(&self.metrics);
            pause().await;
        }
    }
}
