//! Every sampler, with the exact denoiser on four spikes, from the true noised law: it must return the law.

use diffusion::metric::spikes::Spikes;
use diffusion::sampler::{Carried, Course, Options, carry, noised_start};
use diffusion::schedule::Continuous;
use diffusion::{Dataset, Grid, Mixture, Sampler, Schedule};

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
        Sampler::Ddpm | Sampler::SeedDdpm => 256,
        Sampler::EulerMaruyama => 128,
    }
}

/// All but the seed's own two, which do not return the law, by design.
fn proven() -> impl Iterator<Item = Sampler> {
    Sampler::ALL.into_iter().filter(|sampler| !matches!(sampler, Sampler::Naive | Sampler::SeedDdpm))
}

fn grid(schedule: Schedule, from: f64, to: f64, levels: usize) -> Grid {
    Continuous::new(schedule, to, from, 7.0).unwrap().grid(levels).unwrap()
}

fn karras(sampler: Sampler) -> Course {
    Course::new(sampler, grid(Schedule::Karras, 5.0, 0.002, levels(sampler)))
}

fn carried(course: &Course, data: &Mixture) -> Carried {
    let start = noised_start(data, course.grid.levels()[0], ROWS, 0, 0);
    carry(course, data, &start, 0, 0).unwrap()
}

fn assert_returns_the_law(course: &Course) {
    let data = Dataset::FourSpikes.mixture();
    let carried = carried(course, &data);
    let spikes = Spikes::of(&carried.x, &data);
    assert_eq!(carried.evaluations, course.sampler.evaluations(course.grid.len(), course.options));
    assert!(spikes.inside >= 0.994, "{:?}: {spikes:?}", course.sampler);
    assert!(spikes.p > 0.001, "{:?}: {spikes:?}", course.sampler);
    assert!(spikes.spread.iter().all(|spread| (spread - 1.0).abs() < 0.05), "{:?}: {spikes:?}", course.sampler);
}

/// The standard deviation of a cloud about its mean, over all coordinates.
fn std_of(rows: &[f64], dim: usize) -> f64 {
    let variances = (0..dim).map(|axis| {
        let column = rows.iter().skip(axis).step_by(dim).copied();
        diffusion::metric::Moments::of(column).std.powi(2)
    });
    (variances.sum::<f64>() / dim as f64).sqrt()
}

#[test]
fn every_sampler_returns_the_law() {
    proven().for_each(|sampler| assert_returns_the_law(&karras(sampler)));
}

#[test]
fn with_noise_on_the_way_ddim_and_heun_return_it_too() {
    let half = Options { eta: 0.5, ..Options::default() };
    let course = Course::new(Sampler::Ddim, grid(Schedule::Karras, 5.0, 0.002, 256));
    assert_returns_the_law(&Course { options: half, ..course });
    let churned = Options { churn: 10.0, ..Options::default() };
    let course = Course::new(Sampler::Heun, grid(Schedule::Karras, 5.0, 0.002, 40));
    assert_returns_the_law(&Course { options: churned, ..course });
}

/// The change of variables: on other lines in the (α, σ) plane the same levels give the same law.
#[test]
fn every_sampler_returns_the_law_on_every_path() {
    for sampler in proven() {
        let exploding = karras(sampler);
        let ratios: Vec<f64> = exploding.grid.levels().iter().map(|level| level.ratio()).collect();
        for path in [diffusion::level::Path::Preserving, diffusion::level::Path::Straight] {
            assert_returns_the_law(&Course { grid: Grid::along(path, &ratios).unwrap(), ..exploding.clone() });
        }
    }
}

/// From pure noise, where the ratio σ/α is infinite, as flow models begin. Annealed Langevin is left out: its levels
/// must fall by a factor, and flow's fall evenly.
#[test]
fn every_sampler_leaves_pure_noise() {
    let pure = Continuous::new(Schedule::Flow, 0.002, f64::INFINITY, 7.0).unwrap();
    let grid = pure.grid(300).unwrap();
    for sampler in proven().filter(|sampler| *sampler != Sampler::Langevin) {
        let data = Dataset::FourSpikes.mixture();
        let carried = carried(&Course::new(sampler, grid.clone()), &data);
        let spikes = Spikes::of(&carried.x, &data);
        assert!(spikes.inside >= 0.994 && spikes.p > 0.001, "{sampler:?}: {spikes:?}");
    }
}

/// Grids that end above a quarter of the data's width leave a bias that no sampler can help: the last step to the
/// denoised point narrows the law at σ₁, of width √(s² + σ₁²), by s²/(s² + σ₁²).
#[test]
fn ending_early_narrows_by_its_closed_form() {
    let data = Dataset::Corner.mixture();
    for end in [0.5 * STD, STD, 2.0 * STD] {
        let expected = STD / (1.0 + (end / STD).powi(2)).sqrt();
        for sampler in proven() {
            let course = Course::new(sampler, grid(Schedule::Karras, 5.0, end, levels(sampler)));
            let spread = std_of(&carried(&course, &data).x, 2);
            assert!((spread / expected - 1.0).abs() < 0.05, "{sampler:?} to {end}: {spread}, not {expected}");
        }
    }
}

/// On one Gaussian every step of the seed's samplers is linear, and the variance at the end is worked out step by step.
#[test]
fn the_seeds_samplers_end_where_their_closed_forms_say() {
    let data = Dataset::Corner.mixture();
    for sampler in [Sampler::Naive, Sampler::SeedDdpm] {
        for count in [5, 10, 20] {
            let course = Course::new(sampler, grid(Schedule::Karras, 1.0, 0.001, count));
            let spread = std_of(&carried(&course, &data).x, 2);
            let expected = closed_form(sampler, &course);
            assert!((spread / expected - 1.0).abs() < 0.03, "{sampler:?} {count}: {spread}, not {expected}");
        }
    }
}

/// The standard deviation after every step `x ← c x + n z`, in σ: naive `c = 1 - σ' σ/(s² + σ²)`, `n = 0`; DDPM
/// `c = σ'²/σ² + (1 - σ'²/σ²) s²/(s² + σ²)`, `n = σ' √(1 - σ'²/σ²)` but for the last two steps.
fn closed_form(sampler: Sampler, course: &Course) -> f64 {
    let sigmas: Vec<f64> = course.levels().iter().map(|level| level.sigma).collect();
    let steps = sigmas.len() - 1;
    let mut variance = STD * STD + sigmas[0] * sigmas[0];
    for (k, pair) in sigmas.windows(2).enumerate() {
        let (sigma, next) = (pair[0], pair[1]);
        let (total, kept) = (STD * STD + sigma * sigma, next * next / (sigma * sigma));
        let (factor, noise) = match sampler {
            Sampler::Naive => (1.0 - next * sigma / total, 0.0),
            _ if k + 2 >= steps => (kept + (1.0 - kept) * STD * STD / total, 0.0),
            _ => (kept + (1.0 - kept) * STD * STD / total, next * next * (1.0 - kept)),
        };
        variance = factor * factor * variance + noise;
    }
    variance.sqrt()
}
