//! Runs that go on where one stood: in another worker, after a reload, or with more iterations.

use diffusion::config::Extension;
use diffusion::counts::MAX_ITERATIONS;
use messages::{Command, Resumption, SampleRequest, Sealed};

use super::msg::Effect;
use super::run::{Begin, Phase, RunState};
use super::state::App;
use crate::controls::Edit;
use crate::kept_run::{KeptRun, KeptTraining};
use crate::supervisor::WorkerStatus;

impl App {
    /// The page as a reload finds it: with this run, if it is the one of the link.
    pub fn with_kept_run(mut self, kept: Option<KeptRun>) -> Self {
        let is_of_link = |kept: &KeptRun| kept.is_of(&self.build, &self.settings.config);
        if let Some(KeptRun { is_paused, training, .. }) =
            kept.filter(|kept| self.benchmark.is_none() && is_of_link(kept))
        {
            let stood = plot::grouped(training.step as u64);
            let begin = if is_paused { Begin::Paused } else { Begin::Training };
            self.run = RunState::resumed(self.run.id, begin, training);
            self.note.get_or_insert(format!(
                "The run goes on from iteration {stood}, where it stood when the page was left. Rewind begins it again."
            ));
        }
        self
    }

    /// Where training stands, for another worker and for a reload.
    pub(super) fn keep_training(&mut self, step: usize, state: Sealed) -> Vec<Effect> {
        let (losses, loss) = (self.run.losses.clone(), self.run.loss);
        let inside_since = self.verdict().and_then(|verdict| verdict.inside_since);
        self.run.kept = Some(KeptTraining { step, losses, loss, inside_since, state });
        self.keep_run()
    }

    /// Keeps the run over a reload, as far as there is anything to be kept.
    pub(super) fn keep_run(&self) -> Vec<Effect> {
        let is_paused = self.run.phase == Phase::Paused;
        let run = |kept: &KeptTraining| KeptRun::new(&self.build, &self.settings, is_paused, kept.clone());
        self.run.kept.as_ref().map(|kept| Effect::KeepRun(Box::new(run(kept)))).into_iter().collect()
    }

    /// What a worker needs to go on with the run; none where it has nothing yet.
    pub(super) fn resumption(&mut self) -> Option<Resumption> {
        let KeptTraining { state, inside_since, .. } = self.run.kept.as_ref()?;
        let milestones = self.run.milestones.hand_over();
        Some(Resumption { state: state.clone(), milestones, inside_since: *inside_since })
    }

    /// The browser refuses to keep runs: one sentence for each visit, if nothing else is to be said.
    pub(super) fn say_not_kept(&mut self) {
        if !std::mem::replace(&mut self.says_not_kept, true) {
            let words = "This browser does not keep the run for a reload of the page, which would begin it again.";
            self.note.get_or_insert_with(|| words.to_owned());
        }
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
        let (before, id) = (self.run.id, self.run.id.next());
        let (milestones, time) = (std::mem::take(&mut self.run.milestones), self.run.time.resumed(kept.step));
        self.run = RunState { milestones, time, ..RunState::resumed(id, begin, kept) };
        self.learned_of.iter_mut().filter(|of| of.run == before).for_each(|of| of.run = id);
        self.requested = SampleRequest::of(&self.settings.config, 0);
        self.overlays.clear();
        self.redraw();
        self.begin_when_up()
    }

    /// After the worker of the run is no more: how the run begins in the next, and what is said of it.
    pub(super) fn go_on_in_next_worker(&mut self) {
        self.go_on(self.as_before());
        self.note = Some(match &self.run.kept {
            None => "The worker stopped answering. It was replaced, and the run starts again.".to_owned(),
            Some(kept) => format!(
                "The worker stopped answering. It was replaced, and the run goes on from iteration {}.",
                plot::grouped(kept.step as u64)
            ),
        });
    }

    /// A new worker for a run whose last one was given up.
    pub(super) fn go_on_or_restart(&mut self) -> Vec<Effect> {
        match self.supervisor.status() {
            WorkerStatus::Stopped => self.go_on(Begin::Training),
            _ => self.restart(Begin::Training),
        }
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
            self.note = Some(format!(
                "The rate had fallen to 0 and falls once more, from where it would have been: a run that is given {} \
                 iterations from its beginning, as this link says, ends with other weights.",
                plot::grouped(self.settings.config.iterations as u64)
            ));
        }
        self.results.go_on(self.run.step);
        self.show_levels();
        self.go_on(Begin::Training)
    }
}
