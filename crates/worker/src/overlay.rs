//! The layers that explain the picture: densities, scores and posteriors of the shown level, exact and learned.

mod density;
mod marks;
mod overlay_result;
mod posterior;
mod score;
mod score_gap;
mod view;

use std::cell::RefCell;
use std::rc::Rc;

use diffusion::{Dataset, Denoiser, Level};
use messages::{Event, Layer, Mark, OverlayRequest, RunId};

use training::TrainingError;

use crate::emit::EventSink;
use crate::pieces::PiecewiseWork;
use crate::run::RunSnapshot;
use overlay_result::OverlayResult;
use view::OverlayView;

/// The overlays of the picture: those that are being made, and those that are kept as long as only the lens moves.
#[derive(Default)]
pub struct Overlay {
    requested: Option<RequestedOverlay>,
    fields: Rc<KnownFields>,
}

/// What is being made.
struct RequestedOverlay {
    run: RunId,
    step: usize,
    ticket: u32,
    work: PiecewiseWork<'static, OverlayResult>,
}

/// The marks of everything that does not depend on the lens.
#[derive(Default)]
struct KnownFields(RefCell<Option<(Key, Vec<Mark>)>>);

/// What the fields depend on.
#[derive(PartialEq)]
struct Key {
    run: RunId,
    step: usize,
    level: Level,
    layers: Vec<Layer>,
    half_extent: f64,
    data: Dataset,
}

impl Overlay {
    /// Begins to make the overlays of a picture of this run; what was asked for before is left.
    pub fn begin(&mut self, ticket: u32, request: OverlayRequest, snapshot: RunSnapshot) {
        let (run, step, fields) = (snapshot.run, snapshot.step, Rc::clone(&self.fields));
        let work = PiecewiseWork::new(async move { fields.overlay(&request, &snapshot).await });
        self.requested = Some(RequestedOverlay { run, step, ticket, work });
    }

    /// One piece of it; false when there is none.
    pub fn step(&mut self, emit: EventSink) -> bool {
        let Some(RequestedOverlay { run, step, ticket, work }) = &mut self.requested else { return false };
        if let Some(OverlayResult { marks, results }) = work.step() {
            let (run, step, ticket) = (*run, *step, *ticket);
            results.into_iter().for_each(|result| emit(&Event::Result { run, step, result }, &[]));
            emit(&Event::Overlay { run, ticket, marks }, &[]);
            self.requested = None;
        }
        true
    }
}

impl KnownFields {
    async fn overlay(&self, request: &OverlayRequest, snapshot: &RunSnapshot) -> OverlayResult {
        let OverlayRequest { layers, level, half_extent, data, .. } = request.clone();
        // Data that are being changed have no training points yet.
        let has_gap = data.is_none() && layers.contains(&Layer::ScoreGap);
        let training_set = if has_gap { snapshot.config.training_set() } else { None };
        let data = data.unwrap_or_else(|| snapshot.config.dataset.clone());
        let mixture = data.mixture();
        let key = Key { run: snapshot.run, step: snapshot.step, level, layers, half_extent, data };
        let view = OverlayView { data: &mixture, training_set: training_set.as_ref(), request };
        let learned = snapshot.learned.as_ref();
        let known = self.0.borrow().as_ref().filter(|(known, _)| *known == key).map(|(_, marks)| marks.clone());
        let mut result = match known {
            Some(marks) => OverlayResult { marks, results: vec![] },
            None => view.fields(learned).await,
        };
        self.0.replace(Some((key, result.marks.clone())));
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
    async fn fields<D: Denoiser<Error = TrainingError>>(&self, learned: &D) -> OverlayResult {
        let mut result = OverlayResult::default();
        if self.wants(Layer::Density) {
            result.marks.push(self.density().await);
        }
        if self.wants(Layer::Score) || self.wants(Layer::ScoreError) {
            let compared = self.compared(learned).await;
            if let (true, Ok(compared)) = (self.wants(Layer::ScoreError), &compared) {
                result.marks.push(self.score_difference(compared));
            }
            result.results.push(self.score_result(compared));
        }
        if self.wants(Layer::Score) {
            result.marks.extend(self.scores(learned).await);
        }
        if let Some(training_set) = self.training_set {
            result.marks.extend(self.score_gap(training_set, learned).await);
        }
        result
    }
}

#[cfg(test)]
mod tests;
