//! What follows a layer's linear map, on plain slices: its values, and its slopes for the way back.

use candle_core::{Result, Tensor};
use diffusion::config::Activation;
use wide::f32x8;

use crate::exp::exp;
use crate::kernels::{relu, relu_gradient};

/// An activation by candle's own operations.
pub fn apply(activation: Activation, x: &Tensor) -> Result<Tensor> {
    match activation {
        Activation::Relu => x.relu(),
        Activation::Silu => x.silu(),
    }
}

/// An activation, in place.
pub fn activate(activation: Activation, values: &mut [f32]) {
    match activation {
        Activation::Relu => relu(values),
        Activation::Silu => {
            let (blocks, rest) = values.as_chunks_mut();
            blocks.iter_mut().for_each(|block| *block = silu((*block).into()).value.to_array());
            rest.iter_mut().for_each(|value| [*value, ..] = silu(f32x8::splat(*value)).value.to_array());
        }
    }
}

/// The same, and what the way back needs: of SiLU its slope at every value, of ReLU nothing but what it gave.
pub fn activate_for_training(activation: Activation, values: &mut [f32], slopes: &mut Vec<f32>) {
    match activation {
        Activation::Relu => relu(values),
        Activation::Silu => {
            slopes.resize(values.len(), 0.0);
            silu_and_slopes(values, slopes);
        }
    }
}

fn silu_and_slopes(values: &mut [f32], slopes: &mut [f32]) {
    let ((values, rest), (slopes, rest_of_slopes)) = (values.as_chunks_mut(), slopes.as_chunks_mut());
    for (values, slopes) in values.iter_mut().zip(slopes) {
        let silu = silu((*values).into());
        (*values, *slopes) = (silu.value.to_array(), silu.slope.to_array());
    }
    for (value, slope) in rest.iter_mut().zip(rest_of_slopes) {
        let silu = silu(f32x8::splat(*value));
        ([*value, ..], [*slope, ..]) = (silu.value.to_array(), silu.slope.to_array());
    }
}

/// The gradient before an activation, in place of the one after it, from what it gave and from its slopes.
pub fn gradient_before(activation: Activation, gradient: &mut [f32], given: &[f32], slopes: &[f32]) {
    match activation {
        Activation::Relu => relu_gradient(gradient, given),
        Activation::Silu => gradient.iter_mut().zip(slopes).for_each(|(gradient, slope)| *gradient *= slope),
    }
}

/// SiLU and its slope.
struct Silu {
    value: f32x8,
    slope: f32x8,
}

/// `x s(x)` with `s(x) = 1 / (1 + e^-x)`
#[inline(always)]
fn silu(x: f32x8) -> Silu {
    let sigmoid = 1.0 / (exp(-x) + 1.0);
    let value = x * sigmoid;
    Silu { value, slope: sigmoid + value * (1.0 - sigmoid) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// catches: x for -x, a slope of the sigmoid alone
    #[test]
    fn silu_and_its_slope_are_those_of_its_formula() {
        let points: Vec<f32> = (-400..=400).map(|i| i as f32 / 20.0).collect();
        let (mut values, mut slopes, mut plain) = (points.clone(), Vec::new(), points.clone());
        activate_for_training(Activation::Silu, &mut values, &mut slopes);
        activate(Activation::Silu, &mut plain);
        assert_eq!(values, plain);
        let silu = |x: f64| x / (1.0 + (-x).exp());
        for ((x, value), slope) in points.iter().zip(values).zip(slopes) {
            let (x, h) = (f64::from(*x), 1e-4);
            assert!((f64::from(value) - silu(x)).abs() < 1e-6 * (1.0 + x.abs()), "silu({x}) = {value}");
            let expected = (silu(x + h) - silu(x - h)) / (2.0 * h);
            assert!((f64::from(slope) - expected).abs() < 2e-6, "slope at {x}: {slope}, not {expected}");
        }
    }
}
