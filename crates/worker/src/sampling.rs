//! Carrying a whole cloud from noise to data in pieces of a few milliseconds.

use diffusion::evaluation::CloudStatistics;
use diffusion::sampler::{BlockState, CloudSampling, SamplingPiece};
use diffusion::{Config, Denoiser, Mixture};
use training::{TrainedModel, TrainingError};

use crate::pieces::pause;
use scene::{StateStatistics, Trajectory};

/// Rows whose nearest component is looked for in one piece.
const COUNTED_ROWS: usize = 1024;

/// A cloud on its way, block by block; then the figures of its states.
pub struct Sampling {
    /// The iteration whose weights carry it.
    pub step: usize,
    /// When it began, in milliseconds.
    pub began: f64,
    /// Every state of every point, as far as it is done.
    pub trajectory: Trajectory,
    /// The figures of every state, as far as they are done.
    pub figures: StateStatistics,
    mixture: Mixture,
    learned: TrainedModel,
    cloud: CloudSampling<TrainedModel>,
    is_repeated: bool,
}

impl Sampling {
    /// The cloud of this configuration, carried by these weights. `memory` is an old trajectory to write over.
    pub fn new(config: &Config, learned: &TrainedModel, step: usize, mut memory: Trajectory, now: f64) -> Self {
        let mixture = config.dataset.mixture();
        let plan = config.method.plan(&mixture);
        let start = plan.prior().sample(config.samples, mixture.dim(), config.seed, config.draw);
        let states = plan.levels().len();
        memory.reset(mixture.dim(), config.samples, states);
        memory.write(0, 0, &start);
        let cloud = CloudSampling::new(learned.clone(), start, config.seed, config.draw).through(plan, 0);
        let (learned, figures) = (learned.clone(), StateStatistics::default());
        Self { step, began: now, trajectory: memory, figures, mixture, learned, cloud, is_repeated: false }
    }

    /// Whether it ends in something that is no number, for the first time. Of a network that diverges this is true, and
    /// comes again; WebKitGTK 2.50 was seen to get a few rows wrong once, in the middle of a run that is right in
    /// every bit when it is repeated.
    pub fn is_in_doubt(&self) -> bool {
        let is_number = |figures: &CloudStatistics| figures.moments.iter().all(|moments| moments.mean.is_finite());
        !self.is_repeated && !self.figures.done().last().is_some_and(is_number)
    }

    /// The same from the start, to be shown whatever it ends in.
    pub fn again(self, config: &Config, now: f64) -> Self {
        let Self { step, began, trajectory, learned, .. } = self;
        Self { is_repeated: true, began, ..Self::new(config, &learned, step, trajectory, now) }
    }

    /// A piece of the way of one block, or of the figures of one state. True when all is done.
    pub fn step(&mut self) -> Result<bool, TrainingError> {
        match self.cloud.next().transpose()? {
            Some(SamplingPiece::State(BlockState { first_row, state, x })) => {
                self.trajectory.write(state, first_row, &x);
            }
            Some(SamplingPiece::Between) => {}
            None => {
                self.figures.advance(&self.trajectory, &self.mixture, COUNTED_ROWS);
            }
        }
        Ok(self.figures.done().len() == self.trajectory.states())
    }
}

/// The points of a cloud at its end.
pub async fn finished<D: Denoiser + Clone>(mut cloud: CloudSampling<D>) -> Result<Vec<f64>, D::Error> {
    for piece in cloud.by_ref() {
        piece?;
        pause().await;
    }
    Ok(cloud.into_points())
}
