//! What can be taken away from a run: which files there are, and what they are called.

use diffusion::Config;
use serde::{Deserialize, Serialize};

use crate::view::View;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportKind {
    /// Sampling, out and back, as an animated picture.
    Gif,
    /// The same as a video. The browser decides on the format.
    Video,
    /// Learning: the shown level as every iteration that was kept has it, as an animated picture.
    Film,
    /// The same as a video, which the page records of what the worker samples.
    FilmVideo,
    /// Levels beside each other, and iterations below each other.
    Sheet,
    /// The picture as it is shown.
    Png,
    /// The exact and the learned samples at every level.
    Samples,
    /// The statistics of the clouds at every level.
    Statistics,
    /// The weights, with the configuration they belong to.
    Weights,
    /// The run as a PyTorch program that continues it, with all that it needs, as one zip.
    Python,
    /// A person's own points, with their bandwidth: read again, they are the very same data.
    Data,
    /// The list of runs, with their settings and figures.
    Runs,
}

impl ExportKind {
    /// All of them, with their names in the page.
    pub const ALL: [(&'static str, Self); 12] = [
        ("gif", Self::Gif),
        ("video", Self::Video),
        ("film", Self::Film),
        ("film-video", Self::FilmVideo),
        ("sheet", Self::Sheet),
        ("png", Self::Png),
        ("samples", Self::Samples),
        ("statistics", Self::Statistics),
        ("weights", Self::Weights),
        ("python", Self::Python),
        ("data", Self::Data),
        ("runs", Self::Runs),
    ];

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// Whether it shows how the network came to what it has learned, and not one iteration.
    pub fn is_of_learning(self) -> bool {
        matches!(self, Self::Film | Self::FilmVideo | Self::Sheet)
    }

    /// Whether the page makes it without the worker.
    pub fn is_made_by_page(self) -> bool {
        matches!(self, Self::Video | Self::Png | Self::Runs)
    }

    /// The name of the file: it says preset and seed, and the iteration where it is of an earlier one than the last, in
    /// letters that every system takes.
    pub fn file_name(self, config: &Config, earlier: Option<usize>) -> String {
        let ending = match self {
            Self::Gif => ".gif",
            // The browser settles it when it makes the video.
            Self::Video => "",
            Self::Film => "_learning.gif",
            Self::FilmVideo => "_learning",
            Self::Sheet => "_sheet.png",
            Self::Png => ".png",
            Self::Samples => "_samples.csv",
            Self::Statistics => "_statistics.csv",
            Self::Weights => "_weights.safetensors",
            Self::Python => "_pytorch.zip",
            Self::Data => return "own_data.csv".to_owned(),
            Self::Runs => return "runs.csv".to_owned(),
        };
        let custom = if config.is_custom() { "_custom" } else { "" };
        let earlier = earlier.filter(|_| !self.is_of_learning());
        let iteration = earlier.map_or(String::new(), |iteration| format!("_iteration{iteration}"));
        let name = format!("{}{custom}_seed{}{iteration}{ending}", config.preset.key(), config.seed);
        let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '-' };
        name.chars().map(safe).collect()
    }
}

/// How a picture that leaves the page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureStyle {
    /// Pixels on every side.
    pub side: u16,
    /// Whether it has the dark theme.
    pub dark: bool,
}

/// What the worker is asked to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportRequest {
    /// Its number: what is said of an older request is dropped.
    pub ticket: u32,
    /// Which file; one of those that the worker makes.
    pub kind: ExportKind,
    /// How it looks, where it is a picture.
    pub style: PictureStyle,
    /// The layers that are shown in it, and how 1-D clouds are drawn.
    pub view: View,
    /// The index of the component of the mixture that the inset magnifies.
    pub spike: usize,
    /// The state of sampling that a film of learning shows; the last there is, if there is no such one.
    pub state: usize,
    /// The fragment of the link to the run, which goes into the file's metadata.
    pub link: String,
    /// Whether a run of that link has the same weights.
    pub is_of_link: bool,
}

/// What the bytes of a file are that the worker makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileForm {
    /// The file as it is.
    File,
    /// The pixels of a picture of this width, RGBA and row after row: the browser makes the file.
    Pixels {
        /// At least 1.
        width: u32,
    },
    /// Each piece is the learned cloud at the state that was asked for: row after row, f32 in little-endian order, as it was
    /// after each of these iterations. The page records a video of them.
    Clouds {
        /// Rising.
        iterations: Vec<usize>,
    },
}

/// What the worker says of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExportEvent {
    /// The next bytes of the file.
    Piece {
        /// The share of the file that there is with these bytes, from 0 to 1.
        share: f64,
        /// They follow the bytes of the piece before.
        bytes: Vec<u8>,
    },
    /// That was all of it.
    Done {
        /// What the file is called.
        name: String,
        /// What its bytes are.
        form: FileForm,
    },
    /// There will be no file.
    Failed {
        /// Why, in words for the person who wanted it.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;

    #[test]
    fn names_say_recipe_and_seed_in_safe_letters() {
        let config = Config { seed: 7, ..Preset::SimpleMultimodal.config() };
        assert_eq!(ExportKind::Gif.file_name(&config, None), "simple_multimodal_seed7.gif");
        assert_eq!(ExportKind::Png.file_name(&config, Some(30)), "simple_multimodal_seed7_iteration30.png");
        let custom = Config { width: 16, ..config };
        assert_eq!(ExportKind::Weights.file_name(&custom, None), "simple_multimodal_custom_seed7_weights.safetensors");
        for (_, kind) in ExportKind::ALL {
            let name = kind.file_name(&Preset::DetailedDdpm.config(), None);
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)), "{name}");
        }
    }
}
