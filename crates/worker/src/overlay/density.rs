//! The exact density of the shown level.

use diffusion::Level;
use messages::{Mark, MarkForm, MarkSubject};

use super::view::{OverlayView, log_below_peak};

impl OverlayView<'_> {
    /// The density as the share of its peak; widened by half a cell, so that no spike falls between two.
    pub async fn density(&self) -> Mark {
        let n = self.map_cells();
        let Level { alpha, sigma } = self.request.level;
        let widened = Level { alpha, sigma: sigma.hypot(self.request.half_extent / n as f64) };
        let logs = log_below_peak(&self.data.noised(widened), &self.cells(n)).await;
        // The square root lets the slopes be seen beside the peak.
        let numbers = logs.into_iter().map(|log| (0.5 * log).exp() as f32).collect();
        Mark { form: MarkForm::Map, subject: MarkSubject::Exact, numbers }
    }
}
