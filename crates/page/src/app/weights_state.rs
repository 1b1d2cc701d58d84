//! How far a file of weights is that somebody opens.

use crate::settings::Settings;

/// How far a file of weights is.
#[derive(Debug, Default)]
pub(super) struct WeightsImport {
    /// Of the last request.
    pub(super) ticket: u32,
    /// Of the run that the file names, once they are known.
    pub(super) settings: Option<Settings>,
    /// Whether the worker has been asked, and has not said what becomes of the file.
    pub(super) is_with_worker: bool,
}

impl WeightsImport {
    /// What the worker still says of the last file is dropped. Whether it had to say anything.
    pub(super) fn give_up(&mut self) -> bool {
        let before = std::mem::take(self);
        self.ticket = before.ticket + 1;
        before.is_with_worker
    }
}
