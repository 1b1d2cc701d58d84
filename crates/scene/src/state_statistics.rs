//! Statistics of every state of a trajectory, worked out some rows at a time.

use diffusion::Mixture;
use diffusion::evaluation::{CloudStatistics, UnfinishedStatistics};

use crate::trajectory::Trajectory;

/// The statistics of the first states of a trajectory, as far as they are worked out.
#[derive(Clone, Debug, Default)]
pub struct StateStatistics {
    done: Vec<CloudStatistics>,
    /// Those of the state after them.
    unfinished: Option<UnfinishedStatistics>,
}

impl StateStatistics {
    /// Counts up to `most` further rows of the first state that is not done, among the components of `mixture`. How many
    /// they were: 0 when every state is done.
    pub fn advance(&mut self, trajectory: &Trajectory, mixture: &Mixture, most: usize) -> usize {
        if self.done.len() == trajectory.states() {
            return 0;
        }
        let (cloud, dim) = (trajectory.state(self.done.len()), trajectory.dim());
        let unfinished = self.unfinished.get_or_insert_with(|| UnfinishedStatistics::new(mixture));
        let first = unfinished.rows();
        let end = trajectory.rows().min(first + most);
        unfinished.add(&cloud[first * dim..end * dim], mixture);
        if end == trajectory.rows() {
            self.done.extend(self.unfinished.take().map(|all| all.finish(cloud, dim)));
        }
        end - first
    }

    /// Those of the states that are done.
    pub fn done(&self) -> &[CloudStatistics] {
        &self.done
    }

    /// The same, for their new owner.
    pub fn into_done(self) -> Vec<CloudStatistics> {
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::{Dataset, Rng, Stream};

    #[test]
    fn in_pieces_they_are_the_same_in_every_bit() {
        let mixture = Dataset::FourSpikes.mixture();
        let mut trajectory = Trajectory::new(2, 100, 3);
        let rows = Rng::new(7, Stream::Start { draw: 0 }).normals(200);
        (0..3).for_each(|state| trajectory.write(state, 0, &rows));
        let mut statistics = StateStatistics::default();
        let pieces: Vec<usize> =
            std::iter::repeat_with(|| statistics.advance(&trajectory, &mixture, 40)).take(10).collect();
        assert_eq!(pieces, [40, 40, 20, 40, 40, 20, 40, 40, 20, 0]);
        let whole: Vec<_> = (0..3).map(|state| CloudStatistics::of(trajectory.state(state), &mixture)).collect();
        assert_eq!(statistics.done(), whole);
    }
}
