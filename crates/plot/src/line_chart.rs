//! A line chart, meant for 260 × 120 to 600 × 300 CSS pixels: hairlines, few ticks, no boxes.
//!
//! ```
//! use plot::{AxisSpec, LineChart, Palette, Role, Scale, Series, svg};
//!
//! let losses = [[0.0, 1.0], [50.0, 0.4], [100.0, 0.25]];
//! let chart = LineChart {
//!     size: [260.0, 120.0],
//!     x: AxisSpec { title: "iteration", ..AxisSpec::default() },
//!     y: AxisSpec { title: "loss", scale: Scale::Log10, ..AxisSpec::default() },
//!     series: vec![Series::new(Role::Learned, "", &losses)],
//!     empty: "waiting for the first iterations",
//!     ..LineChart::default()
//! };
//! let picture = svg::document(260.0, 120.0, &chart.shapes(), &Palette::LIGHT);
//! assert!(picture.contains(">iteration</text>"));
//! ```

use crate::axes::{Axes, Scale};
use crate::chart_header::{Header, LegendEntry};
use crate::chart_layout::{
    AxisRange, GAP, LINE, LabelBelow, Layout, baseline, crisp, labels_below, nothing_yet, widest_label,
};
use crate::palette::Role;
use crate::shape::{Dash, Dot, Fill, Point, Rect, Shape, Stroke};
use crate::ticks::{Tick, ticks};

/// Everything a line chart says. [`LineChart::shapes`] draws it.
#[derive(Clone, Debug, Default)]
pub struct LineChart<'a> {
    /// Width and height in CSS pixels.
    pub size: [f32; 2],
    /// From left to right.
    pub x: AxisSpec<'a>,
    /// From bottom to top; its title stands above the plot.
    pub y: AxisSpec<'a>,
    /// What is drawn, the last on top.
    pub series: Vec<Series<'a>>,
    /// Vertical dotted lines.
    pub markers: Vec<Marker>,
    /// Whether the series are named above the plot.
    pub legend: bool,
    /// The words shown while no series has a point.
    pub empty: &'a str,
}

/// A vertical dotted line, not drawn outside the axis: where we are now, or since when something is so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marker {
    /// Its x.
    pub at: f64,
    /// What it is of, by its colour.
    pub role: Role,
}

impl Marker {
    /// Where we are now.
    pub fn here(at: f64) -> Self {
        Self { at, role: Role::Ink }
    }
}

/// One axis of a chart.
#[derive(Clone, Copy, Debug, Default)]
pub struct AxisSpec<'a> {
    /// The quantity, with its symbol or unit; may be empty.
    pub title: &'a str,
    /// How the data are spread along it.
    pub scale: Scale,
    /// How much of the quantity is shown.
    pub extent: Extent,
}

/// How much of a quantity an axis shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Extent {
    /// From the least to the greatest value drawn.
    #[default]
    Fit,
    /// From zero to the greatest value drawn; for linear axes.
    FromZero,
    /// Always the same; the first is at the left or the bottom, so it may run backwards.
    Fixed([f64; 2]),
}

/// One curve.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// Its colour, line style and dot shape.
    pub role: Role,
    /// Its name in the legend; an empty one is not listed.
    pub name: &'a str,
    /// `[x, y]` in drawing order; a value that its axis cannot show is a gap.
    pub points: &'a [[f64; 2]],
    /// `[x, low, high]` of a translucent band; may be empty.
    pub band: &'a [[f64; 3]],
    /// The line; `None` for dots alone.
    pub stroke: Option<Stroke>,
    /// Whether each point is marked with a dot.
    pub dots: bool,
}

impl<'a> Series<'a> {
    /// A line in the role's own style.
    pub fn new(role: Role, name: &'a str, points: &'a [[f64; 2]]) -> Self {
        Self { role, name, points, band: &[], stroke: Some(Stroke::new(role, LINE)), dots: false }
    }

    /// With a translucent band: `[x, low, high]`.
    #[must_use]
    pub fn with_band(self, band: &'a [[f64; 3]]) -> Self {
        Self { band, ..self }
    }

    /// With a dot on every point.
    #[must_use]
    pub fn with_dots(self) -> Self {
        Self { dots: true, ..self }
    }

    /// Thin, pale and solid: raw values behind their smoothed curve, or many curves behind the one that counts.
    #[must_use]
    pub fn faint(self) -> Self {
        let stroke = Stroke { role: self.role, width: 1.0, dash: Dash::Solid, opacity: 0.35 };
        Self { stroke: Some(stroke), ..self }
    }

    /// The band, in as many pieces as its gaps leave.
    fn band_shapes(&self, axes: &Axes) -> Vec<Shape> {
        let project = |x, y| axes.canvas_from_data([x, y]);
        let edges: Vec<[Point; 2]> =
            self.band.iter().map(|[x, low, high]| [project(*x, *low), project(*x, *high)]).collect();
        let runs = edges.split(|edge| !edge.as_flattened().iter().all(|v| v.is_finite()));
        runs.filter(|run| run.len() > 1)
            .map(|run| {
                let low = run.iter().map(|[low, _]| *low);
                let high = run.iter().rev().map(|[_, high]| *high);
                Shape::Area { points: low.chain(high).collect(), fill: Fill { role: self.role, opacity: 0.18 } }
            })
            .collect()
    }
}

impl LineChart<'_> {
    /// The chart as shapes, its top left at the origin.
    pub fn shapes(&self) -> Vec<Shape> {
        let width = self.size[0];
        let named = self.series.iter().filter(|series| self.legend && !series.name.is_empty());
        let legend = named.map(|series| LegendEntry { role: series.role, name: series.name }).collect();
        let header = Header { title: self.y.title, legend };
        let mut shapes = header.shapes(width);
        if self.is_empty() {
            shapes.push(nothing_yet(self.size, self.empty));
            return shapes;
        }
        let x = self.x.range(0.0, self.drawn().map(|[x, _]| x));
        let y = self.y.range(0.06, self.drawn().map(|[_, y]| y));
        let layout = Layout::new(self.size, header.height(width), x, y);
        let axes = &layout.axes;
        shapes.extend(layout.horizontal_grid());
        shapes.extend(self.horizontal_axis(axes));
        // Bands below all lines, and each line over its dots.
        let mut curves: Vec<Shape> = self.series.iter().flat_map(|series| series.band_shapes(axes)).collect();
        for series in &self.series {
            let points: Vec<Point> = series.points.iter().map(|point| axes.canvas_from_data(*point)).collect();
            if series.dots {
                curves.push(Shape::Dots { centres: points.clone(), dot: Dot::new(series.role, 3.0, 1.0) });
            }
            curves.extend(series.stroke.map(|stroke| Shape::Line { points, stroke }));
        }
        // A margin, so that a curve along the edge keeps its width and an end its dot.
        let Rect { x, y, width, height } = axes.area();
        let area = Rect { x: x - 4.0, y: y - 4.0, width: width + 8.0, height: height + 6.0 };
        shapes.push(Shape::Clip { area, shapes: curves });
        for Marker { at, role } in self.markers.iter().filter(|marker| axes.x.contains(marker.at)) {
            let (x, area) = (crisp(axes.x.canvas_from_data(*at)), axes.area());
            let stroke = Stroke { role: *role, width: 1.0, dash: Dash::Dotted, opacity: 0.8 };
            shapes.push(Shape::segment([x, area.y], [x, area.bottom()], stroke));
        }
        shapes
    }

    /// Whether no series has a point or a piece of a band that both axes can show.
    fn is_empty(&self) -> bool {
        let can_be_shown =
            |x: f64, y: f64| self.x.scale.even_from_data(x).is_finite() && self.y.scale.even_from_data(y).is_finite();
        !self.series.iter().any(|series| {
            series.points.iter().any(|[x, y]| can_be_shown(*x, *y))
                || series.band.iter().any(|[x, low, high]| can_be_shown(*x, *low) && can_be_shown(*x, *high))
        })
    }

    /// Every point, and both edges of every band.
    fn drawn(&self) -> impl Iterator<Item = [f64; 2]> {
        self.series.iter().flat_map(|series| {
            let edges = series.band.iter().flat_map(|[x, low, high]| [[*x, *low], [*x, *high]]);
            series.points.iter().copied().chain(edges)
        })
    }

    /// The baseline with a short mark and a label for each tick, as many as have room for their labels.
    fn horizontal_axis(&self, axes: &Axes) -> Vec<Shape> {
        let area = axes.area();
        let has_room = |ticks: &Vec<Tick>| (widest_label(ticks) + 2.0 * GAP) * ticks.len() as f32 <= area.width;
        let mut fewer_and_fewer = (3..=7).rev().map(|most| ticks(&axes.x, most));
        let ticks = fewer_and_fewer.find(has_room).unwrap_or_else(|| ticks(&axes.x, 2));
        let position = |tick: &Tick| axes.x.canvas_from_data(tick.value);
        let mut shapes = vec![baseline(area)];
        shapes.extend(ticks.iter().map(|tick| {
            let (x, y) = (crisp(position(tick)), area.bottom());
            Shape::segment([x, y], [x, y + 3.0], Stroke::HAIRLINE)
        }));
        let labels = ticks.iter().map(|tick| LabelBelow { x: position(tick), words: tick.label.clone() });
        shapes.extend(labels_below(area, self.size[0], labels, self.x.title));
        shapes
    }
}

impl AxisSpec<'_> {
    /// What the axis shows; `margin` is the part of a fitted range that is left free around it.
    fn range(&self, margin: f64, values: impl Iterator<Item = f64>) -> AxisRange {
        let even = values.map(|v| self.scale.even_from_data(v)).filter(|v| v.is_finite());
        let [low, high] =
            even.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)]);
        let ends = match self.extent {
            Extent::Fixed(ends) => ends,
            Extent::FromZero => [0.0, high * (1.0 + margin)],
            Extent::Fit => {
                let free = margin * (high - low);
                [low - free, high + free].map(|even| self.scale.data_from_even(even))
            }
        };
        AxisRange { scale: self.scale, ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Text;

    fn loss(points: &[[f64; 2]]) -> LineChart<'_> {
        LineChart {
            size: [260.0, 120.0],
            x: AxisSpec { title: "iteration", ..AxisSpec::default() },
            y: AxisSpec { title: "loss", scale: Scale::Log10, ..AxisSpec::default() },
            series: vec![Series::new(Role::Learned, "learned", points)],
            empty: "waiting for the first iterations",
            ..LineChart::default()
        }
    }

    fn texts(shapes: &[Shape]) -> Vec<&Text> {
        shapes.iter().filter_map(|s| if let Shape::Text(t) = s { Some(t) } else { None }).collect()
    }

    fn line(shapes: &[Shape]) -> &[Point] {
        let clipped = shapes.iter().find_map(|shape| match shape {
            Shape::Clip { shapes, .. } => Some(shapes),
            _ => None,
        });
        let line = clipped.into_iter().flatten().find_map(|shape| match shape {
            Shape::Line { points, .. } => Some(points.as_slice()),
            _ => None,
        });
        line.unwrap_or_default()
    }

    #[test]
    fn a_chart_without_a_line_says_what_it_waits_for() {
        for points in [&[][..], &[[1.0, f64::NAN]], &[[1.0, 0.0]]] {
            let shapes = loss(points).shapes();
            let words: Vec<_> = texts(&shapes).iter().map(|t| t.words.clone()).collect();
            assert_eq!(words, ["loss", "waiting for the first iterations"], "{points:?}");
        }
    }

    #[test]
    fn a_number_that_is_none_leaves_a_gap_and_spoils_nothing() {
        let mut points: Vec<_> = (0..50).map(|i| [f64::from(i), 1.0 / f64::from(i + 1)]).collect();
        let whole = loss(&points).shapes();
        points[20][1] = f64::NAN;
        let broken = loss(&points).shapes();
        assert!(line(&broken)[20][1].is_nan());
        assert_eq!(line(&broken)[21..], line(&whole)[21..]);
    }

    #[test]
    fn no_two_words_meet_and_none_leaves_the_chart() {
        let curves: Vec<Vec<[f64; 2]>> = (0..12)
            .map(|i| {
                let size = 10f64.powi(i - 5);
                (0..=40).map(|k| [f64::from(k) * 1000.0, size * (1.1 + f64::from(k).sin())]).collect()
            })
            .collect();
        for (points, scale) in curves.iter().flat_map(|c| [(c, Scale::Linear), (c, Scale::Log10)]) {
            for size in [[260.0, 72.0], [260.0, 120.0], [340.0, 150.0], [600.0, 300.0]] {
                assert_apart(&crowded(points, scale, "iteration", size).shapes(), size);
                assert_apart(&crowded(points, scale, "", size).shapes(), size);
            }
        }
    }

    fn crowded<'a>(points: &'a [[f64; 2]], scale: Scale, x: &'a str, size: [f32; 2]) -> LineChart<'a> {
        let exact = Series::new(Role::Exact, "exact", points);
        let learned = Series::new(Role::Learned, "learned", points);
        LineChart {
            size,
            x: AxisSpec { title: x, ..AxisSpec::default() },
            y: AxisSpec { title: "average squared distance", scale, ..AxisSpec::default() },
            series: if x.is_empty() { vec![exact] } else { vec![exact, learned] },
            legend: true,
            ..loss(points)
        }
    }

    fn assert_apart(shapes: &[Shape], [width, height]: [f32; 2]) {
        let texts = texts(shapes);
        let rows = |text: &Text| [text.baseline_y() - 0.72 * text.size, text.baseline_y()];
        let meet = |[a, b]: [f32; 2], [c, d]: [f32; 2]| a < d && c < b;
        for (i, text) in texts.iter().enumerate() {
            let ([left, right], [top, bottom]) = (text.extent(), rows(text));
            assert!(left >= -0.5 && right <= width + 0.5, "{text:?} leaves {width}");
            assert!(top >= 0.0 && bottom <= height, "{text:?} leaves {height}");
            for other in &texts[..i] {
                let both = meet(text.extent(), other.extent()) && meet(rows(text), rows(other));
                assert!(!both, "{text:?} meets {other:?}");
            }
        }
    }

    #[test]
    fn the_plot_begins_below_a_legend_on_a_row_of_its_own() {
        let shapes = crowded(&[[0.0, 1.0], [1.0, 2.0]], Scale::Linear, "level", [260.0, 120.0]).shapes();
        let lowest_name =
            texts(&shapes).iter().filter(|t| t.words == "exact").map(|t| t.baseline_y()).fold(0.0, f32::max);
        assert!(lowest_name > 20.0, "the legend has a row of its own");
        assert!(line(&shapes).iter().all(|point| point[1] > lowest_name));
    }

    #[test]
    fn an_axis_may_run_backwards() {
        let points = [[80.0, 1.0], [0.002, 2.0]];
        let mut chart = loss(&points);
        chart.x.extent = Extent::Fixed([80.0, 0.002]);
        chart.x.scale = Scale::Log10;
        let shapes = chart.shapes();
        let line = line(&shapes);
        assert!(line[0][0] < line[1][0], "the first of the range is on the left");
    }

    #[test]
    fn a_marker_outside_is_not_drawn() {
        let points = [[0.0, 1.0], [10.0, 2.0]];
        let lines = |x| {
            let shapes = LineChart { markers: vec![Marker::here(x)], ..loss(&points) }.shapes();
            let is_marker = |shape: &&Shape| matches!(shape, Shape::Line { stroke, .. } if stroke.role == Role::Ink);
            shapes.iter().filter(is_marker).count()
        };
        assert_eq!([lines(0.0), lines(5.0), lines(10.0), lines(11.0), lines(f64::NAN)], [1, 1, 1, 0, 0]);
    }

    #[test]
    fn a_band_is_an_area_for_each_piece_between_gaps() {
        let band = [[0.0, 1.0, 2.0], [1.0, 1.0, 2.0], [2.0, f64::NAN, 2.0], [3.0, 1.0, 3.0], [4.0, 1.0, 2.0]];
        let chart = LineChart { series: vec![Series::new(Role::Exact, "", &[]).with_band(&band)], ..loss(&[]) };
        let shapes = chart.shapes();
        let Some(Shape::Clip { shapes, .. }) = shapes.iter().find(|s| matches!(s, Shape::Clip { .. })) else {
            panic!("no curves in {shapes:?}");
        };
        let areas = shapes.iter().filter(|s| matches!(s, Shape::Area { .. })).count();
        assert_eq!(areas, 2);
    }
}
