//! Carrying a whole cloud from noise to data in pieces of a few milliseconds.

use std::rc::Rc;

use diffusion::evaluation::CloudStatistics;
use diffusion::sampler::{BLOCK, SamplingIter};
use diffusion::{Config, Mixture, Rng, SamplingPlan, Stream};
use training::{TrainedModel, TrainingError};

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
    plan: SamplingPlan,
    learned: Rc<TrainedModel>,
    seed: u32,
    draw: u32,
    start: Vec<f64>,
    block: usize,
    /// The present block, and the state that it has come to.
    running: Option<(SamplingIter<TrainedModel>, usize)>,
}

impl Sampling {
    /// The cloud of this configuration, carried by these weights. `memory` is an old trajectory to write over.
    pub fn new(config: &Config, learned: Rc<TrainedModel>, step: usize, mut memory: Trajectory, now: f64) -> Self {
        let mixture = config.dataset.mixture();
        let plan = config.method.plan(&mixture);
        let start = plan.prior().sample(config.samples, mixture.dim(), config.seed, config.draw);
        let states = plan.levels().len();
        memory.reset(mixture.dim(), config.samples, states);
        memory.write(0, 0, &start);
        Self {
            step,
            began: now,
            trajectory: memory,
            figures: Vec::with_capacity(states),
            mixture,
            plan,
            learned,
            seed: config.seed,
            draw: config.draw,
            start,
            block: 0,
            running: None,
        }
    }

    /// One step of one block, or the figures of one state. True when all is done.
    pub fn step(&mut self) -> Result<bool, TrainingError> {
        if self.running.is_none() {
            let Some(x) = self.start.chunks(BLOCK * self.mixture.dim()).nth(self.block) else {
                self.figures.push(CloudStatistics::of(self.trajectory.state(self.figures.len()), &self.mixture));
                return Ok(self.figures.len() == self.trajectory.states());
            };
            let stream = Stream::Steps { draw: self.draw, block: self.block as u32 };
            let steps = self.plan.start(self.learned.as_ref().clone(), x.to_vec(), Rng::new(self.seed, stream));
            self.running = Some((steps, 0));
        }
        if let Some((steps, state)) = &mut self.running {
            match steps.next() {
                Some(x) => {
                    *state += 1;
                    self.trajectory.write(*state, self.block * BLOCK, &x?);
                }
                None => {
                    self.running = None;
                    self.block += 1;
                }
            }
        }
        Ok(false)
    }
}
