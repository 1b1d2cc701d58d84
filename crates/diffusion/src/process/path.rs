//! The lines in the (α, σ) plane that the levels of a schedule lie on.

use serde::{Deserialize, Serialize};

use super::level::Level;

/// The line in the (α, σ) plane along which a schedule runs: it makes a noise-to-signal ratio a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoisePath {
    /// `α = 1`, variance exploding: the data keeps its size under growing noise.
    Exploding,
    /// `α² + σ² = 1`, variance preserving: data of unit variance keeps its variance.
    Preserving,
    /// `α + σ = 1`: the straight line from data to noise.
    Straight,
}

impl NoisePath {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Exploding, Self::Preserving, Self::Straight];

    /// The level with this noise-to-signal ratio, at least 0. An infinite ratio is pure noise, (0, 1); there is no such
    /// level where the noise explodes, and the result there has an infinite σ.
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
        for path in NoisePath::ALL {
            for ratio in [0.0, 0.002, 1.0, 80.0] {
                let level = path.at(ratio);
                assert!((level.ratio() - ratio).abs() < 1e-12 * (1.0 + ratio), "{path:?} at {ratio}: {level:?}");
            }
        }
        let level = NoisePath::Preserving.at(3.0);
        assert!((level.alpha.hypot(level.sigma) - 1.0).abs() < 1e-12);
        let level = NoisePath::Straight.at(3.0);
        assert!((level.alpha + level.sigma - 1.0).abs() < 1e-12);
        for path in [NoisePath::Preserving, NoisePath::Straight] {
            assert_eq!(path.at(f64::INFINITY), Level { alpha: 0.0, sigma: 1.0 });
        }
    }
}
