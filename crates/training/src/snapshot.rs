//! What a training leaves behind on its way.

/// The weights after an iteration: enough for the trainer that made it to give the model of then once more
/// ([`Trainer::model_of`](crate::Trainer::model_of)). Networks whose training was over by then are the trainer's.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(crate) iteration: usize,
    /// How many networks had been trained to their end.
    pub(crate) trained: usize,
    /// Those of the network in training, in parameter order; empty where all were trained.
    pub(crate) weights: Vec<f32>,
}

impl Snapshot {
    /// Whether every weight is a number.
    pub fn is_finite(&self) -> bool {
        self.weights.iter().all(|weight| weight.is_finite())
    }

    /// Iterations done by then, over all networks.
    pub fn iteration(&self) -> usize {
        self.iteration
    }
}
