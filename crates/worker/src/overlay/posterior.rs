//! What is known of the clean point when a noisy one is seen at the lens.

use diffusion::Denoiser;
use messages::result::{ComponentWeight, PosteriorResult};
use messages::{Mark, MarkForm, MarkSubject, RunResult};

use training::TrainingError;

use super::marks::GAP;
use super::overlay_result::OverlayResult;
use super::view::{OverlayView, unavailable};

/// A posterior weight below this is not shown.
const LEAST: f64 = 0.005;

/// Where the components are more than these, their words would lie over each other.
const MOST_WORDS: usize = 16;

impl OverlayView<'_> {
    /// The posterior at the lens: its marks and its numbers.
    pub fn posterior<D: Denoiser<Error = TrainingError>>(&self, learned: &D) -> OverlayResult {
        let lens = &self.request.lens[..self.dim()];
        let posterior = self.data.posterior(lens, self.request.level);
        let component = |(i, weight): (usize, &f64)| ComponentWeight {
            mean: self.data.components()[i].mean[..self.dim()].to_vec(),
            weight: *weight,
        };
        let mut components: Vec<ComponentWeight> = posterior.weights.iter().enumerate().map(component).collect();
        components.retain(|component| component.weight >= LEAST);
        components.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let result = PosteriorResult {
            sigma: self.request.level.sigma,
            lens: lens.to_vec(),
            components,
            mean: posterior.mean[..self.dim()].to_vec(),
            prediction: self
                .noisy_level()
                .and_then(|level| learned.denoised(lens, level).map_err(|error| unavailable(&error))),
        };
        OverlayResult { marks: self.posterior_marks(&result), results: vec![RunResult::Posterior(result)] }
    }

    fn posterior_marks(&self, result: &PosteriorResult) -> Vec<Mark> {
        // On a line, a point lies as high as its weight.
        let spot = |point: &[f64], weight: f64| [point[0] as f32, point.get(1).map_or(0.9 * weight, |y| *y) as f32];
        let at = |component: &ComponentWeight| spot(&component.mean, component.weight);
        // In the plane the lens looks at every component; on a line each weight is a bar.
        let foot = |component: &ComponentWeight| match self.dim() {
            1 => spot(&component.mean, 0.0),
            _ => spot(&result.lens, 0.0),
        };
        let dot = |[x, y]: [f32; 2], radius: f32| [x, y, radius];
        let components = || result.components.iter();
        let rays = components().flat_map(|component| [foot(component), at(component), GAP]).flatten();
        let dots = components().flat_map(|component| dot(at(component), 3.0 + 9.0 * component.weight.sqrt() as f32));
        let mut marks = vec![
            Mark { form: MarkForm::Strokes, subject: MarkSubject::Guide, numbers: rays.collect() },
            Mark { form: MarkForm::Dots, subject: MarkSubject::Guide, numbers: dots.collect() },
        ];
        let prediction = result.prediction.as_ref().ok();
        let single = [
            (MarkSubject::Lens, Some(&result.lens), 5.0),
            (MarkSubject::Exact, Some(&result.mean), 6.0),
            (MarkSubject::Learned, prediction, 4.0),
        ];
        for (subject, point, radius) in single {
            let numbers = point.map(|point| dot(spot(point, 0.0), radius).to_vec());
            marks.extend(numbers.map(|numbers| Mark { form: MarkForm::Dots, subject, numbers }));
        }
        if self.data.components().len() <= MOST_WORDS {
            let shares = components().flat_map(|component| dot(at(component), component.weight as f32));
            marks.push(Mark { form: MarkForm::Shares, subject: MarkSubject::Lens, numbers: shares.collect() });
        }
        marks
    }
}
