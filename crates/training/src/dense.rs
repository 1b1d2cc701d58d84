//! A whole layer as one operation of candle's graph: `activation(x Wᵀ + b)`, and its gradients.

use std::sync::{Arc, Mutex, PoisonError};

use candle_core::{CpuStorage, CustomOp3, Device, Layout, Result, Shape, Tensor};

use crate::cpu::{TensorSlice, slice};
use crate::kernels::{Strips, add_outer_products, add_rows, product, relu, relu_gradient};

/// What follows the linear map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    Identity,
    /// `max(0, x)`
    Relu,
}

impl Activation {
    /// With candle's own operations.
    pub fn apply(self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Identity => Ok(x.clone()),
            Self::Relu => x.relu(),
        }
    }

    /// The gradient before it, from the one after it and from what it gave.
    fn gradient<'a>(self, after: &'a [f32], given: &[f32], scratch: &'a mut Vec<f32>) -> &'a [f32] {
        match self {
            Self::Identity => after,
            Self::Relu => {
                scratch.resize(after.len(), 0.0);
                relu_gradient(after, given, scratch);
                scratch
            }
        }
    }
}

/// The operation. Its clones share one scratch memory.
#[derive(Clone, Debug)]
pub struct Dense {
    activation: Activation,
    scratch: Arc<Mutex<Scratch>>,
}

/// What is needed in between, kept from one call to the next.
#[derive(Debug, Default)]
struct Scratch {
    /// The weights, cut up for the kernels.
    strips: Strips,
    /// The gradient before the activation.
    gradient: Vec<f32>,
}

impl Dense {
    /// A layer that ends like this.
    pub fn new(activation: Activation) -> Self {
        Self { activation, scratch: Arc::default() }
    }

    /// `activation(x Wᵀ + b)` for `x` of [rows, in], `weight` of [out, in] and `bias` of [out]: [rows, out].
    ///
    /// # Errors
    /// Where the shapes do not fit, or a tensor is not a plain block of f32.
    pub fn apply(&self, x: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
        x.apply_op3(weight, bias, self.clone())
    }
}

impl CustomOp3 for Dense {
    fn name(&self) -> &'static str {
        "dense"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        weight: &CpuStorage,
        weight_layout: &Layout,
        bias: &CpuStorage,
        bias_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, inputs) = x_layout.shape().dims2()?;
        let (outputs, depth) = weight_layout.shape().dims2()?;
        if depth != inputs || bias_layout.shape().dims1()? != outputs {
            candle_core::bail!("dense: {inputs} inputs do not fit weights of [{outputs}, {depth}]");
        }
        let (x, weight, bias) = (slice(x, x_layout)?, slice(weight, weight_layout)?, slice(bias, bias_layout)?);
        let mut scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = vec![0.0; rows * outputs];
        scratch.strips.cut_transposed(weight, inputs);
        product(x, &scratch.strips, Some(bias), &mut out);
        if self.activation == Activation::Relu {
            relu(&mut out);
        }
        Ok((CpuStorage::F32(out), (rows, outputs).into()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        _bias: &Tensor,
        out: &Tensor,
        after: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (outputs, inputs) = weight.dims2()?;
        let (x_data, weight_data, out, after) =
            (TensorSlice::of(x), TensorSlice::of(weight), TensorSlice::of(out), TensorSlice::of(after));
        let (x_data, weight_data) = (x_data.get()?, weight_data.get()?);
        let mut scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let Scratch { strips, gradient } = &mut *scratch;
        let gradient = self.activation.gradient(after.get()?, out.get()?, gradient);

        let mut by_weight = vec![0.0; weight_data.len()];
        add_outer_products(gradient, outputs, x_data, inputs, &mut by_weight);
        let mut by_bias = vec![0.0; outputs];
        add_rows(gradient, &mut by_bias);
        let by_x = if x.track_op() {
            let mut by_x = vec![0.0; x_data.len()];
            strips.cut(weight_data, inputs);
            product(gradient, strips, None, &mut by_x);
            Some(Tensor::from_vec(by_x, x.shape(), &Device::Cpu)?)
        } else {
            None
        };
        let by_weight = Tensor::from_vec(by_weight, weight.shape(), &Device::Cpu)?;
        Ok((by_x, Some(by_weight), Some(Tensor::from_vec(by_bias, outputs, &Device::Cpu)?)))
    }
}
