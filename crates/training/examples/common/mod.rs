//! What the nine programs share, so that each of them can speak of its model alone: arguments, progress, pictures
//! and the closing line of JSON.

#![allow(dead_code, reason = "every program is compiled with this module and uses its part of it")]

mod arguments;
pub mod film;
mod pictures;
mod program_run;
mod progress;

use std::process::ExitCode;

use diffusion::Preset;

use arguments::Request;
pub use program_run::{Failure, ProgramRun};
pub use progress::Training;

/// What a run ends with.
pub struct Outcome {
    /// The losses of the last network, and how long training took.
    pub training: Training,
    /// The final samples, as rows of coordinates.
    pub samples: Vec<f32>,
}

/// Reads the arguments, runs the program and prints its figures as one line of JSON.
pub fn main(preset: Preset, program: fn(&ProgramRun) -> Result<Outcome, Failure>) -> ExitCode {
    let result = match arguments::read(preset) {
        Ok(Request::Help(text)) => {
            print!("{text}");
            Ok(())
        }
        Ok(Request::Run { seed, out }) => ProgramRun::new(preset, seed, out).and_then(|run| {
            let outcome = program(&run)?;
            println!("pictures are in {}", run.out().display());
            println!("{}", outcome.json(&run));
            Ok(())
        }),
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

impl Outcome {
    /// The closing line.
    fn json(&self, run: &ProgramRun) -> serde_json::Value {
        let figures = run.figures(&self.samples);
        serde_json::json!({
            "model": run.config.preset.key(),
            "seed": run.config.seed,
            "loss": progress::mean_of_the_last_tenth(&self.training.losses),
            "mean": figures.moments.iter().map(|m| m.mean).collect::<Vec<_>>(),
            "std": figures.moments.iter().map(|m| m.std).collect::<Vec<_>>(),
            "avg_sq_distance": figures.avg_sq_distance,
            "spike_shares": figures.shares,
            "train_seconds": self.training.seconds,
        })
    }
}
