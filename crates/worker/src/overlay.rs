//! The layers that explain the picture: densities, scores and posteriors of the shown level, exact and learned.

mod density;
mod marks;
mod overlay_result;
mod posterior;
mod score;
mod view;

use diffusion::{Denoiser, Level};
use messages::{Layer, Mark, OverlayRequest, RunId};

use training::TrainingError;

use crate::run::RunSnapshot;
use overlay_result::OverlayResult;
use view::OverlayView;

/// The overlays of the picture, kept as long as only the lens moves.
#[derive(Default)]
pub struct Overlay {
    fields: Option<KnownFields>,
}

/// The marks of everything that does not depend on the lens.
struct KnownFields {
    key: Key,
    marks: Vec<Mark>,
}

/// What the fields depend on.
#[derive(PartialEq)]
struct Key {
    run: RunId,
    step: usize,
    level: Level,
    layers: Vec<Layer>,
    half_extent: f64,
}

impl Overlay {
    /// The overlays of a picture of this run.
    pub fn respond(&mut self, request: &OverlayRequest, snapshot: &RunSnapshot) -> OverlayResult {
        let OverlayRequest { layers, level, half_extent, .. } = request.clone();
        let key = Key { run: snapshot.run, step: snapshot.step, level, layers, half_extent };
        let data = snapshot.config.dataset.mixture();
        let view = OverlayView { data: &data, request };
        let learned = snapshot.learned.as_ref();
        let mut result = match &self.fields {
            Some(known) if known.key == key => OverlayResult { marks: known.marks.clone(), results: vec![] },
            _ => view.fields(learned),
        };
        self.fields = Some(KnownFields { key, marks: result.marks.clone() });
        if view.wants(Layer::Posterior) {
            let posterior = view.posterior(learned);
            result.marks.extend(posterior.marks);
            result.results.extend(posterior.results);
        }
        result
    }
}

impl OverlayView<'_> {
    /// All that does not depend on the lens.
    fn fields<D: Denoiser<Error = TrainingError>>(&self, learned: &D) -> OverlayResult {
        let mut result = OverlayResult::default();
        if self.wants(Layer::Density) {
            result.marks.push(self.density());
        }
        if self.wants(Layer::Score) || self.wants(Layer::ScoreError) {
            let compared = self.compared(learned);
            if let (true, Ok(compared)) = (self.wants(Layer::ScoreError), &compared) {
                result.marks.push(self.score_difference(compared));
            }
            result.results.push(self.score_result(compared));
        }
        if self.wants(Layer::Score) {
            result.marks.extend(self.scores(learned));
        }
        result
    }
}

#[cfg(test)]
mod tests;
