//! How a clip of the picture is filmed, and the colours of a picture that leaves the page.

use diffusion::Preset;
use messages::PictureStyle;
use plot::{Film, Palette};

/// The colours of a picture that leaves the page.
pub fn palette(style: PictureStyle) -> &'static Palette {
    if style.dark { &Palette::DARK } else { &Palette::LIGHT }
}

/// The most pixels of a film, all frames together: what a worker's memory and a person's patience allow.
const MOST_PIXELS: usize = 100_000_000;

/// How this preset is filmed: two seconds out and two back, with the frame rates of the original programs' clips.
///
/// # Errors
/// Where frames of this size would be too many pixels.
pub fn film(preset: Preset, side: u16) -> Result<Film, String> {
    let frames_per_second = if preset == Preset::Simple1DiffusionVideo { 20.0 } else { 24.0 };
    possible(Film { frames_per_second, seconds: 2.0, returns: true }, side)
}

/// The most iterations of a film of learning: more would be a wait.
pub const MOST_ITERATIONS: usize = 48;

/// So long a film of learning stays at its end, in frames.
pub const STAY: usize = 12;

/// How learning is filmed, of so many iterations: twelve of them in a second, and a second at the end.
///
/// # Errors
/// Where frames of this size would be too many pixels.
pub fn film_of_learning(iterations: usize, side: u16) -> Result<Film, String> {
    let frames_per_second = 12.0;
    possible(Film { frames_per_second, seconds: (iterations + STAY) as f64 / frames_per_second, returns: false }, side)
}

fn possible(film: Film, side: u16) -> Result<Film, String> {
    let pixels = film.frames() * usize::from(side) * usize::from(side);
    if pixels == 0 || pixels > MOST_PIXELS {
        let frames = film.frames();
        return Err(format!(
            "A clip of {frames} frames of {side} × {side} pixels cannot be made: choose another size."
        ));
    }
    Ok(film)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_of_the_original_programs_keep_their_frame_rates() {
        assert_eq!(film(Preset::Simple1DiffusionVideo, 600).map(|film| film.frames()), Ok(80));
        assert_eq!(film(Preset::SimpleMultimodalVideo, 800).map(|film| film.frames()), Ok(96));
    }

    #[test]
    fn a_clip_too_large_is_refused_in_words_before_it_is_begun() {
        for side in [0, 1100, u16::MAX] {
            assert!(film(Preset::SimpleMultimodal, side).is_err_and(|words| words.contains("size")), "{side}");
        }
    }
}
