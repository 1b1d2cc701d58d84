//! A denoiser that is being asked, and how often it was.

use crate::{Level, TryDenoiser};

/// A denoiser with a counter: one evaluation answers for all points of a cloud.
#[derive(Clone, Debug)]
pub struct Oracle<D> {
    denoiser: D,
    evaluations: usize,
}

impl<D: TryDenoiser> Oracle<D> {
    /// This denoiser, not asked yet.
    pub fn new(denoiser: D) -> Self {
        Self { denoiser, evaluations: 0 }
    }

    /// How often it was asked.
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// `D(x; level)`, the clean points.
    ///
    /// # Errors
    /// Where the denoiser cannot answer.
    pub fn denoised(&mut self, x: &[f64], level: Level) -> Result<Vec<f64>, D::Error> {
        self.evaluations += 1;
        let mut denoised = vec![0.0; x.len()];
        self.denoiser.try_denoise(x, level, &mut denoised)?;
        Ok(denoised)
    }

    /// `ε̂ = (x - α D)/σ`, the noise that is left: the slope `d(x/α)/dr` of the probability-flow ODE (Karras et al.
    /// 2022, eq. 4 with σ as time). Needs `σ > 0`.
    ///
    /// # Errors
    /// Where the denoiser cannot answer.
    pub fn noise(&mut self, x: &[f64], level: Level) -> Result<Vec<f64>, D::Error> {
        let mut noise = self.denoised(x, level)?;
        for (noise, x) in noise.iter_mut().zip(x) {
            *noise = (x - level.alpha * *noise) / level.sigma;
        }
        Ok(noise)
    }
}
