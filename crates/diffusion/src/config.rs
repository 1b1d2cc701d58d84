//! All the choices of one experiment. Two equal configurations give the same weights, bit for bit.

use serde::{Deserialize, Serialize};

use crate::counts::{MAX_BATCH, MAX_ITERATIONS, MAX_SAMPLES, MAX_WIDTH, from_one_to};
use crate::dataset::{Dataset, Mixture};
use crate::method::{ContinuousMethod, Method};
use crate::preset::Preset;
use crate::process::{InvalidSchedule, Target, Weighting};
use crate::sampler::{Sampler, SamplerConfig, SamplerOptions};

/// One experiment: what is learned, how, and how much of it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The preset that the choices started from.
    pub preset: Preset,
    /// The seed of every stream.
    pub seed: u32,
    /// Which draw of start and step noise the samples use; training never reads it.
    pub draw: u32,
    /// What is learned.
    pub dataset: Dataset,
    /// Noise levels, target and sampler.
    pub method: Method,
    /// Hidden units of each of the two hidden layers.
    #[serde(deserialize_with = "from_one_to::<_, MAX_WIDTH>")]
    pub width: usize,
    /// One network for all levels, or one for each.
    pub networks: Networks,
    /// What is made small.
    pub loss: Loss,
    /// Rows of each spike in a batch, B; see [`Config::rows`].
    #[serde(deserialize_with = "from_one_to::<_, MAX_BATCH>")]
    pub batch: usize,
    /// Iterations (of each network but the first, where there are several).
    #[serde(deserialize_with = "from_one_to::<_, MAX_ITERATIONS>")]
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
    /// How many points are sampled and shown.
    #[serde(deserialize_with = "from_one_to::<_, MAX_SAMPLES>")]
    pub samples: usize,
}

/// `StepLR`: the rate is multiplied by `factor` every `every` iterations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepLr {
    /// Iterations between two cuts, at least 1.
    #[serde(deserialize_with = "from_one_to::<_, MAX_ITERATIONS>")]
    pub every: usize,
    /// What the rate is multiplied by.
    pub factor: f64,
}

impl StepLr {
    /// The factor on the rate at an iteration counted from 0.
    pub fn factor_at(self, iteration: usize) -> f64 {
        self.factor.powf((iteration / self.every) as f64)
    }
}

/// What training makes small, of the residuals of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// `Σ (T - f)²` over rows and coordinates.
    SumOfSquares,
    /// `√Σ (T - f)²`, the 2-norm of the whole batch: neither squared nor averaged, as in the original programs.
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
    pub fn key(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::AdamW => "adamw",
        }
    }

    /// A few words for menus.
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
    /// One network reads its level.
    Shared,
    /// One network per level, each but the first starting from the weights of the level before.
    PerLevel {
        /// Iterations of the network of level 0.
        #[serde(deserialize_with = "from_one_to::<_, MAX_ITERATIONS>")]
        first_iterations: usize,
        /// Its learning rate.
        first_rate: f64,
    },
}

/// A part of the training: one network, from one set of start weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainingStage {
    /// The level of the grid that the network is trained at; none draws a level for every iteration.
    pub level: Option<usize>,
    /// How many iterations.
    pub iterations: usize,
    /// The learning rate before it decays.
    pub rate: f64,
}

/// The most components that a batch counts its rows by.
const MOST_COUNTED: usize = 4;

impl Config {
    /// The networks in the order they are trained: level 0, the cleanest, first.
    pub fn stages(&self) -> Vec<TrainingStage> {
        let (iterations, rate) = (self.iterations, self.rate);
        match self.networks {
            Networks::Shared => vec![TrainingStage { level: None, iterations, rate }],
            Networks::PerLevel { first_iterations, first_rate } => {
                let levels = (0..self.method.grid().len()).rev();
                let mut stages: Vec<TrainingStage> =
                    levels.map(|level| TrainingStage { level: Some(level), iterations, rate }).collect();
                stages[0] = TrainingStage { iterations: first_iterations, rate: first_rate, ..stages[0] };
                stages
            }
        }
    }

    /// Rows of a batch of this data: B of each spike, as in the original programs. Of many points that make one shape B
    /// counts four times, as if it were four spikes.
    pub fn rows(&self, data: &Mixture) -> usize {
        self.batch * data.components().len().min(MOST_COUNTED)
    }

    /// Whether batches take the same number of rows of every component, as those of the original programs do; otherwise
    /// rows are drawn by the components' weights.
    pub fn is_stratified(&self) -> bool {
        matches!(self.dataset, Dataset::SpikeAtOne | Dataset::Corner | Dataset::FourSpikes)
    }

    /// Iterations of all networks together.
    pub fn total_iterations(&self) -> usize {
        self.stages().iter().map(|stage| stage.iterations).sum()
    }

    /// The same experiment with a network that predicts ε at every level of a continuous schedule, on the range of
    /// noise that there is, with choices of training that suit it. What is on such a schedule already stays as it is.
    ///
    /// # Errors
    /// Where the range has no continuous schedule: its levels are too close to each other, or all of them nearly pure
    /// noise.
    pub fn to_continuous(&self) -> Result<Self, InvalidSchedule> {
        if matches!(self.method, Method::Continuous(_)) {
            return Ok(self.clone());
        }
        let schedule = self.method.continuous_schedule()?;
        let steps = self.method.grid().len();
        let usual = SamplerConfig { sampler: Sampler::Ddim, options: SamplerOptions::default(), steps };
        let sampler = self.method.sampler_config().unwrap_or(usual);
        let method = ContinuousMethod::new(schedule, Target::Eps, Weighting::Uniform, sampler)?;
        Ok(Self {
            method: Method::Continuous(method),
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
        })
    }

    /// Whether the networks of both are trained alike, so that the weights of one serve the other.
    pub fn is_trained_like(&self, other: &Self) -> bool {
        let Self { draw, samples, .. } = *self;
        let same = Self { draw, samples, method: self.method.clone(), ..other.clone() };
        *self == same && self.method.is_trained_like(&other.method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{BetaSchedule, Betas};

    #[test]
    fn the_rate_falls_once_per_step() {
        let decay = StepLr { every: 100, factor: 0.95 };
        assert_eq!([0, 99, 100, 250].map(|i| decay.factor_at(i)), [1.0, 1.0, 0.95, 0.95 * 0.95]);
    }

    #[test]
    fn per_level_training_begins_at_the_cleanest_level() {
        let config = Preset::SimpleDdpm.config();
        let stages = config.stages();
        assert_eq!(stages.len(), 8);
        assert_eq!(stages[0], TrainingStage { level: Some(7), iterations: 20_000, rate: 2e-3 });
        assert_eq!(stages[7], TrainingStage { level: Some(0), iterations: 1_000, rate: 1e-5 });
        assert_eq!(config.total_iterations(), 27_000);
    }

    /// Nearly pure noise from the first β on: a discrete network can be trained there, and there is no continuous
    /// schedule.
    #[test]
    fn what_has_no_continuous_schedule_says_so() {
        let preset = Preset::SingleDdpm.config();
        let Method::Ddpm { variant, .. } = preset.method else { unreachable!("a DDPM") };
        let betas = BetaSchedule::Listed(Betas::new(vec![0.999_99, 0.999_999]).unwrap());
        let config = Config { method: Method::Ddpm { betas, variant }, ..preset };
        assert!(config.to_continuous().is_err());
        assert!(Preset::ALL.iter().all(|preset| preset.config().to_continuous().is_ok()));
    }
}
