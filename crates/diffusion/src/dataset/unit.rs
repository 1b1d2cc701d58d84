//! The units that a person's data had before they were scaled.

use serde::{Deserialize, Serialize};

/// The unit of a coordinate: what is x here was `zero + one · x` where the data came from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Where the points have 0.
    pub zero: f64,
    /// What their 1 is.
    pub one: f64,
}

impl Unit {
    /// That of a coordinate which was not scaled.
    pub const UNSCALED: Self = Self { zero: 0.0, one: 1.0 };

    /// Whether both are numbers, and 1 is more than 0.
    pub fn is_known(self) -> bool {
        self.zero.is_finite() && self.one.is_finite() && self.one > 0.0
    }

    /// What there was, scaled.
    pub fn scaled(self, there: f64) -> f64 {
        (there - self.zero) / self.one
    }

    /// What is x here, where it came from.
    pub fn unscaled(self, x: f64) -> f64 {
        self.zero + self.one * x
    }
}
