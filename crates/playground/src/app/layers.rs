//! The layers that explain the picture: where the lens lies, and what the worker is asked to lay over.

use super::{App, Effect};
use crate::overlay::{Look, Mark, decode};
use crate::picture;
use crate::protocol::Command;
use crate::supervisor::Life;
use crate::view::{Layer, LineView};

/// A press of a key moves the lens by this share of the picture's reach.
const NUDGE: f64 = 0.025;

/// What the layers know beyond the clouds.
#[derive(Debug)]
pub struct Layers {
    lens: [f64; 2],
    /// How often the learned cloud has been refreshed: other weights, other answers.
    renewed: u32,
    /// The number of the last look that was asked for.
    ticket: u32,
    /// At which refresh what was asked last.
    asked: Option<(u32, Look)>,
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
    /// What is to be asked of the worker before the next frame: one look at a time, and none twice.
    pub fn look(&mut self) -> Option<Command> {
        let layers: Vec<Layer> =
            Layer::ALL.into_iter().filter(|layer| layer.is_overlay() && self.view.shows(*layer)).collect();
        if self.layers.waits || layers.is_empty() || self.bench.is_some() || self.supervisor.life() != Life::Ready {
            return None;
        }
        let (reach, lens) = (picture::reach(&self.exact), self.layers.lens);
        let level = self.exact.levels()[self.timeline.state()];
        let asked = (self.layers.renewed, Look { layers, level, reach, lens });
        if self.layers.asked.as_ref() == Some(&asked) {
            return None;
        }
        let ticket = self.layers.ticket.wrapping_add(1);
        let command = Command::Look { ticket, look: asked.1.clone() };
        (self.layers.ticket, self.layers.asked, self.layers.waits) = (ticket, Some(asked), true);
        Some(command)
    }

    /// Takes the answer to the look that is waited for.
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
        let step = NUDGE * picture::reach(&self.exact);
        let [x, y] = self.layers.lens;
        self.move_lens([x + right * step, y + up * step])
    }
}

#[cfg(test)]
mod tests {
    use plot::Role;

    use super::*;
    use crate::app::Msg;
    use crate::overlay::{Form, encode};
    use crate::protocol::Event;

    fn ready() -> App {
        let mut app = App::new("build", "layer=exact,posterior", 0.0);
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 1.0);
        app
    }

    fn look(app: &mut App) -> Option<(u32, Look)> {
        app.look().map(|command| match command {
            Command::Look { ticket, look } => (ticket, look),
            other => panic!("{other:?}"),
        })
    }

    fn answer(app: &mut App, ticket: u32) {
        let marks = [Mark { form: Form::Dots, role: Role::Exact, numbers: vec![0.0, 0.0, 3.0] }];
        let overlay = Event::Overlay { run: app.run(), ticket };
        app.update(Msg::Event(overlay, encode(&marks)), 2.0);
    }

    #[test]
    fn one_look_is_on_its_way_at_a_time_and_none_is_asked_twice() {
        let mut app = ready();
        let (ticket, first) = look(&mut app).expect("a layer is shown");
        assert_eq!(first.layers, [Layer::Posterior]);
        app.update(Msg::Lens([0.5, 0.5]), 2.0);
        assert_eq!(look(&mut app), None, "the first is still on its way");
        answer(&mut app, ticket);
        assert_eq!(app.layers.marks().len(), 1);
        let (next, second) = look(&mut app).expect("the lens lies elsewhere");
        assert_eq!((second.lens, next), ([0.5, 0.5], ticket + 1));
        answer(&mut app, next);
        assert_eq!(look(&mut app), None, "nothing has changed");
        app.update(Msg::Nudge([1.0, 0.0]), 3.0);
        assert!(look(&mut app).is_some_and(|(_, look)| look.lens[0] > 0.5));
    }

    #[test]
    fn what_was_laid_over_goes_with_its_run_and_its_layer() {
        let mut app = ready();
        let (ticket, _) = look(&mut app).expect("a look");
        answer(&mut app, ticket);
        app.update(Msg::Commit { key: "seed".into(), text: "4".into() }, 3.0);
        assert!(app.layers.marks().is_empty());
        let (ticket, _) = look(&mut app).expect("the new run is looked at");
        app.update(Msg::Show(Layer::Posterior, false), 4.0);
        answer(&mut app, ticket);
        assert!(app.layers.marks().is_empty() && look(&mut app).is_none());
    }

    #[test]
    fn what_joins_points_is_shown_where_points_are() {
        let mut app = App::new("build", "recipe=simple_1Diffusion", 0.0);
        app.update(Msg::Show(Layer::Pairs, true), 1.0);
        assert_eq!(app.view().line, LineView::Index);
    }
}
