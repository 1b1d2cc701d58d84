//! Loss, floor and excess: how small a squared loss can be, and how far above that a network is.
//!
//! At a fixed level the best answer to a target is its mean given the noisy point, and the loss splits:
//! `w E‖T - f‖² = floor + excess` with `floor = w (aσ - bα)²/σ² · E tr Cov(x_0 | x_t)` and
//! `excess = w E‖f - E[T | x_t]‖²`. The excess is computed directly, on a frozen batch, and never as a noisy loss minus
//! the floor.

use crate::denoiser::Denoiser;
use crate::prediction::Combination;
use crate::{Level, Mixture, Rng};

/// Clean points and their noise, drawn once and used at every level, so that figures change with the network alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Frozen {
    data: Mixture,
    x0: Vec<f64>,
    eps: Vec<f64>,
}

/// The frozen batch at one level, with the exact answers.
#[derive(Clone, Debug, PartialEq)]
pub struct AtLevel {
    level: Level,
    dim: usize,
    x: Vec<f64>,
    denoised: Vec<f64>,
    /// `E tr Cov(x_0 | x_t)`, per point: the squared distance to the clean point that the best denoiser has left.
    pub variance: f64,
}

impl Frozen {
    /// `rows` points (at least one) of the data, spread over its components by their weights, with their noise.
    #[must_use]
    pub fn new(data: &Mixture, rows: usize, rng: &mut Rng) -> Self {
        let mut x0 = Vec::with_capacity(rows * data.dim());
        data.proportional(rows, rng, &mut x0);
        let eps = rng.normals(x0.len());
        Self { data: data.clone(), x0, eps }
    }

    /// The batch at a level with `σ > 0`.
    #[must_use]
    pub fn at(&self, level: Level) -> AtLevel {
        let dim = self.data.dim();
        let x: Vec<f64> = self.x0.iter().zip(&self.eps).map(|(x0, eps)| level.noised(*x0, *eps)).collect();
        let mut denoised = vec![0.0; x.len()];
        self.data.denoise(&x, level, &mut denoised);
        let variances = x.chunks_exact(dim).map(|x| self.data.posterior(x, level).variance());
        let variance = variances.sum::<f64>() / (x.len() / dim) as f64;
        AtLevel { level, dim, x, denoised, variance }
    }
}

impl AtLevel {
    /// The noisy points, to ask a network about.
    #[must_use]
    pub fn points(&self) -> &[f64] {
        &self.x
    }

    /// The smallest loss per point that any network can have: `w (aσ - bα)²/σ² · E tr Cov(x_0 | x_t)`.
    #[must_use]
    pub fn floor(&self, weight: f64, target: Combination) -> f64 {
        weight * target.gain(self.level).powi(-2) * self.variance
    }

    /// How far above the floor a network is that says `outputs` (as long as the points): `w E‖f - E[T | x_t]‖²`.
    #[must_use]
    pub fn excess(&self, weight: f64, target: Combination, outputs: &[f64]) -> f64 {
        let best = self.x.iter().zip(&self.denoised).map(|(x, denoised)| target.expected(self.level, *x, *denoised));
        let squares: f64 = best.zip(outputs).map(|(best, output)| (output - best).powi(2)).sum();
        weight * squares / (self.x.len() / self.dim) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Stream, Target, Weighting};

    /// The identity itself: with a wrong but fixed network, the noisy loss is floor plus excess, on points drawn apart.
    /// catches: a floor without its factor, a covariance of one coordinate, an excess against the drawn noise.
    #[test]
    fn the_loss_is_floor_plus_excess() {
        let data = Dataset::FourSpikes.mixture();
        for level in [Level::exploding(0.8), Level::preserving(0.4)] {
            let frozen = Frozen::new(&data, 20_000, &mut Rng::new(1, Stream::Data { draw: 0 })).at(level);
            let apart = Frozen::new(&data, 20_000, &mut Rng::new(2, Stream::Data { draw: 0 }));
            for target in [Target::Eps, Target::X0, Target::V, Target::Score, Target::Flow] {
                let taught = target.at_level(level).unwrap();
                let network = |x: f64| 0.3 * x - 0.2;
                let losses = apart
                    .x0
                    .iter()
                    .zip(&apart.eps)
                    .map(|(x0, eps)| (taught.of(*x0, *eps) - network(level.noised(*x0, *eps))).powi(2));
                let loss = losses.sum::<f64>() / 20_000.0;
                let outputs: Vec<f64> = frozen.points().iter().map(|x| network(*x)).collect();
                let sum = frozen.floor(1.0, taught) + frozen.excess(1.0, taught, &outputs);
                assert!((sum / loss - 1.0).abs() < 0.03, "{target:?}: {sum} against {loss}");
            }
        }
    }

    #[test]
    fn under_a_weight_on_the_denoised_point_every_target_has_the_same_floor() {
        let data = Dataset::FourSpikes.mixture();
        let level = Level::preserving(0.4);
        let frozen = Frozen::new(&data, 500, &mut Rng::new(1, Stream::Data { draw: 0 })).at(level);
        let floor = |target: Target| {
            let taught = target.at_level(level).unwrap();
            frozen.floor(Weighting::Edm.at(level, taught, data.overall_std()), taught)
        };
        for target in [Target::Eps, Target::V, Target::Score, Target::Flow] {
            assert!((floor(target) / floor(Target::X0) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_perfect_network_has_no_excess() {
        let level = Level::exploding(0.5);
        let data = Dataset::SpikeAtOne.mixture();
        let frozen = Frozen::new(&data, 100, &mut Rng::new(1, Stream::Data { draw: 0 })).at(level);
        let taught = Target::Eps.at_level(level).unwrap();
        let perfect: Vec<f64> =
            frozen.x.iter().zip(&frozen.denoised).map(|(x, d)| taught.expected(level, *x, *d)).collect();
        assert_eq!(frozen.excess(1.0, taught, &perfect), 0.0);
        // One Gaussian: Cov = s²σ²/(s² + σ²), so the floor of ε is s²/(s² + σ²).
        assert!((frozen.floor(1.0, taught) - 1e-4 / (1e-4 + 0.25)).abs() < 1e-12);
    }
}
