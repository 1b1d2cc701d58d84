//! What training has to show for itself: losses, their recent mean, and the speed.

use crate::emit::EventSink;
use messages::{Event, RunId};

/// Reports are at least this far apart, in milliseconds.
const REPORT_MS: f64 = 30.0;

/// The speed is measured over at least this long, in milliseconds.
const SPEED_MS: f64 = 500.0;

/// Losses so far, and what of them the page has not seen.
#[derive(Debug)]
pub struct Progress {
    losses: Vec<f32>,
    reported: usize,
    reported_at: f64,
    /// The mean of the last tenth: its first index and its sum.
    tail: (usize, f64),
    speed: f64,
    speed_since: (f64, usize),
}

impl Progress {
    /// Of a run of `total` iterations that begins `now`. All memory is taken at once.
    pub fn new(total: usize, now: f64) -> Self {
        Self {
            losses: Vec::with_capacity(total),
            reported: 0,
            reported_at: f64::NEG_INFINITY,
            tail: (0, 0.0),
            speed: 0.0,
            speed_since: (now, 0),
        }
    }

    /// One iteration more.
    pub fn add(&mut self, loss: f32) {
        self.losses.push(loss);
        self.tail.1 += f64::from(loss);
        let first = self.losses.len() - self.losses.len().div_ceil(10);
        while self.tail.0 < first {
            self.tail.1 -= f64::from(self.losses[self.tail.0]);
            self.tail.0 += 1;
        }
    }

    /// Training goes on after a pause: the speed is measured anew.
    pub fn restart(&mut self, now: f64) {
        self.speed_since = (now, self.losses.len());
    }

    /// Says what is new, unless the last report was just now.
    pub fn report(&mut self, run: RunId, now: f64, emit: EventSink) {
        if now - self.reported_at >= REPORT_MS {
            self.flush(run, now, emit);
        }
    }

    /// Says what is new.
    pub fn flush(&mut self, run: RunId, now: f64, emit: EventSink) {
        let (step, (since, from)) = (self.losses.len(), self.speed_since);
        if self.reported == step {
            return;
        }
        if self.speed == 0.0 || now - since >= SPEED_MS {
            self.speed = (step - from) as f64 * 1e3 / (now - since).max(1.0);
        }
        if now - since >= SPEED_MS {
            self.speed_since = (now, step);
        }
        let loss = self.tail.1 / (step - self.tail.0) as f64;
        emit(&Event::Progress { run, step, steps_per_second: self.speed, loss }, &self.losses[self.reported..]);
        (self.reported, self.reported_at) = (step, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_is_the_mean_of_the_last_tenth() {
        let mut progress = Progress::new(25, 0.0);
        (1..=25u8).for_each(|loss| progress.add(f32::from(loss)));
        let mut seen = Vec::new();
        progress.flush(RunId(1), 1000.0, &mut |event, losses| seen.push((event.clone(), losses.to_vec())));
        let [(Event::Progress { step: 25, loss, steps_per_second, .. }, losses)] = &seen[..] else {
            panic!("{seen:?}")
        };
        assert_eq!((*loss, *steps_per_second, losses.len()), (24.0, 25.0, 25));
    }

    #[test]
    fn every_loss_is_reported_once() {
        let mut progress = Progress::new(100, 0.0);
        let mut seen = Vec::new();
        for i in 0..100u8 {
            progress.add(f32::from(i));
            progress.report(RunId(1), f64::from(i) * 7.0, &mut |_, losses| seen.extend_from_slice(losses));
        }
        progress.flush(RunId(1), 0.0, &mut |_, losses| seen.extend_from_slice(losses));
        assert_eq!(seen, (0..100u8).map(f32::from).collect::<Vec<_>>());
    }
}
