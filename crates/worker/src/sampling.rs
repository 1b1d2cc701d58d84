//! Carrying a whole cloud from noise to data in pieces of a few milliseconds.

use diffusion::evaluation::CloudStatistics;
use diffusion::sampler::{BlockState, CloudSampling, SamplingPiece};
use diffusion::{Config, Denoiser, Mixture};
use training::{TrainedModel, TrainingError};

use crate::pieces::pause;
use scene::Trajectory;

/// A cloud on its way, block by block; then the figures of its states.
pub struct Sampling {
    /// The iteration whose weights carry it.
    pub step: usize,
    /// When it began, in milliseconds.
    pub began: f64,
    /// Every state of every point, as far as it is done.
    pub trajectory: Trajectory,
    /// The figures of every state, as far as they are done.
    pub figures: Vec<CloudStatistics>,
    mixture: Mixture,
    cloud: CloudSampling<TrainedModel>,
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
        let learned = learned.clone();
        let cloud = CloudSampling::new(learned, start, config.seed, config.draw).through(plan, 0);
        Self { step, began: now, trajectory: memory, figures: Vec::with_capacity(states), mixture, cloud }
    }

    /// A piece of the way of one block, or the figures of one state. True when all is done.
    pub fn step(&mut self) -> Result<bool, TrainingError> {
        match self.cloud.next().transpose()? {
            Some(SamplingPiece::State(BlockState { first_row, state, x })) => {
                self.trajectory.write(state, first_row, &x);
            }
            Some(SamplingPiece::Between) => {}
            None => {
                let state = self.trajectory.state(self.figures.len());
                self.figures.push(CloudStatistics::of(state, &self.mixture));
            }
        }
        Ok(self.figures.len() == self.trajectory.states())
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
