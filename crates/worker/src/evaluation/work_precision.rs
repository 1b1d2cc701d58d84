//! Every sampler's error against its evaluations, with the exact denoiser on the run's own range of noise.

use std::cell::RefCell;

use diffusion::evaluation::work_precision::slope;
use diffusion::evaluation::{WorkPrecisionComparison, WorkPrecisionPoint};
use diffusion::sampler::SamplerOptions;
use diffusion::{Method, Sampler};
use messages::Unavailable;
use messages::result::{ComparisonInputs, SamplerCurve, WorkPrecisionResult};

use crate::pieces::pause;
use crate::run::RunSnapshot;
use crate::sampling::finished;

/// How often a sampler may evaluate the denoiser, at most.
const EVALUATIONS: [usize; 4] = [8, 16, 32, 64];

/// Points of the comparison, and of one on many components.
const POINTS: [usize; 2] = [400, 100];

/// More components than these are many.
const MANY: usize = 16;

/// The comparison of all samplers that was made last.
#[derive(Default)]
pub struct KnownCurves(RefCell<Option<(ComparisonInputs, Vec<SamplerCurve>)>>);

/// Compares all samplers on the noise and data of a run that rests, and says so after each of them; at once, where the
/// same was compared last. Says why not, where they are not compared, or not yet.
pub async fn compare(
    snapshot: &RunSnapshot,
    known: &KnownCurves,
    say: impl Fn(Result<WorkPrecisionResult, Unavailable>),
) {
    let Some(inputs) = ComparisonInputs::of(&snapshot.config) else { return say(Err(Unavailable::NoSchedule)) };
    let is_stand_in = !matches!(snapshot.config.method, Method::Continuous(_));
    let say_curves = |curves: &[SamplerCurve]| {
        say(Ok(WorkPrecisionResult { inputs: inputs.clone(), curves: curves.to_vec(), is_stand_in }));
    };
    if let Some((_, curves)) = known.0.borrow().as_ref().filter(|(known, _)| *known == inputs) {
        return say_curves(curves);
    }
    if !snapshot.rests {
        return say(Err(Unavailable::WhileTraining));
    }
    let curves = compared(&inputs, say_curves).await;
    known.0.replace(Some((inputs, curves)));
}

/// The curves of all samplers, said after each of them.
async fn compared(inputs: &ComparisonInputs, say: impl Fn(&[SamplerCurve])) -> Vec<SamplerCurve> {
    let (data, schedule, seed) = (inputs.dataset.mixture(), inputs.schedule, 0);
    let points = POINTS[usize::from(data.components().len() > MANY)];
    let Ok(reference) = finished(WorkPrecisionComparison::exact_flow(&data, schedule, points, seed)).await;
    let options = SamplerOptions::default();
    let comparison = WorkPrecisionComparison::with_reference(&data, schedule, options, &reference, seed);
    let comparison = comparison.spaced(inputs.spacing);
    let mut curves = Vec::new();
    for sampler in Sampler::ALL {
        let mut points: Vec<WorkPrecisionPoint> = Vec::new();
        for point in comparison.points(sampler, &EVALUATIONS) {
            points.push(point);
            pause().await;
        }
        curves.push(SamplerCurve { sampler, slope: slope(&points), points });
        say(&curves);
        pause().await;
    }
    curves
}
