//! What comes of a request for overlays.

use messages::{Mark, RunResult};

/// The marks of a request, and the results that have changed with it.
#[derive(Default)]
pub struct OverlayResult {
    /// The first below.
    pub marks: Vec<Mark>,
    /// What the tables beside the picture show.
    pub results: Vec<RunResult>,
}
