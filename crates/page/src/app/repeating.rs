//! Eight seeds of one configuration, in workers of their own beside that of the page's run.

use messages::{Command, Event, RunId};

use super::msg::{Effect, RepeatMsg, RepeaterEffect};
use super::state::App;
use crate::repeats::{Repeats, SeedResult};

/// Said where workers are lost again and again.
const GIVEN_UP: &str = "The workers of the seeds stopped four times, so they were not started again. Fewer cores, a \
                        narrower network or a smaller batch need less memory.";

/// Said where the page's files are no longer those of its host.
const OUTDATED: &str = "There is a newer version of this page: reload it, and repeat the seeds.";

impl App {
    /// The configurations that were repeated with several seeds.
    pub fn repeats(&self) -> &Repeats {
        &self.repeats
    }

    pub(super) fn on_repeat(&mut self, msg: RepeatMsg) -> Vec<Effect> {
        match msg {
            RepeatMsg::Begin { .. } if self.repeats.works() => vec![],
            RepeatMsg::Begin { cores } => self.begin_repeat(cores),
            RepeatMsg::Stop => self.stop_repeat(None),
            RepeatMsg::Event(worker, event, losses) => self.on_repeater_event(worker, *event, losses),
            RepeatMsg::Crashed(worker) => self.on_repeater_crash(worker),
        }
    }

    /// No seed is trained any more, for this reason if nobody wanted it; those that are done stay.
    pub(super) fn stop_repeat(&mut self, error: Option<&'static str>) -> Vec<Effect> {
        self.runs_changed |= self.repeats.works();
        let left = self.repeats.stop(error);
        left.into_iter().map(|worker| Effect::Repeater(worker, RepeaterEffect::End)).collect()
    }

    /// Tells those that train whether they are to work: nobody looks, or somebody does again.
    pub(super) fn tell_repeaters(&self, works: bool) -> impl Iterator<Item = Effect> {
        let tell = move |worker| Effect::Repeater(worker, RepeaterEffect::Send(Command::Work(works)));
        self.repeats.up().map(tell)
    }

    fn begin_repeat(&mut self, cores: usize) -> Vec<Effect> {
        self.runs_changed = true;
        if !self.repeats.want(&self.settings) {
            return vec![];
        }
        let workers = self.repeats.gather(cores);
        workers.map(|worker| Effect::Repeater(worker, RepeaterEffect::Spawn)).collect()
    }

    fn on_repeater_event(&mut self, worker: usize, event: Event, bulk: Vec<f32>) -> Vec<Effect> {
        match event {
            Event::Ready { build } if build != self.build => self.stop_repeat(Some(OUTDATED)),
            Event::Ready { .. } => {
                let waits = (!self.attention.works()).then_some(Command::Work(false));
                let waits = waits.map(|command| Effect::Repeater(worker, RepeaterEffect::Send(command)));
                waits.into_iter().chain([self.next_seed(worker)]).collect()
            }
            Event::Progress { run, loss, .. } => {
                let is_worth_a_word = self.repeats.add_losses(worker, run, loss, bulk);
                is_worth_a_word.then_some(Effect::ShowRepeatProgress).into_iter().collect()
            }
            Event::Repeated { run, weights, scores, perfect } => {
                self.end_seed(worker, run, Ok(SeedResult { weights, scores, perfect }))
            }
            Event::Judged(p) => {
                self.runs_changed = true;
                self.repeats.judge(p);
                vec![self.next_seed(worker)]
            }
            Event::Failed { run, reason } => self.end_seed(worker, run, Err(reason)),
            _ => vec![],
        }
    }

    fn end_seed(&mut self, worker: usize, run: RunId, end: Result<SeedResult, String>) -> Vec<Effect> {
        if !self.repeats.end(worker, run, end) {
            return vec![];
        }
        (self.runs_changed, self.due.losses) = (true, true);
        vec![self.next_seed(worker)]
    }

    /// A worker begins its next seed; one that is not needed any more is ended.
    fn next_seed(&mut self, worker: usize) -> Effect {
        let next = self.repeats.next(worker).map(RepeaterEffect::Send);
        Effect::Repeater(worker, next.unwrap_or(RepeaterEffect::End))
    }

    /// The seed of a lost worker begins anew in the next.
    fn on_repeater_crash(&mut self, worker: usize) -> Vec<Effect> {
        self.runs_changed = true;
        if self.repeats.lose(worker) {
            return vec![Effect::Repeater(worker, RepeaterEffect::Spawn)];
        }
        self.stop_repeat(Some(GIVEN_UP))
    }
}
