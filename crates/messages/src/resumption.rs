//! What is kept of a run outside of its worker, so that another one can go on with it.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::wire::{decode, encode};

/// Where a run goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resumption {
    /// Where its training stood, as [`Event::TrainingState`](crate::Event::TrainingState) had it.
    pub state: Sealed,
    /// What it had left behind, as [`Event::Milestone`](crate::Event::Milestone) had it; what is missing is not there any more.
    pub milestones: Vec<Sealed>,
    /// The iteration since which its samples could not be told from perfect ones, where they could not.
    pub inside_since: Option<usize>,
}

/// What one worker says and another one reads; the page, which keeps it, looks at none of it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// This, in bytes.
    #[must_use]
    pub fn new<T: Serialize>(what: &T) -> Self {
        Self(encode(what))
    }

    /// What is in it; none if it is something else.
    pub fn open<T: DeserializeOwned>(&self) -> Option<T> {
        decode(&self.0)
    }

    /// How many bytes it is.
    pub fn size(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.size())
    }
}
