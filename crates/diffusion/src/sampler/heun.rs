//! Heun's step of the probability-flow ODE, with or without churn.

use super::euler::moved;
use super::step::SamplingStep;
use crate::denoiser::Denoiser;

/// Karras et al. 2022, algorithm 2: with `γ > 0` noise is added first, `y ← y + √(r̂² - r²) z` with `r̂ = r + γ r` and
/// `S_noise = 1` at all levels; then `y ← y + (r' - r̂) (ε̂ + ε̂')/2` with `ε̂'` at the end of Euler's step. The step
/// to `r' = 0`, where `ε̂` is not defined, stays Euler's. Without γ it is algorithm 1, and `z` is not drawn.
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
