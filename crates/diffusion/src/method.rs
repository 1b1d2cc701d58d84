//! A method: noise levels, the target that is learned at them, and how samples are drawn. What must not be combined
//! cannot be written.

use serde::{Deserialize, Serialize};

use crate::continuous_method::{ContinuousChoices, ContinuousMethod};
use crate::counts::{MAX_REPEATS, from_one_to};
use crate::dataset::{Mixture, TabulatedDensity};
use crate::denoiser::domain::NetworkDomain;
use crate::process::{
    BetaSchedule, ContinuousSchedule, Grid, InvalidSchedule, Karras, KarrasBetas, Level, Parameterization,
    Preconditioning, Schedule, Spacing, Target,
};
pub use crate::process::{NoiseRange, SIGMA_MAX_RANGE, SIGMA_MIN_RANGE, USUAL_RHO};
use crate::sampler::{Prior, Sampler, SamplerConfig, SamplingPlan, SamplingStep};

/// The two families of the original programs, and networks on continuous schedules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// Naive denoising: learn the noise between neighbouring levels and subtract it, with no noise added while
    /// sampling.
    Naive(Karras),
    /// Denoising diffusion (Ho et al. 2020, algorithms 1 and 2).
    Ddpm {
        /// `β_0 … β_{T-1}`.
        betas: BetaSchedule,
        /// How samples are drawn.
        variant: DdpmVariant,
    },
    /// A network that reads the noise level itself, trained at every level of a continuous schedule.
    Continuous(ContinuousMethod),
}

/// How samples of a DDPM are drawn: as in the original programs, or by another sampler.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum DdpmVariant {
    /// From `N(√ᾱ_{T-1}, 1-ᾱ_{T-1})` through all levels.
    Whole,
    /// As `Whole`, with the last step repeated so many times more.
    Repeat(#[serde(deserialize_with = "from_one_to::<_, MAX_REPEATS>")] usize),
    /// From the tabulated density of the noisiest level to level 0, where it stops: the step from level 0 to the data
    /// is left out.
    Inner,
    /// By another sampler, on all levels or evenly strided ones.
    Sampler(SamplerConfig),
}

impl Method {
    /// The noise levels, noisiest first: those that a network is trained at, or, where it is trained at all, those that
    /// its sampler takes.
    pub fn grid(&self) -> Grid {
        match self {
            Self::Naive(karras) => Grid::karras(karras),
            Self::Ddpm { betas, .. } => Grid::ddpm(&betas.betas()),
            Self::Continuous(method) => method.grid(),
        }
    }

    /// The target that the network learns.
    pub fn target(&self) -> Target {
        match self {
            Self::Naive(_) => Target::Transition,
            Self::Ddpm { .. } => Target::Eps,
            Self::Continuous(method) => method.target,
        }
    }

    /// What a network's output means for this data, at levels where it is not a matter of the grid.
    pub fn parameterization(&self, data: &Mixture) -> Parameterization {
        match self {
            Self::Continuous(method) => method.parameterization(data),
            Self::Naive(_) | Self::Ddpm { .. } => Parameterization::new(self.target(), Preconditioning::None, data),
        }
    }

    /// The levels at which its network is defined.
    pub fn domain(&self) -> NetworkDomain {
        match self {
            Self::Naive(_) => NetworkDomain::OwnGrid,
            Self::Ddpm { .. } => NetworkDomain::Levels,
            Self::Continuous(_) => NetworkDomain::Everywhere,
        }
    }

    /// Whether the networks of both learn the same: only how samples are drawn may differ.
    pub fn is_trained_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ddpm { betas: a, .. }, Self::Ddpm { betas: b, .. }) => a == b,
            (Self::Continuous(a), Self::Continuous(b)) => a.is_trained_like(b),
            _ => self == other,
        }
    }

    /// The sampler that draws its samples.
    pub fn sampler(&self) -> Sampler {
        match self {
            Self::Naive(_) => Sampler::Naive,
            Self::Ddpm { variant: DdpmVariant::Sampler(config), .. } => config.sampler,
            Self::Ddpm { .. } => Sampler::OriginalDdpm,
            Self::Continuous(method) => method.sampler.sampler,
        }
    }

    /// How the levels that its sampler takes are spaced, on a continuous schedule; in the schedule's own time where there
    /// is none.
    pub fn spacing(&self) -> Spacing {
        if let Self::Continuous(method) = self { method.spacing } else { Spacing::Clock }
    }

    /// The sampler with its choices; none where samples are drawn as in an original program.
    pub fn sampler_config(&self) -> Option<SamplerConfig> {
        match self {
            Self::Ddpm { variant: DdpmVariant::Sampler(config), .. } => Some(*config),
            Self::Continuous(method) => Some(method.sampler),
            Self::Naive(_) | Self::Ddpm { .. } => None,
        }
    }

    /// The Karras parameters, where the levels come from them.
    pub fn karras(&self) -> Option<&Karras> {
        match self {
            Self::Naive(karras) => Some(karras),
            Self::Ddpm { betas: BetaSchedule::Karras(betas), .. } => Some(betas.karras()),
            Self::Ddpm { betas: BetaSchedule::Listed(_), .. } | Self::Continuous(_) => None,
        }
    }

    /// Puts another Karras grid in the place of the one there is.
    ///
    /// # Errors
    /// Where there is none, and where the grid cannot serve: betas must stay below 1.
    pub fn set_karras(&mut self, karras: Karras) -> Result<(), InvalidSchedule> {
        match self {
            Self::Naive(own) => *own = karras,
            Self::Ddpm { betas: BetaSchedule::Karras(own), .. } => *own = KarrasBetas::new(karras)?,
            Self::Ddpm { betas: BetaSchedule::Listed(_), .. } | Self::Continuous(_) => {
                return Err(InvalidSchedule("these levels do not come from a Karras grid"));
            }
        }
        Ok(())
    }

    /// The range of the noise and how levels are spaced in it; none where every β is listed.
    pub fn noise_range(&self) -> Option<NoiseRange> {
        if let Self::Continuous(method) = self {
            let schedule = method.schedule;
            let (sigma_min, sigma_max) = (schedule.ratio_min(), schedule.ratio_max());
            return Some(NoiseRange { sigma_min, sigma_max, rho: schedule.rho() });
        }
        let karras = self.karras()?;
        Some(NoiseRange { sigma_min: karras.sigma_min(), sigma_max: karras.sigma_max(), rho: karras.rho() })
    }

    /// Another range and spacing, with as many levels as before.
    ///
    /// # Errors
    /// Where every β is listed, and where there are no such levels: betas must stay below 1, and neighbours apart.
    pub fn set_noise_range(&mut self, range: NoiseRange) -> Result<(), InvalidSchedule> {
        let NoiseRange { sigma_min, sigma_max, rho } = range;
        if let Self::Continuous(method) = self {
            let schedule = ContinuousSchedule::new(method.schedule.schedule(), sigma_min, sigma_max, rho)?;
            *method = ContinuousMethod::new(ContinuousChoices { schedule, ..**method })?;
            return Ok(());
        }
        let levels = self.karras().map_or(0, Karras::levels);
        self.set_karras(Karras::new(sigma_min, sigma_max, rho, levels)?)
    }

    /// A continuous schedule on the range of noise that there is: Karras et al.'s for their levels, linear β for a
    /// DDPM.
    ///
    /// # Errors
    /// Where there is none: the levels are too close to each other, or all of them nearly pure data or nearly pure noise.
    pub fn continuous_schedule(&self) -> Result<ContinuousSchedule, InvalidSchedule> {
        match self {
            Self::Continuous(method) => Ok(method.schedule),
            Self::Naive(karras) => {
                ContinuousSchedule::new(Schedule::Karras, karras.sigma_min(), karras.sigma_max(), karras.rho())
            }
            Self::Ddpm { .. } => {
                let grid = self.grid();
                let [noisiest, cleanest] = [grid.levels()[0], grid.levels()[grid.len() - 1]].map(Level::ratio);
                if noisiest < SIGMA_MAX_RANGE[0] || cleanest > SIGMA_MIN_RANGE[1] {
                    return Err(InvalidSchedule("these levels are all nearly pure data, or nearly pure noise"));
                }
                let (from, to) = (noisiest.min(SIGMA_MAX_RANGE[1]), cleanest.max(SIGMA_MIN_RANGE[0]));
                ContinuousSchedule::new(Schedule::LinearBeta, to, from, USUAL_RHO)
            }
        }
    }

    /// The plan from noise to this data.
    pub fn plan(&self, data: &Mixture) -> SamplingPlan {
        let (grid, sampler) = (self.grid(), self.sampler());
        match self {
            Self::Naive(_) => SamplingPlan::new(sampler, Default::default(), &grid),
            Self::Ddpm { variant: DdpmVariant::Sampler(SamplerConfig { options, steps, .. }), .. } => {
                let strided = grid.strided((*steps).clamp(2, grid.len())).expect("from 2 to all of its levels");
                SamplingPlan::new(sampler, *options, &strided)
            }
            Self::Ddpm { variant, .. } => {
                let (first, last) = (grid.levels()[0], grid.len() - 1);
                let gaussian = Prior::Gaussian { mean: [first.alpha; 2], std: [first.sigma; 2] };
                let (prior, count, repeats) = match variant {
                    DdpmVariant::Inner => (Prior::Tabulated(TabulatedDensity::perturbed(data, first)), last, 0),
                    DdpmVariant::Repeat(repeats) => (gaussian, last + 1, *repeats),
                    DdpmVariant::Whole | DdpmVariant::Sampler(_) => (gaussian, last + 1, 0),
                };
                let levels = (0..count).chain(std::iter::repeat_n(last, repeats));
                let steps = levels.map(|i| SamplingStep::original(&grid, i)).collect();
                SamplingPlan::original(sampler, prior, steps)
            }
            Self::Continuous(method) => method.plan(data),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Preset;
    use crate::sampler::original_ddpm_step;

    fn continuous() -> Method {
        Preset::SimpleMultimodal.config().to_continuous().unwrap().method
    }

    /// catches: βs taken for σs
    #[test]
    fn a_continuous_schedule_spans_the_noise_of_the_levels_that_it_takes_the_place_of() {
        for method in [Preset::SimpleMultimodal, Preset::MultimodalDdpm].map(|preset| preset.config().method) {
            let (grid, schedule) = (method.grid(), method.continuous_schedule().unwrap());
            let [noisiest, cleanest] = [grid.levels()[0], grid.levels()[grid.len() - 1]].map(Level::ratio);
            assert!((schedule.ratio_max() / noisiest - 1.0).abs() < 1e-9, "{schedule:?}");
            assert!((schedule.ratio_min() / cleanest - 1.0).abs() < 1e-9, "{schedule:?}");
        }
    }

    #[test]
    fn the_range_of_the_noise_is_set_and_read() {
        for mut method in [Preset::SimpleMultimodal, Preset::MultimodalDdpm].map(|preset| preset.config().method) {
            let levels = method.grid().len();
            let range = NoiseRange { sigma_min: 0.01, sigma_max: 0.5, rho: 3.0 };
            method.set_noise_range(range).unwrap();
            assert_eq!((method.noise_range(), method.grid().len()), (Some(range), levels));
        }
        let mut method = continuous();
        let range = NoiseRange { sigma_min: 0.01, sigma_max: 80.0, rho: 3.0 };
        method.set_noise_range(range).unwrap();
        assert_eq!(method.noise_range(), Some(range));
        assert!((method.grid().levels()[0].ratio() / 80.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_impossible_range_is_refused_and_nothing_changes() {
        let closest = NoiseRange { sigma_min: 0.999_999_999_999_99, sigma_max: 1.0, rho: 7.0 };
        let wrong = NoiseRange { sigma_min: 1.0, sigma_max: 0.1, rho: 7.0 };
        let mut ddpm = Preset::MultimodalDdpm.config().method;
        assert!(ddpm.set_noise_range(NoiseRange { sigma_min: 0.1, sigma_max: 1.5, rho: 7.0 }).is_err());
        for method in [Preset::SimpleMultimodal.config().method, ddpm, continuous()] {
            for range in [closest, wrong] {
                let mut changed = method.clone();
                assert!(changed.set_noise_range(range).is_err() && changed == method);
            }
        }
        let mut listed = Preset::SingleDdpm.config().method;
        assert_eq!(listed.noise_range(), None);
        assert!(listed.set_noise_range(NoiseRange { sigma_min: 0.1, sigma_max: 0.5, rho: 7.0 }).is_err());
    }

    /// What crosses to the worker is checked on arrival, as what is typed is.
    #[test]
    fn what_cannot_be_made_cannot_be_read() {
        let text = serde_json::to_string(&continuous()).unwrap();
        assert_eq!(serde_json::from_str::<Method>(&text).unwrap(), continuous());
        for (from, to) in
            [("\"steps\":20", "\"steps\":0"), ("\"Eps\"", "\"Transition\""), ("\"ratio_min\":", "\"ratio_min\":-")]
        {
            assert!(text.contains(from) && serde_json::from_str::<Method>(&text.replace(from, to)).is_err(), "{to}");
        }
        let naive = serde_json::to_string(&Preset::SimpleMultimodal.config().method).unwrap();
        assert!(serde_json::from_str::<Method>(&naive.replace("\"levels\":20", "\"levels\":0")).is_err(), "{naive}");
        let ddpm = serde_json::to_string(&Preset::SingleDdpm.config().method).unwrap();
        assert!(serde_json::from_str::<Method>(&ddpm.replace("0.999", "1.5")).is_err(), "{ddpm}");
    }

    /// The steps of an original program that draw a z.
    fn noisy_steps(preset: Preset) -> Vec<bool> {
        let config = preset.config();
        let data = config.dataset.mixture();
        let draws = |step: &SamplingStep| {
            let mut drawn = false;
            let z = || {
                drawn = true;
                0.0
            };
            let Ok(()) = original_ddpm_step(&mut [0.3], *step, &data, z);
            drawn
        };
        config.method.plan(&data).steps().iter().map(draws).collect()
    }

    #[test]
    fn noise_is_added_where_the_original_programs_add_it() {
        let single = noisy_steps(Preset::SingleDdpm);
        assert!(single[..8].iter().all(|noisy| *noisy) && single[8..] == [false, false]);
        // detailed_DDPM leaves out the step to the data.
        let detailed = noisy_steps(Preset::DetailedDdpm);
        assert!(detailed[..7].iter().all(|noisy| *noisy) && detailed[7..] == [false]);
    }
}
