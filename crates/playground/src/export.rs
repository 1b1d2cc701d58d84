//! What can be taken away from a run: which files there are, what they are called, and how a clip is filmed.

use diffusion::{Config, Recipe};
use plot::{Film, Palette};
use serde::{Deserialize, Serialize};

use crate::view::View;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// The walk, out and back, as an animated picture.
    Gif,
    /// The same as a video. The browser decides on the format.
    Video,
    /// The picture as it is shown.
    Png,
    /// The exact and the learned samples at every level.
    Samples,
    /// Figures of every level.
    Statistics,
    /// The weights, with the configuration they belong to.
    Weights,
}

impl Wish {
    /// All of them, with their names in the page.
    pub const ALL: [(&'static str, Self); 6] = [
        ("gif", Self::Gif),
        ("video", Self::Video),
        ("png", Self::Png),
        ("samples", Self::Samples),
        ("statistics", Self::Statistics),
        ("weights", Self::Weights),
    ];

    /// The wish of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, wish)| *wish)
    }

    /// What the file's name ends with, where that is settled before it is made.
    fn ending(self) -> &'static str {
        match self {
            Self::Gif => ".gif",
            Self::Video => "",
            Self::Png => ".png",
            Self::Samples => "_samples.csv",
            Self::Statistics => "_statistics.csv",
            Self::Weights => "_weights.safetensors",
        }
    }

    /// The name of the file: it says recipe and seed, in letters that every system takes.
    #[must_use]
    pub fn file_name(self, config: &Config) -> String {
        let custom = if config.is_custom() { "_custom" } else { "" };
        let name = format!("{}{custom}_seed{}{}", config.recipe.key(), config.seed, self.ending());
        let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '-' };
        name.chars().map(safe).collect()
    }
}

/// How a picture that leaves the page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Pixels on every side.
    pub side: u16,
    /// Whether it has the dark theme.
    pub dark: bool,
}

impl Look {
    /// Its colours.
    #[must_use]
    pub fn palette(self) -> &'static Palette {
        if self.dark { &Palette::DARK } else { &Palette::LIGHT }
    }
}

/// What the worker is asked to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Its number: news of an older order are dropped.
    pub ticket: u32,
    /// What.
    pub wish: Wish,
    /// How it looks, where it is a picture.
    pub look: Look,
    /// What is shown in it, and how.
    pub view: View,
    /// Which spike the inset magnifies.
    pub spike: usize,
    /// The link to the run.
    pub link: String,
}

/// What the worker says of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum News {
    /// The next bytes of the file, and which share of all it has then.
    Piece {
        /// From 0 to 1.
        share: f64,
        /// They follow those before.
        bytes: Vec<u8>,
    },
    /// That was all of it.
    Done {
        /// What the file is called.
        name: String,
    },
    /// There will be no file.
    Failed {
        /// Why, in words for the person who wanted it.
        reason: String,
    },
}

/// The most pixels of a film, all frames together: what a worker's memory and a person's patience allow.
const MOST_PIXELS: usize = 100_000_000;

/// How this recipe is filmed: two seconds out and two back, with the frame rates of the seed's clips.
///
/// # Errors
/// Where frames of this size would be too many pixels.
pub fn film(recipe: Recipe, side: u16) -> Result<Film, String> {
    let frames_per_second = if recipe == Recipe::Simple1DiffusionVideo { 20.0 } else { 24.0 };
    let film = Film { frames_per_second, seconds: 2.0, returns: true };
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
    fn names_say_recipe_and_seed_in_safe_letters() {
        let config = Config { seed: 7, ..Recipe::SimpleMultimodal.config() };
        assert_eq!(Wish::Gif.file_name(&config), "simple_multimodal_seed7.gif");
        let custom = Config { width: 16, ..config };
        assert_eq!(Wish::Weights.file_name(&custom), "simple_multimodal_custom_seed7_weights.safetensors");
        for (_, wish) in Wish::ALL {
            let name = wish.file_name(&Recipe::DetailedDdpm.config());
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)), "{name}");
        }
    }

    #[test]
    fn the_seeds_clips_keep_their_frame_rates() {
        assert_eq!(film(Recipe::Simple1DiffusionVideo, 600).map(|film| film.frames()), Ok(80));
        assert_eq!(film(Recipe::SimpleMultimodalVideo, 800).map(|film| film.frames()), Ok(96));
    }

    #[test]
    fn a_clip_too_large_is_refused_in_words_before_it_is_begun() {
        for side in [0, 1100, u16::MAX] {
            assert!(film(Recipe::SimpleMultimodal, side).is_err_and(|words| words.contains("size")), "{side}");
        }
    }
}
