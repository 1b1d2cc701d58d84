//! The first iterations of a training with all that was drawn for them, by which another program is held against this one.

use std::iter::repeat_n;
use std::vec::IntoIter;

use diffusion::Config;
use diffusion::config::{Networks, TrainingStage};

use crate::batch::{Batch, Batches, DrawnRows};
use crate::{NetworkShape, Trainer, TrainingError};

/// The most iterations of a tape.
pub const TAPE_ITERATIONS: usize = 20;

/// Networks of a tape, where levels have networks of their own.
const TAPE_NETWORKS: usize = 4;

/// Records the first iterations of a configuration's training. It ends after [`TAPE_ITERATIONS`], or with the training, or
/// before one whose loss is no number.
///
/// Where levels have networks of their own, it is the training of four of them, which ends for each after so few
/// iterations that the tape holds them all: it shows that each goes on from the one before.
#[derive(Debug)]
pub struct TapeRecorder {
    trainer: Trainer,
    batches: Batches,
    stages: Vec<TrainingStage>,
    /// Networks and levels of the iterations to come.
    left: IntoIter<(usize, Option<usize>)>,
    start: Vec<f32>,
}

/// One iteration of a tape.
#[derive(Clone, Debug, PartialEq)]
pub struct TapeBatch {
    /// Which network it is for, in the order in which they are trained.
    pub network: usize,
    /// What was drawn.
    pub drawn: DrawnRows,
    /// What became of it.
    pub batch: Batch,
}

impl TapeRecorder {
    /// From the beginning.
    ///
    /// # Errors
    /// As [`Trainer::new`].
    pub fn new(config: &Config) -> Result<Self, TrainingError> {
        let (mut config, few) = (config.clone(), TAPE_ITERATIONS / TAPE_NETWORKS);
        if let Networks::PerLevel { first_iterations, .. } = &mut config.networks {
            *first_iterations = few.min(*first_iterations);
            config.iterations = few.min(config.iterations);
        }
        let trainer = Trainer::new(&config)?;
        let start = trainer.raw_weights()?;
        let stages: Vec<TrainingStage> = config.stages().into_iter().take(TAPE_NETWORKS).collect();
        let iterations = |(network, stage): (usize, &TrainingStage)| repeat_n((network, stage.level), stage.iterations);
        let left: Vec<_> = stages.iter().enumerate().flat_map(iterations).take(TAPE_ITERATIONS).collect();
        Ok(Self { trainer, batches: Batches::new(&config), stages, left: left.into_iter(), start })
    }

    /// The next iteration.
    pub fn step(&mut self) -> Option<TapeBatch> {
        let (network, level) = self.left.next()?;
        let (drawn, batch) = self.batches.draw_recorded(level);
        let batch = batch.clone();
        // The trainer draws the very same batch from a stream of its own.
        let is_done = self.trainer.next().is_some_and(|iteration| iteration.is_ok());
        if !is_done {
            self.left = IntoIter::default();
        }
        is_done.then_some(TapeBatch { network, drawn, batch })
    }

    /// The networks of the tape and how many iterations the training of each has, in their order.
    pub fn stages(&self) -> &[TrainingStage] {
        &self.stages
    }

    /// The shape of each network.
    pub fn shape(&self) -> NetworkShape {
        self.trainer.shape()
    }

    /// The first network's weights before the first iteration, in parameter order.
    pub fn start(&self) -> &[f32] {
        &self.start
    }

    /// The last network's weights after the last iteration, and not their running mean.
    ///
    /// # Errors
    /// Where candle cannot read them.
    pub fn end(&self) -> Result<Vec<f32>, TrainingError> {
        self.trainer.raw_weights()
    }

    /// Their running mean, or, without one, they themselves.
    ///
    /// # Errors
    /// As [`Self::end`].
    pub fn mean(&self) -> Result<Vec<f32>, TrainingError> {
        self.trainer.last_network()
    }
}
