//! What is true of a configuration, in the words that the Python's conditions have.

use diffusion::config::{Loss, Networks, Optimizer, RateSchedule, TargetSource};
use diffusion::method::DdpmVariant;
use diffusion::process::{NoisePath, Preconditioning, Spacing, Weighting};
use diffusion::sampler::{Sampler, SamplerBug, StartDistribution};
use diffusion::{Method, Target};

use crate::facts::{Facts, Holds};
use crate::template::Conditions;

/// Each word, and when it is true; those that depend on the text itself are set by its writer.
const CONDITIONS: [(&str, Holds); 70] = [
    // Data.
    ("points", |of| of.config.train_points > 0),
    ("each_spike", |of| of.config.takes_rows_of_each_spike()),
    ("stratified", |of| !of.config.takes_rows_of_each_spike() && of.config.stratified),
    ("independent", |of| !of.config.takes_rows_of_each_spike() && !of.config.stratified),
    ("picks", |of| !of.config.takes_rows_of_each_spike() && of.config.train_points == 0),
    ("centred", |of| of.begins_pure() || of.continuous_has(|own| own.preconditioning == Preconditioning::Edm)),
    // Networks.
    ("one_network", |of| of.config.networks == Networks::Shared),
    ("per_level", |of| of.config.networks != Networks::Shared),
    ("octaves", |of| of.config.features > 0),
    ("edm", |of| of.continuous_has(|own| own.preconditioning == Preconditioning::Edm)),
    // Levels.
    ("discrete", |of| of.continuous().is_none()),
    ("naive", |of| matches!(of.config.method, Method::Naive(_))),
    ("ddpm", |of| of.ddpm().is_some()),
    ("continuous", |of| of.continuous().is_some()),
    ("exploding", |of| of.continuous_has(|own| own.schedule.schedule().path() == NoisePath::Exploding)),
    ("preserving", |of| of.continuous_has(|own| own.schedule.schedule().path() == NoisePath::Preserving)),
    ("straight", |of| of.continuous_has(|own| own.schedule.schedule().path() == NoisePath::Straight)),
    ("counted", |of| of.continuous_has(|own| own.trained_levels.is_some())),
    ("pure_noise", |of| of.is_pure_noise() && of.spacings().is_some_and(|[grid, _]| grid != Spacing::Clock)),
    ("has_ratio_max", |of| of.has_largest_ratio()),
    // Targets and the loss.
    ("target_eps", |of| of.continuous_has(|own| own.target == Target::Eps)),
    ("target_x0", |of| of.continuous_has(|own| own.target == Target::X0)),
    ("target_v", |of| of.continuous_has(|own| own.target == Target::V)),
    ("target_score", |of| of.continuous_has(|own| own.target == Target::Score)),
    ("target_flow", |of| of.continuous_has(|own| own.target == Target::Flow)),
    ("field", |of| of.continuous().is_some() && of.config.targets != TargetSource::Sample),
    ("wide", |of| of.continuous().is_some() && of.config.targets == TargetSource::WideField),
    ("weighted", |of| of.is_weighted()),
    ("of_target", |of| of.is_weighted() && of.continuous_has(|own| own.weighting == Weighting::Uniform)),
    // Of pure noise, ε and the score say nothing of the clean point.
    ("undetermined", |of| {
        let is_silent = |target| matches!(target, Target::Eps | Target::Score);
        let plain = of.continuous_has(|own| own.preconditioning == Preconditioning::None && is_silent(own.target));
        plain && of.is_weighted() && of.is_pure_noise() && of.continuous_has(|own| own.trained_levels.is_some())
    }),
    ("sum_loss", |of| of.config.loss == Loss::SumOfSquares),
    ("norm_loss", |of| of.config.loss == Loss::Norm),
    ("mean_loss", |of| of.config.loss == Loss::WeightedMean),
    // The optimizer.
    ("sgd", |of| of.config.optimizer == Optimizer::Sgd),
    ("adamw", |of| of.config.optimizer == Optimizer::AdamW),
    ("adam", |of| of.config.optimizer == Optimizer::Adam),
    ("muon", |of| of.config.optimizer == Optimizer::Muon),
    ("ema", |of| of.config.ema > 0.0),
    ("warmup", |of| of.config.warmup > 0),
    ("steps", |of| of.config.rate_schedule.steps().is_some()),
    ("cosine_rate", |of| of.config.rate_schedule == RateSchedule::Cosine),
    // The start.
    ("shifted", |of| matches!(of.ddpm(), Some(DdpmVariant::Whole | DdpmVariant::Repeat(_)))),
    ("noise_start", |of| match &of.config.method {
        Method::Naive(_) => true,
        Method::Ddpm { variant, .. } => matches!(variant, DdpmVariant::Sampler(_)),
        Method::Continuous(own) => own.start == StartDistribution::Noise,
    }),
    ("moments_start", |of| of.continuous_has(|own| own.start == StartDistribution::Moments)),
    ("pure_start", |of| of.begins_pure()),
    // From pure noise DDPM's step but one adds none, where there are but two.
    ("posterior_mean", |of| of.begins_with_noise() && of.takes(Sampler::OriginalDdpm) && of.plan.steps().len() == 2),
    ("from_posterior", |of| of.begins_with_noise() && !(of.takes(Sampler::OriginalDdpm) && of.plan.steps().len() == 2)),
    ("deterministic", |of| {
        let is_noisy = of.options_of(Sampler::Ddim).is_some_and(|options| options.eta > 0.0);
        of.begins_pure() && !of.begins_with_noise() && !is_noisy
    }),
    // Steps.
    ("ddpm_original", |of| of.ddpm().is_some() && of.config.method.sampler_config().is_none()),
    ("whole", |of| of.ddpm() == Some(DdpmVariant::Whole)),
    ("repeats", |of| matches!(of.ddpm(), Some(DdpmVariant::Repeat(_)))),
    ("inner", |of| of.ddpm() == Some(DdpmVariant::Inner)),
    ("sampler_config", |of| of.config.method.sampler_config().is_some()),
    ("ddpm_step", |of| of.takes(Sampler::Ddpm) || of.takes(Sampler::OriginalDdpm)),
    ("skips_noise", |of| of.takes(Sampler::OriginalDdpm)),
    ("ddim", |of| of.takes(Sampler::Ddim)),
    ("eta", |of| of.options_of(Sampler::Ddim).is_some_and(|options| options.eta > 0.0)),
    ("euler", |of| of.takes(Sampler::Euler)),
    ("heun", |of| of.takes(Sampler::Heun)),
    ("churn", |of| of.options_of(Sampler::Heun).is_some_and(|options| options.churn > 0.0)),
    ("dpm", |of| of.takes(Sampler::Dpm2m)),
    ("rk4", |of| of.takes(Sampler::Rk4)),
    ("euler_maruyama", |of| of.takes(Sampler::EulerMaruyama)),
    ("langevin", |of| of.takes(Sampler::Langevin)),
    ("naive_step", |of| of.takes(Sampler::Naive)),
    ("sqrt_beta_bug", |of| of.has_bug(SamplerBug::SqrtBeta)),
    ("alpha_bar_bug", |of| of.has_bug(SamplerBug::AlphaBar)),
    ("shifted_index_bug", |of| of.has_bug(SamplerBug::ShiftedIndex)),
    ("last_noise_bug", |of| of.has_bug(SamplerBug::LastNoise)),
    ("unstrided", |of| of.has_bug(SamplerBug::Unstrided)),
];

impl Conditions {
    /// All that is true of a configuration, but for what depends on the text itself.
    pub fn of(facts: &Facts) -> Self {
        let mut conditions = Self::default();
        CONDITIONS.iter().for_each(|(word, holds)| conditions.set(word, holds(facts)));
        conditions
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::program::CALLED;

    const PYTHON: [&str; 10] = [
        include_str!("../python/imports.py"),
        include_str!("../python/data.py"),
        include_str!("../python/levels.py"),
        include_str!("../python/network.py"),
        include_str!("../python/batches.py"),
        include_str!("../python/sampler.py"),
        include_str!("../python/training.py"),
        include_str!("../python/run.py"),
        include_str!("../python/checks.py"),
        include_str!("../python/sample_with_diffusers.py"),
    ];

    /// catches: a word that is written differently in two places, and so is never true
    #[test]
    fn every_word_of_a_condition_is_known_and_used() {
        let lines = PYTHON.iter().flat_map(|text| text.lines());
        let conditions = lines.filter_map(|line| line.trim_start().strip_prefix("#: when "));
        let words = conditions.flat_map(|condition| condition.split([' ', '|'])).filter(|word| *word != "not");
        let used: BTreeSet<&str> = words.collect();
        let known: BTreeSet<&str> =
            CONDITIONS.iter().map(|(word, _)| *word).chain(CALLED.iter().map(|(word, _)| *word)).collect();
        assert_eq!(used, known);
    }
}
