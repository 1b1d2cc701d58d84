//! The way through a network and back, on plain slices: every number that is needed in between, kept from one call to
//! the next.

use crate::activation::{activate, activate_for_training, gradient_before};
use crate::kernels::{Strips, add_outer_products, add_rows, product};
use crate::network_shape::{LayerShape, NetworkShape};

/// The numbers in between, of the last way through.
#[derive(Debug, Default)]
pub struct Pass {
    /// The weights of one layer, cut up for the kernels.
    strips: Strips,
    /// What each layer gave, the last one the outputs.
    given: Vec<Vec<f32>>,
    /// The slopes of the activation that follows each hidden layer.
    slopes: Vec<Vec<f32>>,
    /// The gradient by what a layer gave, and by what it was given.
    by_given: Vec<f32>,
    by_input: Vec<f32>,
}

impl Pass {
    /// The outputs for rows of inputs: `parameters` as in [`NetworkShape`], [rows, outputs].
    pub fn forward(&mut self, shape: NetworkShape, parameters: &[f32], input: &[f32]) -> &[f32] {
        self.through(shape, parameters, input, |given, _| activate(shape.activation, given))
    }

    /// The same, and what [`Self::backward`] needs.
    pub fn forward_for_training(&mut self, shape: NetworkShape, parameters: &[f32], input: &[f32]) -> &[f32] {
        self.through(shape, parameters, input, |given, slopes| activate_for_training(shape.activation, given, slopes))
    }

    fn through(
        &mut self,
        shape: NetworkShape,
        parameters: &[f32],
        input: &[f32],
        activate: impl Fn(&mut [f32], &mut Vec<f32>),
    ) -> &[f32] {
        let rows = input.len() / shape.inputs;
        self.given.resize_with(shape.depth + 1, Vec::new);
        self.slopes.resize_with(shape.depth, Vec::new);
        for (k, layer) in shape.layers().enumerate() {
            let (before, after) = self.given.split_at_mut(k);
            let (input, given) = (before.last().map_or(input, Vec::as_slice), &mut after[0]);
            given.resize(rows * layer.outputs, 0.0);
            self.strips.cut_transposed(layer.weight(parameters), layer.inputs);
            product(input, &self.strips, Some(layer.bias(parameters)), given);
            if let Some(slopes) = self.slopes.get_mut(k) {
                activate(given, slopes);
            }
        }
        self.outputs()
    }

    /// The outputs of the last way through.
    pub fn outputs(&self) -> &[f32] {
        self.given.last().map_or(&[], Vec::as_slice)
    }

    /// The gradient by every parameter, into `gradients` in their order, after [`Self::forward_for_training`] with the
    /// same parameters and input; `by_outputs` is the gradient by the outputs.
    pub fn backward(
        &mut self,
        shape: NetworkShape,
        parameters: &[f32],
        input: &[f32],
        by_outputs: &[f32],
        gradients: &mut [f32],
    ) {
        gradients.fill(0.0);
        self.by_given.clear();
        self.by_given.extend_from_slice(by_outputs);
        let layers: Vec<LayerShape> = shape.layers().collect();
        for (k, layer) in layers.iter().enumerate().rev() {
            let before = if k == 0 { input } else { &self.given[k - 1] };
            let (by_weight, by_bias) = layer.split_mut(gradients);
            add_outer_products(&self.by_given, layer.outputs, before, layer.inputs, by_weight);
            add_rows(&self.by_given, by_bias);
            if k > 0 {
                self.by_input.resize(before.len(), 0.0);
                self.strips.cut(layer.weight(parameters), layer.inputs);
                product(&self.by_given, &self.strips, None, &mut self.by_input);
                gradient_before(shape.activation, &mut self.by_input, before, &self.slopes[k - 1]);
                std::mem::swap(&mut self.by_given, &mut self.by_input);
            }
        }
    }
}
