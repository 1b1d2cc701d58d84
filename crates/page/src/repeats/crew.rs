//! Which worker trains which seed.

use std::ops::Range;

use super::repeat::{Repeat, SEEDS};

/// So many lost workers are replaced; with the next, the seeds are given up.
const MOST_LOST: usize = 3;

/// The workers that train seeds, each known by its place.
#[derive(Debug, Default)]
pub struct Crew {
    members: Vec<Member>,
    lost: usize,
}

/// What one of them does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    /// It is not up yet.
    Starting,
    /// It trains the seed of this place.
    Training(usize),
    /// It judges all of them.
    Judging,
    /// There was no seed left for it.
    Ended,
}

impl Crew {
    /// As many as the machine has cores, and no more than there are seeds to train.
    pub fn new(cores: usize, repeat: &Repeat) -> Self {
        let left = SEEDS - repeat.ended();
        Self { members: vec![Member::Starting; cores.clamp(1, left.max(1))], lost: 0 }
    }

    /// All of them.
    pub fn all(&self) -> Range<usize> {
        0..self.members.len()
    }

    /// They are not needed any more: those that still are to be ended.
    pub fn dismiss(&mut self) -> Vec<usize> {
        let members = std::mem::take(self).members;
        (0..members.len()).filter(|worker| members[*worker] != Member::Ended).collect()
    }

    /// Whether any of them still works.
    pub fn works(&self) -> bool {
        self.members.iter().any(|member| *member != Member::Ended)
    }

    /// Those that are up and not ended.
    pub fn up(&self) -> impl Iterator<Item = usize> {
        let is_up = |worker: &usize| matches!(self.members[*worker], Member::Training(_) | Member::Judging);
        self.all().filter(is_up)
    }

    /// Whether this worker trains the seed of this place.
    pub fn has(&self, worker: usize, place: usize) -> bool {
        self.members.get(worker) == Some(&Member::Training(place))
    }

    /// Whether any of them trains the seed of this place.
    pub fn trains(&self, place: usize) -> bool {
        self.members.contains(&Member::Training(place))
    }

    /// This worker, which has nothing to do, judges all seeds; false where another does.
    pub fn judges(&mut self, worker: usize) -> bool {
        let is_free = !self.members.contains(&Member::Judging);
        if let Some(member) = self.members.get_mut(worker).filter(|_| is_free) {
            *member = Member::Judging;
        }
        is_free
    }

    /// The seed that this worker, which has nothing to do, trains next; none where there is none that waits.
    pub fn next(&mut self, worker: usize, repeat: &Repeat) -> Option<usize> {
        *self.members.get_mut(worker)? = Member::Ended;
        let waits = |place: &usize| repeat.seeds()[*place].end.is_none() && !self.trains(*place);
        let next = (0..SEEDS).find(waits)?;
        self.members[worker] = Member::Training(next);
        Some(next)
    }

    /// This worker is lost; whether another is to take its place, which is so only a few times.
    pub fn lose(&mut self, worker: usize) -> bool {
        self.lost += 1;
        let replaced = self.members.get_mut(worker).filter(|_| self.lost <= MOST_LOST);
        replaced.map(|member| *member = Member::Starting).is_some()
    }
}
