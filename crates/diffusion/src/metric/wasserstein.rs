//! Wasserstein distances on the line between a cloud and an exact law, and sliced over directions in the plane.

use crate::Mixture;
use crate::projection::{Projection, direction};

/// The directions of the sliced distance, evenly spread over half a turn.
pub const DIRECTIONS: usize = 64;

/// The exact law along the fixed directions, cut into as many equal shares as a cloud has points.
#[derive(Clone, Debug)]
pub struct Sliced {
    dim: usize,
    rows: usize,
    slices: Vec<Slice>,
}

impl Sliced {
    /// For clouds of `rows` points (at least one). In 1-D there is one direction.
    #[must_use]
    pub fn new(law: &Mixture, rows: usize) -> Self {
        let count = if law.dim() == 1 { 1 } else { DIRECTIONS };
        let slice = |angle| Slice::new(Projection::new(law, angle), angle, rows);
        Self { dim: law.dim(), rows, slices: angles(count).map(slice).collect() }
    }

    /// How many points a cloud must have.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// `∫ |F_n^{-1}(u) - F^{-1}(u)| du`, the mean over the directions: sliced W1 in 2-D (Bonneel et al. 2015), W1 itself
    /// in 1-D. For as many rows as were announced; NaN where a coordinate is.
    #[must_use]
    pub fn w1(&self, rows: &[f64]) -> f64 {
        self.slices.iter().map(|slice| slice.w1(&slice.sorted(rows, self.dim))).sum::<f64>() / self.slices.len() as f64
    }

    /// `(∫ (F_n^{-1}(u) - F^{-1}(u))² du)^½`, the root of the mean over the directions: W2 in 1-D.
    #[must_use]
    pub fn w2(&self, rows: &[f64]) -> f64 {
        let squares = self.slices.iter().map(|slice| slice.w2_squared(&slice.sorted(rows, self.dim)));
        (squares.sum::<f64>() / self.slices.len() as f64).sqrt()
    }
}

/// The mean over the fixed directions of W1 between two clouds of as many points: what two sorted columns differ by.
#[must_use]
pub fn between(a: &[f64], b: &[f64], dim: usize) -> f64 {
    let count = if dim == 1 { 1 } else { DIRECTIONS };
    let along = |angle| {
        let (a, b) = (projected(a, dim, angle), projected(b, dim, angle));
        a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum::<f64>() / a.len() as f64
    };
    angles(count).map(along).sum::<f64>() / count as f64
}

fn angles(count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| std::f64::consts::PI * i as f64 / count as f64)
}

/// The rows along a direction, in rising order.
fn projected(rows: &[f64], dim: usize, angle: f64) -> Vec<f64> {
    let direction = direction(dim, angle);
    let project = |row: &[f64]| row.iter().zip(direction).map(|(x, d)| x * d).sum();
    let mut values: Vec<f64> = rows.chunks_exact(dim).map(project).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// One direction: the law's `n` cells of share `1/n`, each facing one sorted point.
#[derive(Clone, Debug)]
struct Slice {
    law: Projection,
    angle: f64,
    /// The `n + 1` edges of the cells, from -∞ to ∞.
    edges: Vec<f64>,
    /// `∫ x dF` up to each edge.
    means: Vec<f64>,
    /// `∫ x² dF` over the whole law.
    square: f64,
}

impl Slice {
    fn new(law: Projection, angle: f64, rows: usize) -> Self {
        let inner = law.quantiles((1..rows).map(|i| i as f64 / rows as f64));
        let edges: Vec<f64> = [f64::NEG_INFINITY].into_iter().chain(inner).chain([f64::INFINITY]).collect();
        let means = edges.iter().map(|edge| law.partial_mean(*edge)).collect();
        let square = law.mean_square();
        Self { law, angle, edges, means, square }
    }

    fn sorted(&self, rows: &[f64], dim: usize) -> Vec<f64> {
        projected(rows, dim, self.angle)
    }

    fn w1(&self, sorted: &[f64]) -> f64 {
        sorted.iter().enumerate().map(|(i, x)| self.cell_w1(i, *x, sorted.len() as f64)).sum()
    }

    /// `∫ |x - F^{-1}(u)| du` over cell `i`: on one side of `x`, or cut in two at `F(x)`.
    fn cell_w1(&self, i: usize, x: f64, rows: f64) -> f64 {
        let (below, above) = (self.means[i], self.means[i + 1]);
        let signed = x / rows - (above - below);
        if x >= self.edges[i + 1] {
            signed
        } else if x <= self.edges[i] {
            -signed
        } else {
            let (share, mean) = (self.law.cdf(x), self.law.partial_mean(x));
            let left = x * (share - i as f64 / rows) - (mean - below);
            let right = (above - mean) - x * ((i + 1) as f64 / rows - share);
            left + right
        }
    }

    /// `Σ_i x_i²/n - 2 x_i ∫ F^{-1} + ∫ x² dF`, which is exact; at least 0 but for rounding.
    fn w2_squared(&self, sorted: &[f64]) -> f64 {
        let rows = sorted.len() as f64;
        let cell = |(i, x): (usize, &f64)| x * x / rows - 2.0 * x * (self.means[i + 1] - self.means[i]);
        let sum = sorted.iter().enumerate().map(cell).sum::<f64>() + self.square;
        if sum < 0.0 { 0.0 } else { sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Rng, Stream};

    /// Against `∫ |F_n(x) - F(x)| dx` on a fine grid, which shares neither quantiles nor moments.
    #[test]
    fn w1_is_the_area_between_the_distribution_functions() {
        let law = Mixture::equal(1, &[[-1.0, 0.0], [0.5, 0.0]], 0.2);
        let mut rows = Rng::new(3, Stream::Batch).normals(37);
        let distance = Sliced::new(&law, 37).w1(&rows);
        rows.sort_by(f64::total_cmp);
        let exact = Projection::new(&law, 0.0);
        let (from, cells, width) = (-6.0, 120_000, 1e-4);
        let area = (0..cells).map(|i| {
            let x = from + (f64::from(i) + 0.5) * width;
            let empirical = rows.partition_point(|row| *row <= x) as f64 / 37.0;
            (empirical - exact.cdf(x)).abs() * width
        });
        let area: f64 = area.sum();
        assert!((distance - area).abs() < 1e-5, "{distance} {area}");
    }

    /// A cloud that is one point: `W2² = (x - m)² + s²`, and `W1` is the mean of a folded normal.
    #[test]
    fn of_one_point_the_distances_are_known() {
        let law = Mixture::equal(1, &[[0.3, 0.0]], 0.5);
        let sliced = Sliced::new(&law, 1);
        assert!((sliced.w2(&[1.1]) - (0.8f64.powi(2) + 0.25).sqrt()).abs() < 1e-12);
        let z = 0.8 / 0.5;
        let folded = 0.5 * (2.0 / std::f64::consts::PI).sqrt() * f64::exp(-0.5 * z * z)
            + 0.8 * (1.0 - 2.0 * crate::tabulated::normal_cdf(-z));
        assert!((sliced.w1(&[1.1]) - folded).abs() < 1e-9);
    }

    /// A law that is moved by `d` is `d` away in 1-D, and `2 d/π` on the mean over the directions.
    #[test]
    fn a_shift_is_as_far_as_it_is() {
        let law = Dataset::FourSpikes.mixture();
        let mut rows = Vec::new();
        law.sample(4000, &mut Rng::new(3, Stream::Batch), &mut rows);
        let moved: Vec<f64> = rows.chunks(2).flat_map(|row| [row[0] + 30.0, row[1]]).collect();
        let distance = Sliced::new(&law, 4000).w1(&moved);
        let expected = 30.0 * 2.0 / std::f64::consts::PI;
        assert!((distance / expected - 1.0).abs() < 0.01, "{distance} {expected}");
        assert!((between(&rows, &moved, 2) / expected - 1.0).abs() < 0.001);
        assert!(Sliced::new(&law, 4000).w1(&rows) < 0.05);
    }
}
