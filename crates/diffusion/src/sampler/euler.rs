//! The probability-flow ODE, and Euler's step of it.
//!
//! With `y = x/α` and the noise-to-signal ratio `r = σ/α` as time, the ODE of every schedule is `dy/dr = ε̂` (Karras et
//! al. 2022, eq. 4; Song et al. 2021, DDIM, eq. 14). The steps are taken in `y` and `r`, and given back in `x`. They
//! need `α > 0` where they begin: from pure noise `r` is infinite, and the only step with a limit there is DDIM's.

use super::step::SamplingStep;
use crate::denoiser::Denoiser;
use crate::process::Level;

/// `y ← y + (r' - r) ε̂`: Euler's step.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn euler_step<D: Denoiser>(x: &mut [f64], step: SamplingStep, denoiser: &D) -> Result<(), D::Error> {
    let slope = denoiser.noise(x, step.from)?;
    x.copy_from_slice(&moved(x, &slope, step.from, step.to));
    Ok(())
}

/// `y + (r' - r) ε̂`, in `x`.
pub(super) fn moved(x: &[f64], slope: &[f64], from: Level, to: Level) -> Vec<f64> {
    let scale = to.alpha / from.alpha;
    let gain = to.alpha * (to.ratio() - from.ratio());
    x.iter().zip(slope).map(|(x, slope)| scale * x + gain * slope).collect()
}
