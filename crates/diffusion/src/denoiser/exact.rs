//! The exact denoiser of a mixture: its posterior mean.

use std::convert::Infallible;

use super::Denoiser;
use crate::dataset::{Component, Mixture};
use crate::process::Level;

impl Mixture {
    /// The exact denoiser of the mixture for the rows of `x`, into `out`: the posterior mean
    /// `D(x) = Σ_k r_k(x) (μ_k + g_k (x - α μ_k))` with the responsibilities `r_k ∝ w_k N(x; α μ_k, v_k I)`,
    /// `v_k = α² s_k² + σ²` and the gain `g_k = α s_k² / v_k`.
    pub fn posterior_mean(&self, x: &[f64], level: Level, out: &mut [f64]) {
        let noised = |c: &Component| {
            let variance = level.spread(c.std).powi(2);
            NoisedComponent {
                mean: c.mean,
                noised_mean: c.mean.map(|m| level.alpha * m),
                gain: level.alpha * c.std * c.std / variance,
                exponent: -0.5 / variance,
                log_scale: c.weight.ln() - 0.5 * self.dim() as f64 * variance.ln(),
            }
        };
        let components: Vec<NoisedComponent> = self.components().iter().map(noised).collect();
        let mut weights = vec![0.0; components.len()];
        for (x, out) in x.chunks_exact(self.dim()).zip(out.chunks_exact_mut(self.dim())) {
            responsibilities(&components, x, &mut weights);
            out.fill(0.0);
            for (c, weight) in components.iter().zip(&weights).filter(|(_, weight)| **weight > 0.0) {
                for (axis, out) in out.iter_mut().enumerate() {
                    *out += weight * (c.mean[axis] + c.gain * (x[axis] - c.noised_mean[axis]));
                }
            }
        }
    }
}

impl Denoiser for Mixture {
    type Error = Infallible;

    fn dim(&self) -> usize {
        self.dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Infallible> {
        self.posterior_mean(x, level, out);
        Ok(())
    }
}

/// One component as it is at a level, with everything that does not depend on the noisy point worked out.
struct NoisedComponent {
    mean: [f64; 2],
    noised_mean: [f64; 2],
    gain: f64,
    /// `-1 / (2 v)`
    exponent: f64,
    /// `log w - d/2 log v`
    log_scale: f64,
}

/// The logarithm of a share that no sum with 1 can tell from 0: `e^-40 < 2^-53`. Most points of a point set are
/// farther.
const NEGLIGIBLE: f64 = -40.0;

/// The posterior probability of every component, into `weights`. The largest exponent is taken out first, so that a
/// point far from everything still has a nearest spike.
fn responsibilities(components: &[NoisedComponent], x: &[f64], weights: &mut [f64]) {
    let mut largest = f64::NEG_INFINITY;
    for (weight, c) in weights.iter_mut().zip(components) {
        let sq_distance: f64 = x.iter().zip(&c.noised_mean).map(|(x, m)| (x - m) * (x - m)).sum();
        *weight = c.log_scale + c.exponent * sq_distance;
        largest = largest.max(*weight);
    }
    let mut total = 0.0;
    for weight in weights.iter_mut() {
        let below = *weight - largest;
        *weight = if below > NEGLIGIBLE { below.exp() } else { 0.0 };
        total += *weight;
    }
    weights.iter_mut().for_each(|weight| *weight /= total);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoiser::TEST_LEVELS;
    use crate::{Dataset, Rng, Stream};

    /// Tweedie's formula ties the denoiser to the score, which the dataset computes in another way.
    #[test]
    fn the_denoiser_agrees_with_the_score() {
        for data in Dataset::ALL {
            let mixture = data.mixture();
            let dim = mixture.dim();
            let x = Rng::new(1, Stream::Batch).normals(50 * dim);
            for level in TEST_LEVELS {
                let (mut denoised, mut score) = (vec![0.0; x.len()], vec![0.0; dim]);
                mixture.posterior_mean(&x, level, &mut denoised);
                let noised = mixture.noised(level);
                for (x, denoised) in x.chunks(dim).zip(denoised.chunks(dim)) {
                    noised.score(x, &mut score);
                    for axis in 0..dim {
                        let from_score = (x[axis] + level.sigma.powi(2) * score[axis]) / level.alpha;
                        assert!((from_score - denoised[axis]).abs() < 1e-9, "{from_score} {}", denoised[axis]);
                    }
                }
            }
        }
    }

    #[test]
    fn a_point_far_from_everything_goes_to_its_nearest_spike() {
        let mut denoised = [0.0; 2];
        Dataset::FourSpikes.mixture().posterior_mean(&[900.0, -800.0], Level::exploding(0.1), &mut denoised);
        let gain = 1e-4 / (1e-4 + 0.01);
        assert!(
            (denoised[0] - (1.0 + gain * 899.0)).abs() < 1e-9 && (denoised[1] - (-1.0 - gain * 799.0)).abs() < 1e-9
        );
    }

    #[test]
    fn without_noise_the_point_is_the_clean_one() {
        let x = [-0.98, 1.01, 0.3, 0.2];
        let mut denoised = [0.0; 4];
        Dataset::FourSpikes.mixture().posterior_mean(&x, Level::CLEAN, &mut denoised);
        assert!(x.iter().zip(denoised).all(|(x, d)| (x - d).abs() < 1e-12));
    }
}
