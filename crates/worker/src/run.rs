//! One run: trained, sampled from, and shown, in the smallest pieces there are.

use std::rc::Rc;

use diffusion::Config;
use messages::{Event, Pace, RunId, SampleRequest};
use scene::Trajectory;
use training::{TrainedModel, Trainer, TrainingError};

use crate::emit::{EventSink, NextWakeUp};
use crate::pacer::Pacer;
use crate::progress::Progress;
use crate::sampling::Sampling;

/// The learned cloud is refreshed at most this often, in milliseconds …
const REFRESH_MS: f64 = 150.0;

/// … and so rarely that training keeps at least four fifths of the time.
const REFRESH_SHARE: f64 = 4.0;

/// Weights that stand still.
#[derive(Clone)]
struct Weights {
    learned: Rc<TrainedModel>,
    /// Their iteration.
    step: usize,
}

/// A run as it was at one moment, for what is worked out beside its training.
#[derive(Clone)]
pub struct RunSnapshot {
    /// Its number.
    pub run: RunId,
    /// Its configuration, with the draw that is shown.
    pub config: Config,
    /// What it has learned.
    pub learned: Rc<TrainedModel>,
    /// The iteration of that.
    pub step: usize,
    /// Whether training stands still.
    pub rests: bool,
}

/// Which samples the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ShownSamples {
    /// The iteration whose weights carried them.
    step: usize,
    /// The ticket of their draw.
    ticket: u32,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Training,
    Paused,
    /// All iterations are done; `announced` once the page has the final samples.
    Done {
        announced: bool,
    },
    Failed,
}

/// One run of one configuration.
pub struct Run {
    pub id: RunId,
    pub config: Config,
    pub trainer: Trainer,
    state: State,
    pub pacer: Pacer,
    pub progress: Progress,
    /// The last weights that were sampled from, all finite.
    good: Weights,
    sampling: Option<Sampling>,
    /// What the page shows; none before the first samples.
    shown: Option<ShownSamples>,
    /// The ticket of the draw that the page wants; 0 for the one that the run began with.
    ticket: u32,
    next_refresh: f64,
    /// The last trajectory, kept for its memory.
    spare: Trajectory,
}

impl Run {
    /// A run at iteration 0; none, with the reason said, where it cannot begin.
    pub fn begin(id: RunId, config: Config, pace: Pace, now: f64, emit: EventSink) -> Option<Self> {
        let begun = Trainer::new(&config).and_then(|trainer| Ok((trainer.model()?, trainer)));
        match begun {
            Ok((learned, trainer)) => Some(Self {
                id,
                state: State::Training,
                pacer: Pacer::new(pace, trainer.total(), now),
                progress: Progress::new(now),
                good: Weights { learned: Rc::new(learned), step: 0 },
                sampling: None,
                shown: None,
                ticket: 0,
                next_refresh: now,
                spare: Trajectory::default(),
                config,
                trainer,
            }),
            Err(error) => {
                emit(&Event::Failed { run: id, reason: error.to_string() }, &[]);
                None
            }
        }
    }

    /// The smallest piece of work there is: one iteration, or one move of one block of samples.
    pub fn step(&mut self, now: f64, emit: EventSink) -> NextWakeUp {
        // After a failure, the last good weights are shown.
        let step = if self.state == State::Failed { self.good.step } else { self.trainer.iteration() };
        let stale = self.shown != Some(ShownSamples { step, ticket: self.ticket });
        if let Some(mut sampling) = self.sampling.take() {
            match sampling.step() {
                Ok(true) => self.show(sampling, now, emit),
                Ok(false) => self.sampling = Some(sampling),
                Err(error) => {
                    self.fail(&error, now, emit);
                    // What cannot be sampled is not tried again.
                    self.shown = Some(ShownSamples { step: self.good.step, ticket: self.ticket });
                }
            }
        } else if stale && (self.state != State::Training || now >= self.next_refresh) {
            self.begin_sampling(now, emit);
        } else if self.state == (State::Done { announced: false }) {
            self.state = State::Done { announced: true };
            self.report_resting(now, emit);
        } else if self.state == State::Training {
            match self.pacer.wait(now, self.trainer.iteration()) {
                Some(wait) => return NextWakeUp::After(wait),
                None => self.iterate(now, emit),
            }
        } else {
            return NextWakeUp::OnCommand;
        }
        NextWakeUp::Now
    }

    /// Goes on training after a pause; nothing to do in any other state.
    pub fn resume(&mut self, now: f64) {
        if self.state == State::Paused {
            self.state = State::Training;
            self.go_on(now);
        }
    }

    /// Goes on as if the time since the last iteration had not been.
    pub fn go_on(&mut self, now: f64) {
        self.pacer.restart(now, self.trainer.iteration());
        self.progress.restart(now);
    }

    /// Pauses training; nothing to do where it stands still already.
    pub fn pause(&mut self, now: f64, emit: EventSink) {
        if self.state == State::Training {
            self.state = State::Paused;
            self.progress.flush(self.id, now, emit);
            self.report_resting(now, emit);
        }
    }

    /// Shows another draw from the weights as they are.
    pub fn redraw(&mut self, draw: SampleRequest) {
        self.ticket = draw.ticket;
        self.config.draw = draw.draw;
        self.config.samples = draw.samples;
        self.config.method = draw.method;
        self.sampling = None;
        self.next_refresh = 0.0;
    }

    /// The run with its last good weights.
    pub fn snapshot(&self) -> RunSnapshot {
        let Weights { learned, step } = self.good.clone();
        RunSnapshot { run: self.id, config: self.config.clone(), learned, step, rests: self.rests() }
    }

    /// Whether a snapshot of it would be this one.
    pub fn is_as_in(&self, snapshot: &RunSnapshot) -> bool {
        let RunSnapshot { run, config, step, rests, .. } = snapshot;
        (self.id, self.good.step, self.rests()) == (*run, *step, *rests) && self.config == *config
    }

    /// Whether training stands still.
    pub fn rests(&self) -> bool {
        self.state != State::Training
    }

    pub(crate) fn iterate(&mut self, now: f64, emit: EventSink) {
        match self.trainer.next() {
            Some(Ok(step)) => self.progress.add(step.loss),
            Some(Err(error)) => self.fail(&error, now, emit),
            None => self.state = State::Done { announced: false },
        }
    }

    fn begin_sampling(&mut self, now: f64, emit: EventSink) {
        if self.state != State::Failed {
            match self.trainer.model() {
                Ok(learned) => self.good = Weights { learned: Rc::new(learned), step: self.trainer.iteration() },
                Err(error) => return self.fail(&error, now, emit),
            }
        }
        let Weights { learned, step } = &self.good;
        let memory = std::mem::take(&mut self.spare);
        self.sampling = Some(Sampling::new(&self.config, learned, *step, memory, now));
    }

    fn show(&mut self, sampling: Sampling, now: f64, emit: EventSink) {
        let ticket = self.ticket;
        let cost = now - sampling.began;
        self.next_refresh = now + REFRESH_MS.max(REFRESH_SHARE * cost);
        self.progress.flush(self.id, now, emit);
        self.shown = Some(ShownSamples { step: sampling.step, ticket });
        let (dim, step) = (sampling.trajectory.dim(), sampling.step);
        let (rows, figures) = (sampling.trajectory.rows(), sampling.figures);
        let event = Event::Samples { run: self.id, step, ticket, rows, dim, figures };
        emit(&event, sampling.trajectory.values());
        self.spare = sampling.trajectory;
    }

    /// Says that training stands still, with the hash of the weights it stands at.
    fn report_resting(&mut self, now: f64, emit: EventSink) {
        match self.trainer.model() {
            Ok(learned) => {
                let finished = self.state != State::Paused;
                let (step, weights) = (self.trainer.iteration(), learned.hash());
                emit(&Event::Resting { run: self.id, step, finished, weights }, &[]);
            }
            Err(error) => self.fail(&error, now, emit),
        }
    }

    fn fail(&mut self, error: &TrainingError, now: f64, emit: EventSink) {
        self.progress.flush(self.id, now, emit);
        self.state = State::Failed;
        self.sampling = None;
        let reason = format!("{error} Showing the weights of iteration {}.", self.good.step);
        emit(&Event::Failed { run: self.id, reason }, &[]);
    }
}
