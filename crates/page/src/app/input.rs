//! What a person does, and what it changes.

use messages::{Command, View};
use scene::Timeline;

use super::continuation::DEPARTS;
use super::msg::{Action, Effect};
use super::run::{Begin, Phase};
use super::state::App;
use crate::benchmark;
use crate::controls::{Change, Edit};
use crate::link;
use crate::presentation::Theme;
use crate::settings::{Settings, after};
use crate::share::ShareOption;

impl App {
    /// A control is being moved: levels, noised data and exact cloud show what it would do.
    pub(super) fn drag(&mut self, edit: &Edit) -> Vec<Effect> {
        let mut preview = self.settings.clone();
        self.note = edit.apply(&mut preview);
        let shows = edit.change() == Change::Restarts || preview.config.method != self.settings.config.method;
        self.preview = Some(preview);
        if shows {
            self.show_levels();
        }
        self.consider()
    }

    /// A control was let go.
    pub(super) fn commit(&mut self, edit: &Edit) -> Vec<Effect> {
        let begin = if edit.is_preset() { Begin::Training } else { self.as_before() };
        let own = self.own_data.clone();
        self.change(edit.change(), begin, |settings| edit.apply_beside(&own, settings))
    }

    /// Changes the settings, and does what a change of this kind asks for. `apply` returns what was mended, in words.
    pub(super) fn change<F>(&mut self, change: Change, begin: Begin, apply: F) -> Vec<Effect>
    where
        F: FnOnce(&mut Settings) -> Option<String>,
    {
        let before = self.settings.clone();
        self.note = apply(&mut self.settings);
        self.settle(&before);
        if before == self.settings {
            return self.consider();
        }
        let keep = self.keep_data(&before);
        self.begin_changed(change, begin, &before).into_iter().chain(keep).collect()
    }

    /// What follows the settings follows them, which were others before.
    pub(super) fn settle(&mut self, before: &Settings) {
        self.preview = None;
        if before.config.dataset != self.settings.config.dataset {
            self.editor.remember((before.config.clone(), self.own_data.clone()));
            self.read_sketch();
        }
        self.show_levels();
    }

    /// A new run, new samples or another pace, as the change asks.
    fn begin_changed(&mut self, change: Change, begin: Begin, before: &Settings) -> Vec<Effect> {
        match change {
            Change::Restarts => self.restart(begin),
            Change::Resamples if self.settings.config.is_trained_like(&before.config) => {
                vec![self.sample_anew()]
            }
            // The other sampler needs another network.
            Change::Resamples => self.restart(Begin::Training),
            Change::Repaces => vec![Effect::Send(Command::Pace(self.settings.pace))],
        }
    }

    /// A button was pressed.
    pub(super) fn act(&mut self, action: Action, now: f64) -> Vec<Effect> {
        match action {
            Action::Play => {
                self.playing = !self.playing;
                self.run.time.stop();
            }
            Action::StepBack => self.go(|timeline| timeline.step(-1.0)),
            Action::StepForward => self.go(|timeline| timeline.step(1.0)),
            Action::PlayTraining => return self.play_training(now),
            Action::Now => return self.scrub_training(usize::MAX),
            Action::DismissNote => self.note = None,
            Action::Train => match self.run.phase {
                Phase::Training => return vec![Effect::Send(Command::Pause)],
                Phase::Paused => {
                    self.run.phase = Phase::Training;
                    self.run.weights = None;
                    return [Effect::Send(Command::Resume)].into_iter().chain(self.keep_run()).collect();
                }
                Phase::Finished if self.more_iterations().is_some() => return self.train_on(),
                Phase::Finished | Phase::Failed => return self.go_on_or_restart(),
                Phase::Loading | Phase::Measuring => {}
            },
            Action::Continue => return self.train_on(),
            Action::Compare => return self.compare(),
            Action::TrainCompared => return self.train_compared(now),
            Action::Rewind => return self.restart(self.as_before()),
            Action::NewSeed => return self.commit(&Edit::seed(after(self.settings.config.seed))),
            Action::Resample => return self.commit(&Edit::draw(after(self.settings.config.draw))),
            Action::Share => {
                if !self.run.is_of_link || self.compared().is_some_and(|compared| !compared.run.is_of_link) {
                    self.note = Some(DEPARTS.trim_start().to_owned());
                }
                return vec![self.show_share(), Effect::CopyLink];
            }
            Action::Retry => return self.retry(),
            Action::Mend => {
                let remedy = self.advice.as_ref().map(|advice| advice.remedy.clone());
                return remedy.map_or(vec![], |remedy| self.commit(&remedy));
            }
        }
        vec![]
    }

    /// The playback is moved by hand, and stays there.
    pub(super) fn go(&mut self, go: impl FnOnce(&mut Timeline)) {
        self.playing = false;
        go(&mut self.timeline);
        self.due.picture = true;
    }

    /// What can be shared now.
    pub(super) fn show_share(&self) -> Effect {
        let holds = |option| self.share.holds(option);
        let mut presentation = self.presentation.clone();
        presentation.level = holds(ShareOption::Level).then_some(self.timeline.state() as u32);
        presentation.play = holds(ShareOption::Playback).then_some(self.playing);
        presentation.theme = holds(ShareOption::Theme).then_some(self.theme);
        let tabs = holds(ShareOption::Tabs).then_some(self.tabs);
        presentation.set_tabs(tabs);
        presentation.lesson = tabs.and_then(|_| self.lessons.shown()).map(|lesson| lesson.key.clone());
        let view = if holds(ShareOption::Layers) { self.view.clone() } else { View::default() };
        let link = |presentation| link::write(&self.settings, &view, presentation);
        Effect::ShowShare { link: link(&presentation), frame: link(&presentation.clone().embedded()) }
    }

    /// Whether things may move by themselves.
    pub(super) fn reduce_motion(&mut self, reduced: bool) {
        self.reduced_motion = reduced;
        if reduced {
            // Nothing moves by itself, so the end is what is worth seeing, if the link does not know better.
            let named = self.presentation.level.map(f64::from);
            self.go(|timeline| timeline.seek(named.unwrap_or(timeline.last())));
        }
    }

    /// The page is light or dark from now on. A link that names a theme follows.
    pub(super) fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        self.presentation.theme = self.presentation.theme.map(|_| theme);
        self.redraw();
    }

    /// The address is another one.
    pub(super) fn open(&mut self, fragment: &str) -> Vec<Effect> {
        if fragment == self.link {
            return vec![];
        }
        if fragment == benchmark::FRAGMENT {
            return self.open_benchmark();
        }
        let linked = link::read(fragment);
        let restarts = self.benchmark.take().is_some() || linked.settings.config != self.settings.config;
        self.note = linked.note();
        self.preview = None;
        (self.settings, self.view) = (linked.settings, linked.view);
        self.own_data.set_first(&self.settings.config.dataset);
        self.editor.forget();
        self.weights.give_up();
        self.closed_comparison = None;
        (self.presentation, self.answered) = (linked.presentation, None);
        // What the link says nothing of stays: the reader's place, too.
        self.presentation.named_tabs().for_each(|tab| self.tabs.choose(tab));
        self.show_linked_lesson();
        (self.link, self.linked) = (fragment.to_owned(), None);
        self.show_levels();
        self.begin_playback();
        if restarts { self.restart(Begin::Training) } else { vec![Effect::Send(Command::Pace(self.settings.pace))] }
    }

    /// Asks what can be said at once of a configuration that a control is dragged through, and, where it was dragged
    /// back, of the run itself.
    fn consider(&mut self) -> Vec<Effect> {
        let config = &self.settings().config;
        let elsewhere = config.method != self.settings.config.method;
        let asked = Effect::Send(Command::Consider(Box::new(config.clone())));
        if self.results.consider(elsewhere) { vec![asked] } else { vec![] }
    }
}
