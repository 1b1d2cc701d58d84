//! A whole sampling before it is run.

use super::bug::SamplerBug;
use super::family::{Sampler, SamplerOptions};
use super::prior::Prior;
use super::step::SamplingStep;
use crate::process::{Grid, Level, NoisePath};

/// A prior and the steps of a sampler, at least one. State 0 of a cloud is its start, state `k` follows step `k`.
///
/// ```
/// use diffusion::sampler::{Sampler, SamplerOptions, SamplingPlan};
/// use diffusion::{ContinuousSchedule, Dataset, Rng, Schedule, Stream};
///
/// // From noise to four spikes: Heun's method with the exact denoiser on 18 levels of Karras et al.
/// let denoiser = Dataset::FourSpikes.mixture();
/// let grid = ContinuousSchedule::new(Schedule::Karras, 0.002, 80.0, 7.0)?.grid(18)?;
/// let plan = SamplingPlan::new(Sampler::Heun, SamplerOptions::default(), &grid);
/// let mut x = plan.prior().sample(500, 2, 0, 0);
/// for state in plan.start(&denoiser, x.clone(), Rng::new(0, Stream::Steps { draw: 0, block: 0 })) {
///     let Ok(state) = state;
///     x = state;
/// }
/// let inside = x.iter().filter(|x| (x.abs() - 1.0).abs() < 0.05).count();
/// assert!(inside > 980);
/// # Ok::<(), diffusion::InvalidSchedule>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingPlan {
    sampler: Sampler,
    options: SamplerOptions,
    /// What is wrong in the steps of [`Sampler::Ddpm`].
    bug: SamplerBug,
    prior: Prior,
    steps: Vec<SamplingStep>,
}

impl SamplingPlan {
    /// From `N(0, σ_0² I)` at the grid's first level, through all of its levels, and from the last to the data.
    pub fn new(sampler: Sampler, options: SamplerOptions, grid: &Grid) -> Self {
        let levels: Vec<Level> = grid.levels().iter().copied().chain([Level::CLEAN]).collect();
        Self::along(sampler, options, &levels, grid.path())
    }

    /// As [`Self::new`], but it ends at the grid's last level.
    pub fn to_last_level(sampler: Sampler, options: SamplerOptions, grid: &Grid) -> Self {
        Self::along(sampler, options, grid.levels(), grid.path())
    }

    /// These steps of an original program, at least one, from this prior.
    pub fn original(sampler: Sampler, prior: Prior, steps: Vec<SamplingStep>) -> Self {
        Self { sampler, options: SamplerOptions::default(), bug: SamplerBug::None, prior, steps }
    }

    /// One step to the data, to the denoised points.
    pub fn denoising(step: SamplingStep) -> Self {
        Self::original(Sampler::Ddim, Prior::noise(step.from.sigma), vec![step])
    }

    fn along(sampler: Sampler, options: SamplerOptions, levels: &[Level], path: NoisePath) -> Self {
        let pairs = levels.windows(2).rev().enumerate();
        let steps = pairs.map(|(t, pair)| SamplingStep { from: pair[0], to: pair[1], path, t, beta: None });
        let prior = Prior::noise(levels[0].sigma);
        Self { sampler, options, bug: SamplerBug::None, prior, steps: steps.rev().collect() }
    }

    /// The same steps from another start.
    #[must_use]
    pub fn from(self, prior: Prior) -> Self {
        Self { prior, ..self }
    }

    /// The same steps with a bug, where [`Sampler::Ddpm`] takes them. The β of a single level is that of the nearest one
    /// of `counted`.
    #[must_use]
    pub fn with_bug(mut self, bug: SamplerBug, counted: &Grid) -> Self {
        self.steps.iter_mut().for_each(|step| step.beta = Some(counted.nearest_beta(step.from)));
        Self { bug, ..self }
    }

    /// DDIM without added noise (η = 0) from the same prior through the same states: for the exact denoiser.
    #[must_use]
    pub fn deterministic(&self) -> Self {
        let options = SamplerOptions { eta: 0.0, ..self.options };
        Self::along(Sampler::Ddim, options, &self.levels(), self.steps[0].path).from(self.prior.clone())
    }

    /// The distribution of the start.
    pub fn prior(&self) -> &Prior {
        &self.prior
    }

    /// The sampler that takes the steps.
    pub fn sampler(&self) -> Sampler {
        self.sampler
    }

    /// The numbers it reads.
    pub fn options(&self) -> SamplerOptions {
        self.options
    }

    /// What is wrong in its steps.
    pub fn bug(&self) -> SamplerBug {
        self.bug
    }

    /// The steps, in their order.
    pub fn steps(&self) -> &[SamplingStep] {
        &self.steps
    }

    /// How often noise is drawn for a row at most: the steps that add none, for which none is drawn, are counted too.
    pub fn most_draws(&self) -> usize {
        let Self { sampler, options, steps, .. } = self;
        match sampler {
            Sampler::Langevin => steps.len() * options.langevin_steps,
            Sampler::Ddim if options.eta == 0.0 => 0,
            Sampler::Heun if options.churn == 0.0 => 0,
            Sampler::Euler | Sampler::Dpm2m | Sampler::Rk4 | Sampler::Naive => 0,
            Sampler::Ddim | Sampler::Heun | Sampler::Ddpm | Sampler::EulerMaruyama | Sampler::OriginalDdpm => {
                steps.len()
            }
        }
    }

    /// The level that it ends at.
    pub fn end(&self) -> Level {
        self.steps[self.steps.len() - 1].to
    }

    /// The level of every state, one more than there are steps.
    pub fn levels(&self) -> Vec<Level> {
        std::iter::once(self.steps[0].from).chain(self.steps.iter().map(|step| step.to)).collect()
    }
}
