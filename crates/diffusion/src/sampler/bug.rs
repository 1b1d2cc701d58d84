//! Bugs that are often made in DDPM's step, to be found by what they do to a cloud.

use serde::{Deserialize, Serialize};

use super::step::{SamplingStep, add_noise};
use crate::denoiser::Denoiser;
use crate::process::{Level, TargetCoefficients};

/// What is wrong in [`ddpm_step_with_bug`], in the letters of Ho et al. 2020: `t` and `t-1` are a level that sampling
/// takes and the next one, so that `β_t = 1 - ᾱ_t/ᾱ_{t-1}` and `β̃_t = β_t (1-ᾱ_{t-1})/(1-ᾱ_t)` (Nichol & Dhariwal 2021,
/// sec. 4), and `α_t = 1 - β_t`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SamplerBug {
    /// Nothing.
    #[default]
    None,
    /// The noise is `β̃_t z`, not `√β̃_t z`.
    SqrtBeta,
    /// `x̂_0 = (x_t - √(1-α_t) ε_θ)/√α_t`, not `(x_t - √(1-ᾱ_t) ε_θ)/√ᾱ_t`.
    AlphaBar,
    /// The network is asked for `ε_θ(x_t, t-1)`, not for `ε_θ(x_t, t)`; at the last level, which has none after it, it is
    /// asked at its own.
    ShiftedIndex,
    /// At the last step, where `β̃_t = 0`, `√β_t z` is added.
    LastNoise,
    /// `β_t` is that of the step to the next of the thousand levels, of which sampling takes but a few; with it
    /// `ᾱ_{t-1} = ᾱ_t/(1-β_t)`. The last step goes to the data as ever: no level lies between.
    Unstrided,
}

impl SamplerBug {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::None, Self::SqrtBeta, Self::AlphaBar, Self::ShiftedIndex, Self::LastNoise, Self::Unstrided];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SqrtBeta => "sqrt_beta",
            Self::AlphaBar => "alpha_bar",
            Self::ShiftedIndex => "shifted_index",
            Self::LastNoise => "last_noise",
            Self::Unstrided => "unstrided",
        }
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SqrtBeta => "β̃ for √β̃",
            Self::AlphaBar => "α for ᾱ",
            Self::ShiftedIndex => "network asked at t − 1",
            Self::LastNoise => "noise at the last step",
            Self::Unstrided => "β of a single level",
        }
    }

    /// What is wrong, in words.
    pub fn about(self) -> &'static str {
        match self {
            Self::None => "Every step is as it should be.",
            Self::SqrtBeta => "The noise is multiplied by its variance β̃, not by its standard deviation √β̃.",
            Self::AlphaBar => "The clean point is worked out with the α of one step, not with ᾱ, that of all.",
            Self::ShiftedIndex => "The network is told the next level, not the one at which the point is.",
            Self::LastNoise => "Noise as wide as σ_min is added at the step to the data, which have none.",
            Self::Unstrided => "Each step passes many levels, and takes away the noise between two of them.",
        }
    }

    /// Where it is said how it should be.
    pub fn source(self) -> &'static str {
        match self {
            Self::None => "Ho et al. 2020, Denoising Diffusion Probabilistic Models, algorithm 2",
            Self::SqrtBeta => "against Ho et al. 2020, eqs. 6 and 7",
            Self::AlphaBar => "against Ho et al. 2020, eq. 15",
            Self::ShiftedIndex => "against Ho et al. 2020, algorithm 2, line 4",
            Self::LastNoise => "against Ho et al. 2020, algorithm 2, line 3",
            Self::Unstrided => "against Nichol & Dhariwal 2021, Improved DDPM, sec. 4",
        }
    }

    /// `x̂_0`, from what the network predicts of `x_t`.
    fn denoised<D: Denoiser>(self, x: &[f64], step: SamplingStep, denoiser: &D) -> Result<Vec<f64>, D::Error> {
        let SamplingStep { from, to, .. } = step;
        let asked = if self == Self::ShiftedIndex && to != Level::CLEAN { to } else { from };
        let mut x0 = vec![0.0; x.len()];
        denoiser.predict(x, asked, TargetCoefficients::EPS, &mut x0)?;
        // √α_t and √(1-α_t), or √ᾱ_t and √(1-ᾱ_t).
        let one_step = || Level::preserving((from.alpha / to.alpha).powi(2));
        let Level { alpha, sigma } = if self == Self::AlphaBar { one_step() } else { from };
        x0.iter_mut().zip(x).for_each(|(x0, x)| *x0 = (x - sigma * *x0) / alpha);
        Ok(x0)
    }

    /// The standard deviation of the noise that a step adds.
    fn noise_std(self, step: SamplingStep) -> f64 {
        match self {
            Self::SqrtBeta => step.posterior_std().powi(2),
            // √β_t = √(1-ᾱ_t), as ᾱ_{t-1} = 1.
            Self::LastNoise if step.to == Level::CLEAN => step.from.sigma,
            _ => step.posterior_std(),
        }
    }
}

/// [`ddpm_step`](super::ddpm_step) with a bug, on levels with `ᾱ = α²` and `1-ᾱ = σ²`:
/// `x̂_0 = (x_t - √(1-ᾱ_t) ε_θ(x_t, t))/√ᾱ_t` and
/// `x_{t-1} = √α_t (1-ᾱ_{t-1})/(1-ᾱ_t) x_t + √ᾱ_{t-1} β_t/(1-ᾱ_t) x̂_0 + √β̃_t z` (Ho et al. 2020, eqs. 15, 7 and 6), but
/// for what the [`SamplerBug`] has wrong. Needs `ᾱ_t > 0`: of pure noise ε says nothing of `x_0`. As many `z` are drawn as
/// without a bug, and those of `LastNoise` after them.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn ddpm_step_with_bug<D: Denoiser>(
    x: &mut [f64],
    step: SamplingStep,
    bug: SamplerBug,
    denoiser: &D,
    z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    let step = if bug == SamplerBug::Unstrided { step.of_single_level() } else { step };
    let x0 = bug.denoised(x, step, denoiser)?;
    step.to_posterior_mean(x, &x0);
    add_noise(x, bug.noise_std(step), z);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::NoisePath;

    /// A network that predicts ε = -0.4 where there is much noise, and -0.5 where there is little.
    struct TwoLevels;

    impl Denoiser for TwoLevels {
        type Error = std::convert::Infallible;

        fn dim(&self) -> usize {
            1
        }

        fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Self::Error> {
            assert!(level.sigma > 0.0, "a clean point is not asked about");
            let eps = if level.sigma > 0.5 { -0.4 } else { -0.5 };
            out.iter_mut().zip(x).for_each(|(out, x)| *out = (x - level.sigma * eps) / level.alpha);
            Ok(())
        }
    }

    fn taken(bug: SamplerBug, to: f64) -> f64 {
        let (from, to) = (Level::preserving(0.72), Level::preserving(to));
        let step = SamplingStep { from, to, path: NoisePath::Preserving, t: 0, beta: Some(0.15) };
        let mut x = [1.5];
        let Ok(()) = ddpm_step_with_bug(&mut x, step, bug, &TwoLevels, || 2.0);
        x[0]
    }

    /// From x = 1.5 at ᾱ = 0.72 to ᾱ = 0.9 with z = 2: β = 0.2, α = 0.8 and β̃ = 0.2 · 0.1/0.28. In the chain of single
    /// levels β = 0.15, α = 0.85 and ᾱ before is 0.72/0.85. To the data β = 0.28.
    #[test]
    fn one_step_with_each_bug_by_hand() {
        let right = [2.380_604, 2.017_211];
        for (bug, expected) in [
            (SamplerBug::None, right),
            (SamplerBug::SqrtBeta, [1.988_939, right[1]]),
            (SamplerBug::AlphaBar, [2.285_628, right[1]]),
            (SamplerBug::ShiftedIndex, [2.422_861, right[1]]),
            (SamplerBug::LastNoise, [right[0], 3.075_511]),
            (SamplerBug::Unstrided, [2.322_445, right[1]]),
        ] {
            let found = [taken(bug, 0.9), taken(bug, 1.0)];
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 2e-6), "{bug:?}: {found:?}");
        }
    }

    #[test]
    fn keys_and_labels_differ() {
        for (i, bug) in SamplerBug::ALL.iter().enumerate() {
            let others = &SamplerBug::ALL[..i];
            assert!(others.iter().all(|other| other.key() != bug.key() && other.label() != bug.label()), "{bug:?}");
        }
    }
}
