//! Prediction targets: what a network is taught, and what its output means.

use crate::{Grid, Level};

/// What a network learns to say of a noisy point. Every target is a combination `T = a x_0 + b ε`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The noise to take away on the way to the next level of the grid: the seed's naive models teach
    /// `n σ_{i+1}/σ_i` with `n = σ_i ε`, that is `σ_{i+1} ε`. Defined on the levels of its own grid only.
    Transition,
    /// The noise `ε` (Ho et al. 2020).
    Eps,
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
    /// `a` and `b` at level `i` of the grid.
    #[must_use]
    pub fn at(self, grid: &Grid, i: usize) -> Combination {
        match self {
            Self::Transition => Combination { a: 0.0, b: grid.next(i).sigma },
            Self::Eps => Combination { a: 0.0, b: 1.0 },
        }
    }
}

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
        let determinant = self.a * level.sigma - self.b * level.alpha;
        (determinant != 0.0).then(|| (level.sigma * output - self.b * x) / determinant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Recipe, recipe};

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
