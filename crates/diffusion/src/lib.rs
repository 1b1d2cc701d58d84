//! The mathematics of diffusion models, on plain slices.
//!
//! Everything here speaks one sentence: `x_t = α_t x_0 + σ_t ε`. A noise [`Level`] is a pair (α, σ), a [`Method`]
//! makes a [`Grid`] of levels, a [`Target`] says what a network is taught and what its output means, a [`Denoiser`]
//! answers `E[x_0 | x_t]`, and a [`Walk`] carries noise to data one level at a time.
//!
//! | formula | where | source |
//! |---|---|---|
//! | `x_t = α_t x_0 + σ_t ε` | [`Level::noised`] | Kingma et al. 2021, eq. 1 |
//! | `σ_i = (σ_max^{1/ρ} + i/(N-1) (σ_min^{1/ρ} - σ_max^{1/ρ}))^ρ` | [`schedule::Karras::sigmas`] | Karras et al. 2022, eq. 5 |
//! | `α_t = 1 - β_t`, `ᾱ_t = Π α_s` | [`schedule::Betas::alpha_bars`] | Ho et al. 2020, sec. 2 |
//! | `T = a x_0 + b ε`, `x_0 = (σ T - b x_t) / (a σ - b α)` | [`Target`] | after Salimans & Ho 2022, app. D |
//! | `D(x; α, σ) = E[x_0 | α x_0 + σ ε = x]` of a mixture | [`denoiser`] | Karras et al. 2022, app. B.3 |
//! | `∇ log p_t(x) = (α D - x) / σ²` | [`dataset::Mixture::score`] | Robbins 1956; Vincent 2011 |
//! | `x' = α' D + σ' (x - α D) / σ` | [`sampler::ddim_step`] | Song et al. 2021 (DDIM), eq. 12, η = 0 |
//! | `x' = (x - β ε_θ / √(1-ᾱ)) / √α + σ_t z` | [`sampler::ancestral_step`] | Ho et al. 2020, algorithm 2 |
//! | `x' = x - f_θ(x, σ_i)` | [`sampler::naive_step`] | Bouvier 2023, *intro-to-diffusion* |
//! | `F(x) = ∫ p(x') dx'` on cells, and its inverse | [`tabulated`] | Bouvier 2023, `detailed_DDPM` |
//!
//! No clock, no global randomness, no web and no tensors: time and noise come in as arguments.

pub mod config;
pub mod dataset;
pub mod denoiser;
pub mod level;
pub mod method;
pub mod metric;
pub mod objective;
pub mod posterior;
pub mod prediction;
pub mod recipe;
pub mod rng;
pub mod sampler;
pub mod schedule;
pub mod tabulated;
pub mod weighting;

pub use config::Config;
pub use dataset::{Dataset, Mixture};
pub use denoiser::{Denoiser, TryDenoiser};
pub use level::Level;
pub use method::Method;
pub use prediction::Target;
pub use recipe::Recipe;
pub use rng::{Rng, Stream};
pub use sampler::{Plan, Predictor, Sampler, Walk};
pub use schedule::{Grid, Schedule};
pub use weighting::Weighting;
