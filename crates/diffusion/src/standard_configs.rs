//! Every choice of the standard methods.

use crate::config::{Activation, Config, Loss, Networks, Optimizer, RateSchedule, TargetSource};
use crate::continuous_method::{ContinuousChoices, ContinuousMethod};
use crate::method::{Method, NoiseRange};
use crate::process::{ContinuousSchedule, Preconditioning, Schedule, Spacing, Target, Weighting};
use crate::sampler::{Sampler, SamplerConfig, SamplerOptions, StartDistribution};
use crate::standard_method::StandardMethod;

impl StandardMethod {
    /// This method for the data of a configuration, whose seed, draw and number of samples it keeps.
    pub fn config(self, base: &Config) -> Config {
        let NoiseRange { sigma_min, sigma_max, rho } = Self::noise_range(self.schedule(), &base.dataset.mixture(), 0.0);
        let (target, weighting, spacing, steps) = match self {
            Self::Edm => (Target::X0, Weighting::Edm, Spacing::Karras, 40),
            Self::Flow => (Target::Flow, Weighting::Uniform, Spacing::Log, 50),
            Self::Ddpm => (Target::Eps, Weighting::Uniform, Spacing::Log, 50),
        };
        let sampler = SamplerConfig { sampler: Sampler::Heun, options: SamplerOptions::default(), steps };
        let choices = |schedule| ContinuousChoices {
            preconditioning: Preconditioning::Edm,
            weighting,
            training_spacing: Spacing::Log,
            trained_levels: (self == Self::Ddpm).then_some(1_000),
            spacing,
            start: StartDistribution::Moments,
            ..ContinuousChoices::new(schedule, target, sampler)
        };
        let method = ContinuousSchedule::new(self.schedule(), sigma_min, sigma_max, rho)
            .and_then(|schedule| ContinuousMethod::new(choices(schedule)))
            .expect("the ends of the range are far apart for any data");
        Config {
            standard: Some(self),
            method: Method::Continuous(method),
            width: 64,
            depth: 3,
            activation: Activation::Silu,
            features: 6,
            networks: Networks::Shared,
            loss: Loss::WeightedMean,
            targets: TargetSource::WideField,
            stratified: true,
            batch: 256,
            iterations: 10_000,
            rate: 8e-3,
            optimizer: Optimizer::Muon,
            ema: 0.999,
            rate_schedule: RateSchedule::Cosine,
            warmup: 100,
            ..base.clone()
        }
    }

    fn schedule(self) -> Schedule {
        match self {
            Self::Edm => Schedule::Karras,
            Self::Flow => Schedule::Flow,
            Self::Ddpm => Schedule::Cosine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Spikes;
    use crate::evaluation::wasserstein::SlicedWasserstein;
    use crate::sampler::{CloudSampling, noised_start};
    use crate::{Dataset, Level, Preset};

    fn of(method: StandardMethod, dataset: Dataset) -> Config {
        method.config(&Config { dataset, ..Preset::SimpleMultimodal.config() })
    }

    #[test]
    fn the_range_of_noise_follows_the_data() {
        let far: Spikes = Spikes::read(["0:0:0.05:1", "3:0:0.05:1"], |text| text.parse().ok()).unwrap();
        for (dataset, smallest, largest) in
            [(Dataset::FourSpikes, 0.001, 5.1), (Dataset::Corner, 0.001, 0.05), (Dataset::Spikes(far), 0.005, 5.4)]
        {
            let range = of(StandardMethod::Edm, dataset).method.noise_range().unwrap();
            assert_eq!((range.sigma_min, range.sigma_max), (smallest, largest));
        }
        let moons = Dataset::Moons.mixture();
        assert_eq!(StandardMethod::noise_range(Schedule::Karras, &moons, 80.0).sigma_max, 80.0);
        assert_eq!(StandardMethod::noise_range(Schedule::Flow, &moons, 80.0).sigma_max, f64::INFINITY);
    }

    /// What start, levels and sampler alone cost, for every data set: with the exact denoiser samples are as near to the
    /// data as perfect ones.
    /// catches: a range that is too narrow for the data, levels that miss its smallest scale, a start that is off
    #[test]
    fn with_the_exact_denoiser_every_method_samples_any_data() {
        for method in StandardMethod::ALL {
            for dataset in Dataset::ALL {
                let (config, data) = (of(method, dataset.clone()), dataset.mixture());
                let plan = config.method.plan(&data);
                let sliced = SlicedWasserstein::new(&data, 1_000);
                let mean =
                    |cloud: &dyn Fn(u32) -> Vec<f64>| (0..8).map(|draw| sliced.w1(&cloud(draw))).sum::<f64>() / 8.0;
                let sampled = mean(&|draw| {
                    let start = plan.prior().sample(1_000, data.dim(), 3, draw);
                    let Ok(end) = CloudSampling::new(&data, start, 3, draw).through(plan.clone(), 0).finish();
                    end
                });
                let perfect = mean(&|draw| noised_start(&data, Level::CLEAN, 1_000, 3, draw));
                println!("{} {} {:.4} {:.4}", method.key(), dataset.key(), sampled, perfect);
                assert!(sampled < 1.3 * perfect + 0.004, "{method:?} {dataset:?}: {sampled}, perfect {perfect}");
            }
        }
    }
}
