//! A noise level: how much of the data is left, and how much noise is on top.

use serde::{Deserialize, Serialize};

/// The pair (α, σ) of `x_t = α x_0 + σ ε` with `ε ~ N(0, I)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// What the data is multiplied by: 1 in the variance-exploding schedules, `√ᾱ_t` in DDPM.
    pub alpha: f64,
    /// The standard deviation of the noise: `√(1-ᾱ_t)` in DDPM.
    pub sigma: f64,
}

impl Level {
    /// The data itself: `x_t = x_0`.
    pub const CLEAN: Self = Self { alpha: 1.0, sigma: 0.0 };

    /// The level `x_t = x_0 + σ ε` of a variance-exploding schedule.
    pub const fn exploding(sigma: f64) -> Self {
        Self { alpha: 1.0, sigma }
    }

    /// The level of DDPM with `ᾱ = alpha_bar` in [0, 1]: `√ᾱ x_0 + √(1-ᾱ) ε`.
    pub fn preserving(alpha_bar: f64) -> Self {
        Self { alpha: alpha_bar.sqrt(), sigma: (1.0 - alpha_bar).sqrt() }
    }

    /// `x_t = α x_0 + σ ε`, one coordinate.
    pub fn noised(self, x0: f64, eps: f64) -> f64 {
        self.alpha * x0 + self.sigma * eps
    }

    /// The noise-to-signal ratio `r = σ/α`: 0 without noise, infinite where nothing of the data is left. Divided by α,
    /// every schedule is the variance-exploding one with the noise level `r`.
    pub fn ratio(self) -> f64 {
        self.sigma / self.alpha
    }

    /// The standard deviation that data of standard deviation `std` has at this level.
    pub fn spread(self, std: f64) -> f64 {
        (self.alpha * std).hypot(self.sigma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variance_is_preserved_for_data_of_unit_variance() {
        for alpha_bar in [0.0, 0.3, 0.999, 1.0] {
            assert!((Level::preserving(alpha_bar).spread(1.0) - 1.0).abs() < 1e-12);
        }
    }
}
