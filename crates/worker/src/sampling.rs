//! Carrying a whole cloud from noise to data in pieces of a few milliseconds.

use std::collections::VecDeque;
use std::rc::Rc;

use diffusion::evaluation::CloudStatistics;
use diffusion::sampler::{SamplingBlock, SamplingIter};
use diffusion::{Config, Mixture, SamplingPlan};
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
    /// The blocks that are still to be carried.
    waiting: VecDeque<SamplingBlock>,
    running: Option<RunningBlock>,
}

/// The block that is being carried.
struct RunningBlock {
    steps: SamplingIter<TrainedModel>,
    first_row: usize,
    /// The state that it has come to.
    state: usize,
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
        let blocks = SamplingBlock::all(&start, mixture.dim(), config.seed, config.draw);
        Self {
            step,
            began: now,
            trajectory: memory,
            figures: Vec::with_capacity(states),
            waiting: blocks.collect(),
            mixture,
            plan,
            learned,
            running: None,
        }
    }

    /// One step of one block, or the figures of one state. True when all is done.
    pub fn step(&mut self) -> Result<bool, TrainingError> {
        let Some(running) = &mut self.running else { return Ok(self.begin_block_or_figures()) };
        match running.steps.next() {
            Some(x) => {
                running.state += 1;
                self.trajectory.write(running.state, running.first_row, &x?);
            }
            None => self.running = None,
        }
        Ok(false)
    }

    /// Begins the next block, or where there is none, works out the figures of one state. True when all is done.
    fn begin_block_or_figures(&mut self) -> bool {
        if let Some(SamplingBlock { first_row, start, rng }) = self.waiting.pop_front() {
            let steps = self.plan.start(self.learned.as_ref().clone(), start, rng);
            self.running = Some(RunningBlock { steps, first_row, state: 0 });
            return false;
        }
        self.figures.push(CloudStatistics::of(self.trajectory.state(self.figures.len()), &self.mixture));
        self.figures.len() == self.trajectory.states()
    }
}
