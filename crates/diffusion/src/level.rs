//! A noise level: how much of the data is left, and how much noise is on top; and the lines that levels run along.

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
    #[must_use]
    pub const fn exploding(sigma: f64) -> Self {
        Self { alpha: 1.0, sigma }
    }

    /// The level of DDPM with `ᾱ = alpha_bar` in [0, 1]: `√ᾱ x_0 + √(1-ᾱ) ε`.
    #[must_use]
    pub fn preserving(alpha_bar: f64) -> Self {
        Self { alpha: alpha_bar.sqrt(), sigma: (1.0 - alpha_bar).sqrt() }
    }

    /// `x_t = α x_0 + σ ε`, one coordinate.
    #[must_use]
    pub fn noised(self, x0: f64, eps: f64) -> f64 {
        self.alpha * x0 + self.sigma * eps
    }

    /// The noise-to-signal ratio `r = σ/α`: 0 without noise, infinite where nothing of the data is left. Divided by α,
    /// every schedule is the variance-exploding one with the noise level `r`.
    #[must_use]
    pub fn ratio(self) -> f64 {
        self.sigma / self.alpha
    }

    /// The standard deviation that data of standard deviation `std` has at this level.
    #[must_use]
    pub fn spread(self, std: f64) -> f64 {
        (self.alpha * std).hypot(self.sigma)
    }
}

/// The line in the (α, σ) plane along which a schedule runs: it makes a noise-to-signal ratio a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Path {
    /// `α = 1`: the data keeps its size under growing noise.
    Exploding,
    /// `α² + σ² = 1`: data of unit variance keeps its variance.
    Preserving,
    /// `α + σ = 1`: the straight way from data to noise.
    Straight,
}

impl Path {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Exploding, Self::Preserving, Self::Straight];

    /// The level with this noise-to-signal ratio, at least 0. An infinite ratio is pure noise, (0, 1); there is no such
    /// level where the noise explodes, and the answer there is an infinite σ.
    #[must_use]
    pub fn at(self, ratio: f64) -> Level {
        let size = match self {
            Self::Exploding => 1.0,
            Self::Preserving => ratio.hypot(1.0),
            Self::Straight => 1.0 + ratio,
        };
        let sigma = if size.is_finite() { ratio / size } else { 1.0 };
        Level { alpha: 1.0 / size, sigma }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gives_every_ratio_its_level() {
        for path in Path::ALL {
            for ratio in [0.0, 0.002, 1.0, 80.0] {
                let level = path.at(ratio);
                assert!((level.ratio() - ratio).abs() < 1e-12 * (1.0 + ratio), "{path:?} at {ratio}: {level:?}");
            }
        }
        let level = Path::Preserving.at(3.0);
        assert!((level.alpha.hypot(level.sigma) - 1.0).abs() < 1e-12);
        let level = Path::Straight.at(3.0);
        assert!((level.alpha + level.sigma - 1.0).abs() < 1e-12);
        for path in [Path::Preserving, Path::Straight] {
            assert_eq!(path.at(f64::INFINITY), Level { alpha: 0.0, sigma: 1.0 });
        }
    }

    #[test]
    fn variance_is_preserved_for_data_of_unit_variance() {
        for alpha_bar in [0.0, 0.3, 0.999, 1.0] {
            assert!((Level::preserving(alpha_bar).spread(1.0) - 1.0).abs() < 1e-12);
        }
    }
}
