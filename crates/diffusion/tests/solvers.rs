//! What the samplers must be among themselves: orders of convergence, and identities between them.

use diffusion::process::{Betas, NoisePath};
use diffusion::sampler::{
    PreviousStep, SamplerOptions, SamplingStep, ddim_step, ddpm_step, dpm_2m_step, euler_maruyama_step, euler_step,
    noised_start,
};
use diffusion::{ContinuousSchedule, Dataset, Denoiser, Grid, Level, Mixture, Sampler, SamplingPlan, Schedule};

const GAUSSIAN: f64 = 0.5;

fn gaussian() -> Mixture {
    Mixture::equal(1, &[[0.7, 0.0]], GAUSSIAN)
}

/// Where the probability flow of one Gaussian leads: in `y = x/α` it keeps the number of standard deviations from the
/// mean, `(y - μ)/√(s² + r²)`.
fn flowed(x: f64, from: Level, to: Level) -> f64 {
    let spread = |level: Level| GAUSSIAN.hypot(level.ratio());
    to.alpha * (0.7 + (x / from.alpha - 0.7) * spread(to) / spread(from))
}

/// The error at the last level of a grid, from a few starts.
fn error(sampler: Sampler, grid: &Grid) -> f64 {
    let (from, to) = (grid.levels()[0], grid.levels()[grid.len() - 1]);
    let start: Vec<f64> = [-1.5, 0.2, 2.0].map(|z| from.noised(0.7, z * GAUSSIAN.hypot(from.ratio()))).to_vec();
    let plan = SamplingPlan::to_last_level(sampler, SamplerOptions::default(), grid);
    let end = plan.run(&gaussian(), &start, 0, 0).unwrap().x;
    let errors = start.iter().zip(end).map(|(start, end)| (end - flowed(*start, from, to)).abs());
    errors.fold(0.0, f64::max)
}

/// catches: a slope at the wrong end, a wrong share in a weighted slope, a previous step at the wrong level, an
/// interior level off the path.
#[test]
fn solvers_converge_with_their_order() {
    for sampler in Sampler::ALL {
        let Some(order) = sampler.order() else { continue };
        for schedule in Schedule::ALL {
            let error = |steps: usize| {
                let continuous = ContinuousSchedule::new(schedule, 0.05, 3.0, 3.0).unwrap();
                error(sampler, &continuous.grid(steps + 1).unwrap())
            };
            let measured = (error(64) / error(128)).log2();
            assert!((measured - f64::from(order)).abs() < 0.25, "{sampler:?} on {schedule:?}: order {measured}");
        }
    }
}

/// The Euler–Maruyama step converges in distribution, with order 1: of one Gaussian every step is linear, and the
/// variance at the end is worked out step by step.
#[test]
fn euler_maruyama_halves_its_error_with_its_step_size() {
    let error = |steps: usize| {
        let grid = ContinuousSchedule::new(Schedule::Karras, 0.05, 3.0, 3.0).unwrap().grid(steps + 1).unwrap();
        let plan = SamplingPlan::to_last_level(Sampler::EulerMaruyama, SamplerOptions::default(), &grid);
        let mut variance = grid.levels()[0].spread(GAUSSIAN).powi(2);
        for step in plan.steps() {
            let at = |x: f64, z: f64| {
                let mut x = [x];
                let Ok(()) = euler_maruyama_step(&mut x, *step, &gaussian(), || z);
                x[0]
            };
            let (factor, noise) = (at(1.0, 0.0) - at(0.0, 0.0), at(0.0, 1.0) - at(0.0, 0.0));
            variance = factor * factor * variance + noise * noise;
        }
        (variance.sqrt() - grid.levels()[steps].spread(GAUSSIAN)).abs()
    };
    let measured = (error(64) / error(128)).log2();
    assert!((measured - 1.0).abs() < 0.1, "order {measured}");
}

/// A denoiser that fails off a line in the (α, σ) plane.
struct OnPath(NoisePath);

impl Denoiser for OnPath {
    type Error = Level;

    fn dim(&self) -> usize {
        1
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Level> {
        let own = self.0.at(level.ratio());
        let on_path = (own.alpha - level.alpha).abs() < 1e-12 && (own.sigma - level.sigma).abs() < 1e-12 * own.sigma;
        gaussian().posterior_mean(x, level, out);
        if on_path { Ok(()) } else { Err(level) }
    }
}

/// A learned network is defined at the levels of its schedule, and between them: never at levels of another line.
#[test]
fn networks_are_evaluated_on_their_own_path_only() {
    let options = SamplerOptions { churn: 5.0, langevin_steps: 2, ..SamplerOptions::default() };
    for path in NoisePath::ALL {
        let grid = Grid::along(path, &[3.0, 1.0, 0.4, 0.1]).unwrap();
        for sampler in Sampler::ALL {
            let cloud = SamplingPlan::new(sampler, options, &grid).run(&OnPath(path), &[0.3, -1.0], 0, 0);
            assert!(cloud.is_ok(), "{sampler:?} on {path:?} goes to {cloud:?}");
        }
        let wrong = NoisePath::ALL.into_iter().find(|other| *other != path).unwrap();
        let error = SamplingPlan::new(Sampler::Euler, options, &grid).run(&OnPath(wrong), &[0.3], 0, 0).unwrap_err();
        assert_eq!(error, grid.levels()[0], "where a network is not defined, sampling ends at once");
    }
}

fn some_steps() -> Vec<SamplingStep> {
    let ratios = [(5.0, 2.0), (1.0, 0.9), (0.3, 0.01), (0.1, 0.0)];
    let on = |path: NoisePath| {
        ratios.map(|(from, to)| SamplingStep { from: path.at(from), to: path.at(to), path, t: 5, beta: None })
    };
    NoisePath::ALL.into_iter().flat_map(on).collect()
}

/// A denoiser that predicts one clean point.
struct Point(f64);

impl Denoiser for Point {
    type Error = std::convert::Infallible;

    fn dim(&self) -> usize {
        1
    }

    fn denoise(&self, _: &[f64], _: Level, out: &mut [f64]) -> Result<(), Self::Error> {
        out.fill(self.0);
        Ok(())
    }
}

#[test]
fn ddim_without_noise_is_eulers_step_in_sigma_space() {
    for step in some_steps() {
        let SamplingStep { from, to, .. } = step;
        let (mut ddim, mut euler) = ([1.3], [1.3]);
        let Ok(()) = ddim_step(&mut ddim, step, 0.0, &Point(0.4), || unreachable!("without noise nothing is drawn"));
        let Ok(()) = euler_step(&mut euler, step, &Point(0.4));
        let y = 1.3 / from.alpha;
        let expected = to.alpha * (y + (to.ratio() - from.ratio()) * (y - 0.4) / from.ratio());
        for value in [ddim[0], euler[0]] {
            assert!((value - expected).abs() < 1e-12, "{step:?}: {value}");
        }
    }
}

/// From pure noise on, the noise-to-signal ratio is infinite and nothing diverges.
#[test]
fn pure_noise_is_left_in_one_step() {
    let (from, to) = (Level { alpha: 0.0, sigma: 1.0 }, Level { alpha: 0.25, sigma: 0.75 });
    let step = SamplingStep { from, to, path: NoisePath::Straight, t: 5, beta: None };
    let mut x = [0.8];
    let Ok(()) = ddim_step(&mut x, step, 0.0, &Point(2.0), || unreachable!("without noise nothing is drawn"));
    assert_eq!(x[0], 0.25 * 2.0 + 0.75 * 0.8);
    assert_eq!(step.posterior_std(), 0.75);
}

#[test]
fn ddim_with_all_its_noise_is_ddpm() {
    for step in some_steps() {
        let (mut ddim, mut ddpm) = ([1.3], [1.3]);
        let Ok(()) = ddim_step(&mut ddim, step, 1.0, &Point(0.4), || 0.8);
        let Ok(()) = ddpm_step(&mut ddpm, step, &Point(0.4), || 0.8);
        assert!((ddim[0] - ddpm[0]).abs() < 1e-12, "{step:?}: {ddim:?} {ddpm:?}");
    }
}

/// By hand, with steps of different length: h_before = log 2, h = log 5.
#[test]
fn the_extrapolation_of_dpm_is_weighted_by_the_steps() {
    let at = |from: f64, to: f64| {
        let (from, to) = (Level::exploding(from), Level::exploding(to));
        SamplingStep { from, to, path: NoisePath::Exploding, t: 5, beta: None }
    };
    let before = PreviousStep { denoised: vec![0.3], level: Level::exploding(1.0) };
    let mut x = [1.5];
    let Ok(()) = dpm_2m_step(&mut x, at(0.5, 0.1), &mut Some(before.clone()), &Point(0.4));
    assert!((x[0] - 0.712_877_124).abs() < 1e-9, "{}", x[0]);
    for (mut previous, step) in [(None, at(0.5, 0.1)), (Some(before), at(0.5, 0.0))] {
        let (mut first, mut ddim) = ([1.5], [1.5]);
        let Ok(()) = dpm_2m_step(&mut first, step, &mut previous, &Point(0.4));
        let Ok(()) = ddim_step(&mut ddim, step, 0.0, &Point(0.4), || unreachable!("without noise nothing is drawn"));
        assert!((first[0] - ddim[0]).abs() < 1e-12);
        assert_eq!(previous, Some(PreviousStep { denoised: vec![0.4], level: step.from }));
    }
}

/// Ho et al. 2020, eq. 7: `β̃_t = (1 - ᾱ_{t-1})/(1 - ᾱ_t) β_t`, on the whole grid and with the coefficients of the
/// strided step.
#[test]
fn the_noise_of_ddpm_has_the_posterior_variance() {
    let betas: Vec<f64> = (0..50).map(|t| 1e-3 + 4e-3 * f64::from(t)).collect();
    let whole = Grid::ddpm(&Betas::new(betas).unwrap());
    for grid in [whole.clone(), whole.strided(7).unwrap()] {
        for i in 0..grid.len() {
            let step = SamplingStep::original(&grid, i);
            let posterior = step.to.sigma.powi(2) / step.from.sigma.powi(2) * grid.beta(i).unwrap();
            assert!((step.posterior_std().powi(2) - posterior).abs() < 1e-12, "level {i}");
        }
    }
}

/// `q(x_s)` from `x_t ~ q(x_t)`: one step with the exact posterior, on a point mass, must give the distribution of `s`
/// exactly.
#[test]
fn a_posterior_draw_has_the_distribution_of_its_level() {
    for step in some_steps() {
        let SamplingStep { from, to, .. } = step;
        let at = |x: f64, z: f64| {
            let mut x = [x];
            let Ok(()) = ddpm_step(&mut x, step, &Point(0.4), || z);
            x[0]
        };
        let origin = at(from.alpha * 0.4, 0.0);
        let variance = (from.sigma * (at(1.0, 0.0) - at(0.0, 0.0))).powi(2) + (at(0.0, 1.0) - at(0.0, 0.0)).powi(2);
        assert!((origin - to.alpha * 0.4).abs() < 1e-12);
        assert!((variance.sqrt() - to.sigma).abs() < 1e-9, "{step:?}");
    }
}

#[test]
fn samplers_that_are_compared_share_start_and_step_noise() {
    let data = Dataset::FourSpikes.mixture();
    let grid = ContinuousSchedule::new(Schedule::LinearBeta, 0.01, 5.0, 7.0).unwrap().grid(12).unwrap();
    let start = noised_start(&data, grid.levels()[0], 1500, 3, 1);
    assert_eq!(start, noised_start(&data, grid.levels()[0], 1500, 3, 1));
    let options = SamplerOptions { eta: 1.0, ..SamplerOptions::default() };
    let end = |sampler| SamplingPlan::new(sampler, options, &grid).run(&data, &start, 3, 1).unwrap().x;
    let (ddim, ddpm) = (end(Sampler::Ddim), end(Sampler::Ddpm));
    assert!(ddim.iter().zip(&ddpm).all(|(a, b)| (a - b).abs() < 1e-9));
    // Blocks are independent: the first rows are those of a smaller cloud.
    let plan = SamplingPlan::new(Sampler::Ddpm, options, &grid);
    let fewer = plan.run(&data, &start[..2 * 1100], 3, 1).unwrap().x;
    assert_eq!(fewer[..2 * 1024], ddpm[..2 * 1024]);
}
