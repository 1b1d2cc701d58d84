//! Where the score of the distribution and that of the training points alone part at the shown level, and which of both the
//! network has.

use std::convert::Infallible;

use diffusion::{Denoiser, Mixture};
use messages::{Mark, MarkForm, MarkSubject};
use training::TrainingError;

use super::marks::{compressed, curve};
use super::score::{FADED, leave_out_faded};
use super::view::{OverlayView, log_below_peak};
use crate::pieces::in_pieces;

/// How far two scores are from the exact one at every cell of a map, and how dense the noisy data are there.
struct Gaps {
    memoriser: Vec<f64>,
    learned: Vec<f64>,
    /// See [`log_below_peak`].
    logs: Vec<f64>,
}

impl OverlayView<'_> {
    /// In the plane a map in two colours: as strong as the answers are apart, and in the colour of the one that the network's
    /// is nearer to. On a line, both other scores less the exact one. Nothing where the network has no prediction.
    pub async fn score_gap<D: Denoiser<Error = TrainingError>>(
        &self,
        training_set: &Mixture,
        learned: &D,
    ) -> Vec<Mark> {
        let points = self.cells(self.map_cells());
        let Ok(learned) = self.learned_score(learned, &points).await else { return vec![] };
        let exact = self.exact_score(&points).await;
        let less_exact = |score: Vec<f64>| score.iter().zip(&exact).map(|(a, b)| a - b).collect();
        let memoriser = less_exact(self.score_of_points(training_set, &points).await);
        let logs = log_below_peak(&self.data.noised(self.request.level), &points).await;
        let gaps = Gaps { memoriser, learned: less_exact(learned), logs };
        if self.dim() == 1 { gaps.curves(&points) } else { gaps.maps(self.dim()) }
    }

    /// The score of points without a width, times σ, by their denoiser, which is fast for thousands of them:
    /// `(α E[x_0 | x_t] - x_t) / σ`.
    async fn score_of_points(&self, points_of_data: &Mixture, points: &[f64]) -> Vec<f64> {
        let level = self.request.level;
        let denoise = |x: &[f64], out: &mut [f64]| {
            points_of_data.posterior_mean(x, level, out);
            out.iter_mut().zip(x).for_each(|(out, x)| *out = (level.alpha * *out - x) / level.sigma);
            Ok(())
        };
        let Ok::<_, Infallible>(scores) = in_pieces(points, self.dim(), denoise).await;
        scores
    }
}

impl Gaps {
    fn curves(mut self, points: &[f64]) -> Vec<Mark> {
        leave_out_faded(&mut self.memoriser, &self.logs);
        leave_out_faded(&mut self.learned, &self.logs);
        vec![
            curve(points, &self.memoriser, MarkSubject::Memoriser),
            curve(points, &self.learned, MarkSubject::Learned),
            curve(points, &vec![0.0; points.len()], MarkSubject::Guide),
        ]
    }

    fn maps(&self, dim: usize) -> Vec<Mark> {
        let cells = self.memoriser.chunks_exact(dim).zip(self.learned.chunks_exact(dim)).zip(&self.logs);
        let (to_exact, to_memoriser) = cells.map(|((gap, learned), log)| sides(gap, learned, *log)).unzip();
        let map = |subject, numbers| Mark { form: MarkForm::Map, subject, numbers };
        vec![map(MarkSubject::Exact, to_exact), map(MarkSubject::Memoriser, to_memoriser)]
    }
}

/// The strength of a cell in the colours of both answers, from how far the memoriser's and the network's score are from the
/// exact one there.
fn sides(gap: &[f64], learned: &[f64], log_below_peak: f64) -> (f32, f32) {
    let squared: f64 = gap.iter().map(|x| x * x).sum();
    if squared == 0.0 {
        return (0.0, 0.0);
    }
    let along: f64 = gap.iter().zip(learned).map(|(gap, learned)| gap * learned).sum();
    let way = (along / squared).clamp(0.0, 1.0);
    let strength = compressed(squared.sqrt()) * (1.0 + log_below_peak / FADED).max(0.0);
    ((strength * (1.0 - way)) as f32, (strength * way) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_the_colour_of_the_answer_that_the_network_gives() {
        let gap = [3.0, 4.0];
        assert_eq!(sides(&gap, &[0.0, 0.0], 0.0), (5.0 / 6.0, 0.0));
        assert_eq!(sides(&gap, &gap, 0.0), (0.0, 5.0 / 6.0));
        assert_eq!(sides(&gap, &[6.0, 8.0], 0.0), (0.0, 5.0 / 6.0), "beyond the memoriser");
        let (exact, memoriser) = sides(&gap, &[1.5 - 4.0, 2.0 + 3.0], 0.0);
        assert!((exact - memoriser).abs() < 1e-6, "half of the way, whatever is off the line");
        assert_eq!(sides(&gap, &gap, -2.0 * FADED), (0.0, 0.0), "where noisy data never are");
        assert_eq!(sides(&[0.0, 0.0], &gap, 0.0), (0.0, 0.0), "where both answers are one");
    }
}
