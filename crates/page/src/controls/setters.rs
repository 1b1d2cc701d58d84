//! How a value gets into the settings, and what gives way when two values cannot stand together.

use diffusion::config::{Networks, RateSchedule, StepLr};
use diffusion::counts::TRAIN_POINTS;
use diffusion::method::{Method, NoiseRange};
use diffusion::process::{BetaSchedule, Betas, InvalidSchedule, Karras, NoisePath, Spacing};
use diffusion::{Config, Preset};

use super::control::Value;
use super::number::number_text;
use crate::settings::Settings;
use messages::Pace;

/// The paces there are: key, label, pace.
pub const PACES: [(&str, &str, Pace); 5] = [
    ("3", "a run in 3 s", Pace::Seconds(3)),
    ("10", "a run in 10 s", Pace::Seconds(10)),
    ("30", "a run in 30 s", Pace::Seconds(30)),
    ("100", "a run in 100 s", Pace::Seconds(100)),
    ("max", "as fast as it can", Pace::Max),
];

/// How far below `sigma_max` an impossible `sigma_min` is moved, and the other way round.
const GAP: f64 = 2.0;

pub fn preset(settings: &mut Settings, value: &Value) -> Option<String> {
    if let Some(preset) = choice(value).and_then(Preset::from_key) {
        settings.config = Config { seed: settings.config.seed, ..preset.config() };
    }
    None
}

/// One of three, by what the ends of the range of noise are: each a σ, a ratio σ/α, or a β.
pub fn by_noise<T>(settings: &Settings, [sigma, ratio, beta]: [T; 3]) -> T {
    match &settings.config.method {
        Method::Ddpm { betas: BetaSchedule::Karras(_), .. } => beta,
        Method::Continuous(method) if method.schedule.schedule().path() != NoisePath::Exploding => ratio,
        Method::Naive(_) | Method::Ddpm { .. } | Method::Continuous(_) => sigma,
    }
}

pub fn sigma_max(settings: &mut Settings, value: &Value) -> Option<String> {
    let (noise, sigma_max) = (settings.config.method.noise_range()?, scalar(value)?);
    let reaches =
        |method: &Method| matches!(method, Method::Continuous(own) if own.schedule.schedule().reaches_pure_noise());
    if sigma_max.is_infinite() && !reaches(&settings.config.method) {
        return Some(
            "The largest noise was left as it is: only the cosine and flow schedules can begin at pure noise."
                .to_owned(),
        );
    }
    let sigma_min = if noise.sigma_min < sigma_max { noise.sigma_min } else { sigma_max / GAP };
    let moved = (sigma_min != noise.sigma_min)
        .then(|| format!("The smallest noise must be below the largest: moved to {}.", number_text(sigma_min)));
    refused(settings.config.method.set_noise_range(NoiseRange { sigma_min, sigma_max, ..noise })).or(moved)
}

pub fn sigma_min(settings: &mut Settings, value: &Value) -> Option<String> {
    let (noise, sigma_min) = (settings.config.method.noise_range()?, scalar(value)?);
    let sigma_max = if sigma_min < noise.sigma_max { noise.sigma_max } else { sigma_min * GAP };
    let moved = (sigma_max != noise.sigma_max)
        .then(|| format!("The largest noise must be above the smallest: moved to {}.", number_text(sigma_max)));
    refused(settings.config.method.set_noise_range(NoiseRange { sigma_min, sigma_max, ..noise })).or(moved)
}

/// ρ, where levels are Karras's: those of the schedule, of training or of sampling.
pub fn get_rho(settings: &Settings) -> Option<Value> {
    let bent = match &settings.config.method {
        Method::Continuous(method) => {
            let spaced = [method.spacing, method.training_spacing].contains(&Spacing::Karras);
            method.schedule.schedule().has_rho() || spaced
        }
        Method::Naive(_) | Method::Ddpm { .. } => true,
    };
    settings.config.method.noise_range().filter(|_| bent).map(|noise| Value::Number(noise.rho))
}

pub fn rho(settings: &mut Settings, value: &Value) -> Option<String> {
    let (noise, rho) = (settings.config.method.noise_range()?, scalar(value)?);
    refused(settings.config.method.set_noise_range(NoiseRange { rho, ..noise }))
}

pub fn levels(settings: &mut Settings, value: &Value) -> Option<String> {
    let karras = *settings.config.method.karras()?;
    let karras = Karras::new(karras.sigma_min(), karras.sigma_max(), karras.rho(), scalar(value)? as usize);
    refused(karras.and_then(|karras| settings.config.method.set_karras(karras)))
}

/// Why other levels were left out, if they were.
fn refused(set: Result<(), InvalidSchedule>) -> Option<String> {
    set.err().map(|invalid| format!("The levels were left as they are: {invalid}."))
}

pub fn get_betas(settings: &Settings) -> Option<Value> {
    match &settings.config.method {
        Method::Ddpm { betas: BetaSchedule::Listed(betas), .. } => Some(Value::Numbers(betas.values().to_vec())),
        Method::Ddpm { betas: BetaSchedule::Karras(_), .. } | Method::Naive(_) | Method::Continuous(_) => None,
    }
}

pub fn betas(settings: &mut Settings, value: &Value) -> Option<String> {
    let Value::Numbers(values) = value else { return None };
    let Method::Ddpm { betas, .. } = &mut settings.config.method else { return None };
    match Betas::new(values.clone()) {
        Ok(listed) => *betas = BetaSchedule::Listed(listed),
        Err(invalid) => return Some(format!("betas were left as they are: {invalid}.")),
    }
    None
}

/// What the rate is multiplied by, and how often, where nothing else is said.
const USUAL_STEPS: StepLr = StepLr { every: 100, factor: 0.98 };

/// The ways in which the rate may fall, with their words.
pub const RATE_SCHEDULES: [(&str, &str); 3] =
    [("constant", "not at all"), ("steps", "in steps"), ("cosine", "along a cosine")];

pub fn rate_schedule(settings: &mut Settings, value: &Value) -> Option<String> {
    let steps = settings.config.rate_schedule.steps().unwrap_or(USUAL_STEPS);
    let all = [RateSchedule::Constant, RateSchedule::Steps(steps), RateSchedule::Cosine];
    settings.config.rate_schedule = by_key(value, all, RateSchedule::key)?;
    None
}

/// The factor of the steps, 1 where the rate stays; none where it falls otherwise.
pub fn get_decay(settings: &Settings) -> Option<Value> {
    match settings.config.rate_schedule {
        RateSchedule::Constant => Some(Value::Number(1.0)),
        RateSchedule::Steps(steps) => Some(Value::Number(steps.factor)),
        RateSchedule::Cosine => None,
    }
}

pub fn decay(settings: &mut Settings, value: &Value) -> Option<String> {
    let factor = scalar(value)?;
    let StepLr { every, .. } = settings.config.rate_schedule.steps().unwrap_or(USUAL_STEPS);
    let steps = RateSchedule::Steps(StepLr { every, factor });
    settings.config.rate_schedule = if factor < 1.0 { steps } else { RateSchedule::Constant };
    None
}

pub fn decay_every(settings: &mut Settings, value: &Value) -> Option<String> {
    if let RateSchedule::Steps(steps) = &mut settings.config.rate_schedule {
        steps.every = scalar(value)? as usize;
    }
    None
}

/// Whether the rows of a batch are spread evenly, as a choice.
pub const STRATIFIED: [(&str, &str); 2] = [("yes", "spread evenly"), ("no", "each by itself")];

pub fn get_stratified(settings: &Settings) -> Value {
    let [yes, no] = STRATIFIED;
    Value::Choice(if settings.config.stratified { yes.0 } else { no.0 })
}

pub fn stratified(settings: &mut Settings, value: &Value) -> Option<String> {
    settings.config.stratified = choice(value)? == STRATIFIED[0].0;
    None
}

/// The iterations and the rate of the first of several networks.
pub fn first(settings: &Settings) -> Option<(usize, f64)> {
    match settings.config.networks {
        Networks::Shared => None,
        Networks::PerLevel { first_iterations, first_rate } => Some((first_iterations, first_rate)),
    }
}

pub fn first_iterations(settings: &mut Settings, value: &Value) -> Option<String> {
    if let Networks::PerLevel { first_iterations, .. } = &mut settings.config.networks {
        *first_iterations = scalar(value)? as usize;
    }
    None
}

pub fn first_rate(settings: &mut Settings, value: &Value) -> Option<String> {
    if let Networks::PerLevel { first_rate, .. } = &mut settings.config.networks {
        *first_rate = scalar(value)?;
    }
    None
}

pub fn pace(settings: &mut Settings, value: &Value) -> Option<String> {
    let chosen = choice(value)?;
    settings.pace = PACES.iter().find(|(key, ..)| *key == chosen)?.2;
    None
}

pub fn pace_key(pace: Pace) -> &'static str {
    PACES.iter().find(|(.., known)| *known == pace).map_or("max", |(key, ..)| key)
}

/// The one of these that has the chosen key.
pub fn by_key<T, const N: usize>(value: &Value, all: [T; N], key: impl Fn(T) -> &'static str) -> Option<T>
where
    T: Copy,
{
    let chosen = choice(value)?;
    all.into_iter().find(|one| key(*one) == chosen)
}

pub fn one_of<T: Copy, const N: usize>(
    value: &Value,
    all: [T; N],
    key: fn(T) -> &'static str,
    place: &mut T,
) -> Option<String> {
    *place = by_key(value, all, key)?;
    None
}

pub fn number(value: &Value, place: &mut f64) -> Option<String> {
    *place = scalar(value)?;
    None
}

pub fn whole(value: &Value, place: &mut usize) -> Option<String> {
    *place = scalar(value)? as usize;
    None
}

/// Fewer points than there may be are as many as there must be, but for none: then every batch is drawn anew.
pub fn train_points(settings: &mut Settings, value: &Value) -> Option<String> {
    let (asked, fewest) = (scalar(value)? as usize, TRAIN_POINTS[0]);
    // A step up from none, or down from the fewest.
    let is_step = settings.config.train_points.abs_diff(asked) == 1;
    let goes_down = is_step && asked < settings.config.train_points;
    settings.config.train_points = if asked == 0 || goes_down && asked < fewest { 0 } else { asked.max(fewest) };
    (asked != 0 && asked < fewest && !is_step).then(|| format!("train_points cannot be {asked}: took {fewest}."))
}

pub fn small(value: &Value, place: &mut u32) -> Option<String> {
    *place = scalar(value)? as u32;
    None
}

pub fn scalar(value: &Value) -> Option<f64> {
    if let Value::Number(number) = value { Some(*number) } else { None }
}

pub fn choice(value: &Value) -> Option<&'static str> {
    if let Value::Choice(key) = value { Some(key) } else { None }
}
