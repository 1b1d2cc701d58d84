//! A denoiser that counts its evaluations.

use std::cell::Cell;

use super::Denoiser;
use crate::process::{Level, TargetCoefficients};

/// A denoiser with a counter: one evaluation is one prediction for all points of a cloud.
#[derive(Clone, Debug)]
pub struct CountingDenoiser<D> {
    denoiser: D,
    evaluations: Cell<usize>,
}

impl<D: Denoiser> CountingDenoiser<D> {
    /// This denoiser, not evaluated yet.
    pub fn new(denoiser: D) -> Self {
        Self { denoiser, evaluations: Cell::new(0) }
    }

    /// The number of evaluations so far.
    pub fn evaluations(&self) -> usize {
        self.evaluations.get()
    }
}

impl<D: Denoiser> Denoiser for CountingDenoiser<D> {
    type Error = D::Error;

    fn dim(&self) -> usize {
        self.denoiser.dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), D::Error> {
        self.evaluations.update(|count| count + 1);
        self.denoiser.denoise(x, level, out)
    }

    fn predict(&self, x: &[f64], level: Level, target: TargetCoefficients, out: &mut [f64]) -> Result<(), D::Error> {
        self.evaluations.update(|count| count + usize::from(!target.is_zero()));
        self.denoiser.predict(x, level, target, out)
    }
}
