//! Since when the samples of a run cannot be told from perfect ones.

use diffusion::evaluation::FALSE_ALARMS;
use messages::RunId;
use messages::result::Verdict;

/// The run whose samples cannot be told from perfect ones, and the iteration since which.
#[derive(Clone, Copy, Default)]
pub struct InsideSince(Option<(RunId, usize)>);

impl InsideSince {
    /// What is known of a run that goes on.
    pub fn of(run: RunId, since: Option<usize>) -> Self {
        Self(since.map(|since| (run, since)))
    }

    /// What is to be said of the samples of a run after this iteration, by the p of all metrics together.
    pub fn verdict(&mut self, run: RunId, step: usize, p: f64) -> Verdict {
        // The same run may have been begun again.
        let known = self.0.filter(|(known, since)| *known == run && *since <= step);
        self.0 = (p > FALSE_ALARMS).then_some(known.unwrap_or((run, step)));
        Verdict { p, inside_since: self.0.map(|(_, since)| since) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_inside_since_it_was_outside_last() {
        let mut inside = InsideSince::default();
        let mut since = |run, step, p| inside.verdict(RunId(run), step, p).inside_since;
        assert_eq!(since(1, 100, 0.005), None);
        assert_eq!([since(1, 200, 0.06), since(1, 300, 1.0), since(1, 300, 0.3)], [Some(200); 3]);
        assert_eq!(since(1, 400, 0.05), None);
        assert_eq!([since(1, 500, 0.4), since(2, 600, 0.4), since(2, 50, 0.4)], [Some(500), Some(600), Some(50)]);
    }
}
