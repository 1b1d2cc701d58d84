//! The layers of the picture: which are shown, where the lens lies, and what the worker is asked to lay over.

use messages::overlay::OverlayRequest;
use messages::{Command, Layer, LineView, Mark};
use scene::half_extent;

use super::msg::Effect;
use super::state::App;
use crate::supervisor::WorkerStatus;

/// A press of a key moves the lens by this share of the picture's half extent.
const NUDGE: f64 = 0.025;

impl App {
    /// What the worker lays over the picture.
    pub(super) fn on_overlay(&mut self, ticket: u32, marks: Vec<Mark>) {
        if self.overlays.receive(ticket, marks) {
            self.redraw();
        }
    }

    /// What is to be asked of the worker before the next frame.
    pub(super) fn request_overlay(&mut self) -> Option<Effect> {
        // Of data that are being changed only they themselves are known.
        let changed = self.preview.as_ref().map(|preview| &preview.config.dataset);
        let data = changed.filter(|data| **data != self.settings.config.dataset).cloned();
        let is_known = |layer: Layer| layer.is_overlay() && (data.is_none() || layer == Layer::Density);
        let is_shown = |layer: Layer| self.view.shows(layer) && self.settings.has_layer(layer);
        let layers: Vec<Layer> = Layer::ALL.into_iter().filter(|layer| is_known(*layer) && is_shown(*layer)).collect();
        if data.is_some() && layers.is_empty() {
            // Nothing of the data before lies over others.
            self.overlays.clear();
        }
        if layers.is_empty() || self.supervisor.status() != WorkerStatus::Ready {
            return None;
        }
        let level = self.exact.levels()[self.timeline.state()];
        let half_extent = self.edited_scene().reach(half_extent(&self.exact, self.timeline.state() as f64));
        let request = OverlayRequest { layers, level, half_extent, lens: self.overlays.lens, data };
        let ticket = self.overlays.request(&request)?;
        Some(Effect::Send(Command::Overlay { ticket, request }))
    }

    /// Shows or hides a layer. What joins single points is seen only where single points are drawn.
    pub(super) fn show_layer(&mut self, layer: Layer, shown: bool) {
        if shown && matches!(layer, Layer::Pairs | Layer::Trajectories) {
            self.view.line = LineView::Index;
        }
        if layer.is_overlay() {
            self.overlays.clear();
        }
        self.view.show(layer, shown);
        self.redraw();
    }

    /// Moves the lens by steps to the right and upwards.
    pub(super) fn nudge_lens(&mut self, [right, up]: [f64; 2]) {
        let step = NUDGE * half_extent(&self.exact, self.timeline.position());
        let [x, y] = self.overlays.lens;
        self.overlays.lens = [x + right * step, y + up * step];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use crate::app::tests::opened;
    use crate::controls::Edit;
    use crate::link;
    use messages::Event;
    use messages::{Mark, MarkForm, MarkSubject};

    fn request(app: &mut App) -> Option<(u32, OverlayRequest)> {
        app.update(Msg::Frame, 2.0).into_iter().find_map(|effect| match effect {
            Effect::Send(Command::Overlay { ticket, request }) => Some((ticket, request)),
            _ => None,
        })
    }

    fn answer(app: &mut App, ticket: u32) {
        let marks = [Mark { form: MarkForm::Dots, subject: MarkSubject::Exact, numbers: vec![0.0, 0.0, 3.0] }];
        let overlay = Event::Overlay { run: app.run(), ticket, marks: marks.to_vec() };
        app.update(Msg::Event(overlay, vec![]), 2.0);
    }

    #[test]
    fn one_request_is_on_its_way_at_a_time_and_none_is_asked_twice() {
        let mut app = opened("layer=exact,posterior");
        let (ticket, first) = request(&mut app).expect("a layer is shown");
        assert_eq!(first.layers, [Layer::Posterior]);
        app.overlays.lens = [0.5, 0.5];
        assert_eq!(request(&mut app), None, "the first is still on its way");
        answer(&mut app, ticket);
        assert_eq!(app.overlays.laid_over().marks.len(), 1);
        let (next, second) = request(&mut app).expect("the lens lies elsewhere");
        assert_eq!((second.lens, next), ([0.5, 0.5], ticket + 1));
        answer(&mut app, next);
        assert_eq!(request(&mut app), None, "nothing has changed");
        app.update(Msg::Nudge([1.0, 0.0]), 3.0);
        assert!(request(&mut app).is_some_and(|(_, request)| request.lens[0] > 0.5));
    }

    #[test]
    fn what_was_laid_over_goes_with_its_run_and_its_layer() {
        let mut app = opened("layer=exact,posterior");
        let (ticket, _) = request(&mut app).expect("a request");
        answer(&mut app, ticket);
        app.update(Msg::Commit(Edit::read("seed", "4").expect("a seed")), 3.0);
        assert!(app.overlays.laid_over().marks.is_empty());
        let (ticket, _) = request(&mut app).expect("the new run is looked at");
        app.update(Msg::ShowLayer { layer: Layer::Posterior, shown: false }, 4.0);
        answer(&mut app, ticket);
        assert!(app.overlays.laid_over().marks.is_empty() && request(&mut app).is_none());
    }

    /// catches: a layer that a run has no more, asked for again and again, and in its link
    #[test]
    fn without_training_points_nobody_asks_how_far_their_score_is() {
        let mut app = opened("train_points=16&layer=exact,score_gap");
        assert_eq!(request(&mut app).expect("a layer is shown").1.layers, [Layer::ScoreGap]);
        app.update(Msg::Commit(Edit::read("train_points", "0").expect("a number")), 3.0);
        assert_eq!(request(&mut app), None);
        let link = link::write(app.settings(), app.view(), &app.presentation);
        assert!(!link.contains("score_gap"), "{link}");
    }

    #[test]
    fn what_joins_points_is_shown_where_points_are() {
        let mut app = App::new("build", "recipe=simple_1Diffusion", 0.0);
        app.update(Msg::ShowLayer { layer: Layer::Pairs, shown: true }, 1.0);
        assert_eq!(app.view().line, LineView::Index);
    }
}
