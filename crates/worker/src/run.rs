//! One run: trained, sampled from, and shown, in the smallest pieces there are.

mod resume;

use std::rc::Rc;

use diffusion::Config;
use messages::{Event, Pace, RunId, SampleRequest};
use scene::Trajectory;
use training::{Snapshot, SnapshotReader, TrainedModel, Trainer, TrainingError};

use crate::emit::{EventSink, NextWakeUp};
use crate::milestones::Milestones;
use crate::pacer::Pacer;
use crate::progress::Progress;
use crate::sampling::Sampling;
use crate::saved_run::SavedMilestone;

/// The learned cloud is refreshed at most this often, in milliseconds …
const REFRESH_MS: f64 = 150.0;

/// … and so rarely that training keeps at least four fifths of the time.
const REFRESH_SHARE: f64 = 4.0;

/// Who goes through snapshots is answered sooner: training keeps a fifth of the time.
const SNAPSHOT_SHARE: f64 = 0.25;

/// Of a snapshot so many samples are shown first, within a tenth of a second, and then all. Where a sampler's steps add noise,
/// the first have noise of their own.
const FIRST_ROWS: usize = 300;

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
    /// Whether it is an iteration that was kept; else it is the last one whose weights were sampled from.
    pub is_chosen: bool,
    checkpoints: Vec<Weights>,
}

impl RunSnapshot {
    /// The run as it was at each of its checkpoints, the oldest first.
    pub fn checkpoints(&self) -> impl Iterator<Item = Self> {
        let at = |Weights { learned, step }: &Weights| {
            let (run, config, learned) = (self.run, self.config.clone(), Rc::clone(learned));
            Self { run, config, learned, step: *step, rests: self.rests, is_chosen: true, checkpoints: vec![] }
        };
        self.checkpoints.iter().map(at)
    }
}

/// What a run has kept on its way, to make it again as it was then.
pub struct RunHistory {
    now: RunSnapshot,
    reader: SnapshotReader,
    kept: Vec<Snapshot>,
}

impl RunHistory {
    /// How many iterations were kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// One of them, the first in place 0.
    pub fn iteration(&self, place: usize) -> usize {
        self.kept[place].iteration()
    }

    /// The run as it was then.
    pub fn snapshot(&self, place: usize) -> Result<RunSnapshot, TrainingError> {
        let (snapshot, now) = (&self.kept[place], self.now.clone());
        let learned = Rc::new(self.reader.model_of(snapshot)?);
        Ok(RunSnapshot { learned, step: snapshot.iteration(), is_chosen: true, checkpoints: vec![], ..now })
    }
}

/// Which samples the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ShownSamples {
    /// The iteration whose weights carried them.
    step: usize,
    /// The ticket of their draw.
    ticket: u32,
    /// How many they are.
    rows: usize,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Training,
    Paused,
    /// All iterations are done; `announced` once the page has the samples that it shows.
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
    checkpoints: Milestones<Weights>,
    snapshots: Milestones<Snapshot>,
    /// The snapshot that the page went back to.
    chosen: Option<Weights>,
    sampling: Option<Sampling>,
    /// What the page shows; none before the first samples.
    shown: Option<ShownSamples>,
    /// The ticket of the draw that the page wants; 0 for the one that the run began with.
    ticket: u32,
    /// The seed of the noise that samples begin in.
    noise_seed: u32,
    next_refresh: f64,
    /// When the first samples of another snapshot may be made beside training.
    next_snapshot: f64,
    /// When the page is to keep the next state of the run.
    next_save: f64,
    /// The last trajectory, kept for its memory.
    spare: Trajectory,
}

impl Run {
    /// A run at iteration 0; none, with the reason said, where it cannot begin.
    pub fn begin(id: RunId, config: Config, pace: Pace, now: f64, emit: EventSink) -> Option<Self> {
        match Trainer::new(&config).and_then(|trainer| Self::new(id, config, trainer, pace, now)) {
            Ok(mut run) => {
                run.keep_snapshot(emit);
                Some(run)
            }
            Err(error) => {
                emit(&Event::Failed { run: id, reason: error.to_string() }, &[]);
                None
            }
        }
    }

    /// A run that stands where its trainer does.
    fn new(id: RunId, config: Config, trainer: Trainer, pace: Pace, now: f64) -> Result<Self, TrainingError> {
        let (learned, step) = (trainer.model()?, trainer.iteration());
        let weights = trainer.snapshot()?.weights();
        let mut pacer = Pacer::new(pace, trainer.total(), now);
        pacer.restart(now, step);
        Ok(Self {
            id,
            state: State::Training,
            pacer,
            progress: Progress::new(now),
            checkpoints: Milestones::checkpoints(&config, weights),
            snapshots: Milestones::snapshots(&config, weights),
            chosen: None,
            good: Weights { learned: Rc::new(learned), step },
            sampling: None,
            shown: None,
            ticket: 0,
            noise_seed: config.seed,
            next_refresh: now,
            next_snapshot: now,
            next_save: now,
            spare: Trajectory::default(),
            config,
            trainer,
        })
    }

    /// The smallest piece of work there is: one iteration, or one move of one block of samples.
    pub fn step(&mut self, now: f64, emit: EventSink) -> NextWakeUp {
        let step = match &self.chosen {
            Some(chosen) => chosen.step,
            // After a failure, the last good weights are shown.
            None if self.state == State::Failed => self.good.step,
            None => self.trainer.iteration(),
        };
        let stale = self.shown != Some(self.all_samples_of(step));
        if let Some(mut sampling) = self.sampling.take() {
            match sampling.step() {
                Ok(true) if sampling.is_in_doubt() => {
                    let config = self.sampled_config(sampling.trajectory.rows());
                    self.sampling = Some(sampling.again(&config, now));
                }
                Ok(true) => self.show(sampling, now, emit),
                Ok(false) => self.sampling = Some(sampling),
                Err(error) => {
                    self.fail(&error, now, emit);
                    // What cannot be sampled is not tried again.
                    self.shown = Some(self.all_samples_of(self.shown_weights().step));
                }
            }
        } else if stale && (self.state != State::Training || now >= self.next_refresh_of(step)) {
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
        (self.ticket, self.noise_seed) = (draw.ticket, draw.seed);
        self.config.draw = draw.draw;
        self.config.samples = draw.samples;
        self.config.method = draw.method;
        self.sampling = None;
        self.next_refresh = 0.0;
    }

    /// Goes back to the snapshot of this iteration, or to where training stands; its samples are made and shown, also if
    /// they were before. Training itself goes on as it did. The first samples of another snapshot are still made and shown:
    /// who goes through all of them fast sees some, not none.
    pub fn choose_snapshot(&mut self, iteration: Option<usize>) {
        let snapshot = self.snapshots.kept().iter().find(|snapshot| Some(snapshot.iteration()) == iteration);
        let model = snapshot.and_then(|snapshot| self.trainer.model_of(snapshot).ok().zip(Some(snapshot.iteration())));
        let before = self.chosen.take();
        self.chosen = model.map(|(learned, step)| Weights { learned: Rc::new(learned), step });
        if let (None, true, Ok(learned)) = (&self.chosen, self.state != State::Failed, self.trainer.model()) {
            self.good = Weights { learned: Rc::new(learned), step: self.trainer.iteration() };
        }
        let stays = |sampling: &Sampling| sampling.trajectory.rows() <= FIRST_ROWS;
        let goes_on = before.is_some() && self.chosen.is_some();
        if let Some(sampling) = self.sampling.take_if(|sampling| !(goes_on && stays(sampling))) {
            self.spare = sampling.trajectory;
        }
        (self.shown, self.next_refresh) = (None, 0.0);
    }

    /// When samples of this iteration are made next beside training, in milliseconds.
    fn next_refresh_of(&self, step: usize) -> f64 {
        if self.is_seen(step) { self.next_refresh } else { self.next_snapshot }
    }

    /// Whether there are samples of this iteration in the picture, if it is that of a snapshot, which waits for nothing.
    fn is_seen(&self, step: usize) -> bool {
        let shown = self.shown.map(|shown| (shown.step, shown.ticket));
        self.chosen.is_none() || shown == Some((step, self.ticket))
    }

    /// What the page is to show of this iteration.
    fn all_samples_of(&self, step: usize) -> ShownSamples {
        ShownSamples { step, ticket: self.ticket, rows: self.config.samples }
    }

    /// The configuration with so many samples, and the seed of their noise.
    fn sampled_config(&self, samples: usize) -> Config {
        Config { seed: self.noise_seed, samples, ..self.config.clone() }
    }

    /// The weights that are shown: those of a snapshot, or the last good ones.
    fn shown_weights(&self) -> &Weights {
        self.chosen.as_ref().unwrap_or(&self.good)
    }

    /// The run with the weights that are shown.
    pub fn snapshot(&self) -> RunSnapshot {
        let Weights { learned, step } = self.shown_weights().clone();
        let (config, checkpoints) = (self.config.clone(), self.checkpoints.kept().to_vec());
        let (rests, is_chosen) = (self.rests(), self.chosen.is_some());
        RunSnapshot { run: self.id, config, learned, step, rests, is_chosen, checkpoints }
    }

    /// What it has kept on its way so far.
    pub fn history(&self) -> RunHistory {
        let (reader, kept) = (self.trainer.snapshot_reader(), self.snapshots.kept().to_vec());
        RunHistory { now: self.snapshot(), reader, kept }
    }

    /// Whether a snapshot of it would be this one.
    pub fn is_as_in(&self, snapshot: &RunSnapshot) -> bool {
        let RunSnapshot { run, config, step, rests, is_chosen, .. } = snapshot;
        let shown = (self.id, self.shown_weights().step, self.rests(), self.chosen.is_some());
        shown == (*run, *step, *rests, *is_chosen) && self.config == *config
    }

    /// Whether the page went back to a snapshot.
    pub fn has_gone_back(&self) -> bool {
        self.chosen.is_some()
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
                self.keep_checkpoint(step, emit);
                self.keep_snapshot(emit);
                self.save_when_due(now, emit);
            }
            Some(Err(error)) => self.fail(&error, now, emit),
            None => self.state = State::Done { announced: false },
        }
    }

    /// Keeps the weights as they are now, if it is time. Those that are no numbers are reported by the run when it shows them.
    fn keep_snapshot(&mut self, emit: EventSink) {
        let is_due = self.snapshots.is_due(self.trainer.iteration());
        let snapshot = is_due.then(|| self.trainer.snapshot().ok()).flatten();
        if let Some(snapshot) = snapshot.filter(Snapshot::is_finite) {
            SavedMilestone::Snapshot(snapshot.clone()).emit(self.id, emit);
            self.snapshots.keep(snapshot);
        }
    }

    /// Keeps what was learned by this iteration, if it is time.
    fn keep_checkpoint(&mut self, step: usize, emit: EventSink) {
        if self.checkpoints.is_due(step)
            && let Ok(snapshot) = self.trainer.snapshot()
            && let Ok(learned) = self.trainer.model_of(&snapshot)
        {
            SavedMilestone::Checkpoint(snapshot).emit(self.id, emit);
            self.checkpoints.keep(Weights { learned: Rc::new(learned), step });
        }
    }

    fn begin_sampling(&mut self, now: f64, emit: EventSink) {
        if self.state != State::Failed && self.chosen.is_none() {
            match self.trainer.model() {
                Ok(learned) => self.good = Weights { learned: Rc::new(learned), step: self.trainer.iteration() },
                Err(error) => return self.fail(&error, now, emit),
            }
        }
        let memory = std::mem::take(&mut self.spare);
        let Weights { learned, step } = self.shown_weights();
        let most = if self.is_seen(*step) { usize::MAX } else { FIRST_ROWS };
        let config = self.sampled_config(self.config.samples.min(most));
        self.sampling = Some(Sampling::new(&config, learned, *step, memory, now));
    }

    fn show(&mut self, sampling: Sampling, now: f64, emit: EventSink) {
        let ticket = self.ticket;
        let cost = now - sampling.began;
        self.next_refresh = now + REFRESH_MS.max(REFRESH_SHARE * cost);
        self.next_snapshot = now + SNAPSHOT_SHARE * cost;
        self.progress.flush(self.id, now, emit);
        let (dim, rows, step) = (sampling.trajectory.dim(), sampling.trajectory.rows(), sampling.step);
        self.shown = Some(ShownSamples { step, ticket, rows });
        let figures = sampling.figures.into_done();
        // What was begun before somebody went back, or came to now, is not finished.
        let of_snapshot = self.chosen.is_some();
        let event = Event::Samples { run: self.id, step, of_snapshot, ticket, rows, dim, figures };
        emit(&event, sampling.trajectory.values());
        self.spare = sampling.trajectory;
    }

    /// Says that training stands still, with the hash of the weights it stands at.
    fn report_resting(&mut self, now: f64, emit: EventSink) {
        match self.trainer.model() {
            Ok(learned) => {
                let finished = self.state != State::Paused;
                let (step, weights) = (self.trainer.iteration(), learned.hash());
                self.save(now, emit);
                emit(&Event::Resting { run: self.id, step, finished, weights }, &[]);
            }
            Err(error) => self.fail(&error, now, emit),
        }
    }

    fn fail(&mut self, error: &TrainingError, now: f64, emit: EventSink) {
        self.progress.flush(self.id, now, emit);
        self.state = State::Failed;
        self.sampling = None;
        let reason = format!("{error} Showing the weights of iteration {}.", self.shown_weights().step);
        emit(&Event::Failed { run: self.id, reason }, &[]);
    }
}

#[cfg(test)]
mod tests;
