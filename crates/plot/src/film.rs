//! A film of a walk: which place each frame shows, and for how long.

/// A film that goes from noise to data at an even pace of states, and perhaps back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Film {
    /// Frames in a second, more than 0.
    pub frames_per_second: f64,
    /// Seconds from noise to data.
    pub seconds: f64,
    /// Whether it goes back the same way, to be shown for ever.
    pub returns: bool,
}

impl Film {
    /// Frames on the way out: at least the start and the end.
    #[must_use]
    pub fn way(&self) -> usize {
        ((self.frames_per_second * self.seconds).round() as usize).max(2)
    }

    /// Frames of the whole film.
    #[must_use]
    pub fn frames(&self) -> usize {
        if self.returns { 2 * self.way() } else { self.way() }
    }

    /// What a frame of the whole film shows: a frame of the way out, the last frames the way back.
    #[must_use]
    pub fn shown(&self, frame: usize) -> usize {
        let (way, frame) = (self.way(), frame.min(self.frames() - 1));
        if frame < way { frame } else { 2 * way - 1 - frame }
    }

    /// The place that a frame of the way out shows, in a walk whose last state has the number `last`: places between
    /// two states are shares of the way between them.
    #[must_use]
    pub fn position(&self, frame: usize, last: f64) -> f64 {
        last * frame as f64 / (self.way() - 1) as f64
    }

    /// How long a frame of a GIF is shown, in hundredths of a second: 24 frames a second become 25.
    #[must_use]
    pub fn hundredths(&self) -> u16 {
        (100.0 / self.frames_per_second).round().max(1.0) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOP: Film = Film { frames_per_second: 24.0, seconds: 2.0, returns: true };

    #[test]
    fn it_goes_out_and_back_through_the_same_frames() {
        assert_eq!((LOOP.way(), LOOP.frames(), LOOP.hundredths()), (48, 96, 4));
        let shown: Vec<usize> = (0..96).map(|frame| LOOP.shown(frame)).collect();
        assert_eq!((shown[0], shown[47], shown[48], shown[95]), (0, 47, 47, 0));
        assert!((0..96).all(|frame| shown[frame] == shown[95 - frame]));
    }

    #[test]
    fn it_begins_at_the_noise_and_ends_at_the_data() {
        let once = Film { returns: false, ..LOOP };
        assert_eq!(once.frames(), 48);
        assert_eq!((once.position(0, 20.0), once.position(47, 20.0)), (0.0, 20.0));
        assert!((once.position(24, 20.0) - once.position(23, 20.0) - 20.0 / 47.0).abs() < 1e-12);
    }

    #[test]
    fn the_shortest_film_still_has_a_start_and_an_end() {
        let short = Film { frames_per_second: 1.0, seconds: 0.0, returns: false };
        assert_eq!((short.way(), short.position(1, 7.0)), (2, 7.0));
    }
}
