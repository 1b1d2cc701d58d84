//! Today's standard methods, each with one set of choices that suits any data.

use serde::{Deserialize, Serialize};

use crate::dataset::Mixture;
use crate::process::{FAR_RATIO, NoiseRange, SIGMA_MIN_RANGE, Schedule, USUAL_RHO};

/// A method that suits any data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StandardMethod {
    /// The denoiser of Karras et al. 2022.
    Edm,
    /// Flow matching along straight lines.
    Flow,
    /// Denoising diffusion with a thousand levels.
    Ddpm,
}

/// How many standard deviations of the data the noisiest level has at least: with a start of the right moments the
/// distance to the data then grows by less than 0.003.
const LARGEST_IN_STDS: f64 = 5.0;

/// How often the cleanest level goes into the data's smallest standard deviation.
const SMALLEST_PER_STD: f64 = 10.0;

impl StandardMethod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Edm, Self::Flow, Self::Ddpm];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Edm => "edm",
            Self::Flow => "flow",
            Self::Ddpm => "ddpm",
        }
    }

    /// The method of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.key() == key)
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Edm => "EDM",
            Self::Flow => "flow matching",
            Self::Ddpm => "DDPM, 1 000 levels",
        }
    }

    /// What it is and what to look for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Edm => {
                "A denoiser whose input and output are scaled to size 1 at every level, trained on all levels alike, from \
                 five times the data's width down to a tenth of its finest part."
            }
            Self::Flow => {
                "Data and noise are joined by straight lines, and the network learns the velocity along them. Samples \
                 start at pure noise."
            }
            Self::Ddpm => {
                "The noise ε is learned at a thousand levels between data and pure noise, and samples take fifty of them."
            }
        }
    }

    /// Where it is from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Edm => "Karras et al. 2022, Elucidating the Design Space of Diffusion-Based Generative Models",
            Self::Flow => "Lipman et al. 2023, Flow Matching; Liu et al. 2023, Rectified Flow",
            Self::Ddpm => {
                "Ho et al. 2020, Denoising Diffusion Probabilistic Models; Nichol & Dhariwal 2021, Improved DDPM"
            }
        }
    }

    /// The range of noise that suits this data on a schedule: down to a tenth of its smallest standard deviation, up to
    /// pure noise where the schedule reaches it, else to what was chosen and five standard deviations at least.
    pub fn noise_range(schedule: Schedule, data: &Mixture, chosen: f64) -> NoiseRange {
        let sigma_min = smallest_noise(data);
        // An infinity was the choice of another schedule.
        let chosen = if chosen.is_finite() { chosen } else { 0.0 };
        let finite = Self::least_sigma_max(data).max(chosen.min(FAR_RATIO));
        let sigma_max = if schedule.reaches_pure_noise() { f64::INFINITY } else { finite };
        NoiseRange { sigma_min, sigma_max, rho: USUAL_RHO }
    }

    /// The least σ/α that sampling of this data may start from: five standard deviations, to the next larger number of
    /// two digits.
    pub fn least_sigma_max(data: &Mixture) -> f64 {
        let needed = LARGEST_IN_STDS * data.overall_std();
        let unit = 10f64.powi(1 - needed.log10().floor() as i32);
        let needed = (needed * unit - 1e-9).ceil() / unit;
        needed.max(2.0 * smallest_noise(data)).min(FAR_RATIO)
    }
}

/// A tenth of the smallest standard deviation, to twelve digits: nobody means 0.0068000000000000005.
fn smallest_noise(data: &Mixture) -> f64 {
    let tenth = data.smallest_std() / SMALLEST_PER_STD;
    let unit = 10f64.powi(11 - tenth.log10().floor() as i32);
    ((tenth * unit).round() / unit).clamp(SIGMA_MIN_RANGE[0], SIGMA_MIN_RANGE[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cleanest_level_is_a_number_that_a_person_would_write() {
        let smallest = |std| {
            let data = Mixture::equal(1, &[[0.0; 2]], std);
            StandardMethod::noise_range(Schedule::Karras, &data, 0.0).sigma_min.to_string()
        };
        for (std, text) in [(0.068, "0.0068"), (0.07, "0.007"), (0.01, "0.001"), (0.05, "0.005"), (0.123, "0.0123")] {
            assert_eq!(smallest(std), text);
        }
    }

    #[test]
    fn every_key_leads_back_to_its_own_variant() {
        assert!(StandardMethod::ALL.iter().all(|method| StandardMethod::from_key(method.key()) == Some(*method)));
    }
}
