//! Every sampler, with the exact denoiser on four spikes, from the true noised data: it must return the data.

use diffusion::evaluation::{Moments, SpikeStatistics};
use diffusion::process::NoisePath;
use diffusion::sampler::{SampledCloud, SamplerOptions, noised_start};
use diffusion::{ContinuousSchedule, Dataset, Grid, Mixture, Sampler, SamplingPlan, Schedule};

/// The four spikes' standard deviation.
const STD: f64 = 0.01;
const ROWS: usize = 10_000;

/// The levels that each sampler is given.
fn levels(sampler: Sampler) -> usize {
    match sampler {
        Sampler::Euler | Sampler::Ddim | Sampler::Naive => 64,
        Sampler::Heun | Sampler::Langevin => 20,
        Sampler::Dpm2m => 32,
        Sampler::Rk4 => 16,
        Sampler::Ddpm | Sampler::OriginalDdpm => 256,
        Sampler::EulerMaruyama => 128,
    }
}

/// All but those of the original programs, which do not return the data, by design.
fn proven() -> impl Iterator<Item = Sampler> {
    Sampler::ALL.into_iter().filter(|sampler| !matches!(sampler, Sampler::Naive | Sampler::OriginalDdpm))
}

fn grid(schedule: Schedule, from: f64, to: f64, levels: usize) -> Grid {
    ContinuousSchedule::new(schedule, to, from, 7.0).unwrap().grid(levels).unwrap()
}

fn plan(sampler: Sampler, grid: &Grid) -> SamplingPlan {
    SamplingPlan::new(sampler, SamplerOptions::default(), grid)
}

fn karras(sampler: Sampler) -> Grid {
    grid(Schedule::Karras, 5.0, 0.002, levels(sampler))
}

fn sampled(plan: &SamplingPlan, data: &Mixture) -> SampledCloud {
    let start = noised_start(data, plan.levels()[0], ROWS, 0, 0);
    plan.run(data, &start, 0, 0).unwrap()
}

fn assert_returns_the_data(plan: &SamplingPlan) {
    let data = Dataset::FourSpikes.mixture();
    let (cloud, sampler) = (sampled(plan, &data), plan.sampler());
    let spikes = SpikeStatistics::of(&cloud.x, &data);
    assert_eq!(cloud.evaluations, sampler.evaluations(plan.levels().len() - 1, plan.options()));
    assert!(spikes.inside >= 0.994, "{sampler:?}: {spikes:?}");
    assert!(spikes.p > 0.001, "{sampler:?}: {spikes:?}");
    for spike in 0..data.components().len() {
        let nearest = |row: &&[f64]| data.nearest(row).index == spike;
        let alone =
            SpikeStatistics::of(&cloud.x.chunks(2).filter(nearest).flatten().copied().collect::<Vec<_>>(), &data);
        // From its true centre: what it spreads about its own mean, and how far that is off.
        let spread = alone.spread.hypot(alone.offset / 2f64.sqrt());
        assert!((spread - 1.0).abs() < 0.05 && alone.offset < 0.15, "{sampler:?}: {alone:?}");
    }
}

/// The standard deviation of a cloud about its mean, over all coordinates.
fn std_of(rows: &[f64], dim: usize) -> f64 {
    let variances = (0..dim).map(|axis| {
        let column = rows.iter().skip(axis).step_by(dim).copied();
        Moments::of(column).std.powi(2)
    });
    (variances.sum::<f64>() / dim as f64).sqrt()
}

#[test]
fn every_sampler_returns_the_data() {
    proven().for_each(|sampler| assert_returns_the_data(&plan(sampler, &karras(sampler))));
}

#[test]
fn with_added_noise_ddim_and_heun_return_them_too() {
    let half = SamplerOptions { eta: 0.5, ..SamplerOptions::default() };
    let fine = grid(Schedule::Karras, 5.0, 0.002, 256);
    assert_returns_the_data(&SamplingPlan::new(Sampler::Ddim, half, &fine));
    let churned = SamplerOptions { churn: 10.0, ..SamplerOptions::default() };
    let coarse = grid(Schedule::Karras, 5.0, 0.002, 40);
    assert_returns_the_data(&SamplingPlan::new(Sampler::Heun, churned, &coarse));
}

/// The change of variables: on other lines in the (α, σ) plane the same levels give the same distribution.
#[test]
fn every_sampler_returns_the_data_on_every_path() {
    for sampler in proven() {
        let ratios: Vec<f64> = karras(sampler).levels().iter().map(|level| level.ratio()).collect();
        for path in [NoisePath::Preserving, NoisePath::Straight] {
            assert_returns_the_data(&plan(sampler, &Grid::along(path, &ratios).unwrap()));
        }
    }
}

/// From pure noise, where the ratio σ/α is infinite, as flow models begin. Annealed Langevin is left out: its levels
/// must fall by a factor, and flow's fall evenly.
#[test]
fn every_sampler_leaves_pure_noise() {
    let pure = ContinuousSchedule::new(Schedule::Flow, 0.002, f64::INFINITY, 7.0).unwrap();
    let grid = pure.grid(300).unwrap();
    for sampler in proven().filter(|sampler| *sampler != Sampler::Langevin) {
        let data = Dataset::FourSpikes.mixture();
        let spikes = SpikeStatistics::of(&sampled(&plan(sampler, &grid), &data).x, &data);
        assert!(spikes.inside >= 0.994 && spikes.p > 0.001, "{sampler:?}: {spikes:?}");
    }
}

/// Grids that end above a quarter of the data's width leave a bias that no sampler can help: the last step to the
/// denoised point narrows the distribution at σ₁, of width √(s² + σ₁²), by s²/(s² + σ₁²).
#[test]
fn ending_early_narrows_by_its_closed_form() {
    let data = Dataset::Corner.mixture();
    for end in [0.5 * STD, STD, 2.0 * STD] {
        let expected = STD / (1.0 + (end / STD).powi(2)).sqrt();
        for sampler in proven() {
            let grid = grid(Schedule::Karras, 5.0, end, levels(sampler));
            let spread = std_of(&sampled(&plan(sampler, &grid), &data).x, 2);
            assert!((spread / expected - 1.0).abs() < 0.05, "{sampler:?} to {end}: {spread}, not {expected}");
        }
    }
}

/// On one Gaussian every step of the original samplers is linear, and the variance at the end is worked out step by
/// step.
#[test]
fn the_original_samplers_end_where_their_closed_forms_say() {
    let data = Dataset::Corner.mixture();
    for sampler in [Sampler::Naive, Sampler::OriginalDdpm] {
        for count in [5, 10, 20] {
            let plan = plan(sampler, &grid(Schedule::Karras, 1.0, 0.001, count));
            let spread = std_of(&sampled(&plan, &data).x, 2);
            let expected = closed_form(&plan);
            assert!((spread / expected - 1.0).abs() < 0.03, "{sampler:?} {count}: {spread}, not {expected}");
        }
    }
}

/// The standard deviation after every step `x ← c x + n z`, in σ: naive `c = 1 - σ' σ/(s² + σ²)`, `n = 0`; DDPM
/// `c = σ'²/σ² + (1 - σ'²/σ²) s²/(s² + σ²)`, `n = σ' √(1 - σ'²/σ²)` but for the last two steps.
fn closed_form(plan: &SamplingPlan) -> f64 {
    let sigmas: Vec<f64> = plan.levels().iter().map(|level| level.sigma).collect();
    let steps = sigmas.len() - 1;
    let mut variance = STD * STD + sigmas[0] * sigmas[0];
    for (k, pair) in sigmas.windows(2).enumerate() {
        let (sigma, next) = (pair[0], pair[1]);
        let (total, kept) = (STD * STD + sigma * sigma, next * next / (sigma * sigma));
        let (factor, noise) = match plan.sampler() {
            Sampler::Naive => (1.0 - next * sigma / total, 0.0),
            _ if k + 2 >= steps => (kept + (1.0 - kept) * STD * STD / total, 0.0),
            _ => (kept + (1.0 - kept) * STD * STD / total, next * next * (1.0 - kept)),
        };
        variance = factor * factor * variance + noise;
    }
    variance.sqrt()
}
