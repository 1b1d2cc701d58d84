//! The layers that explain the picture: where the lens lies, and what the worker is asked to lay over.

use scene::half_extent;

use super::{App, Effect};
use crate::supervisor::WorkerStatus;
use messages::Command;
use messages::overlay::{Mark, OverlayRequest, decode};
use messages::{Layer, LineView};

/// A press of a key moves the lens by this share of the picture's reach.
const NUDGE: f64 = 0.025;

/// What the layers know beyond the clouds.
#[derive(Debug)]
pub struct Layers {
    lens: [f64; 2],
    /// How often the learned cloud has been refreshed: other weights, other answers.
    renewed: u32,
    /// The number of the last request that was asked for.
    ticket: u32,
    /// At which refresh what was asked last.
    asked: Option<(u32, OverlayRequest)>,
    waits: bool,
    marks: Vec<Mark>,
}

impl Default for Layers {
    fn default() -> Self {
        // Between the spikes, where more than one of them is possible.
        Self { lens: [0.25, 0.4], renewed: 0, ticket: 0, asked: None, waits: false, marks: vec![] }
    }
}

impl Layers {
    /// The network has other weights.
    pub fn renew(&mut self) {
        self.renewed = self.renewed.wrapping_add(1);
    }

    /// What was laid over the picture no longer belongs there.
    pub fn forget(&mut self) {
        self.marks.clear();
        self.asked = None;
        self.waits = false;
    }

    /// What is laid over the picture.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }
}

impl App {
    /// What is to be asked of the worker before the next frame: one request at a time, and none twice.
    pub fn request(&mut self) -> Option<Command> {
        let layers: Vec<Layer> =
            Layer::ALL.into_iter().filter(|layer| layer.is_overlay() && self.view.shows(*layer)).collect();
        if self.layers.waits
            || layers.is_empty()
            || self.bench.is_some()
            || self.supervisor.life() != WorkerStatus::Ready
        {
            return None;
        }
        let (reach, lens) = (half_extent(&self.exact), self.layers.lens);
        let level = self.exact.levels()[self.timeline.state()];
        let asked = (self.layers.renewed, OverlayRequest { layers, level, reach, lens });
        if self.layers.asked.as_ref() == Some(&asked) {
            return None;
        }
        let ticket = self.layers.ticket.wrapping_add(1);
        let command = Command::Overlay { ticket, request: asked.1.clone() };
        (self.layers.ticket, self.layers.asked, self.layers.waits) = (ticket, Some(asked), true);
        Some(command)
    }

    /// Takes the answer to the request that is waited for.
    pub(super) fn laid_over(&mut self, ticket: u32, bulk: &[f32]) {
        if self.layers.waits && ticket == self.layers.ticket {
            self.layers.waits = false;
            self.layers.marks = decode(bulk);
            self.redraw();
        }
    }

    /// Shows or hides a layer. What joins single points is seen only where single points are drawn.
    pub(super) fn show(&mut self, layer: Layer, shown: bool) -> Vec<Effect> {
        if shown && matches!(layer, Layer::Pairs | Layer::Trajectories) {
            self.view.line = LineView::Index;
        }
        if layer.is_overlay() {
            self.layers.forget();
        }
        self.change_view(|view| view.show(layer, shown))
    }

    /// Puts the lens at a place, in the units of the data.
    pub(super) fn move_lens(&mut self, to: [f64; 2]) -> Vec<Effect> {
        self.layers.lens = to;
        vec![]
    }

    /// Moves the lens by steps to the right and upwards.
    pub(super) fn nudge_lens(&mut self, [right, up]: [f64; 2]) -> Vec<Effect> {
        let step = NUDGE * half_extent(&self.exact);
        let [x, y] = self.layers.lens;
        self.move_lens([x + right * step, y + up * step])
    }
}

#[cfg(test)]
mod tests {
    use plot::Role;

    use super::*;
    use crate::app::Msg;
    use messages::Event;
    use messages::overlay::{MarkForm, encode};

    fn ready() -> App {
        let mut app = App::new("build", "layer=exact,posterior", 0.0);
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 1.0);
        app
    }

    fn request(app: &mut App) -> Option<(u32, OverlayRequest)> {
        app.request().map(|command| match command {
            Command::Overlay { ticket, request } => (ticket, request),
            other => panic!("{other:?}"),
        })
    }

    fn answer(app: &mut App, ticket: u32) {
        let marks = [Mark { form: MarkForm::Dots, role: Role::Exact, numbers: vec![0.0, 0.0, 3.0] }];
        let overlay = Event::Overlay { run: app.run(), ticket };
        app.update(Msg::Event(overlay, encode(&marks)), 2.0);
    }

    #[test]
    fn one_look_is_on_its_way_at_a_time_and_none_is_asked_twice() {
        let mut app = ready();
        let (ticket, first) = request(&mut app).expect("a layer is shown");
        assert_eq!(first.layers, [Layer::Posterior]);
        app.update(Msg::Lens([0.5, 0.5]), 2.0);
        assert_eq!(request(&mut app), None, "the first is still on its way");
        answer(&mut app, ticket);
        assert_eq!(app.layers.marks().len(), 1);
        let (next, second) = request(&mut app).expect("the lens lies elsewhere");
        assert_eq!((second.lens, next), ([0.5, 0.5], ticket + 1));
        answer(&mut app, next);
        assert_eq!(request(&mut app), None, "nothing has changed");
        app.update(Msg::Nudge([1.0, 0.0]), 3.0);
        assert!(request(&mut app).is_some_and(|(_, request)| request.lens[0] > 0.5));
    }

    #[test]
    fn what_was_laid_over_goes_with_its_run_and_its_layer() {
        let mut app = ready();
        let (ticket, _) = request(&mut app).expect("a request");
        answer(&mut app, ticket);
        app.update(Msg::Commit { key: "seed".into(), text: "4".into() }, 3.0);
        assert!(app.layers.marks().is_empty());
        let (ticket, _) = request(&mut app).expect("the new run is looked at");
        app.update(Msg::Show(Layer::Posterior, false), 4.0);
        answer(&mut app, ticket);
        assert!(app.layers.marks().is_empty() && request(&mut app).is_none());
    }

    #[test]
    fn what_joins_points_is_shown_where_points_are() {
        let mut app = App::new("build", "recipe=simple_1Diffusion", 0.0);
        app.update(Msg::Show(Layer::Pairs, true), 1.0);
        assert_eq!(app.view().line, LineView::Index);
    }
}
