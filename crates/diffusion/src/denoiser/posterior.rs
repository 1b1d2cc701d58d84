//! What is known of the clean point when a noisy one is seen.

use crate::dataset::{Component, Mixture};
use crate::process::Level;

/// `p(x_0 | x_t = x)` of a mixture: again a mixture, summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanPosterior {
    /// The probability `r_k` that the point came from component `k`.
    pub weights: Vec<f64>,
    /// `E[x_0 | x_t]`, the exact denoiser; in 1-D the second coordinate is 0.
    pub mean: [f64; 2],
    /// `Cov(x_0 | x_t)`; in 1-D only the first entry is not 0.
    pub covariance: [[f64; 2]; 2],
}

impl CleanPosterior {
    /// The sum of the variances over the coordinates, `tr Cov(x_0 | x_t)`.
    pub fn variance(&self) -> f64 {
        self.covariance[0][0] + self.covariance[1][1]
    }
}

impl Mixture {
    /// The posterior of the clean point, where the noisy one is `x` (of `dim` coordinates) at a level.
    ///
    /// Component `k` has the weight `r_k ∝ w_k N(x; α μ_k, v_k I)`, the mean `m_k = μ_k + g_k (x - α μ_k)` and the
    /// variance `s_k² σ² / v_k`, with `v_k = α² s_k² + σ²` and `g_k = α s_k² / v_k`. The total covariance is
    /// `Σ r_k (s_k² σ²/v_k I + (m_k - m)(m_k - m)ᵀ)` (Bishop 2006, eq. 2.116; the variance within plus that between).
    pub fn posterior(&self, x: &[f64], level: Level) -> CleanPosterior {
        let weights = self.noised(level).responsibilities(x);
        let conditional = |c: &Component| {
            let noised_variance = level.spread(c.std).powi(2);
            let gain = level.alpha * c.std * c.std / noised_variance;
            let mut mean = [0.0; 2];
            for (mean, (centre, x)) in mean.iter_mut().zip(c.mean.iter().zip(x)) {
                *mean = centre + gain * (x - level.alpha * centre);
            }
            Conditional { mean, variance: c.std * c.std * level.sigma * level.sigma / noised_variance }
        };
        let conditionals: Vec<Conditional> = self.components().iter().map(conditional).collect();
        let mean = [0, 1].map(|axis| weights.iter().zip(&conditionals).map(|(r, c)| r * c.mean[axis]).sum());
        let mut covariance = [[0.0; 2]; 2];
        for (r, c) in weights.iter().zip(&conditionals) {
            let away = [c.mean[0] - mean[0], c.mean[1] - mean[1]];
            for i in 0..self.dim() {
                covariance[i][i] += r * c.variance;
                for j in 0..self.dim() {
                    covariance[i][j] += r * away[i] * away[j];
                }
            }
        }
        CleanPosterior { weights, mean, covariance }
    }
}

/// The clean point, given that it came from one component.
struct Conditional {
    mean: [f64; 2],
    variance: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;
    use crate::denoiser::TEST_LEVELS;

    /// Robbins' and Tweedie's second order: `Cov = (σ²/α²) (I + σ² ∇² log p)`, and `∇D = α Cov / σ²`. The slope is
    /// taken of the denoiser, which is computed elsewhere.
    #[test]
    fn the_covariance_is_the_slope_of_the_denoiser() {
        for data in Dataset::ALL {
            let mixture = data.mixture();
            let dim = mixture.dim();
            for level in TEST_LEVELS {
                let x = [0.31, -0.17];
                let posterior = mixture.posterior(&x[..dim], level);
                let at = |axis: usize, h: f64| {
                    let (mut x, mut out) = (x, [0.0; 2]);
                    x[axis] += h;
                    mixture.posterior_mean(&x[..dim], level, &mut out[..dim]);
                    out
                };
                let h = 1e-5 * level.sigma;
                for i in 0..dim {
                    let (above, below) = (at(i, h), at(i, -h));
                    for j in 0..dim {
                        let slope = (above[j] - below[j]) / (2.0 * h);
                        let expected = posterior.covariance[i][j] * level.alpha / level.sigma.powi(2);
                        let size = slope.abs().max(1.0);
                        assert!((slope - expected).abs() < 1e-5 * size, "{data:?} {level:?}: {slope} {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn midway_between_two_spikes_neither_is_likelier() {
        let posterior = Dataset::FourSpikes.mixture().posterior(&[0.0, 1.0], Level::exploding(0.2));
        assert!((posterior.weights[0] - posterior.weights[3]).abs() < 1e-12 && posterior.weights[0] > 0.499);
        assert!(posterior.mean[0].abs() < 1e-12 && (posterior.covariance[0][0] - 1.0).abs() < 0.01);
    }

    #[test]
    fn without_noise_nothing_is_left_to_know() {
        let posterior = Dataset::FourSpikes.mixture().posterior(&[-0.99, 1.01], Level::CLEAN);
        assert_eq!((posterior.mean, posterior.variance()), ([-0.99, 1.01], 0.0));
    }
}
