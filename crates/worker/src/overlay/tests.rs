use diffusion::{Config, Dataset, Mixture, Preset};
use messages::result::PosteriorResult;
use messages::{Layer, MarkForm, MarkSubject, OverlayRequest, RunResult, Unavailable};

use super::view::PLANE_CELLS;
use super::*;

const ALL: [Layer; 4] = [Layer::Score, Layer::ScoreError, Layer::Posterior, Layer::Density];

fn request(level: Level) -> OverlayRequest {
    OverlayRequest { layers: ALL.to_vec(), level, half_extent: 2.8, lens: [0.25, 0.4], data: None }
}

/// All pieces at once.
fn finish<T>(work: impl Future<Output = T>) -> T {
    let mut work = PiecewiseWork::new(work);
    std::iter::from_fn(|| Some(work.step())).flatten().next().expect("it ends")
}

/// The data themselves in the place of the network, as a denoiser that could fail.
struct Perfect(Mixture);

impl Denoiser for Perfect {
    type Error = TrainingError;

    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), TrainingError> {
        self.0.posterior_mean(x, level, out);
        Ok(())
    }
}

/// catches: a sign, α left out, σ² for σ, the noised mean for the clean one
#[test]
fn a_perfect_network_has_the_exact_score_and_the_exact_mean() {
    for dataset in Dataset::ALL {
        let data = dataset.mixture();
        for level in [Level { alpha: 0.8, sigma: 0.6 }, Level::exploding(0.3)] {
            let request = request(level);
            let view = OverlayView { data: &data, training_set: None, request: &request };
            let perfect = Perfect(data.clone());
            let distances = finish(view.compared(&perfect)).expect("a prediction").distances(data.dim());
            assert!(distances.iter().all(|distance| *distance < 1e-6), "{dataset:?}");
            let result = view.posterior(&perfect);
            let [RunResult::Posterior(PosteriorResult { mean, prediction, .. })] = &result.results[..] else {
                panic!("{:?}", result.results)
            };
            let prediction = prediction.as_ref().expect("a prediction");
            assert!(mean.iter().zip(prediction).all(|(a, b)| (a - b).abs() < 1e-9), "{dataset:?}: the two means");
            assert!(result.marks.iter().any(|mark| mark.subject == MarkSubject::Learned));
        }
    }
}

/// A network that is one of the answers has its colour alone; on a line its curve lies on that answer's.
/// catches: the memoriser's score on the exact side, the gap of the network in the place of that of the answers
#[test]
fn the_gap_has_the_colour_of_the_answer_that_the_network_gives() {
    for dataset in [Dataset::Moons, Dataset::ThreeModes] {
        let config = Config { dataset, train_points: 12, ..Preset::SimpleMultimodal.config() };
        let (data, training_set) = (config.dataset.mixture(), config.training_set().expect("there are points"));
        let request = request(Level { alpha: 0.9, sigma: 0.2 });
        let view = OverlayView { data: &data, training_set: Some(&training_set), request: &request };
        let of = |learned: &Mixture| finish(view.score_gap(&training_set, &Perfect(learned.clone())));
        let (generaliser, memoriser) = (of(&data), of(&training_set));
        let most = |mark: &Mark| mark.numbers.iter().copied().fold(0.0, f32::max);
        if data.dim() == 1 {
            let apart = |marks: &[Mark], other: usize| {
                let pairs = marks[1].numbers.iter().zip(&marks[other].numbers);
                pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
            };
            assert!(apart(&memoriser, 0) < 1e-6 && apart(&memoriser, 2) > 0.1);
            assert!(apart(&generaliser, 2) < 1e-6 && apart(&generaliser, 0) > 0.1);
            continue;
        }
        assert!(most(&generaliser[0]) > 0.3 && most(&generaliser[1]) < 1e-6, "all exact");
        assert!(most(&memoriser[0]) < 1e-6 && most(&memoriser[1]) > 0.3, "all of the memoriser");
        assert_eq!([memoriser[0].subject, memoriser[1].subject], [MarkSubject::Exact, MarkSubject::Memoriser]);
    }
}

/// catches: what a network says where it was never trained, tall beside what counts
#[test]
fn on_a_line_differences_have_gaps_where_noisy_data_hardly_ever_are() {
    let data = Dataset::SpikeAtOne.mixture();
    let request = request(Level::exploding(0.1));
    let view = OverlayView { data: &data, training_set: None, request: &request };
    let perfect = Perfect(data.clone());
    let mark = view.score_difference(&finish(view.compared(&perfect)).expect("a prediction"));
    for [x, height] in mark.numbers.as_chunks().0 {
        assert_eq!(height.is_nan(), (x - 1.0).abs() > 6.0 * 0.1005, "{x}");
    }
}

/// catches: rows in the wrong order, columns for rows
#[test]
fn the_density_is_strongest_at_the_spike() {
    let data = Dataset::Corner.mixture();
    let request = request(Level::exploding(0.05));
    let view = OverlayView { data: &data, training_set: None, request: &request };
    let strengths = finish(view.density()).numbers;
    let strongest = (0..strengths.len()).max_by(|a, b| strengths[*a].total_cmp(&strengths[*b])).unwrap();
    let points = view.cells(PLANE_CELLS);
    let [x, y] = [points[2 * strongest], points[2 * strongest + 1]];
    assert!((x + 1.0).abs() < 0.1 && (y - 1.0).abs() < 0.1, "{x}, {y}");
}

#[test]
fn where_the_network_has_no_prediction_the_exact_part_stays_and_the_reason_is_said() {
    let data = Dataset::FourSpikes.mixture();
    let request = request(Level::CLEAN);
    let result =
        finish(OverlayView { data: &data, training_set: None, request: &request }.fields(&Perfect(data.clone())));
    assert!(result.marks.iter().any(|mark| mark.form == MarkForm::Map));
    assert!(result.marks.iter().all(|mark| mark.subject != MarkSubject::Learned));
    let [RunResult::Score(score)] = &result.results[..] else { panic!("{:?}", result.results) };
    assert_eq!(score.difference, Err(Unavailable::NoNoise));
}
