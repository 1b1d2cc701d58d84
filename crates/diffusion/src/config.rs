//! All the choices of one experiment. Two equal configurations give the same weights, bit for bit.

use serde::{Deserialize, Serialize};

use crate::continuous_method::{ContinuousChoices, ContinuousMethod};
use crate::counts::{
    MAX_BATCH, MAX_DEPTH, MAX_FEATURES, MAX_ITERATIONS, MAX_SAMPLES, MAX_WIDTH, from_one_to, train_points, up_to,
};
use crate::dataset::{Dataset, Mixture};
use crate::method::Method;
use crate::preset::Preset;
use crate::process::{InvalidSchedule, Target};
use crate::rng::{Rng, Stream};
use crate::sampler::{Sampler, SamplerConfig, SamplerOptions};
use crate::standard_method::StandardMethod;
pub use crate::training_choices::{Activation, Loss, Optimizer, RateSchedule, StepLr, TargetSource};

/// One experiment: what is learned, how, and how much of it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The preset that the choices started from.
    pub preset: Preset,
    /// The method that took the place of the preset's own, if one did.
    pub standard: Option<StandardMethod>,
    /// The seed of every stream.
    pub seed: u32,
    /// Which draw of start and step noise the samples use; training never reads it.
    pub draw: u32,
    /// What is learned.
    pub dataset: Dataset,
    /// How many points of it there are to learn from; 0 draws fresh ones for every batch.
    #[serde(deserialize_with = "train_points")]
    pub train_points: usize,
    /// Noise levels, target and sampler.
    pub method: Method,
    /// Hidden units of each hidden layer.
    #[serde(deserialize_with = "from_one_to::<_, MAX_WIDTH>")]
    pub width: usize,
    /// Hidden layers.
    #[serde(deserialize_with = "from_one_to::<_, MAX_DEPTH>")]
    pub depth: usize,
    /// What follows each hidden layer.
    pub activation: Activation,
    /// How many octaves of sines and cosines the network reads beside the coordinates, from 0.
    #[serde(deserialize_with = "up_to::<_, MAX_FEATURES>")]
    pub features: usize,
    /// One network for all levels, or one for each.
    pub networks: Networks,
    /// What is made small.
    pub loss: Loss,
    /// What the network is held to.
    pub targets: TargetSource,
    /// Whether the noise levels and the clean rows of a batch are spread evenly, where each row has a level of its own.
    pub stratified: bool,
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
    /// How the rate falls.
    pub rate_schedule: RateSchedule,
    /// Iterations over which the rate rises to its first value, in equal steps; 0 begins with it.
    #[serde(deserialize_with = "up_to::<_, MAX_ITERATIONS>")]
    pub warmup: usize,
    /// How many points are sampled and shown.
    #[serde(deserialize_with = "from_one_to::<_, MAX_SAMPLES>")]
    pub samples: usize,
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

/// What becomes of a run that has ended and is given more iterations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// The run that was given all of them at once, bit for bit.
    Alike,
    /// Another run: the rate that had fallen towards the old end rises, and falls towards the new one.
    OtherRates,
    /// Nothing: of networks that are trained one after the other, all but the last were left behind.
    Impossible,
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

/// What a running mean keeps that is to keep so much, after `n` steps: less at first, `(1 + n)/(10 + n)`, so that the start
/// weights are soon forgotten.
pub fn kept_by_mean(ema: f64, n: f64) -> f64 {
    ema.min((1.0 + n) / (10.0 + n))
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
    /// counts four times, as if it were four spikes. A standard method counts all rows.
    pub fn rows(&self, data: &Mixture) -> usize {
        match self.standard {
            Some(_) => self.batch,
            None => self.batch * data.components().len().min(MOST_COUNTED),
        }
    }

    /// Whether batches take the same number of rows of every component, as those of the original programs do; otherwise
    /// rows are drawn by the components' weights.
    pub fn takes_rows_of_each_spike(&self) -> bool {
        let is_original = matches!(self.dataset, Dataset::SpikeAtOne | Dataset::Corner | Dataset::FourSpikes);
        is_original && self.standard.is_none() && self.train_points == 0
    }

    /// The fixed points that the network trains on, each as likely: their distribution, whose exact denoiser remembers
    /// them all. None where every batch is drawn anew.
    pub fn training_set(&self) -> Option<Mixture> {
        if self.train_points == 0 {
            return None;
        }
        let (data, mut values) = (self.dataset.mixture(), Vec::new());
        data.sample(self.train_points, &mut Rng::new(self.seed, Stream::TrainingSet), &mut values);
        let points: Vec<[f64; 2]> =
            values.chunks_exact(data.dim()).map(|point| [point[0], point.get(1).map_or(0.0, |y| *y)]).collect();
        Some(Mixture::equal(data.dim(), &points, 0.0))
    }

    /// The learning rate of an iteration, counted from 0 within its stage.
    pub fn rate_at(&self, stage: TrainingStage, iteration: usize) -> f64 {
        let warmed = if iteration < self.warmup { (iteration + 1) as f64 / self.warmup as f64 } else { 1.0 };
        stage.rate * self.rate_schedule.factor_at(iteration, stage.iterations) * warmed
    }

    /// What the running mean of the weights keeps at an iteration, counted from 0 within its stage.
    pub fn ema_at(&self, iteration: usize) -> f64 {
        kept_by_mean(self.ema, iteration as f64)
    }

    /// Iterations of all networks together.
    pub fn total_iterations(&self) -> usize {
        self.stages().iter().map(|stage| stage.iterations).sum()
    }

    /// What becomes of a run of this configuration that has ended and is given more iterations.
    pub fn extension(&self) -> Extension {
        match (self.networks, self.rate_schedule) {
            (Networks::PerLevel { .. }, _) => Extension::Impossible,
            (Networks::Shared, RateSchedule::Cosine) => Extension::OtherRates,
            (Networks::Shared, RateSchedule::Constant | RateSchedule::Steps(_)) => Extension::Alike,
        }
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
        let method = ContinuousMethod::new(ContinuousChoices::new(schedule, Target::Eps, sampler))?;
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
            rate_schedule: RateSchedule::Constant,
            ..self.clone()
        })
    }

    /// The same, with as many samples as another and from the same draw.
    #[must_use]
    pub fn with_noise_of(self, other: &Self) -> Self {
        Self { draw: other.draw, samples: other.samples, ..self }
    }

    /// Whether the networks of both are trained alike, so that the weights of one serve the other.
    pub fn is_trained_like(&self, other: &Self) -> bool {
        let same = Self { method: self.method.clone(), ..other.clone() };
        *self == same.with_noise_of(self) && self.method.is_trained_like(&other.method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{BetaSchedule, Betas};

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
