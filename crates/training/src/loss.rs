//! The loss of a batch, of the residuals `r = f - T` between predictions and targets.

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp2, Device, Layout, Result, Shape, Tensor};
use diffusion::config::Loss;

use crate::Backend;
use crate::cpu::{TensorSlice, slice};

/// What training minimises, with the row weights of this batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Objective {
    /// `Σ r²`
    SumOfSquares,
    /// `√Σ r²`
    Norm,
    /// `Σ w r²` with a weight of each row.
    Weighted(Arc<Vec<f32>>),
}

impl Objective {
    /// Of a kind of loss; `weights` are those of the rows, for the kind that has them.
    pub fn new(kind: Loss, weights: &Arc<Vec<f32>>) -> Self {
        match kind {
            Loss::SumOfSquares => Self::SumOfSquares,
            Loss::Norm => Self::Norm,
            Loss::WeightedMean => Self::Weighted(Arc::clone(weights)),
        }
    }
}

/// The loss of the outputs of a batch against the targets, both of shape [rows, coordinates]: a scalar.
///
/// # Errors
/// Where the shapes do not fit.
pub fn loss(objective: Objective, output: &Tensor, target: &Tensor, backend: Backend) -> Result<Tensor> {
    if backend == Backend::Fused {
        return output.apply_op2(target, Fused(objective));
    }
    let squares = (output - target)?.sqr()?;
    match objective {
        Objective::SumOfSquares => squares.sum_all(),
        Objective::Norm => squares.sum_all()?.sqrt(),
        Objective::Weighted(weights) => {
            let weights = Tensor::from_slice(weights.as_slice(), (weights.len(), 1), &Device::Cpu)?;
            squares.broadcast_mul(&weights)?.sum_all()
        }
    }
}

/// Residuals, squares, sum and root at once. Nothing flows back into the targets.
struct Fused(Objective);

impl CustomOp2 for Fused {
    fn name(&self) -> &'static str {
        "loss"
    }

    fn cpu_fwd(&self, output: &CpuStorage, o: &Layout, target: &CpuStorage, t: &Layout) -> Result<(CpuStorage, Shape)> {
        if o.shape() != t.shape() {
            candle_core::bail!("loss: outputs of {:?} do not fit the targets, {:?}", o.shape(), t.shape());
        }
        let (output, target, columns) = (slice(output, o)?, slice(target, t)?, o.dims()[1]);
        let residuals = output.iter().zip(target).map(|(output, target)| output - target);
        let loss = match &self.0 {
            Objective::SumOfSquares => residuals.map(|r| r * r).sum(),
            Objective::Norm => residuals.map(|r| r * r).sum::<f32>().sqrt(),
            Objective::Weighted(weights) => {
                residuals.zip(each_times(weights, columns)).map(|(r, weight)| weight * r * r).sum()
            }
        };
        Ok((CpuStorage::F32(vec![loss]), Shape::from(())))
    }

    /// `2 w r` for a sum of squares, `r / ‖r‖` for the norm (0 where there is no residual, as in PyTorch).
    fn bwd(
        &self,
        output: &Tensor,
        target: &Tensor,
        loss: &Tensor,
        after: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (loss, after) = (loss.to_scalar::<f32>()?, after.to_scalar::<f32>()?);
        let scale = match &self.0 {
            Objective::SumOfSquares | Objective::Weighted(_) => 2.0 * after,
            Objective::Norm if loss == 0.0 => 0.0,
            Objective::Norm => after / loss,
        };
        let (o, t, columns) = (TensorSlice::of(output), TensorSlice::of(target), output.dim(1)?);
        let mut gradient: Vec<f32> = o.get()?.iter().zip(t.get()?).map(|(o, t)| scale * (o - t)).collect();
        if let Objective::Weighted(weights) = &self.0 {
            gradient.iter_mut().zip(each_times(weights, columns)).for_each(|(g, weight)| *g *= weight);
        }
        Ok((Some(Tensor::from_vec(gradient, output.shape(), &Device::Cpu)?), None))
    }
}

/// The weight of every number of rows of so many columns.
fn each_times(weights: &[f32], columns: usize) -> impl Iterator<Item = f32> {
    weights.iter().flat_map(move |weight| std::iter::repeat_n(*weight, columns))
}
