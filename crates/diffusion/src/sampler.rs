//! Samplers: from noise to data along a grid of levels.
//!
//! A [`Sampler`] is one step function, written in its paper's letters; a [`SamplingPlan`] says which steps are taken
//! from which level to which; a [`SamplingIter`] takes them, one after the other, with any
//! [`Denoiser`](crate::Denoiser).
//!
//! | step | file |
//! |---|---|
//! | [`ddim_step`] | `ddim.rs` |
//! | [`ddpm_step`], [`ddpm_step_with_bug`] | `ddpm.rs`, `bug.rs` |
//! | [`euler_step`] | `euler.rs` |
//! | [`heun_step`] | `heun.rs` |
//! | [`rk4_step`] | `rk4.rs` |
//! | [`dpm_2m_step`] | `dpm.rs` |
//! | [`euler_maruyama_step`] | `euler_maruyama.rs` |
//! | [`langevin_step`] | `langevin.rs` |
//! | [`naive_step`], [`original_ddpm_step`] | `original.rs` |

mod bug;
mod cloud;
mod config;
mod ddim;
mod ddpm;
mod dpm;
mod euler;
mod euler_maruyama;
mod family;
mod heun;
mod iterator;
mod langevin;
mod original;
mod plan;
mod prior;
mod probability_flow;
mod rk4;
mod step;

pub use bug::{SamplerBug, ddpm_step_with_bug};
pub use cloud::{BlockState, CloudSampling, SampledCloud, SamplingBlock, noised_start};
pub use config::SamplerConfig;
pub use ddim::ddim_step;
pub use ddpm::ddpm_step;
pub use dpm::{PreviousStep, dpm_2m_step};
pub use euler::euler_step;
pub use euler_maruyama::euler_maruyama_step;
pub use family::{Sampler, SamplerOptions};
pub use heun::heun_step;
pub use iterator::{SamplingIter, SamplingPiece};
pub use langevin::langevin_step;
pub use original::{naive_step, original_ddpm_step};
pub use plan::SamplingPlan;
pub use prior::{Prior, StartDistribution};
pub use probability_flow::{probability_flow, probability_flow_plan};
pub use rk4::rk4_step;
pub use step::SamplingStep;
