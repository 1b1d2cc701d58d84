//! The choice of a sampler.

use serde::{Deserialize, Serialize};

use super::family::{Sampler, SamplerOptions};

/// A sampler, its numbers, and how many levels it takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SamplerConfig {
    /// The sampler.
    pub sampler: Sampler,
    /// The numbers that it may read.
    pub options: SamplerOptions,
    /// Levels, from 2.
    pub steps: usize,
}
