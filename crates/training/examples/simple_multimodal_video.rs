//! `simple_multimodal_video`: four spikes found on seventeen levels, as a clip and as a loop that goes out and back.

mod common;

use common::Outcome;
use common::film::Clip;
use diffusion::Preset;
use plot::Film;

fn main() -> std::process::ExitCode {
    common::main(Preset::SimpleMultimodalVideo, |run| {
        let (training, states) = run.train_and_sample()?;

        let end = states[states.len() - 1].clone();
        let figures = run.figures(&end);
        println!("average squared distance {:.6}; the data has 0.0002", figures.avg_sq_distance);
        println!("shares of the spikes {:.3?}; the data has 0.25 each", figures.shares);

        let once = Film { frames_per_second: 24.0, seconds: 2.0, returns: false };
        let reach = 3.0 * run.config.method.grid().levels()[0].sigma;
        run.film("clip", &Clip { film: once, reach }, &states, 2)?;
        run.film("loop", &Clip { film: Film { returns: true, ..once }, reach }, &states, 2)?;
        run.draw_loss("loss", &training.losses)?;
        Ok(Outcome { training, samples: end })
    })
}
