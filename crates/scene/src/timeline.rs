//! Where the animation stands on its way from noise to data, and how it goes on by itself.
//!
//! It runs at even speed in `log(σ/α)`, rests at noise and at data, and loops.

use diffusion::Level;

/// One pass at speed 1, in milliseconds, without its rests.
const PASS_MS: f64 = 4_000.0;
/// How long it rests at noise, in milliseconds.
const NOISE_REST_MS: f64 = 500.0;
/// How long it rests at data, in milliseconds.
const DATA_REST_MS: f64 = 1_800.0;
/// After a pause of the page (another tab, a sleeping laptop) the animation goes on as if only this had passed.
const LONGEST_FRAME_MS: f64 = 100.0;

/// The animation's clock.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// When each state is reached, as a share of the pass: from 0 to 1, never falling.
    arrivals: Vec<f64>,
    /// The place between the states: a state's number, and between two states the share of the way.
    position: f64,
    /// How much of the present rest is over, in milliseconds; none while it moves.
    resting: Option<f64>,
    last_frame: Option<f64>,
}

impl Timeline {
    /// A pass over the levels of the states, about to set off from the start noise.
    pub fn new(levels: &[Level]) -> Self {
        Self { arrivals: arrivals(levels), position: 0.0, resting: None, last_frame: None }
    }

    /// The same pass over other levels, at the same share of the way.
    pub fn set_levels(&mut self, levels: &[Level]) {
        let share = self.position / self.last().max(1.0);
        self.arrivals = arrivals(levels);
        self.position = share * self.last();
    }

    /// The number of the last state.
    pub fn last(&self) -> f64 {
        (self.arrivals.len() - 1) as f64
    }

    /// Where the animation stands: 0 is the start noise, [`Self::last`] the end.
    pub fn position(&self) -> f64 {
        self.position
    }

    /// The last state that was reached.
    pub fn state(&self) -> usize {
        (self.position + 1e-9) as usize
    }

    /// Goes to a place.
    pub fn seek(&mut self, position: f64) {
        self.position = if position.is_finite() { position.max(0.0).min(self.last()) } else { 0.0 };
        self.resting = None;
    }

    /// Goes to the next state in this direction: 1 towards data, −1 towards noise.
    pub fn step(&mut self, direction: f64) {
        let (below, above) = ((self.position - 1e-9).floor(), (self.position + 1e-9).floor() + 1.0);
        self.seek(if direction < 0.0 { below } else { above });
    }

    /// Lets time pass up to `now`, in milliseconds. Where `playing` is false only the clock goes on.
    pub fn advance(&mut self, now: f64, playing: bool, speed: f64) {
        let passed = self.last_frame.map_or(0.0, |last| (now - last).clamp(0.0, LONGEST_FRAME_MS));
        self.last_frame = Some(now);
        match self.resting {
            _ if !playing => {}
            Some(rested) => self.rest(rested + passed * speed),
            None if self.position >= self.last() => self.resting = Some(0.0),
            None => {
                let share = self.share() + passed * speed / PASS_MS;
                let after = self.arrivals.partition_point(|arrival| *arrival <= share).min(self.arrivals.len() - 1);
                let (from, to) = (self.arrivals[after - 1], self.arrivals[after]);
                self.position = ((after - 1) as f64 + (share - from) / (to - from)).min(self.last());
            }
        }
    }

    fn rest(&mut self, rested: f64) {
        let at_data = self.position >= self.last();
        let over = rested >= if at_data { DATA_REST_MS } else { NOISE_REST_MS };
        self.resting = (!over || at_data).then_some(rested);
        if over && at_data {
            self.position = 0.0;
            self.resting = Some(0.0);
        }
    }

    /// The share of the pass's time that has passed at the present place.
    fn share(&self) -> f64 {
        let before = self.state().min(self.arrivals.len() - 2);
        let inside = (self.position - before as f64).clamp(0.0, 1.0);
        self.arrivals[before] + inside * (self.arrivals[before + 1] - self.arrivals[before])
    }
}

/// A state without noise is infinitely far in log σ: it counts as one average step.
fn arrivals(levels: &[Level]) -> Vec<f64> {
    let log_noise: Vec<f64> = levels.iter().map(|level| (level.sigma / level.alpha).ln()).collect();
    let steps: Vec<f64> = log_noise.windows(2).map(|pair| pair[0] - pair[1]).collect();
    let finite: Vec<f64> = steps.iter().copied().filter(|step| step.is_finite()).collect();
    let average = if finite.is_empty() { 1.0 } else { finite.iter().sum::<f64>() / finite.len() as f64 };
    let lengths = steps.iter().map(|step| if step.is_finite() { step.max(1e-6) } else { average });
    let total: f64 = lengths.clone().sum();
    let mut passed = 0.0;
    let reached = lengths.map(|length| {
        passed += length / total;
        passed
    });
    std::iter::once(0.0).chain(reached).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline() -> Timeline {
        Timeline::new(&[Level::exploding(1.0), Level::exploding(0.1), Level::exploding(0.01), Level::CLEAN])
    }

    fn play(timeline: &mut Timeline, from: f64, ms: f64) -> f64 {
        let mut now = from;
        while now < from + ms {
            now += 10.0;
            timeline.advance(now, true, 1.0);
        }
        now
    }

    #[test]
    fn it_rests_moves_evenly_in_log_sigma_rests_and_loops() {
        let mut timeline = timeline();
        timeline.advance(0.0, true, 1.0);
        let now = play(&mut timeline, 0.0, PASS_MS / 2.0);
        assert!((timeline.position() - 1.5).abs() < 0.03, "{}", timeline.position());
        let now = play(&mut timeline, now, PASS_MS / 2.0 + 50.0);
        assert_eq!(timeline.position(), 3.0);
        let now = play(&mut timeline, now, DATA_REST_MS + 50.0);
        assert_eq!(timeline.position(), 0.0);
        let now = play(&mut timeline, now, NOISE_REST_MS - 100.0);
        assert_eq!(timeline.position(), 0.0);
        play(&mut timeline, now, 100.0 + PASS_MS / 3.0);
        assert!((timeline.position() - 1.0).abs() < 0.1);
    }

    #[test]
    fn steps_go_from_state_to_state() {
        let mut timeline = timeline();
        timeline.seek(1.4);
        timeline.step(1.0);
        assert_eq!(timeline.position(), 2.0);
        timeline.step(-1.0);
        assert_eq!(timeline.position(), 1.0);
        timeline.step(-1.0);
        timeline.step(-1.0);
        assert_eq!(timeline.position(), 0.0);
        timeline.seek(f64::NAN);
        timeline.seek(99.0);
        assert_eq!((timeline.position(), timeline.state()), (3.0, 3));
    }

    #[test]
    fn a_long_absence_does_not_jump() {
        let mut timeline = timeline();
        timeline.seek(1.0);
        timeline.advance(0.0, true, 1.0);
        timeline.advance(60_000.0, true, 1.0);
        assert!(timeline.position() < 1.2);
    }

    #[test]
    fn other_levels_keep_the_share_of_the_way() {
        let mut timeline = timeline();
        timeline.seek(1.5);
        timeline.set_levels(&[Level::exploding(1.0), Level::exploding(0.1), Level::CLEAN]);
        assert_eq!(timeline.position(), 1.0);
    }

    #[test]
    fn repeated_clean_states_take_their_time_too() {
        let levels = [Level::exploding(1.0), Level::exploding(0.1), Level::CLEAN, Level::CLEAN];
        let arrivals = arrivals(&levels);
        assert!(arrivals.is_sorted_by(|a, b| a < b) && (arrivals[3] - 1.0).abs() < 1e-12);
    }
}
