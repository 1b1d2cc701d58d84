//! Regression targets: what a network learns to predict, and what its output means.

use serde::{Deserialize, Serialize};

use super::grid::Grid;
use super::level::Level;

/// What a network learns to predict from a noisy point. Every target is a combination `T = a x_0 + b ε`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// What the original naive programs learn to take away in one step: `n σ_{i+1}/σ_i` of the noise `n = σ_i ε`, that
    /// is `σ_{i+1} ε`. Defined on the levels of its own grid only.
    Transition,
    /// The noise `ε`.
    Eps,
    /// The clean point `x_0`.
    X0,
    /// `v = α ε - σ x_0`.
    V,
    /// The score `∇ log p(x_t | x_0) = -ε/σ`, whose mean given `x_t` is `∇ log p(x_t)`.
    Score,
    /// The velocity `ε - x_0` of the straight line from data to noise.
    Flow,
}

/// The coefficients of `T = a x_0 + b ε` at one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetCoefficients {
    /// The share of the clean point.
    pub a: f64,
    /// The share of the noise.
    pub b: f64,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Transition, Self::Eps, Self::X0, Self::V, Self::Score, Self::Flow];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Transition => "transition",
            Self::Eps => "eps",
            Self::X0 => "x0",
            Self::V => "v",
            Self::Score => "score",
            Self::Flow => "flow",
        }
    }

    /// The target of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.key() == key)
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Transition => "the noise to remove next",
            Self::Eps => "noise ε",
            Self::X0 => "clean point x₀",
            Self::V => "v = αε − σx₀",
            Self::Score => "score",
            Self::Flow => "flow velocity ε − x₀",
        }
    }

    /// What it is and what to look for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Transition => {
                "The network learns how much noise one step takes away, so it is defined only on the levels it was \
                 trained on, in their order."
            }
            Self::Eps => {
                "The network learns the noise itself, of size 1 at every level. At small noise an error in it hardly \
                 moves the clean point; at large noise it moves it far."
            }
            Self::X0 => {
                "The network learns the clean point. At large noise the best prediction is the mean of the data; at \
                 small noise it is close to the input, but a small error in it is a large one in the noise."
            }
            Self::V => {
                "A mixture of the two: nearly the noise where there is little of it, nearly the (negative) clean \
                 point where there is much. Its size stays near 1 where α² + σ² = 1; where α = 1 it grows with σ."
            }
            Self::Score => {
                "The slope of the log density of the noisy data. It grows as 1/σ towards the data, so small levels \
                 dominate unless the loss is weighted."
            }
            Self::Flow => {
                "The velocity from data to noise along a straight line: its mean is the field that a flow model \
                 follows backwards."
            }
        }
    }

    /// Where it is from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Transition => "Bouvier 2023, intro-to-diffusion",
            Self::Eps => "Ho et al. 2020, Denoising Diffusion Probabilistic Models, eq. 14",
            Self::X0 | Self::V => "Salimans & Ho 2022, Progressive Distillation for Fast Sampling, sec. 4",
            Self::Score => "Vincent 2011; Song & Ermon 2019, Generative Modeling by Estimating Gradients, eq. 5",
            Self::Flow => "Lipman et al. 2023, Flow Matching; Liu et al. 2023, Rectified Flow, eq. 1",
        }
    }

    /// `a` and `b` at level `i` of a grid.
    pub fn at(self, grid: &Grid, i: usize) -> TargetCoefficients {
        self.at_level(grid.levels()[i]).unwrap_or(TargetCoefficients { a: 0.0, b: grid.next(i).sigma })
    }

    /// `a` and `b` at a level with `σ > 0`; none for the transition, which means nothing without its grid.
    pub fn at_level(self, level: Level) -> Option<TargetCoefficients> {
        let Level { alpha, sigma } = level;
        let (a, b) = match self {
            Self::Transition => return None,
            Self::Eps => (0.0, 1.0),
            Self::X0 => (1.0, 0.0),
            Self::V => (-sigma, alpha),
            Self::Score => (0.0, -1.0 / sigma),
            Self::Flow => (-1.0, 1.0),
        };
        Some(TargetCoefficients { a, b })
    }
}

impl TargetCoefficients {
    /// Those of ε itself.
    pub const EPS: Self = Self { a: 0.0, b: 1.0 };

    /// Whether the target is 0, whatever the points: there is nothing to predict.
    pub fn is_zero(self) -> bool {
        self.a == 0.0 && self.b == 0.0
    }

    /// `T = a x_0 + b ε`, one coordinate.
    pub fn of(self, x0: f64, eps: f64) -> f64 {
        self.a * x0 + self.b * eps
    }

    /// `E[T | x_t]` from the denoised estimate: `ε = (x_t - α D) / σ`. Needs `σ > 0`.
    pub fn expected(self, level: Level, x: f64, denoised: f64) -> f64 {
        self.of(denoised, (x - level.alpha * denoised) / level.sigma)
    }

    /// The denoised estimate that an output means: `D = (σ T - b x_t) / (a σ - b α)`. None where the output does not
    /// determine it: at its last level the transition target is 0.
    pub fn denoised(self, level: Level, x: f64, output: f64) -> Option<f64> {
        let determinant = self.determinant(level);
        (determinant != 0.0).then(|| (level.sigma * output - self.b * x) / determinant)
    }

    /// How far the denoised estimate moves when the output moves by 1: `|σ / (a σ - b α)|`; infinite where the output
    /// does not determine it.
    pub fn gain(self, level: Level) -> f64 {
        (level.sigma / self.determinant(level)).abs()
    }

    fn determinant(self, level: Level) -> f64 {
        self.a * level.sigma - self.b * level.alpha
    }
}

#[cfg(test)]
mod tests {
    use super::super::karras::Karras;
    use super::super::schedule::{ContinuousSchedule, Schedule};
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_own_variant() {
        assert!(Target::ALL.iter().all(|target| Target::from_key(target.key()) == Some(*target)));
    }

    /// x_0 = 0.7 and ε = -1.3 at α = 0.8, σ = 0.6, by the papers' formulas.
    #[test]
    fn targets_are_the_papers() {
        let level = Level { alpha: 0.8, sigma: 0.6 };
        let value = |target: Target| target.at_level(level).map(|coefficients| coefficients.of(0.7, -1.3));
        let expected = [None, Some(-1.3), Some(0.7), Some(-1.46), Some(1.3 / 0.6), Some(-2.0)];
        for (target, expected) in Target::ALL.into_iter().zip(expected) {
            let close = value(target).zip(expected).is_none_or(|(a, b)| (a - b).abs() < 1e-12);
            assert!(close && value(target).is_some() == expected.is_some(), "{target:?}: {:?}", value(target));
        }
    }

    #[test]
    fn the_transition_target_removes_the_next_level() {
        let grid = Grid::karras(&Karras::new(0.001, 2.0, 7.0, 10).unwrap());
        let (first, second) = (grid.levels()[0].sigma, grid.levels()[1].sigma);
        let n = first * 0.8;
        assert!((Target::Transition.at(&grid, 0).of(1.0, 0.8) - n * second / first).abs() < 1e-12);
        let last = Target::Transition.at(&grid, grid.len() - 1);
        assert_eq!(last.of(1.0, 0.8), 0.0);
        assert_eq!(last.denoised(grid.levels()[grid.len() - 1], 1.0, 0.0), None);
    }

    /// As its help text has it: near 1 where `α² + σ² = 1`, growing with σ where `α = 1`.
    #[test]
    fn v_keeps_its_size_where_the_variance_is_preserved() {
        let size = |schedule, t| {
            let level = ContinuousSchedule::new(schedule, 0.002, 80.0, 7.0).unwrap().level(t);
            let TargetCoefficients { a, b } = Target::V.at_level(level).unwrap();
            (a.hypot(b), level)
        };
        for t in [0.0, 0.3, 0.7, 1.0] {
            assert!((size(Schedule::Cosine, t).0 - 1.0).abs() < 1e-12);
            let (grown, level) = size(Schedule::Karras, t);
            assert!((grown - level.sigma.hypot(1.0)).abs() < 1e-12);
        }
    }
}
