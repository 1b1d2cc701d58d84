//! Every choice of the nine original programs.

use crate::config::{Config, Networks};
use crate::dataset::Dataset;
use crate::method::{DdpmVariant, Method};
use crate::preset::Preset;
use crate::process::{BetaSchedule, Betas, Karras, KarrasBetas};
use crate::training_choices::{Activation, Loss, Optimizer, RateSchedule, StepLr, TargetSource};

impl Preset {
    /// Every choice of the program.
    pub fn config(self) -> Config {
        match self {
            Self::Simple1Diffusion | Self::Simple1DiffusionVideo => Config {
                samples: 1_000,
                ..self.naive(Dataset::SpikeAtOne, karras(0.001, 2.0, 7.0, 10), 1_000, RateSchedule::Constant)
            },
            Self::Simple2Diffusion => {
                self.naive(Dataset::Corner, karras(0.001, 1.0, 7.0, 10), 1_000, RateSchedule::Constant)
            }
            Self::SimpleMultimodal => self.multimodal(karras(0.001, 1.0, 7.0, 20)),
            Self::SimpleMultimodalVideo => self.multimodal(karras(0.001, 1.0, 2.0, 17)),
            Self::SingleDdpm => {
                let betas = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 0.999];
                self.ddpm(listed(&betas), DdpmVariant::Whole)
            }
            Self::MultimodalDdpm => {
                let betas = KarrasBetas::new(karras(0.001, 0.9, 4.0, 20)).expect("0.9 is below 1");
                Config {
                    dataset: Dataset::FourSpikes,
                    loss: Loss::SumOfSquares,
                    batch: 32,
                    iterations: 10_000,
                    rate: 2e-3,
                    rate_schedule: steps(0.98),
                    samples: 1_000,
                    ..self.ddpm(BetaSchedule::Karras(betas), DdpmVariant::Repeat(10))
                }
            }
            Self::SimpleDdpm => {
                let networks = Networks::PerLevel { first_iterations: 20_000, first_rate: 2e-3 };
                self.per_level(networks, 1_000, &SIMPLE_BETAS, DdpmVariant::Whole)
            }
            Self::DetailedDdpm => {
                let networks = Networks::PerLevel { first_iterations: 25_000, first_rate: 3e-3 };
                self.per_level(networks, 2_000, &[&SIMPLE_BETAS[..], &[0.999]].concat(), DdpmVariant::Inner)
            }
        }
    }

    fn naive(self, dataset: Dataset, karras: Karras, iterations: usize, rate_schedule: RateSchedule) -> Config {
        Config {
            preset: self,
            standard: None,
            seed: 0,
            draw: 0,
            dataset,
            train_points: 0,
            method: Method::Naive(karras),
            width: 32,
            depth: 2,
            activation: Activation::Relu,
            features: 0,
            networks: Networks::Shared,
            loss: Loss::SumOfSquares,
            targets: TargetSource::Sample,
            stratified: false,
            batch: 32,
            iterations,
            rate: 1e-3,
            optimizer: Optimizer::Sgd,
            ema: 0.0,
            rate_schedule,
            warmup: 0,
            samples: 2_000,
        }
    }

    fn multimodal(self, karras: Karras) -> Config {
        self.naive(Dataset::FourSpikes, karras, 3_000, steps(0.95))
    }

    fn ddpm(self, betas: BetaSchedule, variant: DdpmVariant) -> Config {
        Config {
            preset: self,
            standard: None,
            seed: 0,
            draw: 0,
            dataset: Dataset::SpikeAtOne,
            train_points: 0,
            method: Method::Ddpm { betas, variant },
            width: 32,
            depth: 2,
            activation: Activation::Relu,
            features: 0,
            networks: Networks::Shared,
            loss: Loss::Norm,
            targets: TargetSource::Sample,
            stratified: false,
            batch: 64,
            iterations: 20_000,
            rate: 1e-3,
            optimizer: Optimizer::Sgd,
            ema: 0.0,
            rate_schedule: RateSchedule::Constant,
            warmup: 0,
            samples: 2_000,
        }
    }

    fn per_level(self, networks: Networks, iterations: usize, betas: &[f64], variant: DdpmVariant) -> Config {
        Config { networks, batch: 1_000, iterations, rate: 1e-5, samples: 1_000, ..self.ddpm(listed(betas), variant) }
    }
}

impl Config {
    /// Whether any choice differs from the preset's own; seed, draw and number of samples are no part of a preset.
    pub fn is_custom(&self) -> bool {
        let preset = self.preset.config();
        let same = Self { seed: preset.seed, draw: preset.draw, samples: preset.samples, ..self.clone() };
        same != preset
    }

    /// The same preset, or the same standard method on the same data, on a continuous schedule if this is on one,
    /// without any other change.
    pub fn unchanged(&self) -> Self {
        let preset = self.preset.config();
        if let Some(method) = self.standard {
            return method.config(&Self { dataset: self.dataset.clone(), ..preset });
        }
        let continuous = matches!(self.method, Method::Continuous(_));
        let config = if continuous { preset.to_continuous() } else { Ok(preset.clone()) };
        config.unwrap_or(preset)
    }
}

/// `factor` on the rate every hundred iterations.
fn steps(factor: f64) -> RateSchedule {
    RateSchedule::Steps(StepLr { every: 100, factor })
}

const SIMPLE_BETAS: [f64; 8] = [0.001, 0.01, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8];

fn karras(sigma_min: f64, sigma_max: f64, rho: f64, levels: usize) -> Karras {
    Karras::new(sigma_min, sigma_max, rho, levels).expect("the grids of the programs can be made")
}

fn listed(betas: &[f64]) -> BetaSchedule {
    BetaSchedule::Listed(Betas::new(betas.to_vec()).expect("the betas of the programs rise inside (0, 1)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_made() {
        for preset in Preset::ALL {
            let config = preset.config();
            assert_eq!(config.preset, preset);
            assert!(!config.is_custom());
            assert!(config.method.plan(&config.dataset.mixture()).levels().len() > 8);
        }
    }

    #[test]
    fn only_a_changed_choice_makes_it_custom() {
        let config = Preset::SimpleMultimodal.config();
        assert!(!Config { seed: 9, draw: 3, ..config.clone() }.is_custom());
        assert!(Config { width: 33, ..config }.is_custom());
    }
}
