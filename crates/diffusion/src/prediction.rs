//! Prediction targets: what a network is taught, and what its output means.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Grid, Level};

/// What a network learns to say of a noisy point. Every target is a combination `T = a x_0 + b ε`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// The noise to take away on the way to the next level of the grid: the seed's naive models teach
    /// `n σ_{i+1}/σ_i` with `n = σ_i ε`, that is `σ_{i+1} ε`. Defined on the levels of its own grid only.
    Transition,
    /// The noise `ε`.
    Eps,
    /// The clean point `x_0`.
    X0,
    /// `v = α ε - σ x_0`.
    V,
    /// The score `∇ log p(x_t | x_0) = -ε/σ`, whose mean given `x_t` is `∇ log p(x_t)`.
    Score,
    /// The velocity `ε - x_0` of the straight way from data to noise.
    Flow,
}

/// The coefficients of `T = a x_0 + b ε` at one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Combination {
    /// The share of the clean point.
    pub a: f64,
    /// The share of the noise.
    pub b: f64,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Transition, Self::Eps, Self::X0, Self::V, Self::Score, Self::Flow];

    /// The key in links.
    #[must_use]
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
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.key() == key)
    }

    /// A few words for menus.
    #[must_use]
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
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Transition => {
                "The network learns how much to take away on the way to the next level, so it only knows the levels \
                 it was trained on, in their order."
            }
            Self::Eps => {
                "The network learns the noise itself, of size 1 at every level. At small noise an error in it hardly \
                 moves the clean point; at large noise it moves it far."
            }
            Self::X0 => {
                "The network learns the clean point. That is easy at small noise; at large noise the best answer is \
                 the mean of the data."
            }
            Self::V => {
                "A mixture of the two: nearly the noise where there is little of it, nearly the (negative) clean \
                 point where there is much, so that no level is degenerate."
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
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::Transition => "Bouvier 2023, intro-to-diffusion",
            Self::Eps => "Ho et al. 2020, Denoising Diffusion Probabilistic Models, eq. 14",
            Self::X0 | Self::V => "Salimans & Ho 2022, Progressive Distillation for Fast Sampling, sec. 4",
            Self::Score => "Vincent 2011; Song & Ermon 2019, Generative Modeling by Estimating Gradients, eq. 5",
            Self::Flow => "Lipman et al. 2023, Flow Matching; Liu et al. 2023, Rectified Flow, eq. 1",
        }
    }

    /// `a` and `b` at level `i` of the grid.
    #[must_use]
    pub fn at(self, grid: &Grid, i: usize) -> Combination {
        self.at_level(grid.levels()[i]).unwrap_or(Combination { a: 0.0, b: grid.next(i).sigma })
    }

    /// `a` and `b` at a level with `σ > 0`; none for the transition, which means nothing without its grid.
    #[must_use]
    pub fn at_level(self, level: Level) -> Option<Combination> {
        let Level { alpha, sigma } = level;
        let (a, b) = match self {
            Self::Transition => return None,
            Self::Eps => (0.0, 1.0),
            Self::X0 => (1.0, 0.0),
            Self::V => (-sigma, alpha),
            Self::Score => (0.0, -1.0 / sigma),
            Self::Flow => (-1.0, 1.0),
        };
        Some(Combination { a, b })
    }
}

/// Where a network is defined: at which levels it may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Domain {
    /// On the grid it was trained on, level after level: the transition target.
    OwnGrid,
    /// On the levels it was trained on and on any of them: a discrete DDPM.
    Levels,
    /// At every level: a network that was trained on a continuous schedule.
    Everywhere,
}

impl Domain {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::OwnGrid, Self::Levels, Self::Everywhere];

    /// A few words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::OwnGrid => "its own grid only",
            Self::Levels => "its own levels and subsets of them",
            Self::Everywhere => "every level",
        }
    }

    /// Whether a network that was trained on `own` can be asked about `walked`, the levels of a walk from the noisiest.
    ///
    /// # Errors
    /// Where it was never taught one of them, in words.
    pub fn admits(self, own: &Grid, walked: &Grid) -> Result<(), Undefined> {
        let admitted = match self {
            Self::OwnGrid => own.levels() == walked.levels(),
            Self::Levels => walked.levels().iter().all(|level| own.index_of(*level).is_some()),
            Self::Everywhere => true,
        };
        if admitted { Ok(()) } else { Err(Undefined(self)) }
    }
}

/// A network was asked about a level it was never taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undefined(pub Domain);

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this network is defined on {}: train one that predicts ε at every level instead", self.0.label())
    }
}

impl std::error::Error for Undefined {}

impl Combination {
    /// `T = a x_0 + b ε`, one coordinate.
    #[must_use]
    pub fn of(self, x0: f64, eps: f64) -> f64 {
        self.a * x0 + self.b * eps
    }

    /// `E[T | x_t]` from the denoised estimate: `ε = (x_t - α D) / σ`. Needs `σ > 0`.
    #[must_use]
    pub fn expected(self, level: Level, x: f64, denoised: f64) -> f64 {
        self.of(denoised, (x - level.alpha * denoised) / level.sigma)
    }

    /// The denoised estimate that an output means: `D = (σ T - b x_t) / (a σ - b α)`.
    /// None where the output does not determine it: the last step of the transition target teaches nothing.
    #[must_use]
    pub fn denoised(self, level: Level, x: f64, output: f64) -> Option<f64> {
        let determinant = self.determinant(level);
        (determinant != 0.0).then(|| (level.sigma * output - self.b * x) / determinant)
    }

    /// How far the denoised estimate moves when the output moves by 1: `|σ / (a σ - b α)|`; infinite where the output
    /// does not determine it.
    #[must_use]
    pub fn gain(self, level: Level) -> f64 {
        (level.sigma / self.determinant(level)).abs()
    }

    fn determinant(self, level: Level) -> f64 {
        self.a * level.sigma - self.b * level.alpha
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Recipe, recipe};

    #[test]
    fn keys_lead_back() {
        assert!(Target::ALL.iter().all(|target| Target::from_key(target.key()) == Some(*target)));
    }

    /// x_0 = 0.7 and ε = -1.3 at α = 0.8, σ = 0.6, by the papers' formulas.
    #[test]
    fn targets_are_the_papers() {
        let level = Level { alpha: 0.8, sigma: 0.6 };
        let taught = |target: Target| target.at_level(level).map(|taught| taught.of(0.7, -1.3));
        let expected = [None, Some(-1.3), Some(0.7), Some(-1.46), Some(1.3 / 0.6), Some(-2.0)];
        for (target, expected) in Target::ALL.into_iter().zip(expected) {
            let close = taught(target).zip(expected).is_none_or(|(a, b)| (a - b).abs() < 1e-12);
            assert!(close && taught(target).is_some() == expected.is_some(), "{target:?}: {:?}", taught(target));
        }
    }

    #[test]
    fn a_network_is_asked_where_it_is_defined() {
        let own = Recipe::MultimodalDdpm.config().method.grid();
        let (strided, other) = (own.strided(5).unwrap(), Grid::exploding(&[1.0, 0.5]));
        let admitted = |walked: &Grid| Domain::ALL.map(|domain| domain.admits(&own, walked).is_ok());
        assert_eq!(admitted(&own), [true, true, true]);
        assert_eq!(admitted(&strided), [false, true, true]);
        assert_eq!(admitted(&other), [false, false, true]);
        assert!(Undefined(Domain::OwnGrid).to_string().contains("its own grid only"));
    }

    #[test]
    fn what_is_taught_gives_the_clean_point_back() {
        for recipe in recipe::Recipe::ALL {
            let method = recipe.config().method;
            let grid = method.grid();
            for (i, level) in grid.levels().iter().enumerate() {
                let (x0, eps) = (0.7, -1.3);
                let x = level.noised(x0, eps);
                let taught = method.target().at(&grid, i);
                if let Some(denoised) = taught.denoised(*level, x, taught.of(x0, eps)) {
                    assert!((denoised - x0).abs() < 1e-6 / level.alpha, "{recipe:?} level {i}: {denoised}");
                }
                assert!((taught.expected(*level, x, x0) - taught.of(x0, eps)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_transition_target_removes_the_next_level() {
        let grid = Recipe::Simple1Diffusion.config().method.grid();
        let (first, second) = (grid.levels()[0].sigma, grid.levels()[1].sigma);
        let n = first * 0.8;
        assert!((Target::Transition.at(&grid, 0).of(1.0, 0.8) - n * second / first).abs() < 1e-12);
        let last = Target::Transition.at(&grid, grid.len() - 1);
        assert_eq!(last.of(1.0, 0.8), 0.0);
        assert_eq!(last.denoised(grid.levels()[grid.len() - 1], 1.0, 0.0), None);
    }
}
