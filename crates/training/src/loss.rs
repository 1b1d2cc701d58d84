//! What training makes small, of the residuals `r = f - T` of a batch.

use candle_core::{CpuStorage, CustomOp2, Device, Layout, Result, Shape, Tensor};
use diffusion::config::Loss;

use crate::Path;
use crate::cpu::{Slice, slice};

/// The loss of the outputs of a batch against what is taught, both of shape [rows, coordinates]: a scalar.
///
/// # Errors
/// Where the shapes do not fit.
pub fn loss(kind: Loss, output: &Tensor, taught: &Tensor, path: Path) -> Result<Tensor> {
    match path {
        Path::Plain => plain(kind, output, taught),
        Path::Fused => output.apply_op2(taught, Fused(kind)),
    }
}

fn plain(kind: Loss, output: &Tensor, taught: &Tensor) -> Result<Tensor> {
    let squares = (output - taught)?.sqr()?.sum_all()?;
    match kind {
        Loss::SumOfSquares => Ok(squares),
        Loss::Norm => squares.sqrt(),
    }
}

/// Residuals, squares, sum and root at once. Nothing flows back into what is taught.
struct Fused(Loss);

impl CustomOp2 for Fused {
    fn name(&self) -> &'static str {
        "loss"
    }

    fn cpu_fwd(&self, output: &CpuStorage, o: &Layout, taught: &CpuStorage, t: &Layout) -> Result<(CpuStorage, Shape)> {
        if o.shape() != t.shape() {
            candle_core::bail!("loss: outputs of {:?} do not fit what is taught, {:?}", o.shape(), t.shape());
        }
        let pairs = slice(output, o)?.iter().zip(slice(taught, t)?);
        let squares: f32 = pairs.map(|(output, taught)| (output - taught) * (output - taught)).sum();
        let loss = match self.0 {
            Loss::SumOfSquares => squares,
            Loss::Norm => squares.sqrt(),
        };
        Ok((CpuStorage::F32(vec![loss]), Shape::from(())))
    }

    /// `2 r` for the sum of squares, `r / ‖r‖` for the norm (0 where there is no residual, as in PyTorch).
    fn bwd(
        &self,
        output: &Tensor,
        taught: &Tensor,
        loss: &Tensor,
        after: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (loss, after) = (loss.to_scalar::<f32>()?, after.to_scalar::<f32>()?);
        let scale = match self.0 {
            Loss::SumOfSquares => 2.0 * after,
            Loss::Norm if loss == 0.0 => 0.0,
            Loss::Norm => after / loss,
        };
        let (o, t) = (Slice::of(output), Slice::of(taught));
        let gradient: Vec<f32> = o.get()?.iter().zip(t.get()?).map(|(o, t)| scale * (o - t)).collect();
        Ok((Some(Tensor::from_vec(gradient, output.shape(), &Device::Cpu)?), None))
    }
}
