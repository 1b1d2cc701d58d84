//! Data to canvas and back: scales, an axis, and the two axes of a plot. Functions are named target first:
//! `canvas_from_data`.
//!
//! Data are `f64` in the reader's own units, canvas coordinates `f32` in CSS pixels. Nothing here panics or divides by
//! zero: an empty or non-finite range is replaced by a usable one around it, and a value that cannot be shown (NaN, or
//! ≤ 0 on a logarithmic axis) becomes NaN, which painters take as a gap.
//!
//! ```
//! use plot::{Axes, Rect};
//!
//! let area = Rect { x: 10.0, y: 20.0, width: 300.0, height: 100.0 };
//! let axes = Axes::linear(area, [-2.0, 4.0], [0.0, 1.0]);
//! assert_eq!(axes.canvas_from_data([-2.0, 0.0]), [10.0, 120.0], "the lower left corner");
//! assert_eq!(axes.data_from_canvas([310.0, 20.0]), [4.0, 1.0], "the upper right corner");
//! ```

use crate::shape::{Point, Rect};

/// How data are spread along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equal lengths.
    #[default]
    Linear,
    /// Equal ratios are equal lengths.
    Log10,
}

impl Scale {
    /// The quantity that is evenly spread along the axis: the value or its logarithm; NaN when it cannot be shown.
    pub(crate) fn even_from_data(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log10 if value > 0.0 => value.log10(),
            Self::Log10 => f64::NAN,
        }
    }

    /// The inverse of `even_from_data`.
    pub(crate) fn data_from_even(self, even: f64) -> f64 {
        match self {
            Self::Linear => even,
            Self::Log10 => 10f64.powf(even),
        }
    }
}

/// Beyond this, and beyond its inverse on a logarithmic axis, a range could overflow or become zero in the arithmetic.
const LARGEST: f64 = 1e300;

/// One axis of a plot: a range of data spread over a stretch of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    scale: Scale,
    data: [f64; 2],
    canvas: [f32; 2],
    /// canvas = offset + slope · even
    slope: f64,
    offset: f64,
}

impl Axis {
    /// Puts `data[0]` at `canvas[0]` and `data[1]` at `canvas[1]`. Either may run backwards.
    pub fn new(scale: Scale, data: [f64; 2], canvas: [f32; 2]) -> Self {
        let can_be_shown = |v: &f64| scale.even_from_data(*v).abs() <= scale.even_from_data(LARGEST);
        // Two different ends that can be shown, in the wanted order, or else a range around the one that can be.
        let data = match (scale, data.into_iter().find(can_be_shown).unwrap_or(1.0)) {
            _ if data[0] != data[1] && data.iter().all(can_be_shown) => data,
            (Scale::Linear, 0.0) => [-1.0, 1.0],
            (Scale::Linear, middle) => [middle - 0.5 * middle.abs(), middle + 0.5 * middle.abs()],
            (Scale::Log10, middle) => [middle / 10.0, middle * 10.0],
        };
        let [from, to] = data.map(|v| scale.even_from_data(v));
        let [start, end] = canvas.map(f64::from);
        let slope = (end - start) / (to - from);
        Self { scale, data, canvas, slope, offset: start - slope * from }
    }

    /// The same stretch of the canvas with other data at its ends.
    #[must_use]
    pub fn with_data(&self, data: [f64; 2]) -> Self {
        Self::new(self.scale, data, self.canvas)
    }

    /// How the data are spread.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The ends of the data, usable and different, in the order they were given.
    pub fn data(&self) -> [f64; 2] {
        self.data
    }

    /// The canvas coordinate of a value; NaN when it cannot be shown. Values beyond the ends are not held back.
    pub fn canvas_from_data(&self, value: f64) -> f32 {
        (self.offset + self.slope * self.scale.even_from_data(value)) as f32
    }

    /// The value at a canvas coordinate: the inverse of [`Self::canvas_from_data`].
    pub fn data_from_canvas(&self, canvas: f32) -> f64 {
        self.scale.data_from_even((f64::from(canvas) - self.offset) / self.slope)
    }

    /// Whether a value is between the ends of the axis, or one of them.
    pub fn contains(&self, value: f64) -> bool {
        let [from, to] = self.data;
        (from.min(to)..=from.max(to)).contains(&value)
    }
}

/// The two axes of a plot; between them, its area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes {
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
}

impl Axes {
    /// Linear axes over `area`: `x[0]` at its left edge, `y[0]` at its bottom edge.
    pub fn linear(area: Rect, x: [f64; 2], y: [f64; 2]) -> Self {
        Self {
            x: Axis::new(Scale::Linear, x, [area.x, area.right()]),
            y: Axis::new(Scale::Linear, y, [area.bottom(), area.y]),
        }
    }

    /// The position of a point on the canvas.
    pub fn canvas_from_data(&self, [x, y]: [f64; 2]) -> Point {
        [self.x.canvas_from_data(x), self.y.canvas_from_data(y)]
    }

    /// The point at a position on the canvas: the inverse of [`Self::canvas_from_data`].
    pub fn data_from_canvas(&self, [x, y]: Point) -> [f64; 2] {
        [self.x.data_from_canvas(x), self.y.data_from_canvas(y)]
    }

    /// The part of the canvas that the axes span.
    pub fn area(&self) -> Rect {
        let ([left, right], [bottom, top]) = (self.x.canvas, self.y.canvas);
        Rect { x: left.min(right), y: top.min(bottom), width: (right - left).abs(), height: (bottom - top).abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect { x: 10.0, y: 20.0, width: 300.0, height: 100.0 };

    #[test]
    fn the_ends_of_the_data_are_the_edges_of_the_area() {
        let axes = Axes::linear(AREA, [-2.0, 4.0], [0.0, 1.0]);
        assert_eq!(axes.canvas_from_data([-2.0, 0.0]), [10.0, 120.0]);
        assert_eq!(axes.canvas_from_data([4.0, 1.0]), [310.0, 20.0]);
        assert_eq!(axes.area(), AREA);
    }

    #[test]
    fn decades_are_equally_long() {
        let axis = Axis::new(Scale::Log10, [0.01, 100.0], [0.0, 400.0]);
        for (value, place) in [(0.01, 0.0), (0.1, 100.0), (1.0, 200.0), (100.0, 400.0)] {
            assert!((axis.canvas_from_data(value) - place).abs() < 1e-3);
        }
    }

    #[test]
    fn data_from_canvas_inverts_canvas_from_data() {
        for scale in [Scale::Linear, Scale::Log10] {
            for data in [[0.002, 80.0], [80.0, 0.002], [3.0, 3.1], [1e-9, 1e9]] {
                let axis = Axis::new(scale, data, [300.0, 20.0]);
                for place in [20.0, 21.5, 150.0, 300.0f32] {
                    let back = axis.canvas_from_data(axis.data_from_canvas(place));
                    assert!((back - place).abs() < 1e-2, "{scale:?} {data:?}: {place} → {back}");
                }
            }
        }
    }

    #[test]
    fn unusable_ranges_become_usable_ones() {
        let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, 5.0];
        for scale in [Scale::Linear, Scale::Log10] {
            for (from, to) in odd.iter().flat_map(|a| odd.iter().map(move |b| (*a, *b))) {
                let axis = Axis::new(scale, [from, to], [0.0, 100.0]);
                let [start, end] = axis.data();
                assert!(start.is_finite() && end.is_finite() && start != end);
                assert!((axis.canvas_from_data(end) - 100.0).abs() < 1e-3, "{from} {to}");
            }
        }
    }

    #[test]
    fn a_single_value_is_in_the_middle() {
        for scale in [Scale::Linear, Scale::Log10] {
            let axis = Axis::new(scale, [7.0, 7.0], [0.0, 100.0]);
            assert!((axis.canvas_from_data(7.0) - 50.0).abs() < 1e-3);
        }
    }

    #[test]
    fn values_that_cannot_be_shown_are_gaps() {
        let axis = Axis::new(Scale::Log10, [0.1, 10.0], [0.0, 100.0]);
        for value in [0.0, -1.0, f64::NAN] {
            assert!(axis.canvas_from_data(value).is_nan());
        }
    }
}
