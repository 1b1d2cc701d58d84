//! Training as an iterator: one item is one iteration.

mod state;

pub use state::TrainerState;

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::config::TrainingStage;
use diffusion::{Config, Rng, Stream};

use crate::batch::Batches;
use crate::ema::Ema;
use crate::gradient_step::{GradientDescent, StepBatch};
use crate::loss::Objective;
use crate::{Backend, Network, NetworkShape, Snapshot, TrainedModel, TrainingError};

/// What a preconditioned network's last layer is multiplied by before it is trained.
const LAST_LAYER_SCALE: f32 = 0.1;

/// What one iteration reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IterationReport {
    /// Which iteration, counted from 1 over all networks.
    pub iteration: usize,
    /// Which network, counted from 0 in the order they are trained.
    pub network: usize,
    /// The loss of its batch, before the weights moved.
    pub loss: f32,
}

/// Makes models of the snapshots of one training.
#[derive(Clone, Debug)]
pub struct SnapshotReader {
    config: Config,
    /// Frozen copies of the networks whose stage is over.
    trained: Vec<Arc<Network>>,
    shape: NetworkShape,
    backend: Backend,
}

impl SnapshotReader {
    /// What had been learned by the iteration of this snapshot.
    ///
    /// # Errors
    /// Where a weight of it is not a number.
    pub fn model_of(&self, snapshot: &Snapshot) -> Result<TrainedModel, TrainingError> {
        let network = frozen(self.shape, &snapshot.weights, self.backend)?;
        model_of(&self.config, &self.trained, snapshot, network)
    }
}

/// What had been learned by the iteration of a snapshot whose last network is this; `trained` are the networks whose stage is
/// over by now.
fn model_of(
    config: &Config,
    trained: &[Arc<Network>],
    snapshot: &Snapshot,
    network: Arc<Network>,
) -> Result<TrainedModel, TrainingError> {
    let mut networks = trained[..snapshot.trained.min(trained.len())].to_vec();
    networks.push(network);
    let learned = TrainedModel::new(config, networks)?;
    let not_finite = TrainingError::NotFinite { iteration: snapshot.iteration, what: "weights" };
    if learned.is_finite() { Ok(learned) } else { Err(not_finite) }
}

/// A network of these weights that nobody trains.
fn frozen(shape: NetworkShape, weights: &[f32], backend: Backend) -> Result<Arc<Network>, TrainingError> {
    Ok(Arc::new(Network::new(shape, weights, backend)?.frozen()?))
}

/// The training of one configuration. It ends after [`Config::total_iterations`] items, or after one error.
#[derive(Debug)]
pub struct Trainer {
    config: Config,
    backend: Backend,
    stages: Vec<TrainingStage>,
    batches: Batches,
    /// The network being trained. The next of a chain goes on from where it stands.
    network: Network,
    descent: GradientDescent,
    /// The running mean of the weights, where the configuration keeps one.
    ema: Option<Ema>,
    /// Frozen copies of the networks whose stage is over.
    trained: Vec<Arc<Network>>,
    /// Iterations of the present stage, or of the last one, that are done.
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
        Self::with_backend(config, Backend::default())
    }

    /// The same, by these operations, which give the same up to rounding.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_backend(config: &Config, backend: Backend) -> Result<Self, TrainingError> {
        check(config)?;
        let batches = Batches::new(config);
        let mut rng = Rng::new(config.seed, Stream::Init);
        let shape = NetworkShape::new(config, batches.inputs(), batches.dim());
        let mut weights = shape.draw_weights(&mut rng);
        if config.method.parameterization(&config.dataset.mixture()).is_preconditioned() {
            // The best prediction is small to begin with, and Karras et al. start it at 0.
            weights[shape.last_layer()].iter_mut().for_each(|weight| *weight *= LAST_LAYER_SCALE);
        }
        let network = Network::new(shape, &weights, backend)?;
        Ok(Self {
            config: config.clone(),
            backend,
            stages: config.stages(),
            batches,
            descent: GradientDescent::new(&network, config.optimizer)?,
            ema: Ema::new(config, &network)?,
            network,
            trained: Vec::new(),
            done: 0,
            iteration: 0,
            failed: false,
        })
    }

    /// The shape of each network.
    pub(crate) fn shape(&self) -> NetworkShape {
        self.network.shape()
    }

    /// Iterations done so far, over all networks.
    pub fn iteration(&self) -> usize {
        self.iteration
    }

    /// Iterations of the whole training, over all networks.
    pub fn total(&self) -> usize {
        self.stages.iter().map(|stage| stage.iterations).sum()
    }

    /// What has been learned so far. Asking changes nothing of the training.
    ///
    /// # Errors
    /// Where a weight is not a number any more.
    pub fn model(&self) -> Result<TrainedModel, TrainingError> {
        self.model_of(&self.snapshot()?)
    }

    /// The weights as they are now, as small as they can be kept. Asking changes nothing of the training.
    ///
    /// # Errors
    /// Where candle cannot read them.
    pub fn snapshot(&self) -> Result<Snapshot, TrainingError> {
        let trained = self.trained.len().min(self.stages.len() - 1);
        Ok(Snapshot { iteration: self.iteration, trained, weights: self.smoothed()? })
    }

    /// What had been learned by an earlier iteration of this very training.
    ///
    /// # Errors
    /// Where a weight of it is not a number.
    pub fn model_of(&self, snapshot: &Snapshot) -> Result<TrainedModel, TrainingError> {
        model_of(&self.config, &self.trained, snapshot, self.frozen(&snapshot.weights)?)
    }

    /// What makes models of this training's snapshots, also when the training is gone.
    pub fn snapshot_reader(&self) -> SnapshotReader {
        let (config, trained) = (self.config.clone(), self.trained.clone());
        SnapshotReader { config, trained, shape: self.network.shape(), backend: self.backend }
    }

    /// The weights of the network being trained: their running mean, where there is one.
    fn smoothed(&self) -> Result<Vec<f32>, TrainingError> {
        self.ema.as_ref().map_or_else(|| Ok(self.network.weights()?), |ema| Ok(ema.weights().to_vec()))
    }

    /// The weights of the network in training, in parameter order, and not their running mean.
    pub(crate) fn raw_weights(&self) -> Result<Vec<f32>, TrainingError> {
        Ok(self.network.weights()?)
    }

    /// The weights that the network which was trained last has been left with, or has come to: their running mean, where
    /// there is one.
    pub(crate) fn last_network(&self) -> Result<Vec<f32>, TrainingError> {
        let ended = self.trained.last().filter(|_| self.done == 0);
        ended.map_or_else(|| self.smoothed(), |network| Ok(network.weights()?))
    }

    /// A network of these weights that nobody trains.
    fn frozen(&self, weights: &[f32]) -> Result<Arc<Network>, TrainingError> {
        frozen(self.network.shape(), weights, self.backend)
    }

    /// One iteration of this stage.
    fn step(&mut self, stage: TrainingStage) -> Result<IterationReport, TrainingError> {
        let rate = self.config.rate_at(stage, self.done);
        let batch = self.batch(stage)?;
        let loss = self.descent.step(&batch, rate)?;
        self.iteration += 1;
        if !loss.is_finite() {
            return Err(self.not_finite("loss"));
        }
        if let Some(ema) = &mut self.ema {
            ema.update(&self.network)?;
        }
        let step = IterationReport { iteration: self.iteration, network: self.trained.len(), loss };
        self.done += 1;
        if self.done == stage.iterations {
            if self.network.weights()?.iter().any(|weight| !weight.is_finite()) {
                return Err(self.not_finite("weights"));
            }
            self.trained.push(self.frozen(&self.smoothed()?)?);
            if self.trained.len() < self.stages.len() {
                self.begin_stage()?;
            }
        }
        Ok(step)
    }

    /// The next network of a chain begins with the weights of the last, and with nothing else of it.
    fn begin_stage(&mut self) -> Result<(), TrainingError> {
        self.descent = GradientDescent::new(&self.network, self.config.optimizer)?;
        self.ema = Ema::new(&self.config, &self.network)?;
        self.done = 0;
        Ok(())
    }

    /// A fresh batch.
    fn batch(&mut self, stage: TrainingStage) -> Result<StepBatch, TrainingError> {
        let (rows, inputs, dim) = (self.batches.rows(), self.batches.inputs(), self.batches.dim());
        let batch = self.batches.draw(stage.level);
        Ok(StepBatch {
            input: Tensor::from_slice(&batch.input, (rows, inputs), &Device::Cpu)?,
            target: Tensor::from_slice(&batch.target, (rows, dim), &Device::Cpu)?,
            objective: Objective::new(self.config.loss, &batch.weights),
        })
    }

    fn not_finite(&self, what: &'static str) -> TrainingError {
        TrainingError::NotFinite { iteration: self.iteration, what }
    }
}

impl Iterator for Trainer {
    type Item = Result<IterationReport, TrainingError>;

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
        (config.depth, "A network needs at least one hidden layer."),
        (
            config.rate_schedule.steps().map_or(1, |steps| steps.every),
            "The rate can fall after every iteration, not more often.",
        ),
    ];
    match positive.into_iter().find(|(value, _)| *value == 0) {
        Some((_, reason)) => Err(TrainingError::InvalidConfig(reason)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;
    use diffusion::config::{Networks, RateSchedule, StepLr};

    fn rates(config: &Config) -> Vec<f64> {
        let mut trainer = Trainer::new(config).unwrap();
        let mut rates = Vec::new();
        while let Some(stage) = trainer.stages.get(trainer.trained.len()).copied() {
            rates.push(trainer.config.rate_at(stage, trainer.done));
            trainer.next().unwrap().unwrap();
        }
        rates
    }

    /// PyTorch's StepLR(step_size=2, gamma=0.5), and none.
    /// catches: an iteration early or late, a cut every iteration, a factor that is not compounded
    #[test]
    fn the_rate_falls_once_per_step_of_iterations() {
        let base = Config { iterations: 6, rate: 8e-3, ..Preset::Simple1Diffusion.config() };
        let falling = Config { rate_schedule: RateSchedule::Steps(StepLr { every: 2, factor: 0.5 }), ..base.clone() };
        assert_eq!(rates(&falling), [8e-3, 8e-3, 4e-3, 4e-3, 2e-3, 2e-3]);
        assert_eq!(rates(&base), [8e-3; 6]);
    }

    /// catches: a running mean that is left out, networks of a chain that were trained later, a snapshot that training moves
    #[test]
    fn a_snapshot_gives_the_model_of_its_iteration_however_far_training_has_come() {
        let chain = Config {
            networks: Networks::PerLevel { first_iterations: 3, first_rate: 8e-3 },
            iterations: 2,
            batch: 4,
            ..Preset::SimpleDdpm.config()
        };
        let smoothed = Config { iterations: 9, ema: 0.9, ..Preset::SimpleMultimodal.config() };
        for config in [chain, smoothed] {
            let mut trainer = Trainer::new(&config).unwrap();
            let mut kept = Vec::new();
            loop {
                kept.push((trainer.snapshot().unwrap(), trainer.model().unwrap().hash()));
                let Some(step) = trainer.next() else { break };
                step.unwrap();
            }
            assert_eq!(kept.len(), config.total_iterations() + 1);
            for (iteration, (snapshot, hash)) in kept.iter().enumerate() {
                assert_eq!(snapshot.iteration(), iteration);
                assert_eq!(trainer.model_of(snapshot).unwrap().hash(), *hash);
            }
            assert!(kept.windows(2).all(|pair| pair[0].1 != pair[1].1), "every iteration moves the weights");
        }
    }

    /// catches: the first network's rate for all, the count of iterations carried over
    #[test]
    fn every_network_of_a_chain_has_its_own_rate_and_count() {
        let config = Config {
            networks: Networks::PerLevel { first_iterations: 3, first_rate: 8e-3 },
            iterations: 2,
            rate: 1e-5,
            batch: 4,
            rate_schedule: RateSchedule::Steps(StepLr { every: 2, factor: 0.5 }),
            ..Preset::SimpleDdpm.config()
        };
        assert_eq!(rates(&config)[..7], [8e-3, 8e-3, 4e-3, 1e-5, 1e-5, 1e-5, 1e-5]);
    }
}
