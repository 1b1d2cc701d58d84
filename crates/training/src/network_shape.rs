//! The shape of a network, and where each layer's numbers are among all parameters.

use std::ops::Range;

use diffusion::config::Activation;
use diffusion::{Config, Rng};

/// How many numbers go in and come out, and what is in between; every count at least 1.
///
/// The parameters of a network are one block of numbers: layer after layer its weights, row after row of [out, in], as
/// PyTorch has them, then its biases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkShape {
    /// Numbers read of a row: the coordinates of the point, then those that tell its level, if any.
    pub inputs: usize,
    /// Hidden units of each hidden layer.
    pub width: usize,
    /// Hidden layers.
    pub depth: usize,
    /// What follows each of them.
    pub activation: Activation,
    /// Numbers predicted for a row: the coordinates of the target.
    pub outputs: usize,
}

/// One linear layer, and where its parameters begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerShape {
    /// Numbers that it reads.
    pub inputs: usize,
    /// Numbers that it gives.
    pub outputs: usize,
    /// The place of its first parameter.
    pub from: usize,
}

impl NetworkShape {
    /// The network of a configuration, with so many inputs and outputs.
    pub fn new(config: &Config, inputs: usize, outputs: usize) -> Self {
        let Config { width, depth, activation, .. } = *config;
        Self { inputs, width, depth, activation, outputs }
    }

    /// The layers, in the order of the parameters.
    pub fn layers(self) -> impl Iterator<Item = LayerShape> {
        let mut from = 0;
        (0..=self.depth).map(move |k| {
            let inputs = if k == 0 { self.inputs } else { self.width };
            let outputs = if k == self.depth { self.outputs } else { self.width };
            let layer = LayerShape { inputs, outputs, from };
            from += layer.parameters();
            layer
        })
    }

    /// Weights and biases of all layers together.
    pub fn parameters(self) -> usize {
        self.layers().map(LayerShape::parameters).sum()
    }

    /// The layers that an activation follows.
    pub fn hidden_layers(self) -> impl Iterator<Item = LayerShape> {
        self.layers().take(self.depth)
    }

    /// The places of the weights and biases of the last layer among all parameters.
    pub fn last_layer(self) -> Range<usize> {
        self.layers().last().map_or(0, |layer| layer.from)..self.parameters()
    }

    /// PyTorch's start weights in parameter order: every weight and every bias of a layer is drawn from
    /// `U(-1/√fan_in, 1/√fan_in)`.
    pub fn draw_weights(self, rng: &mut Rng) -> Vec<f32> {
        let mut weights = Vec::with_capacity(self.parameters());
        for layer in self.layers() {
            let bound = 1.0 / (layer.inputs as f64).sqrt();
            weights.extend((0..layer.parameters()).map(|_| (bound * (2.0 * rng.uniform() - 1.0)) as f32));
        }
        weights
    }
}

impl LayerShape {
    fn parameters(self) -> usize {
        (self.inputs + 1) * self.outputs
    }

    fn weights(self) -> usize {
        self.inputs * self.outputs
    }

    /// Its weights among all parameters.
    pub fn weight(self, parameters: &[f32]) -> &[f32] {
        &parameters[self.from..][..self.weights()]
    }

    /// The same, to be written.
    pub fn weight_mut(self, parameters: &mut [f32]) -> &mut [f32] {
        self.split_mut(parameters).0
    }

    /// Its biases among all parameters.
    pub fn bias(self, parameters: &[f32]) -> &[f32] {
        &parameters[self.biases()]
    }

    /// The places of its biases among all parameters.
    pub fn biases(self) -> Range<usize> {
        self.from + self.weights()..self.from + self.parameters()
    }

    /// Its weights and its biases among all parameters, to be written.
    pub fn split_mut(self, parameters: &mut [f32]) -> (&mut [f32], &mut [f32]) {
        parameters[self.from..][..self.parameters()].split_at_mut(self.weights())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Stream;

    const SHAPE: NetworkShape =
        NetworkShape { inputs: 3, width: 32, depth: 2, activation: Activation::Relu, outputs: 2 };

    /// PyTorch's distribution of one layer: `U(-k, k)` with `k = 1/√fan_in`, so of variance `k²/3`, for biases as for
    /// weights.
    fn check_uniform(values: &[f32], fan_in: f64) {
        let (bound, n) = (1.0 / fan_in.sqrt(), values.len() as f64);
        let moment = |power| values.iter().map(|value| (f64::from(*value) / bound).powi(power)).sum::<f64>() / n;
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(f64::from(value.abs())));
        assert!((0.99 * bound..=bound * 1.000_001).contains(&largest), "{largest} against {bound}");
        // The standard errors of the mean and of the mean square of U(-1, 1).
        for (power, expected, variance) in [(1, 0.0, 1.0 / 3.0), (2, 1.0 / 3.0, 4.0 / 45.0)] {
            let off = moment(power) - expected;
            assert!(off.abs() < 4.0 * f64::sqrt(variance / n), "moment {power} is off by {off}");
        }
    }

    /// catches: fan-out for fan-in, a bound without its root, biases that start at 0, one sign only
    #[test]
    fn start_weights_follow_pytorchs_distribution_layer_by_layer() {
        let networks: Vec<Vec<f32>> =
            (0..40).map(|seed| SHAPE.draw_weights(&mut Rng::new(seed, Stream::Init))).collect();
        let mut from = 0;
        for layer in SHAPE.layers() {
            for count in [layer.inputs * layer.outputs, layer.outputs] {
                let values: Vec<f32> =
                    networks.iter().flat_map(|weights| &weights[from..from + count]).copied().collect();
                check_uniform(&values, layer.inputs as f64);
                from += count;
            }
        }
        assert_eq!(from, SHAPE.parameters());
    }
}
