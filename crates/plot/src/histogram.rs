//! Histograms: values counted into bins, as densities, and as the corners of an outline to be drawn.
//!
//! ```
//! use plot::{Axes, Histogram, Rect, Role, Shape, Stroke};
//!
//! let histogram = Histogram::new(&[0.1, 0.2, 0.3, 1.5], 2, 0.0, 2.0);
//! assert_eq!(histogram.counts(), [3, 1]);
//! assert_eq!(histogram.outline(), [[0.0, 0.0], [0.0, 0.75], [1.0, 0.75], [1.0, 0.25], [2.0, 0.25], [2.0, 0.0]]);
//!
//! // Drawn as a line: 0 to 2 across 200 pixels, densities of 0 to 1 up 100 pixels.
//! let axes = Axes::linear(Rect { x: 0.0, y: 0.0, width: 200.0, height: 100.0 }, [0.0, 2.0], [0.0, 1.0]);
//! let points = histogram.outline().into_iter().map(|point| axes.canvas_from_data(point)).collect();
//! let line = Shape::Line { points, stroke: Stroke::new(Role::Learned, 1.5) };
//! # let Shape::Line { points, .. } = line else { unreachable!() };
//! # assert_eq!(points[1], [0.0, 25.0]);
//! ```

/// How many values fall into each of equal bins.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    low: f64,
    bin_width: f64,
    counts: Vec<u32>,
    total: usize,
}

impl Histogram {
    /// Counts values into `bins` equal bins over `[low, high)`. Values outside, NaN included, are in no bin but in the
    /// total, so that densities show that they are missing.
    ///
    /// `bins` of 0 counts as 1; a range that is empty or not finite contains nothing.
    pub fn new(values: &[f32], bins: usize, low: f64, high: f64) -> Self {
        let bins = bins.max(1);
        let bin_width = (high - low) / bins as f64;
        let mut counts = vec![0; bins];
        for value in values {
            let position = (f64::from(*value) - low) / bin_width;
            if position >= 0.0 && position < bins as f64 {
                counts[position as usize] += 1;
            }
        }
        Self { low, bin_width, counts, total: values.len() }
    }

    /// How many values are in each bin.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// How many values there were, in the bins and outside.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The share of all values in each bin over the bin's width, to be compared with a probability density (per unit of
    /// the values); zero when there are no values.
    pub fn densities(&self) -> impl Iterator<Item = f64> {
        let unit = self.total.max(1) as f64 * self.bin_width;
        self.counts.iter().map(move |count| f64::from(*count) / unit)
    }

    /// The outline of the densities as steps: `[value, density]` corners, from zero at the left edge to zero at the
    /// right.
    pub fn outline(&self) -> Vec<[f64; 2]> {
        let mut points = vec![[self.low, 0.0]];
        for (i, density) in self.densities().enumerate() {
            points.push([self.edge(i), density]);
            points.push([self.edge(i + 1), density]);
        }
        points.push([self.edge(self.counts.len()), 0.0]);
        points
    }

    fn edge(&self, i: usize) -> f64 {
        self.low + i as f64 * self.bin_width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_closed_below_and_open_above() {
        let histogram = Histogram::new(&[0.0, 0.5, 0.99, 1.0, 1.5], 2, 0.0, 2.0);
        assert_eq!(histogram.counts(), [3, 2]);
        assert_eq!(Histogram::new(&[2.0, -0.01], 2, 0.0, 2.0).counts(), [0, 0]);
    }

    #[test]
    fn what_is_outside_lowers_every_density() {
        let values = [0.5, 0.5, 1.5, 9.0, -9.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
        let histogram = Histogram::new(&values, 4, 0.0, 2.0);
        let inside: f64 = histogram.densities().map(|density| density * 0.5).sum();
        assert_eq!(histogram.total(), 8);
        assert!((inside - 3.0 / 8.0).abs() < 1e-12);
    }

    #[test]
    fn the_outline_encloses_the_same_area() {
        let values: Vec<f32> = (0..1000).map(|i| (i as f32 * 0.618).fract() * 3.0 - 1.0).collect();
        let outline = Histogram::new(&values, 30, -1.0, 2.0).outline();
        let area: f64 = outline.windows(2).map(|w| (w[1][0] - w[0][0]) * (w[0][1] + w[1][1]) / 2.0).sum();
        assert!((area - 1.0).abs() < 1e-12);
        assert_eq!(outline.first(), Some(&[-1.0, 0.0]));
        assert_eq!(outline.last(), Some(&[2.0, 0.0]));
    }

    #[test]
    fn nothing_at_all_is_flat() {
        let histogram = Histogram::new(&[], 5, 0.0, 1.0);
        assert!(histogram.densities().all(|density| density == 0.0));
        assert_eq!(Histogram::new(&[0.5], 5, 1.0, 1.0).counts(), [0; 5]);
    }
}
