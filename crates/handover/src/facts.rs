//! A configuration as its program is made of it.

use diffusion::config::Loss;
use diffusion::continuous_method::ContinuousMethod;
use diffusion::method::DdpmVariant;
use diffusion::process::{BetaSchedule, Preconditioning, Spacing, Weighting};
use diffusion::sampler::{Sampler, SamplerBug, SamplerOptions, SamplingPlan};
use diffusion::{Config, Level, Method, Mixture};

/// Whether something is true of a configuration.
pub type Holds = fn(&Facts) -> bool;

/// A configuration, and what follows from it.
pub struct Facts<'a> {
    /// All choices.
    pub config: &'a Config,
    /// What is learned.
    pub data: Mixture,
    /// How samples are drawn.
    pub plan: SamplingPlan,
}

impl<'a> Facts<'a> {
    /// Of this configuration.
    pub fn new(config: &'a Config) -> Self {
        let data = config.dataset.mixture();
        Self { config, plan: config.method.plan(&data), data }
    }

    /// The method, where its network knows every level.
    pub fn continuous(&self) -> Option<&'a ContinuousMethod> {
        if let Method::Continuous(method) = &self.config.method { Some(method) } else { None }
    }

    /// How samples of a DDPM of the original programs are drawn.
    pub fn ddpm(&self) -> Option<DdpmVariant> {
        if let Method::Ddpm { variant, .. } = self.config.method { Some(variant) } else { None }
    }

    /// Whether something holds of a network that knows every level.
    pub fn continuous_has(&self, holds: impl Fn(&ContinuousMethod) -> bool) -> bool {
        self.continuous().is_some_and(holds)
    }

    /// The numbers of its sampler, where that is this one, and no original program's.
    pub fn options_of(&self, sampler: Sampler) -> Option<SamplerOptions> {
        let own = self.config.method.sampler_config().filter(|own| own.sampler == sampler);
        own.map(|own| own.options)
    }

    /// Whether this is its sampler, and no original program's.
    pub fn takes(&self, sampler: Sampler) -> bool {
        self.options_of(sampler).is_some()
    }

    /// Whether its steps have this bug.
    pub fn has_bug(&self, bug: SamplerBug) -> bool {
        self.plan.bug() == bug
    }

    /// In which quantity the levels of its grid are even, and those that training draws, where it knows every level. Where
    /// levels are counted, samples pass some of those.
    pub fn spacings(&self) -> Option<[Spacing; 2]> {
        let method = self.continuous()?;
        let grid = if method.trained_levels.is_some() { method.training_spacing } else { method.spacing };
        Some([grid, method.training_spacing])
    }

    /// Whether ρ bends a spacing: Karras et al.'s, and the time of their schedule.
    pub fn is_bent(&self, spacing: Spacing) -> bool {
        let has_rho = self.continuous_has(|own| own.schedule.schedule().has_rho());
        spacing == Spacing::Karras || spacing == Spacing::Clock && has_rho
    }

    /// Whether its noisiest level is pure noise.
    pub fn is_pure_noise(&self) -> bool {
        self.continuous_has(|method| method.schedule.ratio_max().is_infinite())
    }

    /// Whether a spacing needs the largest ratio: pure noise of the schedule's own time has none.
    pub fn has_largest_ratio(&self) -> bool {
        let others = self.spacings().is_some_and(|spacings| spacings.iter().any(|spacing| *spacing != Spacing::Clock));
        self.continuous().is_some() && (others || !self.is_pure_noise())
    }

    /// Whether samples begin at pure noise, of which no network need be asked.
    pub fn begins_pure(&self) -> bool {
        self.continuous().is_some() && self.plan.levels()[0].alpha == 0.0
    }

    /// Whether rows count in the loss by weights other than 1.
    pub fn is_weighted(&self) -> bool {
        let all_alike = |method: &ContinuousMethod| {
            matches!(
                (method.preconditioning, method.weighting),
                (Preconditioning::None, Weighting::Uniform) | (Preconditioning::Edm, Weighting::Edm)
            )
        };
        self.config.loss == Loss::WeightedMean && self.continuous_has(|method| !all_alike(method))
    }

    /// Whether the first step from pure noise draws from the posterior.
    pub fn begins_with_noise(&self) -> bool {
        let drawing = [Sampler::Ddpm, Sampler::OriginalDdpm, Sampler::EulerMaruyama, Sampler::Langevin];
        self.begins_pure() && drawing.iter().any(|sampler| self.takes(*sampler))
    }

    /// The betas of a DDPM.
    pub fn betas(&self) -> Option<&'a BetaSchedule> {
        if let Method::Ddpm { betas, .. } = &self.config.method { Some(betas) } else { None }
    }

    /// The levels that are trained, the noisiest first, where they are counted and a sampler takes some of them.
    pub fn counted(&self) -> Option<Vec<Level>> {
        self.config.method.sampler_config()?;
        let Some(own) = self.continuous() else { return Some(self.config.method.grid().levels().to_vec()) };
        let count = own.trained_levels?;
        Some((0..count).map(|i| own.schedule.level_of(own.training_spacing, i, count)).collect())
    }
}
