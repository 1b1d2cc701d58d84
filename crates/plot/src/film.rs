//! A film of a sampling run: which frame shows which state, and for how long.
//!
//! ```
//! use plot::Film;
//!
//! let film = Film { frames_per_second: 24.0, seconds: 2.0, returns: true };
//! assert_eq!((film.forward_frames(), film.frames()), (48, 96));
//! let last_state = 20.0;
//! assert_eq!(film.position(film.shown(0), last_state), 0.0);
//! assert_eq!(film.position(film.shown(47), last_state), 20.0);
//! assert_eq!(film.position(film.shown(95), last_state), 0.0);
//! ```

/// A film that spends the same time on every state from the first to the last, and perhaps returns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Film {
    /// Frames in a second, more than 0.
    pub frames_per_second: f64,
    /// Seconds from the first state to the last.
    pub seconds: f64,
    /// Whether the frames follow once more in reverse order, so that it can be shown for ever without a jump.
    pub returns: bool,
}

impl Film {
    /// How many frames go from the first state to the last: at least the start and the end.
    pub fn forward_frames(&self) -> usize {
        ((self.frames_per_second * self.seconds).round() as usize).max(2)
    }

    /// How many frames the whole film has.
    pub fn frames(&self) -> usize {
        if self.returns { 2 * self.forward_frames() } else { self.forward_frames() }
    }

    /// Which of the forward frames, counted from 0, is shown as this frame of the whole film.
    pub fn shown(&self, frame: usize) -> usize {
        let (forward, frame) = (self.forward_frames(), frame.min(self.frames() - 1));
        if frame < forward { frame } else { 2 * forward - 1 - frame }
    }

    /// The state that a forward frame shows, where the last state has the number `last`; fractions lie between two
    /// states.
    pub fn position(&self, forward_frame: usize, last: f64) -> f64 {
        last * forward_frame as f64 / (self.forward_frames() - 1) as f64
    }

    /// How long a GIF shows a frame, in hundredths of a second: 24 frames a second become 25.
    pub(crate) fn hundredths(&self) -> u16 {
        (100.0 / self.frames_per_second).round().max(1.0) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOP: Film = Film { frames_per_second: 24.0, seconds: 2.0, returns: true };

    #[test]
    fn it_goes_out_and_back_through_the_same_frames() {
        assert_eq!((LOOP.forward_frames(), LOOP.frames(), LOOP.hundredths()), (48, 96, 4));
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
        assert_eq!((short.forward_frames(), short.position(1, 7.0)), (2, 7.0));
    }
}
