//! `detailed_DDPM`: the density and the distribution function of every level worked out, and sampling between them.
#![allow(non_snake_case, reason = "the program has the original's name")]

mod common;

use common::Outcome;
use diffusion::Preset;
use diffusion::dataset::{DENSITY_CELLS, TabulatedDensity};

fn main() -> std::process::ExitCode {
    common::main(Preset::DetailedDdpm, |run| {
        let (data, grid) = (run.config.dataset.mixture(), run.config.method.grid());
        let (mut titles, mut densities, mut distributions) = (Vec::new(), Vec::new(), Vec::new());
        for (t, level) in grid.levels().iter().rev().enumerate() {
            let (noised, table) = (data.noised(*level), TabulatedDensity::perturbed(&data, *level));
            let (integral, mean, std) = (table.integral(), table.mean(), table.std());
            println!("t = {t}: the density integrates to {integral:.5}, with mean {mean:.4} and sigma {std:.4}");
            titles.push(format!("t = {t}: mean {mean:.3}, sigma {std:.3}"));
            // The right edges of the table's cells, over six standard deviations of noise to either side.
            let edge = |i: usize| level.alpha + level.sigma * (12.0 * (i + 1) as f64 / DENSITY_CELLS as f64 - 6.0);
            densities.push((0..DENSITY_CELLS).map(|i| [edge(i), noised.marginal_density(0, edge(i))]).collect());
            distributions.push(table.cdf().into_iter().enumerate().map(|(i, share)| [edge(i), share]).collect());
        }
        run.draw_densities("pdf", &titles, &densities)?;
        run.draw_densities("cdf", &titles, &distributions)?;

        let (training, states) = run.train_and_sample()?;
        let training = run.draw_every_loss(training)?;

        // Sampling begins at the noisiest level and stops at t = 0, whose density is its goal.
        for (state, t) in states.iter().zip((0..grid.len()).rev()) {
            let moments = run.figures(state).moments[0];
            println!("t = {t}: samples of mean {:.4} and std {:.4}", moments.mean, moments.std);
        }
        println!("the goal is t = 0, {}", titles[0]);
        run.draw_moments(&states)?;
        Ok(Outcome { training, samples: states[states.len() - 1].clone() })
    })
}
