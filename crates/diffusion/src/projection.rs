//! A mixture seen along one direction: a law on the line, with exact distribution function, partial means and quantiles.

use std::f64::consts::TAU;
use std::sync::LazyLock;

use crate::Mixture;
use crate::tabulated::normal_cdf;

/// Beyond so many standard deviations a Gaussian has a share of 1e-10, which is left out.
const REACH: f64 = 6.5;

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
            let (share, density) = NORMAL.at((x - c.mean) / c.std);
            c.weight * (c.mean * share - c.std * density)
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
        near.iter().fold((below.0, 0.0), |sum, c| {
            let (share, density) = NORMAL.at((x - c.mean) / c.std);
            (sum.0 + c.weight * share, sum.1 + c.weight * density / c.std)
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

/// Cells of the table in one standard deviation. The cubic's error is `h⁴/384` of a fourth derivative below 1.4.
const CELLS: f64 = 64.0;

/// Φ and φ are asked for millions of times: a table with cubics between its nodes is exact to 3e-10, and five times
/// faster than `erfc`.
static NORMAL: LazyLock<Normal> = LazyLock::new(Normal::new);

/// `(Φ, φ)` at the nodes from `-REACH` to `REACH`.
struct Normal(Vec<(f64, f64)>);

impl Normal {
    fn new() -> Self {
        let nodes = 0..=(2.0 * REACH * CELLS) as u32;
        let z = nodes.map(|i| f64::from(i) / CELLS - REACH);
        Self(z.map(|z| (normal_cdf(z), (-0.5 * z * z).exp() / TAU.sqrt())).collect())
    }

    /// `(Φ(z), φ(z))`, by Hermite's cubics with the slopes `Φ' = φ` and `φ' = -z φ`.
    fn at(&self, z: f64) -> (f64, f64) {
        let place = (z + REACH) * CELLS;
        if place < 0.0 {
            return (0.0, 0.0);
        }
        let Some([left, right]) = self.0.get(place as usize..).and_then(|rest| rest.first_chunk()) else {
            return (1.0, 0.0);
        };
        let (from, width) = (place.floor() / CELLS - REACH, 1.0 / CELLS);
        let cubic = Cubic::at(place.fract(), width);
        let slopes = (-from * left.1, -(from + width) * right.1);
        (cubic.value((left.0, right.0), (left.1, right.1)), cubic.value((left.1, right.1), slopes))
    }
}

/// The shares of the values and of the slopes at the two ends of a cell in Hermite's cubic.
struct Cubic {
    values: (f64, f64),
    slopes: (f64, f64),
}

impl Cubic {
    /// At the share `t` of a cell of some width.
    fn at(t: f64, width: f64) -> Self {
        let right = t * t * (3.0 - 2.0 * t);
        Self { values: (1.0 - right, right), slopes: (width * t * (1.0 - t) * (1.0 - t), -width * t * t * (1.0 - t)) }
    }

    fn value(&self, values: (f64, f64), slopes: (f64, f64)) -> f64 {
        let of_values = self.values.0 * values.0 + self.values.1 * values.1;
        of_values + self.slopes.0 * slopes.0 + self.slopes.1 * slopes.1
    }
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
    fn the_table_is_the_normal_law() {
        for i in -7000..=7000 {
            let z = f64::from(i) * 1e-3;
            let (share, density) = NORMAL.at(z);
            assert!((share - normal_cdf(z)).abs() < 3e-10, "Φ({z}) = {share}");
            assert!((density - (-0.5 * z * z).exp() / TAU.sqrt()).abs() < 5e-10, "φ({z}) = {density}");
        }
        assert_eq!((NORMAL.at(f64::INFINITY), NORMAL.at(f64::NEG_INFINITY)), ((1.0, 0.0), (0.0, 0.0)));
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
