//! A method: noise levels, what is taught at them, and the way back. What must not be combined cannot be written.

use serde::{Deserialize, Serialize};

use crate::sampler::{Ancestral, Move, Plan, Rule, Start};
use crate::schedule::{BetaSchedule, Karras};
use crate::tabulated::Tabulated;
use crate::{Grid, Level, Mixture, Target};

/// The two families of the seed's programs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// Naive denoising: learn the noise between neighbouring levels and subtract it, with no noise added on the way.
    Naive(Karras),
    /// Denoising diffusion (Ho et al. 2020, algorithms 1 and 2).
    Ddpm {
        /// `β_0 … β_{T-1}`.
        betas: BetaSchedule,
        /// Where the walk begins and ends.
        course: Course,
    },
}

/// The ways in which the seed's DDPM programs begin and end their walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Course {
    /// From `N(√ᾱ_{T-1}, 1-ᾱ_{T-1})` through all levels.
    Whole,
    /// As `Whole`, with the last step repeated so many times more.
    Repeat(usize),
    /// From the numerical distribution function of the noisiest level to level 0, where it stops: the step from
    /// level 0 to the data is left out.
    Inner,
}

/// How many cells the numerical distribution function of [`Course::Inner`] has.
pub const CELLS: usize = 1000;

/// How many standard deviations it reaches to either side.
pub const REACH: f64 = 6.0;

impl Method {
    /// The noise levels, noisiest first.
    #[must_use]
    pub fn grid(&self) -> Grid {
        match self {
            Self::Naive(karras) => Grid::exploding(&karras.sigmas()),
            Self::Ddpm { betas, .. } => Grid::preserving(betas.betas()),
        }
    }

    /// What the network is taught.
    #[must_use]
    pub fn target(&self) -> Target {
        match self {
            Self::Naive(_) => Target::Transition,
            Self::Ddpm { .. } => Target::Eps,
        }
    }

    /// The Karras parameters, where the levels come from them.
    #[must_use]
    pub fn karras(&self) -> Option<&Karras> {
        match self {
            Self::Naive(karras) => Some(karras),
            Self::Ddpm { betas: BetaSchedule::Karras(betas), .. } => Some(betas.karras()),
            Self::Ddpm { betas: BetaSchedule::Listed(_), .. } => None,
        }
    }

    /// The way from noise to data of this law.
    #[must_use]
    pub fn plan(&self, data: &Mixture) -> Plan {
        let grid = self.grid();
        match self {
            Self::Naive(_) => naive_plan(&grid),
            Self::Ddpm { course, .. } => ddpm_plan(&grid, *course, data),
        }
    }
}

fn naive_plan(grid: &Grid) -> Plan {
    let first = grid.levels()[0];
    let moves = (0..grid.len()).map(|level| Move { level, to: grid.next(level), rule: Rule::Naive });
    Plan { first, start: Start::Gaussian { shift: 0.0, scale: first.sigma }, moves: moves.collect() }
}

fn ddpm_plan(grid: &Grid, course: Course, data: &Mixture) -> Plan {
    let first = grid.levels()[0];
    let gaussian = Start::Gaussian { shift: first.alpha, scale: first.sigma };
    let (start, steps, repeats) = match course {
        Course::Whole => (gaussian, grid.len(), 0),
        Course::Repeat(repeats) => (gaussian, grid.len(), repeats),
        Course::Inner => (Start::Tabulated(perturbed_density(data, first)), grid.len() - 1, 0),
    };
    let last = grid.len() - 1;
    let levels = (0..steps).chain(std::iter::repeat_n(last, repeats));
    let moves = levels.filter_map(|level| {
        Some(Move { level, to: grid.next(level), rule: Rule::Ancestral(Ancestral::new(grid, level)?) })
    });
    Plan { first, start, moves: moves.collect() }
}

/// The density of the first coordinate at a level on `√ᾱ ± 6 √(1-ᾱ)`, in [`CELLS`] cells.
#[must_use]
pub fn perturbed_density(data: &Mixture, level: Level) -> Tabulated {
    let law = data.noised(level);
    let reach = REACH * level.sigma;
    Tabulated::new(level.alpha - reach, level.alpha + reach, CELLS, |x| law.marginal_density(0, x))
}
