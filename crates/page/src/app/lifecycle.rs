//! When a run begins: in a worker that is up, with what the settings say.

use messages::{Command, SampleRequest};

use super::attention::Attention;
use super::failure::WayOut;
use super::msg::{Effect, Repaint};
use super::run::{Begin, Phase, RunState};
use super::state::App;
use crate::advice::Advice;
use crate::benchmark::{self, BenchmarkReport};
use crate::controls::Edit;
use crate::kept_run::KeptTraining;
use crate::results::RunResults;
use crate::supervisor::{WatchdogAction, WorkerStatus};

impl App {
    /// A new run from iteration 0. Its learned cloud and its results are those of the run before until its own come, if
    /// that was of the same data.
    pub(super) fn restart(&mut self, begin: Begin) -> Vec<Effect> {
        self.restart_from(begin, None)
    }

    /// The same from where another run stood, if it is told.
    pub(super) fn restart_from(&mut self, begin: Begin, kept: Option<KeptTraining>) -> Vec<Effect> {
        let (left, id) = (self.leave_run(), self.run.id.next());
        self.changed_results = self.results.mark_stale(&self.settings.config);
        if self.learned_of.as_ref().is_none_or(|of| of.dataset != self.settings.config.dataset) {
            self.learned.clear();
            self.learned_of = None;
            self.results = RunResults::default();
        }
        let run = kept.map_or_else(|| RunState::new(id, begin), |kept| RunState::resumed(id, begin, kept));
        self.begin_as(run).into_iter().chain(left).collect()
    }

    /// The page's run is this one from now on: it begins in the worker that is up, or it is seen to that there will be one.
    pub(super) fn begin_as(&mut self, run: RunState) -> Vec<Effect> {
        self.run = run;
        self.overlays.clear();
        self.redraw();
        match self.supervisor.status() {
            WorkerStatus::Ready => self.begin(),
            WorkerStatus::Starting | WorkerStatus::Restarting => vec![],
            WorkerStatus::Stopped if self.outdated => {
                self.fail_as_outdated();
                vec![]
            }
            WorkerStatus::Stopped => {
                self.supervisor.revive();
                vec![Effect::SpawnWorker]
            }
        }
    }

    /// As it was: a run that somebody paused is still paused when it begins anew.
    pub(super) fn as_before(&self) -> Begin {
        match self.run.phase {
            Phase::Paused => Begin::Paused,
            Phase::Loading => self.run.begin,
            _ => Begin::Training,
        }
    }

    /// Begins this run's work in a worker that is up: the benchmark where it is open, the training otherwise.
    pub(super) fn begin(&mut self) -> Vec<Effect> {
        let (run, train) = (self.run.id, self.run.begin == Begin::Training);
        if let Some(report) = &mut self.benchmark {
            *report = BenchmarkReport::default();
            self.run.phase = Phase::Measuring;
            return vec![Effect::Send(Command::Bench(run))];
        }
        self.requested = SampleRequest::of(&self.settings.config, 0);
        let seed = self.in_common.noise_seed.filter(|seed| *seed != self.requested.seed);
        let other_noise = seed.map(|_| self.sample_anew());
        self.run.phase = if train { Phase::Training } else { Phase::Paused };
        let (config, pace) = (Box::new(self.settings.config.clone()), self.settings.pace);
        let start = Command::Start { run, config, pace, train, resumption: self.resumption() };
        [Effect::Send(start)].into_iter().chain(other_noise).chain(self.go_back_again()).collect()
    }

    /// Asks for samples of what the settings say now, from the same weights.
    pub(super) fn sample_anew(&mut self) -> Effect {
        let request = SampleRequest::of(&self.settings.config, self.requested.ticket + 1);
        self.requested = SampleRequest { seed: self.in_common.noise_seed.unwrap_or(request.seed), ..request };
        Effect::Send(Command::Sample(self.requested.clone()))
    }

    /// Opens the benchmark in the playground's place: whatever the worker did is over.
    pub(super) fn open_benchmark(&mut self) -> Vec<Effect> {
        self.benchmark = Some(BenchmarkReport::default());
        self.weights.give_up();
        self.closed_comparison = None;
        (self.note, self.preview, self.linked) = (None, None, None);
        self.link = benchmark::FRAGMENT.to_owned();
        self.stop_repeat(None).into_iter().chain(self.restart(Begin::Training)).collect()
    }

    /// Another try: with a new worker where the last one was given up, with other choices where these cannot work, and
    /// with new files where these are old.
    pub(super) fn retry(&mut self) -> Vec<Effect> {
        match self.way_out() {
            WayOut::Reload => vec![Effect::Reload],
            WayOut::Mend(advice) => self.commit(&advice.remedy),
            WayOut::BackToPreset => self.commit(&Edit::preset(self.settings.config.preset)),
            WayOut::TryAgain => self.go_on_or_restart(),
        }
    }

    /// The run that the shown lesson asks about begins anew, if it is the one of the page; another comes with its link.
    pub(super) fn run_lesson(&mut self) -> Vec<Effect> {
        if self.lessons.forget_run(&self.settings.config) && self.run.phase != Phase::Training {
            return self.restart(Begin::Training);
        }
        vec![]
    }

    /// Some time has passed: what is to be done about workers that fell silent.
    pub(super) fn tick(&mut self, now: f64) -> Vec<Effect> {
        // A slow machine may be away for seconds within one run of the benchmark.
        if self.run.phase == Phase::Measuring || !self.attention.has_begun {
            return vec![];
        }
        let watched = self.supervisor.tick(now).map_or(vec![], |action| self.watch(action));
        watched.into_iter().chain(self.watch_repeaters(now)).collect()
    }

    /// What is to be done about a worker that crashed or fell silent.
    pub(super) fn watch(&mut self, action: WatchdogAction) -> Vec<Effect> {
        match action {
            WatchdogAction::Ping(number) => vec![Effect::Send(Command::Ping(number))],
            WatchdogAction::Restart => {
                let lost = self.lose_export();
                self.import.lose_worker();
                let has_lost_weights = self.weights.give_up();
                self.go_on_in_next_worker();
                if let (true, Some(note)) = (has_lost_weights, &mut self.note) {
                    note.push_str(" Open the file of weights once more.");
                }
                [Effect::SpawnWorker].into_iter().chain(lost).collect()
            }
            WatchdogAction::GiveUp => {
                let lost = self.lose_export();
                self.import.lose_worker();
                self.weights.give_up();
                let words = if self.supervisor.was_ready() {
                    "The worker stopped four times within two minutes, so it was not started again. \
                     Fewer samples or a narrower network need less memory."
                } else {
                    "The worker, which computes everything, could not be started. Reload the page to try again."
                };
                self.give_up(words);
                [Effect::StopWorker].into_iter().chain(lost).collect()
            }
        }
    }

    /// Somebody looks, or looks away.
    pub(super) fn attend(&mut self, change: impl FnOnce(&mut Attention)) -> Vec<Effect> {
        let before = self.attention;
        change(&mut self.attention);
        if self.attention.is_seen() && !before.is_seen() {
            self.redraw();
        }
        let works = self.attention.works();
        if works && !std::mem::replace(&mut self.attention.has_begun, works) {
            return vec![Effect::SpawnWorker];
        }
        let tells = works != before.works() && self.supervisor.status() == WorkerStatus::Ready;
        let told = tells.then_some(Effect::Send(Command::Work(works)));
        let repeaters = (works != before.works()).then(|| self.tell_repeaters(works));
        told.into_iter().chain(repeaters.into_iter().flatten()).collect()
    }

    /// The exact cloud and the playback follow the settings, or what is being dragged.
    pub(super) fn show_levels(&mut self) {
        let config = self.preview.as_ref().map_or(&self.settings.config, |preview| &preview.config);
        self.exact.set(self.in_common.noise_seed.unwrap_or(config.seed), config);
        self.exact_request = self.exact_request.next();
        self.forget_memoriser();
        self.advice = Advice::on(self.settings());
        self.timeline.set_levels(self.exact.levels());
        self.redraw();
    }

    /// Everything is painted anew with the next frame.
    pub(super) fn redraw(&mut self) {
        self.due = Repaint::ALL;
    }
}
