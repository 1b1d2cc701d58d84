//! What a run leaves behind on its way: after iterations that are known from its start, however fast it goes and whoever
//! looks on.

use diffusion::Config;
use diffusion::config::Networks;

/// The most snapshots of a run.
const MOST_SNAPSHOTS: usize = 96;

/// The most weights of all snapshots together: sixteen megabytes.
const SNAPSHOT_WEIGHTS: usize = 4 << 20;

/// The most checkpoints of a run.
const MOST_CHECKPOINTS: usize = 24;

/// The most weights of all checkpoints together: thirty-two megabytes, because each is held as a tensor, too.
const CHECKPOINT_WEIGHTS: usize = 4 << 20;

/// Things that are kept, each after its iteration.
#[derive(Clone, Debug)]
pub struct Milestones<T> {
    /// The iterations, rising.
    due: Vec<usize>,
    kept: Vec<T>,
}

impl<T> Milestones<T> {
    /// After these iterations; where two fall on one, the later comes after the next.
    fn after(iterations: impl IntoIterator<Item = usize>) -> Self {
        let mut due: Vec<usize> = Vec::new();
        for iteration in iterations {
            due.push(due.last().map_or(iteration, |last| iteration.max(last + 1)));
        }
        Self { due, kept: Vec::new() }
    }

    /// Snapshots of all of a run's training, its start and its end among them: at every iteration at first, then evenly in
    /// the logarithm of the iteration; evenly where one network is trained after the other. `weights` are those of one
    /// network.
    pub fn snapshots(config: &Config, weights: usize) -> Self {
        let total = config.total_iterations();
        let last = (SNAPSHOT_WEIGHTS / weights.max(1)).clamp(2, MOST_SNAPSHOTS).min(total + 1) - 1;
        Self::after((0..=last).map(|k| match config.networks {
            Networks::Shared => libm::pow((total + 1) as f64, k as f64 / last as f64) as usize - 1,
            Networks::PerLevel { .. } => (total as u64 * k as u64 / last as u64) as usize,
        }))
    }

    /// Checkpoints, to be measured when there is time, of a run that may remember its training points, with one network for
    /// all levels: others are not trained yet on the way. Of `n` the `k`-th comes after `(k/n)²` of all iterations, because
    /// most happens early.
    pub fn checkpoints(config: &Config, weights: usize) -> Self {
        if config.train_points == 0 || config.networks != Networks::Shared {
            return Self::after([]);
        }
        let total = config.total_iterations() as u64;
        let n = (CHECKPOINT_WEIGHTS / weights.max(1)).clamp(1, MOST_CHECKPOINTS).min(total as usize) as u64;
        Self::after((1..=n).map(|k| (total * k * k).div_ceil(n * n) as usize))
    }

    /// Goes on after this iteration with what was kept before: of that the nearest to each of the iterations that are planned,
    /// so that a run that is longer now has no more of it than any other.
    pub fn resume(&mut self, before: Vec<(usize, T)>, iteration: usize) {
        let planned = self.due.iter().filter(|due| **due <= iteration);
        let nearest = |due: &usize| (0..before.len()).min_by_key(|i| before[*i].0.abs_diff(*due));
        let mut chosen: Vec<usize> = planned.filter_map(nearest).collect();
        chosen.dedup();
        let later: Vec<usize> = self.due.iter().copied().filter(|due| *due > iteration).collect();
        self.due = chosen.iter().map(|i| before[*i].0).chain(later).collect();
        let kept = before.into_iter().enumerate().filter(|(i, _)| chosen.contains(i));
        self.kept = kept.map(|(_, (_, what))| what).collect();
    }

    /// The same iterations, of which nothing is kept yet.
    pub fn plan<U>(&self) -> Milestones<U> {
        Milestones { due: self.due.clone(), kept: Vec::new() }
    }

    /// The same with each thing made into another.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Milestones<U> {
        Milestones { due: self.due, kept: self.kept.into_iter().map(make).collect() }
    }

    /// Whether something is to be kept after this iteration.
    pub fn is_due(&self, iteration: usize) -> bool {
        self.due.get(self.kept.len()).is_some_and(|due| iteration >= *due)
    }

    /// Keeps this.
    pub fn keep(&mut self, what: T) {
        self.kept.push(what);
    }

    /// What was kept, the oldest first.
    pub fn kept(&self) -> &[T] {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;

    fn snapshots(iterations: usize, weights: usize) -> Vec<usize> {
        Milestones::<()>::snapshots(&Config { iterations, ..Preset::SimpleMultimodal.config() }, weights).due
    }

    /// catches: an end or a start that is left out, iterations twice, more than the memory there is for them
    #[test]
    fn snapshots_lie_close_together_at_first_and_have_both_ends() {
        let long = snapshots(20_000, 10_000);
        assert!(long.is_sorted_by(|a, b| a < b) && long[..12] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "{long:?}");
        assert_eq!((long.len(), long[95]), (96, 20_000));
        let ratio = |k: usize| long[k + 1] as f64 / long[k] as f64;
        assert!((60..95).all(|k| (1.09..1.13).contains(&ratio(k))), "{long:?}");
        assert_eq!(snapshots(4, 10_000), [0, 1, 2, 3, 4]);
        assert_eq!(snapshots(20_000, 1 << 20), [0, 26, 735, 20_000]);
        assert_eq!(snapshots(20_000, 1 << 30), [0, 20_000]);
        assert!((1..300).all(|total| snapshots(total, 9).last() == Some(&total)));
    }

    /// catches: a snapshot that is lost or taken twice where a run goes on, more of them with every time that it gets longer
    #[test]
    fn a_run_that_goes_on_keeps_what_it_would_have_kept_or_what_is_near() {
        let planned =
            |iterations| Milestones::snapshots(&Config { iterations, ..Preset::SimpleMultimodal.config() }, 9);
        let whole = planned(1_000).due;
        let kept_by = |at: usize| whole.iter().filter(|due| **due <= at).map(|due| (*due, *due)).collect::<Vec<_>>();
        for at in [0, 1, 57, 58, 999, 1_000] {
            let mut same = planned(1_000);
            same.resume(kept_by(at), at);
            assert_eq!((&same.due, same.kept().len()), (&whole, kept_by(at).len()));
            let mut bare = planned(1_000);
            bare.resume(vec![], at);
            assert!(bare.due.iter().all(|due| *due > at) && !bare.is_due(at));
        }
        let (mut longer, mut at, mut kept) = (planned(1_000), 1_000, kept_by(1_000));
        for _ in 0..6 {
            longer = planned(2 * at);
            longer.resume(kept, at);
            assert!(longer.due.len() <= MOST_SNAPSHOTS && longer.due.is_sorted_by(|a, b| a < b), "{:?}", longer.due);
            assert!(longer.due[0] == 0 && longer.due.last() == Some(&(2 * at)) && longer.due.contains(&1));
            (at, kept) = (2 * at, longer.due.iter().map(|due| (*due, *due)).collect());
        }
        assert!(longer.due.len() > MOST_SNAPSHOTS / 2, "{:?}", longer.due);
    }

    #[test]
    fn snapshots_of_a_chain_of_networks_are_spread_evenly() {
        let chain = Preset::SimpleDdpm.config();
        let total = chain.total_iterations();
        let due = Milestones::<()>::snapshots(&chain, 9).due;
        let gaps: Vec<usize> = due.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.iter().all(|gap| gap.abs_diff(total / 95) <= 1) && due[95] == total, "{gaps:?}");
    }
}
