//! The worker's side: one run at a time, worked on in slices so that every command is heard at once; or the benchmark.
//!
//! Training, sampling and their pace are kept apart by their random streams: how the work is sliced, how often the
//! cloud is refreshed and when somebody pauses changes no bit of the weights.

mod bench;
mod export;
mod overlay;
mod pacer;
mod progress;
mod sampling;
mod study;

use std::rc::Rc;

use diffusion::Config;
use training::{Learned, Trainer, TrainingError};

use bench::Bench;
pub use export::FramePainter;
use export::{Export, Source};
use messages::export::{ExportEvent, ExportRequest};
use messages::overlay::{OverlayRequest, encode};
use messages::{Command, Event, Pace, RunId, SampleRequest};
use overlay::Overlay;
use pacer::Pacer;
use progress::Progress;
use sampling::Sampling;
use scene::Trajectory;
use study::{Study, Subject};

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
    /// The file being made, and when it is worked on next.
    export: Option<(Export, f64)>,
    frame_painter: Option<Box<dyn FramePainter>>,
    bench: Option<Bench>,
    study: Option<Study>,
    overlay: Overlay,
}

impl Session {
    /// A session that can paint.
    #[must_use]
    pub fn with_frame_painter(frame_painter: Box<dyn FramePainter>) -> Self {
        Self { frame_painter: Some(frame_painter), ..Self::default() }
    }

    /// The same, holding every run against the exact answer in the time that training leaves.
    #[must_use]
    pub fn with_study(self) -> Self {
        Self { study: Some(Study::default()), ..self }
    }

    /// Obeys a command. `now` is the time in milliseconds.
    pub fn handle(&mut self, command: Command, now: f64, post: Post) {
        match (command, &mut self.run) {
            (Command::Ping(number), _) => post(&Event::Pong(number), &[]),
            (Command::Export(order), run) => self.export = begin_export(order, run.as_ref(), now, post),
            (Command::CancelExport, _) => self.export = None,
            (Command::Start { run, config, pace, train }, place) => {
                self.bench = None;
                *place = Run::begin(run, *config, pace, now, post);
                if let (false, Some(run)) = (train, place) {
                    run.train(false, now, post);
                }
            }
            (Command::Bench(run), place) => (*place, self.bench) = (None, Some(Bench::new(run))),
            (Command::Train(train), Some(run)) => run.train(train, now, post),
            (Command::Pace(pace), Some(run)) => run.pacer.set(pace, now, run.trainer.iteration()),
            (Command::Sample(draw), Some(run)) => run.redraw(draw),
            (Command::Overlay { ticket, request }, Some(run)) => {
                run.lay_over(&mut self.overlay, ticket, &request, post);
            }
            (Command::Consider(config), _) => {
                if let Some(study) = &mut self.study {
                    study.consider(*config);
                }
            }
            (Command::Train(_) | Command::Pace(_) | Command::Sample(_) | Command::Overlay { .. }, None) => {}
        }
    }

    /// Works for about `budget` milliseconds, or until there is nothing to do. A run of the benchmark is not interrupted.
    pub fn work(&mut self, clock: Clock, budget: f64, post: Post) -> Rest {
        if let Some(bench) = &mut self.bench {
            let rest = bench.turn(clock, post);
            self.bench.take_if(|_| rest == Rest::UntilCommanded);
            return rest;
        }
        let end = clock() + budget;
        loop {
            let rest = self.turn(clock, post);
            let now = clock();
            if rest != Rest::None || now >= end {
                if let Some(run) = &mut self.run {
                    run.progress.report(run.id, now, post);
                }
                return rest;
            }
        }
    }

    /// A piece of the run, and of the file where there is one: it has half of the time, or all that the run leaves.
    fn turn(&mut self, clock: Clock, post: Post) -> Rest {
        let mut rest = self.run.as_mut().map_or(Rest::UntilCommanded, |run| run.turn(clock(), post));
        if self.study(rest != Rest::None, clock(), post) {
            rest = Rest::None;
        }
        let began = clock();
        let Some((export, next)) = &mut self.export else { return rest };
        if rest != Rest::None || began >= *next {
            let over = export.turn(self.frame_painter.as_deref_mut(), post);
            let now = clock();
            *next = now + (now - began);
            if over {
                self.export = None;
            }
        }
        Rest::None
    }
}

impl Session {
    /// A piece of the study, while the run is idle; false when there is none. Who drags a control is answered even by a
    /// run that trains as fast as it can.
    fn study(&mut self, idle: bool, now: f64, post: Post) -> bool {
        let (Some(study), Some(run)) = (&mut self.study, &self.run) else { return false };
        if study.answer(run.id, post) || !idle {
            return idle;
        }
        let (rests, step) = (run.state != State::Training, run.good.1);
        if study.wants(run.id, step, rests, &run.config, now) {
            let (config, learned) = (run.config.clone(), Rc::clone(&run.good.0));
            study.begin(Subject { run: run.id, config, learned, step, rests }, now);
        }
        study.turn(post)
    }
}

/// A file of the run as it is; none, with the reason posted, where there is no run.
fn begin_export(order: ExportRequest, run: Option<&Run>, now: f64, post: Post) -> Option<(Export, f64)> {
    let Some(run) = run else {
        let news = ExportEvent::Failed { reason: "There is no run to make a file of.".to_owned() };
        post(&Event::Export { ticket: order.ticket, news }, &[]);
        return None;
    };
    let (learned, step) = (Rc::clone(&run.good.0), run.good.1);
    Some((Export::new(order, Source { config: run.config.clone(), learned, step }), now))
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
    shown: Option<(usize, u32)>,
    /// The ticket of the draw that the page wants; 0 for the one that the run began with.
    ticket: u32,
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
                ticket: 0,
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
    fn redraw(&mut self, draw: SampleRequest) {
        self.ticket = draw.ticket;
        self.config.draw = draw.draw;
        self.config.samples = draw.samples;
        self.config.method = draw.method;
        self.sampling = None;
        self.next_refresh = 0.0;
    }

    /// Posts the tables and the marks of a request at the last good weights.
    fn lay_over(&self, overlay: &mut Overlay, ticket: u32, request: &OverlayRequest, post: Post) {
        let (learned, step) = &self.good;
        let (marks, sheets) = overlay.answer(request, &self.config.dataset, learned.as_ref(), (self.id, *step));
        sheets.into_iter().for_each(|sheet| post(&Event::Study { run: self.id, sheet }, &[]));
        post(&Event::Overlay { run: self.id, ticket }, &encode(&marks));
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
        let fresh = self.shown == Some((self.showable(), self.ticket));
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
        let ticket = self.ticket;
        let cost = now - sampling.began;
        self.next_refresh = now + REFRESH_MS.max(REFRESH_SHARE * cost);
        self.progress.flush(self.id, now, post);
        self.shown = Some((sampling.step, ticket));
        let (dim, step) = (sampling.trajectory.dim(), sampling.step);
        let (rows, figures) = (sampling.trajectory.rows(), sampling.figures);
        let event = Event::Samples { run: self.id, step, ticket, rows, dim, figures };
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
