//! The exact denoiser of a mixture: its posterior mean.

use std::convert::Infallible;

use super::Denoiser;
use crate::dataset::{Component, Kernels, Mixture};
use crate::process::Level;

impl Mixture {
    /// The exact denoiser of the mixture for the rows of `x`, into `out`: the posterior mean
    /// `D(x) = Σ_k r_k(x) (μ_k + g_k (x - α μ_k))` with the responsibilities `r_k ∝ w_k N(x; α μ_k, v_k I)`,
    /// `v_k = α² s_k² + σ²` and the gain `g_k = α s_k² / v_k`.
    pub fn posterior_mean(&self, x: &[f64], level: Level, out: &mut [f64]) {
        match self.kernels() {
            Some(kernels) => kernels.posterior_mean(x, level, out),
            None => self.posterior_mean_one_by_one(x, level, out),
        }
    }

    /// The same, component by component.
    fn posterior_mean_one_by_one(&self, x: &[f64], level: Level, out: &mut [f64]) {
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

impl Kernels {
    /// The same of kernels of one width s: `D(x) = (σ² Σ_k r_k(x) μ_k + α s² x)/v`.
    pub fn posterior_mean(&self, x: &[f64], level: Level, out: &mut [f64]) {
        let (mut noised, dim) = (self.at(level), self.dim());
        let gain = level.alpha * self.std() * self.std() / noised.variance();
        let share = level.sigma * level.sigma / noised.variance();
        for (x, out) in x.chunks_exact(dim).zip(out.chunks_exact_mut(dim)) {
            let mean = noised.mean([x[0], x.get(1).map_or(0.0, |y| *y)]);
            for (out, (x, mean)) in out.iter_mut().zip(x.iter().zip(mean)) {
                *out = share * mean + gain * x;
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

/// The exact denoiser of a mixture whose components are worked off one by one, however many there are: a page, which
/// leaves large mixtures to its worker, has no need of other code.
#[derive(Clone, Copy, Debug)]
pub struct OneByOne<'a>(pub &'a Mixture);

impl Denoiser for OneByOne<'_> {
    type Error = Infallible;

    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Infallible> {
        self.0.posterior_mean_one_by_one(x, level, out);
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

    /// Kernels around a shape, some of them far from all others, with weights of their own.
    fn many(dim: usize) -> Mixture {
        let shape = if dim == 1 { Dataset::ThreeModes } else { Dataset::Moons };
        let mut rows = Vec::new();
        shape.mixture().sample(1001, &mut Rng::new(3, Stream::Batch), &mut rows);
        rows[..2 * dim].fill(7.0);
        let kernel = |(i, x): (usize, &[f64])| Component {
            mean: [x[0], x.get(1).map_or(0.0, |y| *y)],
            std: 0.03,
            weight: (1 + i % 4) as f64,
        };
        Mixture::new(dim, rows.chunks_exact(dim).enumerate().map(kernel).collect())
    }

    /// Of the levels of [`TEST_LEVELS`], of all of Karras et al., without noise and of noise alone: points of the level,
    /// and points far from everything.
    fn on_levels(mixture: &Mixture, check: impl Fn(&[f64], Level)) {
        let karras = (0..40).map(|i| Level::exploding(80.0 * 0.7665f64.powi(i)));
        let ends = [Level::CLEAN, Level { alpha: 0.0, sigma: 1.0 }, Level { alpha: 0.02, sigma: 1.0 }];
        for level in TEST_LEVELS.into_iter().chain(karras).chain(ends) {
            let mut x = crate::sampler::noised_start(mixture, level, 100, 0, 0);
            x.extend([0.0, 0.0, 30.0, -1.0, -1e3, 1e3, 2e6, 5.0]);
            check(&x, level);
        }
    }

    /// catches: kernels left out that count, too few moments, a mean that cancels
    #[test]
    fn many_kernels_have_the_mean_that_they_have_one_by_one() {
        for mixture in [many(1), many(2)] {
            assert!(mixture.kernels().is_some());
            on_levels(&mixture, |x, level| {
                let (mut found, mut expected) = (vec![0.0; x.len()], vec![0.0; x.len()]);
                mixture.posterior_mean(x, level, &mut found);
                mixture.posterior_mean_one_by_one(x, level, &mut expected);
                let v = level.spread(0.03).powi(2);
                for (row, x) in x.chunks(mixture.dim()).enumerate() {
                    // From afar exponents are large, and their last digits tell less of the differences.
                    let far = x.iter().fold(0.0, |far: f64, x| far.max(x.abs() - 8.0));
                    let tolerance = 1e-12 * (7.0 + far) + 2e-15 * far * far / v;
                    for i in row * x.len()..(row + 1) * x.len() {
                        let (found, expected) = (found[i], expected[i]);
                        assert!((found - expected).abs() < tolerance, "{level:?} at {x:?}: {found} {expected}");
                    }
                }
            });
        }
    }

    #[test]
    fn many_kernels_are_seen_from_each_point_alone() {
        let mixture = many(2);
        on_levels(&mixture, |x, level| {
            let (mut whole, mut alone) = (vec![0.0; x.len()], vec![0.0; x.len()]);
            mixture.posterior_mean(x, level, &mut whole);
            for (x, out) in x.chunks_exact(2).zip(alone.chunks_exact_mut(2)) {
                mixture.posterior_mean(x, level, out);
            }
            assert_eq!(whole, alone);
        });
    }

    /// The bits that every engine has to give, made once.
    #[test]
    fn the_bits_of_many_kernels_are_these() {
        let kernel = |i: u32| Component {
            mean: [f64::from(i % 40) * 0.07 - 1.3, f64::from(i / 40) * 0.06 - 0.9],
            std: 0.04,
            weight: f64::from(1 + i % 3),
        };
        let mixture = Mixture::new(2, (0..1201).map(kernel).collect());
        let mut hash = 0u64;
        for sigma in [0.002, 0.05, 0.3, 1.0, 4.0, 20.0, 80.0] {
            let x: Vec<f64> = (0..40).map(|i| f64::from(i * 13 % 17 - 8) * (0.15 + 0.3 * sigma)).collect();
            let mut out = vec![0.0; x.len()];
            mixture.posterior_mean(&x, Level::exploding(sigma), &mut out);
            hash = out.iter().fold(hash, |hash, value| hash.wrapping_mul(31).wrapping_add(value.to_bits()));
        }
        assert_eq!(hash, MANY_BITS);
    }

    const MANY_BITS: u64 = 7_974_834_568_237_210_454;
}
