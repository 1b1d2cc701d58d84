//! What the nine programs share, so that each of them can speak of its model alone: arguments, progress, pictures
//! and the closing line of JSON.

#![allow(dead_code, reason = "every program is compiled with this module and uses its part of it")]

mod arguments;
pub mod film;
mod pictures;
mod progress;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use diffusion::evaluation::CloudStatistics;
use diffusion::{Config, Preset};
use plot::{Palette, Shape, svg};

use arguments::Request;
pub use progress::Training;

/// Whatever went wrong, in its own words.
pub type Failure = Box<dyn std::error::Error>;

/// One run of a program: its configuration, and the folder for its pictures.
pub struct Run {
    /// The seed's own choices, with the seed that was asked for.
    pub config: Config,
    out: PathBuf,
}

/// What a run ends with.
pub struct Outcome {
    /// The losses of the last network, and how long training took.
    pub training: Training,
    /// The final samples, as rows of coordinates.
    pub samples: Vec<f32>,
}

/// Reads the arguments, runs the program and prints its figures as one line of JSON.
pub fn main(preset: Preset, program: fn(&Run) -> Result<Outcome, Failure>) -> ExitCode {
    let result = match arguments::read(preset) {
        Ok(Request::Help(text)) => {
            print!("{text}");
            Ok(())
        }
        Ok(Request::Run { seed, out }) => start(preset, seed, out, program),
        Err(error) => Err(format!("{error}; try --help").into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(
    preset: Preset,
    seed: u32,
    out: PathBuf,
    program: fn(&Run) -> Result<Outcome, Failure>,
) -> Result<(), Failure> {
    fs::create_dir_all(&out).map_err(|error| format!("cannot make the folder {}: {error}", out.display()))?;
    let run = Run { config: Config { seed, ..preset.config() }, out };
    let outcome = program(&run)?;
    println!("pictures are in {}", run.out.display());
    println!("{}", run.json(&outcome));
    Ok(())
}

impl Run {
    /// The figures of some samples, about the data of this program.
    pub fn figures(&self, samples: &[f32]) -> CloudStatistics {
        CloudStatistics::of(samples, &self.config.dataset.mixture())
    }

    fn json(&self, Outcome { training, samples }: &Outcome) -> serde_json::Value {
        let figures = self.figures(samples);
        serde_json::json!({
            "model": self.config.preset.key(),
            "seed": self.config.seed,
            "loss": progress::mean_of_the_last_tenth(&training.losses),
            "mean": figures.moments.iter().map(|m| m.mean).collect::<Vec<_>>(),
            "std": figures.moments.iter().map(|m| m.std).collect::<Vec<_>>(),
            "avg_sq_distance": figures.avg_sq_distance,
            "spike_shares": figures.shares,
            "train_seconds": training.seconds,
        })
    }

    fn write_svg(&self, name: &str, [width, height]: [f32; 2], shapes: &[Shape]) -> Result<(), Failure> {
        self.write(&format!("{name}.svg"), svg::document(width, height, shapes, &Palette::LIGHT).as_bytes())
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.out.join(file);
        fs::write(&path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }
}
