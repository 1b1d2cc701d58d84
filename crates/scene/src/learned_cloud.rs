//! The learned cloud as it is shown: every refresh fades in over the last one.

use diffusion::evaluation::CloudStatistics;

use crate::crossfade::{CROSSFADE_MS, mix, share};
use crate::trajectory::Trajectory;

/// The most numbers that are crossfaded; a larger cloud is smoke anyway, and jumps.
const MOST_CROSSFADED: usize = 1_000_000;

/// How new samples take the place of the old ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arrival {
    /// At once: nothing may move by itself.
    AtOnce,
    /// In a crossfade that begins at this time in milliseconds.
    Crossfade(f64),
}

/// The last samples of the network, and what they are fading in over.
#[derive(Clone, Debug, Default)]
pub struct LearnedCloud {
    trajectory: Trajectory,
    before: Option<Before>,
    figures: Vec<CloudStatistics>,
}

/// What was shown before, and since when it fades out, in milliseconds.
#[derive(Clone, Debug)]
struct Before {
    trajectory: Trajectory,
    since: f64,
}

impl Before {
    fn is_seen(&self, now: f64) -> bool {
        now - self.since < CROSSFADE_MS
    }
}

impl LearnedCloud {
    /// New samples, with their figures at every state.
    pub fn refresh(&mut self, trajectory: Trajectory, figures: Vec<CloudStatistics>, arrival: Arrival) {
        let old = std::mem::replace(&mut self.trajectory, trajectory);
        let alike = old.rows() == self.trajectory.rows() && old.values().len() == self.trajectory.values().len();
        let before = self.before.take();
        self.figures = figures;
        if let (Arrival::Crossfade(now), true) = (arrival, alike && old.values().len() <= MOST_CROSSFADED) {
            // In the middle of a crossfade, what was seen is a mixture of the two clouds.
            let trajectory = match before.filter(|before| before.is_seen(now)) {
                Some(before) => before.trajectory.crossfaded_into(old, share(now - before.since)),
                None => old,
            };
            self.before = Some(Before { trajectory, since: now });
        }
    }

    /// No samples any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether there are any samples.
    pub fn is_empty(&self) -> bool {
        self.trajectory.rows() == 0
    }

    /// Whether a refresh is still fading in at this time in milliseconds.
    pub fn is_crossfading(&self, now: f64) -> bool {
        self.before.as_ref().is_some_and(|before| before.is_seen(now))
    }

    /// The samples at every state.
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// The same, given away.
    pub fn into_trajectory(self) -> Trajectory {
        self.trajectory
    }

    /// Statistics of the samples at every state; empty where there are no samples.
    pub fn figures(&self) -> &[CloudStatistics] {
        &self.figures
    }

    /// The number of the last state that the samples have; 0 without samples.
    pub fn last_state(&self) -> f64 {
        self.trajectory.states().saturating_sub(1) as f64
    }

    /// The points at a position between states and a time in milliseconds, into `out`.
    pub fn points_at(&self, position: f64, now: f64, out: &mut Vec<f32>) {
        self.trajectory.at(position, usize::MAX, out);
        if let Some(before) = self.before.as_ref().filter(|before| before.is_seen(now)) {
            let share = share(now - before.since);
            for (to, from) in out.iter_mut().zip(before.trajectory.interpolated(position, usize::MAX)) {
                *to = mix(from, *to, share);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cloud(value: f64) -> Trajectory {
        let mut trajectory = Trajectory::new(1, 1, 2);
        trajectory.write(0, 0, &[value]);
        trajectory.write(1, 0, &[value]);
        trajectory
    }

    fn shown(learned: &LearnedCloud, now: f64) -> f32 {
        let mut out = Vec::new();
        learned.points_at(0.5, now, &mut out);
        out[0]
    }

    #[test]
    fn a_refresh_never_jumps_even_in_the_middle_of_another() {
        let mut learned = LearnedCloud::default();
        learned.refresh(cloud(0.0), vec![], Arrival::Crossfade(0.0));
        learned.refresh(cloud(1.0), vec![], Arrival::Crossfade(1000.0));
        assert_eq!(shown(&learned, 1000.0), 0.0);
        let half_way = shown(&learned, 1000.0 + CROSSFADE_MS / 2.0);
        assert!((half_way - 0.5).abs() < 1e-6);
        learned.refresh(cloud(2.0), vec![], Arrival::Crossfade(1000.0 + CROSSFADE_MS / 2.0));
        assert!((shown(&learned, 1000.0 + CROSSFADE_MS / 2.0) - half_way).abs() < 1e-6);
        assert_eq!(shown(&learned, 5000.0), 2.0);
    }

    #[test]
    fn it_jumps_where_nothing_may_move_or_the_shape_changes() {
        let mut learned = LearnedCloud::default();
        learned.refresh(cloud(0.0), vec![], Arrival::Crossfade(0.0));
        learned.refresh(cloud(1.0), vec![], Arrival::AtOnce);
        assert_eq!(shown(&learned, 10.0), 1.0);
        learned.refresh(Trajectory::new(1, 4, 2), vec![], Arrival::Crossfade(20.0));
        assert_eq!(shown(&learned, 20.0), 0.0);
    }
}
