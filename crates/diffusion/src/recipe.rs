//! The nine programs of *intro-to-diffusion* (J.-B. Bouvier, 2023) as named configurations.

use serde::{Deserialize, Serialize};

use crate::Dataset;
use crate::config::{Config, Loss, Networks, Optimizer, StepLr};
use crate::method::{Course, Method};
use crate::schedule::{BetaSchedule, Betas, Karras, KarrasBetas};

/// A seed program, under its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipe {
    /// 1-D, naive.
    Simple1Diffusion,
    /// The same, filmed.
    Simple1DiffusionVideo,
    /// 2-D, naive, one spike.
    Simple2Diffusion,
    /// 2-D, naive, four spikes.
    SimpleMultimodal,
    /// The same, filmed, on another grid.
    SimpleMultimodalVideo,
    /// 1-D, DDPM.
    SingleDdpm,
    /// 2-D, DDPM, four spikes.
    MultimodalDdpm,
    /// 1-D, DDPM, a network per level.
    SimpleDdpm,
    /// The same with one level more, starting from a numerical distribution.
    DetailedDdpm,
}

impl Recipe {
    /// All of them, in the order of the lessons.
    pub const ALL: [Self; 9] = [
        Self::Simple1Diffusion,
        Self::Simple1DiffusionVideo,
        Self::Simple2Diffusion,
        Self::SimpleMultimodal,
        Self::SimpleMultimodalVideo,
        Self::SingleDdpm,
        Self::MultimodalDdpm,
        Self::SimpleDdpm,
        Self::DetailedDdpm,
    ];

    /// The seed's name for it, the key in links.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Simple1Diffusion => "simple_1Diffusion",
            Self::Simple1DiffusionVideo => "simple_1Diffusion_video",
            Self::Simple2Diffusion => "simple_2Diffusion",
            Self::SimpleMultimodal => "simple_multimodal",
            Self::SimpleMultimodalVideo => "simple_multimodal_video",
            Self::SingleDdpm => "single_DDPM",
            Self::MultimodalDdpm => "multimodal_DDPM",
            Self::SimpleDdpm => "simple_DDPM",
            Self::DetailedDdpm => "detailed_DDPM",
        }
    }

    /// The recipe of this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|recipe| recipe.key() == key)
    }

    /// A few words for menus.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Simple1Diffusion => "one spike on a line",
            Self::Simple1DiffusionVideo => "one spike on a line, filmed",
            Self::Simple2Diffusion => "one spike in the plane",
            Self::SimpleMultimodal => "four spikes",
            Self::SimpleMultimodalVideo => "four spikes, filmed",
            Self::SingleDdpm => "DDPM on a line",
            Self::MultimodalDdpm => "DDPM on four spikes",
            Self::SimpleDdpm => "DDPM, a network per level",
            Self::DetailedDdpm => "DDPM, every density worked out",
        }
    }

    /// One or two short words for a thumbnail.
    #[must_use]
    pub fn short_label(self) -> &'static str {
        match self {
            Self::Simple1Diffusion => "line",
            Self::Simple1DiffusionVideo => "line, filmed",
            Self::Simple2Diffusion => "plane",
            Self::SimpleMultimodal => "four spikes",
            Self::SimpleMultimodalVideo => "spikes, filmed",
            Self::SingleDdpm => "DDPM, line",
            Self::MultimodalDdpm => "DDPM, spikes",
            Self::SimpleDdpm => "DDPM per level",
            Self::DetailedDdpm => "DDPM in detail",
        }
    }

    /// A sentence on what it shows.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Simple1Diffusion => "The smallest diffusion model: learn to carry noise on a line to the number 1.",
            Self::Simple1DiffusionVideo => "The same model; its samples are followed from level to level as a clip.",
            Self::Simple2Diffusion => "Two coordinates, one target point.",
            Self::SimpleMultimodal => "Every point must find one of four spikes, and each spike its share.",
            Self::SimpleMultimodalVideo => "Seventeen levels spaced by rho = 2, the ones of the seed's clip.",
            Self::SingleDdpm => "The network predicts the noise itself; a little noise is added back at every step.",
            Self::MultimodalDdpm => "DDPM finds four spikes, then repeats its last step ten times.",
            Self::SimpleDdpm => "One small network for every level, each starting from the weights of the one before.",
            Self::DetailedDdpm => {
                "Nine levels down to almost pure noise, with the start drawn from a computed density."
            }
        }
    }

    /// Every choice of the program.
    #[must_use]
    pub fn config(self) -> Config {
        match self {
            Self::Simple1Diffusion | Self::Simple1DiffusionVideo => {
                Config { samples: 1_000, ..self.naive(Dataset::SpikeAtOne, karras(0.001, 2.0, 7.0, 10), 1_000, None) }
            }
            Self::Simple2Diffusion => self.naive(Dataset::Corner, karras(0.001, 1.0, 7.0, 10), 1_000, None),
            Self::SimpleMultimodal => self.multimodal(karras(0.001, 1.0, 7.0, 20)),
            Self::SimpleMultimodalVideo => self.multimodal(karras(0.001, 1.0, 2.0, 17)),
            Self::SingleDdpm => self.single_ddpm(),
            Self::MultimodalDdpm => self.multimodal_ddpm(),
            Self::SimpleDdpm => self.per_level(&SIMPLE_BETAS, Course::Whole, 1_000, 20_000, 2e-3),
            Self::DetailedDdpm => {
                let betas = [&SIMPLE_BETAS[..], &[0.999]].concat();
                self.per_level(&betas, Course::Inner, 2_000, 25_000, 3e-3)
            }
        }
    }

    fn naive(self, dataset: Dataset, karras: Karras, iterations: usize, decay: Option<StepLr>) -> Config {
        Config {
            recipe: self,
            seed: 0,
            draw: 0,
            dataset,
            method: Method::Naive(karras),
            width: 32,
            networks: Networks::Shared,
            loss: Loss::SumOfSquares,
            batch: 32,
            iterations,
            rate: 1e-3,
            optimizer: Optimizer::Sgd,
            ema: 0.0,
            decay,
            samples: 2_000,
        }
    }

    fn multimodal(self, karras: Karras) -> Config {
        self.naive(Dataset::FourSpikes, karras, 3_000, Some(StepLr { every: 100, factor: 0.95 }))
    }

    fn single_ddpm(self) -> Config {
        Config {
            recipe: self,
            seed: 0,
            draw: 0,
            dataset: Dataset::SpikeAtOne,
            method: Method::Ddpm {
                betas: listed(&[0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 0.999]),
                course: Course::Whole,
            },
            width: 32,
            networks: Networks::Shared,
            loss: Loss::Norm,
            batch: 64,
            iterations: 20_000,
            rate: 1e-3,
            optimizer: Optimizer::Sgd,
            ema: 0.0,
            decay: None,
            samples: 2_000,
        }
    }

    fn multimodal_ddpm(self) -> Config {
        let betas = KarrasBetas::new(karras(0.001, 0.9, 4.0, 20)).expect("0.9 is below 1");
        Config {
            dataset: Dataset::FourSpikes,
            method: Method::Ddpm { betas: BetaSchedule::Karras(betas), course: Course::Repeat(10) },
            loss: Loss::SumOfSquares,
            batch: 32,
            iterations: 10_000,
            rate: 2e-3,
            decay: Some(StepLr { every: 100, factor: 0.98 }),
            samples: 1_000,
            ..self.single_ddpm()
        }
    }

    fn per_level(
        self,
        betas: &[f64],
        course: Course,
        iterations: usize,
        first_iterations: usize,
        first_rate: f64,
    ) -> Config {
        Config {
            method: Method::Ddpm { betas: listed(betas), course },
            networks: Networks::PerLevel { first_iterations, first_rate },
            batch: 1_000,
            iterations,
            rate: 1e-5,
            samples: 1_000,
            ..self.single_ddpm()
        }
    }
}

const SIMPLE_BETAS: [f64; 8] = [0.001, 0.01, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8];

fn karras(sigma_min: f64, sigma_max: f64, rho: f64, levels: usize) -> Karras {
    Karras::new(sigma_min, sigma_max, rho, levels).expect("the seed's grids are possible")
}

fn listed(betas: &[f64]) -> BetaSchedule {
    BetaSchedule::Listed(Betas::new(betas.to_vec()).expect("the seed's betas rise inside (0, 1)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_can_be_made_and_found_by_its_key() {
        for recipe in Recipe::ALL {
            let config = recipe.config();
            assert_eq!(config.recipe, recipe);
            assert!(!config.is_custom());
            assert!(config.method.way(&config.dataset.mixture()).levels().len() > 8);
            assert_eq!(Recipe::from_key(recipe.key()), Some(recipe));
        }
        assert_eq!(Recipe::from_key("simple_1diffusion"), None);
    }
}
