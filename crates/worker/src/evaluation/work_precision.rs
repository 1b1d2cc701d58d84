//! Every sampler's error against its evaluations, with the exact denoiser on the run's own range of noise.

use diffusion::evaluation::work_precision::slope;
use diffusion::evaluation::{WorkPrecisionComparison, WorkPrecisionPoint};
use diffusion::sampler::SamplerOptions;
use diffusion::{Config, ContinuousSchedule, Dataset, Sampler};
use messages::Unavailable;
use messages::result::SamplerCurve;

/// How often a sampler may evaluate the denoiser, at most.
const EVALUATIONS: [usize; 4] = [8, 16, 32, 64];

/// Points of the comparison, and of one on many components.
const POINTS: [usize; 2] = [400, 100];

/// More components than these are many.
const MANY: usize = 16;

/// What samplers are compared on.
#[derive(PartialEq)]
struct ComparisonInputs {
    dataset: Dataset,
    /// None where every β is listed.
    schedule: Option<ContinuousSchedule>,
}

impl ComparisonInputs {
    fn of(config: &Config) -> Self {
        let is_listed = config.method.noise_range().is_none();
        let schedule = if is_listed { None } else { config.method.continuous_schedule().ok() };
        Self { dataset: config.dataset.clone(), schedule }
    }
}

/// The comparison that was asked for last, as far as it is done.
#[derive(Default)]
pub struct WorkPrecision {
    comparison: Option<WorkPrecisionComparison>,
    curves: Vec<SamplerCurve>,
    /// What the curves are of, once all are there.
    known: Option<ComparisonInputs>,
}

impl WorkPrecision {
    /// In how many pieces the comparison of a configuration is made: one where it is known, and only said again.
    pub fn pieces(&self, config: &Config) -> usize {
        let inputs = ComparisonInputs::of(config);
        if inputs.schedule.is_none() || self.known.as_ref() == Some(&inputs) { 1 } else { Sampler::ALL.len() }
    }

    /// The piece of this number, a sampler more: the curves so far. None where the pieces before were of another.
    pub fn add(&mut self, config: &Config, sampler: usize) -> Option<Result<Vec<SamplerCurve>, Unavailable>> {
        let inputs = ComparisonInputs::of(config);
        if self.known.as_ref() == Some(&inputs) {
            return Some(Ok(self.curves.clone()));
        }
        let Some(schedule) = inputs.schedule else { return Some(Err(Unavailable::ListedBetas)) };
        if sampler == 0 {
            let data = config.dataset.mixture();
            let points = POINTS[usize::from(data.components().len() > MANY)];
            self.comparison = Some(WorkPrecisionComparison::new(&data, schedule, SamplerOptions::default(), points, 0));
            (self.curves, self.known) = (Vec::new(), None);
        }
        let comparison = self.comparison.as_ref()?;
        let sampler = Sampler::ALL[sampler];
        let points: Vec<WorkPrecisionPoint> = comparison.points(sampler, &EVALUATIONS).collect();
        self.curves.push(SamplerCurve { sampler, slope: slope(&points), points });
        if self.curves.len() == Sampler::ALL.len() {
            self.known = Some(inputs);
        }
        Some(Ok(self.curves.clone()))
    }
}
