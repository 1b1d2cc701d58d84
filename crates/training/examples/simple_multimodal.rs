//! `simple_multimodal`: every point must find one of four spikes, and each spike its share.

mod common;

use common::Outcome;
use diffusion::Preset;

fn main() -> std::process::ExitCode {
    common::main(Preset::SimpleMultimodal, |run| {
        let (training, states) = run.train_and_sample()?;

        // One state per level and the end, where no noise is left.
        let grid = run.config.method.grid();
        let sigmas: Vec<f64> = grid.levels().iter().map(|level| level.sigma).chain([0.0]).collect();
        for (sigma, state) in sigmas.iter().zip(&states) {
            println!("sigma {sigma:<8.5} average squared distance {:.6}", run.figures(state).avg_sq_distance);
        }
        let end = &states[states.len() - 1];
        println!("shares of the spikes {:.3?}; the data has 0.25 each", run.figures(end).shares);

        run.draw_loss("loss", &training.losses)?;
        run.draw_distance(&states)?;
        let title = |(n, sigma): (usize, &f64)| format!("N = {n}, sigma = {sigma:.4}");
        run.draw_scatter(&sigmas.iter().enumerate().map(title).collect::<Vec<_>>(), &states, 3.0 * sigmas[0])?;
        Ok(Outcome { training, samples: end.clone() })
    })
}
