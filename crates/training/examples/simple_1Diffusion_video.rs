//! `simple_1Diffusion_video`: the samples of `simple_1Diffusion` on their way, as a clip.
#![allow(non_snake_case, reason = "the program has the original's name")]

mod common;

use common::Outcome;
use common::film::Clip;
use diffusion::Preset;
use plot::Film;

fn main() -> std::process::ExitCode {
    common::main(Preset::Simple1DiffusionVideo, |run| {
        let (training, states) = run.train_and_sample()?;
        let end = states[states.len() - 1].clone();
        let moments = run.figures(&end).moments[0];
        println!("samples of mean {:.4} and std {:.4}; the data has mean 1 and std 0.01", moments.mean, moments.std);
        // A sample's number is told from left to right, its value upwards.
        let film = Film { frames_per_second: 20.0, seconds: 2.0, returns: false };
        run.film("samples", &Clip { film, reach: 3.0 }, &states, 1)?;
        run.draw_loss("loss", &training.losses)?;
        Ok(Outcome { training, samples: end })
    })
}
