//! How a choice of data, target, schedule or sampler changes the method, and when another kind of network has to take
//! over: a network is never asked for what it was not taught.

use diffusion::dataset::Spikes;
use diffusion::method::{Course, Method, Sampled};
use diffusion::prediction::{Domain, Undefined};
use diffusion::sampler::Options;
use diffusion::schedule::{Continuous, Impossible, Karras, MAX_LEVELS};
use diffusion::{Config, Dataset, Recipe, Sampler, Schedule, Target, Weighting};

use super::control::Value;
use super::setters::{choice, scalar};
use crate::settings::Settings;

/// What the menu of schedules says of a DDPM of the seed, which lists its betas.
pub const BETAS: &str = "betas";

pub fn dataset(settings: &mut Settings, value: &Value) -> Option<String> {
    settings.config.dataset = choice(value).and_then(Dataset::from_key)?;
    fit_course(&mut settings.config);
    None
}

/// The start from a tabulated distribution is for one coordinate.
fn fit_course(config: &mut Config) {
    let flat = config.dataset.mixture().dim() == 1;
    let own = seed_course(config.recipe);
    if let Method::Ddpm { course, .. } = &mut config.method {
        match (&course, own) {
            (Course::Inner, _) if !flat => *course = Course::Whole,
            (Course::Whole, Some(Course::Inner)) if flat => *course = Course::Inner,
            _ => {}
        }
    }
}

pub fn get_spikes(settings: &Settings) -> Option<Value> {
    let Dataset::Spikes(spikes) = &settings.config.dataset else { return None };
    Some(Value::Text(spikes.to_string()))
}

pub fn spikes(settings: &mut Settings, value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return None };
    match Spikes::read(text, super::number::read_number) {
        Ok(spikes) => settings.config.dataset = Dataset::Spikes(spikes),
        Err(unreadable) => return Some(format!("spikes were left as they are: {unreadable}.")),
    }
    None
}

pub fn target(settings: &mut Settings, value: &Value) -> Option<String> {
    let target = choice(value).and_then(Target::from_key)?;
    if target == settings.config.method.target() {
        return None;
    }
    if target == Target::Transition {
        return back_to_the_seed(settings);
    }
    settings.config = settings.config.on_continuum();
    change(settings, |schedule, _, walk| (schedule, target, walk))
}

pub fn schedule_key(settings: &Settings) -> &'static str {
    match &settings.config.method {
        Method::Naive(_) => Schedule::Karras.key(),
        Method::Ddpm { .. } => BETAS,
        Method::Continuous(continuum) => continuum.schedule().schedule().key(),
    }
}

pub fn schedule(settings: &mut Settings, value: &Value) -> Option<String> {
    let key = choice(value)?;
    if key == schedule_key(settings) {
        return None;
    }
    let was = settings.config.method.domain();
    let Some(schedule) = Schedule::from_key(key) else {
        return Some("schedule was left as it is: only the seed's DDPM programs list their βs.".to_owned());
    };
    // A discrete network goes on to predict ε, as it did, so there is nothing to say.
    let note = asked_too_much(settings, true).filter(|_| was == Domain::OwnGrid);
    let noise = settings.noise()?;
    let next = Continuous::new(schedule, noise.sigma_min, noise.sigma_max, noise.rho);
    match next {
        Ok(next) => change(settings, |_, target, walk| (next, target, walk)).or(note),
        Err(impossible) => Some(left(&impossible)),
    }
}

pub fn weighting(settings: &mut Settings, value: &Value) -> Option<String> {
    let chosen = choice(value).and_then(Weighting::from_key)?;
    if let Method::Continuous(continuum) = &mut settings.config.method {
        continuum.weighting = chosen;
    }
    None
}

pub fn get_weighting(settings: &Settings) -> Option<Value> {
    let Method::Continuous(continuum) = &settings.config.method else { return None };
    Some(Value::Choice(continuum.weighting.key()))
}

pub fn sampler(settings: &mut Settings, value: &Value) -> Option<String> {
    let sampler = choice(value).and_then(Sampler::from_key)?;
    if sampler == settings.config.method.sampler() {
        return None;
    }
    if let (Sampler::SeedDdpm, Method::Ddpm { course, .. }) = (sampler, &mut settings.config.method) {
        *course = seed_course(settings.config.recipe).unwrap_or(Course::Whole);
        fit_course(&mut settings.config);
        return None;
    }
    // Runge and Kutta look between the levels.
    let note = asked_too_much(settings, sampler == Sampler::Rk4);
    walk(settings, |walk| Sampled { sampler, ..walk }).or(note)
}

/// How many levels the walk stops at.
pub fn get_steps(settings: &Settings) -> usize {
    let method = &settings.config.method;
    method.walk().map_or_else(|| method.grid().len(), |walk| walk.steps)
}

pub fn steps(settings: &mut Settings, value: &Value) -> Option<String> {
    let steps = scalar(value)? as usize;
    if steps == get_steps(settings) {
        return None;
    }
    let levels = settings.config.method.grid().len();
    let is_discrete = matches!(settings.config.method, Method::Ddpm { .. });
    if is_discrete && steps > levels {
        let clamped = walk(settings, |walk| Sampled { steps: levels, ..walk });
        return clamped.or(Some(format!("steps cannot be more than the {levels} levels: took {levels}.")));
    }
    let note = asked_too_much(settings, false);
    walk(settings, |walk| Sampled { steps, ..walk }).or(note)
}

pub fn get_eta(settings: &Settings) -> Option<Value> {
    number_of(settings, Sampler::Ddim, |options| options.eta)
}

pub fn eta(settings: &mut Settings, value: &Value) -> Option<String> {
    let eta = scalar(value)?;
    walk(settings, |walk| Sampled { options: Options { eta, ..walk.options }, ..walk })
}

pub fn get_churn(settings: &Settings) -> Option<Value> {
    number_of(settings, Sampler::Heun, |options| options.churn)
}

/// Churn goes to noisier levels than those of the grid.
pub fn churn(settings: &mut Settings, value: &Value) -> Option<String> {
    let churn = scalar(value)?;
    let note = asked_too_much(settings, churn > 0.0);
    walk(settings, |walk| Sampled { options: Options { churn, ..walk.options }, ..walk }).or(note)
}

/// A number of the way back; none where another sampler goes it.
fn number_of(settings: &Settings, sampler: Sampler, number: fn(&Options) -> f64) -> Option<Value> {
    let walk = settings.config.method.walk().filter(|walk| walk.sampler == sampler)?;
    Some(Value::Number(number(&walk.options)))
}

/// Carries the run over to a network that knows every level, where its own is asked for more than it was taught: a
/// naive one for anything but its own walk, a discrete one for levels that it has not (`beyond_its_levels`). Says so.
fn asked_too_much(settings: &mut Settings, beyond_its_levels: bool) -> Option<String> {
    let domain = settings.config.method.domain();
    let defined = match domain {
        Domain::OwnGrid => false,
        Domain::Levels => !beyond_its_levels,
        Domain::Everywhere => true,
    };
    if defined {
        return None;
    }
    settings.config = settings.config.on_continuum();
    Some(format!("Changed to target eps: {}.", Undefined(domain)))
}

/// Another way back for a network that allows for it.
fn walk(settings: &mut Settings, change: impl FnOnce(Sampled) -> Sampled) -> Option<String> {
    let steps = get_steps(settings);
    let own = Sampled { sampler: Sampler::Ddpm, options: Options::default(), steps };
    let walk = change(settings.config.method.walk().unwrap_or(own));
    match &mut settings.config.method {
        Method::Naive(_) => None,
        Method::Ddpm { course, .. } => {
            *course = Course::Sampled(walk);
            None
        }
        Method::Continuous(_) => self::change(settings, |schedule, target, _| (schedule, target, walk)),
    }
}

/// Other choices on a continuous schedule, or why they were left out.
fn change(
    settings: &mut Settings,
    change: impl FnOnce(Continuous, Target, Sampled) -> (Continuous, Target, Sampled),
) -> Option<String> {
    let Method::Continuous(continuum) = &settings.config.method else { return None };
    let (schedule, target, walk) = change(*continuum.schedule(), continuum.target(), continuum.walk());
    settings.set_continuum(schedule, target, walk).err().map(|impossible| left(&impossible))
}

fn left(impossible: &Impossible) -> String {
    format!("The schedule was left as it is: {impossible}.")
}

/// The seed's naive network, with a program's own choices of training, on the range of noise that there is.
fn back_to_the_seed(settings: &mut Settings) -> Option<String> {
    let config = &settings.config;
    let own = config.recipe.config();
    let program = if matches!(own.method, Method::Naive(_)) { own } else { Recipe::SimpleMultimodal.config() };
    let noise = settings.noise().or_else(|| Settings { config: program.clone(), ..settings.clone() }.noise())?;
    let levels = get_steps(settings).clamp(2, MAX_LEVELS);
    match Karras::new(noise.sigma_min, noise.sigma_max, noise.rho, levels) {
        Ok(karras) => {
            let Config { recipe, seed, draw, samples, dataset, .. } = config.clone();
            let method = Method::Naive(karras);
            settings.config = Config { recipe, seed, draw, samples, dataset, method, ..program };
            None
        }
        Err(impossible) => Some(left(&impossible)),
    }
}

/// How a DDPM program of the seed walks; none for the others.
fn seed_course(recipe: Recipe) -> Option<Course> {
    match recipe.config().method {
        Method::Ddpm { course, .. } => Some(course),
        Method::Naive(_) | Method::Continuous(_) => None,
    }
}
