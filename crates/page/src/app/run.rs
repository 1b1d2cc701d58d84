//! What is known of the present run's training.

use messages::RunId;

use super::training_time_state::TrainingTime;
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

/// One run, from iteration 0.
#[derive(Clone, Debug)]
pub struct RunState {
    /// Its number.
    pub id: RunId,
    /// Where its training stands.
    pub phase: Phase,
    /// Iterations done, over all networks.
    pub step: usize,
    /// Iterations per second, while it trains.
    pub steps_per_second: Option<f64>,
    /// The mean loss of the last tenth of the iterations so far.
    pub loss: Option<f64>,
    /// The loss of every iteration.
    pub losses: LossCurve,
    /// Which part of its training is shown.
    pub time: TrainingTime,
    /// The hash of the weights, while training stands still.
    pub weights: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
}

impl RunState {
    /// A run that has not begun.
    pub fn new(id: RunId) -> Self {
        Self {
            id,
            phase: Phase::Loading,
            step: 0,
            steps_per_second: None,
            loss: None,
            losses: LossCurve::default(),
            time: TrainingTime::default(),
            weights: None,
            error: None,
        }
    }

    /// It cannot go on, for this reason.
    pub fn fail(&mut self, reason: String) {
        (self.phase, self.error, self.steps_per_second) = (Phase::Failed, Some(reason), None);
    }
}
