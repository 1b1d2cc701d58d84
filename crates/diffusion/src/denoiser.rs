//! The denoiser `D(x; level) = E[x_0 | x_t = x]`: the one thing that leads from noise back to data, exact or learned.

pub mod counting;
pub mod domain;
mod exact;
pub mod posterior;

pub use exact::OneByOne;

use crate::process::{Level, TargetCoefficients};

/// A function that predicts, from a noisy point, the clean one: an exact denoiser, or a learned network.
///
/// All slices hold whole rows of [`dim`](Self::dim) coordinates, one row after the other.
///
/// ```
/// use diffusion::{Dataset, Denoiser, Level};
///
/// // The posterior mean of four spikes at (±1, ±1). Where the noise is small, the nearest spike is the clean point.
/// let exact = Dataset::FourSpikes.mixture();
/// let Ok(clean) = exact.denoised(&[0.8, -1.1], Level::exploding(0.2));
/// assert!((clean[0] - 1.0).abs() < 0.01 && (clean[1] + 1.0).abs() < 0.01);
/// ```
pub trait Denoiser {
    /// Why there may be no prediction: the network fails, or is not defined at a level.
    type Error;

    /// The number of coordinates of a point.
    fn dim(&self) -> usize;

    /// Writes `D(x; level) = E[x_0 | x_t = x]` for the rows of `x` into `out`, of the same length.
    ///
    /// # Errors
    /// Where there is no prediction.
    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Self::Error>;

    /// Writes `E[T | x_t = x]` of the target `T = a x_0 + b ε` into `out`: worked out from the denoised points, unless
    /// this is the very target that a network was trained on. A target that is 0 needs no evaluation.
    ///
    /// # Errors
    /// Where there is no prediction.
    fn predict(&self, x: &[f64], level: Level, target: TargetCoefficients, out: &mut [f64]) -> Result<(), Self::Error> {
        predict_from_denoised(self, x, level, target, out)
    }

    /// [`Self::denoise`] into a new vector.
    ///
    /// # Errors
    /// Where there is no prediction.
    fn denoised(&self, x: &[f64], level: Level) -> Result<Vec<f64>, Self::Error> {
        let mut denoised = vec![0.0; x.len()];
        self.denoise(x, level, &mut denoised)?;
        Ok(denoised)
    }

    /// `ε̂ = (x - α D)/σ`, the noise that is left: the slope `d(x/α)/dr` of the probability-flow ODE (Karras et al.
    /// 2022, eq. 4 with the ratio `r = σ/α` as time). Needs `σ > 0`.
    ///
    /// # Errors
    /// Where there is no prediction.
    fn noise(&self, x: &[f64], level: Level) -> Result<Vec<f64>, Self::Error> {
        let mut noise = self.denoised(x, level)?;
        for (noise, x) in noise.iter_mut().zip(x) {
            *noise = (x - level.alpha * *noise) / level.sigma;
        }
        Ok(noise)
    }
}

/// [`Denoiser::predict`] for a target that a network was not trained on: `E[T | x_t] = a D + b (x - α D)/σ`.
///
/// # Errors
/// Where there is no prediction.
pub fn predict_from_denoised<D: Denoiser + ?Sized>(
    denoiser: &D,
    x: &[f64],
    level: Level,
    target: TargetCoefficients,
    out: &mut [f64],
) -> Result<(), D::Error> {
    if target.is_zero() {
        out.fill(0.0);
        return Ok(());
    }
    denoiser.denoise(x, level, out)?;
    out.iter_mut().zip(x).for_each(|(out, x)| *out = target.expected(level, *x, *out));
    Ok(())
}

impl<D: Denoiser> Denoiser for &D {
    type Error = D::Error;

    fn dim(&self) -> usize {
        (**self).dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), D::Error> {
        (**self).denoise(x, level, out)
    }

    fn predict(&self, x: &[f64], level: Level, target: TargetCoefficients, out: &mut [f64]) -> Result<(), D::Error> {
        (**self).predict(x, level, target, out)
    }
}

/// Little noise, much noise, and noise under which the data shrink.
#[cfg(test)]
const TEST_LEVELS: [Level; 3] =
    [Level { alpha: 1.0, sigma: 0.02 }, Level { alpha: 1.0, sigma: 1.3 }, Level { alpha: 0.4, sigma: 0.9 }];
