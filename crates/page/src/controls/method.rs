//! How a choice of method, target, schedule or sampler changes the method, and when another kind of network has to take
//! over: a network predicts only where it was trained.

use diffusion::continuous_method::{ContinuousChoices, ContinuousMethod};
use diffusion::denoiser::domain::{NetworkDomain, UndefinedLevel};
use diffusion::method::{DdpmVariant, Method, NoiseRange, SIGMA_MAX_RANGE};
use diffusion::process::{InvalidSchedule, Karras, MAX_LEVELS};
use diffusion::sampler::{SamplerConfig, SamplerOptions};
use diffusion::standard_method::StandardMethod;
use diffusion::{Config, ContinuousSchedule, Preset, Sampler, Schedule, Target};

use super::control::Value;
use super::setters::{by_key, choice, scalar};
use crate::settings::Settings;

/// The key of an original DDPM, which lists its betas, in the menu of schedules.
pub const BETAS: &str = "betas";

/// Where a choice has the network evaluated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EvaluatedAt {
    /// At levels of its own grid.
    GridLevels,
    /// At levels between, above or below those of its grid too.
    AnyLevel,
}

/// The key of naive denoising in the menu of methods.
const NAIVE: &str = "naive";

/// The key of a preset's own method, where it is another.
const OF_PRESET: &str = "preset";

/// The methods there are, with their words.
pub fn methods() -> Vec<(&'static str, &'static str)> {
    let standard = StandardMethod::ALL.map(|method| (method.key(), method.label()));
    let original = [(NAIVE, "naive denoising"), (OF_PRESET, "as in the preset")];
    standard.into_iter().chain(original).collect()
}

fn method_key(config: &Config) -> &'static str {
    let original = if matches!(config.method, Method::Naive(_)) { NAIVE } else { OF_PRESET };
    config.standard.map_or(original, StandardMethod::key)
}

pub fn get_method(settings: &Settings) -> Option<Value> {
    Some(Value::Choice(method_key(&settings.config)))
}

/// Everything as the method has it, for the data that there is.
pub fn method(settings: &mut Settings, value: &Value) -> Option<String> {
    let key = choice(value)?;
    if key == method_key(&settings.config) {
        return None;
    }
    let Config { preset, seed, draw, samples, dataset, .. } = settings.config.clone();
    let program = if key == NAIVE { naive_program(preset) } else { preset.config() };
    let own = Config { preset, seed, draw, samples, dataset, ..program };
    settings.config = StandardMethod::from_key(key).map_or(own.clone(), |method| method.config(&own));
    fit_variant(&mut settings.config);
    let is_naive = key == OF_PRESET && method_key(&settings.config) == NAIVE;
    is_naive.then(|| "The preset denoises naively.".to_owned())
}

/// What the preset's program chose, if it denoises naively; else what that of the four spikes chose.
fn naive_program(preset: Preset) -> Config {
    let own = preset.config();
    if matches!(own.method, Method::Naive(_)) { own } else { Preset::SimpleMultimodal.config() }
}

/// The choices of a method on a continuous schedule; none of another.
pub fn continuous(settings: &Settings) -> Option<&ContinuousMethod> {
    if let Method::Continuous(method) = &settings.config.method { Some(method) } else { None }
}

/// The prior from a tabulated density is for one coordinate.
pub fn fit_variant(config: &mut Config) {
    let flat = config.dataset.mixture().dim() == 1;
    let own = original_variant(config.preset);
    if let Method::Ddpm { variant, .. } = &mut config.method {
        match (&variant, own) {
            (DdpmVariant::Inner, _) if !flat => *variant = DdpmVariant::Whole,
            (DdpmVariant::Whole, Some(DdpmVariant::Inner)) if flat => *variant = DdpmVariant::Inner,
            _ => {}
        }
    }
}

pub fn target(settings: &mut Settings, value: &Value) -> Option<String> {
    let target = choice(value).and_then(Target::from_key)?;
    if target == settings.config.method.target() {
        return None;
    }
    if target == Target::Transition {
        return to_original_naive(settings);
    }
    match settings.config.to_continuous() {
        Ok(config) => settings.config = config,
        Err(invalid) => return Some(left(&invalid)),
    }
    change(settings, |choices| choices.target = target)
}

pub fn schedule_key(settings: &Settings) -> &'static str {
    match &settings.config.method {
        Method::Naive(_) => Schedule::Karras.key(),
        Method::Ddpm { .. } => BETAS,
        Method::Continuous(method) => method.schedule.schedule().key(),
    }
}

pub fn schedule(settings: &mut Settings, value: &Value) -> Option<String> {
    let key = choice(value)?;
    if key == schedule_key(settings) {
        return None;
    }
    let was = settings.config.method.domain();
    let Some(schedule) = Schedule::from_key(key) else {
        return Some("schedule was left as it is: only the original DDPM programs list their βs.".to_owned());
    };
    let note = match to_defined_network(settings, EvaluatedAt::AnyLevel) {
        // A discrete network goes on to predict ε, as it did, so there is nothing to say.
        Ok(note) => note.filter(|_| was == NetworkDomain::OwnGrid),
        Err(note) => return Some(note),
    };
    let mut range = settings.config.method.noise_range()?;
    if settings.config.standard.is_some() {
        let fitting = StandardMethod::noise_range(schedule, &settings.config.dataset.mixture(), range.sigma_max);
        range = NoiseRange { rho: range.rho, ..fitting };
    } else if !schedule.reaches_pure_noise() {
        range.sigma_max = range.sigma_max.min(SIGMA_MAX_RANGE[1]);
    }
    match ContinuousSchedule::new(schedule, range.sigma_min, range.sigma_max, range.rho) {
        Ok(schedule) => change(settings, |choices| choices.schedule = schedule).or(note),
        Err(invalid) => Some(left(&invalid)),
    }
}

/// One of the menus of a network that knows every level; none of another.
pub fn get_choice(settings: &Settings, key: fn(&ContinuousChoices) -> &'static str) -> Option<Value> {
    Some(Value::Choice(key(continuous(settings)?)))
}

/// The chosen one of these, into its place.
pub fn choose<T: Copy, const N: usize>(
    settings: &mut Settings,
    value: &Value,
    all: [T; N],
    key: fn(T) -> &'static str,
    place: fn(&mut ContinuousChoices) -> &mut T,
) -> Option<String> {
    let chosen = by_key(value, all, key)?;
    change(settings, |choices| *place(choices) = chosen)
}

/// Whether a choice of networks that know every level applies.
pub fn is_continuous(settings: &Settings) -> bool {
    continuous(settings).is_some()
}

/// Whether the sampler takes DDPM's steps, where they can have a bug.
pub fn has_ddpm_steps(settings: &Settings) -> bool {
    continuous(settings).is_some_and(|method| method.has_ddpm_steps())
}

pub fn sampler(settings: &mut Settings, value: &Value) -> Option<String> {
    let sampler = choice(value).and_then(Sampler::from_key)?;
    if sampler == settings.config.method.sampler() {
        return None;
    }
    if let (Sampler::OriginalDdpm, Method::Ddpm { variant, .. }) = (sampler, &mut settings.config.method) {
        *variant = original_variant(settings.config.preset).unwrap_or(DdpmVariant::Whole);
        fit_variant(&mut settings.config);
        return None;
    }
    // Runge and Kutta evaluate the network between the levels.
    let evaluated_at = if sampler == Sampler::Rk4 { EvaluatedAt::AnyLevel } else { EvaluatedAt::GridLevels };
    set_sampler(settings, evaluated_at, |own| SamplerConfig { sampler, ..own })
}

/// How many levels the sampler takes: no more than there are.
pub fn get_steps(settings: &Settings) -> usize {
    match &settings.config.method {
        Method::Continuous(method) => method.sampler.steps,
        method => {
            let levels = method.grid().len();
            method.sampler_config().map_or(levels, |sampler| sampler.steps.min(levels))
        }
    }
}

pub fn steps(settings: &mut Settings, value: &Value) -> Option<String> {
    let steps = scalar(value)? as usize;
    if steps == get_steps(settings) {
        return None;
    }
    let levels = settings.config.method.grid().len();
    let is_discrete = matches!(settings.config.method, Method::Ddpm { .. });
    if is_discrete && steps > levels {
        let clamped = set_sampler(settings, EvaluatedAt::GridLevels, |own| SamplerConfig { steps: levels, ..own });
        return clamped.or(Some(format!("steps cannot be more than the {levels} levels: took {levels}.")));
    }
    set_sampler(settings, EvaluatedAt::GridLevels, |own| SamplerConfig { steps, ..own })
}

pub fn get_eta(settings: &Settings) -> Option<Value> {
    number_of(settings, Sampler::Ddim, |options| options.eta)
}

pub fn eta(settings: &mut Settings, value: &Value) -> Option<String> {
    let eta = scalar(value)?;
    set_options(settings, EvaluatedAt::GridLevels, |own| SamplerOptions { eta, ..own })
}

pub fn get_churn(settings: &Settings) -> Option<Value> {
    number_of(settings, Sampler::Heun, |options| options.churn)
}

/// Churn goes to noisier levels than those of the grid.
pub fn churn(settings: &mut Settings, value: &Value) -> Option<String> {
    let churn = scalar(value)?;
    let evaluated_at = if churn > 0.0 { EvaluatedAt::AnyLevel } else { EvaluatedAt::GridLevels };
    set_options(settings, evaluated_at, |own| SamplerOptions { churn, ..own })
}

/// A number of the sampler; none where another one draws the samples.
fn number_of(settings: &Settings, sampler: Sampler, number: fn(&SamplerOptions) -> f64) -> Option<Value> {
    let own = settings.config.method.sampler_config().filter(|own| own.sampler == sampler)?;
    Some(Value::Number(number(&own.options)))
}

/// Carries the run over to a network that knows every level, where its own is not defined: a naive one for anything but
/// its own steps, a discrete one for levels that it has not. Says so, or why that cannot be.
fn to_defined_network(settings: &mut Settings, evaluated_at: EvaluatedAt) -> Result<Option<String>, String> {
    let domain = settings.config.method.domain();
    let defined = match domain {
        NetworkDomain::OwnGrid => false,
        NetworkDomain::Levels => evaluated_at == EvaluatedAt::GridLevels,
        NetworkDomain::Everywhere => true,
    };
    if defined {
        return Ok(None);
    }
    settings.config = settings.config.to_continuous().map_err(|invalid| left(&invalid))?;
    Ok(Some(format!("Changed to target eps: {}.", UndefinedLevel { domain })))
}

/// Other numbers of the sampler.
fn set_options(
    settings: &mut Settings,
    evaluated_at: EvaluatedAt,
    change: impl FnOnce(SamplerOptions) -> SamplerOptions,
) -> Option<String> {
    set_sampler(settings, evaluated_at, |own| SamplerConfig { options: change(own.options), ..own })
}

/// Another sampler, with a network that allows for it.
fn set_sampler(
    settings: &mut Settings,
    evaluated_at: EvaluatedAt,
    change: impl FnOnce(SamplerConfig) -> SamplerConfig,
) -> Option<String> {
    let note = match to_defined_network(settings, evaluated_at) {
        Ok(note) => note,
        Err(note) => return Some(note),
    };
    let usual =
        SamplerConfig { sampler: Sampler::Ddpm, options: SamplerOptions::default(), steps: get_steps(settings) };
    let sampler = change(settings.config.method.sampler_config().unwrap_or(usual));
    if let Method::Ddpm { variant, .. } = &mut settings.config.method {
        *variant = DdpmVariant::Sampler(sampler);
    }
    self::change(settings, |choices| choices.sampler = sampler).or(note)
}

/// Other choices on a continuous schedule, or why they were left out; nothing for other methods.
fn change(settings: &mut Settings, change: impl FnOnce(&mut ContinuousChoices)) -> Option<String> {
    let Method::Continuous(method) = &mut settings.config.method else { return None };
    let mut choices = **method;
    change(&mut choices);
    match ContinuousMethod::new(choices) {
        Ok(changed) => *method = changed,
        Err(invalid) => return Some(left(&invalid)),
    }
    None
}

pub fn left(invalid: &InvalidSchedule) -> String {
    format!("The schedule was left as it is: {invalid}.")
}

/// The original naive network, with a program's own choices of training, on the range of noise that there is.
fn to_original_naive(settings: &mut Settings) -> Option<String> {
    let config = &settings.config;
    let program = naive_program(config.preset);
    let range = config.method.noise_range().or_else(|| program.method.noise_range())?;
    let levels = get_steps(settings).clamp(2, MAX_LEVELS);
    // Its levels have no place for pure noise.
    let karras = match Karras::new(range.sigma_min, range.sigma_max.min(SIGMA_MAX_RANGE[1]), range.rho, levels) {
        Ok(karras) => karras,
        Err(invalid) => return Some(left(&invalid)),
    };
    let Config { preset, seed, draw, samples, dataset, .. } = config.clone();
    settings.config = Config { preset, seed, draw, samples, dataset, method: Method::Naive(karras), ..program };
    None
}

/// How an original DDPM program draws its samples; none for the others.
fn original_variant(preset: Preset) -> Option<DdpmVariant> {
    match preset.config().method {
        Method::Ddpm { variant, .. } => Some(variant),
        Method::Naive(_) | Method::Continuous(_) => None,
    }
}
