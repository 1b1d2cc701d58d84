//! The first iterations of a training with all that was drawn for them, by which another program is held against this one.

use diffusion::Config;

use crate::batch::{Batch, Batches, DrawnRows};
use crate::{NetworkShape, Trainer, TrainingError};

/// The most iterations of a tape.
pub const TAPE_ITERATIONS: usize = 20;

/// Records the first iterations of a configuration's training, of the first network where there are several. It ends after
/// [`TAPE_ITERATIONS`], or with the network's own, or before one whose loss is no number.
#[derive(Debug)]
pub struct TapeRecorder {
    trainer: Trainer,
    batches: Batches,
    level: Option<usize>,
    left: usize,
    start: Vec<f32>,
}

/// One iteration of a tape.
#[derive(Clone, Debug, PartialEq)]
pub struct TapeBatch {
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
        let (trainer, first) = (Trainer::new(config)?, config.stages()[0]);
        let start = trainer.raw_weights()?;
        let left = first.iterations.min(TAPE_ITERATIONS);
        Ok(Self { trainer, batches: Batches::new(config), level: first.level, left, start })
    }

    /// The next iteration.
    pub fn step(&mut self) -> Option<TapeBatch> {
        self.left = self.left.checked_sub(1)?;
        let (drawn, batch) = self.batches.draw_recorded(self.level);
        let batch = batch.clone();
        // The trainer draws the very same batch from a stream of its own.
        let is_done = self.trainer.next().is_some_and(|iteration| iteration.is_ok());
        if !is_done {
            self.left = 0;
        }
        is_done.then_some(TapeBatch { drawn, batch })
    }

    /// The shape of the network.
    pub fn shape(&self) -> NetworkShape {
        self.trainer.shape()
    }

    /// The weights before the first iteration, in parameter order.
    pub fn start(&self) -> &[f32] {
        &self.start
    }

    /// The weights after the last one, and not their running mean.
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
        self.trainer.first_network()
    }
}
