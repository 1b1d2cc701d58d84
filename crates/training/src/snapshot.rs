//! What a training leaves behind on its way.

use serde::{Deserialize, Serialize};

/// The weights after an iteration: enough for the trainer that made it to give the model of then once more
/// ([`Trainer::model_of`](crate::Trainer::model_of)). Networks whose training was over by then are the trainer's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub(crate) iteration: usize,
    /// How many networks had been left behind for the next.
    pub(crate) trained: usize,
    /// Those of the network in training, or of the last one, in parameter order.
    pub(crate) weights: Vec<f32>,
}

impl Snapshot {
    /// Whether every weight is a number.
    pub fn is_finite(&self) -> bool {
        self.weights.iter().all(|weight| weight.is_finite())
    }

    /// How many weights there are.
    pub fn weights(&self) -> usize {
        self.weights.len()
    }

    /// Iterations done by then, over all networks.
    pub fn iteration(&self) -> usize {
        self.iteration
    }
}
