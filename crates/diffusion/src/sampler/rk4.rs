//! The classical Runge–Kutta step of the probability-flow ODE.

use super::euler::{euler_step, moved};
use super::step::SamplingStep;
use crate::denoiser::Denoiser;

/// `y ← y + (r' - r) (k_1 + 2 k_2 + 2 k_3 + k_4)/6`: the classical Runge–Kutta step of fourth order (Hairer, Nørsett &
/// Wanner 1993, sec. II.1), the reference. The step to `r' = 0`, where `ε̂` is not defined, is Euler's.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn rk4_step<D: Denoiser>(x: &mut [f64], step: SamplingStep, denoiser: &D) -> Result<(), D::Error> {
    let SamplingStep { from, to, path, .. } = step;
    if to.sigma == 0.0 {
        return euler_step(x, step, denoiser);
    }
    let middle = path.at(0.5 * (from.ratio() + to.ratio()));
    let k1 = denoiser.noise(x, from)?;
    let k2 = denoiser.noise(&moved(x, &k1, from, middle), middle)?;
    let k3 = denoiser.noise(&moved(x, &k2, from, middle), middle)?;
    let k4 = denoiser.noise(&moved(x, &k3, from, to), to)?;
    let (sixth, third) = (1.0 / 6.0, 1.0 / 3.0);
    let slope = |i: usize| sixth * k1[i] + third * k2[i] + third * k3[i] + sixth * k4[i];
    x.copy_from_slice(&moved(x, &(0..x.len()).map(slope).collect::<Vec<_>>(), from, to));
    Ok(())
}
