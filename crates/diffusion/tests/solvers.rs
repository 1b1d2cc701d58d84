//! What the samplers must be among themselves: orders of convergence, and identities between them.

use diffusion::level::Path;
use diffusion::sampler::{
    Course, End, Options, carry, ddim_eta_step, ddim_step, euler_step, noised_start, posterior_std, posterior_step,
};
use diffusion::schedule::{Betas, Continuous};
use diffusion::{Dataset, Denoiser, Grid, Level, Mixture, Sampler, Schedule, TryDenoiser};

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
fn error(sampler: Sampler, grid: Grid) -> f64 {
    let (from, to) = (grid.levels()[0], grid.levels()[grid.len() - 1]);
    let start: Vec<f64> = [-1.5, 0.2, 2.0].map(|z| from.noised(0.7, z * GAUSSIAN.hypot(from.ratio()))).to_vec();
    let course = Course { end: End::LastLevel, ..Course::new(sampler, grid) };
    let end = carry(&course, &gaussian(), &start, 0, 0).unwrap().x;
    let errors = start.iter().zip(end).map(|(start, end)| (end - flowed(*start, from, to)).abs());
    errors.fold(0.0, f64::max)
}

/// catches: a slope at the wrong end, a wrong share in a weighted slope, a memory of the wrong level, an interior level
/// off the path.
#[test]
fn solvers_converge_with_their_order() {
    for sampler in Sampler::ALL {
        let Some(order) = sampler.order() else { continue };
        for schedule in Schedule::ALL {
            let error = |steps: usize| {
                let continuous = Continuous::new(schedule, 0.05, 3.0, 3.0).unwrap();
                error(sampler, continuous.grid(steps + 1).unwrap())
            };
            let measured = (error(64) / error(128)).log2();
            assert!((measured - f64::from(order)).abs() < 0.25, "{sampler:?} on {schedule:?}: order {measured}");
        }
    }
}

/// A denoiser that fails where it is asked off a line in the (α, σ) plane.
#[derive(Clone)]
struct OnPath(Path);

impl TryDenoiser for OnPath {
    type Error = Level;

    fn dim(&self) -> usize {
        1
    }

    fn try_denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Level> {
        let own = self.0.at(level.ratio());
        let on_path = (own.alpha - level.alpha).abs() < 1e-12 && (own.sigma - level.sigma).abs() < 1e-12 * own.sigma;
        gaussian().denoise(x, level, out);
        if on_path { Ok(()) } else { Err(level) }
    }
}

/// A learned network knows the levels of its schedule, and those between them: never levels of another line.
#[test]
fn networks_are_asked_on_their_own_path_only() {
    let options = Options { churn: 5.0, langevin_steps: 2, ..Options::default() };
    for path in Path::ALL {
        let grid = Grid::along(path, &[3.0, 1.0, 0.4, 0.1]).unwrap();
        for sampler in Sampler::ALL {
            let course = Course { options, ..Course::new(sampler, grid.clone()) };
            let carried = carry(&course, &OnPath(path), &[0.3, -1.0], 0, 0);
            assert!(carried.is_ok(), "{sampler:?} on {path:?} asks at {carried:?}");
        }
        let wrong = Path::ALL.into_iter().find(|other| *other != path).unwrap();
        let course = Course::new(Sampler::Euler, grid);
        let error = carry(&course, &OnPath(wrong), &[0.3], 0, 0).unwrap_err();
        assert_eq!(error, course.grid.levels()[0], "what a network refuses comes back at once");
    }
}

fn some_pairs() -> Vec<(Level, Level)> {
    let ratios = [(5.0, 2.0), (1.0, 0.9), (0.3, 0.01), (0.1, 0.0)];
    let on = |path: Path| ratios.map(|(from, to)| (path.at(from), path.at(to)));
    Path::ALL.into_iter().flat_map(on).collect()
}

#[test]
fn ddim_without_noise_is_eulers_step_in_sigma_space() {
    for (from, to) in some_pairs() {
        let (x, denoised) = (1.3, 0.4);
        let (mut ddim, mut eta) = ([x], [x]);
        ddim_step(&mut ddim, &[denoised], from, to);
        ddim_eta_step(&mut eta, &[denoised], from, to, 0.0, || unreachable!("without noise nothing is drawn"));
        let y = x / from.alpha + (to.ratio() - from.ratio()) * (x / from.alpha - denoised) / from.ratio();
        let euler = euler_step(&[x], &[(x - from.alpha * denoised) / from.sigma], from, to);
        for value in [ddim[0], eta[0], euler[0]] {
            assert!((value - to.alpha * y).abs() < 1e-12, "{from:?} {to:?}: {value}");
        }
    }
}

#[test]
fn ddim_with_all_its_noise_is_ddpm() {
    for (from, to) in some_pairs() {
        let (mut ddim, mut ddpm) = ([1.3], [1.3]);
        ddim_eta_step(&mut ddim, &[0.4], from, to, 1.0, || 0.8);
        posterior_step(&mut ddpm, &[0.4], from, to, true, || 0.8);
        assert!((ddim[0] - ddpm[0]).abs() < 1e-12, "{from:?} {to:?}: {ddim:?} {ddpm:?}");
    }
}

/// Ho et al. 2020, eq. 7: `β̃_t = (1 - ᾱ_{t-1})/(1 - ᾱ_t) β_t`, on the whole grid and with the coefficients of the
/// strided step.
#[test]
fn the_noise_of_ddpm_has_the_posterior_variance() {
    let betas: Vec<f64> = (0..50).map(|t| 1e-3 + 4e-3 * f64::from(t)).collect();
    let whole = Grid::preserving(Betas::new(betas).unwrap());
    for grid in [whole.clone(), whole.strided(7).unwrap()] {
        for (i, from) in grid.levels().iter().enumerate() {
            let to = grid.next(i);
            let posterior = to.sigma.powi(2) / from.sigma.powi(2) * grid.beta(i).unwrap();
            assert!((posterior_std(*from, to).powi(2) - posterior).abs() < 1e-12, "level {i}");
        }
    }
}

/// `q(x_s)` from `x_t ~ q(x_t)`: one step with the exact posterior, on a point mass, must give the law of `s` exactly.
#[test]
fn a_posterior_draw_has_the_law_of_its_level() {
    for (from, to) in some_pairs() {
        let at = |x: f64, z: f64| {
            let mut x = [x];
            posterior_step(&mut x, &[0.4], from, to, true, || z);
            x[0]
        };
        let origin = at(from.alpha * 0.4, 0.0);
        let variance = (from.sigma * (at(1.0, 0.0) - at(0.0, 0.0))).powi(2) + (at(0.0, 1.0) - at(0.0, 0.0)).powi(2);
        assert!((origin - to.alpha * 0.4).abs() < 1e-12);
        assert!((variance.sqrt() - to.sigma).abs() < 1e-9, "{from:?} {to:?}");
    }
}

#[test]
fn samplers_that_are_compared_share_start_and_step_noise() {
    let data = Dataset::FourSpikes.mixture();
    let grid = Continuous::new(Schedule::LinearBeta, 0.01, 5.0, 7.0).unwrap().grid(12).unwrap();
    let start = noised_start(&data, grid.levels()[0], 1500, 3, 1);
    assert_eq!(start, noised_start(&data, grid.levels()[0], 1500, 3, 1));
    let options = Options { eta: 1.0, ..Options::default() };
    let end = |sampler| {
        let course = Course { options, ..Course::new(sampler, grid.clone()) };
        carry(&course, &data, &start, 3, 1).unwrap().x
    };
    let (ddim, ddpm) = (end(Sampler::Ddim), end(Sampler::Ddpm));
    assert!(ddim.iter().zip(&ddpm).all(|(a, b)| (a - b).abs() < 1e-9));
    // Blocks are independent: the first rows are those of a smaller cloud.
    let course = Course::new(Sampler::Ddpm, grid.clone());
    let fewer = carry(&course, &data, &start[..2 * 1100], 3, 1).unwrap().x;
    assert_eq!(fewer[..2 * 1024], ddpm[..2 * 1024]);
}
