//! The noising process `x_t = α_t x_0 + σ_t ε`: its levels, the schedules that choose them, and what is learned at
//! them: the regression targets and the weights of the loss.

mod betas;
mod grid;
mod invalid_schedule;
mod karras;
mod level;
mod path;
mod schedule;
mod target;
mod weighting;

pub use betas::{BetaSchedule, Betas, KarrasBetas};
pub use grid::{Grid, MAX_STEPS};
pub use invalid_schedule::InvalidSchedule;
pub use karras::{Karras, MAX_LEVELS};
pub use level::Level;
pub use path::NoisePath;
pub use schedule::{ContinuousSchedule, Schedule};
pub use target::{Target, TargetCoefficients};
pub use weighting::Weighting;
