//! A plan being run on a block of points, step by step.

use super::bug::{SamplerBug, ddpm_step_with_bug};
use super::ddim::ddim_step;
use super::ddpm::ddpm_step;
use super::dpm::{PreviousStep, dpm_2m_step};
use super::euler::euler_step;
use super::euler_maruyama::euler_maruyama_step;
use super::family::{Sampler, SamplerOptions};
use super::heun::heun_step;
use super::langevin::langevin_step;
use super::original::{naive_step, original_ddpm_step};
use super::plan::SamplingPlan;
use super::rk4::rk4_step;
use super::step::SamplingStep;
use crate::denoiser::Denoiser;
use crate::process::Level;
use crate::rng::Rng;

/// The states of a block of points after every step of a [`SamplingPlan`], noisiest first. After an error it ends.
///
/// Step noise is drawn in the order of the steps, one number for every coordinate of every row and step that adds
/// noise: samplers that are given the same stream share the noise of equal steps.
#[derive(Debug)]
pub struct SamplingIter<D> {
    sampler: Sampler,
    options: SamplerOptions,
    bug: SamplerBug,
    /// γ of [`heun_step`], where it does not lead beyond the first level.
    gamma: f64,
    /// The largest ratio of the plan's levels, but for pure noise: what may not be known of a denoiser lies beyond.
    largest_ratio: f64,
    /// Those still to be taken, the present one first.
    steps: std::vec::IntoIter<SamplingStep>,
    /// Langevin steps taken at the present level.
    langevin: usize,
    denoiser: D,
    previous: Option<PreviousStep>,
    x: Vec<f64>,
    rng: Rng,
}

/// What a piece of sampling came to.
#[derive(Clone, Debug, PartialEq)]
pub enum SamplingPiece<S> {
    /// Somewhere between two states.
    Between,
    /// The next state.
    State(S),
}

/// The largest γ of a churned step: `√2 - 1`, which doubles the variance of the noise (Karras et al. 2022, alg. 2).
const LARGEST_GAMMA: f64 = std::f64::consts::SQRT_2 - 1.0;

impl SamplingPlan {
    /// Starts the points `x`, rows at the first level, drawing step noise from `rng`.
    pub fn start<D: Denoiser>(&self, denoiser: D, x: Vec<f64>, rng: Rng) -> SamplingIter<D> {
        self.resume(0, denoiser, x, rng)
    }

    /// The rest of the plan, from points `x` in state `state`: with the steps and the levels that sampling from the
    /// start would have there, but with no previous step and none of the earlier noise drawn.
    pub fn resume<D: Denoiser>(&self, state: usize, denoiser: D, x: Vec<f64>, rng: Rng) -> SamplingIter<D> {
        let (sampler, options, bug) = (self.sampler(), self.options(), self.bug());
        let finite = self.levels().into_iter().map(Level::ratio).filter(|ratio| ratio.is_finite());
        let largest_ratio = finite.fold(0.0, f64::max);
        let mut steps = self.steps().to_vec().into_iter();
        let gamma = (options.churn / steps.len() as f64).min(LARGEST_GAMMA);
        steps.by_ref().take(state).for_each(drop);
        let (langevin, previous) = (0, None);
        SamplingIter { sampler, options, bug, gamma, largest_ratio, steps, langevin, denoiser, previous, x, rng }
    }
}

impl<D: Denoiser> SamplingIter<D> {
    /// The smallest piece there is, of four evaluations of the denoiser at most: a step, or one of Langevin's steps at
    /// a level. None at the end.
    pub fn piece(&mut self) -> Option<Result<SamplingPiece<Vec<f64>>, D::Error>> {
        let step = *self.steps.as_slice().first()?;
        if let Err(error) = self.take(step) {
            self.steps = Vec::new().into_iter();
            return Some(Err(error));
        }
        self.langevin += 1;
        let stays = self.sampler == Sampler::Langevin && step.to.sigma > 0.0 && step.from.alpha > 0.0;
        if stays && self.langevin < self.options.langevin_steps {
            return Some(Ok(SamplingPiece::Between));
        }
        self.langevin = 0;
        self.steps.next();
        Some(Ok(SamplingPiece::State(self.x.clone())))
    }

    fn take(&mut self, step: SamplingStep) -> Result<(), D::Error> {
        let Self { sampler, options, bug, gamma, largest_ratio, langevin, denoiser, previous, x, rng, .. } = self;
        let gamma = gamma.min((*largest_ratio / step.from.ratio() - 1.0).max(0.0));
        let z = || rng.normal();
        match sampler {
            // From α = 0 the ODE in x/α has no beginning: its solvers take DDIM's step, which has a limit there. The
            // stochastic samplers draw from the posterior, which is exact from a level that holds nothing of the data.
            Sampler::Euler | Sampler::Heun | Sampler::Rk4 | Sampler::Naive if step.from.alpha == 0.0 => {
                ddim_step(x, step, 0.0, denoiser, z)
            }
            Sampler::Ddpm | Sampler::EulerMaruyama | Sampler::Langevin if step.from.alpha == 0.0 => {
                ddpm_step(x, step, denoiser, z)
            }
            Sampler::Ddpm if *bug == SamplerBug::None => ddpm_step(x, step, denoiser, z),
            Sampler::Ddpm => ddpm_step_with_bug(x, step, *bug, denoiser, z),
            Sampler::Ddim => ddim_step(x, step, options.eta, denoiser, z),
            Sampler::Euler => euler_step(x, step, denoiser),
            Sampler::Heun => heun_step(x, step, gamma, denoiser, z),
            Sampler::Dpm2m => dpm_2m_step(x, step, previous, denoiser),
            Sampler::Rk4 => rk4_step(x, step, denoiser),
            Sampler::EulerMaruyama => euler_maruyama_step(x, step, denoiser, z),
            Sampler::Langevin => langevin_step(x, step, *langevin, *options, denoiser, z),
            Sampler::Naive => naive_step(x, step, denoiser),
            Sampler::OriginalDdpm => original_ddpm_step(x, step, denoiser, z),
        }
    }
}

impl<D: Denoiser> Iterator for SamplingIter<D> {
    type Item = Result<Vec<f64>, D::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.piece()? {
                Ok(SamplingPiece::Between) => {}
                Ok(SamplingPiece::State(x)) => return Some(Ok(x)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
