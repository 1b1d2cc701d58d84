//! All the choices of one experiment. Two equal configurations give the same weights, bit for bit.

use serde::{Deserialize, Serialize};

use crate::method::{Continuum, Sampled};
use crate::sampler::Options;
use crate::schedule::Continuous;
use crate::{Dataset, Method, Mixture, Recipe, Sampler, Schedule, Target, Weighting};

/// One experiment: what is learned, how, and how much of it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The recipe that the choices started from.
    pub recipe: Recipe,
    /// The seed of every stream.
    pub seed: u32,
    /// Which draw of start and step noise the samples use; training never reads it.
    pub draw: u32,
    /// What is learned.
    pub dataset: Dataset,
    /// Noise levels, target and the way back.
    pub method: Method,
    /// Hidden units of each of the two hidden layers.
    pub width: usize,
    /// One network for all levels, or one for each.
    pub networks: Networks,
    /// What is made small.
    pub loss: Loss,
    /// Rows of each spike in a batch, B; see [`Config::rows`].
    pub batch: usize,
    /// Iterations (of each network but the first, where there are several).
    pub iterations: usize,
    /// The learning rate (of each network but the first, where there are several).
    pub rate: f64,
    /// What moves the weights.
    pub optimizer: Optimizer,
    /// What is kept of the running mean of the weights at every iteration, in [0, 1); 0 samples from the weights
    /// themselves.
    pub ema: f64,
    /// How the rate falls; none keeps it.
    pub decay: Option<StepLr>,
    /// How many points are carried from noise to data and shown.
    pub samples: usize,
}

/// `StepLR`: the rate is multiplied by `factor` every `every` iterations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepLr {
    /// Iterations between two cuts, at least 1.
    pub every: usize,
    /// What the rate is multiplied by.
    pub factor: f64,
}

impl StepLr {
    /// The factor on the rate at an iteration counted from 0.
    #[must_use]
    pub fn factor_at(self, iteration: usize) -> f64 {
        self.factor.powf((iteration / self.every) as f64)
    }
}

/// What training makes small, of the residuals of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// `Σ (T - f)²` over rows and coordinates.
    SumOfSquares,
    /// `√Σ (T - f)²`, the 2-norm of the whole batch: neither squared nor averaged, as the seed has it.
    Norm,
    /// `1/n Σ w ‖T - f‖²` over the n rows, each with the weight of its own level.
    WeightedMean,
}

/// What moves the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Optimizer {
    /// `θ ← θ - rate · ∇θ`, without momentum.
    #[default]
    Sgd,
    /// Loshchilov & Hutter 2019, with the usual β = (0.9, 0.999), ε = 1e-8 and decay 0.01.
    AdamW,
}

impl Optimizer {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sgd, Self::AdamW];

    /// The key in links.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::AdamW => "adamw",
        }
    }

    /// A few words for menus.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Sgd => "SGD",
            Self::AdamW => "AdamW",
        }
    }
}

/// How levels share networks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Networks {
    /// One network is told its level.
    Shared,
    /// One network per level, each but the first starting from the weights of the level before.
    PerLevel {
        /// Iterations of the network of level 0.
        first_iterations: usize,
        /// Its learning rate.
        first_rate: f64,
    },
}

/// A part of the training: one network, from one set of start weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// The level of the grid that the network is trained at; none draws a level for every iteration.
    pub level: Option<usize>,
    /// How many iterations.
    pub iterations: usize,
    /// The learning rate before it decays.
    pub rate: f64,
}

/// ρ where nobody has chosen one (Karras et al. 2022, table 1).
const USUAL_RHO: f64 = 7.0;

/// Beyond this noise-to-signal ratio nothing of the data can be seen.
const LARGEST_RATIO: f64 = 100.0;

/// The most components that a batch counts its rows by.
const MOST_COUNTED: usize = 4;

impl Config {
    /// The networks in the order they are trained: level 0, the cleanest, first.
    #[must_use]
    pub fn stages(&self) -> Vec<Stage> {
        let (iterations, rate) = (self.iterations, self.rate);
        match self.networks {
            Networks::Shared => vec![Stage { level: None, iterations, rate }],
            Networks::PerLevel { first_iterations, first_rate } => {
                let levels = (0..self.method.grid().len()).rev();
                let mut stages: Vec<Stage> =
                    levels.map(|level| Stage { level: Some(level), iterations, rate }).collect();
                stages[0] = Stage { iterations: first_iterations, rate: first_rate, ..stages[0] };
                stages
            }
        }
    }

    /// Rows of a batch of this law: B of each spike, as in the seed. Of many points that make one shape B counts four
    /// times, as if it were four spikes.
    #[must_use]
    pub fn rows(&self, data: &Mixture) -> usize {
        self.batch * data.components().len().min(MOST_COUNTED)
    }

    /// Whether batches take the same number of rows of every component, as the seed's do; otherwise rows are drawn by
    /// the components' weights.
    #[must_use]
    pub fn is_stratified(&self) -> bool {
        matches!(self.dataset, Dataset::SpikeAtOne | Dataset::Corner | Dataset::FourSpikes)
    }

    /// Iterations of all networks together.
    #[must_use]
    pub fn total_iterations(&self) -> usize {
        self.stages().iter().map(|stage| stage.iterations).sum()
    }

    /// The same experiment with a network that predicts ε at every level of a continuous schedule, on the range of noise
    /// that there is, with choices of training that suit it. What is on such a schedule already stays as it is.
    #[must_use]
    pub fn on_continuum(&self) -> Self {
        let grid = self.method.grid();
        let (schedule, ends, rho) = match &self.method {
            Method::Naive(karras) => (Schedule::Karras, [karras.sigma_max(), karras.sigma_min()], karras.rho()),
            Method::Ddpm { .. } => {
                let ends = [grid.levels()[0], grid.levels()[grid.len() - 1]].map(crate::Level::ratio);
                (Schedule::LinearBeta, ends, USUAL_RHO)
            }
            Method::Continuous(_) => return self.clone(),
        };
        let usual = Sampled { sampler: Sampler::Ddim, options: Options::default(), steps: grid.len() };
        let walk = self.method.walk().unwrap_or(usual);
        let schedule = Continuous::new(schedule, ends[1], ends[0].min(LARGEST_RATIO), rho);
        let continuum = schedule.and_then(|schedule| Continuum::new(schedule, Target::Eps, Weighting::Uniform, walk));
        Self {
            method: Method::Continuous(continuum.expect("the ends of a grid are those of a schedule")),
            width: 64,
            networks: Networks::Shared,
            loss: Loss::WeightedMean,
            batch: 64,
            iterations: 4_000,
            rate: 2e-3,
            optimizer: Optimizer::AdamW,
            ema: 0.99,
            decay: None,
            ..self.clone()
        }
    }

    /// Whether the networks of both are trained alike, so that the weights of one serve the other.
    #[must_use]
    pub fn is_taught_like(&self, other: &Self) -> bool {
        let Self { draw, samples, .. } = *self;
        let same = Self { draw, samples, method: self.method.clone(), ..other.clone() };
        *self == same && self.method.is_taught_like(&other.method)
    }

    /// Whether any choice differs from the recipe's own; seed, draw and number of samples are no part of a recipe.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        let recipe = self.recipe.config();
        let same = Self { seed: recipe.seed, draw: recipe.draw, samples: recipe.samples, ..self.clone() };
        same != recipe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_falls_once_per_step() {
        let decay = StepLr { every: 100, factor: 0.95 };
        assert_eq!([0, 99, 100, 250].map(|i| decay.factor_at(i)), [1.0, 1.0, 0.95, 0.95 * 0.95]);
    }

    #[test]
    fn per_level_training_begins_at_the_cleanest_level() {
        let config = Recipe::SimpleDdpm.config();
        let stages = config.stages();
        assert_eq!(stages.len(), 8);
        assert_eq!(stages[0], Stage { level: Some(7), iterations: 20_000, rate: 2e-3 });
        assert_eq!(stages[7], Stage { level: Some(0), iterations: 1_000, rate: 1e-5 });
        assert_eq!(config.total_iterations(), 27_000);
    }

    #[test]
    fn only_a_changed_choice_makes_it_custom() {
        let config = Recipe::SimpleMultimodal.config();
        assert!(!Config { seed: 9, draw: 3, ..config.clone() }.is_custom());
        assert!(Config { width: 33, ..config }.is_custom());
    }
}
