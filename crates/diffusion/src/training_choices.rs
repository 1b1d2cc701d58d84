//! The choices of how a network is trained.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::counts::{MAX_ITERATIONS, from_one_to};

/// What follows a hidden layer's linear map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// `max(0, x)`
    #[default]
    Relu,
    /// `x / (1 + e^-x)` (Elfwing et al. 2018; Ramachandran et al. 2017, there swish).
    Silu,
}

/// What the network is held to at a noisy point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetSource {
    /// The target of the very sample that the noise was put on: denoising score matching (Vincent 2011).
    #[default]
    Sample,
    /// The mean of the targets of all clean rows of the batch, each weighted by its posterior probability: the stable
    /// target field (Xu et al. 2023, eq. 5), with the batch as reference.
    Field,
    /// The same, where one row in eight lies further out than the noise of its level would put it.
    WideField,
}

/// `StepLR`: the rate is multiplied by `factor` every `every` iterations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepLr {
    /// Iterations between two cuts, at least 1.
    #[serde(deserialize_with = "from_one_to::<_, MAX_ITERATIONS>")]
    pub every: usize,
    /// What the rate is multiplied by.
    pub factor: f64,
}

impl StepLr {
    /// The factor on the rate at an iteration counted from 0.
    pub fn factor_at(self, iteration: usize) -> f64 {
        self.factor.powf((iteration / self.every) as f64)
    }
}

/// How the learning rate falls over the iterations of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum RateSchedule {
    /// It does not.
    #[default]
    Constant,
    /// In steps.
    Steps(StepLr),
    /// `½ (1 + cos(π i/N))` at iteration `i` of N: down to 0 (Loshchilov & Hutter 2017, eq. 5, without restarts).
    Cosine,
}

impl RateSchedule {
    /// The factor on the rate at an iteration, counted from 0, of so many.
    pub fn factor_at(self, iteration: usize, of: usize) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Steps(steps) => steps.factor_at(iteration),
            Self::Cosine => 0.5 * (1.0 + libm::cos(PI * iteration as f64 / of as f64)),
        }
    }

    /// The steps, where it falls in steps.
    pub fn steps(self) -> Option<StepLr> {
        if let Self::Steps(steps) = self { Some(steps) } else { None }
    }

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Steps(_) => "steps",
            Self::Cosine => "cosine",
        }
    }
}

/// What training makes small, of the residuals of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// `Σ (T - f)²` over rows and coordinates.
    SumOfSquares,
    /// `√Σ (T - f)²`, the 2-norm of the whole batch: neither squared nor averaged, as in the original programs.
    Norm,
    /// `1/n Σ w ‖T - f‖²` over the n rows, each with the weight of its own level.
    WeightedMean,
}

/// What moves the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Optimizer {
    /// `θ ← θ - rate · ∇θ`, without momentum.
    #[default]
    Sgd,
    /// Loshchilov & Hutter 2019, with the usual β = (0.9, 0.999), ε = 1e-8 and decay 0.01.
    AdamW,
    /// Kingma & Ba 2015, with β = (0.9, 0.99) and ε = 1e-8: it forgets the size of old gradients ten times sooner.
    Adam,
    /// Jordan et al. 2024, with momentum 0.95, for the weights of hidden layers; [`Self::Adam`] for biases and the last
    /// layer.
    Muon,
}

impl Activation {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Relu, Self::Silu];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Relu => "relu",
            Self::Silu => "silu",
        }
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Relu => "ReLU",
            Self::Silu => "SiLU",
        }
    }
}

impl TargetSource {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sample, Self::Field, Self::WideField];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::Field => "field",
            Self::WideField => "wide_field",
        }
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sample => "one sample each",
            Self::Field => "the batch's field",
            Self::WideField => "its field, also further out",
        }
    }
}

impl Optimizer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sgd, Self::AdamW, Self::Adam, Self::Muon];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::AdamW => "adamw",
            Self::Adam => "adam",
            Self::Muon => "muon",
        }
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sgd => "SGD",
            Self::AdamW => "AdamW",
            Self::Adam => "Adam",
            Self::Muon => "Muon",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_falls_once_per_step() {
        let steps = RateSchedule::Steps(StepLr { every: 100, factor: 0.95 });
        assert_eq!([0, 99, 100, 250].map(|i| steps.factor_at(i, 300)), [1.0, 1.0, 0.95, 0.95 * 0.95]);
    }

    /// catches: a cosine of a whole turn, one that ends before or after the last iteration
    #[test]
    fn a_cosine_falls_from_one_to_zero() {
        let factors = [0, 50, 100].map(|i| RateSchedule::Cosine.factor_at(i, 100));
        assert!(factors.iter().zip([1.0, 0.5, 0.0]).all(|(a, b)| (a - b).abs() < 1e-15), "{factors:?}");
        let third = RateSchedule::Cosine.factor_at(1, 3);
        assert!((third - 0.75).abs() < 1e-15, "{third}");
    }
}
