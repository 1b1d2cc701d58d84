//! Weights on their way out of a file: what the page asks, and what the worker found.

use diffusion::Config;
use serde::{Deserialize, Serialize};

use crate::resumption::Sealed;

/// The most bytes of a file of weights that are read.
pub const MAX_WEIGHTS_BYTES: usize = 16 << 20;

/// What the worker is asked to do with a file of weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WeightsRequest {
    /// Say of which run they are.
    Open(Vec<u8>),
    /// Make a run of this configuration of those that were opened last.
    Take(Box<Config>),
}

/// What the worker says of a file of weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WeightsEvent {
    /// It says of which run they are.
    Opened {
        /// The fragment of its link.
        link: String,
        /// How many iterations they were trained for, over all networks.
        iteration: usize,
    },
    /// A run at its end, with these weights.
    Taken {
        /// Their hash, as in [`Event::Resting`](crate::Event::Resting).
        hash: String,
        /// For a worker's eyes.
        state: Sealed,
    },
    /// They are of no use.
    Failed {
        /// Why, in words for the person whose file it is.
        reason: String,
    },
}
