//! The newest result of each kind, and whether it belongs to the present run.

use messages::{ResultKind, RunResult};

/// A result, and whether it belongs to the present run.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownResult {
    /// The result.
    pub result: RunResult,
    /// Whether it belongs to an older run.
    pub stale: bool,
}

/// The newest result of each kind.
#[derive(Clone, Debug, Default)]
pub struct RunResults {
    known: Vec<KnownResult>,
    /// Whether the error decomposition was last asked for what a control was dragged to, and not for the run.
    elsewhere: bool,
}

impl RunResults {
    /// Puts a result in the place of the one before.
    pub fn add(&mut self, result: RunResult) {
        self.known.retain(|known| known.result.kind() != result.kind());
        self.known.push(KnownResult { result, stale: false });
    }

    /// What is here belongs to an older run from now on. Returns what there is.
    pub fn mark_stale(&mut self) -> Vec<ResultKind> {
        self.elsewhere = false;
        self.known.iter_mut().for_each(|known| known.stale = true);
        self.known.iter().map(|known| known.result.kind()).collect()
    }

    /// The newest result of a kind.
    pub fn get(&self, kind: ResultKind) -> Option<&KnownResult> {
        self.known.iter().find(|known| known.result.kind() == kind)
    }

    /// Whether something is to be asked: of what a control is dragged to (`elsewhere`), or, where it was dragged back,
    /// of the run itself.
    pub fn consider(&mut self, elsewhere: bool) -> bool {
        let back = std::mem::replace(&mut self.elsewhere, elsewhere);
        elsewhere || back
    }
}
