//! How weights move: one step of SGD, of Adam, or of Muon on all parameters at once.

use std::ops::Range;

use candle_nn::optim::ParamsAdamW;
use diffusion::config::Optimizer;
use serde::{Deserialize, Serialize};

use crate::muon::{Muon, step_length};
use crate::network_shape::NetworkShape;

/// Moves parameters against their gradients.
#[derive(Debug)]
pub enum ParameterUpdate {
    /// Plain SGD.
    Sgd,
    /// Adam with its decay of the weights, which may be 0.
    Adam(Adam),
    /// Muon for the weights of hidden layers, Adam for all else.
    Muon {
        /// Of the network.
        shape: NetworkShape,
        /// The momenta of hidden weights.
        muon: Muon,
        /// For all else.
        adam: Adam,
    },
}

/// Adam, and what it remembers.
#[derive(Debug)]
pub struct Adam {
    /// β, ε and decay.
    numbers: ParamsAdamW,
    moments: AdamMoments,
}

/// The running means of gradients and of their squares.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdamMoments {
    first: Vec<f32>,
    second: Vec<f32>,
    /// Steps taken.
    steps: i32,
}

/// What a rule remembers of the steps before, beside its numbers, which are the configuration's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum OptimizerMemory {
    /// Plain SGD: nothing.
    Sgd,
    /// Of Adam and AdamW.
    Adam(AdamMoments),
    /// Of Muon: the momenta of hidden weights, and what Adam remembers of all else.
    Muon(Vec<f32>, AdamMoments),
}

/// The numbers of a rule that divides by the gradients' size, at any rate; none for SGD.
pub fn adam_numbers(rule: Optimizer) -> Option<ParamsAdamW> {
    match rule {
        Optimizer::Sgd => None,
        Optimizer::AdamW => Some(ParamsAdamW::default()),
        Optimizer::Adam | Optimizer::Muon => {
            Some(ParamsAdamW { beta2: 0.99, weight_decay: 0.0, ..ParamsAdamW::default() })
        }
    }
}

impl ParameterUpdate {
    /// By this rule, of a network of this shape.
    pub fn new(rule: Optimizer, shape: NetworkShape) -> Self {
        let zeros = || vec![0.0; shape.parameters()];
        let moments = || AdamMoments { first: zeros(), second: zeros(), steps: 0 };
        let adam = adam_numbers(rule).map(|numbers| Adam { numbers, moments: moments() });
        match adam {
            None => Self::Sgd,
            Some(adam) if rule == Optimizer::Muon => Self::Muon { shape, muon: Muon::new(shape.parameters()), adam },
            Some(adam) => Self::Adam(adam),
        }
    }

    /// What it remembers of the steps so far.
    pub fn memory(&self) -> OptimizerMemory {
        match self {
            Self::Sgd => OptimizerMemory::Sgd,
            Self::Adam(adam) => OptimizerMemory::Adam(adam.moments.clone()),
            Self::Muon { muon, adam, .. } => OptimizerMemory::Muon(muon.momentum().to_vec(), adam.moments.clone()),
        }
    }

    /// Goes on from what one of the same rule and shape remembered; false where that is of another.
    #[must_use]
    pub fn restore(&mut self, memory: OptimizerMemory) -> bool {
        match (self, memory) {
            (Self::Sgd, OptimizerMemory::Sgd) => true,
            (Self::Adam(adam), OptimizerMemory::Adam(moments)) => adam.restore(moments),
            (Self::Muon { muon, adam, .. }, OptimizerMemory::Muon(momentum, moments)) => {
                adam.restore(moments) && muon.restore(momentum)
            }
            _ => false,
        }
    }

    /// One step at this rate.
    pub fn step(&mut self, theta: &mut [f32], gradient: &[f32], rate: f64) {
        match self {
            Self::Sgd => move_against(theta, gradient, rate),
            Self::Adam(adam) => {
                let numbers = adam.next(rate);
                adam.step_on(0..theta.len(), theta, gradient, &numbers);
            }
            Self::Muon { shape, muon, adam } => {
                let numbers = adam.next(rate);
                for layer in shape.hidden_layers() {
                    let direction = muon.direction(layer, gradient);
                    move_against(layer.weight_mut(theta), direction, rate * step_length(layer));
                    adam.step_on(layer.biases(), theta, gradient, &numbers);
                }
                adam.step_on(shape.last_layer(), theta, gradient, &numbers);
            }
        }
    }
}

/// `θ ← θ - rate · direction`
fn move_against(theta: &mut [f32], direction: &[f32], rate: f64) {
    let rate = rate as f32;
    theta.iter_mut().zip(direction).for_each(|(theta, direction)| *theta -= rate * direction);
}

impl Adam {
    fn restore(&mut self, moments: AdamMoments) -> bool {
        let sizes = |moments: &AdamMoments| [moments.first.len(), moments.second.len()];
        let fits = sizes(&moments) == sizes(&self.moments) && moments.steps >= 0;
        if fits {
            self.moments = moments;
        }
        fits
    }

    /// The numbers of the next step.
    fn next(&mut self, rate: f64) -> AdamNumbers {
        self.moments.steps = self.moments.steps.saturating_add(1);
        AdamNumbers::new(&self.numbers, rate, self.moments.steps)
    }

    /// A step on some of the parameters.
    fn step_on(&mut self, part: Range<usize>, theta: &mut [f32], gradient: &[f32], numbers: &AdamNumbers) {
        let AdamMoments { first, second, .. } = &mut self.moments;
        let (first, second) = (&mut first[part.clone()], &mut second[part.clone()]);
        adam_step(&mut theta[part.clone()], &gradient[part], first, second, numbers);
    }
}

/// What a step of Adam needs beside gradient and moments.
struct AdamNumbers {
    betas: [f32; 2],
    one_minus_betas: [f32; 2],
    /// `1 / (1 - β^t)`: the moments begin at 0, which draws their means down.
    unbias: [f32; 2],
    keep: f32,
    rate: f32,
    epsilon: f32,
}

impl AdamNumbers {
    fn new(numbers: &ParamsAdamW, rate: f64, steps: i32) -> Self {
        let ParamsAdamW { beta1, beta2, eps, weight_decay, .. } = *numbers;
        let betas = [beta1, beta2];
        Self {
            betas: betas.map(|beta| beta as f32),
            one_minus_betas: betas.map(|beta| (1.0 - beta) as f32),
            unbias: betas.map(|beta| (1.0 / (1.0 - beta.powi(steps))) as f32),
            keep: (1.0 - rate * weight_decay) as f32,
            rate: rate as f32,
            epsilon: eps as f32,
        }
    }
}

fn adam_step(theta: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32], numbers: &AdamNumbers) {
    let AdamNumbers { betas, one_minus_betas, unbias, keep, rate, epsilon } = *numbers;
    for ((theta, gradient), (first, second)) in theta.iter_mut().zip(gradient).zip(first.iter_mut().zip(second)) {
        *first = *first * betas[0] + gradient * one_minus_betas[0];
        *second = *second * betas[1] + gradient * gradient * one_minus_betas[1];
        let direction = *first * unbias[0] / ((*second * unbias[1]).sqrt() + epsilon);
        *theta = *theta * keep - direction * rate;
    }
}
