//! From the points of a mixture to standard normal noise, one point to one point.

use super::component::Component;
use super::mixture::Mixture;
use super::normal::{normal_cdf, normal_quantile};

impl Mixture {
    /// Rows of this mixture as rows of `N(0, I)`: `z_1 = Φ^{-1}(F(x_1))`, `z_2 = Φ^{-1}(F(x_2 | x_1))` (Rosenblatt 1952,
    /// Remarks on a Multivariate Transformation). Where the mixture is nearly one Gaussian, points hardly move beside
    /// its own standardised ones.
    pub fn normal_scores(&self, rows: &[f64]) -> Vec<f64> {
        let mut scores = Vec::with_capacity(rows.len());
        for x in rows.chunks_exact(self.dim()) {
            let mut weights: Vec<f64> = self.components().iter().map(|c| c.weight).collect();
            for (axis, x) in x.iter().enumerate() {
                let away = |c: &Component| (x - c.mean[axis]) / c.std;
                let below = weights.iter().zip(self.components()).map(|(w, c)| w * normal_cdf(away(c)));
                scores.push(normal_quantile(below.sum::<f64>() / weights.iter().sum::<f64>()));
                // What is known of the component once this coordinate is.
                for (weight, c) in weights.iter_mut().zip(self.components()) {
                    *weight *= (-0.5 * away(c).powi(2)).exp() / c.std;
                }
            }
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Level, Rng, Stream};

    #[test]
    fn of_one_gaussian_the_scores_are_the_standardised_points() {
        let data = Mixture::equal(2, &[[3.0, -1.0]], 0.2);
        let scores = data.normal_scores(&[3.1, -1.4, 2.9, -1.0]);
        for (score, expected) in scores.iter().zip([0.5, -2.0, -0.5, 0.0]) {
            assert!((score - expected).abs() < 1e-12, "{score} against {expected}");
        }
    }

    /// Means, variances and the correlation, also of the squares, which a wrong condition would show.
    #[test]
    fn the_scores_of_a_mixtures_points_are_standard_normal() {
        for dataset in [Dataset::Moons, Dataset::FourSpikes, Dataset::ThreeModes] {
            let data = dataset.mixture().noised(Level::exploding(0.3));
            let (mut rows, n) = (Vec::new(), 40_000);
            data.sample(n, &mut Rng::new(5, Stream::Data { draw: 0 }), &mut rows);
            let scores = data.normal_scores(&rows);
            let mean = |of: &dyn Fn(&[f64]) -> f64| scores.chunks_exact(data.dim()).map(of).sum::<f64>() / n as f64;
            let off = 4.0 / (n as f64).sqrt();
            for axis in 0..data.dim() {
                assert!(mean(&|z| z[axis]).abs() < off && (mean(&|z| z[axis].powi(2)) - 1.0).abs() < 1.5 * off);
                assert!((mean(&|z| z[axis].powi(4)) - 3.0).abs() < 10.0 * off, "{dataset:?}");
            }
            if data.dim() == 2 {
                assert!(mean(&|z| z[0] * z[1]).abs() < off, "{dataset:?}");
                assert!(mean(&|z| (z[0].powi(2) - 1.0) * (z[1].powi(2) - 1.0)).abs() < 2.0 * off, "{dataset:?}");
                assert!(mean(&|z| (z[0].powi(2) - 1.0) * z[1]).abs() < 1.5 * off, "{dataset:?}");
            }
        }
    }
}
