//! The names of the nine original programs.

use serde::{Deserialize, Serialize};

/// A program of *intro-to-diffusion* (J.-B. Bouvier, 2023), under its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preset {
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

impl Preset {
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

    /// The program's own name, the key in links.
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

    /// The preset of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.key() == key)
    }

    /// A few words for menus.
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

    /// A sentence on what it shows.
    pub fn about(self) -> &'static str {
        match self {
            Self::Simple1Diffusion => "The smallest diffusion model: learn to carry noise on a line to the number 1.",
            Self::Simple1DiffusionVideo => "The same model; its samples are followed from level to level as a clip.",
            Self::Simple2Diffusion => "Two coordinates, one target point.",
            Self::SimpleMultimodal => "Every point must find one of four spikes, and each spike its share.",
            Self::SimpleMultimodalVideo => "Seventeen levels spaced by rho = 2, those of the original clip.",
            Self::SingleDdpm => "The network predicts the noise itself; a little noise is added back at every step.",
            Self::MultimodalDdpm => "DDPM finds four spikes, then repeats its last step ten times.",
            Self::SimpleDdpm => "One small network for every level, each starting from the weights of the one before.",
            Self::DetailedDdpm => {
                "Nine levels down to almost pure noise, with the start drawn from a computed density."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_own_variant() {
        assert!(Preset::ALL.iter().all(|preset| Preset::from_key(preset.key()) == Some(*preset)));
        assert_eq!(Preset::from_key("simple_1diffusion"), None);
    }
}
