//! Eight seeds of one configuration, in workers of their own beside that of the page's run.

use messages::{Command, Event, RunId};

use super::msg::{Effect, RepeatMsg, WorkerEffect};
use super::state::App;
use crate::repeats::{Repeat, Repeats, SeedResult};
use crate::supervisor::WatchdogAction;

/// Said where workers are lost again and again.
const GIVEN_UP: &str = "The workers of the seeds stopped again and again, so they were not started once more. A narrower \
                        network or a smaller batch need less memory.";

/// Said where the page's files are no longer those of its host.
const OUTDATED: &str = "There is a newer version of this page: reload it, and repeat the seeds.";

impl App {
    /// The configurations that were repeated with several seeds.
    pub fn repeats(&self) -> &Repeats {
        &self.repeats
    }

    pub(super) fn on_repeat(&mut self, msg: RepeatMsg, now: f64) -> Vec<Effect> {
        match msg {
            RepeatMsg::Begin { .. } if self.repeats.works() => vec![],
            RepeatMsg::Begin { cores } => self.begin_repeat(cores, now),
            RepeatMsg::Stop => self.stop_repeat(None),
            RepeatMsg::Event(worker, event, losses) => self.on_repeater_event(worker, *event, losses),
            RepeatMsg::Crashed(worker) => {
                let action = self.repeats.crashed(worker, now);
                action.map_or(vec![], |action| self.watch_repeater(worker, action))
            }
        }
    }

    /// No seed is trained any more, for this reason if nobody wanted it; those that are done stay.
    pub(super) fn stop_repeat(&mut self, error: Option<&'static str>) -> Vec<Effect> {
        if self.repeats.works() {
            self.show_runs();
        }
        let left = self.repeats.stop(error);
        left.into_iter().map(|worker| Effect::Repeater(worker, WorkerEffect::End)).collect()
    }

    /// Tells those that train whether they are to work: nobody looks, or somebody does again.
    pub(super) fn tell_repeaters(&self, works: bool) -> impl Iterator<Item = Effect> {
        let tell = move |worker| Effect::Repeater(worker, WorkerEffect::Send(Command::Work(works)));
        self.repeats.up().map(tell)
    }

    /// What is to be done about workers that crashed or fell silent.
    pub(super) fn watch_repeaters(&mut self, now: f64) -> Vec<Effect> {
        let due = self.repeats.tick(now);
        due.into_iter().flat_map(|(worker, action)| self.watch_repeater(worker, action)).collect()
    }

    fn watch_repeater(&mut self, worker: usize, action: WatchdogAction) -> Vec<Effect> {
        let effect = match action {
            WatchdogAction::Ping(number) => WorkerEffect::Send(Command::Ping(number)),
            WatchdogAction::Restart => WorkerEffect::Spawn,
            WatchdogAction::GiveUp => WorkerEffect::End,
        };
        // The others train its seed, as long as there are any.
        let is_given_up = action == WatchdogAction::GiveUp;
        if is_given_up {
            self.show_runs();
        }
        let is_over = is_given_up && !self.repeats.works();
        let stopped = if is_over { self.stop_repeat(Some(GIVEN_UP)) } else { vec![] };
        [Effect::Repeater(worker, effect)].into_iter().chain(stopped).collect()
    }

    fn begin_repeat(&mut self, cores: usize, now: f64) -> Vec<Effect> {
        self.show_runs();
        if !self.repeats.want(&self.settings) {
            return vec![];
        }
        let workers = self.repeats.gather(cores, now);
        workers.map(|worker| Effect::Repeater(worker, WorkerEffect::Spawn)).collect()
    }

    fn on_repeater_event(&mut self, worker: usize, event: Event, bulk: Vec<f32>) -> Vec<Effect> {
        self.repeats.received(worker);
        match event {
            Event::Ready { build } if build != self.build => self.stop_repeat(Some(OUTDATED)),
            Event::Ready { .. } => {
                self.repeats.ready(worker);
                let waits = (!self.attention.works()).then_some(Command::Work(false));
                let waits = waits.map(|command| Effect::Repeater(worker, WorkerEffect::Send(command)));
                waits.into_iter().chain(self.next_seed(worker)).collect()
            }
            Event::Progress { run, loss, .. } => {
                let is_worth_a_word = self.repeats.add_losses(worker, run, loss, bulk);
                is_worth_a_word.then_some(Effect::ShowRepeatProgress).into_iter().collect()
            }
            Event::Repeated { run, weights, scores, perfect } => {
                self.end_seed(worker, run, Ok(SeedResult { weights, scores, perfect }))
            }
            Event::Judged(p) => {
                if self.repeats.judge(worker, p) {
                    self.stop_repeat(None)
                } else {
                    vec![]
                }
            }
            Event::Failed { run, reason } => self.end_seed(worker, run, Err(reason)),
            _ => vec![],
        }
    }

    fn end_seed(&mut self, worker: usize, run: RunId, end: Result<SeedResult, String>) -> Vec<Effect> {
        if !self.repeats.end(worker, run, end) {
            return vec![];
        }
        self.show_runs();
        self.next_seed(worker)
    }

    /// A worker begins its next seed; one that is not needed any more is ended, and with the last all are.
    fn next_seed(&mut self, worker: usize) -> Vec<Effect> {
        match self.repeats.next(worker) {
            Some(command) => vec![Effect::Repeater(worker, WorkerEffect::Send(command))],
            None => {
                let is_done = self.repeats.last().is_some_and(Repeat::is_done);
                let all = if is_done { self.stop_repeat(None) } else { vec![] };
                [Effect::Repeater(worker, WorkerEffect::End)].into_iter().chain(all).collect()
            }
        }
    }
}
