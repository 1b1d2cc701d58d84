//! Holding a run against the exact answer, in the time that training leaves: one small piece after the other.
//!
//! A fixed set of points is sampled from the run's own prior, whatever the page shows. Nothing here draws from a stream
//! that training reads, so a run has the same weights with an evaluation beside it and without.

mod error_decomposition;
mod levels_of_training;
mod loss_by_level;
mod memorisation;
mod reference;
mod verdict;
mod work_precision;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use diffusion::Config;
use diffusion::config::Loss;
use diffusion::evaluation::MetricScore;
use messages::result::{LevelLoss, MetricsResult};
use messages::{Event, RunId, RunResult, Unavailable};
use training::{TrainedModel, TrainingError};

use crate::emit::EventSink;
use crate::pieces::{PiecewiseWork, pause};
use crate::run::{Run, RunSnapshot};
use error_decomposition::KnownErrors;
use loss_by_level::KnownLevels;
use memorisation::KnownTrainingSet;
use reference::OfDataset;
pub use reference::ReferenceSamples;
use verdict::InsideSince;
use work_precision::KnownCurves;

/// Between two evaluations of a run that still trains, in milliseconds.
const EVERY_MS: f64 = 2_000.0;

/// What a control is being dragged to is worked out before all else for so long, in milliseconds; then training gets its
/// share of the time, and a newer place of the control takes this one's.
const FIRST_MS: f64 = 200.0;

/// Beside a run that leaves no time, the evaluation waits so many times as long as it worked: it takes a ninth.
const WAITS: f64 = 8.0;

/// A piece takes no less than this, whatever a coarse clock says, in milliseconds.
const SHORTEST_PIECE_MS: f64 = 0.1;

/// A part of the evaluation. One that fails needs no words: a network that has no prediction any more has been
/// reported by the run itself.
type Task = PiecewiseWork<'static, Result<(), TrainingError>>;

/// What is known so far, and what is still to be done.
#[derive(Default)]
pub struct Evaluation {
    tasks: VecDeque<Task>,
    snapshot: Option<Rc<RunSnapshot>>,
    findings: Rc<Findings>,
    /// The configuration that a control is being dragged through.
    considered: Option<Config>,
    considering: Option<ConsideredErrors>,
    /// When a run that still trains is evaluated next, in milliseconds.
    next: f64,
    /// When the next piece may be done beside a run that leaves no time, in milliseconds.
    next_turn: f64,
}

/// What tasks found: for later tasks, and for the page.
#[derive(Default)]
struct Findings {
    reference: ReferenceSamples,
    errors: KnownErrors,
    levels: KnownLevels,
    curves: KnownCurves,
    training_set: KnownTrainingSet,
    /// The loss of the run on fresh points; empty where it does not split level by level, or is not known.
    losses: RefCell<Vec<LevelLoss>>,
    /// The fixed set of the run's samples …
    samples: RefCell<Vec<f64>>,
    /// … and what it scored by the metrics; empty where it has not.
    scores: RefCell<Vec<MetricScore>>,
    inside_since: Cell<InsideSince>,
    /// What is still to be said.
    results: RefCell<Vec<RunResult>>,
}

impl Findings {
    /// The error decomposition of a configuration without its network.
    async fn exact_errors(&self, config: &Config) -> RunResult {
        let of = self.reference.of(&config.dataset).await;
        RunResult::ErrorDecomposition(self.errors.exact(config, &of).await)
    }

    /// Says what a run scores, and since when it cannot be told from perfect samples.
    async fn say_metrics(&self, snapshot: &RunSnapshot, of: &OfDataset, scores: &[MetricScore]) {
        let (metrics, p) = of.beside_perfect(scores).await;
        let mut inside_since = self.inside_since.get();
        let verdict = inside_since.verdict(snapshot.run, snapshot.step, p);
        if !snapshot.is_chosen {
            self.inside_since.set(inside_since);
        }
        self.say(RunResult::Metrics(MetricsResult { metrics, verdict }));
    }

    fn say(&self, result: RunResult) {
        self.results.borrow_mut().push(result);
    }
}

/// The answer to a control that is being dragged.
struct ConsideredErrors {
    /// In milliseconds.
    began: f64,
    config: Config,
    work: PiecewiseWork<'static, RunResult>,
}

impl Evaluation {
    /// A control is being dragged: what can be said of this configuration without a network comes next.
    pub fn consider(&mut self, config: Config) {
        self.considered = Some(config);
    }

    /// Nobody drags any more.
    pub fn forget_considered(&mut self) {
        (self.considered, self.considering) = (None, None);
    }

    /// A run goes on whose samples could not be told from perfect ones since this iteration, where they could not.
    pub fn resume(&mut self, run: RunId, inside_since: Option<usize>) {
        self.findings.inside_since.set(InsideSince::of(run, inside_since));
    }

    /// Whether this run has something new to be evaluated at this time.
    pub fn wants(&self, run: &Run, now: f64) -> bool {
        let Some(known) = &self.snapshot else { return true };
        let at_once = run.rests() || run.has_gone_back() || known.is_chosen || known.run != run.id;
        !run.is_as_in(known) && (at_once || now >= self.next && self.tasks.is_empty())
    }

    /// Whether it is its turn, beside a run that leaves no time.
    pub fn has_its_turn(&self, now: f64) -> bool {
        now >= self.next_turn
    }

    /// A piece was worked on from `began` to `now`, in milliseconds.
    pub fn wait_its_turn(&mut self, began: f64, now: f64) {
        self.next_turn = now + WAITS * (now - began).max(SHORTEST_PIECE_MS);
    }

    /// Begins to evaluate a run; what was begun of another is left.
    pub fn begin(&mut self, snapshot: RunSnapshot, now: f64) {
        self.next = now + EVERY_MS;
        let snapshot = Rc::new(snapshot);
        let begun = || (Rc::clone(&snapshot), Rc::clone(&self.findings));
        self.tasks = VecDeque::from([
            PiecewiseWork::new(exact_errors(begun())),
            PiecewiseWork::new(metrics(begun())),
            PiecewiseWork::new(loss(begun())),
            PiecewiseWork::new(memorisation(begun())),
            PiecewiseWork::new(learned_errors(begun())),
            PiecewiseWork::new(score_gaps(begun())),
            PiecewiseWork::new(work_precision(begun())),
            PiecewiseWork::new(sharper_metrics(begun())),
            PiecewiseWork::new(memorisation_curve(begun())),
        ]);
        self.snapshot = Some(snapshot);
    }

    /// Says, beside this run, what a control is being dragged to, piece by piece; true while nothing else is to be done.
    /// Where it was dragged back to what the run is, the network's part of the error decomposition comes next.
    pub fn answer_considered(&mut self, run: RunId, now: f64, emit: EventSink) -> bool {
        self.considering.take_if(|known| self.considered.is_some() && now - known.began > FIRST_MS);
        if self.considering.is_none() {
            let findings = Rc::clone(&self.findings);
            self.considering = self.considered.take().map(|config| ConsideredErrors::new(config, findings, now));
        }
        let Some(ConsideredErrors { began, config, work }) = &mut self.considering else { return false };
        let Some(result) = work.step() else { return now - *began <= FIRST_MS };
        emit(&Event::Result { run, step: 0, result }, &[]);
        if let Some(snapshot) = self.snapshot.as_ref().filter(|known| known.run == run && known.config == *config) {
            let begun = (Rc::clone(snapshot), Rc::clone(&self.findings));
            self.tasks.push_front(PiecewiseWork::new(learned_errors(begun)));
        }
        self.considering = None;
        true
    }

    /// Whether what a control is being dragged to is not answered yet.
    pub fn is_considering(&self) -> bool {
        self.considering.is_some()
    }

    /// One piece of work; false when there is none.
    pub fn step(&mut self, emit: EventSink) -> bool {
        let (Some(task), Some(snapshot)) = (self.tasks.front_mut(), &self.snapshot) else { return false };
        if task.step().is_some() {
            self.tasks.pop_front();
        }
        for result in self.findings.results.take() {
            emit(&Event::Result { run: snapshot.run, step: snapshot.step, result }, &[]);
        }
        true
    }
}

impl ConsideredErrors {
    fn new(config: Config, findings: Rc<Findings>, now: f64) -> Self {
        let considered = config.clone();
        Self { began: now, config, work: PiecewiseWork::new(async move { findings.exact_errors(&considered).await }) }
    }
}

/// What a task begins with.
type Begun = (Rc<RunSnapshot>, Rc<Findings>);

async fn exact_errors((snapshot, findings): Begun) -> Result<(), TrainingError> {
    findings.say(findings.exact_errors(&snapshot.config).await);
    Ok(())
}

async fn metrics((snapshot, findings): Begun) -> Result<(), TrainingError> {
    // What there is of the evaluation before may be of other data.
    findings.scores.take();
    findings.samples.take();
    findings.losses.take();
    let of = findings.reference.of(&snapshot.config.dataset).await;
    let samples = of.samples(&snapshot.config, &snapshot.learned).await?;
    let scores = of.metrics.scores(&samples);
    findings.samples.replace(samples);
    findings.say_metrics(&snapshot, &of, &scores).await;
    findings.scores.replace(scores);
    Ok(())
}

/// Scores by all metrics.
pub struct FinalScores {
    /// Of the run's samples.
    pub own: Vec<MetricScore>,
    /// Of perfect ones.
    pub perfect: Vec<Vec<MetricScore>>,
}

/// What the samples of a run that has come to its end score, and what these perfect samples do.
pub async fn final_scores(
    config: &Config,
    learned: &TrainedModel,
    perfect: Range<u32>,
    reference: &ReferenceSamples,
) -> Result<FinalScores, TrainingError> {
    let of = reference.of(&config.dataset).await;
    let scores = of.metrics.scores(&of.samples(config, learned).await?);
    let mut of_perfect = Vec::with_capacity(perfect.len());
    for draw in perfect {
        pause().await;
        of_perfect.push(of.metrics.perfect(draw));
    }
    Ok(FinalScores { own: scores, perfect: of_perfect })
}

/// The metrics once more, beside more perfect samples.
async fn sharper_metrics((snapshot, findings): Begun) -> Result<(), TrainingError> {
    let of = findings.reference.of(&snapshot.config.dataset).await;
    let scores = findings.scores.borrow().clone();
    if !scores.is_empty() && of.draw_more_perfect(snapshot.rests).await {
        findings.say_metrics(&snapshot, &of, &scores).await;
    }
    Ok(())
}

async fn loss((snapshot, findings): Begun) -> Result<(), TrainingError> {
    let levels = if snapshot.config.loss == Loss::Norm {
        Err(Unavailable::NormOfBatch)
    } else {
        let data = snapshot.config.dataset.mixture();
        Ok(loss_by_level::loss_by_level(&snapshot, &data, &findings.levels).await?)
    };
    findings.losses.replace(levels.clone().unwrap_or_default());
    findings.say(RunResult::Loss(levels));
    Ok(())
}

async fn memorisation((snapshot, findings): Begun) -> Result<(), TrainingError> {
    let of = findings.reference.of(&snapshot.config.dataset).await;
    let (samples, losses) = (findings.samples.borrow().clone(), findings.losses.borrow().clone());
    let result = findings.training_set.memorisation(&snapshot, &of, &samples, losses).await?;
    findings.say(RunResult::Memorisation(result));
    Ok(())
}

async fn memorisation_curve((snapshot, findings): Begun) -> Result<(), TrainingError> {
    let of = findings.reference.of(&snapshot.config.dataset).await;
    findings.training_set.curve(&snapshot, &of, &findings.levels, |result| findings.say(result)).await
}

async fn score_gaps((snapshot, findings): Begun) -> Result<(), TrainingError> {
    let of = findings.reference.of(&snapshot.config.dataset).await;
    let levels = findings.levels.of(&snapshot.config, &of.mixture).await;
    let result = findings.training_set.score_gaps(&snapshot, &of, &levels).await?;
    findings.say(RunResult::ScoreGaps(result));
    Ok(())
}

/// The error decomposition with the network.
async fn learned_errors((snapshot, findings): Begun) -> Result<(), TrainingError> {
    let of = findings.reference.of(&snapshot.config.dataset).await;
    let result = findings.errors.learned(&snapshot, &of).await?;
    findings.say(RunResult::ErrorDecomposition(result));
    Ok(())
}

async fn work_precision((snapshot, findings): Begun) -> Result<(), TrainingError> {
    let say = |result| findings.say(RunResult::WorkPrecision(result));
    work_precision::compare(&snapshot, &findings.curves, say).await;
    Ok(())
}

#[cfg(test)]
mod tests;
