//! What can go wrong in training, in words for the person who set the choices.

use std::fmt;

use diffusion::denoiser::domain::UndefinedLevel;

/// Why training could not begin or go on.
#[derive(Debug)]
pub enum TrainingError {
    /// A number stopped being one.
    NotFinite {
        /// The iteration after which it was noticed, counted from 1 over all networks; 0 before the first.
        iteration: usize,
        /// Which number: "loss" or "weights".
        what: &'static str,
    },
    /// A choice with which nothing can be trained: the reason.
    InvalidConfig(&'static str),
    /// A state that is not one of this configuration's training.
    ForeignState,
    /// The network was asked about a level it was never trained on.
    Undefined(UndefinedLevel),
    /// candle could not carry out an operation.
    Candle(candle_core::Error),
}

impl fmt::Display for TrainingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { iteration, what } => write!(f, "The {what} became infinite at iteration {iteration}."),
            Self::InvalidConfig(reason) => f.write_str(reason),
            Self::ForeignState => f.write_str("What was kept of the run is not of these choices."),
            Self::Undefined(undefined) => undefined.fmt(f),
            Self::Candle(error) => write!(f, "The network could not be computed: {error}"),
        }
    }
}

impl std::error::Error for TrainingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Candle(error) => Some(error),
            Self::Undefined(undefined) => Some(undefined),
            Self::NotFinite { .. } | Self::InvalidConfig(_) | Self::ForeignState => None,
        }
    }
}

impl From<UndefinedLevel> for TrainingError {
    fn from(undefined: UndefinedLevel) -> Self {
        Self::Undefined(undefined)
    }
}

impl From<candle_core::Error> for TrainingError {
    fn from(error: candle_core::Error) -> Self {
        Self::Candle(error)
    }
}
