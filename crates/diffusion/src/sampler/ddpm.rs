//! DDPM's step: a draw from the posterior of the next level.

use super::step::{SamplingStep, add_noise};
use crate::denoiser::Denoiser;

/// `x ← (α_t/α_s) (σ_s²/σ_t²) x + α_s (1 - r_s²/r_t²) D + √β̃ z`, a draw from `q(x_s | x_t, x_0 = D)` with `√β̃` the
/// [posterior's](SamplingStep::posterior_std): Ho et al. 2020, eqs. 6 and 7, and between strided or continuous levels
/// Kingma et al. 2021, eq. 25 (Song et al. 2021, DDIM, eq. 12, η = 1). `z` is drawn only where there is noise to add.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn ddpm_step<D: Denoiser>(
    x: &mut [f64],
    step: SamplingStep,
    denoiser: &D,
    z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    let denoised = denoiser.denoised(x, step.from)?;
    step.to_posterior_mean(x, &denoised);
    add_noise(x, step.posterior_std(), z);
    Ok(())
}
