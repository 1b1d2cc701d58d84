//! Runs that go on where one stood: in another worker, after a reload, or with more iterations.

use diffusion::config::Extension;
use diffusion::counts::MAX_ITERATIONS;
use messages::{Command, Resumption, Sealed};

use super::msg::Effect;
use super::run::{Begin, Phase, RunState};
use super::state::App;
use crate::controls::Edit;
use crate::kept_run::{KeptRun, KeptTraining};
use crate::supervisor::WorkerStatus;

/// Said of a run that was trained on at rates that began anew, and of one out of a file.
pub(super) const DEPARTS: &str = " A run of this link, trained from its beginning, may end with other weights.";

/// The most that a browser is asked to keep of a run's training: a tab's storage holds some five million letters.
pub(super) const MOST_BYTES: usize = 3_000_000;

impl App {
    /// The page as a reload finds it: with this run, if it is the one of the link.
    pub fn with_kept_run(mut self, kept: Option<KeptRun>) -> Self {
        let is_of_link = |kept: &KeptRun| kept.is_of(&self.build, &self.settings.config);
        let kept = kept.filter(|kept| self.benchmark.is_none() && is_of_link(kept));
        if let Some(KeptRun { is_paused, training, record, .. }) = kept {
            let words = match training.step == self.settings.config.total_iterations() {
                true => "The run had ended before the page was left; its end was kept.".to_owned(),
                false => format!("The run goes on from iteration {}, where it was last kept.", grouped(training.step)),
            };
            let begin = if is_paused { Begin::Paused } else { Begin::Training };
            self.run = RunState::resumed(self.run.id, begin, training);
            self.runs.show(record);
            let departs = if self.run.is_of_link { "" } else { DEPARTS };
            self.note
                .get_or_insert([&words, " Earlier iterations are not kept. Rewind begins it again.", departs].concat());
        }
        self
    }

    /// Where training stands, for another worker and for a reload.
    pub(super) fn keep_training(&mut self, step: usize, state: Sealed) -> Vec<Effect> {
        let RunState { losses, loss, is_of_link, seconds, inside_since, .. } = &self.run;
        let (losses, loss, is_of_link) = (losses.clone(), *loss, *is_of_link);
        let (seconds, inside_since) = (*seconds, *inside_since);
        let is_first = self.run.kept.is_none();
        self.run.kept = Some(KeptTraining { step, losses, loss, is_of_link, seconds, inside_since, state });
        if step == self.settings.config.total_iterations() {
            // All is kept once the run says that it has ended.
            return vec![];
        }
        // A run that is changed at once was none worth a row.
        let recorded = if is_first || self.run.phase != Phase::Training { vec![] } else { self.record_run() };
        self.keep_run().into_iter().chain(recorded).collect()
    }

    /// Keeps the run over a reload, as far as there is anything to be kept. A frame in another page keeps nothing.
    pub(super) fn keep_run(&mut self) -> Option<Effect> {
        let (is_paused, record) = (self.run.phase == Phase::Paused, self.runs.current());
        let kept = self.run.kept.as_ref().filter(|_| !self.presentation.embed)?;
        if kept.state.size() > MOST_BYTES {
            self.say_not_kept("This run is too large to be kept for a reload of the page, which would begin it again.");
            return None;
        }
        let run = KeptRun::new(&self.build, &self.settings, kept.clone());
        Some(Effect::KeepRun(Box::new(run.of_row(record, is_paused))))
    }

    /// The samples of the end that training stands at were judged.
    pub(super) fn keep_verdict(&mut self) {
        if let (None, Some(verdict)) = (self.run.time.chosen(), self.verdict()) {
            self.run.inside_since = verdict.inside_since;
        }
        if let Some(kept) = self.run.kept.as_mut().filter(|kept| kept.step == self.run.step) {
            kept.inside_since = self.run.inside_since;
        }
    }

    /// What a worker needs to go on with the run; none where it has nothing yet.
    pub(super) fn resumption(&mut self) -> Option<Resumption> {
        let KeptTraining { state, inside_since, .. } = self.run.kept.as_ref()?;
        let milestones = self.run.milestones.hand_over();
        Some(Resumption { state: state.clone(), milestones, inside_since: *inside_since })
    }

    /// Why the run is not kept.
    pub(super) fn say_not_kept(&mut self, words: &str) {
        say_once(&mut self.note, &mut self.says_not_kept, words);
    }

    /// What a worker that begins the run is told beside: the iteration that somebody went back to, if they did.
    pub(super) fn go_back_again(&self) -> Option<Effect> {
        let chosen = self.run.time.chosen().filter(|_| self.run.kept.is_some());
        chosen.map(|iteration| Effect::Send(Command::ChooseSnapshot(Some(iteration))))
    }

    /// The run goes on, under another number, where a worker last said that it stood; from its beginning if none did.
    /// What the page shows of it stays.
    pub(super) fn go_on(&mut self, begin: Begin) -> Vec<Effect> {
        let Some(kept) = self.run.kept.take() else { return self.restart(begin) };
        self.renumber();
        let (milestones, time) = (std::mem::take(&mut self.run.milestones), self.run.time.resumed(kept.step));
        self.begin_as(RunState { milestones, time, ..RunState::resumed(self.run.id, begin, kept) })
    }

    /// After the worker of the run is no more: how the run begins in the next, and what is said of it.
    pub(super) fn go_on_in_next_worker(&mut self) {
        self.go_on(self.as_before());
        let rest = match &self.run.kept {
            None => "and the run starts again.".to_owned(),
            Some(kept) if kept.step == self.settings.config.total_iterations() => {
                "and the run is as it was.".to_owned()
            }
            Some(kept) => format!("and the run goes on from iteration {}.", grouped(kept.step)),
        };
        self.note = Some(["The worker stopped answering. It was replaced, ", &rest].concat());
    }

    /// The worker is given up: what is known of the run stays for whoever asks for another one.
    pub(super) fn give_up(&mut self, words: &str) {
        self.run.begin = self.as_before();
        self.renumber();
        self.run.time = self.run.time.resumed(usize::MAX);
        self.run.fail(words.to_owned());
    }

    /// What an older worker may still say is not of the run any more; what the page shows of it stays.
    fn renumber(&mut self) {
        let (before, id) = (self.run.id, self.run.id.next());
        self.run.id = id;
        self.learned_of.iter_mut().filter(|of| of.run == before).for_each(|of| of.run = id);
    }

    /// A run that failed is begun once more; one whose worker was given up goes on in another.
    pub(super) fn go_on_or_restart(&mut self) -> Vec<Effect> {
        match self.supervisor.status() {
            WorkerStatus::Stopped if !self.outdated => self.go_on(self.run.begin),
            _ => self.restart(Begin::Training),
        }
    }

    /// The worker could not go on with what was kept, and begins at iteration 0.
    pub(super) fn begins_anew(&mut self) {
        let RunState { id, phase, begin, step, .. } = self.run;
        let (milestones, mut time) = (std::mem::take(&mut self.run.milestones), std::mem::take(&mut self.run.time));
        time.choose(usize::MAX);
        self.run = RunState { phase, step, milestones, time, ..RunState::new(id, begin) };
        self.changed_results = self.results.mark_stale(&self.settings.config);
        self.note = Some("What was kept of the run could not be read: it begins again.".to_owned());
    }

    /// How many iterations more a run that has ended can be given: as many again; none while it trains, and where there
    /// are no more to be had.
    pub fn more_iterations(&self) -> Option<usize> {
        let config = &self.settings.config;
        let can = self.run.phase == Phase::Finished && self.run.kept.is_some();
        let more = config.iterations.min(MAX_ITERATIONS - config.iterations);
        (can && more > 0 && config.extension() != Extension::Impossible).then_some(more)
    }

    /// The run that has ended goes on with more iterations.
    pub(super) fn train_on(&mut self) -> Vec<Effect> {
        let (Some(more), iterations) = (self.more_iterations(), self.settings.config.iterations) else { return vec![] };
        let extension = self.settings.config.extension();
        (self.preview, self.note) = (None, Edit::iterations(iterations + more).apply(&mut self.settings));
        if extension == Extension::OtherRates {
            self.run.kept.iter_mut().for_each(|kept| kept.is_of_link = false);
            self.note = Some(["The rate had fallen to 0 and falls once more.", DEPARTS].concat());
        }
        self.changed_results = self.results.go_on(self.run.step);
        // The run that had ended keeps its row.
        self.runs.show(None);
        self.show_levels();
        self.go_on(Begin::Training)
    }
}

/// A sentence for each visit, if nothing else is to be said.
pub(super) fn say_once(note: &mut Option<String>, is_said: &mut bool, words: &str) {
    if note.is_none() && !std::mem::replace(is_said, true) {
        *note = Some(words.to_owned());
    }
}

fn grouped(iteration: usize) -> String {
    plot::grouped(iteration as u64)
}
