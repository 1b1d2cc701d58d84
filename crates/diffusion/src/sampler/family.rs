//! The family of samplers: each with its key, its words, its order and its cost.

use serde::{Deserialize, Serialize};

use crate::counts::{MAX_REPEATS, from_one_to};

/// A rule for the steps from noise to data along a grid of levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sampler {
    /// [`super::ddpm_step`]
    Ddpm,
    /// [`super::ddim_step`]
    Ddim,
    /// [`super::euler_step`]
    Euler,
    /// [`super::heun_step`]
    Heun,
    /// [`super::dpm_2m_step`]
    Dpm2m,
    /// [`super::rk4_step`]
    Rk4,
    /// [`super::euler_maruyama_step`]
    EulerMaruyama,
    /// [`super::langevin_step`]
    Langevin,
    /// [`super::naive_step`]
    Naive,
    /// [`super::original_ddpm_step`]
    OriginalDdpm,
}

/// The numbers that some samplers read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SamplerOptions {
    /// η of [`Sampler::Ddim`] in [0, 1]: 0 adds no noise, 1 as much as DDPM.
    pub eta: f64,
    /// `S_churn` of [`Sampler::Heun`], at least 0: how much noise is added over all steps.
    pub churn: f64,
    /// Steps of [`Sampler::Langevin`] at every level, at least 1.
    #[serde(deserialize_with = "from_one_to::<_, MAX_REPEATS>")]
    pub langevin_steps: usize,
    /// The size of its steps in units of σ²; above 0 and below 4, where they would diverge.
    pub langevin_size: f64,
}

impl Default for SamplerOptions {
    /// Deterministic where there is a choice, and Langevin steps that suit the four spikes.
    fn default() -> Self {
        Self { eta: 0.0, churn: 0.0, langevin_steps: 200, langevin_size: 0.3 }
    }
}

impl Sampler {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Ddpm,
        Self::Ddim,
        Self::Euler,
        Self::Heun,
        Self::Dpm2m,
        Self::Rk4,
        Self::EulerMaruyama,
        Self::Langevin,
        Self::Naive,
        Self::OriginalDdpm,
    ];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ddpm => "ddpm",
            Self::Ddim => "ddim",
            Self::Euler => "euler",
            Self::Heun => "heun",
            Self::Dpm2m => "dpmpp_2m",
            Self::Rk4 => "rk4",
            Self::EulerMaruyama => "euler_maruyama",
            Self::Langevin => "langevin",
            Self::Naive => "naive",
            Self::OriginalDdpm => "seed_ddpm",
        }
    }

    /// The sampler of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sampler| sampler.key() == key)
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ddpm => "DDPM (ancestral)",
            Self::Ddim => "DDIM",
            Self::Euler => "Euler",
            Self::Heun => "Heun (EDM)",
            Self::Dpm2m => "DPM-Solver++ 2M",
            Self::Rk4 => "Runge–Kutta 4",
            Self::EulerMaruyama => "Euler–Maruyama",
            Self::Langevin => "annealed Langevin",
            Self::Naive => "the original naive step",
            Self::OriginalDdpm => "the original DDPM step",
        }
    }

    /// What it is and what to look for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Ddpm => {
                "At every level it draws what the point may have been at the next one, given the denoised guess. The \
                 noise forgives early mistakes, but it takes many steps."
            }
            Self::Ddim => {
                "It keeps the noise that it found and mixes it with the denoised guess at the next level. With η = 0 \
                 it is deterministic, with η = 1 it is DDPM."
            }
            Self::Euler => {
                "It follows the probability flow in straight pieces: halving the step size halves the error. It is \
                 DDIM with η = 0, seen as a solver."
            }
            Self::Heun => {
                "It takes the slope at both ends of a step: twice the work, and half the step size makes a quarter of \
                 the error. Churn adds fresh noise before every step."
            }
            Self::Dpm2m => {
                "It remembers the denoised guess of the step before and extrapolates: second order at one evaluation \
                 a step."
            }
            Self::Rk4 => "Four evaluations a step, fourth order: the reference that the others are compared with.",
            Self::EulerMaruyama => {
                "It follows the reverse diffusion, with noise at every step. Halving the step size halves the error, \
                 as with Euler's step, but it is an error of the distribution, not of each path."
            }
            Self::Langevin => {
                "Many small noisy uphill steps on the log density of one level, then the next level: it needs only \
                 scores, and very many of them."
            }
            Self::Naive => {
                "It takes away as much noise as the next level has, which is right only where levels halve. With an \
                 exact denoiser it shows what the original target does by itself."
            }
            Self::OriginalDdpm => {
                "DDPM without the noise of its last but one step, as in the original programs. The samples come out \
                 narrower than the data."
            }
        }
    }

    /// Where it is from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Ddpm => "Ho et al. 2020, Denoising Diffusion Probabilistic Models, algorithm 2",
            Self::Ddim => "Song et al. 2021, Denoising Diffusion Implicit Models, eq. 12",
            Self::Euler => "Karras et al. 2022, Elucidating the Design Space, eq. 4; Euler 1768",
            Self::Heun => "Karras et al. 2022, Elucidating the Design Space, algorithms 1 and 2",
            Self::Dpm2m => "Lu et al. 2022, DPM-Solver++, algorithm 2",
            Self::Rk4 => "Kutta 1901; Hairer, Nørsett & Wanner 1993, sec. II.1",
            Self::EulerMaruyama => {
                "Song et al. 2021, Score-Based Generative Modeling through SDEs, eq. 6; Maruyama 1955"
            }
            Self::Langevin => "Song & Ermon 2019, Generative Modeling by Estimating Gradients, algorithm 1",
            Self::Naive => "Bouvier 2023, intro-to-diffusion, simple_1Diffusion",
            Self::OriginalDdpm => "Bouvier 2023, intro-to-diffusion, single_DDPM",
        }
    }

    /// The order with which the end point of its path converges to that of the probability flow, for the solvers of
    /// the ODE.
    pub fn order(self) -> Option<u32> {
        match self {
            Self::Ddim | Self::Euler => Some(1),
            Self::Heun | Self::Dpm2m => Some(2),
            Self::Rk4 => Some(4),
            Self::Ddpm | Self::EulerMaruyama | Self::Langevin | Self::Naive | Self::OriginalDdpm => None,
        }
    }

    /// How often the denoiser is evaluated for a plan through `levels` levels and on to the data.
    pub fn evaluations(self, levels: usize, options: SamplerOptions) -> usize {
        match self {
            Self::Heun => 2 * levels - 1,
            Self::Rk4 => 4 * levels - 3,
            Self::Langevin => (levels - 1) * options.langevin_steps + 1,
            Self::Naive => levels - 1,
            Self::Ddpm | Self::Ddim | Self::Euler | Self::Dpm2m | Self::EulerMaruyama | Self::OriginalDdpm => levels,
        }
    }

    /// The most levels that need no more evaluations than these; none where that is fewer than two.
    pub fn levels_within(self, evaluations: usize, options: SamplerOptions) -> Option<usize> {
        let fit = (2..=evaluations + 1).take_while(|levels| self.evaluations(*levels, options) <= evaluations);
        fit.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_own_variant() {
        assert!(Sampler::ALL.iter().all(|sampler| Sampler::from_key(sampler.key()) == Some(*sampler)));
    }

    #[test]
    fn levels_fill_the_evaluations() {
        let options = SamplerOptions { langevin_steps: 5, ..SamplerOptions::default() };
        let levels = Sampler::ALL.map(|sampler| sampler.levels_within(17, options));
        let expected = [17, 17, 17, 9, 17, 5, 17, 4, 18, 17].map(Some);
        assert_eq!(levels, expected);
        assert_eq!(Sampler::Rk4.levels_within(4, options), None);
    }
}
