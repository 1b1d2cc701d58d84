//! The worker's side: one run at a time, worked on in slices so that every command is heard at once; or the benchmark.
//!
//! Training, sampling and their pace are kept apart by their random streams: how the work is sliced, how often the
//! cloud is refreshed and when somebody pauses changes no bit of the weights.

mod bench;
mod pacer;
mod progress;
mod sampling;

use std::rc::Rc;

use diffusion::Config;
use training::{Learned, Trainer, TrainingError};

use crate::protocol::{Command, Draw, Event, Pace, RunId};
use crate::trajectory::Trajectory;
use bench::Bench;
use pacer::Pacer;
use progress::Progress;
use sampling::Sampling;

/// Sends an event and the array beside it.
pub type Post<'a> = &'a mut dyn FnMut(&Event, &[f32]);

/// The time in milliseconds, from any beginning.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// What the worker may do after a slice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rest {
    /// There is more to do at once.
    None,
    /// Nothing to do for so many milliseconds.
    For(f64),
    /// Nothing to do until the next command.
    UntilCommanded,
}

/// The learned cloud is refreshed at most this often, in milliseconds …
const REFRESH_MS: f64 = 150.0;

/// … and so rarely that training keeps at least two thirds of the time.
const REFRESH_SHARE: f64 = 2.0;

/// Everything the worker knows.
#[derive(Default)]
pub struct Session {
    run: Option<Run>,
    bench: Option<Bench>,
}

impl Session {
    /// Obeys a command. `now` is the time in milliseconds.
    pub fn handle(&mut self, command: Command, now: f64, post: Post) {
        match (command, &mut self.run) {
            (Command::Ping(number), _) => post(&Event::Pong(number), &[]),
            (Command::Start { run, config, pace, train }, place) => {
                self.bench = None;
                *place = Run::begin(run, config, pace, now, post);
                if let (false, Some(run)) = (train, place) {
                    run.train(false, now, post);
                }
            }
            (Command::Bench(run), place) => (*place, self.bench) = (None, Some(Bench::new(run))),
            (Command::Train(train), Some(run)) => run.train(train, now, post),
            (Command::Pace(pace), Some(run)) => run.pacer.set(pace, now, run.trainer.iteration()),
            (Command::Sample(draw), Some(run)) => run.redraw(draw),
            (Command::Train(_) | Command::Pace(_) | Command::Sample(_), None) => {}
        }
    }

    /// Works for about `budget` milliseconds, or until there is nothing to do. A run of the benchmark is not interrupted.
    pub fn work(&mut self, clock: Clock, budget: f64, post: Post) -> Rest {
        if let Some(bench) = &mut self.bench {
            let rest = bench.turn(clock, post);
            self.bench.take_if(|_| rest == Rest::UntilCommanded);
            return rest;
        }
        let Some(run) = &mut self.run else { return Rest::UntilCommanded };
        let end = clock() + budget;
        loop {
            let rest = run.turn(clock(), post);
            let now = clock();
            if rest != Rest::None || now >= end {
                run.progress.report(run.id, now, post);
                return rest;
            }
        }
    }
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

struct Run {
    id: RunId,
    config: Config,
    trainer: Trainer,
    state: State,
    pacer: Pacer,
    progress: Progress,
    /// The last weights that were sampled from, all finite, and their iteration.
    good: (Rc<Learned>, usize),
    sampling: Option<Sampling>,
    /// What the page shows: the iteration and the draw.
    shown: Option<(usize, Draw)>,
    next_refresh: f64,
    /// The last trajectory, kept for its memory.
    spare: Trajectory,
}

impl Run {
    /// A run at iteration 0; none, with the reason posted, where it cannot begin.
    fn begin(id: RunId, config: Config, pace: Pace, now: f64, post: Post) -> Option<Self> {
        let begun = Trainer::new(&config).and_then(|trainer| Ok((trainer.learned()?, trainer)));
        match begun {
            Ok((learned, trainer)) => Some(Self {
                id,
                state: State::Training,
                pacer: Pacer::new(pace, trainer.total(), now),
                progress: Progress::new(trainer.total(), now),
                good: (Rc::new(learned), 0),
                sampling: None,
                shown: None,
                next_refresh: now,
                spare: Trajectory::default(),
                config,
                trainer,
            }),
            Err(error) => {
                post(&Event::Failed { run: id, reason: error.to_string() }, &[]);
                None
            }
        }
    }

    /// The smallest piece of work there is: one iteration, or one move of one block of samples.
    fn turn(&mut self, now: f64, post: Post) -> Rest {
        if let Some(sampling) = self.sampling.take() {
            self.sample(sampling, now, post);
        } else if self.wants_samples(now) {
            self.begin_sampling(now, post);
        } else if self.state == (State::Done { announced: false }) {
            self.state = State::Done { announced: true };
            self.rest(true, now, post);
        } else if self.state == State::Training {
            match self.pacer.wait(now, self.trainer.iteration()) {
                Some(wait) => return Rest::For(wait),
                None => self.iterate(now, post),
            }
        } else {
            return Rest::UntilCommanded;
        }
        Rest::None
    }

    fn train(&mut self, train: bool, now: f64, post: Post) {
        match (self.state, train) {
            (State::Paused, true) => {
                self.state = State::Training;
                self.pacer.restart(now, self.trainer.iteration());
                self.progress.restart(now);
            }
            (State::Training, false) => {
                self.state = State::Paused;
                self.progress.flush(self.id, now, post);
                self.rest(false, now, post);
            }
            _ => {}
        }
    }

    /// Shows another draw from the weights as they are.
    fn redraw(&mut self, draw: Draw) {
        self.config.draw = draw.draw;
        self.config.samples = draw.samples;
        self.sampling = None;
        self.next_refresh = 0.0;
    }

    fn draw(&self) -> Draw {
        Draw { draw: self.config.draw, samples: self.config.samples }
    }

    fn iterate(&mut self, now: f64, post: Post) {
        match self.trainer.next() {
            Some(Ok(step)) => self.progress.add(step.loss),
            Some(Err(error)) => self.fail(&error, now, post),
            None => self.state = State::Done { announced: false },
        }
    }

    /// The iteration whose weights can be shown: after a failure, the last good one.
    fn showable(&self) -> usize {
        if self.state == State::Failed { self.good.1 } else { self.trainer.iteration() }
    }

    fn wants_samples(&self, now: f64) -> bool {
        let fresh = self.shown == Some((self.showable(), self.draw()));
        !fresh && (self.state != State::Training || now >= self.next_refresh)
    }

    fn begin_sampling(&mut self, now: f64, post: Post) {
        if self.state != State::Failed {
            match self.trainer.learned() {
                Ok(learned) => self.good = (Rc::new(learned), self.trainer.iteration()),
                Err(error) => return self.fail(&error, now, post),
            }
        }
        let (learned, step) = &self.good;
        let memory = std::mem::take(&mut self.spare);
        self.sampling = Some(Sampling::new(&self.config, Rc::clone(learned), *step, memory, now));
    }

    fn sample(&mut self, mut sampling: Sampling, now: f64, post: Post) {
        match sampling.turn() {
            Ok(true) => self.show(sampling, now, post),
            Ok(false) => self.sampling = Some(sampling),
            Err(error) => self.fail(&error, now, post),
        }
    }

    fn show(&mut self, sampling: Sampling, now: f64, post: Post) {
        let draw = self.draw();
        let cost = now - sampling.began;
        self.next_refresh = now + REFRESH_MS.max(REFRESH_SHARE * cost);
        self.progress.flush(self.id, now, post);
        self.shown = Some((sampling.step, draw));
        let (dim, step) = (sampling.trajectory.dim(), sampling.step);
        let event = Event::Samples { run: self.id, step, draw, dim, figures: sampling.figures };
        post(&event, sampling.trajectory.values());
        self.spare = sampling.trajectory;
    }

    /// Says that training stands still, with the hash of the weights it stands at.
    fn rest(&mut self, finished: bool, now: f64, post: Post) {
        match self.trainer.learned() {
            Ok(learned) => {
                let (step, weights) = (self.trainer.iteration(), learned.hash());
                post(&Event::Resting { run: self.id, step, finished, weights }, &[]);
            }
            Err(error) => self.fail(&error, now, post),
        }
    }

    fn fail(&mut self, error: &TrainingError, now: f64, post: Post) {
        self.progress.flush(self.id, now, post);
        self.state = State::Failed;
        self.sampling = None;
        let reason = format!("{error} Showing the weights of iteration {}.", self.good.1);
        post(&Event::Failed { run: self.id, reason }, &[]);
    }
}

#[cfg(test)]
mod tests;
