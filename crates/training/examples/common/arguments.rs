//! What can be asked of a program.

use std::path::PathBuf;

use diffusion::Preset;
use lexopt::prelude::*;

/// What was asked.
pub enum Request {
    /// The text that explains the program.
    Help(String),
    /// A run.
    Run {
        /// The seed of all its randomness.
        seed: u32,
        /// The folder for its pictures.
        out: PathBuf,
    },
}

/// Reads the command line.
pub fn read(preset: Preset) -> Result<Request, lexopt::Error> {
    let (mut seed, mut out) = (0, PathBuf::from("target/pictures").join(preset.key()));
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seed") => seed = parser.value()?.parse()?,
            Long("out") => out = parser.value()?.into(),
            Short('h') | Long("help") => return Ok(Request::Help(help(preset))),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Request::Run { seed, out })
}

fn help(preset: Preset) -> String {
    let key = preset.key();
    format!(
        "{key}: {label}\n{about}\n\n\
         usage: cargo run --release --example {key} -- [--seed N] [--out FOLDER]\n\n\
         --seed N       the seed of all randomness, a whole number (0)\n\
         --out FOLDER   where the pictures go (target/pictures/{key})\n\
         --help         this text\n\n\
         The last line that it prints is its figures as JSON.\n",
        label = preset.label(),
        about = preset.about(),
    )
}
