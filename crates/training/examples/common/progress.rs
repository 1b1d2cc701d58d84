//! Training with a stopwatch and a progress bar.

use std::io::{IsTerminal, Write, stderr};
use std::time::Instant;

use training::Trainer;

use super::{Failure, ProgramRun};

/// What training left behind.
pub struct Training {
    /// The loss of every iteration.
    pub losses: Vec<f32>,
    /// How long it took.
    pub seconds: f64,
}

/// What the original programs end with: the mean loss over the last tenth of the iterations.
pub fn mean_of_the_last_tenth(losses: &[f32]) -> f64 {
    let tail = &losses[losses.len() - losses.len().div_ceil(10)..];
    tail.iter().map(|loss| f64::from(*loss)).sum::<f64>() / tail.len() as f64
}

impl ProgramRun {
    /// Trains the preset's networks and samples from them: the training, and every state of the samples, start noise
    /// first.
    pub fn train_and_sample(&self) -> Result<(Training, Vec<Vec<f32>>), Failure> {
        let mut trainer = Trainer::new(&self.config)?;
        let training = self.train(trainer.total(), trainer.by_ref().map(|step| step.map(|step| step.loss)))?;
        Ok((training, trainer.model()?.states(&self.config)?))
    }

    /// Takes all of `total` iterations, each giving its loss.
    #[allow(clippy::disallowed_methods, reason = "the stopwatch is told to the reader and steers nothing")]
    pub fn train<E: Into<Failure>>(
        &self,
        total: usize,
        iterations: impl Iterator<Item = Result<f32, E>>,
    ) -> Result<Training, Failure> {
        let (start, mut losses) = (Instant::now(), Vec::with_capacity(total));
        for loss in iterations {
            losses.push(loss.map_err(Into::into)?);
            if losses.len().is_multiple_of(total.div_ceil(100)) || losses.len() == total {
                show(&losses, total);
            }
        }
        Ok(Training { losses, seconds: start.elapsed().as_secs_f64() })
    }
}

/// One line that is written over again and again, and only where somebody can see it.
fn show(losses: &[f32], total: usize) {
    let (mut terminal, done) = (stderr(), losses.len());
    if terminal.is_terminal() {
        let end = if done == total { "\n" } else { "" };
        let bar = format!("{:<40}", "█".repeat(40 * done / total));
        // A bar that cannot be drawn is no reason to stop.
        let _ = write!(terminal, "\r{bar} {done}/{total}  loss {:.4}   {end}", losses[done - 1]);
    }
}
