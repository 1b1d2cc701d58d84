//! What each bug of DDPM's step does to the samples of the exact denoiser and of trained networks; prints a table.
//!
//! `cargo run --release -p tests --example sampler_bugs -- [FRAGMENT …]`, where a fragment is that of a link of the page.

use diffusion::evaluation::{Moments, SpikeStatistics};
use diffusion::sampler::{CloudSampling, SamplerBug};
use diffusion::{Config, Denoiser, Mixture};
use page::link;

type Failure = Box<dyn std::error::Error>;

/// As the lesson has them: the usual ones, with few steps, and with a last level that is wider than a spike.
const LINKS: [&str; 3] =
    ["method=ddpm&sampler=ddpm", "method=ddpm&sampler=ddpm&steps=10", "method=ddpm&sampler=ddpm&sigma_min=0.02"];

const SEEDS: [u32; 3] = [1, 2, 3];
const DRAWS: u32 = 5;

/// What is measured of one set of samples: those whose mean is printed.
const FIGURES: [&str; 6] =
    ["avg_sq_distance", "inside", "spread of a spike", "smallest share", "largest share", "std_x"];

fn figures(x: &[f64], data: &Mixture) -> [f64; FIGURES.len()] {
    let (spikes, rows) = (SpikeStatistics::of(x, data), x.chunks(data.dim()));
    let shares = || spikes.counts.iter().map(|count| *count as f64 / rows.len() as f64);
    [
        rows.clone().map(|row| data.nearest(row).sq_distance).sum::<f64>() / rows.len() as f64,
        spikes.inside,
        spikes.spread,
        shares().fold(1.0, f64::min),
        shares().fold(0.0, f64::max),
        Moments::of(x.iter().copied().step_by(data.dim())).std,
    ]
}

/// Means over the draws, as cells of a row.
fn sampled<D: Denoiser>(denoiser: &D, config: &Config) -> Result<String, D::Error> {
    let data = config.dataset.mixture();
    let plan = config.method.plan(&data);
    let mut means = [0.0; FIGURES.len()];
    for draw in 0..DRAWS {
        let start = plan.prior().sample(config.samples, data.dim(), config.seed, draw);
        let end = CloudSampling::new(denoiser, start, config.seed, draw).through(plan.clone(), 0).finish()?;
        means.iter_mut().zip(figures(&end, &data)).for_each(|(mean, figure)| *mean += figure / f64::from(DRAWS));
    }
    Ok(means.map(|mean| format!("{mean:.5}")).join(" | "))
}

/// The configuration of a link, with a seed and a bug.
fn read(fragment: &str, seed: u32, bug: SamplerBug) -> Result<Config, Failure> {
    let linked = link::read(&format!("{fragment}&seed={seed}&bug={}", bug.key()));
    linked.note().map_or(Ok(linked.settings.config), |note| Err(note.into()))
}

/// The rows of one trained network, beside those of the exact denoiser from the same starts.
fn print(fragment: &str, seed: u32) -> Result<(), Failure> {
    let learned = tests::trained(&read(fragment, seed, SamplerBug::None)?)?;
    for bug in SamplerBug::ALL {
        let config = read(fragment, seed, bug)?;
        let Ok(exact) = sampled(&config.dataset.mixture(), &config);
        println!("| {fragment} | {seed} | exact | {} | {exact} |", bug.key());
        println!("| {fragment} | {seed} | learned | {} | {} |", bug.key(), sampled(&learned, &config)?);
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let links = if asked.is_empty() { LINKS.map(str::to_owned).to_vec() } else { asked };
    println!("| link | seed | denoiser | bug | {} |", FIGURES.join(" | "));
    println!("|---|---|---|---|{}", "---:|".repeat(FIGURES.len()));
    links.iter().flat_map(|link| SEEDS.map(|seed| (link, seed))).try_for_each(|(link, seed)| print(link, seed))
}
