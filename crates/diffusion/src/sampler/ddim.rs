//! DDIM: to the next level along the line through the denoised point and the noise that is left.

use super::step::SamplingStep;
use crate::denoiser::Denoiser;

/// `x ← α' D + √(σ'² - σ_η²) (x - α D)/σ + σ_η z` with `σ_η = η √β̃`: Song et al. 2021 (DDIM), eqs. 12 and 16, for any
/// α and σ; `√β̃` is the [posterior's](SamplingStep::posterior_std). η is in [0, 1]: 0 is deterministic, and where
/// `α = 1` Euler's step `x + (σ' - σ) (x - D)/σ`; 1 draws from the posterior, as DDPM does. `z` is drawn only where
/// `σ_η > 0`. From a level without noise there is nothing to take away.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn ddim_step<D: Denoiser>(
    x: &mut [f64],
    step: SamplingStep,
    eta: f64,
    denoiser: &D,
    mut z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    let SamplingStep { from, to, .. } = step;
    if from.sigma == 0.0 {
        return Ok(());
    }
    let denoised = denoiser.denoised(x, from)?;
    let sigma_eta = eta * step.posterior_std();
    let kept = ((to.sigma - sigma_eta) * (to.sigma + sigma_eta)).max(0.0).sqrt();
    for (x, denoised) in x.iter_mut().zip(denoised) {
        let eps = (*x - from.alpha * denoised) / from.sigma;
        *x = to.alpha * denoised + kept * eps;
        if sigma_eta > 0.0 {
            *x += sigma_eta * z();
        }
    }
    Ok(())
}
