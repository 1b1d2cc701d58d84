//! What the page keeps of a run for another worker.

use messages::{Event, RunId, Sealed};
use serde::{Deserialize, Serialize};
use training::{Snapshot, TrainerState};

use crate::emit::EventSink;

/// Where a run stands.
#[derive(Serialize, Deserialize)]
pub struct SavedRun {
    /// Its training.
    pub trainer: TrainerState,
    /// Of the last tenth of its iterations.
    pub losses: Vec<f32>,
}

/// What a run leaves behind on its way.
#[derive(Serialize, Deserialize)]
pub enum SavedMilestone {
    /// To be gone back to.
    Snapshot(Snapshot),
    /// To be measured when there is time.
    Checkpoint(Snapshot),
}

impl SavedMilestone {
    /// Has the page keep it.
    pub fn emit(&self, run: RunId, emit: EventSink) {
        if let Self::Snapshot(snapshot) = self {
            emit(&Event::Snapshot { run, step: snapshot.iteration() }, &[]);
        }
        emit(&Event::Milestone { run, milestone: Sealed::new(self) }, &[]);
    }
}
