//! What the benchmark measures of one case.

use serde::{Deserialize, Serialize};

/// What was measured of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkRow {
    /// Its name in every table, such as "train 128x32 sgd".
    pub case: String,
    /// The median of several runs.
    pub time: BenchmarkTime,
}

/// A time, in the unit that suits the case.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum BenchmarkTime {
    /// Microseconds of one iteration of training.
    UsPerStep(f64),
    /// Milliseconds of sampling all points once.
    Ms(f64),
}
