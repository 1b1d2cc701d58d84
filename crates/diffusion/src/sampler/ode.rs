//! Solvers of the probability-flow ODE.
//!
//! With `y = x/α` and the noise-to-signal ratio `r = σ/α` as time, the ODE of every schedule is `dy/dr = ε̂` (Karras et
//! al. 2022, eq. 4; Song et al. 2021, DDIM, eq. 14). The steps are taken in `y` and `r`, and given back in `x`. They
//! need `α > 0` where they begin: from pure noise `r` is infinite, and the only step with a limit there is DDIM's.

use super::Oracle;
use crate::level::Path;
use crate::{Level, TryDenoiser};

/// From one level to a cleaner one, and the line on which the levels between them lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Where the points are. `σ > 0`.
    pub from: Level,
    /// Where they go.
    pub to: Level,
    /// Where they may be asked about in between.
    pub path: Path,
}

/// `y ← y + (r' - r) ε̂`: Euler's step.
#[must_use]
pub fn euler_step(x: &[f64], noise: &[f64], from: Level, to: Level) -> Vec<f64> {
    let scale = to.alpha / from.alpha;
    let gain = to.alpha * (to.ratio() - from.ratio());
    x.iter().zip(noise).map(|(x, noise)| scale * x + gain * noise).collect()
}

/// `y ← y + (r' - r) (ε̂ + ε̂')/2` with `ε̂'` at the end of Euler's step: Heun's second-order step, Karras et al. 2022,
/// algorithm 1. The step to `r' = 0`, where `ε̂` is not defined, stays Euler's.
///
/// # Errors
/// Where the denoiser cannot answer.
pub fn heun_step<D: TryDenoiser>(x: &[f64], step: Step, oracle: &mut Oracle<D>) -> Result<Vec<f64>, D::Error> {
    let Step { from, to, .. } = step;
    let first = oracle.noise(x, from)?;
    let end = euler_step(x, &first, from, to);
    if to.sigma == 0.0 {
        return Ok(end);
    }
    let second = oracle.noise(&end, to)?;
    Ok(euler_step(x, &weighted(&[(0.5, &first), (0.5, &second)]), from, to))
}

/// The classical Runge–Kutta step of fourth order (Hairer, Nørsett & Wanner 1993, sec. II.1), the reference. The step
/// to `r' = 0`, where `ε̂` is not defined, is Euler's.
///
/// # Errors
/// Where the denoiser cannot answer.
pub fn rk4_step<D: TryDenoiser>(x: &[f64], step: Step, oracle: &mut Oracle<D>) -> Result<Vec<f64>, D::Error> {
    let Step { from, to, path } = step;
    let first = oracle.noise(x, from)?;
    if to.sigma == 0.0 {
        return Ok(euler_step(x, &first, from, to));
    }
    let middle = path.at(0.5 * (from.ratio() + to.ratio()));
    let second = oracle.noise(&euler_step(x, &first, from, middle), middle)?;
    let third = oracle.noise(&euler_step(x, &second, from, middle), middle)?;
    let fourth = oracle.noise(&euler_step(x, &third, from, to), to)?;
    let (sixth, third_part) = (1.0 / 6.0, 1.0 / 3.0);
    let slope = weighted(&[(sixth, &first), (third_part, &second), (third_part, &third), (sixth, &fourth)]);
    Ok(euler_step(x, &slope, from, to))
}

/// `y ← y + √(r̂² - r²) z` with `r̂ = (1 + γ) r`: noise is added before a step, Karras et al. 2022, algorithm 2, lines 4
/// to 6, with `S_noise = 1` at all levels. Returns the points and the step that is left, from the raised level.
pub fn churn(x: &[f64], step: Step, gamma: f64, mut z: impl FnMut() -> f64) -> (Vec<f64>, Step) {
    let ratio = step.from.ratio();
    let raised = step.path.at((1.0 + gamma) * ratio);
    let scale = raised.alpha / step.from.alpha;
    let noise = raised.alpha * ratio * (gamma * (2.0 + gamma)).sqrt();
    (x.iter().map(|x| scale * x + noise * z()).collect(), Step { from: raised, ..step })
}

/// `Σ weight · slope`.
fn weighted(slopes: &[(f64, &[f64])]) -> Vec<f64> {
    let length = slopes.first().map_or(0, |(_, slope)| slope.len());
    (0..length).map(|i| slopes.iter().map(|(weight, slope)| weight * slope[i]).sum()).collect()
}
