//! A mixture seen along one direction: a distribution on the line, with exact distribution function, partial means and
//! quantiles.

use super::mixture::Mixture;
use super::normal::{Cubic, NormalAt, TABLE_EXTENT, tabulated_normal};

/// A mixture of Gaussians on the line.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedMixture {
    /// By their means, rising.
    components: Vec<ProjectedComponent>,
    /// What lies before each component, and at the end all of it.
    before: Vec<PartialSums>,
    /// The half width of the window in which a component is neither wholly below nor wholly above.
    half_width: f64,
    /// Of many kernels.
    table: Option<ProjectionTable>,
}

/// Cells of a table in a standard deviation of the kernels. The cubic's error is that of one kernel at most, 4e-9.
const CELLS: f64 = 32.0;

/// The most cells. Where there were more, few kernels lie in a window.
const MOST_CELLS: f64 = 16384.0;

/// What cubics between nodes give as closely as sums over many kernels, and in a hundredth of the time.
#[derive(Clone, Debug, PartialEq)]
struct ProjectionTable {
    from: f64,
    width: f64,
    nodes: Vec<ProjectionNode>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct ProjectionNode {
    at: NormalAt,
    /// `∫ x dF` up to here.
    partial_mean: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct ProjectedComponent {
    mean: f64,
    std: f64,
    weight: f64,
}

/// Sums over components.
#[derive(Clone, Copy, Debug, PartialEq)]
struct PartialSums {
    /// `Σ w`
    share: f64,
    /// `Σ w m`
    mean: f64,
}

impl ProjectedMixture {
    /// The distribution of `x cos θ + y sin θ`, for `angle` θ in radians; of the coordinate itself in 1-D, whatever the
    /// angle.
    pub fn new(mixture: &Mixture, angle: f64) -> Self {
        let direction = direction(mixture.dim(), angle);
        let projected = mixture.components().iter().map(|c| ProjectedComponent {
            mean: direction[0] * c.mean[0] + direction[1] * c.mean[1],
            std: c.std,
            weight: c.weight,
        });
        let mut components: Vec<ProjectedComponent> = projected.collect();
        components.sort_by(|a, b| a.mean.total_cmp(&b.mean));
        let mut sums = PartialSums { share: 0.0, mean: 0.0 };
        let mut before = vec![sums];
        for c in &components {
            sums = PartialSums { share: sums.share + c.weight, mean: sums.mean + c.weight * c.mean };
            before.push(sums);
        }
        let half_width = TABLE_EXTENT * components.iter().map(|c| c.std).fold(0.0, f64::max);
        let summed = Self { components, before, half_width, table: None };
        let table = mixture.kernels().and_then(|kernels| summed.tabulated(kernels.std() / CELLS));
        Self { table, ..summed }
    }

    /// A table of what is summed until there is one, in cells of this width; none where there were too many.
    fn tabulated(&self, width: f64) -> Option<ProjectionTable> {
        let from = self.components.first()?.mean - self.half_width;
        let cells = ((self.components.last()?.mean + self.half_width - from) / width).ceil();
        let node = |i: usize| {
            let x = from + i as f64 * width;
            let (PartialSums { share, mean }, near) = self.window(x);
            let none = ProjectionNode { at: NormalAt { cdf: share, density: 0.0 }, partial_mean: mean };
            near.iter().fold(none, |sum, c| sum.and(c, x))
        };
        (cells < MOST_CELLS).then(|| ProjectionTable { from, width, nodes: (0..=cells as usize).map(node).collect() })
    }

    /// `F(x) = P(X ≤ x)`.
    pub fn cdf(&self, x: f64) -> f64 {
        self.at(x).cdf
    }

    /// `∫ x dF` up to `x`: `Σ w (m Φ(z) - s φ(z))` with `z = (x - m)/s`.
    pub fn partial_mean(&self, x: f64) -> f64 {
        if let Some(node) = self.table.as_ref().and_then(|table| table.at(x)) {
            return node.partial_mean;
        }
        let (below, near) = self.window(x);
        let part = |c: &ProjectedComponent| {
            let NormalAt { cdf, density } = tabulated_normal((x - c.mean) / c.std);
            c.weight * (c.mean * cdf - c.std * density)
        };
        below.mean + near.iter().map(part).sum::<f64>()
    }

    /// `E x²`: `Σ w (m² + s²)`.
    pub fn mean_square(&self) -> f64 {
        self.components.iter().map(|c| c.weight * (c.mean * c.mean + c.std * c.std)).sum()
    }

    /// The `x` with `F(x) = u`, for rising `u` in (0, 1), each to the last digits: Newton's steps, and bisection where
    /// they leave the bracket or the density vanishes between spikes.
    pub fn quantiles(&self, u: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut from = self.components.first().map_or(0.0, |c| c.mean) - self.half_width;
        let to = self.components.last().map_or(0.0, |c| c.mean) + self.half_width;
        u.map(|u| {
            from = self.quantile(u, from, to);
            from
        })
        .collect()
    }

    fn quantile(&self, u: f64, mut from: f64, mut to: f64) -> f64 {
        let mut x = from;
        for _ in 0..200 {
            let NormalAt { cdf, density } = self.at(x);
            let excess = cdf - u;
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

    /// The distribution function and the density at `x`.
    fn at(&self, x: f64) -> NormalAt {
        if let Some(node) = self.table.as_ref().and_then(|table| table.at(x)) {
            return node.at;
        }
        let (below, near) = self.window(x);
        near.iter().fold(NormalAt { cdf: below.share, density: 0.0 }, |sum, c| {
            let NormalAt { cdf, density } = tabulated_normal((x - c.mean) / c.std);
            NormalAt { cdf: sum.cdf + c.weight * cdf, density: sum.density + c.weight * density / c.std }
        })
    }

    /// The sums over what lies wholly below `x`, and the components that are partly below.
    fn window(&self, x: f64) -> (PartialSums, &[ProjectedComponent]) {
        let from = self.components.partition_point(|c| c.mean < x - self.half_width);
        let to = self.components.partition_point(|c| c.mean <= x + self.half_width);
        (self.before[from], &self.components[from..to])
    }
}

impl ProjectionNode {
    /// With one more component, as it is at `x`.
    fn and(self, c: &ProjectedComponent, x: f64) -> Self {
        let NormalAt { cdf, density } = tabulated_normal((x - c.mean) / c.std);
        let NormalAt { cdf: below, density: so_far } = self.at;
        let at = NormalAt { cdf: below + c.weight * cdf, density: so_far + c.weight * density / c.std };
        Self { at, partial_mean: self.partial_mean + c.weight * (c.mean * cdf - c.std * density) }
    }
}

impl ProjectionTable {
    /// By the cell that `x` lies in; none outside of all.
    fn at(&self, x: f64) -> Option<ProjectionNode> {
        let place = (x - self.from) / self.width;
        let ends = if place >= 0.0 { self.nodes.get(place as usize..)?.first_chunk()? } else { return None };
        let cubic = Cubic::at(place.fract(), self.width);
        let left = self.from + place.floor() * self.width;
        let density = ends.map(|end: ProjectionNode| end.at.density);
        let cdf = cubic.of(ends.map(|end| end.at.cdf), density);
        let slopes = [left * density[0], (left + self.width) * density[1]];
        let partial_mean = cubic.of(ends.map(|end| end.partial_mean), slopes);
        // Between the ends the density only leads to the next guess of a quantile.
        let t = place.fract();
        Some(ProjectionNode { at: NormalAt { cdf, density: (1.0 - t) * density[0] + t * density[1] }, partial_mean })
    }
}

/// The unit vector at an angle; in 1-D the line itself.
pub fn direction(dim: usize, angle: f64) -> [f64; 2] {
    if dim == 1 { [1.0, 0.0] } else { [angle.cos(), angle.sin()] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Level, Rng, Stream};

    fn projections() -> Vec<ProjectedMixture> {
        let noised = |sigma| Dataset::FourSpikes.mixture().noised(Level::exploding(sigma));
        let all = Dataset::ALL.iter().map(Dataset::mixture).chain([noised(0.3), noised(2.0)]);
        all.flat_map(|mixture| [0.0, 0.4, 1.9].map(|angle| ProjectedMixture::new(&mixture, angle))).collect()
    }

    #[test]
    fn quantiles_are_the_inverse_of_the_distribution_function() {
        for projected in projections() {
            let u: Vec<f64> = (0..999).map(|i| (f64::from(i) + 0.5) / 999.0).collect();
            let quantiles = projected.quantiles(u.iter().copied());
            assert!(quantiles.is_sorted());
            for (u, q) in u.iter().zip(quantiles) {
                assert!((projected.cdf(q) - u).abs() < 1e-9, "{u}: {q}");
            }
        }
    }

    /// catches: a table that is too coarse, or ends too early
    #[test]
    fn a_table_of_many_kernels_is_their_sum() {
        let mut rows = Vec::new();
        Dataset::Moons.mixture().sample(700, &mut Rng::new(1, Stream::Batch), &mut rows);
        let means: Vec<[f64; 2]> = rows.chunks_exact(2).map(|x| [x[0], x[1]]).collect();
        for std in [0.01, 0.1] {
            let projected = ProjectedMixture::new(&Mixture::equal(2, &means, std), 0.7);
            let summed = ProjectedMixture { table: None, ..projected.clone() };
            assert!(projected.table.is_some());
            for i in -3000..3000 {
                let x = f64::from(i) * 1e-3;
                assert!((projected.cdf(x) - summed.cdf(x)).abs() < 1e-9, "F({x})");
                assert!((projected.partial_mean(x) - summed.partial_mean(x)).abs() < 1e-9, "to {x}");
            }
            let u = || (0..999).map(|i| (f64::from(i) + 0.5) / 999.0);
            for (u, q) in u().zip(projected.quantiles(u())) {
                assert!((projected.cdf(q) - u).abs() < 1e-11 && (summed.cdf(q) - u).abs() < 1e-9, "{u}: {q}");
            }
        }
    }

    /// By summing `x p(x)` and `x² p(x)` over fine cells.
    #[test]
    fn partial_moments_are_integrals() {
        let projected = ProjectedMixture::new(&Dataset::FourSpikes.mixture().noised(Level::exploding(0.3)), 0.4);
        for end in [-1.0, 0.1, 4.0] {
            let cells = (0..200_000).map(|i| -4.0 + (end + 4.0) * (f64::from(i) + 0.5) / 200_000.0);
            let sums = cells.fold((0.0, 0.0, 0.0), |(zeroth, first, second), x| {
                let mass = projected.at(x).density * (end + 4.0) / 200_000.0;
                (zeroth + mass, first + mass * x, second + mass * x * x)
            });
            assert!(end < 4.0 || (projected.mean_square() - sums.2).abs() < 1e-8);
            assert!((projected.cdf(end) - sums.0).abs() < 1e-8);
            assert!((projected.partial_mean(end) - sums.1).abs() < 1e-8);
        }
    }
}
