//! What is kept of a run.

use messages::result::Verdict;
use messages::{decode, encode};
use serde::{Deserialize, Serialize};

use crate::kept_run::{KeptRun, RecordId};

/// A run, as it last stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Its row.
    pub id: RecordId,
    /// Its settings, and where its training stood.
    pub run: KeptRun,
    /// The hash of its weights, where training stood still.
    pub weights: Option<String>,
    /// Whether all iterations were done.
    pub is_finished: bool,
    /// Whether its samples can be told from perfect ones, where that is known.
    pub verdict: Option<Verdict>,
    /// The figures of its samples, where training stood still.
    pub figures: Vec<RecordedFigure>,
}

/// A figure as it stood in the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedFigure {
    /// Its name in words.
    pub name: String,
    /// The number.
    pub text: String,
}

impl RunRecord {
    /// In bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// What is in these bytes; none if it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        decode(bytes).filter(|record: &Self| record.run.is_whole())
    }

    /// About how many bytes it is.
    pub fn size(&self) -> usize {
        self.run.training.state.size()
    }

    /// What is not known of its weights is what another record of the very same weights knows: a run that is shown again is
    /// judged anew in a while.
    pub fn learn_from(&mut self, other: &Self) {
        self.verdict = self.verdict.or(other.verdict);
        if self.figures.is_empty() {
            self.figures.clone_from(&other.figures);
        }
    }

    /// Iterations done.
    pub fn iterations(&self) -> usize {
        self.run.training.step
    }
}
