//! What is laid over a picture.

use messages::{Mark, RunResult};

/// The marks of a request, and the results that have changed with it.
#[derive(Default)]
pub struct Laid {
    /// The first below.
    pub marks: Vec<Mark>,
    /// What the tables beside the picture show.
    pub results: Vec<RunResult>,
}
