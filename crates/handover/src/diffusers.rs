//! The scheduler of Hugging Face's diffusers that takes the same steps as a configuration's sampler, where there is one.
//!
//! Equality to 1e-5 with the real package is a part of `cargo xtask handover`.

use diffusion::method::DdpmVariant;
use diffusion::process::NoisePath;
use diffusion::sampler::Sampler;
use diffusion::{Config, Method};
use serde_json::{Value, json};

use crate::facts::{Facts, Holds};

const EXAMPLE: &str = include_str!("../python/sample_with_diffusers.py");

/// A scheduler, and how it is asked.
pub struct Scheduler {
    /// Its class.
    pub class: &'static str,
    /// The text of its `scheduler_config.json`.
    pub config: String,
    /// The text of the example.
    pub example: String,
}

/// How an example asks a scheduler.
struct Call {
    class: &'static str,
    when: Holds,
    settings: fn(&Facts) -> Value,
    /// The arguments of `set_timesteps`.
    timesteps: &'static str,
    /// What comes before the first step.
    before: &'static str,
    /// What it takes for the network's output.
    output: &'static str,
    /// More arguments of a step.
    more: &'static str,
}

/// The usual call: levels are its own, and it takes the denoised points.
const CALL: Call = Call {
    class: "",
    when: |_| false,
    settings: |_| Value::Null,
    timesteps: "len(levels)",
    before: "",
    output: "output = denoised",
    more: "",
};

/// F of `D = c_skip x + c_out F`, which the schedulers of Karras et al. make `D` of again.
const OUTPUT_OF_EDM: &str = "\
s = data.variances.mean().sqrt()
        c_skip, c_out = s**2 / (level.sigma**2 + s**2), level.sigma * s / (level.sigma**2 + s**2).sqrt()
        output = (denoised - c_skip * x) / c_out
        scheduler.scale_model_input(x, t)  # which the network does by itself";

const CALLS: [Call; 6] = [
    Call {
        class: "FlowMatchEulerDiscreteScheduler",
        when: |of| goes_along(of, NoisePath::Straight) && is_euler(of),
        settings: |_| json!({"num_train_timesteps": 1000, "shift": 1.0}),
        timesteps: "sigmas=[float(level.sigma) for level in levels]",
        output: "output = (x - denoised) / level.sigma",
        ..CALL
    },
    Call {
        class: "EDMEulerScheduler",
        when: |of| goes_along(of, NoisePath::Exploding) && is_euler(of),
        settings: karras_settings,
        output: OUTPUT_OF_EDM,
        ..CALL
    },
    Call {
        class: "EDMDPMSolverMultistepScheduler",
        when: |of| goes_along(of, NoisePath::Exploding) && of.takes(Sampler::Dpm2m),
        settings: |of| with(karras_settings(of), "solver_order", json!(2)),
        output: OUTPUT_OF_EDM,
        ..CALL
    },
    Call {
        class: "DDPMScheduler",
        when: |of| of.ddpm().is_some() && of.takes(Sampler::Ddpm),
        settings: |of| with(beta_settings(of), "variance_type", json!("fixed_small")),
        timesteps: "timesteps=[len(train.LEVELS) - 1 - level.place for level in levels]",
        before: "diffusers.schedulers.scheduling_ddpm.randn_tensor = lambda *_, **__: next(z)  # the page's noise\n",
        ..CALL
    },
    Call {
        class: "DDIMScheduler",
        when: |of| passes_all_betas(of) && of.options_of(Sampler::Ddim).is_some_and(|options| options.eta > 0.0),
        settings: ddim_settings,
        more: ", eta=train.CONFIG[\"eta\"], variance_noise=next(z)",
        ..CALL
    },
    Call {
        class: "DDIMScheduler",
        when: |of| passes_all_betas(of) && of.takes(Sampler::Ddim),
        settings: ddim_settings,
        ..CALL
    },
];

/// Why there is none, the first that holds.
const REASONS: [(Holds, &str); 8] = [
    (|of| matches!(of.config.method, Method::Naive(_)), "no scheduler takes the steps of the naive programs"),
    (
        |of| of.ddpm().is_some_and(|variant| !matches!(variant, DdpmVariant::Sampler(_))),
        "the original program leaves out noise that DDPMScheduler adds",
    ),
    (
        |of| of.ddpm().is_some() && of.takes(Sampler::Ddim),
        "DDIMScheduler chooses its own levels where it does not pass all of them",
    ),
    (|of| of.ddpm().is_some(), "of its schedulers for betas, DDPM's and DDIM's alone were found to be equal"),
    (
        |of| of.continuous_has(|own| own.trained_levels.is_some()),
        "diffusers keeps the levels of a DDPM in single precision, too coarse for noise as small as here",
    ),
    (|of| goes_along(of, NoisePath::Straight), "diffusers takes only Euler's step of a flow on levels of one's own"),
    (
        |of| goes_along(of, NoisePath::Preserving),
        "none of its schedulers was found to be equal on such levels, which it takes from a table of betas",
    ),
    (|_| true, "none of its schedulers was found to take this step on levels of one's own"),
];

/// The scheduler of a configuration.
///
/// # Errors
/// Why there is none.
pub fn scheduler(config: &Config) -> Result<Scheduler, &'static str> {
    let facts = Facts::new(config);
    let reason = || REASONS.iter().find(|(holds, _)| holds(&facts)).map_or("", |(_, reason)| *reason);
    let call = CALLS.iter().find(|call| (call.when)(&facts)).ok_or_else(reason)?;
    Ok(call.scheduler(&facts))
}

impl Call {
    fn scheduler(&self, of: &Facts) -> Scheduler {
        let settings = with((self.settings)(of), "_class_name", json!(self.class));
        // Of pure noise the network need not be asked.
        let pure = if of.begins_pure() { " if level.alpha > 0 else data.centre.expand_as(x)" } else { "" };
        let names = [
            ("SCHEDULER", self.class),
            ("TIMESTEPS", self.timesteps),
            ("BEFORE\n", self.before),
            ("OUTPUT", self.output),
            ("MORE", self.more),
            (" IF_PURE", pure),
        ];
        let example = names.iter().fold(EXAMPLE.to_owned(), |text, (name, value)| text.replace(name, value));
        let config = format!("{settings:#}\n");
        Scheduler { class: self.class, config, example }
    }
}

/// Whether its network knows every level, and not counted ones, along a path.
fn goes_along(of: &Facts, path: NoisePath) -> bool {
    of.continuous_has(|own| own.trained_levels.is_none() && own.schedule.schedule().path() == path)
}

/// Euler's step, and DDIM's without noise, which is the same.
fn is_euler(of: &Facts) -> bool {
    of.takes(Sampler::Euler) || of.options_of(Sampler::Ddim).is_some_and(|options| options.eta == 0.0)
}

fn passes_all_betas(of: &Facts) -> bool {
    let steps = of.config.method.sampler_config().map(|own| own.steps);
    of.ddpm().is_some() && steps == Some(of.config.method.grid().len())
}

/// Of a scheduler for the levels of Karras et al., or such as are even in their logarithm.
fn karras_settings(of: &Facts) -> Value {
    let range = of.config.method.noise_range();
    let is_karras = of.spacings().is_some_and(|[grid, _]| of.is_bent(grid));
    json!({
        "sigma_min": range.map(|range| range.sigma_min), "sigma_max": range.map(|range| range.sigma_max),
        "rho": range.map(|range| range.rho), "sigma_schedule": if is_karras { "karras" } else { "exponential" },
        "sigma_data": of.data.overall_std(), "prediction_type": "epsilon", "num_train_timesteps": 1000,
        "final_sigmas_type": "zero",
    })
}

/// Of a scheduler with the betas of a DDPM.
fn beta_settings(of: &Facts) -> Value {
    let betas = of.betas().map_or(vec![], |betas| betas.betas().values().to_vec());
    json!({
        "num_train_timesteps": betas.len(), "trained_betas": betas, "clip_sample": false, "prediction_type": "sample",
    })
}

fn ddim_settings(of: &Facts) -> Value {
    let settings = with(beta_settings(of), "set_alpha_to_one", json!(true));
    with(with(settings, "timestep_spacing", json!("leading")), "steps_offset", json!(0))
}

fn with(mut settings: Value, key: &str, value: Value) -> Value {
    settings[key] = value;
    settings
}
