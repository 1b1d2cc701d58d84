//! Where a training stands, for another one of the same configuration to go on from, bit for bit.

use diffusion::Config;
use serde::{Deserialize, Serialize};

use super::Trainer;
use crate::ema::{Ema, RunningMean};
use crate::gradient_step::GradientDescent;
use crate::optimizer::OptimizerMemory;
use crate::{Backend, Network, TrainingError};

/// All that the next iteration depends on, beside the configuration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrainerState {
    /// The weights of every network that was left behind for the next, in the order they were trained.
    trained: Vec<Vec<f32>>,
    /// Iterations done of the network in training, or of the last one.
    done: usize,
    /// The weights of that network, in parameter order: themselves, and not their running mean.
    weights: Vec<f32>,
    mean: Option<RunningMean>,
    memory: OptimizerMemory,
    /// How far the stream of batches was drawn, in words.
    word_position: u64,
}

impl Trainer {
    /// Where training stands; none after it failed, and none with candle's own operations, whose optimizers keep what they
    /// remember to themselves.
    ///
    /// # Errors
    /// Where candle cannot read the weights.
    pub fn state(&self) -> Result<Option<TrainerState>, TrainingError> {
        let Some(memory) = self.descent.memory().filter(|_| !self.failed) else { return Ok(None) };
        let left_behind = self.trained.iter().take(self.stages.len() - 1);
        Ok(Some(TrainerState {
            trained: left_behind.map(|network| network.weights()).collect::<Result<_, _>>()?,
            done: self.done,
            weights: self.network.weights()?,
            mean: self.ema.as_ref().map(|ema| ema.mean().clone()),
            memory,
            word_position: self.batches.word_position(),
        }))
    }

    /// A training of this configuration that goes on from there. Of more iterations of its last network than the one before
    /// had, it is as [`Config::extension`] says.
    ///
    /// # Errors
    /// As [`Self::new`], and where the state is not one that a training of this configuration comes to.
    pub fn resume(config: &Config, state: TrainerState) -> Result<Self, TrainingError> {
        let mut trainer = Self::new(config)?;
        let TrainerState { trained, done, weights, mean, memory, word_position } = state;
        let stage = *trainer.stages.get(trained.len()).ok_or(TrainingError::ForeignState)?;
        if done > stage.iterations || done == stage.iterations && trained.len() + 1 < trainer.stages.len() {
            return Err(TrainingError::ForeignState);
        }
        trainer.network = trainer.with_weights(&weights)?;
        trainer.trained = trained
            .iter()
            .map(|weights| Ok(trainer.with_weights(weights)?.frozen()?.into()))
            .collect::<Result<_, TrainingError>>()?;
        trainer.descent = GradientDescent::new(&trainer.network, config.optimizer)?;
        trainer.ema = Ema::new(config, &trainer.network)?;
        let mean_fits = match (&mut trainer.ema, mean) {
            (Some(ema), Some(mean)) => ema.restore(mean),
            (ema, mean) => ema.is_none() && mean.is_none(),
        };
        if !mean_fits || !trainer.descent.restore(memory) {
            return Err(TrainingError::ForeignState);
        }
        trainer.batches.set_word_position(word_position);
        let before: usize = trainer.stages[..trained.len()].iter().map(|stage| stage.iterations).sum();
        (trainer.done, trainer.iteration) = (done, before + done);
        if done == stage.iterations {
            trainer.trained.push(trainer.frozen(&trainer.smoothed()?)?);
        }
        Ok(trainer)
    }

    /// This training at its end, which it came to elsewhere: with these weights of each network, in parameter order. What its
    /// optimizer remembers and where its batches stand are those of its beginning, if it is given more iterations.
    ///
    /// # Errors
    /// Where there are not as many networks, or weights, as the configuration has.
    pub fn ended_with(mut self, mut networks: Vec<Vec<f32>>) -> Result<Self, TrainingError> {
        let weights = networks.pop().ok_or(TrainingError::ForeignState)?;
        let stage = self.stages.last().filter(|_| self.stages.len() == networks.len() + 1);
        let done = stage.ok_or(TrainingError::ForeignState)?.iterations;
        self.network = self.with_weights(&weights)?;
        let mean = Ema::new(&self.config, &self.network)?.map(|ema| ema.mean().clone());
        let memory = self.descent.memory().ok_or(TrainingError::ForeignState)?;
        let word_position = self.batches.word_position();
        Self::resume(&self.config, TrainerState { trained: networks, done, weights, mean, memory, word_position })
    }

    /// A network like the one in training, with other weights.
    fn with_weights(&self, weights: &[f32]) -> Result<Network, TrainingError> {
        Network::new(self.network.shape(), weights, Backend::default()).map_err(|_| TrainingError::ForeignState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;
    use diffusion::config::{Extension, Networks, Optimizer, RateSchedule, StepLr};
    use diffusion::standard_method::StandardMethod;

    /// Configurations that differ in what a state has to hold: each rule, a running mean, a chain of networks, fixed points,
    /// levels of each row.
    fn configs() -> Vec<Config> {
        let base = Config { iterations: 9, batch: 4, ..Preset::SimpleMultimodal.config() };
        let chain = Networks::PerLevel { first_iterations: 3, first_rate: 8e-3 };
        let per_level = Config { networks: chain, iterations: 2, batch: 4, ..Preset::SimpleDdpm.config() };
        let edm = StandardMethod::Edm.config(&base);
        vec![
            Config { optimizer: Optimizer::Sgd, ..base.clone() },
            Config { optimizer: Optimizer::Adam, train_points: 5, ..base.clone() },
            Config { ema: 0.9, optimizer: Optimizer::AdamW, ..base },
            Config { optimizer: Optimizer::AdamW, ema: 0.9, ..per_level.clone() },
            per_level,
            Config { iterations: 9, optimizer: Optimizer::Muon, ..edm },
        ]
    }

    fn crossed(state: &TrainerState) -> TrainerState {
        postcard::from_bytes(&postcard::to_stdvec(state).unwrap()).unwrap()
    }

    /// The losses that are still to come, and the hash at the end.
    fn end(mut trainer: Trainer) -> (Vec<f32>, String) {
        let losses = trainer.by_ref().map(|step| step.unwrap().loss).collect();
        (losses, trainer.model().unwrap().hash())
    }

    /// catches: a moment, a running mean, a place in the stream or a count that is left behind, also between two networks
    #[test]
    fn a_training_goes_on_from_any_iteration_to_the_same_weights() {
        for config in configs() {
            let (losses, hash) = end(Trainer::new(&config).unwrap());
            let mut trainer = Trainer::new(&config).unwrap();
            for iteration in 0..=config.total_iterations() {
                let state = crossed(&trainer.state().unwrap().unwrap());
                let resumed = Trainer::resume(&config, state).unwrap();
                assert_eq!(resumed.iteration(), iteration);
                assert_eq!(resumed.model().unwrap().hash(), trainer.model().unwrap().hash(), "{iteration}");
                assert_eq!(end(resumed), (losses[iteration..].to_vec(), hash.clone()), "{iteration} of {config:?}");
                trainer.next();
            }
        }
    }

    /// catches: a rule that begins anew where it had ended, a last network that is left where it was, rates that are said to
    /// be alike and are not
    #[test]
    fn a_training_that_has_ended_goes_on_as_if_it_had_been_longer() {
        let steps = RateSchedule::Steps(StepLr { every: 4, factor: 0.5 });
        let falling = configs().into_iter().map(|config| Config { rate_schedule: steps, ..config });
        for config in configs().into_iter().chain(falling) {
            if config.networks != Networks::Shared {
                assert_eq!(config.extension(), Extension::Impossible);
                continue;
            }
            let more = Config { iterations: 15, ..config.clone() };
            let (losses, hash) = end(Trainer::new(&more).unwrap());
            let mut trainer = Trainer::new(&config).unwrap();
            trainer.by_ref().for_each(|step| _ = step.unwrap());
            let state = trainer.state().unwrap().unwrap();
            let is_alike = end(Trainer::resume(&more, state).unwrap()) == (losses[9..].to_vec(), hash);
            assert_eq!(is_alike, config.extension() == Extension::Alike, "{config:?}");
        }
    }

    #[test]
    fn a_state_of_other_choices_is_no_beginning() {
        let configs = configs();
        let state = |config: &Config| {
            let mut trainer = Trainer::new(config).unwrap();
            trainer.by_ref().take(5).for_each(|step| _ = step.unwrap());
            trainer.state().unwrap().unwrap()
        };
        let is_foreign =
            |config: &Config, state| matches!(Trainer::resume(config, state), Err(TrainingError::ForeignState));
        assert!(!is_foreign(&configs[2], state(&configs[2])));
        for other in [0, 3, 5] {
            assert!(is_foreign(&configs[2], state(&configs[other])), "{other}");
        }
        assert!(is_foreign(&Config { width: 33, ..configs[2].clone() }, state(&configs[2])));
        assert!(is_foreign(&Config { iterations: 4, ..configs[2].clone() }, state(&configs[2])));
        assert!(is_foreign(&configs[1], TrainerState { word_position: u64::MAX, done: 10, ..state(&configs[1]) }));
        let far = TrainerState { word_position: u64::MAX, ..state(&configs[1]) };
        assert!(Trainer::resume(&configs[1], far).unwrap().all(|step| step.is_ok()));
    }

    #[test]
    fn a_training_that_failed_has_no_state() {
        let mut trainer = Trainer::new(&Config { rate: 1e30, ..configs()[0].clone() }).unwrap();
        assert!(trainer.by_ref().any(|step| step.is_err()));
        assert!(trainer.state().unwrap().is_none());
    }
}
