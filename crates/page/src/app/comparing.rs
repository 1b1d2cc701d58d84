//! Another run beside the page's own, both from the same noise. It is an app of its own, without controls and in a worker of
//! its own, which goes where the page's playback goes and shows what the page shows.
//!
//! Which configuration it has is the presentation's, and so the link's; the run follows that.

use diffusion::Config;
use messages::Command;

use super::attention::Attention;
use super::msg::{Action, ComparedMsg, Effect, Msg, WorkerEffect};
use super::run::{Phase, RunState};
use super::state::App;
use crate::kept_run::KeptTraining;
use crate::link;
use crate::runs::{KnownRun, RunRecord, differing_settings, shortened};
use crate::settings::Settings;
use crate::supervisor::WorkerStatus;

/// Said where a link has no room for two runs.
const TOO_LONG: &str = "These two do not fit into one link: it holds this run alone.";

/// So many settings are named at the most.
const MOST_NAMED: usize = 3;

impl App {
    /// The run beside the page's own.
    pub fn compared(&self) -> Option<&Self> {
        self.compared.as_deref()
    }

    /// What sets the run beside the page's own apart from it, in words: its preset or method where that is another one, or else
    /// its settings.
    pub fn compared_name(&self) -> String {
        let Some(compared) = &self.compared else { return String::new() };
        let both = [&self.settings, &compared.settings];
        let kinds = both.map(|settings| (settings.config.preset, settings.config.standard));
        if kinds[0] != kinds[1] {
            let preset = compared.settings.config.preset.label();
            return compared.settings.custom_name().unwrap_or_else(|| preset.to_owned());
        }
        let differing = differing_settings(both).filter(|(_, [_, text])| !text.is_empty());
        let mut named: Vec<_> = differing.map(|(name, [_, text])| [name, shortened(text)].join(" ")).collect();
        let more = named.len().saturating_sub(MOST_NAMED);
        named.truncate(MOST_NAMED);
        match (named.len(), more) {
            (0, _) => "the same settings".to_owned(),
            (_, 0) => named.join(", "),
            _ => format!("{}, and {more} more", named.join(", ")),
        }
    }

    /// How far training is, in a few words.
    pub fn progress_words(&self) -> String {
        let [done, all] = [self.run.step, self.settings.config.total_iterations()].map(|n| plot::grouped(n as u64));
        match self.run.phase {
            Phase::Loading => "starting".to_owned(),
            Phase::Paused => format!("paused at {done} of {all}"),
            Phase::Finished => format!("{done} iterations"),
            Phase::Failed => self.run.error.clone().unwrap_or_default(),
            Phase::Training | Phase::Measuring => format!("{done} of {all}"),
        }
    }

    /// Shows the pinned run beside the page's own, or no other any more. Where none is pinned, it is the page's own as it
    /// stands, which stays there while the page's goes on to other settings.
    pub(super) fn compare(&mut self) -> Vec<Effect> {
        if self.presentation.compare.take().is_some() {
            return vec![];
        }
        let pinned = match (self.runs.pinned(), self.runs.current()) {
            (None, Some(current)) => self.pin(Some(current)),
            _ => vec![],
        };
        self.compare_with_pinned();
        pinned
    }

    /// The run that is pinned now is the one beside the page's own; the page's settings where none is.
    fn compare_with_pinned(&mut self) {
        let pinned = self.runs.pinned().map_or(&self.settings, |known| &known.settings);
        self.presentation.compare = Some(Box::new(pinned.config.clone()));
        let link = link::write(&self.settings, &self.view, &self.presentation);
        if link::read(&link).presentation.compare.is_none() {
            self.note = Some(TOO_LONG.to_owned());
        }
    }

    /// Another run was pinned, or none is any more.
    pub(super) fn follow_pin(&mut self) {
        match self.runs.pinned() {
            None => self.presentation.compare = None,
            Some(_) if self.presentation.compare.is_some() => self.compare_with_pinned(),
            Some(_) => {}
        }
    }

    /// The run beside the page's own is the one that is wanted, from the same noise, and at the same place of its way.
    pub(super) fn follow_comparison(&mut self, now: f64) -> Vec<Effect> {
        let may_begin = self.benchmark.is_none() && self.attention.has_begun;
        let wanted = self.presentation.compare.clone().filter(|_| may_begin);
        let Some(config) = wanted else {
            self.reach_beside = 0.0;
            return self.compared.take().map(|_| Effect::Compared(WorkerEffect::End)).into_iter().collect();
        };
        let config = Config { draw: self.settings.config.draw, samples: self.settings.config.samples, ..*config };
        let there = self.compared.take();
        let (mut compared, mut effects) = match there {
            Some(compared) if of_same_noise(&compared.settings.config, &config) == config => (compared, vec![]),
            other => self.begin_comparison(config, other.map(|other| other.run), now),
        };
        effects.extend(compared.come_along(self));
        let has_axes_of_page = compared.exact.mixture().dim() == self.exact.mixture().dim();
        let reaches = [self.own_reach(), compared.own_reach()].map(|reach| if has_axes_of_page { reach } else { 0.0 });
        [compared.reach_beside, self.reach_beside] = reaches;
        self.compared = Some(compared);
        self.pass_on(effects)
    }

    /// A run of this configuration, in the place of the one before: as it stands in the list of runs, or else from its beginning.
    fn begin_comparison(&mut self, config: Config, before: Option<RunState>, now: f64) -> (Box<Self>, Vec<Effect>) {
        let begin = self.as_before();
        let id = before.map_or(self.run.id, |run| run.id.next());
        let kept = self.kept_training_of(&config);
        let run = kept.map_or_else(|| RunState::new(id, begin), |kept| RunState::resumed(id, begin, kept));
        let mut compared = Box::new(Self {
            settings: Settings { config, pace: self.settings.pace },
            run,
            attention: Attention { has_begun: false, ..self.attention },
            playing: false,
            reduced_motion: self.reduced_motion,
            theme: self.theme,
            ..Self::new(&self.build, "", now)
        });
        compared.supervisor.set_visible(self.attention.visible);
        compared.show_levels();
        let effects = compared.attend(|_| {});
        (compared, effects)
    }

    /// Where a run of this configuration stands: the pinned one, or another of the list, which is pinned then; of another build
    /// than the page's, nothing is known.
    fn kept_training_of(&mut self, config: &Config) -> Option<KeptTraining> {
        let fits = |known: &&KnownRun| {
            known.record.run.is_of_build(&self.build) && known.settings.config.is_trained_like(config)
        };
        let of_link = |known: &&KnownRun| fits(known) && known.record.run.is_of_link();
        let known = self.runs.pinned().filter(fits).or_else(|| self.runs.runs().iter().rev().find(of_link));
        let (id, training) = known.map(|known| (known.record.id, known.record.run.training.clone())).unzip();
        if self.runs.pinned().map(|known| known.record.id) != id {
            self.runs.pin(id);
            self.show_runs();
        }
        training
    }

    /// Goes where the page is, and looks as it looks. What is drawn from the same noise is only seen where it is the page's.
    fn come_along(&mut self, page: &Self) -> Vec<Effect> {
        let Config { seed, draw, samples, .. } = page.settings.config;
        let mut effects = vec![];
        let config = &mut self.settings.config;
        if (self.noise_seed, config.draw, config.samples) != (Some(seed), draw, samples) {
            (self.noise_seed, config.draw, config.samples) = (Some(seed), draw, samples);
            self.memoriser_of = None;
            self.show_levels();
            effects.push(self.sample_anew());
        }
        if self.settings.pace != page.settings.pace {
            self.settings.pace = page.settings.pace;
            effects.push(Effect::Send(Command::Pace(self.settings.pace)));
        }
        if self.view != page.view {
            self.view.clone_from(&page.view);
            self.overlays.clear();
            self.redraw();
        }
        let place = page.timeline.position() / page.timeline.last().max(1.0) * self.timeline.last();
        let before = (self.timeline.position(), self.spike);
        self.timeline.seek(place);
        (self.spike, self.overlays.lens) = (page.spike, page.overlays.lens);
        self.due.picture |= before != (self.timeline.position(), self.spike);
        let iteration = page.run.time.iteration();
        let place = iteration.and_then(|iteration| self.run.time.place_until(iteration)).unwrap_or(usize::MAX);
        effects.extend(self.choose_snapshot(place));
        // A worker that is not up yet is told with the beginning of the run.
        if self.supervisor.status() == WorkerStatus::Ready { effects } else { vec![] }
    }

    /// The same between two messages, as the playback goes on.
    pub(super) fn frame_of_compared(&mut self, now: f64) -> Vec<Effect> {
        if self.compared.is_none() {
            return vec![];
        }
        let followed = self.follow_comparison(now);
        followed.into_iter().chain(self.tell_compared(Msg::Frame, now)).collect()
    }

    /// What the page is told, the run beside it is told too.
    pub(super) fn tell_compared(&mut self, msg: Msg, now: f64) -> Vec<Effect> {
        let effects = self.compared.as_mut().map_or(vec![], |compared| compared.update(msg, now));
        self.pass_on(effects)
    }

    /// Its worker says something, or is no more.
    pub(super) fn on_compared(&mut self, msg: ComparedMsg, now: f64) -> Vec<Effect> {
        let msg = match msg {
            ComparedMsg::Event(event, bulk) => Msg::Event(*event, bulk),
            ComparedMsg::Crashed => Msg::Crashed,
        };
        self.tell_compared(msg, now)
    }

    /// Of what the run beside the page's own asks for, all that is for its worker and its picture; what the page has but
    /// once is the page's own.
    fn pass_on(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut passed = vec![];
        for effect in effects {
            match effect {
                Effect::Send(command) => passed.push(Effect::Compared(WorkerEffect::Send(command))),
                Effect::SpawnWorker => passed.push(Effect::Compared(WorkerEffect::Spawn)),
                Effect::StopWorker => passed.push(Effect::Compared(WorkerEffect::End)),
                Effect::Paint(repaint) => {
                    self.due.losses |= repaint.losses;
                    passed.extend(repaint.picture.then_some(Effect::PaintCompared));
                }
                Effect::KeepRecord(record) => passed.extend(self.adopt(*record)),
                _ => {}
            }
        }
        passed
    }

    /// The run beside the page's own is a row of the list, too, and the pinned one.
    fn adopt(&mut self, record: RunRecord) -> Vec<Effect> {
        let Some(settings) = self.compared.as_ref().map(|compared| compared.settings.clone()) else { return vec![] };
        let own = self.runs.pinned().filter(|known| known.settings.config.is_trained_like(&settings.config));
        if own.is_some_and(|known| known.record.is_finished && !known.record.figures.is_empty()) {
            return vec![];
        }
        let id = own.map(|known| known.record.id);
        let id = id.unwrap_or_else(|| self.runs.new_row());
        self.runs.set(RunRecord { id, ..record }, &settings);
        let kept = self.runs.keep(id).map(|record| Effect::KeepRecord(Box::new(record)));
        self.forget_gone().chain(kept).collect::<Vec<_>>().into_iter().chain(self.pin(Some(id))).collect()
    }
}

/// What the run beside the page's own is told of what the page is told: how it is looked at, and how time goes by. Its button of
/// training is the page's, as long as both stand alike.
pub(super) fn told_to_both(msg: &Msg, page: Phase, compared: Phase) -> Option<Msg> {
    match msg {
        Msg::Act(Action::Train) => (page == compared && page != Phase::Finished).then_some(Msg::Act(Action::Train)),
        Msg::Tick => Some(Msg::Tick),
        Msg::Visible(visible) => Some(Msg::Visible(*visible)),
        Msg::InView(in_view) => Some(Msg::InView(*in_view)),
        Msg::TrainUnseen(trains) => Some(Msg::TrainUnseen(*trains)),
        Msg::ReducedMotion(reduced) => Some(Msg::ReducedMotion(*reduced)),
        Msg::Theme(theme) => Some(Msg::Theme(*theme)),
        Msg::Redraw => Some(Msg::Redraw),
        _ => None,
    }
}

/// The configuration with the noise of another.
fn of_same_noise(config: &Config, page: &Config) -> Config {
    Config { draw: page.draw, samples: page.samples, ..config.clone() }
}
