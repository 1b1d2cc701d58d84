//! Every sampler's error against its evaluations, with the exact denoiser on the run's own range of noise.

use std::cell::RefCell;

use diffusion::evaluation::work_precision::slope;
use diffusion::evaluation::{WorkPrecisionComparison, WorkPrecisionPoint};
use diffusion::sampler::SamplerOptions;
use diffusion::{Config, ContinuousSchedule, Dataset, Sampler};
use messages::Unavailable;
use messages::result::SamplerCurve;

use crate::pieces::pause;
use crate::sampling::finished;

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

/// The comparison of all samplers that was made last.
#[derive(Default)]
pub struct KnownCurves(RefCell<Option<(ComparisonInputs, Vec<SamplerCurve>)>>);

impl KnownCurves {
    fn of(&self, inputs: &ComparisonInputs) -> Option<Vec<SamplerCurve>> {
        self.0.borrow().as_ref().filter(|(known, _)| known == inputs).map(|(_, curves)| curves.clone())
    }
}

/// Compares all samplers on a configuration's noise and data, and says so after each of them; at once, where the same
/// was compared last.
pub async fn compare(
    config: &Config,
    known: &KnownCurves,
    mut say: impl FnMut(Result<Vec<SamplerCurve>, Unavailable>),
) {
    let inputs = ComparisonInputs::of(config);
    let Some(schedule) = inputs.schedule else { return say(Err(Unavailable::ListedBetas)) };
    if let Some(curves) = known.of(&inputs) {
        return say(Ok(curves));
    }
    let (data, seed) = (config.dataset.mixture(), 0);
    let points = POINTS[usize::from(data.components().len() > MANY)];
    let Ok(reference) = finished(WorkPrecisionComparison::exact_flow(&data, schedule, points, seed)).await;
    let options = SamplerOptions::default();
    let comparison = WorkPrecisionComparison::with_reference(&data, schedule, options, reference, seed);
    let mut curves = Vec::new();
    for sampler in Sampler::ALL {
        let mut points: Vec<WorkPrecisionPoint> = Vec::new();
        for point in comparison.points(sampler, &EVALUATIONS) {
            points.push(point);
            pause().await;
        }
        curves.push(SamplerCurve { sampler, slope: slope(&points), points });
        say(Ok(curves.clone()));
        pause().await;
    }
    known.0.replace(Some((inputs, curves)));
}
