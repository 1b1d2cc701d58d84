//! Statistics of a cloud: what the original programs print.

use serde::{Deserialize, Serialize};

use crate::dataset::{Mixture, NearestComponent};

/// The mean and the standard deviation of one coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, divided by n − 1.
    pub std: f64,
}

impl Moments {
    /// Of a column of values; NaN where there are too few (none for the mean, fewer than two for the std).
    pub fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let (count, sum) = values.clone().fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
        let mean = sum / count;
        let squares: f64 = values.map(|x| (x - mean).powi(2)).sum();
        Self { mean, std: (squares / (count - 1.0)).sqrt() }
    }
}

/// How the points of a cloud lie about the centres of a mixture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CloudStatistics {
    /// Per coordinate.
    pub moments: Vec<Moments>,
    /// The mean squared Euclidean distance to the nearest centre.
    pub avg_sq_distance: f64,
    /// The share of the points whose nearest centre is this one, in the mixture's order; none of more components than
    /// anybody tells apart.
    pub shares: Vec<f64>,
}

impl CloudStatistics {
    /// Whether they can be those of a cloud that is compared with this mixture: as many coordinates and components.
    pub fn fits(&self, mixture: &Mixture) -> bool {
        self.moments.len() == mixture.dim() && self.shares.len() == Self::counted(mixture)
    }

    /// By how many components the points about a mixture are counted.
    pub fn counted(mixture: &Mixture) -> usize {
        if mixture.is_large() { 0 } else { mixture.components().len() }
    }

    /// Of rows of `mixture.dim()` coordinates. NaN where there are no rows.
    pub fn of(rows: &[f32], mixture: &Mixture) -> Self {
        let mut unfinished = UnfinishedStatistics::new(mixture);
        unfinished.add(rows, mixture);
        unfinished.finish(rows, mixture.dim())
    }
}

/// The statistics of a cloud of which some rows are counted: every row is held against every centre, which takes a
/// tenth of a second where both are many.
#[derive(Clone, Debug)]
pub struct UnfinishedStatistics {
    /// Rows that are counted.
    rows: usize,
    /// The sum of their squared distances.
    sq_distances: f64,
    /// How many of them are nearest to each of the components that are told apart.
    counts: Vec<f64>,
}

impl UnfinishedStatistics {
    /// No row is counted yet.
    pub fn new(mixture: &Mixture) -> Self {
        Self { rows: 0, sq_distances: 0.0, counts: vec![0.0; CloudStatistics::counted(mixture)] }
    }

    /// Rows that are counted.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Counts the next rows, of `mixture.dim()` coordinates.
    pub fn add(&mut self, rows: &[f32], mixture: &Mixture) {
        let mut point = [0.0; 2];
        for row in rows.chunks_exact(mixture.dim()) {
            row.iter().zip(&mut point).for_each(|(x, point)| *point = f64::from(*x));
            let NearestComponent { index, sq_distance } = mixture.nearest(&point[..mixture.dim()]);
            self.sq_distances += sq_distance;
            self.counts.get_mut(index).into_iter().for_each(|count| *count += 1.0);
            self.rows += 1;
        }
    }

    /// The statistics of the cloud, which are all the rows that were counted, of `dim` coordinates.
    pub fn finish(self, cloud: &[f32], dim: usize) -> CloudStatistics {
        let column = |axis: usize| cloud.iter().skip(axis).step_by(dim).map(|x| f64::from(*x));
        let count = self.rows as f64;
        CloudStatistics {
            moments: (0..dim).map(|axis| Moments::of(column(axis))).collect(),
            avg_sq_distance: self.sq_distances / count,
            shares: self.counts.into_iter().map(|n| n / count).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;

    #[test]
    fn std_divides_by_n_minus_1() {
        let moments = Moments::of([1.0, 2.0, 3.0, 6.0].into_iter());
        assert_eq!(moments, Moments { mean: 3.0, std: (14.0f64 / 3.0).sqrt() });
        assert!(Moments::of(std::iter::once(1.0)).std.is_nan() && Moments::of(std::iter::empty()).mean.is_nan());
    }

    #[test]
    fn distances_and_shares_count_the_nearest_centre() {
        // Two points by (-1, 1), one by (1, -1), one by (1, 1); none by (-1, -1).
        let rows = [-1.0, 1.5, -2.0, 1.0, 1.0, -1.0, 1.0, 3.0];
        let statistics = CloudStatistics::of(&rows, &Dataset::FourSpikes.mixture());
        assert_eq!(statistics.avg_sq_distance, (0.25 + 1.0 + 0.0 + 4.0) / 4.0);
        assert_eq!(statistics.shares, [0.5, 0.25, 0.0, 0.25]);
        assert_eq!(statistics.moments[0].mean, -0.25);
        assert_eq!(statistics.moments[1].mean, 1.125);
    }
}
