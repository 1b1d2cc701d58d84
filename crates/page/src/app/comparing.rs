//! Another run beside the page's own, both from the same noise. It is an app of its own, without controls and in a worker of its
//! own, which goes where the page's playback goes and shows what the page shows.
//!
//! Which configuration it has is the presentation's, and so the link's; the run follows that.

use diffusion::Config;
use messages::{Command, RunId};
use scene::Scene;

use super::attention::Attention;
use super::msg::{Action, ComparedMsg, Effect, Msg, WorkerEffect};
use super::run::{Begin, Phase, RunState};
use super::state::{App, ComparedRun};
use crate::kept_run::{KeptTraining, RecordId};
use crate::runs::{KnownRun, RunRecord, differing_settings, shortened};
use crate::settings::Settings;
use crate::supervisor::WorkerStatus;

/// So many settings are named at the most.
const MOST_NAMED: usize = 3;

impl App {
    /// The run beside the page's own.
    pub fn compared(&self) -> Option<&Self> {
        self.compared.as_ref().map(|compared| &compared.app)
    }

    /// What sets the run beside the page's own apart from it, in words.
    pub fn compared_name(&self) -> &str {
        self.compared.as_ref().map_or("", |compared| &compared.name)
    }

    /// What the caption of the run beside the page's own says of its iteration: where the page went back, it says so also of an
    /// end, whose earlier iterations are not kept.
    pub fn compared_snapshot_caption(&self) -> String {
        let Some(compared) = self.compared() else { return String::new() };
        let end = self.run.time.iteration().map(|_| compared.run.step);
        Scene { iteration: compared.shown_snapshot().or(end), ..compared.scene(0.0) }.iteration_caption()
    }

    /// How far training is, in a few words.
    pub fn progress_words(&self) -> String {
        let [done, all] = [self.run.step, self.settings.config.total_iterations()].map(|n| plot::grouped(n as u64));
        let words = match self.run.phase {
            Phase::Loading => "starting".to_owned(),
            Phase::Paused => format!("paused at {done} of {all}"),
            Phase::Finished => format!("{done} iterations"),
            Phase::Failed => "failed".to_owned(),
            Phase::Training | Phase::Measuring => format!("{done} of {all}"),
        };
        if self.run.is_of_link { words } else { words + ", not its link’s" }
    }

    /// Shows the pinned run beside the page's own, or no other any more. Where none is pinned, it is the page's own as it
    /// stands, which stays there while the page's goes on to other settings.
    pub(super) fn compare(&mut self) -> Vec<Effect> {
        if let Some(closed) = self.presentation.compare.take() {
            self.closed_comparison = Some(closed);
            return vec![];
        }
        if let Some(closed) = self.closed_comparison.take() {
            self.presentation.compare = Some(closed);
            return vec![];
        }
        let current = self.runs.current().filter(|_| self.pinned_row().is_none());
        let pinned = current.map_or(vec![], |current| self.pin(Some(current)));
        self.compare_with_pinned();
        pinned
    }

    /// The run that is pinned now is the one beside the page's own; the page's settings where none is.
    fn compare_with_pinned(&mut self) {
        let page = &self.settings.config;
        let pinned = self.runs.pinned().map_or(page, |known| &known.settings.config);
        self.presentation.compare = Some(Box::new(pinned.clone().with_noise_of(page)));
    }

    /// Somebody has pinned another run than before, or none any more: the run beside the page's own is that one, or was that one.
    pub(super) fn follow_pin(&mut self, before: Option<RecordId>) -> Vec<Effect> {
        let pinned = self.pinned_row();
        if pinned == before {
            return vec![];
        }
        self.closed_comparison = None;
        let beside = self.compared.as_ref().map(|compared| compared.row);
        match (pinned, beside) {
            (None, Some(row)) if row == before => self.presentation.compare = None,
            (Some(_), Some(row)) if row != pinned => {
                self.compare_with_pinned();
                // Another run of the same settings has other weights.
                return self.compared.take().map_or(vec![], |there| self.leave_compared(&there));
            }
            _ => {}
        }
        vec![]
    }

    /// The row of the run beside the page's own, where it has one; else the pinned one.
    pub fn row_beside(&self) -> Option<RecordId> {
        self.compared.as_ref().map_or_else(|| self.pinned_row(), |compared| compared.row)
    }

    /// The run beside the page's own is the one that is wanted, from the same noise, and at the same place of its way.
    pub(super) fn follow_comparison(&mut self, now: f64) -> Vec<Effect> {
        let may_begin = self.benchmark.is_none() && self.attention.has_begun;
        let wanted = self.presentation.compare.as_ref().filter(|_| may_begin);
        let there = self.compared.take();
        let (mut compared, mut effects, mut left) = match (wanted, there) {
            (None, None) => return vec![],
            (None, Some(there)) => {
                self.in_common.reach = 0.0;
                let left = self.leave_compared(&there);
                return left.into_iter().chain([Effect::Compared(WorkerEffect::End)]).collect();
            }
            (Some(config), Some(there)) if is_same(&there.of, config) => (there, vec![], vec![]),
            (Some(config), there) => {
                let config = config.clone();
                let id = there.as_ref().map_or(self.run.id, |there| there.app.run.id.next());
                let left = there.map_or(vec![], |there| self.leave_compared(&there));
                let (compared, begun) = self.begin_comparison(config, id, now);
                (compared, begun, left)
            }
        };
        effects.extend(compared.app.come_along(self));
        if compared.named_beside.as_ref() != Some(&self.settings) {
            compared.name = name_beside(&self.settings, &compared.app.settings);
            compared.named_beside = Some(self.settings.clone());
        }
        self.share_axes_with(&mut compared.app);
        self.compared = Some(compared);
        left.extend(self.pass_on(effects));
        left
    }

    /// Both pictures reach equally far, where both have as many coordinates.
    fn share_axes_with(&mut self, compared: &mut Self) {
        let are_alike = compared.exact.mixture().dim() == self.exact.mixture().dim();
        let reaches = [self.own_reach(), compared.own_reach()].map(|reach| if are_alike { reach } else { 0.0 });
        if [compared.in_common.reach, self.in_common.reach] != reaches {
            [compared.in_common.reach, self.in_common.reach] = reaches;
            (compared.due.picture, self.due.picture) = (true, true);
        }
    }

    /// A run of this configuration, as it stands in the list of runs, or else from its beginning; and what it asks for.
    fn begin_comparison(&self, of: Box<Config>, id: RunId, now: f64) -> (Box<ComparedRun>, Vec<Effect>) {
        let (row, kept) = self.kept_training_of(&of).unzip();
        let is_over = kept.as_ref().is_some_and(|kept: &KeptTraining| kept.step == of.total_iterations());
        let begin = if is_over { Begin::Training } else { self.as_before() };
        let mut run = kept.map_or_else(|| RunState::new(id, begin), |kept| RunState::resumed(id, begin, kept));
        if row.is_some() && row == self.runs.current() {
            run.milestones = self.run.milestones.clone();
        }
        let config = of.as_ref().clone().with_noise_of(&self.settings.config);
        let mut app = Self {
            settings: Settings { config, pace: self.settings.pace },
            run,
            attention: Attention { has_begun: false, ..self.attention },
            playing: false,
            reduced_motion: self.reduced_motion,
            theme: self.theme,
            ..Self::new(&self.build, "", now)
        };
        app.supervisor.set_visible(self.attention.visible);
        app.show_levels();
        let effects = app.attend(|_| {});
        (Box::new(ComparedRun { app, of, row, name: String::new(), named_beside: None }), effects)
    }

    /// Where a run of this configuration stands: the pinned one, or another of the list; of another build than the page's, nothing
    /// is known.
    fn kept_training_of(&self, config: &Config) -> Option<(RecordId, KeptTraining)> {
        let fits = |known: &&KnownRun| {
            known.record.run.is_of_build(&self.build) && known.settings.config.is_trained_like(config)
        };
        let of_link = |known: &&KnownRun| fits(known) && known.record.run.is_of_link();
        let known = self.runs.pinned().filter(fits).or_else(|| self.runs.runs().iter().rev().find(of_link));
        known.map(|known| (known.record.id, known.record.run.training.clone()))
    }

    /// It is not beside the page's own any more; its row stays.
    fn leave_compared(&mut self, compared: &ComparedRun) -> Vec<Effect> {
        compared.row.map_or(vec![], |row| self.keep_row(row))
    }

    /// Goes where the page is, and looks as it looks.
    fn come_along(&mut self, page: &Self) -> Vec<Effect> {
        let Config { seed, draw, samples, .. } = page.settings.config;
        let mut effects = vec![];
        let config = &mut self.settings.config;
        if (self.in_common.noise_seed, config.draw, config.samples) != (Some(seed), draw, samples) {
            (self.in_common.noise_seed, config.draw, config.samples) = (Some(seed), draw, samples);
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

    /// What the run beside the page's own is told of what the page is told, before the page does it: how it is looked at, and how
    /// time goes by. Whoever pauses or goes on with the page's training does so with both.
    pub(super) fn told_to_compared(&mut self, msg: &Msg) -> Option<Msg> {
        let compared = &mut self.compared.as_mut()?.app.run;
        match msg {
            Msg::Act(Action::Train) => match (self.run.phase, compared.phase) {
                (Phase::Training, Phase::Training) | (Phase::Paused, Phase::Paused) => Some(Msg::Act(Action::Train)),
                (Phase::Training, Phase::Loading) => {
                    compared.begin = Begin::Paused;
                    None
                }
                (Phase::Paused, Phase::Loading) => {
                    compared.begin = Begin::Training;
                    None
                }
                _ => None,
            },
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

    /// Tells it so.
    pub(super) fn tell_compared(&mut self, msg: Msg, now: f64) -> Vec<Effect> {
        let leaves = matches!(msg, Msg::Visible(false));
        let effects = self.compared.as_mut().map_or(vec![], |compared| compared.app.update(msg, now));
        let mut passed = self.pass_on(effects);
        if let (true, Some(row)) = (leaves, self.compared.as_ref().and_then(|compared| compared.row)) {
            passed.extend(self.keep_row(row));
        }
        passed
    }

    /// Pauses the run beside the page's own, goes on with it, or tries again after it failed. One that has ended stays as it is.
    pub(super) fn train_compared(&mut self, now: f64) -> Vec<Effect> {
        let phase = self.compared().map(|compared| compared.run.phase);
        if phase == Some(Phase::Finished) { vec![] } else { self.tell_compared(Msg::Act(Action::Train), now) }
    }

    /// Its worker says something, or is no more.
    pub(super) fn on_compared(&mut self, msg: ComparedMsg, now: f64) -> Vec<Effect> {
        let msg = match msg {
            ComparedMsg::Event(event, bulk) => Msg::Event(*event, bulk),
            ComparedMsg::Crashed => Msg::Crashed,
        };
        self.tell_compared(msg, now)
    }

    /// Of what the run beside the page's own asks for, all that is for its worker, its picture and its row; what the page has but
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
                    passed.extend(repaint.picture.then_some(Effect::PaintCompared(repaint)));
                }
                Effect::ShowRuns => passed.extend(self.adopt()),
                Effect::KeepRecord(_) => {
                    passed.extend(self.adopt());
                    let row = self.compared.as_ref().and_then(|compared| compared.row);
                    passed.extend(row.map_or(vec![], |row| self.keep_row(row)));
                }
                _ => {}
            }
        }
        passed
    }

    /// The run beside the page's own is a row of the list, too, once it has come so far that it is worth one. What is known of a
    /// row, or was trained further by the page itself, stays.
    fn adopt(&mut self) -> Vec<Effect> {
        let Some(compared) = &self.compared else { return vec![] };
        let own = compared.app.runs.current().and_then(|id| compared.app.runs.get(id));
        let Some(KnownRun { record, settings, .. }) = own else { return vec![] };
        // Its row may have become that of the very same weights.
        let row = compared.row.filter(|row| self.runs.get(*row).is_some());
        let row = row.or_else(|| self.runs.twin_of(record, settings));
        let (record, settings, pinned) = (record.clone(), settings.clone(), self.pinned_row());
        if let Some(KnownRun { record: known, .. }) = row.and_then(|row| self.runs.get(row))
            && (known.iterations() > record.iterations() || known.is_finished && !known.figures.is_empty())
        {
            self.compared.iter_mut().for_each(|compared| compared.row = row);
            return vec![];
        }
        let id = row.unwrap_or_else(|| self.runs.new_row());
        self.runs.set(RunRecord { id, ..record }, &settings);
        self.show_runs();
        self.compared.iter_mut().for_each(|compared| compared.row = Some(id));
        self.forget_gone().chain(self.keep_moved_pin(pinned)).collect()
    }
}

/// Whether both are the same run, from whatever noise.
fn is_same(config: &Config, other: &Config) -> bool {
    config == other || config.clone().with_noise_of(other) == *other
}

/// What sets a run apart from the page's, in words: its preset or method where that is another one, or else its settings.
fn name_beside(page: &Settings, compared: &Settings) -> String {
    let kinds = [page, compared].map(|settings| (settings.config.preset, settings.config.standard));
    if kinds[0] != kinds[1] {
        return compared.custom_name().unwrap_or_else(|| compared.config.preset.label().to_owned());
    }
    let differing = differing_settings([page, compared]).filter(|(_, [_, text])| !text.is_empty());
    let mut named: Vec<_> = differing.map(|(name, [_, text])| [name, shortened(text)].join(" ")).collect();
    let more = named.len().saturating_sub(MOST_NAMED);
    named.truncate(MOST_NAMED);
    match (named.len(), more) {
        (0, _) => "the same settings".to_owned(),
        (_, 0) => named.join(", "),
        _ => format!("{}, and {more} more", named.join(", ")),
    }
}
