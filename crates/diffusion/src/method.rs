//! A method: noise levels, what is taught at them, and the way back. What must not be combined cannot be written.

use serde::{Deserialize, Serialize};

use crate::prediction::Domain;
use crate::sampler::{self, Ancestral, End, Move, Options, Plan, Rule, Start, Way};
use crate::schedule::{BetaSchedule, Continuous, Impossible, Karras};
use crate::tabulated::Tabulated;
use crate::{Grid, Level, Mixture, Sampler, Target, Weighting};

/// The two families of the seed's programs, and the one that came after them.
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
    /// A network that is told the noise itself, taught at every level of a continuous schedule.
    Continuous(Continuum),
}

/// The choices of [`Method::Continuous`]. Only possible ones can be made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Continuum {
    schedule: Continuous,
    target: Target,
    /// How much the loss counts at each level.
    pub weighting: Weighting,
    /// The way back.
    walk: Sampled,
}

/// A way back by a sampler of one's choice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampled {
    /// Which.
    pub sampler: Sampler,
    /// Its numbers.
    pub options: Options,
    /// Levels that it stops at, from 2.
    pub steps: usize,
}

impl Continuum {
    /// These choices.
    ///
    /// # Errors
    /// For the transition target, which means nothing without a grid, and where the schedule has no grid of so many steps.
    pub fn new(schedule: Continuous, target: Target, weighting: Weighting, walk: Sampled) -> Result<Self, Impossible> {
        if target == Target::Transition {
            return Err(Impossible("the seed's naive target is defined on its own grid only"));
        }
        schedule.grid(walk.steps)?;
        Ok(Self { schedule, target, weighting, walk })
    }

    /// The levels that it is taught at.
    #[must_use]
    pub fn schedule(&self) -> &Continuous {
        &self.schedule
    }

    /// What it is taught.
    #[must_use]
    pub fn target(&self) -> Target {
        self.target
    }

    /// The way back.
    #[must_use]
    pub fn walk(&self) -> Sampled {
        self.walk
    }

    fn grid(&self) -> Grid {
        self.schedule.grid(self.walk.steps).expect("its constructor made this very grid")
    }
}

/// The ways in which a DDPM begins and ends its walk: the seed's programs, and one for every other sampler.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Course {
    /// From `N(√ᾱ_{T-1}, 1-ᾱ_{T-1})` through all levels.
    Whole,
    /// As `Whole`, with the last step repeated so many times more.
    Repeat(usize),
    /// From the numerical distribution function of the noisiest level to level 0, where it stops: the step from
    /// level 0 to the data is left out.
    Inner,
    /// By another sampler, on all levels or evenly strided ones.
    Sampled(Sampled),
}

/// How many cells the numerical distribution function of [`Course::Inner`] has.
pub const CELLS: usize = 1000;

/// How many standard deviations it reaches to either side.
pub const REACH: f64 = 6.0;

impl Method {
    /// The noise levels, noisiest first: those that a network is taught, or, where it is taught all, those of the walk.
    #[must_use]
    pub fn grid(&self) -> Grid {
        match self {
            Self::Naive(karras) => Grid::exploding(&karras.sigmas()),
            Self::Ddpm { betas, .. } => Grid::preserving(betas.betas()),
            Self::Continuous(continuum) => continuum.grid(),
        }
    }

    /// What the network is taught.
    #[must_use]
    pub fn target(&self) -> Target {
        match self {
            Self::Naive(_) => Target::Transition,
            Self::Ddpm { .. } => Target::Eps,
            Self::Continuous(continuum) => continuum.target,
        }
    }

    /// Where its network may be asked.
    #[must_use]
    pub fn domain(&self) -> Domain {
        match self {
            Self::Naive(_) => Domain::OwnGrid,
            Self::Ddpm { .. } => Domain::Levels,
            Self::Continuous(_) => Domain::Everywhere,
        }
    }

    /// Whether the networks of both are taught the same: only the way back may differ.
    #[must_use]
    pub fn is_taught_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ddpm { betas: a, .. }, Self::Ddpm { betas: b, .. }) => a == b,
            (Self::Continuous(a), Self::Continuous(b)) => Continuum { walk: b.walk, ..*a } == *b,
            _ => self == other,
        }
    }

    /// Which sampler goes the way back.
    #[must_use]
    pub fn sampler(&self) -> Sampler {
        match self {
            Self::Naive(_) => Sampler::Naive,
            Self::Ddpm { course: Course::Sampled(walk), .. } => walk.sampler,
            Self::Ddpm { .. } => Sampler::SeedDdpm,
            Self::Continuous(continuum) => continuum.walk.sampler,
        }
    }

    /// The way back, where it is by a sampler of one's choice.
    #[must_use]
    pub fn walk(&self) -> Option<Sampled> {
        match self {
            Self::Ddpm { course: Course::Sampled(walk), .. } => Some(*walk),
            Self::Continuous(continuum) => Some(continuum.walk),
            Self::Naive(_) | Self::Ddpm { .. } => None,
        }
    }

    /// The Karras parameters, where the levels come from them.
    #[must_use]
    pub fn karras(&self) -> Option<&Karras> {
        match self {
            Self::Naive(karras) => Some(karras),
            Self::Ddpm { betas: BetaSchedule::Karras(betas), .. } => Some(betas.karras()),
            Self::Ddpm { betas: BetaSchedule::Listed(_), .. } | Self::Continuous(_) => None,
        }
    }

    /// The way from noise to data of this law.
    #[must_use]
    pub fn way(&self, data: &Mixture) -> Way {
        let grid = self.grid();
        match self {
            Self::Naive(_) => Way::Plan(naive_plan(&grid)),
            Self::Ddpm { course: Course::Sampled(walk), .. } => walk.way(stops(&grid, walk.steps)),
            Self::Ddpm { course, .. } => Way::Plan(ddpm_plan(&grid, *course, data)),
            Self::Continuous(continuum) => continuum.walk.way(grid),
        }
    }
}

/// Evenly strided levels of a grid: all of them where there are not as many as asked for, and two at least.
fn stops(grid: &Grid, steps: usize) -> Grid {
    grid.strided(steps.clamp(2, grid.len())).expect("from 2 to all of its levels")
}

impl Sampled {
    /// To the data, from the noise that the first level has: `N(0, σ²)`.
    fn way(self, grid: Grid) -> Way {
        let start = Start::Gaussian { shift: 0.0, scale: grid.levels()[0].sigma };
        let Self { sampler, options, .. } = self;
        Way::Course(sampler::Course { sampler, options, grid, end: End::Clean }, start)
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
        Course::Whole | Course::Sampled(_) => (gaussian, grid.len(), 0),
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
