//! Eight numbers side by side.

use wide::f32x8;

/// Their sum, from the first to the last, one after the other: the same bits everywhere.
pub fn sum(lanes: f32x8) -> f32 {
    lanes.to_array().iter().sum()
}
