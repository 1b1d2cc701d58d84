//! The bytes of a message: [`postcard`], derived from the types. Both sides are built together, so the bytes need no
//! versions; [`crate::Event::Ready`] names the build.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes of a message.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_stdvec(message).expect("messages are plain data, which always has a byte form")
}

/// The message in these bytes; none if they are not one.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use diffusion::evaluation::{ErrorDecomposition, WorkPrecisionPoint};
    use diffusion::{Preset, Sampler};

    use super::*;
    use crate::result::{
        ComparisonInputs, DecompositionResult, MetricsResult, PosteriorResult, SamplerCurve, ScoreResult, Verdict,
        WorkPrecisionResult,
    };
    use crate::{Command, Event, Mark, MarkForm, MarkSubject, Pace, Resumption, RunId, RunResult, Sealed, Unavailable};

    #[test]
    fn a_command_survives_the_crossing() {
        for preset in Preset::ALL {
            let config = Box::new(preset.config());
            let milestones = vec![Sealed::default(), Sealed::new(&[0.5, 2.0])];
            let resumption = Some(Resumption { state: Sealed::new(&preset), milestones, inside_since: Some(3) });
            let start = Command::Start { run: RunId(3), config, pace: Pace::Seconds(10), train: true, resumption };
            assert_eq!(decode::<Command>(&encode(&start)), Some(start));
        }
        assert_eq!(decode::<Command>(&[250, 1]), None);
    }

    #[test]
    fn results_and_marks_survive_the_crossing() {
        let run = RunId(2);
        let parts =
            ErrorDecomposition { sampling: 0.02, truncation: 1e-6, steps: -0.5, model: None, prior: Some(f64::MAX) };
        let point = WorkPrecisionPoint { sampler: Sampler::Heun, evaluations: 14, error: 0.5 };
        let curve = SamplerCurve { sampler: Sampler::Heun, points: vec![point], slope: None };
        let inputs = ComparisonInputs::of(&Preset::SimpleMultimodal.config()).unwrap();
        let posterior = PosteriorResult {
            sigma: 0.5,
            lens: vec![0.25],
            components: vec![],
            mean: vec![-1.0],
            prediction: Err(Unavailable::OutsideDomain(diffusion::denoiser::domain::NetworkDomain::Levels)),
        };
        let results = [
            RunResult::Metrics(MetricsResult { metrics: vec![], verdict: Verdict { p: 0.5, inside_since: Some(300) } }),
            RunResult::Loss(Err(Unavailable::NormOfBatch)),
            RunResult::ErrorDecomposition(DecompositionResult { parts, stand_in: Some(Sampler::Ddim) }),
            RunResult::WorkPrecision(Ok(WorkPrecisionResult { inputs, curves: vec![curve], is_stand_in: true })),
            RunResult::Score(ScoreResult { sigma: 0.0, difference: Err(Unavailable::NoNoise) }),
            RunResult::Posterior(posterior),
        ];
        for result in results {
            let event = Event::Result { run, step: 300, result };
            assert_eq!(decode::<Event>(&encode(&event)), Some(event));
        }
        let mark = Mark { form: MarkForm::Dots, subject: MarkSubject::Lens, numbers: vec![0.1, -2.0, f32::INFINITY] };
        let event = Event::Overlay { run, ticket: 9, marks: vec![mark] };
        assert_eq!(decode::<Event>(&encode(&event)), Some(event));
    }
}
