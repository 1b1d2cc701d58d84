//! How weights move: one step of SGD or of Adam on all parameters at once.

use candle_nn::optim::ParamsAdamW;
use diffusion::config::Optimizer;

/// Moves parameters against their gradients.
#[derive(Debug)]
pub enum ParameterUpdate {
    /// Plain SGD.
    Sgd,
    /// Adam with its decay of the weights, which may be 0.
    Adam {
        /// β, ε and decay.
        numbers: ParamsAdamW,
        /// The running means of the gradient.
        first: Vec<f32>,
        /// The running means of its square.
        second: Vec<f32>,
        /// Steps taken.
        steps: i32,
    },
}

/// The numbers of a rule of the family of Adam, at any rate; none for SGD.
pub fn adam_numbers(rule: Optimizer) -> Option<ParamsAdamW> {
    match rule {
        Optimizer::Sgd => None,
        Optimizer::AdamW => Some(ParamsAdamW::default()),
        Optimizer::Adam => Some(ParamsAdamW { beta2: 0.99, weight_decay: 0.0, ..ParamsAdamW::default() }),
    }
}

impl ParameterUpdate {
    /// By this rule, of so many parameters.
    pub fn new(rule: Optimizer, parameters: usize) -> Self {
        let zeros = || vec![0.0; parameters];
        match adam_numbers(rule) {
            None => Self::Sgd,
            Some(numbers) => Self::Adam { numbers, first: zeros(), second: zeros(), steps: 0 },
        }
    }

    /// One step at this rate, in one pass.
    pub fn step(&mut self, theta: &mut [f32], gradient: &[f32], rate: f64) {
        match self {
            Self::Sgd => {
                let rate = rate as f32;
                theta.iter_mut().zip(gradient).for_each(|(theta, gradient)| *theta -= rate * gradient);
            }
            Self::Adam { numbers, first, second, steps } => {
                *steps += 1;
                adam_step(theta, gradient, first, second, &AdamNumbers::new(numbers, rate, *steps));
            }
        }
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
