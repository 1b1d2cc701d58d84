//! Numbers of things that come from outside, and ask for memory or time: there are never more than so many.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// The most hidden units in a layer.
pub const MAX_WIDTH: usize = 256;

/// The most hidden layers.
pub const MAX_DEPTH: usize = 5;

/// The most octaves of sines and cosines that a network reads beside the coordinates.
pub const MAX_FEATURES: usize = 6;

/// The most rows of each spike in a batch.
pub const MAX_BATCH: usize = 4096;

/// The most iterations of one network.
pub const MAX_ITERATIONS: usize = 1_000_000;

/// The most points that are sampled and shown.
pub const MAX_SAMPLES: usize = 100_000;

/// The fewest and the most fixed points to train on.
pub const TRAIN_POINTS: [usize; 2] = [4, 4096];

/// The most Langevin steps at a level, and the most repeats of a last step.
pub const MAX_REPEATS: usize = 1_000;

/// A number from 1 to `MAX`.
///
/// # Errors
/// Where it is another.
pub fn from_one_to<'de, D: Deserializer<'de>, const MAX: usize>(from: D) -> Result<usize, D::Error> {
    let number = usize::deserialize(from)?;
    if (1..=MAX).contains(&number) {
        Ok(number)
    } else {
        Err(D::Error::custom(format!("{number} is not in 1 to {MAX}")))
    }
}

/// A number of fixed points to train on; 0 trains on fresh ones.
///
/// # Errors
/// Where it is another than 0 and outside of [`TRAIN_POINTS`].
pub fn train_points<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let (number, [fewest, most]) = (usize::deserialize(from)?, TRAIN_POINTS);
    if number == 0 || (fewest..=most).contains(&number) {
        Ok(number)
    } else {
        Err(D::Error::custom(format!("{number} is neither 0 nor in {fewest} to {most}")))
    }
}

/// A number from 0 to `MAX`.
///
/// # Errors
/// Where it is another.
pub fn up_to<'de, D: Deserializer<'de>, const MAX: usize>(from: D) -> Result<usize, D::Error> {
    let number = usize::deserialize(from)?;
    if number <= MAX { Ok(number) } else { Err(D::Error::custom(format!("{number} is more than {MAX}"))) }
}
