//! Irreducible and excess loss: how small a squared loss can be at a level, and how far above that a network is.
//!
//! The best prediction of a target is its mean given the noisy point, and the loss splits:
//! `w E‖T - f‖² = irreducible + excess` with `irreducible = w (aσ - bα)²/σ² · E tr Cov(x_0 | x_t)` and
//! `excess = w E‖f - E[T | x_t]‖²`. The irreducible loss is worked out from [`Mixture::remaining_variance`], without a
//! batch; the excess directly, on a fixed batch, and never as a noisy loss minus the irreducible one.

use crate::dataset::Mixture;
use crate::process::{Level, TargetCoefficients};
use crate::rng::Rng;

/// Clean points and their noise, drawn once and used at every level, so that figures change with the network alone.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationBatch {
    data: Mixture,
    x0: Vec<f64>,
    eps: Vec<f64>,
}

/// The batch at one level, with the exact denoised points.
#[derive(Clone, Debug, PartialEq)]
pub struct NoisedBatch {
    level: Level,
    dim: usize,
    x: Vec<f64>,
    denoised: Vec<f64>,
}

impl EvaluationBatch {
    /// `rows` points (at least one) of the data, spread over its components by their weights, with their noise.
    pub fn new(data: &Mixture, rows: usize, rng: &mut Rng) -> Self {
        let mut x0 = Vec::with_capacity(rows * data.dim());
        data.proportional(rows, rng, &mut x0);
        let eps = rng.normals(x0.len());
        Self { data: data.clone(), x0, eps }
    }

    /// The batch at a level with `σ > 0`.
    pub fn at(&self, level: Level) -> NoisedBatch {
        let dim = self.data.dim();
        let x: Vec<f64> = self.x0.iter().zip(&self.eps).map(|(x0, eps)| level.noised(*x0, *eps)).collect();
        let mut denoised = vec![0.0; x.len()];
        self.data.posterior_mean(&x, level, &mut denoised);
        NoisedBatch { level, dim, x, denoised }
    }

    /// `E tr Cov(x_0 | x_t)` at the level of this batch: of data whose components have a width by quadrature; of points
    /// without one, whose lattice would have to be as fine as the noise, as the mean over the batch.
    pub fn remaining_variance(&self, batch: &NoisedBatch) -> f64 {
        if self.data.smallest_std() > 0.0 {
            return self.data.remaining_variance(batch.level);
        }
        let points = batch.x.chunks_exact(batch.dim);
        let count = points.len() as f64;
        let total: f64 = match self.data.kernels() {
            Some(kernels) => {
                let mut noised = kernels.at(batch.level);
                points.map(|x| noised.spread([x[0], x.get(1).map_or(0.0, |y| *y)]).variance).sum()
            }
            None => points.map(|x| self.data.posterior(x, batch.level).variance()).sum(),
        };
        total / count
    }
}

impl NoisedBatch {
    /// Its level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The noisy points, the input of a network.
    pub fn points(&self) -> &[f64] {
        &self.x
    }

    /// The exact denoised points.
    pub fn denoised(&self) -> &[f64] {
        &self.denoised
    }

    /// The prediction of ε that says the same as these denoised points.
    pub fn eps(&self, denoised: &[f64]) -> Vec<f64> {
        let eps = |(x, denoised): (&f64, &f64)| TargetCoefficients::EPS.expected(self.level, *x, *denoised);
        self.x.iter().zip(denoised).map(eps).collect()
    }

    /// How far above that a network is with these predictions of the target, as long as the points:
    /// `w E‖f - E[T | x_t]‖²`.
    pub fn excess_loss(&self, weight: f64, target: TargetCoefficients, predictions: &[f64]) -> f64 {
        let best = self.x.iter().zip(&self.denoised).map(|(x, denoised)| target.expected(self.level, *x, *denoised));
        let squares: f64 = best.zip(predictions).map(|(best, prediction)| (prediction - best).powi(2)).sum();
        weight * squares / (self.x.len() / self.dim) as f64
    }
}

/// The smallest loss per point that any network can have at a level: `w (aσ - bα)²/σ² · E tr Cov(x_0 | x_t)`, the last
/// factor from [`Mixture::remaining_variance`].
pub fn irreducible_loss(weight: f64, target: TargetCoefficients, level: Level, remaining_variance: f64) -> f64 {
    weight * target.gain(level).powi(-2) * remaining_variance
}

/// What a squared error of 1 of a target counts as a squared error of ε, in which losses of all targets compare:
/// `(α / (aσ - bα))²`. At pure noise ε is known, so an error of `x_0` counts nothing there. None where the target
/// does not determine the clean point.
pub fn squared_eps_error(target: TargetCoefficients, level: Level) -> Option<f64> {
    let TargetCoefficients { a, b } = target;
    // Without a share of the clean point α cancels, which may be 0.
    let error = if a == 0.0 { 1.0 / b } else { level.alpha / (a * level.sigma - b * level.alpha) };
    error.is_finite().then_some(error * error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Dataset, Preset, Stream, Target, Weighting};

    const TARGETS: [Target; 5] = [Target::Eps, Target::X0, Target::V, Target::Score, Target::Flow];

    /// The identity itself: with a wrong but fixed network, the noisy loss is irreducible plus excess, on points drawn
    /// apart.
    /// catches: an irreducible loss without its factor, a covariance of one coordinate, an excess against the drawn
    /// noise.
    #[test]
    fn the_loss_is_irreducible_plus_excess() {
        let data = Dataset::FourSpikes.mixture();
        for level in [Level::exploding(0.8), Level::preserving(0.4)] {
            let batch = EvaluationBatch::new(&data, 20_000, &mut Rng::new(1, Stream::Data { draw: 0 })).at(level);
            let apart = EvaluationBatch::new(&data, 20_000, &mut Rng::new(2, Stream::Data { draw: 0 }));
            for target in TARGETS {
                let coefficients = target.at_level(level).unwrap();
                let network = |x: f64| 0.3 * x - 0.2;
                let losses = apart
                    .x0
                    .iter()
                    .zip(&apart.eps)
                    .map(|(x0, eps)| (coefficients.of(*x0, *eps) - network(level.noised(*x0, *eps))).powi(2));
                let loss = losses.sum::<f64>() / 20_000.0;
                let outputs: Vec<f64> = batch.points().iter().map(|x| network(*x)).collect();
                let irreducible = irreducible_loss(1.0, coefficients, level, data.remaining_variance(level));
                let sum = irreducible + batch.excess_loss(1.0, coefficients, &outputs);
                assert!((sum / loss - 1.0).abs() < 0.03, "{target:?}: {sum} against {loss}");
            }
        }
    }

    /// The loss of the exact denoiser of the training points, on noise drawn apart, is the irreducible one.
    /// catches: a variance of one coordinate, of the noised point, or of few kernels where there are many
    #[test]
    fn of_training_points_the_irreducible_loss_is_that_of_their_exact_denoiser() {
        for (dataset, train_points) in [(Dataset::Moons, 16), (Dataset::Moons, 1_000), (Dataset::ThreeModes, 50)] {
            let config = Config { dataset, train_points, ..Preset::SimpleMultimodal.config() };
            let points = config.training_set().unwrap();
            for level in [Level::exploding(0.1), Level::preserving(0.6)] {
                let [batch, apart] = [1, 2]
                    .map(|seed| EvaluationBatch::new(&points, 20_000, &mut Rng::new(seed, Stream::Data { draw: 0 })));
                let denoised = apart.at(level).denoised;
                let loss = apart.x0.iter().zip(&denoised).map(|(x0, denoised)| (x0 - denoised).powi(2)).sum::<f64>();
                let left = batch.remaining_variance(&batch.at(level));
                assert!((left / (loss / 20_000.0) - 1.0).abs() < 0.05, "{train_points} {level:?}: {left}");
            }
        }
    }

    #[test]
    fn under_a_weight_on_the_denoised_point_every_target_has_the_same_irreducible_loss() {
        let data = Dataset::FourSpikes.mixture();
        let level = Level::preserving(0.4);
        let irreducible = |target: Target| {
            let coefficients = target.at_level(level).unwrap();
            let weight = Weighting::Edm.at(level, coefficients, data.overall_std());
            irreducible_loss(weight, coefficients, level, data.remaining_variance(level))
        };
        for target in TARGETS {
            assert!((irreducible(target) / irreducible(Target::X0) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_perfect_network_has_no_excess() {
        let level = Level::exploding(0.5);
        let data = Dataset::SpikeAtOne.mixture();
        let batch = EvaluationBatch::new(&data, 100, &mut Rng::new(1, Stream::Data { draw: 0 })).at(level);
        let eps = TargetCoefficients::EPS;
        let perfect: Vec<f64> = batch.x.iter().zip(&batch.denoised).map(|(x, d)| eps.expected(level, *x, *d)).collect();
        assert_eq!(batch.excess_loss(1.0, eps, &perfect), 0.0);
        // One Gaussian: Cov = s²σ²/(s² + σ²), so the irreducible loss of ε is s²/(s² + σ²).
        let irreducible = irreducible_loss(1.0, eps, level, data.remaining_variance(level));
        assert!((irreducible - 1e-4 / (1e-4 + 0.25)).abs() < 1e-12);
    }

    /// An output that is off by 1 moves the denoised point, and with it ε: `ε = (x - α D)/σ`.
    #[test]
    fn an_error_of_a_target_counts_as_the_error_of_eps_that_it_makes() {
        let level = Level::preserving(0.3);
        let pure_noise = Level::preserving(0.0);
        for target in TARGETS {
            let coefficients = target.at_level(level).unwrap();
            let denoised = |output| coefficients.denoised(level, 0.4, output).unwrap();
            let moved = level.alpha / level.sigma * (denoised(1.5) - denoised(0.5));
            let counted = squared_eps_error(coefficients, level).unwrap();
            assert!((counted / (moved * moved) - 1.0).abs() < 1e-12, "{target:?}");
            let known = if matches!(target, Target::Eps | Target::Score) { 1.0 } else { 0.0 };
            assert_eq!(squared_eps_error(target.at_level(pure_noise).unwrap(), pure_noise), Some(known));
        }
        assert_eq!(squared_eps_error(TargetCoefficients { a: 0.0, b: 0.0 }, level), None);
    }
}
