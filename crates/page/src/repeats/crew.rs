//! Which worker trains which seed, and whether it is still there.

use std::ops::Range;

use super::repeat::{Repeat, SEEDS};
use crate::supervisor::{Supervisor, WatchdogAction, WorkerStatus};

/// The workers that train seeds, each known by its place.
#[derive(Debug, Default)]
pub struct Crew(Vec<Member>);

#[derive(Debug)]
struct Member {
    supervisor: Supervisor,
    task: Task,
}

/// What one of them does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// It has none yet.
    Waiting,
    /// It trains the seed of this place.
    Training(usize),
    /// It judges all of them.
    Judging,
    /// It is not needed any more, or was given up.
    Ended,
}

impl Crew {
    /// As many as the machine has cores, and no more than there are seeds to train, started at this time in milliseconds.
    pub fn new(cores: usize, repeat: &Repeat, now: f64) -> Self {
        let left = SEEDS - repeat.ended();
        let member = |_| Member { supervisor: Supervisor::new(now), task: Task::Waiting };
        Self((0..cores.clamp(1, left.max(1))).map(member).collect())
    }

    /// All of them.
    pub fn all(&self) -> Range<usize> {
        0..self.0.len()
    }

    /// They are not needed any more: those that still are to be ended.
    pub fn dismiss(&mut self) -> Vec<usize> {
        let members = std::mem::take(self);
        members.all().filter(|worker| members.task(*worker) != Task::Ended).collect()
    }

    /// Whether any of them still works.
    pub fn works(&self) -> bool {
        self.0.iter().any(|member| member.task != Task::Ended)
    }

    /// Those that are up and work.
    pub fn up(&self) -> impl Iterator<Item = usize> {
        let is_up = |worker: &usize| {
            self.task(*worker) != Task::Ended && self.0[*worker].supervisor.status() == WorkerStatus::Ready
        };
        self.all().filter(is_up)
    }

    /// One of them said something.
    pub fn received(&mut self, worker: usize) {
        self.0.get_mut(worker).into_iter().for_each(|member| member.supervisor.received());
    }

    /// One of them came up.
    pub fn ready(&mut self, worker: usize) {
        self.0.get_mut(worker).into_iter().for_each(|member| member.supervisor.ready());
    }

    /// The page was shown or hidden.
    pub fn set_visible(&mut self, visible: bool) {
        self.0.iter_mut().for_each(|member| member.supervisor.set_visible(visible));
    }

    /// Whether this worker trains the seed of this place.
    pub fn has(&self, worker: usize, place: usize) -> bool {
        self.task(worker) == Task::Training(place)
    }

    /// Whether any of them trains the seed of this place.
    pub fn trains(&self, place: usize) -> bool {
        self.all().any(|worker| self.has(worker, place))
    }

    /// Whether this worker judges all seeds.
    pub fn is_judge(&self, worker: usize) -> bool {
        self.task(worker) == Task::Judging
    }

    /// This worker, which has nothing to do, judges all seeds; false where another does.
    pub fn begin_to_judge(&mut self, worker: usize) -> bool {
        let is_free = !self.all().any(|worker| self.is_judge(worker));
        if let Some(member) = self.0.get_mut(worker).filter(|_| is_free) {
            member.task = Task::Judging;
        }
        is_free
    }

    /// The seed that this worker, which has nothing to do, trains next; none where there is none that waits.
    pub fn next(&mut self, worker: usize, repeat: &Repeat) -> Option<usize> {
        self.0.get_mut(worker)?.task = Task::Ended;
        let waits = |place: &usize| repeat.seeds()[*place].end.is_none() && !self.trains(*place);
        let next = (0..SEEDS).find(waits)?;
        self.0[worker].task = Task::Training(next);
        Some(next)
    }

    /// This worker crashed: what is to be done, and the seed that it had.
    pub fn crashed(&mut self, worker: usize, now: f64) -> Option<(WatchdogAction, Option<usize>)> {
        let member = self.0.get_mut(worker).filter(|member| member.task != Task::Ended)?;
        let action = member.supervisor.crashed(now)?;
        Some((action, member.watch(action)))
    }

    /// Time has passed: what is to be done about which of them, and the seed that it had.
    pub fn tick(&mut self, now: f64) -> Vec<(usize, WatchdogAction, Option<usize>)> {
        let tick = |(worker, member): (usize, &mut Member)| {
            let action = member.supervisor.tick(now).filter(|_| member.task != Task::Ended)?;
            Some((worker, action, member.watch(action)))
        };
        self.0.iter_mut().enumerate().filter_map(tick).collect()
    }

    fn task(&self, worker: usize) -> Task {
        self.0.get(worker).map_or(Task::Ended, |member| member.task)
    }
}

impl Member {
    /// The seed that is lost where it is replaced or given up.
    fn watch(&mut self, action: WatchdogAction) -> Option<usize> {
        let next = match action {
            WatchdogAction::Ping(_) => return None,
            WatchdogAction::Restart => Task::Waiting,
            WatchdogAction::GiveUp => Task::Ended,
        };
        let before = std::mem::replace(&mut self.task, next);
        if let Task::Training(place) = before { Some(place) } else { None }
    }
}
