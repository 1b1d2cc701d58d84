//! The race: how far samplers are from the exact flow, against how often they ask the denoiser.

use serde::{Deserialize, Serialize};

use crate::metric::wasserstein::between;
use crate::sampler::{Course, End, Options, Sampler, carry, noised_start, probability_flow};
use crate::schedule::Continuous;
use crate::{Level, Mixture};

/// Levels of the exact flow: more than any runner has, so that its own error stays behind theirs.
const REFERENCE_LEVELS: usize = 200;

/// The course of the race: every sampler on the same schedule, from the same points of the true noised law.
#[derive(Clone, Debug)]
pub struct Race {
    data: Mixture,
    schedule: Continuous,
    options: Options,
    start: Vec<f64>,
    reference: Vec<f64>,
    seed: u32,
}

/// One sampler with one number of levels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Who.
    pub sampler: Sampler,
    /// How often the denoiser was asked about every point.
    pub evaluations: usize,
    /// The sliced W1 between the sampler's cloud and the one that the exact flow makes of the same start, both at the
    /// schedule's last level. Solvers of the flow come down to 0 with their order; stochastic samplers draw another
    /// cloud of the same law and stay above what two such clouds differ by.
    pub error: f64,
}

impl Race {
    /// With `rows` points (at least one) of the data, noised to the schedule's noisiest level.
    #[must_use]
    pub fn new(data: &Mixture, schedule: Continuous, options: Options, rows: usize, seed: u32) -> Self {
        let first = schedule.level(1.0);
        let start = noised_start(data, first, rows, seed, 0);
        let path = schedule.schedule().path();
        let (reference, _) = probability_flow(data, path, &start, first, schedule.ratios().0, REFERENCE_LEVELS);
        Self { data: data.clone(), schedule, options, start, reference, seed }
    }

    /// The rows of one sampler, one for each budget of evaluations, rising, that allows for two levels or more.
    /// Lazily: each row is worked out when it is asked for.
    pub fn rows(&self, sampler: Sampler, budgets: &[usize]) -> impl Iterator<Item = Row> {
        budgets.iter().filter_map(move |budget| self.row(sampler, *budget))
    }

    fn row(&self, sampler: Sampler, budget: usize) -> Option<Row> {
        let grid = self.schedule.grid(sampler.levels_within(budget, self.options)?).ok()?;
        let course = Course { sampler, options: self.options, grid, end: End::LastLevel };
        let carried = match carry(&course, &self.data, &self.start, self.seed, 0) {
            Ok(carried) => carried,
            Err(never) => match never {},
        };
        let error = between(&carried.x, &self.reference, self.data.dim());
        Some(Row { sampler, evaluations: carried.evaluations, error })
    }

    /// The noisiest and the cleanest level of the race.
    #[must_use]
    pub fn ends(&self) -> (Level, Level) {
        (self.schedule.level(1.0), self.schedule.level(0.0))
    }
}

/// The slope of `log error` over `log evaluations` by least squares: -p for a method of order p, where steps are small
/// enough. None without two different numbers of evaluations with errors above 0.
#[must_use]
pub fn slope(rows: &[Row]) -> Option<f64> {
    let points: Vec<(f64, f64)> =
        rows.iter().filter(|row| row.error > 0.0).map(|row| ((row.evaluations as f64).ln(), row.error.ln())).collect();
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / count, sum.1 + point.1 / count));
    let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let variance: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    (variance > 0.0).then(|| covariance / variance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Schedule};

    fn race() -> Race {
        let schedule = Continuous::new(Schedule::Karras, 0.05, 5.0, 7.0).unwrap();
        Race::new(&Dataset::TwoModes.mixture(), schedule, Options::default(), 300, 0)
    }

    #[test]
    fn solvers_win_by_their_order() {
        let race = race();
        for sampler in Sampler::ALL {
            let rows: Vec<Row> = race.rows(sampler, &[96, 192, 384]).collect();
            let slope = slope(&rows);
            if let Some(order) = sampler.order() {
                assert!((slope.unwrap() + f64::from(order)).abs() < 0.5, "{sampler:?}: {slope:?}");
            }
        }
    }

    #[test]
    fn evaluations_are_counted_and_kept_within_the_budget() {
        let race = race();
        for sampler in Sampler::ALL {
            for row in race.rows(sampler, &[9, 33]) {
                assert!(row.evaluations <= 33 && row.error.is_finite(), "{row:?}");
            }
        }
        assert_eq!(race.rows(Sampler::Rk4, &[3]).count(), 0);
    }

    #[test]
    fn a_slope_needs_two_points() {
        let row = |evaluations, error| Row { sampler: Sampler::Euler, evaluations, error };
        assert!((slope(&[row(10, 0.1), row(100, 0.001)]).unwrap() + 2.0).abs() < 1e-12);
        assert_eq!(slope(&[row(10, 0.1), row(10, 0.2)]), None);
        assert_eq!(slope(&[row(10, 0.1), row(20, 0.0)]), None);
        assert_eq!(slope(&[]), None);
    }
}
