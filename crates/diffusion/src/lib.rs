//! The mathematics of diffusion models, on plain slices.
//!
//! Everything here speaks one sentence: `x_t = α_t x_0 + σ_t ε`. A noise [`Level`] is a pair (α, σ), a [`Method`]
//! makes a [`Grid`] of levels, a [`Target`] says what a network is taught and what its output means, a [`Denoiser`]
//! answers `E[x_0 | x_t]`, and a [`Walk`] or a
//! [`sampler::Trajectory`] carries noise to data one level at a time.
//!
//! | formula | where | source |
//! |---|---|---|
//! | `x_t = α_t x_0 + σ_t ε` | [`Level::noised`] | Kingma et al. 2021, eq. 1 |
//! | `r = σ/α`, and α from r on a line in the (α, σ) plane | [`level::Path::at`] | Karras et al. 2022, app. C |
//! | `σ_i = (σ_max^{1/ρ} + i/(N-1) (σ_min^{1/ρ} - σ_max^{1/ρ}))^ρ` | [`schedule::Karras::sigmas`] | Karras et al. 2022, eq. 5 |
//! | `α_t = 1 - β_t`, `ᾱ_t = Π α_s` | [`schedule::Betas::alpha_bars`] | Ho et al. 2020, sec. 2 |
//! | `β = 1 - ᾱ_t/ᾱ_s` of a longer step | [`Grid::strided`] | Song et al. 2021 (DDIM), sec. 4.2 |
//! | linear β, cosine, log-linear, flow: a clock and a path | [`schedule::Continuous::level`] | Song et al. 2021 (SDE), app. C; Nichol & Dhariwal 2021, eq. 17; Liu et al. 2023 |
//! | `T = a x_0 + b ε`, `x_0 = (σ T - b x_t) / (a σ - b α)` | [`Target`] | after Salimans & Ho 2022, app. D |
//! | `w (aσ - bα)²/σ² · E tr Cov(x_0 | x_t)`, `w E‖f - E[T | x_t]‖²` | [`objective`] | Karras et al. 2022, app. B.3; Vincent 2011 |
//! | `w(σ)`: EDM, truncated SNR, min-SNR | [`Weighting::at`] | Karras et al. 2022, table 1; Salimans & Ho 2022; Hang et al. 2023 |
//! | `D(x; α, σ) = E[x_0 | α x_0 + σ ε = x]` of a mixture | [`denoiser`] | Karras et al. 2022, app. B.3 |
//! | `p(x_0 | x_t)`: weights, mean, covariance | [`posterior`] | Bishop 2006, eq. 2.116 |
//! | `∇ log p_t(x) = (α D - x) / σ²` | [`dataset::Mixture::score`] | Robbins 1956; Vincent 2011 |
//! | `x' = α' D + σ' (x - α D) / σ` | [`sampler::ddim_step`] | Song et al. 2021 (DDIM), eq. 12, η = 0 |
//! | the same with `σ_η z` | [`sampler::ddim_eta_step`] | Song et al. 2021 (DDIM), eqs. 12 and 16 |
//! | `x' ~ q(x_s | x_t, x_0 = D)` | [`sampler::posterior_step`] | Ho et al. 2020, eqs. 6 and 7; Kingma et al. 2021, eq. 25 |
//! | `dy/dr = (y - D)/r`, `y = x/α` | [`sampler::euler_step`], [`sampler::heun_step`], [`sampler::rk4_step`] | Karras et al. 2022, eq. 4, alg. 1 and 2 |
//! | `x' = (σ'/σ) x - α' (e^{-h} - 1) D̃` | [`sampler::dpm_2m_step`] | Lu et al. 2022, alg. 2 |
//! | `dy = -2 r ∇ log p dr + √(2 r) dω` | [`sampler::euler_maruyama_step`] | Song et al. 2021 (SDE), eq. 6 |
//! | `x' = x + δ/2 ∇ log p + √δ z` | [`sampler::langevin_steps`] | Song & Ermon 2019, alg. 1 |
//! | `x' = (x - β ε_θ / √(1-ᾱ)) / √α + σ_t z` | [`sampler::ancestral_step`] | Ho et al. 2020, algorithm 2 |
//! | `x' = x - f_θ(x, σ_i)` | [`sampler::naive_step`] | Bouvier 2023, *intro-to-diffusion* |
//! | `F`, `∫ x dF` and `F^{-1}` of a mixture along a direction | [`projection`] | |
//! | `∫ |F_n^{-1} - F^{-1}| du`, its mean over directions | [`metric::wasserstein`] | Bonneel et al. 2015 |
//! | `2 E‖X-Y‖ - E‖X-X'‖ - E‖Y-Y'‖` | [`metric::energy`] | Székely & Rizzo 2013 |
//! | `Σ (n_k - n w_k)²/(n w_k)` and its p | [`metric::chi_square`] | Pearson 1900 |
//! | `E0 … E4`: sampling, truncation, steps, model, prior | [`budget`] | |
//! | error against evaluations, and its slope | [`race`] | |
//! | `F(x) = ∫ p(x') dx'` on cells, and its inverse | [`tabulated`] | Bouvier 2023, `detailed_DDPM` |
//!
//! No clock, no global randomness, no web and no tensors: time and noise come in as arguments.

pub mod budget;
mod chacha;
pub mod config;
pub mod dataset;
pub mod denoiser;
pub mod level;
pub mod method;
pub mod metric;
pub mod objective;
pub mod posterior;
pub mod prediction;
pub mod projection;
pub mod race;
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
