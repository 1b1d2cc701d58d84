//! DDIM: to the next level along the line through the denoised point and the noise that is left (Song et al. 2021).

use crate::Level;

/// `x ← α' D + σ' (x - α D)/σ`: Song et al. 2021 (DDIM), eq. 12 with η = 0. Where `α = 1` this is Euler's step
/// `x + (σ' - σ) (x - D)/σ`. From a level without noise there is nothing to take away.
pub fn ddim_step(x: &mut [f64], denoised: &[f64], from: Level, to: Level) {
    if from.sigma == 0.0 {
        return;
    }
    for (x, denoised) in x.iter_mut().zip(denoised) {
        let eps = (*x - from.alpha * denoised) / from.sigma;
        *x = to.noised(*denoised, eps);
    }
}

/// `x ← α' D + √(σ'² - σ_η²) (x - α D)/σ + σ_η z` with `σ_η = η ·` [`posterior_std`]: Song et al. 2021 (DDIM), eqs. 12
/// and 16, for any α and σ. η = 0 is [`ddim_step`]; η = 1 draws from the posterior, as DDPM does. Needs `from.sigma > 0`
/// and η in [0, 1]; draws `z` only where `σ_η > 0`.
pub fn ddim_eta_step(x: &mut [f64], denoised: &[f64], from: Level, to: Level, eta: f64, mut z: impl FnMut() -> f64) {
    let noise = eta * posterior_std(from, to);
    let kept = ((to.sigma - noise) * (to.sigma + noise)).max(0.0).sqrt();
    for (x, denoised) in x.iter_mut().zip(denoised) {
        let eps = (*x - from.alpha * denoised) / from.sigma;
        *x = to.alpha * denoised + kept * eps;
        if noise > 0.0 {
            *x += noise * z();
        }
    }
}

/// The standard deviation of `q(x_s | x_t, x_0)` from a level to a cleaner one: `σ' √(1 - (r'/r)²)`. For DDPM's levels
/// this is `√β̃` (Ho et al. 2020, eq. 7), for any others Kingma et al. 2021, eq. 25.
#[must_use]
pub fn posterior_std(from: Level, to: Level) -> f64 {
    let ratio = to.ratio() / from.ratio();
    to.sigma * ((1.0 - ratio) * (1.0 + ratio)).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_alpha_one_ddim_is_eulers_step() {
        let (from, to) = (Level::exploding(0.5), Level::exploding(0.2));
        let mut x = [1.4];
        ddim_step(&mut x, &[1.0], from, to);
        assert!((x[0] - (1.4 + (0.2 - 0.5) * (1.4 - 1.0) / 0.5)).abs() < 1e-12);
    }

    /// From pure noise on, the noise-to-signal ratio is infinite and nothing diverges.
    #[test]
    fn pure_noise_is_left_in_one_step() {
        let (from, to) = (Level { alpha: 0.0, sigma: 1.0 }, Level { alpha: 0.25, sigma: 0.75 });
        let mut x = [0.8];
        ddim_step(&mut x, &[2.0], from, to);
        assert_eq!(x[0], 0.25 * 2.0 + 0.75 * 0.8);
        assert_eq!(posterior_std(from, to), 0.75);
    }
}
