//! How much the loss counts at each level.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::target::TargetCoefficients;

/// The weight of a squared error at a level. [`Weighting::Uniform`] weights the error of the target itself. The others
/// weight the error of the denoised point, which counts `(σ / (aσ − bα))²` as much on the error of a target
/// `a x_0 + b ε`: [`Weighting::at`] works that out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weighting {
    /// Every level's error of the target counts the same.
    Uniform,
    /// `(r² + s²) / (r s)²` on the denoised point, with the ratio `r = σ/α` and the data's standard deviation `s`.
    Edm,
    /// `max(SNR, 1)` on the denoised point, with `SNR = α²/σ²`.
    TruncatedSnr,
    /// `min(SNR, 5)` on the denoised point.
    MinSnr,
}

/// γ of [`Weighting::MinSnr`] (Hang et al. 2023, sec. 4).
const GAMMA: f64 = 5.0;

impl Weighting {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Uniform, Self::Edm, Self::TruncatedSnr, Self::MinSnr];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Edm => "edm",
            Self::TruncatedSnr => "snr",
            Self::MinSnr => "min_snr",
        }
    }

    /// The weighting of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weighting| weighting.key() == key)
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Edm => "EDM",
            Self::TruncatedSnr => "SNR, at least 1",
            Self::MinSnr => "SNR, at most 5",
        }
    }

    /// What it is and what to look for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Uniform => {
                "Every level counts the same, in the units of what is predicted: which level matters most is left to \
                 the target."
            }
            Self::Edm => {
                "The best linear guess of the clean point costs 1 per coordinate at every level, for centred data and \
                 whatever the target: no level drowns the others."
            }
            Self::TruncatedSnr => {
                "Small noise counts as if the noise itself were predicted, large noise as if the clean point were: \
                 neither end is forgotten."
            }
            Self::MinSnr => {
                "As if the noise were predicted, but with a limit on how much the smallest levels count: they no \
                 longer hold up the others."
            }
        }
    }

    /// Where it is from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Uniform => "Ho et al. 2020, Denoising Diffusion Probabilistic Models, eq. 14 (there for ε)",
            Self::Edm => "Karras et al. 2022, Elucidating the Design Space, table 1",
            Self::TruncatedSnr => "Salimans & Ho 2022, Progressive Distillation, sec. 4",
            Self::MinSnr => "Hang et al. 2023, Efficient Diffusion Training via Min-SNR Weighting, eq. 8",
        }
    }

    /// The weight `w` of `‖T - f‖²` at a level with `σ > 0`, for a target that determines the clean point there.
    /// `data_std` is the data's standard deviation, which only [`Weighting::Edm`] reads.
    ///
    /// Pure noise, where ε and the score determine no clean point, counts nothing for them.
    pub fn at(self, level: Level, target: TargetCoefficients, data_std: f64) -> f64 {
        let gain = target.gain(level);
        match self.on_denoised(level, data_std) {
            None => 1.0,
            Some(_) if gain.is_infinite() => 0.0,
            Some(weight) => weight * gain.powi(2),
        }
    }

    /// The weight of the squared error of the denoised point, at a level with `σ > 0`; none for [`Weighting::Uniform`].
    pub fn on_denoised(self, level: Level, data_std: f64) -> Option<f64> {
        let snr = level.ratio().powi(-2);
        match self {
            Self::Uniform => None,
            Self::Edm => Some(snr + data_std.powi(-2)),
            Self::TruncatedSnr => Some(snr.max(1.0)),
            Self::MinSnr => Some(snr.min(GAMMA)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::target::Target;
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_own_variant() {
        assert!(Weighting::ALL.iter().all(|weighting| Weighting::from_key(weighting.key()) == Some(*weighting)));
    }

    /// `‖ΔD‖` weighted on the denoised point, whatever the network predicts.
    #[test]
    fn the_weight_follows_the_denoised_point_through_every_target() {
        let level = Level::preserving(0.3);
        for weighting in [Weighting::Edm, Weighting::TruncatedSnr, Weighting::MinSnr] {
            let of = |target: Target, error: f64| {
                let coefficients = target.at_level(level).unwrap();
                let moved = coefficients.denoised(level, 0.4, 1.0 + error).unwrap()
                    - coefficients.denoised(level, 0.4, 1.0).unwrap();
                weighting.at(level, coefficients, 0.7) * error * error / (moved * moved)
            };
            let expected = of(Target::X0, 0.1);
            for target in [Target::Eps, Target::V, Target::Score, Target::Flow] {
                assert!((of(target, 0.1) / expected - 1.0).abs() < 1e-9, "{weighting:?} {target:?}");
            }
        }
    }

    /// Of one centred Gaussian the best denoiser is linear, `D = α s²/v x` with `v = α² s² + σ²`, and what it leaves is
    /// `s² σ²/v` of each coordinate.
    #[test]
    fn under_edm_the_best_linear_guess_costs_1_at_every_level() {
        let data_std = 0.5;
        for level in [Level::exploding(0.01), Level::exploding(30.0), Level::preserving(0.3)] {
            let left = (data_std * level.sigma / level.spread(data_std)).powi(2);
            for target in [Target::Eps, Target::X0, Target::V, Target::Score, Target::Flow] {
                let coefficients = target.at_level(level).unwrap();
                let cost = Weighting::Edm.at(level, coefficients, data_std) * left / coefficients.gain(level).powi(2);
                assert!((cost - 1.0).abs() < 1e-9, "{target:?} at {level:?}: {cost}");
            }
        }
    }

    #[test]
    fn weights_are_the_papers() {
        let level = Level::exploding(0.5);
        let at = |weighting: Weighting, target: Target| weighting.at(level, target.at_level(level).unwrap(), 2.0);
        assert!((at(Weighting::Edm, Target::X0) - (0.25 + 4.0) / (0.5f64 * 2.0).powi(2)).abs() < 1e-12);
        assert!((at(Weighting::TruncatedSnr, Target::X0) - 4.0).abs() < 1e-12);
        assert!((at(Weighting::TruncatedSnr, Target::Eps) - 1.0).abs() < 1e-12);
        assert!(
            (Weighting::MinSnr.at(Level::exploding(0.1), TargetCoefficients { a: 1.0, b: 0.0 }, 2.0) - 5.0).abs()
                < 1e-12
        );
    }
}
