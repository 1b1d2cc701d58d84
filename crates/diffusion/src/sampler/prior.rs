//! Where sampling starts.

use crate::dataset::{TabulatedDensity, normal_cdf};
use crate::rng::{Rng, Stream};

/// The distribution that the points of a plan are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub enum Prior {
    /// `x = shift + scale z` in every coordinate.
    Gaussian {
        /// Added to every coordinate: the original DDPM programs add `√ᾱ` whatever the data's mean.
        shift: f64,
        /// The standard deviation.
        scale: f64,
    },
    /// By inverse transform on a tabulated density, with `u = Φ(z)`.
    Tabulated(TabulatedDensity),
}

impl Prior {
    /// Turns standard normal noise into points of the prior, in place.
    pub fn transform(&self, z: &mut [f64]) {
        match self {
            Self::Gaussian { shift, scale } => z.iter_mut().for_each(|z| *z = shift + scale * *z),
            Self::Tabulated(table) => {
                let quantile = table.quantile();
                z.iter_mut().for_each(|z| *z = quantile(normal_cdf(*z)));
            }
        }
    }

    /// `rows` points of `dim` coordinates, from the start noise of this seed and draw: fewer rows are a prefix of more.
    pub fn sample(&self, rows: usize, dim: usize, seed: u32, draw: u32) -> Vec<f64> {
        let mut x = Rng::new(seed, Stream::Start { draw }).normals(rows * dim);
        self.transform(&mut x);
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_samples_are_a_prefix_of_more() {
        let prior = Prior::Gaussian { shift: 0.0, scale: 2.0 };
        assert_eq!(prior.sample(100, 2, 5, 1), prior.sample(3000, 2, 5, 1)[..200]);
    }
}
