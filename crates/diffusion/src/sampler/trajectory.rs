//! A block of points on its way along a grid of levels, step by step.

use serde::{Deserialize, Serialize};

use super::ddim::{ddim_eta_step, ddim_step};
use super::dpm::{Memory, dpm_2m_step};
use super::ode::{Step, churn, euler_step, heun_step, rk4_step};
use super::stochastic::{euler_maruyama_step, langevin_steps, posterior_step};
use super::{BLOCK, Options, Oracle, Sampler};
use crate::{Grid, Level, Mixture, Rng, Stream, TryDenoiser};

/// A whole way, before it is taken: what is done at which levels.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The rule of every step.
    pub sampler: Sampler,
    /// Its numbers.
    pub options: Options,
    /// The levels, noisiest first.
    pub grid: Grid,
    /// How far it goes.
    pub end: End,
}

/// Where a course ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// At the data: from the last level of the grid there is one step more, to `σ = 0`.
    Clean,
    /// At the last level of the grid.
    LastLevel,
}

impl Course {
    /// By this sampler with its usual numbers along the grid and on to the data.
    #[must_use]
    pub fn new(sampler: Sampler, grid: Grid) -> Self {
        Self { sampler, options: Options::default(), grid, end: End::Clean }
    }

    /// The level of every state: state 0 is the start, state `k` follows step `k`.
    #[must_use]
    pub fn levels(&self) -> Vec<Level> {
        let clean = (self.end == End::Clean).then_some(Level::CLEAN);
        self.grid.levels().iter().copied().chain(clean).collect()
    }

    fn steps(&self) -> Vec<Step> {
        let path = self.grid.path();
        self.levels().windows(2).map(|pair| Step { from: pair[0], to: pair[1], path }).collect()
    }
}

/// Points on a [`Course`]: an iterator over their states after every step, noisiest first. After an error it ends.
///
/// Step noise is drawn from `rng` in the order of the steps, one number for every coordinate of every row and step
/// that adds noise: samplers that are given the same stream share the noise of equal steps.
#[derive(Debug)]
pub struct Trajectory<D> {
    sampler: Sampler,
    options: Options,
    gamma: f64,
    steps: std::vec::IntoIter<Step>,
    oracle: Oracle<D>,
    memory: Option<Memory>,
    x: Vec<f64>,
    rng: Rng,
}

/// The largest γ of a churned step: `√2 - 1`, which doubles the variance of the noise (Karras et al. 2022, alg. 2).
const LARGEST_GAMMA: f64 = std::f64::consts::SQRT_2 - 1.0;

impl<D: TryDenoiser> Trajectory<D> {
    /// From the points `x`, rows at the first level of the course, asking `denoiser`.
    pub fn new(course: &Course, denoiser: D, x: Vec<f64>, rng: Rng) -> Self {
        Self::from_state(course, 0, denoiser, x, rng)
    }

    /// The rest of a course, from the points `x` in state `state`: with the steps and the level that a walk through
    /// all of it would have there, but with no memory of the steps before and none of their noise drawn.
    pub fn from_state(course: &Course, state: usize, denoiser: D, x: Vec<f64>, rng: Rng) -> Self {
        let Course { sampler, options, .. } = *course;
        let mut steps = course.steps();
        let gamma = (options.churn / steps.len() as f64).min(LARGEST_GAMMA);
        let steps = steps.split_off(state.min(steps.len())).into_iter();
        Self { sampler, options, gamma, steps, oracle: Oracle::new(denoiser), memory: None, x, rng }
    }

    /// How often the denoiser was asked.
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.oracle.evaluations()
    }

    fn take(&mut self, step: Step) -> Result<(), D::Error> {
        match self.sampler {
            Sampler::Ddpm => self.draw(step, true),
            Sampler::SeedDdpm => self.draw(step, self.steps.len() > 1),
            Sampler::Ddim => self.ddim(step),
            Sampler::Dpm2m => self.dpm(step),
            _ if step.from.alpha == 0.0 => self.leave_pure_noise(step),
            Sampler::Euler => self.euler(step),
            Sampler::Heun => self.heun(step),
            Sampler::Rk4 => rk4_step(&self.x, step, &mut self.oracle).map(|x| self.x = x),
            Sampler::EulerMaruyama => self.euler_maruyama(step),
            Sampler::Langevin => self.langevin(step),
            Sampler::Naive => self.naive(step),
        }
    }

    /// From `α = 0` the ODE in `x/α` has no beginning: its solvers take DDIM's step, which has a limit there. The
    /// stochastic samplers draw from the posterior, which is exact from a level that knows nothing of the data.
    fn leave_pure_noise(&mut self, step: Step) -> Result<(), D::Error> {
        match self.sampler {
            Sampler::EulerMaruyama | Sampler::Langevin => self.draw(step, true),
            _ => {
                let denoised = self.oracle.denoised(&self.x, step.from)?;
                ddim_step(&mut self.x, &denoised, step.from, step.to);
                Ok(())
            }
        }
    }

    fn draw(&mut self, Step { from, to, .. }: Step, noisy: bool) -> Result<(), D::Error> {
        let denoised = self.oracle.denoised(&self.x, from)?;
        posterior_step(&mut self.x, &denoised, from, to, noisy, || self.rng.normal());
        Ok(())
    }

    fn ddim(&mut self, Step { from, to, .. }: Step) -> Result<(), D::Error> {
        let denoised = self.oracle.denoised(&self.x, from)?;
        ddim_eta_step(&mut self.x, &denoised, from, to, self.options.eta, || self.rng.normal());
        Ok(())
    }

    fn dpm(&mut self, Step { from, to, .. }: Step) -> Result<(), D::Error> {
        let denoised = self.oracle.denoised(&self.x, from)?;
        dpm_2m_step(&mut self.x, &denoised, self.memory.as_ref(), from, to);
        self.memory = Some(Memory { denoised, level: from });
        Ok(())
    }

    fn euler(&mut self, Step { from, to, .. }: Step) -> Result<(), D::Error> {
        let noise = self.oracle.noise(&self.x, from)?;
        self.x = euler_step(&self.x, &noise, from, to);
        Ok(())
    }

    fn heun(&mut self, mut step: Step) -> Result<(), D::Error> {
        if self.gamma > 0.0 {
            (self.x, step) = churn(&self.x, step, self.gamma, || self.rng.normal());
        }
        self.x = heun_step(&self.x, step, &mut self.oracle)?;
        Ok(())
    }

    fn euler_maruyama(&mut self, Step { from, to, .. }: Step) -> Result<(), D::Error> {
        let denoised = self.oracle.denoised(&self.x, from)?;
        euler_maruyama_step(&mut self.x, &denoised, from, to, || self.rng.normal());
        Ok(())
    }

    /// To the next level at once, `x/α` as it was, and there uphill; to the data by denoising, which takes away the
    /// noise that the last level still has (Jolicoeur-Martineau et al. 2021).
    fn langevin(&mut self, Step { from, to, .. }: Step) -> Result<(), D::Error> {
        if to.sigma == 0.0 {
            self.x = self.oracle.denoised(&self.x, from)?;
            return Ok(());
        }
        self.x.iter_mut().for_each(|x| *x *= to.alpha / from.alpha);
        let inner = (self.options.langevin_steps, self.options.langevin_size);
        langevin_steps(&mut self.x, to, inner, &mut self.oracle, || self.rng.normal())
    }

    /// `x ← x - σ' ε̂`, in `x/α`; nothing is taken away on the last step, so nothing is asked.
    fn naive(&mut self, Step { from, to, .. }: Step) -> Result<(), D::Error> {
        let scale = to.alpha / from.alpha;
        let removed = if to.sigma > 0.0 { self.oracle.noise(&self.x, from)? } else { vec![0.0; self.x.len()] };
        for (x, removed) in self.x.iter_mut().zip(removed) {
            *x = scale * *x - to.sigma * removed;
        }
        Ok(())
    }
}

impl<D: TryDenoiser> Iterator for Trajectory<D> {
    type Item = Result<Vec<f64>, D::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.steps.next()?;
        if let Err(error) = self.take(step) {
            self.steps = Vec::new().into_iter();
            return Some(Err(error));
        }
        Some(Ok(self.x.clone()))
    }
}

/// Where a course has led.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The points at its end, in the order of the start.
    pub x: Vec<f64>,
    /// How often the denoiser was asked about every point.
    pub evaluations: usize,
}

/// Carries all points of `start` along a course, in blocks of [`BLOCK`] rows with the step noise of `seed` and `draw`.
///
/// # Errors
/// Where the denoiser cannot answer.
pub fn carry<D: TryDenoiser + Clone>(
    course: &Course,
    denoiser: &D,
    start: &[f64],
    seed: u32,
    draw: u32,
) -> Result<Carried, D::Error> {
    let mut carried = Carried { x: Vec::with_capacity(start.len()), evaluations: 0 };
    for (block, x) in (0..).zip(start.chunks(BLOCK * denoiser.dim())) {
        let rng = Rng::new(seed, Stream::Steps { draw, block });
        let mut trajectory = Trajectory::new(course, denoiser.clone(), x.to_vec(), rng);
        for state in trajectory.by_ref() {
            state?;
        }
        carried.evaluations = trajectory.evaluations();
        carried.x.append(&mut trajectory.x);
    }
    Ok(carried)
}

/// `rows` points from the true law of a level, `α x_0 + σ z`: the start without a prior's error. `z` is the start noise
/// that every cloud of this seed and draw begins from.
#[must_use]
pub fn noised_start(data: &Mixture, level: Level, rows: usize, seed: u32, draw: u32) -> Vec<f64> {
    let mut x = Vec::with_capacity(rows * data.dim());
    data.sample(rows, &mut Rng::new(seed, Stream::Data { draw }), &mut x);
    let z = Rng::new(seed, Stream::Start { draw }).normals(x.len());
    x.iter_mut().zip(z).for_each(|(x, z)| *x = level.noised(*x, z));
    x
}
