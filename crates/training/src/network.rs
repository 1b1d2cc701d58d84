//! The network: the point and what tells its noise level → width → ReLU → width → ReLU → the target.
//!
//! What tells the level is one scalar, an embedding, or nothing: see `conditioning.rs`.

use candle_core::{Device, Result, Tensor, Var};
use diffusion::Rng;

use crate::dense::{Activation, Dense};

/// Which operations carry out the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// candle's own, one small operation after the other.
    Candle,
    /// Ours, which do a layer, a loss or an update at once.
    #[default]
    Fused,
}

/// How many numbers go in and come out, and how wide it is in between; each at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkShape {
    /// Numbers read of a row: the coordinates of the point, then those that tell its level, if any.
    pub inputs: usize,
    /// Hidden units of each of the two hidden layers.
    pub width: usize,
    /// Numbers predicted for a row: the coordinates of the target.
    pub outputs: usize,
}

/// A network of three linear layers with ReLU between them.
#[derive(Clone, Debug)]
pub struct Network {
    layers: [Layer; 3],
    backend: Backend,
}

/// One linear layer: weights of shape [out, in], as PyTorch has them, and biases of shape [out].
#[derive(Clone, Debug)]
struct Layer {
    weight: Tensor,
    bias: Tensor,
    activation: Activation,
    fused: Dense,
}

impl NetworkShape {
    /// The inputs and outputs of the three layers.
    fn layers(self) -> [(usize, usize); 3] {
        [(self.inputs, self.width), (self.width, self.width), (self.width, self.outputs)]
    }

    /// Weights and biases of all layers together.
    pub fn parameters(self) -> usize {
        self.layers().iter().map(|(inputs, outputs)| (inputs + 1) * outputs).sum()
    }

    /// PyTorch's start weights in parameter order: every weight and every bias of a layer is drawn from
    /// `U(-1/√fan_in, 1/√fan_in)`.
    pub fn draw_weights(self, rng: &mut Rng) -> Vec<f32> {
        let mut weights = Vec::with_capacity(self.parameters());
        for (fan_in, fan_out) in self.layers() {
            let bound = 1.0 / (fan_in as f64).sqrt();
            weights.extend((0..(fan_in + 1) * fan_out).map(|_| (bound * (2.0 * rng.uniform() - 1.0)) as f32));
        }
        weights
    }
}

impl Network {
    /// A network to be trained, from its weights in parameter order: `w1, b1, w2, b2, w3, b3`, each row after row.
    ///
    /// # Errors
    /// Unless there are [`NetworkShape::parameters`] weights.
    pub fn new(shape: NetworkShape, weights: &[f32], backend: Backend) -> Result<Self> {
        if weights.len() != shape.parameters() {
            candle_core::bail!("a network of {shape:?} has {} weights, not {}", shape.parameters(), weights.len());
        }
        let mut rest = weights;
        let mut layer = |(inputs, outputs), activation| {
            let (own, others) = rest.split_at((inputs + 1) * outputs);
            rest = others;
            Layer::new(own, inputs, outputs, activation)
        };
        let [first, second, third] = shape.layers();
        let layers =
            [layer(first, Activation::Relu)?, layer(second, Activation::Relu)?, layer(third, Activation::Identity)?];
        Ok(Self { layers, backend })
    }

    /// How many numbers go in, through and out.
    pub fn shape(&self) -> NetworkShape {
        let [first, _, last] = self.layers.each_ref().map(|layer| layer.weight.dims());
        NetworkShape { inputs: first[1], width: first[0], outputs: last[0] }
    }

    /// The parameters `w1, b1, w2, b2, w3, b3`, to be trained.
    ///
    /// # Errors
    /// Where the network is a frozen copy and candle cannot copy it again.
    pub fn vars(&self) -> Result<Vec<Var>> {
        self.parameters().map(Var::from_tensor).collect()
    }

    /// Every weight and bias, in parameter order.
    ///
    /// # Errors
    /// Where candle cannot read a tensor.
    pub fn weights(&self) -> Result<Vec<f32>> {
        let mut weights = Vec::new();
        for parameter in self.parameters() {
            weights.extend(parameter.flatten_all()?.to_vec1::<f32>()?);
        }
        Ok(weights)
    }

    /// A copy that no later training changes and that records no graph.
    ///
    /// # Errors
    /// Where candle cannot copy a tensor.
    pub fn frozen(&self) -> Result<Self> {
        let [first, second, third] = &self.layers;
        Ok(Self { layers: [first.frozen()?, second.frozen()?, third.frozen()?], backend: self.backend })
    }

    /// What the network says of the rows of `x`, of shape [rows, inputs]: [rows, outputs].
    ///
    /// # Errors
    /// Where the shapes do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        // Of each layer, `activation(x Wᵀ + b)`.
        self.layers.iter().try_fold(x.clone(), |x, Layer { weight, bias, activation, fused }| match self.backend {
            Backend::Fused => fused.apply(&x, weight, bias),
            Backend::Candle => activation.apply(&x.matmul(&weight.t()?)?.broadcast_add(bias)?),
        })
    }

    /// `w1, b1, w2, b2, w3, b3`
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Tensor> {
        self.layers.iter().flat_map(|layer| [&layer.weight, &layer.bias])
    }
}

impl Layer {
    /// From its weights, then its biases.
    fn new(parameters: &[f32], inputs: usize, outputs: usize, activation: Activation) -> Result<Self> {
        let (weight, bias) = parameters.split_at(inputs * outputs);
        let weight = Var::from_slice(weight, (outputs, inputs), &Device::Cpu)?.into_inner();
        let bias = Var::from_slice(bias, outputs, &Device::Cpu)?.into_inner();
        Ok(Self { weight, bias, activation, fused: Dense::new(activation) })
    }

    fn frozen(&self) -> Result<Self> {
        let (weight, bias) = (self.weight.copy()?.detach(), self.bias.copy()?.detach());
        Ok(Self { weight, bias, activation: self.activation, fused: Dense::new(self.activation) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Stream;

    const SHAPE: NetworkShape = NetworkShape { inputs: 3, width: 32, outputs: 2 };

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
        for (fan_in, fan_out) in SHAPE.layers() {
            for count in [fan_in * fan_out, fan_out] {
                let values: Vec<f32> =
                    networks.iter().flat_map(|weights| &weights[from..from + count]).copied().collect();
                check_uniform(&values, fan_in as f64);
                from += count;
            }
        }
        assert_eq!(from, SHAPE.parameters());
    }

    #[test]
    fn weights_come_back_in_parameter_order() {
        let weights = SHAPE.draw_weights(&mut Rng::new(0, Stream::Init));
        let network = Network::new(SHAPE, &weights, Backend::Fused).unwrap();
        assert_eq!(network.weights().unwrap(), weights);
        let shapes: Vec<Vec<usize>> = network.vars().unwrap().iter().map(|var| var.dims().to_vec()).collect();
        assert_eq!(shapes, [vec![32, 3], vec![32], vec![32, 32], vec![32], vec![2, 32], vec![2]]);
        assert!(Network::new(SHAPE, &weights[1..], Backend::Fused).is_err());
    }

    /// catches: a frozen copy that shares the storage of what is trained
    #[test]
    fn a_frozen_copy_does_not_follow_the_training() {
        let weights = SHAPE.draw_weights(&mut Rng::new(0, Stream::Init));
        let network = Network::new(SHAPE, &weights, Backend::Fused).unwrap();
        let frozen = network.frozen().unwrap();
        for var in network.vars().unwrap() {
            var.set(&var.zeros_like().unwrap()).unwrap();
        }
        assert_eq!(frozen.weights().unwrap(), weights);
        assert!(network.weights().unwrap().iter().all(|weight| *weight == 0.0));
    }
}
