//! One run: trained, sampled from, and shown, in the smallest pieces there are.

use std::rc::Rc;

use diffusion::Config;
use diffusion::config::Networks;
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

/// The most checkpoints of a run.
const MOST_CHECKPOINTS: usize = 24;

/// The most weights of all checkpoints together: thirty-two megabytes, because each is held as a tensor, too.
const CHECKPOINT_WEIGHTS: usize = 4 << 20;

/// Weights on the way, kept to be measured when there is time: at the same iterations however fast training goes.
#[derive(Clone, Default)]
struct Checkpoints {
    /// How many there are at the end; none where nobody asks.
    count: usize,
    weights: Vec<Weights>,
}

impl Checkpoints {
    /// Of a run that may remember its training points, with one network for all levels: others are not trained yet on the
    /// way.
    fn new(config: &Config, learned: &TrainedModel) -> Self {
        if config.train_points == 0 || config.networks != Networks::Shared {
            return Self::default();
        }
        let most = MOST_CHECKPOINTS.min(config.total_iterations());
        Self { count: (CHECKPOINT_WEIGHTS / learned.weights().len().max(1)).clamp(1, most.max(1)), weights: Vec::new() }
    }

    /// Whether the weights after this iteration are to be kept: of `n` checkpoints number `k` comes after `(k/n)²` of all
    /// iterations, because most happens early.
    fn is_due(&self, iteration: usize, total: usize) -> bool {
        let (k, n) = (self.weights.len() as u64 + 1, self.count as u64);
        k <= n && iteration as u64 >= (total as u64 * k * k).div_ceil(n * n)
    }
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
    checkpoints: Vec<Weights>,
}

impl RunSnapshot {
    /// The run as it was at each of its checkpoints from this one on, the oldest first.
    pub fn checkpoints(&self, first: usize) -> impl Iterator<Item = Self> {
        let at = |Weights { learned, step }: &Weights| {
            let (run, config, learned) = (self.run, self.config.clone(), Rc::clone(learned));
            Self { run, config, learned, step: *step, rests: self.rests, checkpoints: vec![] }
        };
        self.checkpoints.iter().skip(first).map(at)
    }

    /// The iteration of the last checkpoint; 0 before the first.
    pub fn last_checkpoint(&self) -> usize {
        self.checkpoints.last().map_or(0, |checkpoint| checkpoint.step)
    }
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
    checkpoints: Checkpoints,
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
                checkpoints: Checkpoints::new(&config, &learned),
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
                Ok(true) if sampling.is_in_doubt() => {
                    self.sampling = Some(sampling.again(&self.config, &self.good.learned, now));
                }
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
        let checkpoints = self.checkpoints.weights.clone();
        RunSnapshot { run: self.id, config: self.config.clone(), learned, step, rests: self.rests(), checkpoints }
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
            Some(Ok(step)) => {
                self.progress.add(step.loss);
                let step = self.trainer.iteration();
                if self.checkpoints.is_due(step, self.trainer.total())
                    && let Ok(learned) = self.trainer.model()
                {
                    self.checkpoints.weights.push(Weights { learned: Rc::new(learned), step });
                }
            }
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
        let (rows, figures) = (sampling.trajectory.rows(), sampling.figures.into_done());
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

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;

    /// The clouds that a run of 20 iterations shows, where this is done to each sampling before its last figures.
    fn clouds(mut spoil: impl FnMut(&mut Sampling)) -> Vec<Vec<f32>> {
        let config = Config { iterations: 20, samples: 50, ..Preset::SimpleMultimodal.config() };
        let mut clouds = Vec::new();
        let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
        let mut emit = |event: &Event, bulk: &[f32]| {
            if let Event::Samples { .. } = event {
                clouds.push(bulk.to_vec());
            }
        };
        while run.step(0.0, &mut emit) == NextWakeUp::Now {
            let last = |sampling: &&mut Sampling| sampling.figures.done().len() + 1 == sampling.trajectory.states();
            run.sampling.as_mut().filter(last).into_iter().for_each(&mut spoil);
        }
        clouds
    }

    fn spoil(sampling: &mut Sampling) {
        sampling.trajectory.write(sampling.trajectory.states() - 1, 7, &[f64::NAN]);
    }

    #[test]
    fn samples_that_are_no_numbers_are_made_once_more() {
        let (right, mut spoiled) = (clouds(|_| {}), 0);
        let mended = clouds(|sampling| {
            spoiled += 1;
            if spoiled % 2 == 1 {
                spoil(sampling);
            }
        });
        assert!(right.len() > 1 && spoiled == 2 * right.len());
        assert_eq!(mended, right);
    }

    #[test]
    fn samples_that_are_no_numbers_twice_are_shown_as_they_are() {
        let shown = clouds(spoil);
        assert_eq!(shown.len(), clouds(|_| {}).len());
        assert!(shown.iter().all(|cloud| cloud.iter().filter(|x| x.is_nan()).count() == 1));
    }

    /// catches: checkpoints that depend on when the cloud is refreshed, one at the end that is missing, two of one iteration
    #[test]
    fn checkpoints_come_early_and_at_the_end_at_the_same_iterations_whatever_the_pace() {
        let steps = |iterations: usize, train_points: usize, now: fn(usize) -> f64| {
            let config = Config { iterations, train_points, samples: 20, ..Preset::SimpleMultimodal.config() };
            let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
            let mut i = 0;
            while run.step(now(i), &mut |_, _| {}) == NextWakeUp::Now {
                i += 1;
            }
            run.snapshot().checkpoints(0).map(|checkpoint| checkpoint.step).collect::<Vec<_>>()
        };
        let of_long = steps(3_200, 16, |_| 0.0);
        assert_eq!((of_long.len(), of_long[0], of_long[7], of_long[23]), (24, 6, 356, 3_200));
        assert_eq!(steps(3_200, 16, |i| 40.0 * i as f64), of_long);
        assert_eq!(steps(5, 16, |_| 0.0), [1, 2, 3, 4, 5]);
        let of_forty = steps(40, 16, |_| 0.0);
        assert!(of_forty.len() == 24 && of_forty[23] == 40 && of_forty.is_sorted_by(|a, b| a < b), "{of_forty:?}");
        assert!(steps(40, 0, |_| 0.0).is_empty(), "nobody asks");
    }
}
