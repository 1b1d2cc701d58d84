//! Clouds of exact denoisers that are too large for the page: the worker carries them.

use diffusion::{Config, Dataset, Method};

/// A cloud that was asked of the worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ExactRequest {
    /// Of the last request.
    pub ticket: u32,
    /// Whether that is on its way.
    pub is_sent: bool,
}

impl ExactRequest {
    /// The next one, not sent yet: what still comes of the last is of something else.
    pub fn next(self) -> Self {
        Self { ticket: self.ticket + 1, is_sent: false }
    }
}

/// What the cloud of the training points' own denoiser depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MemoriserOf {
    dataset: Dataset,
    method: Method,
    numbers: [usize; 2],
    seeds: [u32; 2],
}

impl MemoriserOf {
    /// Of a configuration.
    pub fn new(config: &Config) -> Self {
        let Config { dataset, method, train_points, samples, seed, draw, .. } = config;
        let (numbers, seeds) = ([*train_points, *samples], [*seed, *draw]);
        Self { dataset: dataset.clone(), method: method.clone(), numbers, seeds }
    }
}
