//! A cloud at every state of its sampling.

use crate::crossfade::mix;

/// The positions of `rows` points of `dim` coordinates at every state: state after state, row after row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trajectory {
    dim: usize,
    rows: usize,
    values: Vec<f32>,
}

impl Trajectory {
    /// A trajectory to be written: `states` states of `rows` points of `dim` coordinates.
    pub fn new(dim: usize, rows: usize, states: usize) -> Self {
        Self { dim, rows, values: vec![0.0; dim * rows * states] }
    }

    /// Makes this a trajectory of another shape, to be written over, in the memory it has.
    pub fn reset(&mut self, dim: usize, rows: usize, states: usize) {
        (self.dim, self.rows) = (dim, rows);
        self.values.resize(dim * rows * states, 0.0);
    }

    /// A trajectory from its values; none unless they fill whole states.
    pub fn from_values(dim: usize, rows: usize, values: Vec<f32>) -> Option<Self> {
        let state = dim.checked_mul(rows)?;
        let whole = state > 0 && !values.is_empty() && values.len().is_multiple_of(state);
        whole.then_some(Self { dim, rows, values })
    }

    /// The coordinates of a point: 1 or 2.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The number of points.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of states.
    pub fn states(&self) -> usize {
        self.values.len().checked_div(self.dim * self.rows).unwrap_or(0)
    }

    /// Everything, for the crossing.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The rows of one state.
    pub fn state(&self, state: usize) -> &[f32] {
        let size = self.dim * self.rows;
        &self.values[state * size..(state + 1) * size]
    }

    /// This trajectory on its way into another of the same shape, of which there is the share `share` already.
    #[must_use]
    pub fn crossfaded_into(self, mut other: Self, share: f32) -> Self {
        for (to, from) in other.values.iter_mut().zip(&self.values) {
            *to = mix(*from, *to, share);
        }
        other
    }

    /// Writes rows `first_row ..` of one state.
    pub fn write(&mut self, state: usize, first_row: usize, rows: &[f64]) {
        let from = (state * self.rows + first_row) * self.dim;
        for (to, from) in self.values[from..from + rows.len()].iter_mut().zip(rows) {
            *to = *from as f32;
        }
    }

    /// The first `rows` points at a position between states, into `out`: see [`Self::interpolated`].
    pub fn at(&self, position: f64, rows: usize, out: &mut Vec<f32>) {
        out.clear();
        out.extend(self.interpolated(position, rows));
    }

    /// The coordinates of the first `rows` points at a position between states: `position` counts states from 0, and
    /// between two of them points move in straight lines, as in the original programs' clips.
    pub fn interpolated(&self, position: f64, rows: usize) -> impl Iterator<Item = f32> {
        let last = self.states().saturating_sub(1);
        let position = position.max(0.0).min(last as f64);
        let before = (position as usize).min(last);
        let share = (position - before as f64) as f32;
        let len = if self.states() == 0 { 0 } else { rows.min(self.rows) * self.dim };
        let (from, to) = (before * self.rows * self.dim, (before + 1).min(last) * self.rows * self.dim);
        let pairs = self.values[from..from + len].iter().zip(&self.values[to..to + len]);
        pairs.map(move |(a, b)| if share == 0.0 { *a } else { mix(*a, *b, share) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_move_in_straight_lines_between_states() {
        let mut trajectory = Trajectory::new(2, 3, 2);
        trajectory.write(0, 1, &[1.0, 2.0, 3.0, 4.0]);
        trajectory.write(1, 0, &[10.0, 20.0, 30.0, 40.0]);
        let mut out = Vec::new();
        trajectory.at(0.5, 9, &mut out);
        assert_eq!(out, [5.0, 10.0, 15.5, 21.0, 1.5, 2.0]);
        trajectory.at(7.0, 1, &mut out);
        assert_eq!(out, [10.0, 20.0]);
    }

    #[test]
    fn only_whole_states_make_a_trajectory() {
        assert!(Trajectory::from_values(2, 3, vec![0.0; 12]).is_some());
        assert!(Trajectory::from_values(2, 3, vec![0.0; 13]).is_none());
        assert!(Trajectory::from_values(2, 0, vec![]).is_none());
        let mut out = vec![1.0];
        Trajectory::default().at(0.0, 5, &mut out);
        assert!(out.is_empty());
    }
}
