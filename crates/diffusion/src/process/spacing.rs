//! How levels are spread over the range of a schedule.

use serde::{Deserialize, Serialize};

/// In which quantity levels are even: those that a sampler takes, or those that training draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spacing {
    /// In the schedule's own time.
    #[default]
    Clock,
    /// In the logarithm of the noise-to-signal ratio.
    Log,
    /// In its ρ-th root (Karras et al. 2022, eq. 5).
    Karras,
}

impl Spacing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Clock, Self::Log, Self::Karras];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Log => "log",
            Self::Karras => "karras",
        }
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Clock => "the schedule's own",
            Self::Log => "even in log σ",
            Self::Karras => "Karras, by ρ",
        }
    }

    /// What it is and what to look for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Clock => {
                "Levels follow the schedule's own clock. Linear β, cosine and flow leave few of them to noise as small \
                 as a narrow spike, which then comes out too wide or too narrow."
            }
            Self::Log => "Each level has the same share of the noise of the one before: none is favoured.",
            Self::Karras => {
                "As a power of the noise, on any schedule: the larger ρ, the more levels lie near the data."
            }
        }
    }

    /// Where it is from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Clock => "each schedule's own paper",
            Self::Log => "Song et al. 2021, Score-Based Generative Modeling through SDEs, app. C (VE)",
            Self::Karras => {
                "Karras et al. 2022, Elucidating the Design Space of Diffusion-Based Generative Models, eq. 5"
            }
        }
    }
}
