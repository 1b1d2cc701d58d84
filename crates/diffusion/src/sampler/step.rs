//! One step of a plan, whatever the sampler.

use crate::process::{Grid, Level, NoisePath};

/// A step from one level to a cleaner one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SamplingStep {
    /// The level of the points, at which the denoiser is evaluated.
    pub from: Level,
    /// The level they go to.
    pub to: Level,
    /// The line on which the levels between the two lie.
    pub path: NoisePath,
    /// t, the number of this step counted down to 0.
    pub t: usize,
    /// `β_t`, in the plans of the original DDPM programs.
    pub beta: Option<f64>,
}

impl SamplingStep {
    /// The step away from level `i` of the grid of an original program: with its own t and, where it has one, its own
    /// β.
    pub fn original(grid: &Grid, i: usize) -> Self {
        let (from, to) = (grid.levels()[i], grid.next(i));
        Self { from, to, path: grid.path(), t: grid.len() - 1 - i, beta: grid.beta(i) }
    }

    /// The standard deviation of `q(x_s | x_t, x_0)`: `σ' √(1 - (r'/r)²)`. For DDPM's levels this is `√β̃` (Ho et al.
    /// 2020, eq. 7), for any others Kingma et al. 2021, eq. 25.
    pub fn posterior_std(&self) -> f64 {
        let ratio = self.to.ratio() / self.from.ratio();
        self.to.sigma * ((1.0 - ratio) * (1.0 + ratio)).max(0.0).sqrt()
    }
}
