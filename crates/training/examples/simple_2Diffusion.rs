//! `simple_2Diffusion`: two coordinates, one target point.
#![allow(non_snake_case, reason = "the program has the original's name")]

mod common;

use common::Outcome;
use diffusion::Preset;

fn main() -> std::process::ExitCode {
    common::main(Preset::Simple2Diffusion, |run| {
        let (training, states) = run.train_and_sample()?;

        // One state per level and the end, where no noise is left.
        let grid = run.config.method.grid();
        let sigmas: Vec<f64> = grid.levels().iter().map(|level| level.sigma).chain([0.0]).collect();
        for (sigma, state) in sigmas.iter().zip(&states) {
            let [x, y] = [0, 1].map(|axis| run.figures(state).moments[axis]);
            println!("sigma {sigma:<8.5} mean ({:.4}, {:.4}), std ({:.4}, {:.4})", x.mean, y.mean, x.std, y.std);
        }
        println!("the data has mean (-1, 1) and std 0.01");

        run.draw_loss("loss", &training.losses)?;
        run.draw_moments(&states)?;
        let titles: Vec<String> = sigmas.iter().map(|sigma| format!("sigma = {sigma:.4}")).collect();
        run.draw_scatter(&titles, &states, 3.0 * sigmas[0])?;
        Ok(Outcome { training, samples: states[states.len() - 1].clone() })
    })
}
