//! The denoiser `D(x; level) = E[x_0 | x_t = x]`: the one thing that carries noise back to data.

use std::convert::Infallible;
use std::fmt;
use std::rc::Rc;

use crate::prediction::{Domain, Undefined};
use crate::{Grid, Level, Mixture, Predictor, Target};

/// Anything that answers what the clean point was, given a noisy one.
pub trait Denoiser {
    /// The number of coordinates of a point.
    fn dim(&self) -> usize;

    /// Writes `D(x; level)` into `out`, row by row. Both hold whole rows of [`Self::dim`] coordinates.
    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]);
}

/// A denoiser that may fail to answer: a learned network, or one that is asked where it is not defined. Every
/// [`Denoiser`] is one that never fails.
pub trait TryDenoiser {
    /// Why it could not answer.
    type Error;

    /// The number of coordinates of a point.
    fn dim(&self) -> usize;

    /// Writes `D(x; level)` into `out`, row by row. Both hold whole rows of [`Self::dim`] coordinates.
    ///
    /// # Errors
    /// Where the answer cannot be computed.
    fn try_denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Self::Error>;
}

impl<D: Denoiser> TryDenoiser for D {
    type Error = Infallible;

    fn dim(&self) -> usize {
        Denoiser::dim(self)
    }

    fn try_denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Infallible> {
        self.denoise(x, level, out);
        Ok(())
    }
}

/// A denoiser that several walks share.
impl<D: Denoiser> Denoiser for Rc<D> {
    fn dim(&self) -> usize {
        self.as_ref().dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) {
        self.as_ref().denoise(x, level, out);
    }
}

/// A denoiser that is only lent.
impl<D: Denoiser> Denoiser for &D {
    fn dim(&self) -> usize {
        (*self).dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) {
        (*self).denoise(x, level, out);
    }
}

/// A network that knows the levels of one grid, as a denoiser: what it says of its target is turned into the clean
/// point it means.
#[derive(Clone, Debug)]
pub struct OnGrid<P> {
    predictor: P,
    target: Target,
    grid: Grid,
    dim: usize,
}

impl<P> OnGrid<P> {
    /// The denoiser that `predictor`, taught `target` on `grid` in `dim` coordinates, amounts to.
    pub fn new(predictor: P, target: Target, grid: Grid, dim: usize) -> Self {
        Self { predictor, target, grid, dim }
    }
}

/// Why a network on a grid did not denoise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused<E> {
    /// The level is none of its own, or one whose target says nothing of the clean point.
    Undefined(Undefined),
    /// The network itself failed.
    Failed(E),
}

impl<E: fmt::Display> fmt::Display for Refused<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undefined(undefined) => undefined.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl<E: std::error::Error> std::error::Error for Refused<E> {}

impl<P: Predictor> TryDenoiser for OnGrid<P> {
    type Error = Refused<P::Error>;

    fn dim(&self) -> usize {
        self.dim
    }

    fn try_denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), Self::Error> {
        let domain = if self.target == Target::Transition { Domain::OwnGrid } else { Domain::Levels };
        let undefined = || Refused::Undefined(Undefined(domain));
        let i = self.grid.index_of(level).ok_or_else(undefined)?;
        self.predictor.predict(x, i, out).map_err(Refused::Failed)?;
        let taught = self.target.at(&self.grid, i);
        for (out, x) in out.iter_mut().zip(x) {
            *out = taught.denoised(level, *x, *out).ok_or_else(undefined)?;
        }
        Ok(())
    }
}

/// The exact denoiser of a mixture, its posterior mean:
/// `D(x) = Σ_k r_k(x) (μ_k + g_k (x - α μ_k))` with the responsibilities `r_k ∝ w_k N(x; α μ_k, v_k I)`,
/// `v_k = α² s_k² + σ²` and the gain `g_k = α s_k² / v_k`.
impl Denoiser for Mixture {
    fn dim(&self) -> usize {
        self.dim()
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) {
        let posteriors: Vec<Posterior> =
            self.components().iter().map(|c| Posterior::new(c, level, self.dim())).collect();
        let mut weights = vec![0.0; posteriors.len()];
        for (x, out) in x.chunks_exact(self.dim()).zip(out.chunks_exact_mut(self.dim())) {
            responsibilities(&posteriors, x, &mut weights);
            out.fill(0.0);
            for (posterior, weight) in posteriors.iter().zip(&weights).filter(|(_, weight)| **weight > 0.0) {
                posterior.add_mean(x, *weight, out);
            }
        }
    }
}

/// What one component says of a noisy point, with everything that depends on the level alone worked out.
struct Posterior {
    mean: [f64; 2],
    noised_mean: [f64; 2],
    gain: f64,
    /// `-1 / (2 v)`
    exponent: f64,
    /// `log w - d/2 log v`
    log_scale: f64,
}

impl Posterior {
    fn new(c: &crate::dataset::Component, level: Level, dim: usize) -> Self {
        let variance = level.spread(c.std).powi(2);
        Self {
            mean: c.mean,
            noised_mean: c.mean.map(|m| level.alpha * m),
            gain: level.alpha * c.std * c.std / variance,
            exponent: -0.5 / variance,
            log_scale: c.weight.ln() - 0.5 * dim as f64 * variance.ln(),
        }
    }

    fn log_weight(&self, x: &[f64]) -> f64 {
        let sq_distance: f64 = x.iter().zip(&self.noised_mean).map(|(x, m)| (x - m) * (x - m)).sum();
        self.log_scale + self.exponent * sq_distance
    }

    fn add_mean(&self, x: &[f64], weight: f64, out: &mut [f64]) {
        for (axis, out) in out.iter_mut().enumerate() {
            *out += weight * (self.mean[axis] + self.gain * (x[axis] - self.noised_mean[axis]));
        }
    }
}

/// The logarithm of a share that no sum with 1 can tell from 0: `e^-40 < 2^-53`. Most points of a point set are farther.
const NEGLIGIBLE: f64 = -40.0;

/// The posterior probability of every component, into `weights`. The largest exponent is taken out first, so that a
/// point far from everything still has a nearest spike.
fn responsibilities(posteriors: &[Posterior], x: &[f64], weights: &mut [f64]) {
    let mut largest = f64::NEG_INFINITY;
    for (weight, posterior) in weights.iter_mut().zip(posteriors) {
        *weight = posterior.log_weight(x);
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
    use crate::{Dataset, Rng, Stream};

    const LEVELS: [Level; 3] =
        [Level { alpha: 1.0, sigma: 0.02 }, Level { alpha: 1.0, sigma: 1.3 }, Level { alpha: 0.4, sigma: 0.9 }];

    /// Tweedie's formula ties the denoiser to the score, which the dataset computes in another way.
    #[test]
    fn the_denoiser_agrees_with_the_score() {
        for data in Dataset::ALL {
            let mixture = data.mixture();
            let dim = mixture.dim();
            let x = Rng::new(1, Stream::Batch).normals(50 * dim);
            for level in LEVELS {
                let (mut denoised, mut score) = (vec![0.0; x.len()], vec![0.0; dim]);
                mixture.denoise(&x, level, &mut denoised);
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

    /// Says what a perfect network would of its own grid.
    struct Perfect(crate::Config);

    impl Predictor for Perfect {
        type Error = Infallible;

        fn predict(&self, x: &[f64], level: usize, out: &mut [f64]) -> Result<(), Infallible> {
            let grid = self.0.method.grid();
            let at = grid.levels()[level];
            self.0.dataset.mixture().denoise(x, at, out);
            let taught = self.0.method.target().at(&grid, level);
            out.iter_mut().zip(x).for_each(|(out, x)| *out = taught.expected(at, *x, *out));
            Ok(())
        }
    }

    #[test]
    fn a_network_on_a_grid_is_a_denoiser_there_and_nowhere_else() {
        for recipe in [crate::Recipe::SimpleMultimodal, crate::Recipe::MultimodalDdpm] {
            let config = recipe.config();
            let (grid, mixture) = (config.method.grid(), config.dataset.mixture());
            let target = config.method.target();
            let network = OnGrid::new(Perfect(config), target, grid.clone(), 2);
            let (x, mut exact, mut said) = ([0.3, -0.8], [0.0; 2], [0.0; 2]);
            for (i, level) in grid.levels().iter().enumerate() {
                let answer = network.try_denoise(&x, *level, &mut said);
                if target == Target::Transition && i + 1 == grid.len() {
                    assert_eq!(answer, Err(Refused::Undefined(Undefined(Domain::OwnGrid))), "it was taught nothing");
                    continue;
                }
                mixture.denoise(&x, *level, &mut exact);
                assert!(exact.iter().zip(said).all(|(a, b)| (a - b).abs() < 1e-9), "{recipe:?} level {i}");
            }
            assert!(network.try_denoise(&x, Level::exploding(0.123), &mut said).is_err());
        }
    }

    #[test]
    fn a_point_far_from_everything_goes_to_its_nearest_spike() {
        let mut denoised = [0.0; 2];
        Dataset::FourSpikes.mixture().denoise(&[900.0, -800.0], Level::exploding(0.1), &mut denoised);
        let gain = 1e-4 / (1e-4 + 0.01);
        assert!(
            (denoised[0] - (1.0 + gain * 899.0)).abs() < 1e-9 && (denoised[1] - (-1.0 - gain * 799.0)).abs() < 1e-9
        );
    }

    #[test]
    fn without_noise_the_point_is_its_own_answer() {
        let x = [-0.98, 1.01, 0.3, 0.2];
        let mut denoised = [0.0; 4];
        Dataset::FourSpikes.mixture().denoise(&x, Level::CLEAN, &mut denoised);
        assert!(x.iter().zip(denoised).all(|(x, d)| (x - d).abs() < 1e-12));
    }
}
