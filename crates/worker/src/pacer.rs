//! How fast training may go, so that it can be watched.

use messages::Pace;

/// The longest wait in milliseconds: a slower pace still moves in even steps.
const LONGEST_WAIT: f64 = 16.0;

/// Spreads the iterations of a run over its time.
#[derive(Debug)]
pub struct Pacer {
    pace: Pace,
    total: usize,
    start: PaceStart,
}

/// Where the present pace began.
#[derive(Debug)]
struct PaceStart {
    /// When, in milliseconds.
    time: f64,
    iteration: usize,
}

impl Pacer {
    /// A run of `total` iterations that begins `now`.
    pub fn new(pace: Pace, total: usize, now: f64) -> Self {
        Self { pace, total, start: PaceStart { time: now, iteration: 0 } }
    }

    /// Goes on from this iteration as if nothing had been before: time spent in a pause is not made up for.
    pub fn restart(&mut self, now: f64, iteration: usize) {
        self.start = PaceStart { time: now, iteration };
    }

    /// Another pace from now on.
    pub fn set(&mut self, pace: Pace, now: f64, iteration: usize) {
        self.pace = pace;
        self.restart(now, iteration);
    }

    /// How many milliseconds to wait before the iteration after `iteration`; none if it is due.
    pub fn wait(&self, now: f64, iteration: usize) -> Option<f64> {
        let Pace::Seconds(seconds) = self.pace else { return None };
        let ms_each = f64::from(seconds) * 1e3 / self.total.max(1) as f64;
        let due = self.start.time + (iteration - self.start.iteration) as f64 * ms_each;
        (due > now).then(|| (due - now).min(LONGEST_WAIT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many iterations, each taking `cost` ms, are done by `end`.
    fn done_by(end: f64, cost: f64, pace: Pace) -> usize {
        let pacer = Pacer::new(pace, 1000, 0.0);
        let (mut now, mut iteration) = (0.0, 0);
        while now < end {
            match pacer.wait(now, iteration) {
                Some(wait) => now += wait,
                None => (now, iteration) = (now + cost, iteration + 1),
            }
        }
        iteration
    }

    #[test]
    fn a_run_is_spread_over_its_time_and_never_slowed_beyond() {
        assert!((495..=505).contains(&done_by(5_000.0, 0.1, Pace::Seconds(10))));
        assert_eq!(done_by(5_000.0, 50.0, Pace::Seconds(10)), 100);
        assert_eq!(done_by(5.0, 0.5, Pace::Max), 10);
    }
}
