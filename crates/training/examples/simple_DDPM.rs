//! `simple_DDPM`: one small network for every level, each starting from the weights of the one before.
#![allow(non_snake_case, reason = "the program has the original's name")]

mod common;

use common::Outcome;
use diffusion::Preset;

fn main() -> std::process::ExitCode {
    common::main(Preset::SimpleDdpm, |run| {
        let (training, states) = run.train_and_sample()?;
        let training = run.draw_every_loss(training)?;
        for (state, t) in states.iter().zip((0..states.len()).rev()) {
            let moments = run.figures(state).moments[0];
            println!("{t} steps to go: samples of mean {:.4} and std {:.4}", moments.mean, moments.std);
        }
        println!("the data has mean 1 and std 0.01");
        run.draw_moments(&states)?;
        Ok(Outcome { training, samples: states[states.len() - 1].clone() })
    })
}
