//! The running mean of the weights, which jitters less than the weights themselves.

use candle_core::Result;
use diffusion::Config;
use diffusion::config::kept_by_mean;
use serde::{Deserialize, Serialize};

use crate::Network;
use crate::cpu::TensorSlice;

/// An exponential moving average of a network's weights, in parameter order.
#[derive(Debug)]
pub struct Ema {
    decay: f64,
    mean: RunningMean,
}

/// The mean itself, and how many steps are in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunningMean {
    steps: f64,
    weights: Vec<f32>,
}

impl Ema {
    /// From the network's present weights; none where the configuration has no decay.
    pub fn new(config: &Config, network: &Network) -> Result<Option<Self>> {
        let decay = config.ema;
        if decay == 0.0 {
            return Ok(None);
        }
        Ok(Some(Self { decay, mean: RunningMean { steps: 0.0, weights: network.weights()? } }))
    }

    /// What it remembers.
    pub fn mean(&self) -> &RunningMean {
        &self.mean
    }

    /// Goes on from this mean; false, and as it was, where that has another number of weights.
    #[must_use]
    pub fn restore(&mut self, mean: RunningMean) -> bool {
        let fits = mean.weights.len() == self.mean.weights.len();
        if fits {
            self.mean = mean;
        }
        fits
    }

    /// `θ̄ ← d θ̄ + (1 - d) θ`, with less of a [`d`](kept_by_mean) at first.
    pub fn update(&mut self, network: &Network) -> Result<()> {
        let RunningMean { steps, weights } = &mut self.mean;
        let d = kept_by_mean(self.decay, *steps) as f32;
        *steps += 1.0;
        let parameters = TensorSlice::of(network.parameters());
        for (mean, weight) in weights.iter_mut().zip(parameters.get()?) {
            *mean = d * *mean + (1.0 - d) * weight;
        }
        Ok(())
    }

    /// The mean.
    pub fn weights(&self) -> &[f32] {
        &self.mean.weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Trainer;
    use diffusion::Preset;

    /// catches: a mean that stands still, one that is the weights, d and 1 - d exchanged
    #[test]
    fn the_mean_follows_by_its_decay() {
        let config = Config { ema: 0.05, ..Preset::SimpleMultimodal.config() };
        let plain = Config { ema: 0.0, ..config.clone() };
        let (mut smoothed, mut trained) = (Trainer::new(&config).unwrap(), Trainer::new(&plain).unwrap());
        let mut mean = trained.model().unwrap().weights();
        for _ in 0..5 {
            smoothed.next().unwrap().unwrap();
            trained.next().unwrap().unwrap();
            let weights = trained.model().unwrap().weights();
            mean.iter_mut().zip(weights).for_each(|(mean, weight)| *mean = 0.05 * *mean + 0.95 * weight);
        }
        let learned = smoothed.model().unwrap().weights();
        assert!(learned.iter().zip(&mean).all(|(a, b)| (a - b).abs() < 1e-6));
        assert_ne!(learned, trained.model().unwrap().weights());
    }
}
