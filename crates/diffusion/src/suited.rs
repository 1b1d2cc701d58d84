//! Which choices suit a method and its data. Outside of them samples miss the data, or training fails.
//!
//! Measured with two seeds and more of every preset and method; `tests/any_data.rs` holds ends against runs.

use crate::config::{Config, Optimizer};
use crate::dataset::Dataset;
use crate::method::Method;
use crate::process::{BetaSchedule, SIGMA_MIN_RANGE};
use crate::standard_method::StandardMethod;

/// From the lowest to the highest number that suits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SuitedRange {
    /// The lowest.
    pub low: f64,
    /// The highest; may be infinite.
    pub high: f64,
}

impl SuitedRange {
    /// Whether a number suits.
    pub fn contains(self, number: f64) -> bool {
        (self.low..=self.high).contains(&number)
    }
}

/// How often the noise that sampling ends with has to go into the data's smallest standard deviation: a jump to the best
/// guess then takes 2 % of it away.
const ENDS_BELOW_STD: f64 = 5.0;

/// A naive network bears so many times its program's largest noise: with twice as much, the four spikes are missed by
/// ten times as far; with five to ten times as much, training fails.
const NAIVE_BEARS: f64 = 1.5;

/// A DDPM's start is nearly pure noise from this last β on.
const LEAST_LAST_BETA: f64 = 0.5;

/// Gradient descent bears so many times its own rate; with ten times as much it fails.
const SGD_BEARS: f64 = 3.0;

/// The optimizers that scale their steps bear so many times their own rate; with forty times as much nothing is learned.
const SCALED_BEARS: f64 = 12.0;

impl Config {
    /// The largest noises that suit this method and its data; none where every β is listed.
    pub fn suited_sigma_max(&self) -> Option<SuitedRange> {
        let data = self.dataset.mixture();
        Some(match &self.method {
            Method::Continuous(_) => SuitedRange { low: StandardMethod::least_sigma_max(&data), high: f64::INFINITY },
            Method::Naive(_) => {
                let own = self.unchanged().method.karras().map_or(1.0, crate::process::Karras::sigma_max);
                // The root mean square of the coordinate in which the data are larger: the start has to cover that.
                let size = (0..data.dim()).map(|axis| data.mean(axis).hypot(data.std(axis))).fold(0.0, f64::max);
                SuitedRange { low: own.min(size), high: NAIVE_BEARS * own }
            }
            Method::Ddpm { betas: BetaSchedule::Karras(_), .. } => SuitedRange { low: LEAST_LAST_BETA, high: 1.0 },
            Method::Ddpm { betas: BetaSchedule::Listed(_), .. } => return None,
        })
    }

    /// The smallest noises that suit this method and its data; none where they follow from βs.
    pub fn suited_sigma_min(&self) -> Option<SuitedRange> {
        let smallest = self.dataset.mixture().smallest_std();
        let high = match self.method {
            Method::Continuous(_) => smallest / ENDS_BELOW_STD,
            // Its last step removes what noise is left.
            Method::Naive(_) => smallest,
            Method::Ddpm { .. } => return None,
        };
        Some(SuitedRange { low: SIGMA_MIN_RANGE[0], high: high.max(SIGMA_MIN_RANGE[0]) })
    }

    /// The learning rates that suit; none where another optimizer has taken the place of the method's own.
    pub fn suited_rate(&self) -> Option<SuitedRange> {
        let own = self.unchanged();
        let times = if self.optimizer == Optimizer::Sgd { SGD_BEARS } else { SCALED_BEARS };
        (own.optimizer == self.optimizer).then_some(SuitedRange { low: 0.0, high: times * own.rate })
    }

    /// Whether the method is made for such data: those of the original programs only for spikes around 1.
    pub fn suits_data(&self) -> bool {
        matches!(self.method, Method::Continuous(_))
            || matches!(self.dataset, Dataset::SpikeAtOne | Dataset::Corner | Dataset::FourSpikes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;
    use crate::method::NoiseRange;

    fn is_suited(config: &Config) -> bool {
        let range = config.method.noise_range();
        let [max, min] = [config.suited_sigma_max(), config.suited_sigma_min()];
        let fits = |suited: Option<SuitedRange>, own: Option<f64>| {
            suited.zip(own).is_none_or(|(suited, own)| suited.contains(own))
        };
        fits(max, range.map(|range| range.sigma_max))
            && fits(min, range.map(|range| range.sigma_min))
            && fits(config.suited_rate(), Some(config.rate))
            && config.suits_data()
    }

    #[test]
    fn what_a_preset_or_a_method_brings_suits_it() {
        for preset in Preset::ALL {
            assert!(is_suited(&preset.config()), "{preset:?}");
        }
        for method in StandardMethod::ALL {
            for dataset in Dataset::ALL {
                let config = method.config(&Config { dataset, ..Preset::SimpleMultimodal.config() });
                assert!(is_suited(&config), "{method:?} {:?}", config.dataset);
            }
        }
    }

    #[test]
    fn what_fails_does_not_suit() {
        let preset = Preset::SimpleMultimodal.config();
        let with = |sigma_min, sigma_max| {
            let mut config = preset.clone();
            config.method.set_noise_range(NoiseRange { sigma_min, sigma_max, rho: 7.0 }).unwrap();
            config
        };
        assert!(is_suited(&with(0.001, 1.2)));
        for config in [
            with(0.001, 10.0),
            with(0.001, 0.3),
            with(0.1, 1.0),
            Config { rate: 0.01, ..preset.clone() },
            Config { dataset: Dataset::Moons, ..preset.clone() },
            Config { rate: 0.2, ..StandardMethod::Edm.config(&preset) },
            // On a schedule that knows every level, but on the program's range.
            preset.to_continuous().unwrap(),
        ] {
            assert!(!is_suited(&config), "{config:?}");
        }
        assert_eq!(Config { optimizer: Optimizer::AdamW, ..preset }.suited_rate(), None);
    }
}
