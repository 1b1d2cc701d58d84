//! The noised data of the shown level, exact and as the network has them.

use diffusion::{Level, Mixture};
use messages::{Layer, OverlayRequest, Unavailable};
use training::TrainingError;

/// Cells of a map along each axis of the plane.
pub const PLANE_CELLS: usize = 56;

/// Cells of a map on a line.
pub const LINE_CELLS: usize = 256;

/// The distribution of the data, and how it is looked at.
pub struct OverlayView<'a> {
    pub data: &'a Mixture,
    pub request: &'a OverlayRequest,
}

impl OverlayView<'_> {
    /// Whether a layer is asked for.
    pub fn wants(&self, layer: Layer) -> bool {
        self.request.layers.contains(&layer)
    }

    /// Coordinates of a point.
    pub fn dim(&self) -> usize {
        self.data.dim()
    }

    /// Cells of a map along each axis.
    pub fn map_cells(&self) -> usize {
        if self.dim() == 1 { LINE_CELLS } else { PLANE_CELLS }
    }

    /// The middles of `n` cells along every axis over the whole picture, the lowest row first.
    pub fn cells(&self, n: usize) -> Vec<f64> {
        let at = |i: usize| self.request.half_extent * ((2 * i + 1) as f64 / n as f64 - 1.0);
        match self.dim() {
            1 => (0..n).map(at).collect(),
            _ => (0..n * n).flat_map(|i| [at(i % n), at(i / n)]).collect(),
        }
    }

    /// What the network predicts at the shown level; why it predicts nothing where it does not.
    pub fn predict(
        &self,
        prediction: impl FnOnce(Level) -> Result<Vec<f64>, TrainingError>,
    ) -> Result<Vec<f64>, Unavailable> {
        if self.request.level.sigma == 0.0 {
            return Err(Unavailable::NoNoise);
        }
        prediction(self.request.level).map_err(|error| match error {
            TrainingError::Undefined(undefined) => Unavailable::OutsideDomain(undefined.domain),
            _ => Unavailable::NotComputed,
        })
    }
}

/// `log p` at rows of points, less its largest value among them.
pub fn log_below_peak(mixture: &Mixture, points: &[f64]) -> Vec<f64> {
    let logs: Vec<f64> = points.chunks_exact(mixture.dim()).map(|x| mixture.log_density(x)).collect();
    let peak = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.into_iter().map(|log| log - peak).collect()
}
