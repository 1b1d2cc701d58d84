//! Solvers of the probability-flow ODE.
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

/// Karras et al. 2022, algorithm 2: with `γ > 0` noise is added first, `y ← y + √(r̂² - r²) z` with `r̂ = r + γ r` and
/// `S_noise = 1` at all levels; then `y ← y + (r' - r̂) (ε̂ + ε̂')/2` with `ε̂'` at the end of Euler's step. The step to
/// `r' = 0`, where `ε̂` is not defined, stays Euler's. Without γ it is algorithm 1, and `z` is not drawn.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn heun_step<D: Denoiser>(
    x: &mut [f64],
    step: SamplingStep,
    gamma: f64,
    denoiser: &D,
    mut z: impl FnMut() -> f64,
) -> Result<(), D::Error> {
    let SamplingStep { mut from, to, path, .. } = step;
    if gamma > 0.0 {
        let raised = path.at((1.0 + gamma) * from.ratio());
        let noise = raised.alpha * from.ratio() * (gamma * (2.0 + gamma)).sqrt();
        x.iter_mut().for_each(|x| *x = raised.alpha / from.alpha * *x + noise * z());
        from = raised;
    }
    let first = denoiser.noise(x, from)?;
    let end = moved(x, &first, from, to);
    if to.sigma == 0.0 {
        x.copy_from_slice(&end);
        return Ok(());
    }
    let second = denoiser.noise(&end, to)?;
    let slope: Vec<f64> = first.iter().zip(second).map(|(first, second)| 0.5 * first + 0.5 * second).collect();
    x.copy_from_slice(&moved(x, &slope, from, to));
    Ok(())
}

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

/// `y + (r' - r) ε̂`, in `x`.
fn moved(x: &[f64], slope: &[f64], from: Level, to: Level) -> Vec<f64> {
    let scale = to.alpha / from.alpha;
    let gain = to.alpha * (to.ratio() - from.ratio());
    x.iter().zip(slope).map(|(x, slope)| scale * x + gain * slope).collect()
}
