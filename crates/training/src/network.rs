//! The network: `[x, c]` → width → ReLU → width → ReLU → what is taught.

use candle_core::{Device, Result, Tensor, Var};
use diffusion::Rng;

use crate::dense::{Dense, Finish};

/// Which operations carry out the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Path {
    /// candle's own, one small operation after the other.
    Plain,
    /// Ours, which do a layer, a loss or an update at once.
    #[default]
    Fused,
}

/// One linear layer: weights of shape [out, in], as PyTorch has them, and biases of shape [out].
#[derive(Clone, Debug)]
struct Layer {
    weight: Tensor,
    bias: Tensor,
    finish: Finish,
    fused: Dense,
}

/// A network of three linear layers with ReLU between them.
#[derive(Clone, Debug)]
pub struct Network {
    layers: [Layer; 3],
    path: Path,
}

impl Network {
    /// `inputs` → `width` → `width` → `outputs`, with PyTorch's start weights: every weight and every bias of a layer
    /// is drawn from `U(-1/√fan_in, 1/√fan_in)`, in parameter order.
    ///
    /// # Errors
    /// Where candle cannot make the tensors.
    pub fn new(inputs: usize, width: usize, outputs: usize, path: Path, rng: &mut Rng) -> Result<Self> {
        let first = Layer::new(inputs, width, Finish::Relu, rng)?;
        let second = Layer::new(width, width, Finish::Relu, rng)?;
        let third = Layer::new(width, outputs, Finish::Identity, rng)?;
        Ok(Self { layers: [first, second, third], path })
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
        Ok(Self { layers: [first.frozen()?, second.frozen()?, third.frozen()?], path: self.path })
    }

    /// What the network says of the rows of `x`, of shape [rows, inputs]: [rows, outputs].
    ///
    /// # Errors
    /// Where the shapes do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let [first, second, third] = &self.layers;
        third.forward(&second.forward(&first.forward(x, self.path)?, self.path)?, self.path)
    }

    fn parameters(&self) -> impl Iterator<Item = &Tensor> {
        self.layers.iter().flat_map(|layer| [&layer.weight, &layer.bias])
    }
}

impl Layer {
    fn new(fan_in: usize, fan_out: usize, finish: Finish, rng: &mut Rng) -> Result<Self> {
        let bound = 1.0 / (fan_in as f64).sqrt();
        let mut draw = |n| (0..n).map(|_| (bound * (2.0 * rng.uniform() - 1.0)) as f32).collect::<Vec<_>>();
        let weight = Var::from_vec(draw(fan_out * fan_in), (fan_out, fan_in), &Device::Cpu)?;
        let bias = Var::from_vec(draw(fan_out), fan_out, &Device::Cpu)?;
        Ok(Self { weight: weight.into_inner(), bias: bias.into_inner(), finish, fused: Dense::new(finish) })
    }

    fn frozen(&self) -> Result<Self> {
        let (weight, bias) = (self.weight.copy()?.detach(), self.bias.copy()?.detach());
        Ok(Self { weight, bias, finish: self.finish, fused: Dense::new(self.finish) })
    }

    /// `finish(x Wᵀ + b)`
    fn forward(&self, x: &Tensor, path: Path) -> Result<Tensor> {
        match path {
            Path::Fused => self.fused.apply(x, &self.weight, &self.bias),
            Path::Plain => self.finish.apply(&x.matmul(&self.weight.t()?)?.broadcast_add(&self.bias)?),
        }
    }
}
