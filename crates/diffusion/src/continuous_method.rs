//! A network that reads the noise level itself, trained over the whole range of a continuous schedule.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::dataset::Mixture;
use crate::process::{
    ContinuousSchedule, Grid, InvalidSchedule, Level, NoisePath, Parameterization, Preconditioning, Spacing, Target,
    Weighting,
};
use crate::sampler::{Prior, Sampler, SamplerBug, SamplerConfig, SamplingPlan, StartDistribution};

/// Choices that can stand together; as a reference, the [`ContinuousChoices`] themselves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ContinuousChoices")]
pub struct ContinuousMethod(ContinuousChoices);

/// The choices of a method on a continuous schedule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContinuousChoices {
    /// The levels that it is trained at.
    pub schedule: ContinuousSchedule,
    /// What the network predicts.
    pub target: Target,
    /// How its output becomes that prediction.
    pub preconditioning: Preconditioning,
    /// How much the loss counts at each level.
    pub weighting: Weighting,
    /// In which quantity the levels that training draws are even.
    pub training_spacing: Spacing,
    /// How many levels there are, evenly spaced in training; none where it is any level between the two ends.
    pub trained_levels: Option<usize>,
    /// The sampler.
    pub sampler: SamplerConfig,
    /// In which quantity the levels that the sampler takes are even.
    pub spacing: Spacing,
    /// Where sampling starts.
    pub start: StartDistribution,
    /// What is wrong in the sampler's steps: nothing, unless they are [DDPM's](Self::has_ddpm_steps).
    pub bug: SamplerBug,
}

/// The levels of a DDPM (Ho et al. 2020, sec. 4).
const USUAL_LEVELS: usize = 1_000;

impl ContinuousChoices {
    /// This schedule, target and sampler, without preconditioning, every level of the schedule's own time counting the
    /// same, and samples that start from `N(0, σ_max² I)`.
    pub fn new(schedule: ContinuousSchedule, target: Target, sampler: SamplerConfig) -> Self {
        Self {
            schedule,
            target,
            preconditioning: Preconditioning::None,
            weighting: Weighting::Uniform,
            training_spacing: Spacing::Clock,
            trained_levels: None,
            sampler,
            spacing: Spacing::Clock,
            start: StartDistribution::Noise,
            bug: SamplerBug::None,
        }
    }

    fn grid(&self) -> Result<Grid, InvalidSchedule> {
        let spaced = self.schedule.spaced_grid(self.spacing, self.sampler.steps)?;
        match self.trained_levels {
            Some(_) => self.counted_grid()?.nearest_to(&spaced),
            None => Ok(spaced),
        }
    }

    /// The levels from each of which to the next a β leads: those that are trained, where they are counted, and as many
    /// as Ho et al. 2020 have, spaced as the sampler's, where they are not.
    fn counted_grid(&self) -> Result<Grid, InvalidSchedule> {
        match self.trained_levels {
            Some(count) => self.schedule.spaced_grid(self.training_spacing, count),
            None => self.schedule.spaced_grid(self.spacing, USUAL_LEVELS),
        }
    }

    /// Whether samples take DDPM's steps on levels with βs, where they can have a [`SamplerBug`].
    pub fn has_ddpm_steps(&self) -> bool {
        self.sampler.sampler == Sampler::Ddpm && self.schedule.schedule().path() == NoisePath::Preserving
    }
}

impl ContinuousMethod {
    /// These choices.
    ///
    /// # Errors
    /// For the transition target, which means nothing without a grid, and where the schedule has no grid of as many
    /// levels as the sampler takes or as are trained.
    pub fn new(choices: ContinuousChoices) -> Result<Self, InvalidSchedule> {
        if choices.target == Target::Transition {
            return Err(InvalidSchedule("the target of the naive programs is defined on its own grid only"));
        }
        choices.grid()?;
        let bug = if choices.has_ddpm_steps() { choices.bug } else { SamplerBug::None };
        if bug != SamplerBug::None {
            choices.counted_grid()?;
        }
        Ok(Self(ContinuousChoices { bug, ..choices }))
    }

    /// The levels that the sampler takes, noisiest first: of those that are trained, where they are counted, the nearest
    /// ones to its spacing.
    pub fn grid(&self) -> Grid {
        self.0.grid().expect("the constructor made this very grid")
    }

    /// What the network learns of this data.
    pub fn parameterization(&self, data: &Mixture) -> Parameterization {
        Parameterization::new(self.target, self.preconditioning, data)
    }

    /// The level that training takes at `t` in [0, 1]: 0 is the cleanest; of counted levels each has an equal part.
    pub fn training_level(&self, t: f64) -> Level {
        let Some(count) = self.trained_levels else {
            return self.schedule.spaced_level(self.training_spacing, t.min(1.0));
        };
        let from_cleanest = ((t * count as f64) as usize).min(count - 1);
        self.schedule.level_of(self.training_spacing, count - 1 - from_cleanest, count)
    }

    /// The plan from noise to this data.
    pub fn plan(&self, data: &Mixture) -> SamplingPlan {
        let mut plan = SamplingPlan::new(self.sampler.sampler, self.sampler.options, &self.grid());
        if self.bug != SamplerBug::None {
            plan = plan.with_bug(self.bug, &self.counted_grid().expect("the constructor made this very grid"));
        }
        match self.start {
            StartDistribution::Noise => plan,
            StartDistribution::Moments => {
                let prior = Prior::with_moments(data, plan.levels()[0]);
                plan.from(prior)
            }
        }
    }

    /// Whether the networks of both learn the same: only how samples are drawn may differ.
    pub fn is_trained_like(&self, other: &Self) -> bool {
        let ContinuousChoices { sampler, spacing, start, bug, .. } = self.0;
        ContinuousChoices { sampler, spacing, start, bug, ..other.0 } == self.0
    }
}

impl Deref for ContinuousMethod {
    type Target = ContinuousChoices;

    fn deref(&self) -> &ContinuousChoices {
        &self.0
    }
}

impl TryFrom<ContinuousChoices> for ContinuousMethod {
    type Error = InvalidSchedule;

    fn try_from(read: ContinuousChoices) -> Result<Self, InvalidSchedule> {
        Self::new(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard_method::StandardMethod;
    use crate::{Method, Preset};

    /// catches: levels of sampling that lie between those of training, an end that is never drawn, or drawn twice as often
    #[test]
    fn samples_take_levels_that_are_trained() {
        let config = StandardMethod::Ddpm.config(&Preset::SimpleMultimodal.config());
        let Method::Continuous(method) = config.method else { unreachable!("a standard method") };
        let trained: Vec<Level> = (0..1_000).map(|i| method.training_level((f64::from(i) + 0.5) / 1_000.0)).collect();
        assert!(trained.is_sorted_by(|a, b| a.ratio() < b.ratio()), "each has its part");
        assert!(method.grid().levels().iter().all(|level| trained.contains(level)));
        assert_eq!([method.training_level(0.0), method.training_level(1.0)], [trained[0], trained[999]]);
        assert_eq!(method.grid().levels()[0], Level { alpha: 0.0, sigma: 1.0 });
    }
}
