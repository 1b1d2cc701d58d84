//! What is known of the present run's training.

use messages::{RunId, Sealed};

use super::training_time_state::TrainingTime;
use crate::kept_run::KeptTraining;
use crate::loss_curve::LossCurve;

/// Training's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The worker is not up yet.
    Loading,
    /// Iterations go on.
    Training,
    /// Somebody paused it.
    Paused,
    /// All iterations are done, and the samples that are shown are here.
    Finished,
    /// The run cannot go on.
    Failed,
    /// The worker measures how fast it is.
    Measuring,
}

impl Phase {
    /// The word for it in the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Training => "training",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Measuring => "measuring",
        }
    }
}

/// Training that says nothing for longer is not thought to have trained, in seconds.
const LONGEST_SILENCE: f64 = 5.0;

/// Whether a run trains as soon as it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// It trains.
    Training,
    /// It waits.
    Paused,
}

/// One run, from iteration 0.
#[derive(Clone, Debug)]
pub struct RunState {
    /// Its number.
    pub id: RunId,
    /// Where its training stands.
    pub phase: Phase,
    /// How it begins once there is a worker.
    pub begin: Begin,
    /// Iterations done, over all networks.
    pub step: usize,
    /// Iterations per second, while it trains.
    pub steps_per_second: Option<f64>,
    /// The mean loss of the last tenth of the iterations so far.
    pub loss: Option<f64>,
    /// Whether a run of the link has the same weights: not where its rate began to fall anew.
    pub is_of_link: bool,
    /// The iteration since which its samples cannot be told from perfect ones, where they cannot.
    pub inside_since: Option<usize>,
    /// How long it has trained, in seconds.
    pub seconds: f64,
    /// When training last told how far it is, in milliseconds; none while it stands still.
    pub told_at: Option<f64>,
    /// The loss of every iteration.
    pub losses: LossCurve,
    /// Which part of its training is shown.
    pub time: TrainingTime,
    /// Where another worker goes on; none before the worker has said so.
    pub kept: Option<KeptTraining>,
    /// What was left behind on the way there and since, for a worker's eyes.
    pub milestones: KeptMilestones,
    /// The hash of the weights, while training stands still.
    pub weights: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
}

/// What a run left behind on its way, in the words of the worker that has it.
#[derive(Clone, Debug, Default)]
pub struct KeptMilestones {
    kept: Vec<Sealed>,
    /// Whether they are those of a worker before, whose successor says which of them it has.
    are_old: bool,
}

impl KeptMilestones {
    /// There is another one.
    pub fn add(&mut self, milestone: Sealed) {
        if std::mem::take(&mut self.are_old) {
            self.kept.clear();
        }
        self.kept.push(milestone);
    }

    /// All of them, for a worker that goes on with the run.
    pub fn hand_over(&mut self) -> Vec<Sealed> {
        self.are_old = true;
        self.kept.clone()
    }
}

impl RunState {
    /// A run that has not begun, and how it is to.
    pub fn new(id: RunId, begin: Begin) -> Self {
        Self {
            id,
            phase: Phase::Loading,
            begin,
            step: 0,
            steps_per_second: None,
            loss: None,
            is_of_link: true,
            inside_since: None,
            seconds: 0.0,
            told_at: None,
            losses: LossCurve::default(),
            time: TrainingTime::default(),
            kept: None,
            milestones: KeptMilestones::default(),
            weights: None,
            error: None,
        }
    }

    /// A run that goes on where one stood, with what is known of that.
    pub fn resumed(id: RunId, begin: Begin, kept: KeptTraining) -> Self {
        let KeptTraining { step, loss, is_of_link, seconds, inside_since, .. } = kept;
        let losses = kept.losses.clone();
        Self { step, loss, losses, is_of_link, seconds, inside_since, kept: Some(kept), ..Self::new(id, begin) }
    }

    /// Training tells at this time how far it is, how fast, and the mean loss of the last tenth. A page that slept does not
    /// count the time that it slept.
    pub fn trained_until(&mut self, now: f64, step: usize, steps_per_second: f64, loss: f64) {
        (self.step, self.steps_per_second, self.loss) = (step, Some(steps_per_second), Some(loss));
        let since = self.told_at.replace(now).map_or(0.0, |before| (now - before) / 1e3);
        self.seconds += since.clamp(0.0, LONGEST_SILENCE);
    }

    /// Training stands still.
    pub fn rests(&mut self) {
        self.told_at = None;
    }

    /// It cannot go on, for this reason.
    pub fn fail(&mut self, reason: String) {
        (self.phase, self.error, self.steps_per_second) = (Phase::Failed, Some(reason), None);
    }
}
