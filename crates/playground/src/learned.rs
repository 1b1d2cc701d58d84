//! The learned cloud as it is shown: every refresh melts into the last one.

use diffusion::metric::Figures;

use crate::trajectory::Trajectory;

/// How long a refresh takes to melt in, in milliseconds.
const MELT_MS: f64 = 220.0;

/// The most numbers that are melted; a larger cloud is smoke anyway, and jumps.
const MOST_MELTED: usize = 1_000_000;

/// The last samples of the network, and what they are melting from.
#[derive(Debug, Default)]
pub struct LearnedCloud {
    trajectory: Trajectory,
    before: Option<(Trajectory, f64)>,
    figures: Vec<Figures>,
    scratch: Vec<f32>,
}

impl LearnedCloud {
    /// New samples, at this time in milliseconds. `melts` is false where nothing may move by itself.
    pub fn refresh(&mut self, trajectory: Trajectory, figures: Vec<Figures>, now: f64, melts: bool) {
        let old = std::mem::replace(&mut self.trajectory, trajectory);
        let alike = old.rows() == self.trajectory.rows() && old.values().len() == self.trajectory.values().len();
        let melts = melts && alike && old.values().len() <= MOST_MELTED;
        self.before = melts.then(|| (self.mixed(old, now), now));
        self.figures = figures;
    }

    /// No samples any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether there are any samples.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.trajectory.rows() == 0
    }

    /// Coordinates of a point; none without samples.
    #[must_use]
    pub fn dim(&self) -> Option<usize> {
        (!self.is_empty()).then(|| self.trajectory.dim())
    }

    /// Whether it still melts at this time.
    #[must_use]
    pub fn is_melting(&self, now: f64) -> bool {
        self.before.as_ref().is_some_and(|(_, since)| now - since < MELT_MS)
    }

    /// The samples at every state.
    #[must_use]
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// Figures at every state of the walk; empty where there are no samples.
    #[must_use]
    pub fn figures(&self) -> &[Figures] {
        &self.figures
    }

    /// The number of the last state that the samples have; 0 without samples.
    #[must_use]
    pub fn last_state(&self) -> f64 {
        self.trajectory.states().saturating_sub(1) as f64
    }

    /// The cloud at a place between states and a time in milliseconds.
    pub fn cloud_at(&mut self, position: f64, now: f64, out: &mut Vec<f32>) {
        self.trajectory.at(position, usize::MAX, out);
        if let (true, Some((before, since))) = (self.is_melting(now), &self.before) {
            before.at(position, usize::MAX, &mut self.scratch);
            melt(&self.scratch, out, melted(now - since));
        }
    }

    /// What was shown last: the old samples, or what they were just melting from.
    fn mixed(&mut self, old: Trajectory, now: f64) -> Trajectory {
        match self.before.take() {
            Some((before, since)) if now - since < MELT_MS => before.melted_into(old, melted(now - since)),
            _ => old,
        }
    }
}

/// How much of the new cloud is seen after so many milliseconds: it sets off and arrives gently.
fn melted(passed: f64) -> f32 {
    let t = (passed / MELT_MS).clamp(0.0, 1.0);
    (t * t * (3.0 - 2.0 * t)) as f32
}

/// Moves `to` back towards `from`, leaving the share `melted` of the way done.
pub(crate) fn melt(from: &[f32], to: &mut [f32], melted: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from + melted * (*to - from);
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

    fn shown(learned: &mut LearnedCloud, now: f64) -> f32 {
        let mut out = Vec::new();
        learned.cloud_at(0.5, now, &mut out);
        out[0]
    }

    #[test]
    fn a_refresh_never_jumps_even_in_the_middle_of_another() {
        let mut learned = LearnedCloud::default();
        learned.refresh(cloud(0.0), vec![], 0.0, true);
        learned.refresh(cloud(1.0), vec![], 1000.0, true);
        assert_eq!(shown(&mut learned, 1000.0), 0.0);
        let half_way = shown(&mut learned, 1000.0 + MELT_MS / 2.0);
        assert!((half_way - 0.5).abs() < 1e-6);
        learned.refresh(cloud(2.0), vec![], 1000.0 + MELT_MS / 2.0, true);
        assert!((shown(&mut learned, 1000.0 + MELT_MS / 2.0) - half_way).abs() < 1e-6);
        assert_eq!(shown(&mut learned, 5000.0), 2.0);
    }

    #[test]
    fn it_jumps_where_nothing_may_move_or_the_shape_changes() {
        let mut learned = LearnedCloud::default();
        learned.refresh(cloud(0.0), vec![], 0.0, true);
        learned.refresh(cloud(1.0), vec![], 10.0, false);
        assert_eq!(shown(&mut learned, 10.0), 1.0);
        learned.refresh(Trajectory::new(1, 4, 2), vec![], 20.0, true);
        assert_eq!(shown(&mut learned, 20.0), 0.0);
    }
}
