//! The ends of a range of noise, and how far they may be chosen.

/// From where to where the noisiest level of a schedule may be chosen, as σ/α: beyond it nothing of the data can be
/// seen.
pub const SIGMA_MAX_RANGE: [f64; 2] = [0.001, 100.0];

/// The same for the cleanest level: below it nothing of the noise can be seen.
pub const SIGMA_MIN_RANGE: [f64; 2] = [0.0001, 10.0];

/// The range of the noise: the noise-to-signal ratio `σ/α` at its two ends, and ρ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoiseRange {
    /// Of the cleanest level.
    pub sigma_min: f64,
    /// Of the noisiest level.
    pub sigma_max: f64,
    /// How levels are spaced between them, where they are Karras's.
    pub rho: f64,
}

/// ρ where nobody has chosen one (Karras et al. 2022, table 1).
pub const USUAL_RHO: f64 = 7.0;
