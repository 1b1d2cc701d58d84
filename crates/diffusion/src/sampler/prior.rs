//! Where sampling starts.

use serde::{Deserialize, Serialize};

use crate::dataset::{Mixture, TabulatedDensity, normal_cdf};
use crate::process::Level;
use crate::rng::{Rng, Stream};

/// The distribution that the points of a plan are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub enum Prior {
    /// `x = mean + std z`, of each coordinate; in 1-D the first counts.
    Gaussian {
        /// Added to each coordinate: the original DDPM programs add `√ᾱ` whatever the data's mean.
        mean: [f64; 2],
        /// The standard deviation of each.
        std: [f64; 2],
    },
    /// By inverse transform on a tabulated density, with `u = Φ(z)`.
    Tabulated(TabulatedDensity),
}

/// Where samples on a continuous schedule start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartDistribution {
    /// `N(0, σ² I)`, as if nothing of the data were left.
    #[default]
    Noise,
    /// A Gaussian of the noised data's own mean and variances.
    Moments,
}

impl StartDistribution {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Noise, Self::Moments];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Noise => "noise",
            Self::Moments => "moments",
        }
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Noise => "N(0, σ²)",
            Self::Moments => "as the noised data",
        }
    }
}

impl Prior {
    /// `N(0, scale² I)`
    pub fn noise(scale: f64) -> Self {
        Self::Gaussian { mean: [0.0; 2], std: [scale; 2] }
    }

    /// The Gaussian with the mean `α m` and the variances `α² s² + σ²` that each coordinate of the data has at a level.
    pub fn with_moments(data: &Mixture, level: Level) -> Self {
        let std = [0, 1].map(|axis| if axis < data.dim() { level.spread(data.std(axis)) } else { 0.0 });
        Self::Gaussian { mean: data.means().map(|mean| level.alpha * mean), std }
    }

    /// Turns standard normal noise, rows of `dim` coordinates, into points of the prior, in place.
    pub fn transform(&self, z: &mut [f64], dim: usize) {
        match self {
            Self::Gaussian { mean, std } => {
                for row in z.chunks_exact_mut(dim) {
                    row.iter_mut().zip(mean.iter().zip(std)).for_each(|(z, (mean, std))| *z = mean + std * *z);
                }
            }
            Self::Tabulated(table) => {
                let quantile = table.quantile();
                z.iter_mut().for_each(|z| *z = quantile(normal_cdf(*z)));
            }
        }
    }

    /// `rows` points of `dim` coordinates, from the start noise of this seed and draw: fewer rows are a prefix of more.
    pub fn sample(&self, rows: usize, dim: usize, seed: u32, draw: u32) -> Vec<f64> {
        let mut x = Rng::new(seed, Stream::Start { draw }).normals(rows * dim);
        self.transform(&mut x, dim);
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;

    #[test]
    fn fewer_samples_are_a_prefix_of_more() {
        let prior = Prior::noise(2.0);
        assert_eq!(prior.sample(100, 2, 5, 1), prior.sample(3000, 2, 5, 1)[..200]);
    }

    /// catches: σ for the spread, axes exchanged, a mean that α does not shrink
    #[test]
    fn matched_moments_are_those_of_the_noised_data() {
        let data = Dataset::Corner.mixture();
        let level = Level { alpha: 0.6, sigma: 0.5 };
        let x = Prior::with_moments(&data, level).sample(40_000, 2, 1, 0);
        for axis in 0..2 {
            let column: Vec<f64> = x.iter().skip(axis).step_by(2).copied().collect();
            let mean = column.iter().sum::<f64>() / 40_000.0;
            let std = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 40_000.0).sqrt();
            let noised = data.noised(level);
            assert!((mean - noised.mean(axis)).abs() < 4.0 * 0.5 / 200.0, "{mean}");
            assert!((std / noised.std(axis) - 1.0).abs() < 0.02, "{std}");
        }
    }
}
