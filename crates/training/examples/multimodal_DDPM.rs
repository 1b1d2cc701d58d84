//! `multimodal_DDPM`: four spikes by DDPM, and its last step ten times more.
#![allow(non_snake_case, reason = "the program has the original's name")]

mod common;

use common::Outcome;
use diffusion::Preset;

fn main() -> std::process::ExitCode {
    common::main(Preset::MultimodalDdpm, |run| {
        let (training, states) = run.train_and_sample()?;

        // One state per level and the end of sampling; what follows are the repeats of its last step.
        let levels = run.config.method.grid().len();
        let title = |k: usize| match k.checked_sub(levels) {
            None => format!("t = {}", levels - k),
            Some(0) => "t = 0".to_owned(),
            Some(repeat) => format!("repeat {repeat}"),
        };
        let titles: Vec<String> = (0..states.len()).map(title).collect();
        for (title, state) in titles.iter().zip(&states) {
            println!("{title:<10} average squared distance {:.6}", run.figures(state).avg_sq_distance);
        }
        let end = &states[states.len() - 1];
        println!("shares of the spikes {:.3?}; the data has 0.25 each", run.figures(end).shares);

        run.draw_loss("loss", &training.losses)?;
        run.draw_distance(&states)?;
        run.draw_scatter(&titles, &states, 3.0)?;
        Ok(Outcome { training, samples: end.clone() })
    })
}
