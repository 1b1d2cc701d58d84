//! The score of the shown level, exact and the network's.
//!
//! A score is shown times σ: `σ ∇ log p_t(x_t) = -E[ε | x_t] = (α E[x_0 | x_t] - x_t) / σ` (Tweedie's formula; Vincent
//! 2011), which has the same size at every level.

use std::convert::Infallible;

use diffusion::Denoiser;
use messages::result::{ScoreDifference, ScoreResult};
use messages::{Mark, MarkForm, MarkSubject, RunResult, Unavailable};

use training::TrainingError;

use super::marks::{arrows, compressed, curve};
use super::view::{LINE_CELLS, OverlayView, log_below_peak, unavailable};
use crate::pieces::in_pieces;

/// A map of differences fades out until the density is this small, as the logarithm of its share of the peak: six
/// standard deviations from a spike, where no network is ever trained.
pub const FADED: f64 = 18.0;

/// Arrows along each axis.
const ARROWS: usize = 17;

/// Both scores at every cell of a map, and how dense the noisy data are there.
pub struct ComparedScores {
    points: Vec<f64>,
    exact: Vec<f64>,
    learned: Vec<f64>,
    /// See [`log_below_peak`].
    logs: Vec<f64>,
}

impl ComparedScores {
    /// How far the scores are apart at every cell.
    pub fn distances(&self, dim: usize) -> Vec<f64> {
        let pairs = self.exact.chunks_exact(dim).zip(self.learned.chunks_exact(dim));
        pairs.map(|(a, b)| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()).collect()
    }
}

impl OverlayView<'_> {
    /// `σ ∇ log p_t` at rows of points, in closed form.
    pub async fn exact_score(&self, points: &[f64]) -> Vec<f64> {
        let (noised, dim) = (self.data.noised(self.request.level), self.dim());
        let score = |points: &[f64], out: &mut [f64]| {
            for (x, out) in points.chunks_exact(dim).zip(out.chunks_exact_mut(dim)) {
                noised.score(x, out);
            }
            out.iter_mut().for_each(|score| *score *= self.request.level.sigma);
            Ok(())
        };
        let Ok::<_, Infallible>(scores) = in_pieces(points, dim, score).await;
        scores
    }

    /// The same as the network has it.
    pub async fn learned_score<D: Denoiser<Error = TrainingError>>(
        &self,
        learned: &D,
        points: &[f64],
    ) -> Result<Vec<f64>, Unavailable> {
        let level = self.noisy_level()?;
        let score = |points: &[f64], out: &mut [f64]| {
            let eps = learned.noise(points, level)?;
            out.iter_mut().zip(eps).for_each(|(out, eps)| *out = -eps);
            Ok(())
        };
        in_pieces(points, self.dim(), score).await.map_err(|error| unavailable(&error))
    }

    /// Both scores all over the picture.
    pub async fn compared<D: Denoiser<Error = TrainingError>>(
        &self,
        learned: &D,
    ) -> Result<ComparedScores, Unavailable> {
        let points = self.cells(self.map_cells());
        let learned = self.learned_score(learned, &points).await?;
        let logs = log_below_peak(&self.data.noised(self.request.level), &points).await;
        Ok(ComparedScores { exact: self.exact_score(&points).await, points, learned, logs })
    }

    /// The difference of the scores: a map in the plane, a curve on a line.
    pub fn score_difference(&self, compared: &ComparedScores) -> Mark {
        let ComparedScores { points, exact, learned, logs } = compared;
        if self.dim() == 1 {
            let mut differences: Vec<f64> = learned.iter().zip(exact).map(|(a, b)| a - b).collect();
            leave_out_faded(&mut differences, logs);
            return curve(points, &differences, MarkSubject::Difference);
        }
        let strength = |(distance, log): (f64, &f64)| (compressed(distance) * (1.0 + log / FADED).max(0.0)) as f32;
        let strengths = compared.distances(self.dim()).into_iter().zip(logs).map(strength);
        Mark { form: MarkForm::Map, subject: MarkSubject::Difference, numbers: strengths.collect() }
    }

    /// Both scores: arrows in the plane, curves over a middle line on a line.
    pub async fn scores<D: Denoiser<Error = TrainingError>>(&self, learned: &D) -> Vec<Mark> {
        let points = self.cells(if self.dim() == 1 { LINE_CELLS } else { ARROWS });
        let exact = (MarkSubject::Exact, Ok(self.exact_score(&points).await));
        let both = [exact, (MarkSubject::Learned, self.learned_score(learned, &points).await)];
        let known = both.into_iter().filter_map(|(subject, score)| Some((subject, score.ok()?)));
        if self.dim() == 1 {
            let curves = known.map(|(subject, score)| curve(&points, &score, subject));
            return curves.chain([curve(&points, &vec![0.0; points.len()], MarkSubject::Guide)]).collect();
        }
        let longest = 1.8 * self.request.half_extent / ARROWS as f64;
        known.map(|(subject, score)| arrows(&points, &score, longest, subject)).collect()
    }

    /// The difference as numbers: where the data are, and all over the picture.
    pub fn score_result(&self, compared: Result<ComparedScores, Unavailable>) -> RunResult {
        let difference = compared.map(|compared| {
            let distances = compared.distances(self.dim());
            let density: Vec<f64> = compared.logs.into_iter().map(f64::exp).collect();
            let everywhere = vec![1.0; distances.len()];
            ScoreDifference {
                at_data: root_mean_square(&distances, &density),
                everywhere: root_mean_square(&distances, &everywhere),
            }
        });
        RunResult::Score(ScoreResult { sigma: self.request.level.sigma, difference })
    }
}

/// Leaves gaps in a curve of differences where a map of them has faded.
pub fn leave_out_faded(differences: &mut [f64], log_below_peak: &[f64]) {
    let faded = differences.iter_mut().zip(log_below_peak).filter(|(_, log)| **log < -FADED);
    faded.for_each(|(difference, _)| *difference = f64::NAN);
}

fn root_mean_square(values: &[f64], weights: &[f64]) -> f64 {
    let sum = values.iter().zip(weights).map(|(value, weight)| weight * value * value).sum::<f64>();
    (sum / weights.iter().sum::<f64>()).sqrt()
}
