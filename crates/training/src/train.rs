//! Training as an iterator: one item is one iteration.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::config::Stage;
use diffusion::{Config, Rng, Stream};

use crate::batch::Batches;
use crate::loss::loss;
use crate::optimiser::{Optimiser, Rule};
use crate::{Learned, Network, Path, TrainingError};

/// What one iteration reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Which iteration, counted from 1 over all networks.
    pub iteration: usize,
    /// Which network, counted from 0 in the order they are trained.
    pub network: usize,
    /// The loss of its batch, before the weights moved.
    pub loss: f32,
}

/// What carries the training out; every choice gives the same up to rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Engine {
    /// Which operations.
    pub path: Path,
    /// Which rule moves the weights.
    pub rule: Rule,
}

/// The training of one configuration. It ends after [`Config::total_iterations`] items, or after one error.
#[derive(Debug)]
pub struct Trainer {
    config: Config,
    path: Path,
    stages: Vec<Stage>,
    batches: Batches,
    /// The network being trained. The next of a chain goes on from where it stands.
    network: Network,
    optimiser: Optimiser,
    /// Frozen copies of the networks whose stage is over.
    trained: Vec<Arc<Network>>,
    /// Iterations of the present stage that are done.
    done: usize,
    /// Iterations done over all stages.
    iteration: usize,
    failed: bool,
}

impl Trainer {
    /// The start of this configuration's training.
    ///
    /// # Errors
    /// For choices with which nothing can be trained, and where candle cannot make the network.
    pub fn new(config: &Config) -> Result<Self, TrainingError> {
        Self::with_engine(config, Engine::default())
    }

    /// The same, on another engine.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_engine(config: &Config, engine: Engine) -> Result<Self, TrainingError> {
        check(config)?;
        let batches = Batches::new(config);
        let mut rng = Rng::new(config.seed, Stream::Init);
        let network = Network::new(batches.inputs(), config.width, batches.dim(), engine.path, &mut rng)?;
        let optimiser = Optimiser::new(network.vars()?, engine.rule, engine.path)?;
        let stages = config.stages();
        let config = config.clone();
        let progress = (vec![], 0, 0, false);
        let (trained, done, iteration, failed) = progress;
        Ok(Self { config, path: engine.path, stages, batches, network, optimiser, trained, done, iteration, failed })
    }

    /// Iterations done so far, over all networks.
    #[must_use]
    pub fn iteration(&self) -> usize {
        self.iteration
    }

    /// Iterations of the whole training, over all networks.
    #[must_use]
    pub fn total(&self) -> usize {
        self.stages.iter().map(|stage| stage.iterations).sum()
    }

    /// What has been learned so far. Asking changes nothing of the training.
    ///
    /// # Errors
    /// Where a weight is not a number any more.
    pub fn learned(&self) -> Result<Learned, TrainingError> {
        let mut networks = self.trained.clone();
        if networks.len() < self.stages.len() {
            networks.push(Arc::new(self.network.frozen()?));
        }
        let learned = Learned::new(&self.config, networks)?;
        if learned.is_finite() { Ok(learned) } else { Err(self.not_finite("weights")) }
    }

    /// One iteration of this stage.
    fn step(&mut self, stage: Stage) -> Result<Step, TrainingError> {
        let loss = self.loss(stage)?;
        self.iteration += 1;
        let value = loss.to_scalar::<f32>()?;
        if !value.is_finite() {
            return Err(self.not_finite("loss"));
        }
        self.optimiser.step(&loss.backward()?, self.rate(stage))?;
        let step = Step { iteration: self.iteration, network: self.trained.len(), loss: value };
        self.done += 1;
        if self.done == stage.iterations {
            self.end_stage()?;
        }
        Ok(step)
    }

    /// The loss of a fresh batch.
    fn loss(&mut self, stage: Stage) -> Result<Tensor, TrainingError> {
        let (rows, inputs, dim) = (self.batches.rows(), self.batches.inputs(), self.batches.dim());
        let batch = self.batches.draw(stage.level);
        let input = Tensor::from_slice(&batch.input, (rows, inputs), &Device::Cpu)?;
        let taught = Tensor::from_slice(&batch.taught, (rows, dim), &Device::Cpu)?;
        Ok(loss(self.config.loss, &self.network.forward(&input)?, &taught, self.path)?)
    }

    /// The rate of the next iteration.
    fn rate(&self, stage: Stage) -> f64 {
        stage.rate * self.config.decay.map_or(1.0, |decay| decay.factor_at(self.done))
    }

    fn end_stage(&mut self) -> Result<(), TrainingError> {
        let finite = self.network.weights()?.iter().all(|weight| weight.is_finite());
        if !finite {
            return Err(self.not_finite("weights"));
        }
        self.trained.push(Arc::new(self.network.frozen()?));
        self.done = 0;
        Ok(())
    }

    fn not_finite(&self, what: &'static str) -> TrainingError {
        TrainingError::NotFinite { iteration: self.iteration, what }
    }
}

impl Iterator for Trainer {
    type Item = Result<Step, TrainingError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let stage = *self.stages.get(self.trained.len())?;
        let step = self.step(stage);
        self.failed = step.is_err();
        Some(step)
    }
}

/// Whether anything can be trained at all.
fn check(config: &Config) -> Result<(), TrainingError> {
    let fewest = config.stages().iter().map(|stage| stage.iterations).min();
    let positive = [
        (config.width, "A network needs at least one hidden unit."),
        (config.batch, "A batch needs at least one row."),
        (fewest.unwrap_or(0), "A network needs at least one iteration."),
        (config.decay.map_or(1, |decay| decay.every), "The rate can fall after every iteration, not more often."),
    ];
    match positive.into_iter().find(|(value, _)| *value == 0) {
        Some((_, reason)) => Err(TrainingError::Impossible(reason)),
        None => Ok(()),
    }
}
