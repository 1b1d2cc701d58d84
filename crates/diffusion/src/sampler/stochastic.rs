//! Samplers that add noise on the way.

use super::Oracle;
use super::ddim::posterior_std;
use crate::{Level, TryDenoiser};

/// A draw from `q(x_s | x_t, x_0 = D)`, the step of DDPM between any two levels:
/// `x ← (α_t/α_s) (σ_s²/σ_t²) x + α_s (1 - r_s²/r_t²) D + σ z` with `σ` the [`posterior_std`]: Ho et al. 2020, eqs. 6 and
/// 7, and between strided or continuous levels Kingma et al. 2021, eq. 25 (Song et al. 2021, DDIM, eq. 12, η = 1).
/// `noisy` says whether the noise is added. Draws `z` only where there is noise to add.
pub fn posterior_step(
    x: &mut [f64],
    denoised: &[f64],
    from: Level,
    to: Level,
    noisy: bool,
    mut z: impl FnMut() -> f64,
) {
    let kept = from.alpha / to.alpha * (to.sigma / from.sigma).powi(2);
    let drawn = to.alpha * (1.0 - (to.ratio() / from.ratio()).powi(2));
    let noise = if noisy { posterior_std(from, to) } else { 0.0 };
    for (x, denoised) in x.iter_mut().zip(denoised) {
        *x = kept * *x + drawn * denoised;
        if noise > 0.0 {
            *x += noise * z();
        }
    }
}

/// `y ← y + 2 r (r - r') ∇ log p(y) + √(2 r (r - r')) z`, with `y = x/α` and `∇ log p(y) = (D - y)/r²`: the
/// Euler–Maruyama step of the reverse SDE with the ratio as time, `dy = -2 r ∇ log p dr + √(2 r) dω` (Song et al. 2021,
/// score SDE, eq. 6; Karras et al. 2022, eq. 6 with `β = σ̇/σ`, `σ = t`). The step to `r' = 0` is replaced by `D`, which takes
/// away the noise that is left (Jolicoeur-Martineau et al. 2021). Needs `α > 0` where it begins: from pure noise the
/// step has no limit.
pub fn euler_maruyama_step(x: &mut [f64], denoised: &[f64], from: Level, to: Level, mut z: impl FnMut() -> f64) {
    if to.sigma == 0.0 {
        x.iter_mut().zip(denoised).for_each(|(x, denoised)| *x = to.alpha * denoised);
        return;
    }
    let scale = to.alpha / from.alpha;
    let share = 2.0 * (1.0 - to.ratio() / from.ratio());
    let noise = to.alpha * from.ratio() * share.sqrt();
    for (x, denoised) in x.iter_mut().zip(denoised) {
        *x = scale * *x + share * (to.alpha * denoised - scale * *x) + noise * z();
    }
}

/// `count` steps `x ← x + δ/2 ∇ log p(x) + √δ z` at one level, with `δ = size · σ²` and `∇ log p(x) = (α D - x)/σ²`: the
/// inner loop of annealed Langevin dynamics, Song & Ermon 2019, algorithm 1. They stay at their level.
///
/// # Errors
/// Where the denoiser cannot answer.
pub fn langevin_steps<D: TryDenoiser>(
    x: &mut [f64],
    level: Level,
    (count, size): (usize, f64),
    oracle: &mut Oracle<D>,
    mut z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    let noise = size.sqrt() * level.sigma;
    for _ in 0..count {
        let denoised = oracle.denoised(x, level)?;
        for (x, denoised) in x.iter_mut().zip(denoised) {
            *x += 0.5 * size * (level.alpha * denoised - *x) + noise * z();
        }
    }
    Ok(())
}
