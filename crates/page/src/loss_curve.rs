//! The losses of a run of any length, kept as a curve of a few hundred points.

use serde::{Deserialize, Serialize};

/// The most buckets a curve has; when they are full, neighbours are joined.
const BUCKETS: usize = 400;

/// No run is so long that a bucket holds more.
const MOST_IN_A_BUCKET: usize = 1 << 24;

/// Losses gathered into buckets of equally many iterations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossCurve {
    /// Iterations per bucket.
    size: usize,
    buckets: Vec<Bucket>,
    iterations: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Bucket {
    count: usize,
    sum: f64,
    least: f64,
    most: f64,
}

impl Default for LossCurve {
    fn default() -> Self {
        Self { size: 1, buckets: Vec::with_capacity(BUCKETS), iterations: 0 }
    }
}

impl LossCurve {
    /// One iteration more.
    pub fn push(&mut self, loss: f32) {
        let loss = f64::from(loss);
        let one = Bucket { count: 1, sum: loss, least: loss, most: loss };
        self.iterations += 1;
        match self.buckets.last_mut() {
            Some(last) if last.count < self.size => *last = last.joined(one),
            _ => self.buckets.push(one),
        }
        if self.buckets.len() == BUCKETS {
            self.buckets = self.buckets.chunks(2).map(|pair| pair[0].joined(pair[1])).collect();
            self.size *= 2;
        }
    }

    /// That of so many iterations whose losses nobody knows.
    pub fn unknown(iterations: usize) -> Self {
        let mut size = 1;
        while iterations.div_ceil(size) >= BUCKETS {
            size *= 2;
        }
        let counts = (0..iterations).step_by(size).map(|from| size.min(iterations - from));
        let unknown = f64::INFINITY;
        let buckets = counts.map(|count| Bucket { count, sum: unknown, least: unknown, most: unknown }).collect();
        Self { size, buckets, iterations }
    }

    /// Whether no loss of it is known.
    pub fn is_unknown(&self) -> bool {
        self.buckets.iter().all(|bucket| bucket.sum == f64::INFINITY)
    }

    /// Whether it is a curve as [`Self::push`] makes them.
    pub fn is_whole(&self) -> bool {
        let counts = || self.buckets.iter().map(|bucket| bucket.count);
        let full = counts().rev().skip(1).all(|count| count == self.size);
        let last = counts().next_back().is_none_or(|count| (1..=self.size).contains(&count));
        let fits = self.buckets.len() < BUCKETS && self.size <= MOST_IN_A_BUCKET;
        fits && full && last && counts().sum::<usize>() == self.iterations
    }

    /// Iterations seen.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// `[iteration, mean loss]` of every bucket, the iteration being its middle.
    pub fn means(&self) -> Vec<[f64; 2]> {
        self.middles().map(|(x, bucket)| [x, bucket.sum / bucket.count as f64]).collect()
    }

    /// `[iteration, least, most]` of every bucket; empty while buckets hold one iteration each.
    pub fn band(&self) -> Vec<[f64; 3]> {
        if self.size == 1 {
            return Vec::new();
        }
        self.middles().map(|(x, bucket)| [x, bucket.least, bucket.most]).collect()
    }

    fn middles(&self) -> impl Iterator<Item = (f64, &Bucket)> {
        self.buckets.iter().enumerate().map(|(i, bucket)| ((i * self.size) as f64 + bucket.count as f64 / 2.0, bucket))
    }
}

impl Bucket {
    fn joined(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_keeps_its_mean_and_its_extremes_in_few_points() {
        let mut curve = LossCurve::default();
        (0..100_000u32).for_each(|i| curve.push(i as f32));
        let (means, band) = (curve.means(), curve.band());
        assert!(means.len() < BUCKETS && means.len() >= BUCKETS / 2);
        assert_eq!(curve.iterations(), 100_000);
        assert!(means.iter().all(|[x, mean]| (x - mean).abs() <= 1.0), "the loss is its own iteration here");
        assert_eq!((band[0][1], band.last().unwrap()[2]), (0.0, 99_999.0));
    }

    /// catches: a curve that was damaged on a disk and then grows without an end, or divides by nothing
    #[test]
    fn a_curve_that_cannot_be_is_not_whole() {
        let mut curve = LossCurve::default();
        for _ in 0..5_000 {
            assert!(curve.is_whole(), "after {}", curve.iterations());
            curve.push(1.0);
        }
        let size = curve.size;
        let mut damaged = vec![
            LossCurve { size: 0, ..curve.clone() },
            LossCurve { size: size + 1, ..curve.clone() },
            LossCurve { iterations: curve.iterations + 1, ..curve.clone() },
            LossCurve { buckets: vec![curve.buckets[0]; BUCKETS], iterations: BUCKETS * size, ..curve.clone() },
        ];
        let empty = Bucket { count: 0, ..curve.buckets[0] };
        damaged.push(LossCurve { buckets: vec![empty], iterations: 0, size });
        assert!(damaged.iter().all(|curve| !curve.is_whole()));
    }

    #[test]
    fn a_short_run_is_shown_as_it_is() {
        let mut curve = LossCurve::default();
        [3.0, 2.0, 1.0].into_iter().for_each(|loss| curve.push(loss));
        assert_eq!(curve.means(), [[0.5, 3.0], [1.5, 2.0], [2.5, 1.0]]);
        assert!(curve.band().is_empty());
    }
}
