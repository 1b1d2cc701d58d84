//! Wasserstein distances on the line between a cloud and an exact distribution, and sliced over directions in the
//! plane.

use crate::dataset::{Mixture, ProjectedMixture, direction};

/// The directions of the sliced distance, evenly spread over half a turn.
pub const DIRECTIONS: usize = 64;

/// The exact distribution along the fixed directions, cut into as many equal shares as a cloud has points.
#[derive(Clone, Debug)]
pub struct SlicedWasserstein {
    dim: usize,
    slices: Vec<Slice>,
}

impl SlicedWasserstein {
    /// For clouds of `rows` points (at least one). In 1-D there is one direction.
    pub fn new(data: &Mixture, rows: usize) -> Self {
        Self::from_slices(data.dim(), Self::slices(data, rows).collect())
    }

    /// The data along each direction, for clouds of `rows` points: one takes milliseconds where the data has hundreds
    /// of components.
    pub fn slices(data: &Mixture, rows: usize) -> impl Iterator<Item = Slice> {
        let count = if data.dim() == 1 { 1 } else { DIRECTIONS };
        angles(count).map(move |angle| Slice::new(ProjectedMixture::new(data, angle), angle, rows))
    }

    /// From all [`Self::slices`] of data in `dim` coordinates.
    pub fn from_slices(dim: usize, slices: Vec<Slice>) -> Self {
        Self { dim, slices }
    }

    /// How many points a cloud must have.
    pub fn rows(&self) -> usize {
        self.slices.first().map_or(0, |slice| slice.means.len() - 1)
    }

    /// `∫ |F_n^{-1}(u) - F^{-1}(u)| du`, the mean over the directions: sliced W1 in 2-D (Bonneel et al. 2015), W1
    /// itself in 1-D. For as many rows as were announced; NaN where a coordinate is.
    pub fn w1(&self, rows: &[f64]) -> f64 {
        self.mean(rows, Slice::w1)
    }

    /// `(∫ (F_n^{-1}(u) - F^{-1}(u))² du)^½`, the root of the mean over the directions: W2 in 1-D.
    pub fn w2(&self, rows: &[f64]) -> f64 {
        self.mean(rows, Slice::w2_squared).sqrt()
    }

    /// The mean over the directions of a distance of sorted points.
    fn mean(&self, rows: &[f64], distance: fn(&Slice, &[f64]) -> f64) -> f64 {
        let along = |slice: &Slice| distance(slice, &projected(rows, self.dim, slice.angle));
        self.slices.iter().map(along).sum::<f64>() / self.slices.len() as f64
    }
}

/// A cloud along the fixed directions, that others are measured against.
#[derive(Clone, Debug)]
pub struct SlicedCloud {
    dim: usize,
    /// Along each direction, in rising order.
    sorted: Vec<Vec<f64>>,
}

impl SlicedCloud {
    /// Of rows of `dim` coordinates.
    pub fn new(rows: &[f64], dim: usize) -> Self {
        let count = if dim == 1 { 1 } else { DIRECTIONS };
        Self { dim, sorted: angles(count).map(|angle| projected(rows, dim, angle)).collect() }
    }

    /// The mean over the directions of W1 between both clouds, of as many points or not.
    pub fn w1(&self, rows: &[f64]) -> f64 {
        let count = self.sorted.len();
        let along = |(angle, sorted): (f64, &Vec<f64>)| w1_of_sorted(&projected(rows, self.dim, angle), sorted);
        angles(count).zip(&self.sorted).map(along).sum::<f64>() / count as f64
    }
}

/// `∫ |F_a^{-1}(u) - F_b^{-1}(u)| du` of two sorted columns: their quantile functions are steps, `1/n` and `1/m` long.
fn w1_of_sorted(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len(), b.len());
    // In units of 1/(n m), in which both steps are whole.
    let (mut u, mut sum) = (0, 0.0);
    while u < n * m {
        let (i, j) = (u / m, u / n);
        let next = ((i + 1) * m).min((j + 1) * n);
        sum += (next - u) as f64 / m as f64 * (a[i] - b[j]).abs();
        u = next;
    }
    sum / n as f64
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

/// The data along one direction: `n` cells of share `1/n`, each facing one sorted point of a cloud.
#[derive(Clone, Debug)]
pub struct Slice {
    projected: ProjectedMixture,
    angle: f64,
    /// The `n + 1` edges of the cells, from -∞ to ∞.
    edges: Vec<f64>,
    /// `∫ x dF` up to each edge.
    means: Vec<f64>,
    /// `∫ x² dF` over all of it.
    square: f64,
}

impl Slice {
    fn new(projected: ProjectedMixture, angle: f64, rows: usize) -> Self {
        let inner = projected.quantiles((1..rows).map(|i| i as f64 / rows as f64));
        let edges: Vec<f64> = [f64::NEG_INFINITY].into_iter().chain(inner).chain([f64::INFINITY]).collect();
        let means = edges.iter().map(|edge| projected.partial_mean(*edge)).collect();
        let square = projected.mean_square();
        Self { projected, angle, edges, means, square }
    }

    /// The sum over the cells `i` of `∫ |x_i - F^{-1}(u)| du`: each on one side of `x_i`, or cut in two at `F(x_i)`.
    fn w1(&self, sorted: &[f64]) -> f64 {
        let rows = sorted.len() as f64;
        let cell = |(i, &x): (usize, &f64)| {
            let (below, above) = (self.means[i], self.means[i + 1]);
            let signed = x / rows - (above - below);
            if x >= self.edges[i + 1] {
                signed
            } else if x <= self.edges[i] {
                -signed
            } else {
                let (share, mean) = (self.projected.cdf(x), self.projected.partial_mean(x));
                let left = x * (share - i as f64 / rows) - (mean - below);
                let right = (above - mean) - x * ((i + 1) as f64 / rows - share);
                left + right
            }
        };
        sorted.iter().enumerate().map(cell).sum()
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
        let data = Mixture::equal(1, &[[-1.0, 0.0], [0.5, 0.0]], 0.2);
        let mut rows = Rng::new(3, Stream::Batch).normals(37);
        let distance = SlicedWasserstein::new(&data, 37).w1(&rows);
        rows.sort_by(f64::total_cmp);
        let exact = ProjectedMixture::new(&data, 0.0);
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
        let data = Mixture::equal(1, &[[0.3, 0.0]], 0.5);
        let sliced = SlicedWasserstein::new(&data, 1);
        assert!((sliced.w2(&[1.1]) - (0.8f64.powi(2) + 0.25).sqrt()).abs() < 1e-12);
        let z = 0.8 / 0.5;
        let folded = 0.5 * (2.0 / std::f64::consts::PI).sqrt() * f64::exp(-0.5 * z * z)
            + 0.8 * (1.0 - 2.0 * crate::dataset::normal_cdf(-z));
        assert!((sliced.w1(&[1.1]) - folded).abs() < 1e-9);
    }

    /// A cloud that is moved by `d` is `d` away in 1-D, and `2 d/π` on the mean over the directions.
    #[test]
    fn a_shift_is_as_far_as_it_is() {
        let data = Dataset::FourSpikes.mixture();
        let mut rows = Vec::new();
        data.sample(4000, &mut Rng::new(3, Stream::Batch), &mut rows);
        let moved: Vec<f64> = rows.chunks(2).flat_map(|row| [row[0] + 30.0, row[1]]).collect();
        let distance = SlicedWasserstein::new(&data, 4000).w1(&moved);
        let expected = 30.0 * 2.0 / std::f64::consts::PI;
        assert!((distance / expected - 1.0).abs() < 0.01, "{distance} {expected}");
        let cloud = SlicedCloud::new(&rows, 2);
        assert!((cloud.w1(&moved) / expected - 1.0).abs() < 0.001);
        // Every point twice is the same distribution.
        assert!(cloud.w1(&[rows.clone(), rows.clone()].concat()) < 1e-12);
        assert!(SlicedWasserstein::new(&data, 4000).w1(&rows) < 0.05);
    }

    /// Against the integral of the difference of both step functions, worked out by hand.
    #[test]
    fn clouds_of_other_sizes_are_compared_share_by_share() {
        // F_a^{-1} is 0, 1; F_b^{-1} is 0, 2, 4: |0 - 0|/3 + |0 - 2|/6 + |1 - 2|/6 + |1 - 4|/3.
        let cloud = SlicedCloud::new(&[4.0, 0.0, 2.0], 1);
        assert!((cloud.w1(&[1.0, 0.0]) - (2.0 / 6.0 + 1.0 / 6.0 + 3.0 / 3.0)).abs() < 1e-12);
        assert_eq!(cloud.w1(&[2.0, 4.0, 0.0]), 0.0);
    }
}
