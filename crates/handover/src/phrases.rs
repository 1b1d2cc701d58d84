//! What the Python says of a choice: in words, or as an expression.

use diffusion::config::Networks;
use diffusion::method::DdpmVariant;
use diffusion::process::Weighting;
use diffusion::sampler::Sampler;
use diffusion::{Config, Method, Target};

/// What a network predicts.
pub fn target_in_words(target: Target) -> &'static str {
    match target {
        Target::Transition => "the noise to remove next, sigma_{i+1} eps",
        Target::Eps => "the noise eps",
        Target::X0 => "the clean point x_0",
        Target::V => "v = alpha eps - sigma x_0",
        Target::Score => "the score -eps / sigma",
        Target::Flow => "the velocity eps - x_0",
    }
}

/// `a σ - b α` of a target `a x_0 + b ε`, but for its sign: the weight of its error follows from it.
pub fn determinant(target: Target) -> &'static str {
    match target {
        Target::Transition | Target::Eps => "level.alpha",
        Target::X0 => "level.sigma",
        Target::V => "(level.alpha**2 + level.sigma**2)",
        Target::Score => "level.alpha / level.sigma",
        Target::Flow => "(level.alpha + level.sigma)",
    }
}

/// The weight of the squared error of the denoised point, and where it is from.
pub fn weight_on_denoised(weighting: Weighting) -> (&'static str, &'static str) {
    match weighting {
        Weighting::Uniform => ("1", "all alike"),
        Weighting::Edm => ("(level.ratio**-2 + self.std**-2)", "Karras et al. 2022"),
        Weighting::TruncatedSnr => ("(level.ratio**-2).clamp(min=1)", "Salimans & Ho 2022"),
        Weighting::MinSnr => ("(level.ratio**-2).clamp(max=5)", "Hang et al. 2023"),
    }
}

/// How samples are drawn.
pub fn sampler_in_words(sampler: Sampler) -> &'static str {
    match sampler {
        Sampler::Ddpm => "DDPM's step (Ho et al. 2020, eqs. 6 and 7)",
        Sampler::Ddim => "DDIM's step (Song et al. 2021, eq. 12)",
        Sampler::Euler => "Euler's step (Karras et al. 2022, eq. 4)",
        Sampler::Heun => "Heun's step (Karras et al. 2022, algorithms 1 and 2)",
        Sampler::Dpm2m => "DPM-Solver++ 2M (Lu et al. 2022, algorithm 2)",
        Sampler::Rk4 => "the step of Runge and Kutta of fourth order",
        Sampler::EulerMaruyama => "Euler and Maruyama's step (Song et al. 2021, eq. 6)",
        Sampler::Langevin => "annealed Langevin dynamics (Song & Ermon 2019)",
        Sampler::Naive => "taking away the noise of the next level",
        Sampler::OriginalDdpm => "DDPM's step as in the original program (Ho et al. 2020)",
    }
}

/// What kind of model it is.
pub fn method_in_words(method: &Method) -> &'static str {
    match method {
        Method::Naive(_) => "naive denoising, as in the PyTorch repository intro-to-diffusion",
        Method::Ddpm { .. } => "denoising diffusion (Ho et al. 2020), as in the PyTorch repository intro-to-diffusion",
        Method::Continuous(_) => "a denoiser of every noise level of a continuous schedule (Karras et al. 2022)",
    }
}

/// How many networks there are.
pub fn networks_in_words(config: &Config) -> String {
    match config.networks {
        Networks::Shared => "one network for all levels".to_owned(),
        Networks::PerLevel { .. } => format!("{} networks, one for each level", config.stages().len()),
    }
}

/// Which scheduler of diffusers takes the same steps, or why none does.
pub fn scheduler_in_words(class: Result<&str, &str>) -> String {
    match class {
        Ok(class) => format!(
            "The sampler takes the steps of `{class}` of [diffusers](https://github.com/huggingface/diffusers): \
             `scheduler_config.json` has its settings, and `python sample_with_diffusers.py` (`pip install diffusers`) draws \
             the page's samples with it."
        ),
        Err(reason) => format!("The sampler has no equivalent in diffusers: {reason}."),
    }
}

/// What the tape is of a chain of networks.
pub fn chain_in_words(config: &Config) -> &'static str {
    match config.networks {
        Networks::Shared => "",
        Networks::PerLevel { .. } => {
            " The tape is of a training of a few iterations for each of the first networks: each has to go on from the one before."
        }
    }
}

/// Which other data a program takes.
pub fn rows_in_words(config: &Config) -> &'static str {
    let is_tabulated = matches!(config.method, Method::Ddpm { variant: DdpmVariant::Inner, .. });
    match (is_tabulated, config.train_points > 0, config.takes_rows_of_each_spike()) {
        (true, ..) => "of one coordinate",
        (_, true, _) => "with as many coordinates d as you like, and with `points`, too",
        (_, _, true) => {
            "with as many coordinates d as you like: batches have as many rows of each component, whatever its weight"
        }
        _ => "with as many coordinates d as you like",
    }
}
