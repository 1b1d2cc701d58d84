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
    /// `β_t` of a single level, in the plans of the original DDPM programs and of those with a bug.
    pub beta: Option<f64>,
}

impl SamplingStep {
    /// The step away from level `i` of the grid of an original program: with its own t and, where it has one, its own
    /// β.
    pub fn original(grid: &Grid, i: usize) -> Self {
        let (from, to) = (grid.levels()[i], grid.next(i));
        Self { from, to, path: grid.path(), t: grid.len() - 1 - i, beta: grid.beta(i) }
    }

    /// Takes rows `x` to the mean of `q(x_s | x_t, x_0)`: `(α/α') (σ'/σ)² x_t + α' (1 - (r'/r)²) x_0`. For DDPM's levels it
    /// is `√α_t (1-ᾱ_{t-1})/(1-ᾱ_t) x_t + √ᾱ_{t-1} β_t/(1-ᾱ_t) x_0` (Ho et al. 2020, eq. 7), for any others Kingma et al.
    /// 2021, eq. 25.
    pub(super) fn to_posterior_mean(self, x: &mut [f64], x0: &[f64]) {
        let Self { from, to, .. } = self;
        let kept = from.alpha / to.alpha * (to.sigma / from.sigma).powi(2);
        let drawn = to.alpha * (1.0 - (to.ratio() / from.ratio()).powi(2));
        x.iter_mut().zip(x0).for_each(|(x, x0)| *x = kept * *x + drawn * x0);
    }

    /// The step that begins at the same level and goes as far as its β has it, to `ᾱ_{t-1} = ᾱ_t/(1-β_t)`. Without a β,
    /// and where it goes to the data, it is the step itself.
    pub(super) fn of_single_level(self) -> Self {
        match self.beta {
            Some(beta) if self.to != Level::CLEAN => {
                Self { to: Level::preserving((self.from.alpha.powi(2) / (1.0 - beta)).min(1.0)), ..self }
            }
            _ => self,
        }
    }

    /// The standard deviation of `q(x_s | x_t, x_0)`: `σ' √(1 - (r'/r)²)`. For DDPM's levels this is `√β̃` (Ho et al.
    /// 2020, eq. 7), for any others Kingma et al. 2021, eq. 25.
    pub fn posterior_std(&self) -> f64 {
        let ratio = self.to.ratio() / self.from.ratio();
        self.to.sigma * ((1.0 - ratio) * (1.0 + ratio)).max(0.0).sqrt()
    }
}

/// `x ← x + std z`. `z` is drawn only where there is noise to add.
pub(super) fn add_noise(x: &mut [f64], std: f64, mut z: impl FnMut() -> f64) {
    if std > 0.0 {
        x.iter_mut().for_each(|x| *x += std * z());
    }
}
