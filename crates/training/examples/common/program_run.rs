//! One run of a program: what it goes by, and where its files go.

use std::fs;
use std::path::{Path, PathBuf};

use diffusion::evaluation::CloudStatistics;
use diffusion::{Config, Preset};
use plot::{Palette, Shape, svg};

/// Whatever went wrong, in its own words.
pub type Failure = Box<dyn std::error::Error>;

/// One run of a program: its configuration, and the folder for its pictures.
pub struct ProgramRun {
    /// The original program's choices, with the seed that was asked for.
    pub config: Config,
    out: PathBuf,
}

impl ProgramRun {
    /// A run of this preset whose pictures go into the folder `out`, which is made where there is none.
    pub fn new(preset: Preset, seed: u32, out: PathBuf) -> Result<Self, Failure> {
        fs::create_dir_all(&out).map_err(|error| format!("cannot make the folder {}: {error}", out.display()))?;
        Ok(Self { config: Config { seed, ..preset.config() }, out })
    }

    /// The folder for its pictures.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// The figures of some samples, about the data of this program.
    pub fn figures(&self, samples: &[f32]) -> CloudStatistics {
        CloudStatistics::of(samples, &self.config.dataset.mixture())
    }

    /// Writes shapes as a picture of this size.
    pub fn write_svg(&self, name: &str, [width, height]: [f32; 2], shapes: &[Shape]) -> Result<(), Failure> {
        self.write(&format!("{name}.svg"), svg::document(width, height, shapes, &Palette::LIGHT).as_bytes())
    }

    /// Writes a file into the folder.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.out.join(file);
        fs::write(&path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }
}
