//! What the output of a network means: the regression target itself, or Karras et al.'s preconditioned one.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::target::{Target, TargetCoefficients};
use super::weighting::Weighting;
use crate::dataset::Mixture;

/// How a network's output becomes a prediction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preconditioning {
    /// The output is the target.
    #[default]
    None,
    /// The output is F of `D = c_skip x + c_out F`, of variance 1 at every level (Karras et al. 2022, table 1), for data
    /// moved to mean 0.
    Edm,
}

/// Mean and standard deviation of the data, as a network is scaled by them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DataMoments {
    /// The mean of each coordinate; the second is 0 in 1-D.
    pub mean: [f64; 2],
    /// The standard deviation as one number, s: see [`Mixture::overall_std`].
    pub std: f64,
}

/// What a network on a continuous schedule learns to predict of this data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameterization {
    target: Target,
    preconditioning: Preconditioning,
    moments: DataMoments,
}

impl Preconditioning {
    /// Both.
    pub const ALL: [Self; 2] = [Self::None, Self::Edm];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Edm => "edm",
        }
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Edm => "EDM, centred",
        }
    }
}

impl Parameterization {
    /// Of this target, for a mixture.
    pub fn new(target: Target, preconditioning: Preconditioning, data: &Mixture) -> Self {
        let std = data.overall_std();
        let mean = match preconditioning {
            Preconditioning::None => [0.0; 2],
            Preconditioning::Edm => data.means(),
        };
        Self { target, preconditioning, moments: DataMoments { mean, std } }
    }

    /// Whether the output is scaled to variance 1, and is not the target itself.
    pub fn is_preconditioned(&self) -> bool {
        self.preconditioning == Preconditioning::Edm
    }

    /// How the network's input is moved and scaled: a mean of 0 unless it is preconditioned.
    pub fn moments(&self) -> DataMoments {
        self.moments
    }

    /// The output as a combination `a x_0 + b ε` of the clean point *less the [mean](Self::moments)* and the noise, at a
    /// level with `σ > 0`; none for a target that means nothing without its grid.
    ///
    /// With `r = σ/α` and `c_skip = s²/(r² + s²)`, `c_out = r s/√(r² + s²)`, `F = (x_0 - c_skip (x_0 + r ε)) / c_out`,
    /// written here with `√(α² s² + σ²)`, so that it holds at pure noise (`α = 0`) too.
    pub fn at_level(&self, level: Level) -> Option<TargetCoefficients> {
        match self.preconditioning {
            Preconditioning::None => self.target.at_level(level),
            Preconditioning::Edm => {
                let (s, spread) = (self.moments.std, level.spread(self.moments.std));
                Some(TargetCoefficients { a: level.sigma / (s * spread), b: -s * level.alpha / spread })
            }
        }
    }

    /// The weight of the squared error of the output that is this weighting of the squared error of the target, at a
    /// level with `σ > 0`; none where [`Self::at_level`] has none.
    pub fn weight(&self, weighting: Weighting, level: Level) -> Option<f64> {
        let (target, std) = (self.target.at_level(level)?, self.moments.std);
        let gain = self.at_level(level)?.gain(level);
        Some(match (self.preconditioning, weighting.on_denoised(level, std)) {
            (Preconditioning::None, _) => weighting.at(level, target, std),
            (Preconditioning::Edm, Some(weight)) => weight * gain.powi(2),
            (Preconditioning::Edm, None) => (gain / target.gain(level)).powi(2),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;
    use crate::process::NoisePath;

    /// Karras et al.'s formulas with `α = 1`, by hand: `s` of the four spikes is 1.00005.
    /// catches: c_skip for 1 - c_skip, c_out without its root, a mean that is left in
    #[test]
    fn the_preconditioned_output_is_karras_f() {
        let data = Dataset::FourSpikes.mixture();
        let edm = Parameterization::new(Target::X0, Preconditioning::Edm, &data);
        let s: f64 = 1.0001f64.sqrt();
        assert!((edm.moments().std - s).abs() < 1e-12);
        for sigma in [0.002, 0.5, 40.0] {
            let (x0, eps) = (0.7, -1.3);
            let (skip, out) = (s * s / (sigma * sigma + s * s), sigma * s / (sigma * sigma + s * s).sqrt());
            let f = (x0 - skip * (x0 + sigma * eps)) / out;
            let coefficients = edm.at_level(Level::exploding(sigma)).unwrap();
            assert!((coefficients.of(x0, eps) - f).abs() < 1e-9 * f.abs(), "{sigma}");
            assert!((coefficients.gain(Level::exploding(sigma)) - out).abs() < 1e-9 * out, "{sigma}");
        }
    }

    /// Whatever the path, F has variance 1 and means the same denoised point; at pure noise too.
    #[test]
    fn every_path_has_the_same_output() {
        let data = Dataset::Moons.mixture();
        let edm = Parameterization::new(Target::Flow, Preconditioning::Edm, &data);
        let s = edm.moments().std;
        for path in NoisePath::ALL {
            for ratio in [0.003, 1.0, 20.0] {
                let level = path.at(ratio);
                let TargetCoefficients { a, b } = edm.at_level(level).unwrap();
                assert!(((a * s).hypot(b) - 1.0).abs() < 1e-12, "{path:?} {ratio}");
            }
        }
        let pure = edm.at_level(Level { alpha: 0.0, sigma: 1.0 }).unwrap();
        assert_eq!(pure.denoised(Level { alpha: 0.0, sigma: 1.0 }, 0.3, 0.5), Some(0.5 * s));
    }

    /// EDM's weighting is 1/c_out² on the denoised point, so 1 on F.
    #[test]
    fn weights_follow_the_output() {
        let data = Dataset::FourSpikes.mixture();
        for target in [Target::Eps, Target::X0, Target::V, Target::Flow] {
            let edm = Parameterization::new(target, Preconditioning::Edm, &data);
            let weight = edm.weight(Weighting::Edm, Level::preserving(0.3)).unwrap();
            assert!((weight - 1.0).abs() < 1e-9, "{target:?}: {weight}");
            let plain = Parameterization::new(target, Preconditioning::None, &data);
            assert_eq!(plain.weight(Weighting::Uniform, Level::preserving(0.3)), Some(1.0));
        }
    }
}
