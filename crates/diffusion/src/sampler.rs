//! Samplers: one step function each, and the walks that take them from noise to data.
//!
//! The seed's networks are walked along their own grid by a [`Plan`] and its [`Walk`]. Everything else is a [`Sampler`]
//! on a [`Course`]: a [`Trajectory`] asks any denoiser, exact or learned, at any level.

mod ddim;
mod dpm;
mod family;
mod flow;
mod ode;
mod oracle;
mod seed;
mod stochastic;
mod trajectory;
mod walk;
mod way;

pub use ddim::{ddim_eta_step, ddim_step, posterior_std};
pub use dpm::{Memory, dpm_2m_step};
pub use family::{Options, Sampler};
pub use flow::probability_flow;
pub use ode::{Step, churn, euler_step, heun_step, rk4_step};
pub use oracle::Oracle;
pub use seed::{Ancestral, ancestral_step, naive_step};
pub use stochastic::{euler_maruyama_step, langevin_steps, posterior_step};
pub use trajectory::{Carried, Course, End, Trajectory, carry, noised_start};
pub use walk::{Move, Plan, Predictor, Rule, Start, Walk, exact_walk};
pub use way::{Walking, Way};

/// Rows that are walked together. The step noise of a block has its own stream, so blocks can be walked in any order
/// and in any slices of time without changing a bit.
pub const BLOCK: usize = 1024;
