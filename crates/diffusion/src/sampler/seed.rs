//! The seed's own two steps, on what its networks say.

use crate::Grid;

/// `x ← x - f_θ(x, σ_i)`: the seed's naive models take away what the network says.
pub fn naive_step(x: &mut [f64], removed: &[f64]) {
    for (x, removed) in x.iter_mut().zip(removed) {
        *x -= removed;
    }
}

/// The numbers of one step of Ho et al. 2020, algorithm 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ancestral {
    /// `β_t`
    pub beta: f64,
    /// `ᾱ_t`
    pub alpha_bar: f64,
    /// `√(β_t (1-ᾱ_t/α_t) / (1-ᾱ_t))`: the std of the noise that the step adds; 0 for `t ≤ 1`, as in the seed.
    pub noise: f64,
}

impl Ancestral {
    /// The step away from level `i` of a grid of betas; none on any other grid.
    #[must_use]
    pub fn new(grid: &Grid, i: usize) -> Option<Self> {
        let beta = grid.beta(i)?;
        let t = grid.len() - 1 - i;
        let alpha_bar = grid.levels()[i].alpha.powi(2);
        let alpha_bar_before = alpha_bar / (1.0 - beta);
        // The algorithm adds no noise at the last step, t = 0. The seed's programs leave it out at t = 1 as well.
        let noise = if t <= 1 { 0.0 } else { (beta * (1.0 - alpha_bar_before) / (1.0 - alpha_bar)).sqrt() };
        Some(Self { beta, alpha_bar, noise })
    }
}

/// `x ← (x - β_t ε_θ / √(1-ᾱ_t)) / √α_t + σ_t z`: Ho et al. 2020, algorithm 2, line 4.
pub fn ancestral_step(x: &mut [f64], eps: &[f64], step: Ancestral, mut z: impl FnMut() -> f64) {
    let Ancestral { beta, alpha_bar, noise } = step;
    let alpha = 1.0 - beta;
    for (x, eps) in x.iter_mut().zip(eps) {
        *x = (*x - beta * eps / (1.0 - alpha_bar).sqrt()) / alpha.sqrt();
        if noise > 0.0 {
            *x += noise * z();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_ancestral_step_by_hand() {
        // β = 0.2, ᾱ = 0.72: α = 0.8, so ᾱ before is 0.9 and the noise is √(0.2 · 0.1 / 0.28).
        let step = Ancestral { beta: 0.2, alpha_bar: 0.72, noise: (0.2f64 * 0.1 / 0.28).sqrt() };
        let mut x = [1.5];
        ancestral_step(&mut x, &[-0.4], step, || 2.0);
        assert!((x[0] - 2.380_604_317_895_394_4).abs() < 1e-12, "{}", x[0]);
    }
}
