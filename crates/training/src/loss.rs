//! The loss of a batch, of the residuals `r = f - T` between predictions and targets.

use std::sync::Arc;

use candle_core::{Device, Result, Tensor};
use diffusion::config::Loss;

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

impl Objective {
    /// The loss of outputs against targets, both rows of so many columns.
    pub fn value(&self, output: &[f32], target: &[f32], columns: usize) -> f32 {
        let residuals = output.iter().zip(target).map(|(output, target)| output - target);
        match self {
            Self::SumOfSquares => residuals.map(|r| r * r).sum(),
            Self::Norm => residuals.map(|r| r * r).sum::<f32>().sqrt(),
            Self::Weighted(weights) => {
                residuals.zip(each_times(weights, columns)).map(|(r, weight)| weight * r * r).sum()
            }
        }
    }

    /// Its gradient by the outputs, where it has this value: `2 w r` for a sum of squares, `r / ‖r‖` for the norm (0
    /// where there is no residual, as in PyTorch).
    pub fn gradient(&self, output: &[f32], target: &[f32], columns: usize, value: f32, gradient: &mut Vec<f32>) {
        let scale = match self {
            Self::SumOfSquares | Self::Weighted(_) => 2.0,
            Self::Norm if value == 0.0 => 0.0,
            Self::Norm => 1.0 / value,
        };
        gradient.clear();
        gradient.extend(output.iter().zip(target).map(|(output, target)| scale * (output - target)));
        if let Self::Weighted(weights) = self {
            gradient.iter_mut().zip(each_times(weights, columns)).for_each(|(g, weight)| *g *= weight);
        }
    }

    /// The loss by candle's own operations, a scalar; both tensors of shape [rows, coordinates].
    ///
    /// # Errors
    /// Where the shapes do not fit.
    pub fn of_tensors(&self, output: &Tensor, target: &Tensor) -> Result<Tensor> {
        let squares = (output - target)?.sqr()?;
        match self {
            Self::SumOfSquares => squares.sum_all(),
            Self::Norm => squares.sum_all()?.sqrt(),
            Self::Weighted(weights) => {
                let weights = Tensor::from_slice(weights.as_slice(), (weights.len(), 1), &Device::Cpu)?;
                squares.broadcast_mul(&weights)?.sum_all()
            }
        }
    }
}

/// The weight of every number of rows of so many columns.
fn each_times(weights: &[f32], columns: usize) -> impl Iterator<Item = f32> {
    weights.iter().flat_map(move |weight| std::iter::repeat_n(*weight, columns))
}
