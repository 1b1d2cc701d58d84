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

/// What samplers are compared on: data and schedule; no schedule where every β is listed.
type ComparisonInputs = (Dataset, Option<ContinuousSchedule>);

/// The comparison that was asked for last, as far as it is done.
#[derive(Default)]
pub struct WorkPrecision {
    comparison: Option<WorkPrecisionComparison>,
    curves: Vec<SamplerCurve>,
    /// What the last whole comparison was on.
    known: Option<ComparisonInputs>,
}

impl WorkPrecision {
    /// Whether the last whole comparison is that of this configuration.
    pub fn is_known(&self, config: &Config) -> bool {
        self.known.as_ref() == Some(&comparison_inputs(config))
    }

    /// One sampler more, the one of this number; the curves so far. None where nothing is new.
    pub fn add(&mut self, config: &Config, sampler: usize) -> Option<Result<Vec<SamplerCurve>, Unavailable>> {
        let inputs = comparison_inputs(config);
        let Some(schedule) = inputs.1 else {
            self.known = Some(inputs);
            return (sampler == 0).then_some(Err(Unavailable::ListedBetas));
        };
        if sampler == 0 {
            let data = config.dataset.mixture();
            let points = POINTS[usize::from(data.components().len() > MANY)];
            self.comparison = Some(WorkPrecisionComparison::new(&data, schedule, SamplerOptions::default(), points, 0));
            self.curves.clear();
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

fn comparison_inputs(config: &Config) -> ComparisonInputs {
    (config.dataset.clone(), config.method.continuous_schedule())
}
