//! Holding a run against the exact answer, in the time that training leaves: one small piece after the other.
//!
//! A fixed set of points is sampled from the run's own prior, whatever the page shows. Nothing here draws from a stream
//! that training reads, so a run has the same weights with an evaluation beside it and without.

mod error_decomposition;
mod loss_by_level;
mod reference;
mod work_precision;

use std::collections::VecDeque;
use std::rc::Rc;

use diffusion::Config;
use diffusion::config::Loss;
use messages::{Event, RunId, RunResult, Unavailable};
use training::TrainingError;

use crate::emit::EventSink;
use crate::run::{Run, RunSnapshot};
use error_decomposition::ErrorDecompositions;
use loss_by_level::LossByLevel;
use reference::{PERFECT, ReferenceSamples};
use work_precision::WorkPrecision;

/// Between two evaluations of a run that still trains, in milliseconds.
const EVERY_MS: f64 = 2_000.0;

/// A piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// The error decomposition without the network.
    ExactErrors,
    /// One more perfect sample to compare with, of this number.
    PerfectSample(u32),
    Metrics,
    /// The loss at one more level, of this number.
    LevelLoss(usize),
    /// The error decomposition with the network.
    LearnedErrors,
    /// One more sampler, of this number.
    SamplerCurve(usize),
}

/// What is known so far, and what is still to be done.
#[derive(Default)]
pub struct Evaluation {
    tasks: VecDeque<Task>,
    snapshot: Option<Rc<RunSnapshot>>,
    reference: ReferenceSamples,
    loss: LossByLevel,
    errors: ErrorDecompositions,
    work_precision: WorkPrecision,
    /// The configuration that a control is being dragged through.
    considered: Option<Config>,
    /// When a run that still trains is evaluated next, in milliseconds.
    next: f64,
}

impl Evaluation {
    /// A control is being dragged: what can be said of this configuration without a network comes next.
    pub fn consider(&mut self, config: Config) {
        self.considered = Some(config);
    }

    /// Whether this run has something new to be evaluated at this time.
    pub fn wants(&self, run: &Run, now: f64) -> bool {
        let Some(known) = &self.snapshot else { return true };
        !run.is_as_in(known) && (run.rests() || known.run != run.id || now >= self.next && self.tasks.is_empty())
    }

    /// Begins to evaluate a run; what was begun of another is left.
    pub fn begin(&mut self, snapshot: RunSnapshot, now: f64) {
        self.next = now + EVERY_MS;
        let config = &snapshot.config;
        let perfect = self.reference.perfect_samples(&config.dataset);
        let levels = if config.loss == Loss::Norm { 1 } else { config.method.grid().len() };
        let samplers = if snapshot.rests { self.work_precision.pieces(config) } else { 0 };
        self.loss = LossByLevel::default();
        self.tasks = VecDeque::from([Task::ExactErrors]);
        self.tasks.extend((perfect..PERFECT).map(Task::PerfectSample));
        self.tasks.push_back(Task::Metrics);
        self.tasks.extend((0..levels).map(Task::LevelLoss));
        self.tasks.push_back(Task::LearnedErrors);
        self.tasks.extend((0..samplers).map(Task::SamplerCurve));
        self.snapshot = Some(Rc::new(snapshot));
    }

    /// Says, beside this run, what a control is being dragged to; false when none is. Where it was dragged back to what
    /// the run is, the network's part of the error decomposition comes next.
    pub fn answer_considered(&mut self, run: RunId, emit: EventSink) -> bool {
        let Some(config) = self.considered.take() else { return false };
        let result = RunResult::ErrorDecomposition(self.errors.exact(&config, &mut self.reference));
        emit(&Event::Result { run, result }, &[]);
        if self.snapshot.as_ref().is_some_and(|known| known.run == run && known.config == config) {
            self.tasks.push_front(Task::LearnedErrors);
        }
        true
    }

    /// One piece of work; false when there is none.
    pub fn step(&mut self, emit: EventSink) -> bool {
        let (Some(task), Some(snapshot)) = (self.tasks.pop_front(), self.snapshot.clone()) else { return false };
        // A network that has no prediction any more has been reported by the run itself.
        if let Ok(Some(result)) = self.perform(task, &snapshot) {
            emit(&Event::Result { run: snapshot.run, result }, &[]);
        }
        true
    }

    fn perform(&mut self, task: Task, snapshot: &RunSnapshot) -> Result<Option<RunResult>, TrainingError> {
        let config = &snapshot.config;
        Ok(match task {
            Task::PerfectSample(draw) => {
                self.reference.add_perfect_sample(&config.dataset, draw);
                None
            }
            Task::Metrics => Some(RunResult::Metrics(self.reference.metrics(snapshot)?)),
            Task::LevelLoss(_) if config.loss == Loss::Norm => Some(RunResult::Loss(Err(Unavailable::NormOfBatch))),
            Task::LevelLoss(level) => self.loss.add(snapshot, level)?.map(|levels| RunResult::Loss(Ok(levels))),
            Task::ExactErrors => Some(RunResult::ErrorDecomposition(self.errors.exact(config, &mut self.reference))),
            Task::LearnedErrors => {
                let learned = self.errors.learned(snapshot, &mut self.reference)?;
                learned.map(|errors| RunResult::ErrorDecomposition(Ok(errors)))
            }
            Task::SamplerCurve(sampler) => self.work_precision.add(config, sampler).map(RunResult::WorkPrecision),
        })
    }
}

#[cfg(test)]
mod tests;
