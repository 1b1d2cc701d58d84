//! The Euler–Maruyama step of the reverse diffusion.

use super::step::SamplingStep;
use crate::denoiser::Denoiser;

/// `y ← y + 2 r (r - r') ∇ log p(y) + √(2 r (r - r')) z`, with `y = x/α` and `∇ log p(y) = (D - y)/r²`: the
/// Euler–Maruyama step of the reverse SDE with the ratio as time, `dy = -2 r ∇ log p dr + √(2 r) dω` (Song et al. 2021,
/// score SDE, eq. 6; Karras et al. 2022, eq. 6 with `β = σ̇/σ`, `σ = t`). The step to `r' = 0` is replaced by `D`,
/// which takes away the noise that is left (Jolicoeur-Martineau et al. 2021). Needs `α > 0` where it begins: from pure
/// noise the step has no limit.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn euler_maruyama_step<D: Denoiser>(
    x: &mut [f64],
    SamplingStep { from, to, .. }: SamplingStep,
    denoiser: &D,
    mut z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    let denoised = denoiser.denoised(x, from)?;
    if to.sigma == 0.0 {
        x.iter_mut().zip(denoised).for_each(|(x, denoised)| *x = to.alpha * denoised);
        return Ok(());
    }
    let scale = to.alpha / from.alpha;
    let share = 2.0 * (1.0 - to.ratio() / from.ratio());
    let noise = to.alpha * from.ratio() * share.sqrt();
    for (x, denoised) in x.iter_mut().zip(denoised) {
        *x = scale * *x + share * (to.alpha * denoised - scale * *x) + noise * z();
    }
    Ok(())
}
