//! The work–precision comparison: how far samplers are from the exact flow, against their evaluations of the denoiser.

use serde::{Deserialize, Serialize};

use super::wasserstein::SlicedCloud;
use crate::dataset::Mixture;
use crate::process::{ContinuousSchedule, Spacing};
use crate::sampler::{CloudSampling, Sampler, SamplerOptions, SamplingPlan, noised_start, probability_flow_plan};

/// Levels of the exact flow: more than any compared sampler has, so that its own error stays behind theirs.
const EXACT_FLOW_LEVELS: usize = 200;

/// What all samplers share: schedule, start and reference. They start from the same points of the true noised data.
#[derive(Clone, Debug)]
pub struct WorkPrecisionComparison {
    data: Mixture,
    schedule: ContinuousSchedule,
    spacing: Spacing,
    options: SamplerOptions,
    start: Vec<f64>,
    /// Where the exact flow takes the start.
    reference: SlicedCloud,
    seed: u32,
}

/// One sampler with one number of levels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkPrecisionPoint {
    /// The sampler.
    pub sampler: Sampler,
    /// How often the denoiser was evaluated for every point.
    pub evaluations: usize,
    /// The sliced W1 between the sampler's cloud and the one that the exact flow makes of the same start, both at the
    /// schedule's last level. Solvers of the flow come down to 0 with their order; stochastic samplers draw another
    /// cloud of the same distribution and stay above what two such clouds differ by.
    pub error: f64,
}

impl WorkPrecisionComparison {
    /// With `rows` points (at least one) of the data, noised to the schedule's noisiest level.
    pub fn new(data: &Mixture, schedule: ContinuousSchedule, options: SamplerOptions, rows: usize, seed: u32) -> Self {
        let Ok(reference) = Self::exact_flow(data, schedule, rows, seed).finish();
        Self::with_reference(data, schedule, options, &reference, seed)
    }

    /// The cloud of the reference, to be sampled piece by piece.
    pub fn exact_flow(data: &Mixture, schedule: ContinuousSchedule, rows: usize, seed: u32) -> CloudSampling<&Mixture> {
        let (first, path) = (schedule.level(1.0), schedule.schedule().path());
        let flow = probability_flow_plan(path, first, schedule.ratio_min(), EXACT_FLOW_LEVELS);
        CloudSampling::new(data, noised_start(data, first, rows, seed, 0), 0, 0).through(flow, 0)
    }

    /// With the end of [`Self::exact_flow`] of the same data, schedule and seed.
    pub fn with_reference(
        data: &Mixture,
        schedule: ContinuousSchedule,
        options: SamplerOptions,
        reference: &[f64],
        seed: u32,
    ) -> Self {
        let start = noised_start(data, schedule.level(1.0), reference.len() / data.dim(), seed, 0);
        let reference = SlicedCloud::new(reference, data.dim());
        Self { data: data.clone(), schedule, spacing: Spacing::Clock, options, start, reference, seed }
    }

    /// On levels that are spaced in another way than by the schedule's own time.
    #[must_use]
    pub fn spaced(self, spacing: Spacing) -> Self {
        Self { spacing, ..self }
    }

    /// The points of one sampler, one for each limit on the evaluations, rising, that allows for two levels or more.
    /// Lazily: each point is worked out when the iterator comes to it.
    pub fn points(&self, sampler: Sampler, limits: &[usize]) -> impl Iterator<Item = WorkPrecisionPoint> {
        limits.iter().filter_map(move |limit| {
            let grid = self.schedule.spaced_grid(self.spacing, sampler.levels_within(*limit, self.options)?).ok()?;
            let plan = SamplingPlan::to_last_level(sampler, self.options, &grid);
            let Ok(cloud) = plan.run(&self.data, &self.start, self.seed, 0);
            let error = self.reference.w1(&cloud.x);
            Some(WorkPrecisionPoint { sampler, evaluations: cloud.evaluations, error })
        })
    }
}

/// The slope of `log error` over `log evaluations` by least squares: -p for a method of order p, where steps are small
/// enough. None without two different numbers of evaluations with errors above 0.
pub fn slope(points: &[WorkPrecisionPoint]) -> Option<f64> {
    let logs = points.iter().filter(|point| point.error > 0.0);
    let logs: Vec<[f64; 2]> = logs.map(|point| [(point.evaluations as f64).ln(), point.error.ln()]).collect();
    let count = logs.len() as f64;
    let [x, y] = logs.iter().fold([0.0, 0.0], |mean, log| [mean[0] + log[0] / count, mean[1] + log[1] / count]);
    let covariance: f64 = logs.iter().map(|log| (log[0] - x) * (log[1] - y)).sum();
    let variance: f64 = logs.iter().map(|log| (log[0] - x).powi(2)).sum();
    (variance > 0.0).then(|| covariance / variance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Schedule};

    fn comparison() -> WorkPrecisionComparison {
        let schedule = ContinuousSchedule::new(Schedule::Karras, 0.05, 5.0, 7.0).unwrap();
        WorkPrecisionComparison::new(&Dataset::TwoModes.mixture(), schedule, SamplerOptions::default(), 300, 0)
    }

    #[test]
    fn solvers_fall_with_their_order() {
        let comparison = comparison();
        for sampler in Sampler::ALL {
            let points: Vec<WorkPrecisionPoint> = comparison.points(sampler, &[96, 192, 384]).collect();
            let slope = slope(&points);
            if let Some(order) = sampler.order() {
                assert!((slope.unwrap() + f64::from(order)).abs() < 0.5, "{sampler:?}: {slope:?}");
            }
        }
    }

    #[test]
    fn evaluations_are_counted_and_kept_within_their_limit() {
        let comparison = comparison();
        for sampler in Sampler::ALL {
            for point in comparison.points(sampler, &[9, 33]) {
                assert!(point.evaluations <= 33 && point.error.is_finite(), "{point:?}");
            }
        }
        assert_eq!(comparison.points(Sampler::Rk4, &[3]).count(), 0);
    }

    #[test]
    fn a_slope_needs_two_points() {
        let point = |evaluations, error| WorkPrecisionPoint { sampler: Sampler::Euler, evaluations, error };
        assert!((slope(&[point(10, 0.1), point(100, 0.001)]).unwrap() + 2.0).abs() < 1e-12);
        assert_eq!(slope(&[point(10, 0.1), point(10, 0.2)]), None);
        assert_eq!(slope(&[point(10, 0.1), point(20, 0.0)]), None);
        assert_eq!(slope(&[]), None);
    }
}
