//! How far a trained method's prediction of ε is off the exact one, by the ratio σ/α; prints a table.
//!
//! `cargo run --release -p tests --example eps_error -- --help`

use diffusion::sampler::noised_start;
use diffusion::{Config, Denoiser, Method};
use lexopt::prelude::*;
use page::link;

const HELP: &str = "\
Trains each choice with several seeds, and prints the root mean square error of its ε against the exact one, in bands
of the ratio σ/α: the geometric mean over the seeds.

    LINK …             choices, as in a link of the page: \"method=flow&optimizer=adam\"
    --seeds N          runs of each (3)
    --first-seed N     the seed of the first run (3000)
";

type Failure = Box<dyn std::error::Error>;

/// Where bands of σ/α end: the last one has no end.
const BORDERS: [f64; 5] = [0.004, 0.02, 0.1, 0.4, 1.5];

/// Levels that the error is taken at, spread as training draws them, and noised points of each.
const LEVELS: u32 = 96;
const POINTS: usize = 400;

/// Noised points are the same for all runs.
const POINTS_SEED: u32 = 77;

/// The error in every band.
type Bands = [f64; BORDERS.len() + 1];

/// The error of one run.
fn run(config: &Config) -> Result<Bands, Failure> {
    let Method::Continuous(method) = &config.method else {
        return Err("only a method of continuous noise has levels between levels".into());
    };
    let data = config.dataset.mixture();
    let model = tests::trained(config)?;
    let (mut sums, mut counts) = (Bands::default(), Bands::default());
    for index in 0..LEVELS {
        let level = method.training_level((f64::from(index) + 0.5) / f64::from(LEVELS));
        let x = noised_start(&data, level, POINTS, POINTS_SEED, index);
        let learned = model.denoised(&x, level)?;
        let Ok(exact) = data.denoised(&x, level);
        // ε = (x - α D) / σ: what D is off, ε is off by α/σ times.
        let squares = learned.iter().zip(&exact).map(|(learned, exact)| ((learned - exact) / level.ratio()).powi(2));
        let band = BORDERS.partition_point(|border| *border <= level.ratio());
        sums[band] += squares.sum::<f64>() / x.len() as f64;
        counts[band] += 1.0;
    }
    Ok(std::array::from_fn(|band| (sums[band] / counts[band]).sqrt()))
}

fn main() -> Result<(), Failure> {
    let (mut links, mut seeds, mut first) = (Vec::new(), 3_u32, 3000_u32);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(link) => links.push(link.string()?),
            Long("seeds") => seeds = parser.value()?.parse()?,
            Long("first-seed") => first = parser.value()?.parse()?,
            Long("help") => {
                print!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let bands = BORDERS.map(|border| format!(" to {border}")).join(" |");
    println!("| choice |{bands} | above |\n|---|{}", "---:|".repeat(BORDERS.len() + 1));
    for text in links {
        let linked = link::read(&text);
        if let Some(note) = linked.note() {
            return Err(note.into());
        }
        let mut logs = Bands::default();
        for seed in first..first + seeds {
            let errors = run(&Config { seed, ..linked.settings.config.clone() })?;
            logs.iter_mut().zip(errors).for_each(|(log, error)| *log += error.ln() / f64::from(seeds));
        }
        // A band without a level has no error.
        let cells = logs.map(|log| if log.is_nan() { "–".to_owned() } else { format!("{:.4}", log.exp()) });
        println!("| {text} | {} |", cells.join(" | "));
    }
    Ok(())
}
