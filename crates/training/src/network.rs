//! The network: the point and what tells its noise level → hidden layers, each followed by an activation → the target.
//!
//! What tells the level is one scalar, an embedding, or nothing: see `conditioning.rs`.

use std::sync::{Arc, Mutex, PoisonError};

use crate::activation;
use crate::cpu::slice;
use crate::network_shape::{LayerShape, NetworkShape};
use crate::pass::Pass;
use candle_core::{CpuStorage, CustomOp2, Device, Layout, Result, Shape, Tensor, Var};

/// Which operations carry out the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// candle's own, one small operation after the other.
    Candle,
    /// Ours, which do a whole pass or a whole iteration at once.
    #[default]
    Fused,
}

/// A network of linear layers with an activation between them. Clones share their parameters.
#[derive(Clone, Debug)]
pub struct Network {
    shape: NetworkShape,
    parameters: Tensor,
    backend: Backend,
    pass: Arc<Mutex<Pass>>,
}

/// The weights `[out, in]` and biases `[out]` of a layer, as candle has them.
pub struct LayerTensors {
    /// The weights.
    pub weight: Tensor,
    /// The biases.
    pub bias: Tensor,
}

impl LayerTensors {
    /// Views of a layer's part of a tensor of all parameters.
    fn of(layer: LayerShape, parameters: &Tensor) -> Result<Self> {
        let LayerShape { inputs, outputs, from } = layer;
        let (weights, biases) = (inputs * outputs, from + inputs * outputs);
        let weight = parameters.narrow(0, from, weights)?.reshape((outputs, inputs))?;
        Ok(Self { weight, bias: parameters.narrow(0, biases, outputs)? })
    }
}

impl Network {
    /// A network to be trained, from its weights in parameter order.
    ///
    /// # Errors
    /// Unless there are [`NetworkShape::parameters`] weights.
    pub fn new(shape: NetworkShape, weights: &[f32], backend: Backend) -> Result<Self> {
        if weights.len() != shape.parameters() {
            candle_core::bail!("a network of {shape:?} has {} weights, not {}", shape.parameters(), weights.len());
        }
        let parameters = Var::from_slice(weights, weights.len(), &Device::Cpu)?.into_inner();
        Ok(Self { shape, parameters, backend, pass: Arc::default() })
    }

    /// How many numbers go in, through and out.
    pub fn shape(&self) -> NetworkShape {
        self.shape
    }

    /// The operations that carry it out.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The parameters in one block, to be trained.
    ///
    /// # Errors
    /// Where the network is a frozen copy and candle cannot copy it again.
    pub fn var(&self) -> Result<Var> {
        Var::from_tensor(&self.parameters)
    }

    /// Every weight and bias, in parameter order.
    ///
    /// # Errors
    /// Where candle cannot read a tensor.
    pub fn weights(&self) -> Result<Vec<f32>> {
        self.parameters.to_vec1()
    }

    /// A copy that no later training changes and that records no graph.
    ///
    /// # Errors
    /// Where candle cannot copy a tensor.
    pub fn frozen(&self) -> Result<Self> {
        Ok(Self { parameters: self.parameters.copy()?.detach(), pass: Arc::default(), ..*self })
    }

    /// What the network says of the rows of `x`, of shape [rows, inputs]: [rows, outputs]. Only candle's own operations
    /// record a graph.
    ///
    /// # Errors
    /// Where the shapes do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        if self.backend == Backend::Fused {
            let pass = ForwardPass { shape: self.shape, pass: Arc::clone(&self.pass) };
            return x.apply_op2_no_bwd(&self.parameters, &pass);
        }
        let mut x = x.clone();
        for (k, layer) in self.shape.layers().enumerate() {
            let LayerTensors { weight, bias } = LayerTensors::of(layer, &self.parameters)?;
            x = x.matmul(&weight.t()?)?.broadcast_add(&bias)?;
            if k < self.shape.depth {
                x = activation::apply(self.shape.activation, &x)?;
            }
        }
        Ok(x)
    }

    /// Every layer's weights and biases, in parameter order.
    ///
    /// # Errors
    /// Where candle cannot make a view.
    pub fn layers(&self) -> Result<Vec<LayerTensors>> {
        self.shape.layers().map(|layer| LayerTensors::of(layer, &self.parameters)).collect()
    }

    /// All parameters, in their order.
    pub(crate) fn parameters(&self) -> &Tensor {
        &self.parameters
    }
}

/// A whole pass as one operation of candle's graph.
struct ForwardPass {
    shape: NetworkShape,
    pass: Arc<Mutex<Pass>>,
}

impl CustomOp2 for ForwardPass {
    fn name(&self) -> &'static str {
        "forward-pass"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        parameters: &CpuStorage,
        p: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, inputs) = x_layout.shape().dims2()?;
        if inputs != self.shape.inputs {
            candle_core::bail!("{inputs} inputs do not fit a network that reads {}", self.shape.inputs);
        }
        let mut pass = self.pass.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = pass.forward(self.shape, slice(parameters, p)?, slice(x, x_layout)?).to_vec();
        Ok((CpuStorage::F32(outputs), (rows, self.shape.outputs).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::config::Activation;
    use diffusion::{Rng, Stream};

    const SHAPE: NetworkShape =
        NetworkShape { inputs: 3, width: 32, depth: 2, activation: Activation::Relu, outputs: 2 };

    #[test]
    fn weights_come_back_in_parameter_order() {
        let weights = SHAPE.draw_weights(&mut Rng::new(0, Stream::Init));
        let network = Network::new(SHAPE, &weights, Backend::Fused).unwrap();
        assert_eq!(network.weights().unwrap(), weights);
        let layers = network.layers().unwrap();
        let shapes: Vec<Vec<usize>> =
            layers.iter().flat_map(|layer| [layer.weight.dims().to_vec(), layer.bias.dims().to_vec()]).collect();
        assert_eq!(shapes, [vec![32, 3], vec![32], vec![32, 32], vec![32], vec![2, 32], vec![2]]);
        let values = layers.iter().flat_map(|layer| [&layer.weight, &layer.bias]);
        let values: Vec<f32> = values.flat_map(|t| t.flatten_all().unwrap().to_vec1::<f32>().unwrap()).collect();
        assert_eq!(values, weights);
        assert!(Network::new(SHAPE, &weights[1..], Backend::Fused).is_err());
    }

    /// catches: a frozen copy that shares the storage of what is trained
    #[test]
    fn a_frozen_copy_does_not_follow_the_training() {
        let weights = SHAPE.draw_weights(&mut Rng::new(0, Stream::Init));
        let network = Network::new(SHAPE, &weights, Backend::Fused).unwrap();
        let frozen = network.frozen().unwrap();
        let var = network.var().unwrap();
        var.set(&var.zeros_like().unwrap()).unwrap();
        assert_eq!(frozen.weights().unwrap(), weights);
        assert!(network.weights().unwrap().iter().all(|weight| *weight == 0.0));
    }
}
