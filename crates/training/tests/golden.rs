//! One step of training from given weights and a given batch, against numbers worked out apart: by hand-written
//! back-propagation over plain lists in double precision, itself checked by finite differences.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::config::{Activation, Loss, Optimizer};
use training::gradient_step::{GradientDescent, StepBatch};
use training::loss::Objective;
use training::{Backend, Network, NetworkShape};

/// Weights, batch and targets that a formula gives, so that only what comes out has to be written down.
struct Given {
    shape: NetworkShape,
    rows: usize,
}

impl Given {
    fn weights(&self) -> Vec<f32> {
        (0..self.shape.parameters()).map(|k| (0.9 * (1.7 * k as f64 + 0.3).sin()) as f32).collect()
    }

    fn input(&self) -> Tensor {
        let value = |k| (0.8 * k as f64 + 0.1).cos() as f32;
        tensor((0..self.rows * self.shape.inputs).map(value).collect(), self.rows)
    }

    fn target(&self) -> Tensor {
        let value = |k| (2.3 * k as f64 + 0.7).sin() as f32;
        tensor((0..self.rows * self.shape.outputs).map(value).collect(), self.rows)
    }
}

fn tensor(values: Vec<f32>, rows: usize) -> Tensor {
    let columns = values.len() / rows;
    Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap()
}

const fn shape(inputs: usize, outputs: usize) -> NetworkShape {
    NetworkShape { inputs, width: 3, depth: 2, activation: Activation::Relu, outputs }
}

/// 1-D without a level among the inputs, and 2-D with one.
const LINE: Given = Given { shape: shape(1, 1), rows: 3 };
const PLANE: Given = Given { shape: shape(3, 2), rows: 4 };
const RATE: f64 = 0.05;

fn check_step(given: &Given, kind: Loss, expected_loss: f64, expected_weights: &[f64]) {
    for backend in [Backend::Candle, Backend::Fused] {
        let network = Network::new(given.shape, &given.weights(), backend).unwrap();
        let objective = Objective::new(kind, &Arc::default());
        let batch = StepBatch { input: given.input(), target: given.target(), objective };
        let value = GradientDescent::new(&network, Optimizer::Sgd).unwrap().step(&batch, RATE).unwrap();

        let off = f64::from(value) / expected_loss - 1.0;
        assert!(off.abs() < 1e-6, "{backend:?} {kind:?}: the loss is off by {off}");
        let weights = network.weights().unwrap();
        assert_eq!(weights.len(), expected_weights.len());
        for (i, (weight, expected)) in weights.iter().zip(expected_weights).enumerate() {
            assert!(
                (f64::from(*weight) - expected).abs() < 1e-6,
                "{backend:?} {kind:?}: weight {i} is {weight}, not {expected}"
            );
        }
    }
}

/// catches: mean for sum, a gradient without its 2, a step up the slope, weights read transposed
#[test]
fn one_step_on_the_sum_of_squares_gives_the_weights_of_hand_written_back_propagation() {
    check_step(
        &LINE,
        Loss::SumOfSquares,
        4.067007411349208,
        &[
            0.2659682, 0.8539645, -0.566517, -0.695488, 0.6791577, 0.4100552, -0.7917262, -0.4955371, 0.8515436,
            0.0969783, -0.8869704, 0.1485835, 0.8650374, -0.3578001, -0.7728363, 0.4203357, 0.6526104, -0.7191193,
            -0.3525202, 0.839492, 0.2292141, -0.5849124,
        ],
    );
    check_step(
        &PLANE,
        Loss::SumOfSquares,
        8.995359911776463,
        &[
            0.2627561, 0.8337371, -0.4522245, -0.7048484, 0.6141811, 0.4774143, -0.7653651, -0.2982609, 0.8820902,
            0.116974, -0.9499831, 0.0849715, 0.8650374, -0.3578001, -0.7728363, 0.5452593, 0.629316, -0.7191193,
            -0.4629947, 0.8315952, 0.1026198, -0.892601, 0.0083877, 0.699309, -0.2307597, -0.8266699, 0.0976576,
            0.7181569, -0.62841, -0.4843779, 0.419902, 0.420263,
        ],
    );
}

/// catches: the norm squared, or divided by the number of rows; its gradient not divided by it
#[test]
fn one_step_on_the_norm_gives_the_weights_of_hand_written_back_propagation() {
    check_step(
        &LINE,
        Loss::Norm,
        2.0166822782355203,
        &[
            0.2659682, 0.8271933, -0.4990832, -0.695488, 0.6617958, 0.4975736, -0.7917262, -0.365331, 0.8690391,
            0.0969783, -0.8966168, 0.1382847, 0.8650374, -0.3578001, -0.7728363, 0.5230801, 0.6350915, -0.7191193,
            -0.4213244, 0.8350119, 0.2292141, -0.8163151,
        ],
    );
    check_step(
        &PLANE,
        Loss::Norm,
        2.999226552259176,
        &[
            0.2654327, 0.8209299, -0.4727468, -0.6970485, 0.6490885, 0.5182548, -0.7873315, -0.3183811, 0.876021,
            0.1003118, -0.9081635, 0.1265677, 0.8650374, -0.3578001, -0.7728363, 0.5550023, 0.629316, -0.7191193,
            -0.4471723, 0.8332116, 0.2081096, -0.892601, 0.0020644, 0.8602057, -0.2307597, -0.831887, 0.3874253,
            0.7181569, -0.6301165, -0.5438056, 0.7146804, 0.3669904,
        ],
    );
}

/// A perfect prediction has no direction to go in: the norm's gradient is 0 there, as in PyTorch, and not 0/0.
#[test]
fn the_norm_of_a_perfect_prediction_moves_nothing() {
    let network = Network::new(PLANE.shape, &PLANE.weights(), Backend::Fused).unwrap();
    let target = network.forward(&PLANE.input()).unwrap();
    let batch = StepBatch { input: PLANE.input(), target, objective: Objective::Norm };
    assert_eq!(GradientDescent::new(&network, Optimizer::Sgd).unwrap().step(&batch, RATE).unwrap(), 0.0);
    assert_eq!(network.weights().unwrap(), PLANE.weights());
}
