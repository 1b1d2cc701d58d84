//! `config.json`: the numbers of a configuration that its program reads.

use std::iter;

use diffusion::config::Networks;
use diffusion::method::DdpmVariant;
use diffusion::process::{FAR_RATIO, Karras};
use diffusion::sampler::Sampler;
use diffusion::{Config, Level, Method};
use serde_json::{Map, Value, json};

use crate::facts::Facts;

/// What a program says of the run that it is of, beside its configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// The fragment of the link that opens the run.
    pub link: String,
    /// The iteration of its weights.
    pub iteration: usize,
}

/// The value of a key; none in configurations that have no such key.
type Setting = fn(&Facts) -> Option<Value>;

/// Each key, and its value in configurations that have it.
const SETTINGS: [(&str, Setting); 29] = [
    ("seed", |of| Some(json!(of.config.seed))),
    ("width", |of| Some(json!(of.config.width))),
    ("depth", |of| Some(json!(of.config.depth))),
    ("batch", |of| Some(json!(of.config.rows(&of.data)))),
    ("iterations", |of| Some(json!(of.config.iterations))),
    ("rate", |of| Some(json!(of.config.rate))),
    ("first_iterations", |of| per_level(of).map(|_| json!(of.config.stages()[0].iterations))),
    ("first_rate", |of| per_level(of).map(|_| json!(of.config.stages()[0].rate))),
    ("all_iterations", |of| per_level(of).map(|_| json!(of.config.total_iterations()))),
    ("every", |of| of.config.rate_schedule.steps().map(|steps| json!(steps.every))),
    ("factor", |of| of.config.rate_schedule.steps().map(|steps| json!(steps.factor))),
    ("warmup", |of| (of.config.warmup > 0).then(|| json!(of.config.warmup))),
    ("ema", |of| (of.config.ema > 0.0).then(|| json!(of.config.ema))),
    ("octaves", |of| (of.config.features > 0).then(|| json!(of.config.features))),
    // Levels.
    ("sigma_min", |of| naive(of).map(|karras| json!(karras.sigma_min()))),
    ("sigma_max", |of| naive(of).map(|karras| json!(karras.sigma_max()))),
    ("betas", |of| of.betas().map(|betas| json!(betas.betas().values()))),
    ("ratio_min", |of| of.continuous().map(|own| json!(own.schedule.ratio_min()))),
    ("ratio_max", |of| {
        let schedule = of.continuous().filter(|_| of.has_largest_ratio())?.schedule;
        let far = FAR_RATIO.max(2.0 * schedule.ratio_min());
        Some(json!(if of.is_pure_noise() { far } else { schedule.ratio_max() }))
    }),
    ("rho", |of| {
        let is_bent = of.spacings().is_some_and(|spacings| spacings.iter().any(|spacing| of.is_bent(*spacing)));
        let continuous = of.continuous().filter(|_| is_bent).map(|own| own.schedule.rho());
        naive(of).map(Karras::rho).or(continuous).map(|rho| json!(rho))
    }),
    ("levels", |of| {
        let passed = of.continuous().filter(|own| own.trained_levels.is_none()).map(|own| own.sampler.steps);
        naive(of).map(Karras::levels).or(passed).map(|levels| json!(levels))
    }),
    ("trained_levels", |of| of.continuous()?.trained_levels.map(|count| json!(count))),
    ("sampled", |of| {
        let trained = of.counted()?;
        let place = |level: &Level| trained.iter().position(|trained| trained == level);
        Some(json!(of.plan.steps().iter().filter_map(|step| place(&step.from)).collect::<Vec<_>>()))
    }),
    // The sampler.
    ("repeats", |of| if let Some(DdpmVariant::Repeat(repeats)) = of.ddpm() { Some(json!(repeats)) } else { None }),
    ("single_betas", |of| {
        let steps = of.plan.steps().iter().filter(|step| step.from.alpha > 0.0);
        let betas: Vec<f64> = steps.filter_map(|step| step.beta).collect();
        (of.continuous().is_some() && !betas.is_empty()).then(|| json!(betas))
    }),
    ("eta", |of| of.options_of(Sampler::Ddim).map(|options| json!(options.eta))),
    ("churn", |of| of.options_of(Sampler::Heun).map(|options| json!(options.churn))),
    ("langevin_steps", |of| of.options_of(Sampler::Langevin).map(|options| json!(options.langevin_steps))),
    ("langevin_size", |of| of.options_of(Sampler::Langevin).map(|options| json!(options.langevin_size))),
];

/// The text of `config.json`.
pub fn config_json(config: &Config, about: &About) -> String {
    let facts = Facts::new(config);
    let own = SETTINGS.iter().filter_map(|(key, value)| Some(((*key).to_owned(), value(&facts)?)));
    let settings: Map<String, Value> = iter::once(("link".to_owned(), json!(about.link))).chain(own).collect();
    format!("{:#}\n", Value::Object(settings))
}

/// The configuration, where every level has a network of its own.
fn per_level<'a>(of: &Facts<'a>) -> Option<&'a Config> {
    Some(of.config).filter(|config| config.networks != Networks::Shared)
}

/// The levels of the naive programs.
fn naive<'a>(of: &Facts<'a>) -> Option<&'a Karras> {
    if let Method::Naive(karras) = &of.config.method { Some(karras) } else { None }
}
