//! What training has to show for itself: losses, their recent mean, and the speed.

use std::collections::VecDeque;

use crate::emit::EventSink;
use messages::{Event, RunId};

/// Reports are at least this far apart, in milliseconds.
const REPORT_MS: f64 = 100.0;

/// The speed is measured over at least this long, in milliseconds.
const SPEED_MS: f64 = 500.0;

/// Losses so far, and what of them the page has not seen.
#[derive(Debug)]
pub struct Progress {
    /// Those of the last tenth of the iterations, and those before that the page has not seen.
    losses: VecDeque<f32>,
    /// Iterations whose losses are no longer kept.
    forgotten: usize,
    /// Iterations that the page has seen.
    reported: usize,
    reported_at: f64,
    /// Iterations before the last tenth.
    before_tail: usize,
    /// The sum of the losses of the last tenth.
    tail_sum: f64,
    /// Iterations per second.
    speed: f64,
    measured: Measurement,
}

/// From where the speed is measured.
#[derive(Clone, Copy, Debug)]
struct Measurement {
    /// In milliseconds.
    since: f64,
    /// Iterations done by then.
    iterations: usize,
}

impl Progress {
    /// Of a run that begins `now`.
    pub fn new(now: f64) -> Self {
        Self {
            losses: VecDeque::new(),
            forgotten: 0,
            reported: 0,
            reported_at: f64::NEG_INFINITY,
            before_tail: 0,
            tail_sum: 0.0,
            speed: 0.0,
            measured: Measurement { since: now, iterations: 0 },
        }
    }

    /// Of a run that goes on `now` after so many iterations; these are the losses of the last tenth of them, all reported.
    pub fn resume(now: f64, iterations: usize, tail: Vec<f32>) -> Self {
        let before_tail = iterations.saturating_sub(tail.len());
        Self {
            forgotten: before_tail,
            reported: before_tail + tail.len(),
            before_tail,
            tail_sum: tail.iter().copied().map(f64::from).sum(),
            losses: tail.into(),
            measured: Measurement { since: now, iterations },
            ..Self::new(now)
        }
    }

    /// The losses of the last tenth of the iterations.
    pub fn tail(&self) -> Vec<f32> {
        self.losses.iter().skip(self.before_tail - self.forgotten).copied().collect()
    }

    /// One iteration more.
    pub fn add(&mut self, loss: f32) {
        self.losses.push_back(loss);
        self.tail_sum += f64::from(loss);
        let iterations = self.iterations();
        while self.before_tail < iterations - iterations.div_ceil(10) {
            self.tail_sum -= f64::from(self.losses[self.before_tail - self.forgotten]);
            self.before_tail += 1;
        }
        while self.forgotten < self.before_tail.min(self.reported) {
            self.losses.pop_front();
            self.forgotten += 1;
        }
    }

    /// Iterations done.
    fn iterations(&self) -> usize {
        self.forgotten + self.losses.len()
    }

    /// Training goes on after a pause: the speed is measured anew.
    pub fn restart(&mut self, now: f64) {
        self.measured = Measurement { since: now, iterations: self.iterations() };
    }

    /// Says what is new, unless the last report was just now.
    pub fn report(&mut self, run: RunId, now: f64, emit: EventSink) {
        if now - self.reported_at >= REPORT_MS {
            self.flush(run, now, emit);
        }
    }

    /// Says what is new.
    pub fn flush(&mut self, run: RunId, now: f64, emit: EventSink) {
        let (step, Measurement { since, iterations }) = (self.iterations(), self.measured);
        if self.reported == step {
            return;
        }
        if self.speed == 0.0 || now - since >= SPEED_MS {
            self.speed = (step - iterations) as f64 * 1e3 / (now - since).max(1.0);
        }
        if now - since >= SPEED_MS {
            self.measured = Measurement { since: now, iterations: step };
        }
        let loss = self.tail_sum / (step - self.before_tail) as f64;
        let new = &self.losses.make_contiguous()[self.reported - self.forgotten..];
        emit(&Event::Progress { run, step, steps_per_second: self.speed, loss }, new);
        (self.reported, self.reported_at) = (step, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_is_the_mean_of_the_last_tenth() {
        let mut progress = Progress::new(0.0);
        (1..=25u8).for_each(|loss| progress.add(f32::from(loss)));
        let mut seen = Vec::new();
        progress.flush(RunId(1), 1000.0, &mut |event, losses| seen.push((event.clone(), losses.to_vec())));
        let [(Event::Progress { step: 25, loss, steps_per_second, .. }, losses)] = &seen[..] else {
            panic!("{seen:?}")
        };
        assert_eq!((*loss, *steps_per_second, losses.len()), (24.0, 25.0, 25));
    }

    /// catches: losses told twice or never, a mean of other losses
    #[test]
    fn who_goes_on_tells_what_the_one_before_would_have_told() {
        let told = |progress: &mut Progress, from: u8| {
            let mut told = Vec::new();
            (from..=200).for_each(|loss| progress.add(f32::from(loss)));
            progress.flush(RunId(1), 1000.0, &mut |event, losses| {
                let Event::Progress { step, loss, .. } = event else { panic!("{event:?}") };
                told.push((*step, *loss, losses.to_vec()));
            });
            told
        };
        for before in [0, 1, 9, 57, 100] {
            let mut first = Progress::new(0.0);
            (1..=before).for_each(|loss| first.add(f32::from(loss)));
            first.flush(RunId(1), 0.0, &mut |_, _| {});
            let mut second = Progress::resume(0.0, before.into(), first.tail());
            assert_eq!(told(&mut second, before + 1), told(&mut first, before + 1), "after {before}");
        }
    }

    #[test]
    fn every_loss_is_reported_once() {
        let mut progress = Progress::new(0.0);
        let mut seen = Vec::new();
        for i in 0..100u8 {
            progress.add(f32::from(i));
            progress.report(RunId(1), f64::from(i) * 7.0, &mut |_, losses| seen.extend_from_slice(losses));
        }
        progress.flush(RunId(1), 0.0, &mut |_, losses| seen.extend_from_slice(losses));
        assert_eq!(seen, (0..100u8).map(f32::from).collect::<Vec<_>>());
    }
    /// catches: memory for every iteration of a run that a link may ask for, two hundred million of them
    #[test]
    fn what_was_reported_is_kept_no_longer_than_the_mean_needs_it() {
        let mut progress = Progress::new(0.0);
        for i in 0..10_000u16 {
            progress.add(f32::from(i));
            progress.report(RunId(1), f64::from(i), &mut |_, _| {});
        }
        assert!(progress.losses.len() <= 1_030, "{}", progress.losses.len());
    }
}
