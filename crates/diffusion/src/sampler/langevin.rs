//! Annealed Langevin dynamics.

use super::family::SamplerOptions;
use super::step::SamplingStep;
use crate::denoiser::Denoiser;

/// Step `k`, counted from 0, of the T at one level: `x ← x + δ/2 ∇ log p(x) + √δ z`, with `δ = size · σ²` and
/// `∇ log p(x) = (α D - x)/σ²`: the inner loop of Song & Ermon 2019, algorithm 1. The first of them comes to the level
/// at once, with `x/α` as it was. To `σ' = 0` by denoising, which takes away the noise that the last level still has
/// (Jolicoeur-Martineau et al. 2021).
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn langevin_step<D: Denoiser>(
    x: &mut [f64],
    SamplingStep { from, to, .. }: SamplingStep,
    k: usize,
    options: SamplerOptions,
    denoiser: &D,
    mut z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    if to.sigma == 0.0 {
        x.copy_from_slice(&denoiser.denoised(x, from)?);
        return Ok(());
    }
    if k == 0 {
        x.iter_mut().for_each(|x| *x *= to.alpha / from.alpha);
    }
    let size = options.langevin_size;
    let noise = size.sqrt() * to.sigma;
    let denoised = denoiser.denoised(x, to)?;
    for (x, denoised) in x.iter_mut().zip(denoised) {
        *x += 0.5 * size * (to.alpha * denoised - *x) + noise * z();
    }
    Ok(())
}
