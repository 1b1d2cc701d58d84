//! A mixture seen along one direction: a law on the line, with exact distribution function, partial means and quantiles.

use std::f64::consts::TAU;

use crate::Mixture;
use crate::tabulated::normal_cdf;

/// Beyond so many standard deviations a Gaussian has a share of 1e-10, which is left out.
const REACH: f64 = 6.4;

/// A mixture of Gaussians on the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// By their means, rising.
    components: Vec<Component>,
    /// The shares and the partial means of the components before each, and of all at the end.
    before: Vec<(f64, f64)>,
    /// The half width of the window in which a component is neither wholly below nor wholly above.
    reach: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Component {
    mean: f64,
    std: f64,
    weight: f64,
}

impl Projection {
    /// The law of `x cos θ + y sin θ`, for `angle` θ in radians; of the coordinate itself in 1-D, whatever the angle.
    #[must_use]
    pub fn new(mixture: &Mixture, angle: f64) -> Self {
        let direction = direction(mixture.dim(), angle);
        let project = |c: &crate::dataset::Component| Component {
            mean: direction[0] * c.mean[0] + direction[1] * c.mean[1],
            std: c.std,
            weight: c.weight,
        };
        let mut components: Vec<Component> = mixture.components().iter().map(project).collect();
        components.sort_by(|a, b| a.mean.total_cmp(&b.mean));
        let mut before = vec![(0.0, 0.0)];
        let mut sum = (0.0, 0.0);
        for c in &components {
            sum = (sum.0 + c.weight, sum.1 + c.weight * c.mean);
            before.push(sum);
        }
        let reach = REACH * components.iter().map(|c| c.std).fold(0.0, f64::max);
        Self { components, before, reach }
    }

    /// `F(x) = P(X ≤ x)`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.cdf_and_density(x).0
    }

    /// `∫ x dF` up to `x`: `Σ w (m Φ(z) - s φ(z))` with `z = (x - m)/s`.
    #[must_use]
    pub fn partial_mean(&self, x: f64) -> f64 {
        let (below, near) = self.window(x);
        let part = |c: &Component| {
            let z = (x - c.mean) / c.std;
            c.weight * (c.mean * normal_cdf(z) - c.std * normal_density(z))
        };
        below.1 + near.iter().map(part).sum::<f64>()
    }

    /// `E x²`: `Σ w (m² + s²)`.
    #[must_use]
    pub fn mean_square(&self) -> f64 {
        self.components.iter().map(|c| c.weight * (c.mean * c.mean + c.std * c.std)).sum()
    }

    /// The `x` with `F(x) = u`, for rising `u` in (0, 1), each to the last digits: Newton's steps, and bisection where
    /// they leave the bracket or the density vanishes between spikes.
    #[must_use]
    pub fn quantiles(&self, u: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut from = self.components.first().map_or(0.0, |c| c.mean) - self.reach;
        let to = self.components.last().map_or(0.0, |c| c.mean) + self.reach;
        u.map(|u| {
            from = self.quantile(u, from, to);
            from
        })
        .collect()
    }

    fn quantile(&self, u: f64, mut from: f64, mut to: f64) -> f64 {
        let mut x = from;
        for _ in 0..200 {
            let (share, density) = self.cdf_and_density(x);
            let excess = share - u;
            if excess < 0.0 {
                from = x;
            } else {
                to = x;
            }
            let newton = x - excess / density;
            let next = if newton > from && newton < to { newton } else { 0.5 * (from + to) };
            if (next - x).abs() <= 1e-12 * (1.0 + x.abs()) {
                return next;
            }
            x = next;
        }
        x
    }

    fn cdf_and_density(&self, x: f64) -> (f64, f64) {
        let (below, near) = self.window(x);
        near.iter().fold((below.0, 0.0), |(share, density), c| {
            let z = (x - c.mean) / c.std;
            (share + c.weight * normal_cdf(z), density + c.weight * normal_density(z) / c.std)
        })
    }

    /// The shares of what lies wholly below `x`, and the components that are partly below.
    fn window(&self, x: f64) -> ((f64, f64), &[Component]) {
        let from = self.components.partition_point(|c| c.mean < x - self.reach);
        let to = self.components.partition_point(|c| c.mean <= x + self.reach);
        (self.before[from], &self.components[from..to])
    }
}

/// The unit vector at an angle; in 1-D the line itself.
#[must_use]
pub fn direction(dim: usize, angle: f64) -> [f64; 2] {
    if dim == 1 { [1.0, 0.0] } else { [angle.cos(), angle.sin()] }
}

/// `φ(z)`, the density of N(0, 1).
fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Level};

    fn laws() -> Vec<Projection> {
        let noised = |sigma| Dataset::FourSpikes.mixture().noised(Level::exploding(sigma));
        let all = Dataset::ALL.iter().map(Dataset::mixture).chain([noised(0.3), noised(2.0)]);
        all.flat_map(|mixture| [0.0, 0.4, 1.9].map(|angle| Projection::new(&mixture, angle))).collect()
    }

    #[test]
    fn quantiles_are_the_inverse_of_the_distribution_function() {
        for law in laws() {
            let u: Vec<f64> = (0..999).map(|i| (f64::from(i) + 0.5) / 999.0).collect();
            let quantiles = law.quantiles(u.iter().copied());
            assert!(quantiles.is_sorted());
            for (u, q) in u.iter().zip(quantiles) {
                assert!((law.cdf(q) - u).abs() < 1e-9, "{u}: {q}");
            }
        }
    }

    /// By summing `x p(x)` and `x² p(x)` over fine cells.
    #[test]
    fn partial_moments_are_integrals() {
        let law = Projection::new(&Dataset::FourSpikes.mixture().noised(Level::exploding(0.3)), 0.4);
        for end in [-1.0, 0.1, 4.0] {
            let cells = (0..200_000).map(|i| -4.0 + (end + 4.0) * (f64::from(i) + 0.5) / 200_000.0);
            let sums = cells.fold((0.0, 0.0, 0.0), |(zeroth, first, second), x| {
                let mass = law.cdf_and_density(x).1 * (end + 4.0) / 200_000.0;
                (zeroth + mass, first + mass * x, second + mass * x * x)
            });
            assert!(end < 4.0 || (law.mean_square() - sums.2).abs() < 1e-8);
            assert!((law.cdf(end) - sums.0).abs() < 1e-8);
            assert!((law.partial_mean(end) - sums.1).abs() < 1e-8);
        }
    }
}
