//! The one way into the app: every message, and where it leads.

use messages::SPEEDS;
use scene::{FRAME, data_from_canvas, spike_at};

use super::import_state::ImportMsg;
use super::msg::{Effect, Msg, Repaint};
use super::picture_point::PicturePoint;
use super::state::App;
use crate::link;

/// Said where a link has no room for two runs.
const TOO_LONG: &str = "These two runs do not fit into one link: it holds this one alone.";

/// Said where the browser refuses.
const NOT_KEPT: &str = "This browser does not keep the run for a reload of the page, which would begin it again.";

impl App {
    /// Does what a message says, at this time in milliseconds, and returns what the browser is to do.
    pub fn update(&mut self, msg: Msg, now: f64) -> Vec<Effect> {
        // The benchmark hides everything that could be pressed.
        if msg.is_input() && self.benchmark.is_some() {
            return vec![];
        }
        let is_input = msg.is_input();
        if is_input {
            self.last_input = now;
            self.hint_due &= !matches!(msg, Msg::Drag(_) | Msg::Commit(_) | Msg::RunLesson | Msg::ChooseTab(_));
        }
        if matches!(msg, Msg::Frame) {
            let own = self.frame(now);
            return own.into_iter().chain(self.frame_of_compared(now)).collect();
        }
        let told = self.told_to_compared(&msg);
        // Nothing else brings a figure, or a lesson to be answered by one.
        let may_answer = matches!(msg, Msg::Event(..) | Msg::Opened(_) | Msg::ShowLesson(_) | Msg::StepLesson(_));
        let takes_data = matches!(msg, Msg::Import(ImportMsg::Accept));
        let mut effects = self.apply(msg, now);
        effects.extend(told.map_or(vec![], |told| self.tell_compared(told, now)));
        effects.extend(self.follow_comparison(now));
        if may_answer {
            self.answer_lesson();
        }
        let changed = std::mem::take(&mut self.changed_results);
        if !changed.is_empty() {
            effects.push(Effect::ShowResults(changed));
        }
        if std::mem::take(&mut self.runs_changed) {
            effects.push(Effect::ShowRuns);
        }
        if let Some(fragment) = self.changed_link().filter(|fragment| *fragment != self.link) {
            // The link no longer says what is. A preset that somebody chose and data of their own are worth a step back; a
            // slider is not, and neither is a link that was mended, which "back" would lead to for ever.
            let preset = |fragment: &str| fragment.split('&').next().map(str::to_owned);
            let is_large = takes_data || is_input && preset(&fragment) != preset(&self.link);
            let step = is_large && self.link.starts_with("recipe=");
            let is_left_out = self.presentation.compare.is_some() && !link::has_two_runs(&fragment);
            if is_left_out && (is_input || link::has_two_runs(&self.link)) {
                self.note.get_or_insert_with(|| TOO_LONG.to_owned());
            }
            self.link.clone_from(&fragment);
            effects.push(Effect::WriteLink { fragment, step });
        }
        effects
    }

    /// The link of what is, if that is something else than the last time: to write one takes long where it holds points.
    fn changed_link(&mut self) -> Option<String> {
        if self.benchmark.is_some() {
            return None;
        }
        let is_written = self.linked.as_ref().is_some_and(|(settings, view, presentation)| {
            (settings, view, presentation) == (&self.settings, &self.view, &self.presentation)
        });
        if is_written {
            return None;
        }
        self.linked = Some((self.settings.clone(), self.view.clone(), self.presentation.clone()));
        Some(link::write(&self.settings, &self.view, &self.presentation))
    }

    fn apply(&mut self, msg: Msg, now: f64) -> Vec<Effect> {
        match msg {
            Msg::Drag(edit) => return self.drag(&edit),
            Msg::Commit(edit) => return self.commit(&edit),
            Msg::Act(action) => return self.act(action, now),
            Msg::Opened(fragment) => return self.open(&fragment),
            Msg::RunLesson => return self.run_lesson(),
            Msg::Export(msg) => return self.on_export(msg),
            Msg::Import(msg) => return self.on_import(msg),
            Msg::Weights(msg) => return self.on_weights(msg),
            Msg::EditData(msg) => return self.on_editor(msg, now),
            Msg::Event(event, bulk) => return self.on_event(event, bulk, now),
            Msg::Crashed => return self.supervisor.crashed(now).map_or(vec![], |action| self.watch(action)),
            Msg::Tick => return self.tick(now),
            Msg::Unreadable(words) => self.note = Some(words),
            Msg::Scrub(position) => self.go(|timeline| timeline.seek(position)),
            Msg::ScrubTraining(place) => return self.scrub_training(place),
            Msg::MoveOnMap(point) => return self.go_on_map(point),
            Msg::ShowLayer { layer, shown } => self.show_layer(layer, shown),
            Msg::LineView(line) => {
                self.view.line = line;
                self.redraw();
            }
            Msg::Speed(speed) if SPEEDS.contains(&speed) => self.view.speed = speed,
            Msg::Answer(choice) => self.answered = Some(choice),
            Msg::ChooseTab(tab) => self.tabs.choose(tab),
            Msg::ShowLesson(key) => _ = self.lessons.show(&key),
            Msg::StepLesson(by) => self.lessons.step(by),
            Msg::Predict { lesson, choice } => self.lessons.predict(&lesson, choice),
            Msg::Press(point) if !self.editor.draws() => self.magnify_at(point, now),
            Msg::MagnifyNext => {
                self.spike += 1;
                self.redraw();
            }
            Msg::Point(point) => self.overlays.lens = data_from_canvas(&self.scene(now), point.size, point.at),
            Msg::Nudge(steps) => self.nudge_lens(steps),
            Msg::ShareOption { option, holds } => {
                self.share.set(option, holds);
                return vec![self.show_share()];
            }
            Msg::Copied(what, copied) => self.note = Some(what.note(copied).to_owned()),
            Msg::Run(msg) => return self.on_run_msg(msg),
            Msg::Repeat(msg) => return self.on_repeat(msg, now),
            Msg::Compared(msg) => return self.on_compared(msg, now),
            Msg::RunNotKept => self.say_not_kept(NOT_KEPT),
            Msg::Visible(visible) => {
                self.supervisor.set_visible(visible);
                self.repeats.set_visible(visible);
                return self.attend(|attention| attention.visible = visible);
            }
            Msg::InView(in_view) => return self.attend(|attention| attention.in_view = in_view),
            Msg::TrainUnseen(trains) => return self.attend(|attention| attention.trains_unseen = trains),
            Msg::ReducedMotion(reduced) => self.reduce_motion(reduced),
            Msg::Theme(theme) => self.set_theme(theme),
            Msg::Redraw => self.redraw(),
            Msg::Speed(_) | Msg::Frame | Msg::Press(_) => {}
        }
        vec![]
    }

    /// The inset magnifies the spike that is nearest to this point of the picture, if there is one near.
    fn magnify_at(&mut self, point: PicturePoint, now: f64) {
        if let Some(spike) = spike_at(&self.scene(now), point.size, point.at) {
            self.spike = spike;
            self.redraw();
        }
    }

    /// Lets time pass up to `now`, does a frame's share of the exact cloud, and says what there is to paint and to ask.
    fn frame(&mut self, now: f64) -> Vec<Effect> {
        if self.benchmark.is_some() || !self.attention.is_seen() {
            return vec![];
        }
        let held = self.press_long(now);
        let training = self.advance_training(now);
        let before = self.timeline.position();
        self.timeline.advance(now, self.playing && !self.editor.holds(), self.view.speed);
        let worked = self.exact.advance(FRAME);
        let state = Some(self.timeline.state());
        let fading = self.learned.is_crossfading(now);
        let repaint = Repaint {
            picture: before != self.timeline.position() || fading || worked || self.due.picture,
            charts: worked || self.due.charts || state != self.painted_state,
            losses: self.due.losses,
        };
        // One more frame after the last moment of a crossfade, so that the end is painted too.
        self.due = Repaint { picture: fading, ..Repaint::default() };
        self.painted_state = state;
        let paint = (repaint != Repaint::default()).then_some(Effect::Paint(repaint));
        held.into_iter()
            .chain(training)
            .chain(self.request_exact())
            .chain(self.request_memoriser())
            .chain(self.request_overlay())
            .chain(paint)
            .collect()
    }
}
