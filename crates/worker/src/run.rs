//! One run: trained, sampled from, and shown, in the smallest pieces there are.

use std::rc::Rc;

use diffusion::Config;
use messages::{Event, Pace, RunId, SampleRequest};
use scene::Trajectory;
use training::{Snapshot, TrainedModel, Trainer, TrainingError};

use crate::emit::{EventSink, NextWakeUp};
use crate::milestones::Milestones;
use crate::pacer::Pacer;
use crate::progress::Progress;
use crate::sampling::Sampling;

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
    /// The run as it was at each of its checkpoints from this one on, the oldest first.
    pub fn checkpoints(&self, first: usize) -> impl Iterator<Item = Self> {
        let at = |Weights { learned, step }: &Weights| {
            let (run, config, learned) = (self.run, self.config.clone(), Rc::clone(learned));
            Self { run, config, learned, step: *step, rests: self.rests, is_chosen: true, checkpoints: vec![] }
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
    next_refresh: f64,
    /// When the first samples of another snapshot may be made beside training.
    next_snapshot: f64,
    /// The last trajectory, kept for its memory.
    spare: Trajectory,
}

impl Run {
    /// A run at iteration 0; none, with the reason said, where it cannot begin.
    pub fn begin(id: RunId, config: Config, pace: Pace, now: f64, emit: EventSink) -> Option<Self> {
        let begun = Trainer::new(&config).and_then(|trainer| Ok((trainer.model()?, trainer)));
        match begun {
            Ok((learned, trainer)) => {
                let weights = learned.weights().len();
                let mut run = Self {
                    id,
                    state: State::Training,
                    pacer: Pacer::new(pace, trainer.total(), now),
                    progress: Progress::new(now),
                    checkpoints: Milestones::checkpoints(&config, weights),
                    snapshots: Milestones::snapshots(&config, weights),
                    chosen: None,
                    good: Weights { learned: Rc::new(learned), step: 0 },
                    sampling: None,
                    shown: None,
                    ticket: 0,
                    next_refresh: now,
                    next_snapshot: now,
                    spare: Trajectory::default(),
                    config,
                    trainer,
                };
                run.keep_snapshot(emit);
                Some(run)
            }
            Err(error) => {
                emit(&Event::Failed { run: id, reason: error.to_string() }, &[]);
                None
            }
        }
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
                Ok(true) if sampling.is_in_doubt() => self.sampling = Some(sampling.again(&self.config, now)),
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
        self.ticket = draw.ticket;
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
                if self.checkpoints.is_due(step)
                    && let Ok(learned) = self.trainer.model()
                {
                    self.checkpoints.keep(Weights { learned: Rc::new(learned), step });
                }
                self.keep_snapshot(emit);
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
            emit(&Event::Snapshot { run: self.id, step: snapshot.iteration() }, &[]);
            self.snapshots.keep(snapshot);
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
        let config = Config { samples: self.config.samples.min(most), ..self.config.clone() };
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

    /// A run of 600 iterations, in which this is done before each piece of work: the hash at its end, and the iterations
    /// that were shown.
    fn ended(mut before: impl FnMut(&mut Run, usize)) -> (String, Vec<usize>) {
        let config = Config { iterations: 600, samples: 20, ..Preset::SimpleMultimodal.config() };
        let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
        let (mut shown, mut hash, mut pieces) = (Vec::new(), None, 0);
        let mut emit = |event: &Event, _: &[f32]| match event {
            Event::Samples { step, .. } => shown.push(*step),
            Event::Resting { weights, .. } => hash = Some(weights.clone()),
            _ => {}
        };
        let mut next = NextWakeUp::Now;
        while next == NextWakeUp::Now && pieces < 1_000_000 {
            before(&mut run, pieces);
            next = run.step(0.0, &mut emit);
            pieces += 1;
        }
        (hash.expect("it came to its end"), shown)
    }

    /// catches: training that stands still, goes back or draws something else while somebody looks at an earlier iteration
    #[test]
    fn who_goes_back_through_the_snapshots_disturbs_no_training() {
        let (undisturbed, shown) = ended(|_, _| {});
        assert_eq!(shown.last(), Some(&600));
        let mut chosen = 0;
        let (disturbed, shown) = ended(|run, piece| {
            if piece % 53 == 0 {
                let kept = run.snapshots.kept();
                let iteration = kept[piece % kept.len()].iteration();
                run.choose_snapshot((piece % 3 > 0 && run.state == State::Training).then_some(iteration));
                chosen += usize::from(run.has_gone_back());
            }
        });
        assert_eq!(disturbed, undisturbed);
        assert!(chosen > 6 && shown.len() > 5 && shown.windows(2).any(|pair| pair[0] > pair[1]), "{chosen}: {shown:?}");
    }

    /// catches: first samples that nobody sees because the next snapshot is chosen, all samples before the first of another
    #[test]
    fn the_first_samples_of_a_snapshot_come_before_all_of_them() {
        let config = Config { iterations: 40, samples: 1_500, ..Preset::SimpleMultimodal.config() };
        let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
        let mut seen = Vec::new();
        let mut step = |run: &mut Run| {
            let next = run.step(0.0, &mut |event, _| {
                if let Event::Samples { step, rows, .. } = event {
                    seen.push((*step, *rows));
                }
            });
            (next == NextWakeUp::Now, seen.clone())
        };
        while step(&mut run).0 {}
        run.choose_snapshot(Some(3));
        step(&mut run);
        run.choose_snapshot(Some(7));
        while step(&mut run).1.last() != Some(&(7, 300)) {}
        step(&mut run);
        run.choose_snapshot(Some(9));
        while step(&mut run).0 {}
        let (_, seen) = step(&mut run);
        assert_eq!(seen[seen.len() - 5..], [(40, 1_500), (3, 300), (7, 300), (9, 300), (9, 1_500)]);
        run.choose_snapshot(Some(3));
        step(&mut run);
        run.choose_snapshot(None);
        assert_eq!(run.snapshot().step, 40, "also before it is sampled from");
        while step(&mut run).0 {}
        let (_, seen) = step(&mut run);
        assert_eq!(seen[seen.len() - 2..], [(9, 1_500), (40, 1_500)], "nothing more of what was left");
    }

    #[test]
    fn a_snapshot_is_shown_as_it_was_and_then_the_end_again() {
        let config = Config { iterations: 40, samples: 20, ..Preset::SimpleMultimodal.config() };
        let (mut hashes, mut clouds) = (Vec::new(), Vec::new());
        let mut run = Run::begin(RunId(1), config.clone(), Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
        let mut work = |run: &mut Run| {
            while run.step(0.0, &mut |event, bulk| {
                if let Event::Samples { step, .. } = event {
                    clouds.push((*step, bulk.to_vec()));
                }
            }) == NextWakeUp::Now
            {}
            hashes.push((run.snapshot().step, run.snapshot().learned.hash()));
            clouds.last().cloned().expect("a cloud")
        };
        let end = work(&mut run);
        run.choose_snapshot(Some(7));
        let back = work(&mut run);
        run.choose_snapshot(Some(12_345));
        assert_eq!(work(&mut run), end, "of which there is no snapshot");
        let mut trainer = Trainer::new(&config).expect("it begins");
        trainer.by_ref().take(7).for_each(|step| _ = step.expect("an iteration"));
        let model = trainer.model().expect("a model");
        assert_eq!(back, (7, model.states(&config).expect("samples").concat()));
        assert_eq!(hashes[1], (7, model.hash()));
        assert_eq!([hashes[0].0, hashes[2].0], [40, 40]);
    }
}
