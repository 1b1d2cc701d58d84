//! The layers that explain the picture: densities, scores and posteriors of the shown level, exact and learned.

mod density;
mod laid;
mod marks;
mod posterior;
mod score;
mod view;

use diffusion::{Denoiser, Level};
use messages::{Layer, Mark, OverlayRequest, RunId};

use training::TrainingError;

use crate::run::RunSnapshot;
use laid::Laid;
use view::OverlayView;

/// What is laid over, kept as long as only the lens moves.
#[derive(Default)]
pub struct Overlay {
    fields: Option<(Key, Vec<Mark>)>,
}

/// What the fields depend on.
#[derive(Clone, PartialEq)]
struct Key {
    run: RunId,
    step: usize,
    level: Level,
    layers: Vec<Layer>,
    half_extent: f64,
}

impl Overlay {
    /// What is laid over a picture of this run.
    pub fn lay(&mut self, request: &OverlayRequest, snapshot: &RunSnapshot) -> Laid {
        let OverlayRequest { layers, level, half_extent, .. } = request.clone();
        let key = Key { run: snapshot.run, step: snapshot.step, level, layers, half_extent };
        let data = snapshot.config.dataset.mixture();
        let view = OverlayView { data: &data, request };
        let learned = snapshot.learned.as_ref();
        let mut laid = match &self.fields {
            Some((known, marks)) if *known == key => Laid { marks: marks.clone(), results: vec![] },
            _ => view.fields(learned),
        };
        self.fields = Some((key, laid.marks.clone()));
        if view.wants(Layer::Posterior) {
            let posterior = view.posterior(learned);
            laid.marks.extend(posterior.marks);
            laid.results.extend(posterior.results);
        }
        laid
    }
}

impl OverlayView<'_> {
    /// All that does not depend on the lens.
    fn fields<D: Denoiser<Error = TrainingError>>(&self, learned: &D) -> Laid {
        let mut laid = Laid::default();
        if self.wants(Layer::Density) {
            laid.marks.push(self.density());
        }
        if self.wants(Layer::Score) || self.wants(Layer::ScoreError) {
            let compared = self.compared(learned);
            if let (true, Ok(compared)) = (self.wants(Layer::ScoreError), &compared) {
                laid.marks.push(self.score_difference(compared));
            }
            laid.results.push(self.score_result(compared));
        }
        if self.wants(Layer::Score) {
            laid.marks.extend(self.scores(learned));
        }
        laid
    }
}

#[cfg(test)]
mod tests;
