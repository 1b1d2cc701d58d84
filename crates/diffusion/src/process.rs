//! The noising process `x_t = α_t x_0 + σ_t ε`: its levels, the schedules that choose them, and what is learned at
//! them: the regression targets and the weights of the loss.

mod betas;
mod grid;
mod invalid_schedule;
mod karras;
mod level;
mod noise_range;
mod parameterization;
mod path;
mod schedule;
mod spacing;
mod target;
mod weighting;

pub use betas::{BetaSchedule, Betas, KarrasBetas};
pub use grid::{Grid, MAX_STEPS};
pub use invalid_schedule::InvalidSchedule;
pub use karras::{Karras, MAX_LEVELS};
pub use level::Level;
pub use noise_range::{NoiseRange, SIGMA_MAX_RANGE, SIGMA_MIN_RANGE, USUAL_RHO};
pub use parameterization::{DataMoments, Parameterization, Preconditioning};
pub use path::NoisePath;
pub use schedule::{ContinuousSchedule, FAR_RATIO, Schedule};
pub use spacing::Spacing;
pub use target::{Target, TargetCoefficients};
pub use weighting::Weighting;
