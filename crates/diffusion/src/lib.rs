//! The mathematics of diffusion models, on plain slices.
//!
//! Everything here speaks one sentence: `x_t = α_t x_0 + σ_t ε`. A noise [`Level`] is a pair (α, σ), a [`Method`] makes
//! a [`Grid`] of levels, a [`Target`] is what a network learns to predict and what its output means, a [`Denoiser`]
//! predicts `E[x_0 | x_t]`, and a [`SamplingPlan`] leads from noise to data, one level at a time.
//!
//! | folder | what |
//! |---|---|
//! | [`dataset`] | what is learned: mixtures of Gaussians, about which everything is known exactly |
//! | [`process`] | levels and schedules, regression targets, loss weights |
//! | [`denoiser`] | `E[x_0 | x_t]`, exact or learned, and all of `p(x_0 | x_t)` |
//! | [`sampler`] | one step function each, and the iterator that takes the steps of any of them |
//! | [`evaluation`] | metrics, error decomposition, work–precision comparison, losses by level |
//! | [`method`], [`config`], [`preset`] | the choices of an experiment, and the nine original programs as choices |
//! | [`suited`] | which of the choices suit a method and its data |
//! | [`rng`] | the only randomness |
//!
//! A schedule, four spikes noised to its middle level, and what the exact denoiser makes of them:
//!
//! ```
//! use diffusion::{ContinuousSchedule, Dataset, Denoiser, Schedule, sampler::noised_start};
//!
//! let schedule = ContinuousSchedule::new(Schedule::Cosine, 0.002, 80.0, 7.0)?;
//! let level = schedule.level(0.5);
//! let data = Dataset::FourSpikes.mixture();
//! let noisy = noised_start(&data, level, 4, 0, 0);
//! let Ok(denoised) = data.denoised(&noisy, level);
//! assert_eq!(denoised.len(), 4 * data.dim());
//! # Ok::<(), diffusion::InvalidSchedule>(())
//! ```
//!
//! | formula | where | source |
//! |---|---|---|
//! | `x_t = α_t x_0 + σ_t ε` | [`Level::noised`] | Kingma et al. 2021, eq. 1 |
//! | `r = σ/α`, and α from r on a line in the (α, σ) plane | [`process::NoisePath::at`] | Karras et al. 2022, app. C |
//! | `σ_i = (σ_max^{1/ρ} + i/(N-1) (σ_min^{1/ρ} - σ_max^{1/ρ}))^ρ` | [`process::Karras::sigmas`] | Karras et al. 2022, eq. 5 |
//! | `α_t = 1 - β_t`, `ᾱ_t = Π α_s` | [`process::Betas::alpha_bars`] | Ho et al. 2020, sec. 2 |
//! | `β = 1 - ᾱ_t/ᾱ_s` of a longer step | [`Grid::strided`] | Song et al. 2021 (DDIM), sec. 4.2 |
//! | linear β, cosine, log-linear, flow: a time and a path | [`ContinuousSchedule::level`] | Song et al. 2021 (SDE), app. C; Nichol & Dhariwal 2021, eq. 17; Liu et al. 2023 |
//! | `T = a x_0 + b ε`, `x_0 = (σ T - b x_t) / (a σ - b α)` | [`Target`] | after Salimans & Ho 2022, app. D |
//! | `w (aσ - bα)²/σ² · E tr Cov(x_0 | x_t)`, `w E‖f - E[T | x_t]‖²` | [`evaluation::loss`] | Karras et al. 2022, app. B.3; Vincent 2011 |
//! | `F` of `D = c_skip x + c_out F` | [`process::Parameterization`] | Karras et al. 2022, table 1 |
//! | `E tr Cov(x_0 | x_t)` of a mixture, by the trapezoidal rule | [`Mixture::remaining_variance`] | Trefethen & Weideman 2014 |
//! | `w(σ)`: EDM, truncated SNR, min-SNR | [`Weighting::at`] | Karras et al. 2022, table 1; Salimans & Ho 2022; Hang et al. 2023 |
//! | `D(x; α, σ) = E[x_0 | α x_0 + σ ε = x]` of a mixture | [`Mixture::posterior_mean`] | Karras et al. 2022, app. B.3 |
//! | `Σ_k w_k e^{-|x - α μ_k|²/(2v)}` of thousands of kernels, by moments | [`dataset::Kernels`] | Greengard & Strain 1991, eq. 8 |
//! | `p(x_0 | x_t)`: weights, mean, covariance | [`Mixture::posterior`] | Bishop 2006, eq. 2.116 |
//! | `∇ log p_t(x) = (α D - x) / σ²` | [`Mixture::score`] | Robbins 1956; Vincent 2011 |
//! | `x' = α' D + √(σ'² - σ_η²) (x - α D) / σ + σ_η z` | [`sampler::ddim_step`] | Song et al. 2021 (DDIM), eqs. 12 and 16 |
//! | `x' ~ q(x_s | x_t, x_0 = D)` | [`sampler::ddpm_step`] | Ho et al. 2020, eqs. 6 and 7; Kingma et al. 2021, eq. 25 |
//! | the same with one thing wrong | [`sampler::ddpm_step_with_bug`] | |
//! | `dy/dr = (y - D)/r`, `y = x/α` | [`sampler::euler_step`], [`sampler::heun_step`], [`sampler::rk4_step`] | Karras et al. 2022, eq. 4, alg. 1 and 2 |
//! | `x' = (σ'/σ) x - α' (e^{-h} - 1) D̃` | [`sampler::dpm_2m_step`] | Lu et al. 2022, alg. 2 |
//! | `dy = -2 r ∇ log p dr + √(2 r) dω` | [`sampler::euler_maruyama_step`] | Song et al. 2021 (SDE), eq. 6 |
//! | `x' = x + δ/2 ∇ log p + √δ z` | [`sampler::langevin_step`] | Song & Ermon 2019, alg. 1 |
//! | `x' = (x - β ε_θ / √(1-ᾱ)) / √α + σ_t z` | [`sampler::original_ddpm_step`] | Ho et al. 2020, algorithm 2 |
//! | `x' = x - f_θ(x, σ_i)` | [`sampler::naive_step`] | Bouvier 2023, *intro-to-diffusion* |
//! | `F`, `∫ x dF` and `F^{-1}` of a mixture along a direction | [`dataset::ProjectedMixture`] | |
//! | `z_1 = Φ^{-1}(F(x_1))`, `z_2 = Φ^{-1}(F(x_2 | x_1))` | [`Mixture::normal_scores`] | Rosenblatt 1952 |
//! | `∫ |F_n^{-1} - F^{-1}| du`, its mean over directions | [`evaluation::wasserstein`] | Bonneel et al. 2015 |
//! | `2 E‖X-Y‖ - E‖X-X'‖ - E‖Y-Y'‖` | [`evaluation::energy`] | Székely & Rizzo 2013 |
//! | `Σ (n_k - n w_k)²/(n w_k)` and its p | [`evaluation::chi_square`] | Pearson 1900 |
//! | `E0 … E4`: sampling, truncation, steps, model, prior | [`evaluation::error_decomposition`] | |
//! | error against evaluations, and its slope | [`evaluation::work_precision`] | |
//! | `F(x) = ∫ p(x') dx'` on cells, and its inverse | [`dataset::TabulatedDensity`] | Bouvier 2023, `detailed_DDPM` |
//!
//! No clock, no global randomness, no web and no tensors: time and noise come in as arguments.

pub mod config;
pub mod continuous_method;
pub mod counts;
pub mod dataset;
pub mod denoiser;
pub mod evaluation;
pub mod method;
pub mod preset;
mod preset_configs;
pub mod process;
pub mod rng;
pub mod sampler;
mod standard_configs;
pub mod standard_method;
pub mod suited;
mod training_choices;

pub use config::Config;
pub use dataset::{Dataset, Mixture};
pub use denoiser::Denoiser;
pub use method::Method;
pub use preset::Preset;
pub use process::{ContinuousSchedule, Grid, InvalidSchedule, Level, Schedule, Target, Weighting};
pub use rng::{Rng, Stream};
pub use sampler::{Sampler, SamplingPlan};
