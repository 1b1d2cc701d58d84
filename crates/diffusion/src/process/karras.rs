//! The grid of noise levels of Karras et al. 2022.

use serde::{Deserialize, Serialize};

use super::invalid_schedule::{InvalidSchedule, check_falling};

/// The most levels of a schedule whose network is trained on these levels alone.
pub const MAX_LEVELS: usize = 200;

/// The noise levels of Karras et al. 2022, eq. 5, from `sigma_max` down to `sigma_min`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parameters")]
pub struct Karras {
    sigma_min: f64,
    sigma_max: f64,
    rho: f64,
    levels: usize,
}

impl Karras {
    /// `levels` noise levels from `sigma_max` down to `sigma_min`, bent by `rho`.
    ///
    /// # Errors
    /// Unless `0 < sigma_min < sigma_max`, both finite, `rho > 0` and `2 ≤ levels ≤ MAX_LEVELS`, and where neighbouring
    /// levels are too close to differ in their digits.
    pub fn new(sigma_min: f64, sigma_max: f64, rho: f64, levels: usize) -> Result<Self, InvalidSchedule> {
        let ordered = 0.0 < sigma_min && sigma_min < sigma_max && sigma_max.is_finite();
        if !ordered {
            return Err(InvalidSchedule::RANGE);
        }
        if !(rho > 0.0 && rho.is_finite()) {
            return Err(InvalidSchedule::RHO);
        }
        if !(2..=MAX_LEVELS).contains(&levels) {
            return Err(InvalidSchedule("a schedule has from 2 to 200 levels"));
        }
        let karras = Self { sigma_min, sigma_max, rho, levels };
        check_falling(&karras.sigmas())?;
        Ok(karras)
    }

    /// The smallest noise level.
    pub fn sigma_min(&self) -> f64 {
        self.sigma_min
    }

    /// The largest noise level.
    pub fn sigma_max(&self) -> f64 {
        self.sigma_max
    }

    /// The bend: 1 spaces levels evenly, larger values crowd them near `sigma_min`.
    pub fn rho(&self) -> f64 {
        self.rho
    }

    /// N, the number of levels.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// `σ_i = (σ_max^{1/ρ} + i/(N-1) (σ_min^{1/ρ} - σ_max^{1/ρ}))^ρ` for `i = 0 … N-1`, falling.
    pub fn sigmas(&self) -> Vec<f64> {
        let root = |sigma: f64| sigma.powf(1.0 / self.rho);
        let (from, to) = (root(self.sigma_max), root(self.sigma_min));
        let last = (self.levels - 1) as f64;
        (0..self.levels).map(|i| (from + i as f64 / last * (to - from)).powf(self.rho)).collect()
    }
}

/// A [`Karras`] as it is read, before it is checked.
#[derive(Deserialize)]
struct Parameters {
    sigma_min: f64,
    sigma_max: f64,
    rho: f64,
    levels: usize,
}

impl TryFrom<Parameters> for Karras {
    type Error = InvalidSchedule;

    fn try_from(read: Parameters) -> Result<Self, InvalidSchedule> {
        Self::new(read.sigma_min, read.sigma_max, read.rho, read.levels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden values from an independent computation in 30-digit arithmetic.
    #[test]
    fn the_karras_grid_is_equation_5() {
        let sigmas = Karras::new(0.001, 1.0, 7.0, 20).unwrap().sigmas();
        let golden = [(0, 1.0), (1, 0.790_579_417_029_547), (10, 0.060_526_967_979_151_32), (19, 0.001)];
        for (i, sigma) in golden {
            assert!((sigmas[i] - sigma).abs() < 1e-12, "σ_{i} = {}", sigmas[i]);
        }
        assert!(sigmas.is_sorted_by(|a, b| a > b));
    }

    #[test]
    fn impossible_grids_cannot_be_made() {
        for (min, max, rho, levels) in [
            (0.0, 1.0, 7.0, 9),
            (1.0, 1.0, 7.0, 9),
            (0.1, f64::INFINITY, 7.0, 9),
            (0.1, 1.0, 0.0, 9),
            (f64::NAN, 1.0, 7.0, 9),
            (0.1, 1.0, f64::NAN, 9),
            (0.1, 1.0, 7.0, 1),
            (0.1, 1.0, 7.0, MAX_LEVELS + 1),
            // Levels that round to the same number.
            (0.999_999_999_999_99, 1.0, 7.0, 20),
            (0.1, 1.0, 1e-300, 9),
        ] {
            assert!(Karras::new(min, max, rho, levels).is_err(), "{min} {max} {rho} {levels}");
        }
    }
}
