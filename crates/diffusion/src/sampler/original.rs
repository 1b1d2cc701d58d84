//! The steps of the original programs (Bouvier 2023, *intro-to-diffusion*), on what their networks predict.

use super::ddpm::ddpm_step;
use super::step::SamplingStep;
use crate::denoiser::Denoiser;
use crate::process::TargetCoefficients;

/// `x ← x - f_θ(x, σ_i)`, with `f_θ` a prediction of the transition target `σ_{i+1} ε`; on other paths in `x/α`.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn naive_step<D: Denoiser>(
    x: &mut [f64],
    SamplingStep { from, to, .. }: SamplingStep,
    denoiser: &D,
) -> Result<(), D::Error> {
    let mut removed = vec![0.0; x.len()];
    denoiser.predict(x, from, TargetCoefficients { a: 0.0, b: to.sigma }, &mut removed)?;
    let scale = to.alpha / from.alpha;
    x.iter_mut().zip(removed).for_each(|(x, removed)| *x = scale * *x - removed);
    Ok(())
}

/// `x ← (x - β_t ε_θ / √(1-ᾱ_t)) / √α_t + σ_t z` with `z ~ N(0, I)` if `t > 1`, else `z = 0`: Ho et al. 2020,
/// algorithm 2, lines 3 and 4, with the z of `t = 1` left out as well, as in the original programs.
/// `σ_t² = β_t (1-ᾱ_{t-1})/(1-ᾱ_t)`. On levels without a β of their own the same is a draw from the posterior, with the
/// same `z = 0`.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn original_ddpm_step<D: Denoiser>(
    x: &mut [f64],
    step: SamplingStep,
    denoiser: &D,
    mut z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    let is_noisy = step.t > 1;
    let Some(beta) = step.beta else { return ddpm_step(x, step, denoiser, || if is_noisy { z() } else { 0.0 }) };
    let mut eps = vec![0.0; x.len()];
    denoiser.predict(x, step.from, TargetCoefficients::EPS, &mut eps)?;
    let (alpha, alpha_bar) = (1.0 - beta, step.from.alpha.powi(2));
    let sigma = (beta * (1.0 - alpha_bar / alpha) / (1.0 - alpha_bar)).sqrt();
    for (x, eps) in x.iter_mut().zip(eps) {
        *x = (*x - beta * eps / (1.0 - alpha_bar).sqrt()) / alpha.sqrt();
        if is_noisy {
            *x += sigma * z();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Level, NoisePath};

    /// A network that predicts ε = -0.4 everywhere.
    struct Constant;

    impl Denoiser for Constant {
        type Error = std::convert::Infallible;

        fn dim(&self) -> usize {
            1
        }

        fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Self::Error> {
            out.iter_mut().zip(x).for_each(|(out, x)| *out = (x + 0.4 * level.sigma) / level.alpha);
            Ok(())
        }
    }

    /// β = 0.2, ᾱ = 0.72: α = 0.8, so ᾱ before is 0.9 and the noise is √(0.2 · 0.1 / 0.28).
    #[test]
    fn one_step_of_algorithm_2_by_hand() {
        let (from, to) = (Level::preserving(0.72), Level::preserving(0.9));
        for (t, expected) in [(2, 2.380_604_317_895_394_4), (1, 1.846_081_834_070_545_9)] {
            let step = SamplingStep { from, to, path: NoisePath::Preserving, t, beta: Some(0.2) };
            let mut x = [1.5];
            let Ok(()) = original_ddpm_step(&mut x, step, &Constant, || 2.0);
            assert!((x[0] - expected).abs() < 1e-12, "t = {t}: {}", x[0]);
            // Where the levels have no β of their own, the posterior is the same.
            let mut x = [1.5];
            let Ok(()) = original_ddpm_step(&mut x, SamplingStep { beta: None, ..step }, &Constant, || 2.0);
            assert!((x[0] - expected).abs() < 1e-12, "t = {t}: {}", x[0]);
        }
    }
}
