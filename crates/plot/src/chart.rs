//! A line chart, from 260 × 120 to 600 × 300 CSS pixels: hairlines, few ticks, no boxes.

use crate::layout::{
    FONT, GAP, Header, LINE, baseline, crisp, horizontal_grid, horizontal_ticks, label, labels_below, labels_width,
    marks_below, nothing_yet, plot_area, vertical_ticks,
};
use crate::numbers::three_digits;
use crate::palette::Role;
use crate::shape::{Anchor, Baseline, Dash, Dot, Fill, Point, Rect, Shape, Stroke, text_width};
use crate::ticks::Tick;
use crate::transform::{Axis, Frame, Scale};

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
    /// Where we are now.
    pub marker: Option<Marker<'a>>,
    /// Whether the series are named above the plot.
    pub legend: bool,
    /// Said while no series has a point.
    pub empty: &'a str,
}

/// One axis of a chart.
#[derive(Clone, Copy, Debug, Default)]
pub struct AxisSpec<'a> {
    /// The quantity, with its symbol or unit; may be empty.
    pub title: &'a str,
    /// How it is spread.
    pub scale: Scale,
    /// How much of it is shown.
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
    /// `[x, y]` in drawing order; a value without a place on its axis is a gap.
    pub points: &'a [[f64; 2]],
    /// `[x, low, high]` of a translucent band; may be empty.
    pub band: &'a [[f64; 3]],
    /// The line; `None` for dots alone.
    pub stroke: Option<Stroke>,
    /// Whether each point is marked with a dot.
    pub dots: bool,
    /// Whether the value of the last point is written at its end.
    pub end_value: bool,
}

impl<'a> Series<'a> {
    /// A line in the role's own style.
    #[must_use]
    pub fn new(role: Role, name: &'a str, points: &'a [[f64; 2]]) -> Self {
        let stroke = Some(Stroke::new(role, LINE));
        Self { role, name, points, band: &[], stroke, dots: false, end_value: false }
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

    /// With its last value written at its end.
    #[must_use]
    pub fn with_end_value(self) -> Self {
        Self { end_value: true, ..self }
    }

    /// Thin, pale and solid: raw values behind their smoothed curve.
    #[must_use]
    pub fn faint(self) -> Self {
        let stroke = Stroke { role: self.role, width: 1.0, dash: Dash::Solid, opacity: 0.35 };
        Self { stroke: Some(stroke), ..self }
    }

    fn last_point(&self, frame: &Frame) -> Option<([f64; 2], Point)> {
        let area = frame.area();
        let inside = |[x, y]: Point| (area.x..=area.right()).contains(&x) && y.is_finite();
        let placed = self.points.iter().map(|point| (*point, frame.canvas_from_data(*point)));
        placed.rev().find(|(_, place)| inside(*place))
    }
}

/// A vertical line with a word: where we are now.
#[derive(Clone, Copy, Debug)]
pub struct Marker<'a> {
    /// Where, in data.
    pub x: f64,
    /// What is written beside it; may be empty.
    pub label: &'a str,
}

impl LineChart<'_> {
    /// The chart as shapes, its top left at the origin.
    #[must_use]
    pub fn shapes(&self) -> Vec<Shape> {
        let header = self.header();
        let mut shapes = header.shapes(self.size[0]);
        if !self.series.iter().any(|series| self.has_points(series)) {
            shapes.push(nothing_yet(self.size, self.empty));
            return shapes;
        }
        let (frame, rows) = self.frame(header.height(self.size[0]));
        shapes.extend(horizontal_grid(&frame, &rows));
        shapes.extend(self.horizontal_axis(&frame));
        shapes.push(self.curves(&frame));
        shapes.extend(self.marker_shapes(&frame));
        shapes.extend(self.end_values(&frame));
        shapes
    }

    fn header(&self) -> Header<'_> {
        let named = self.series.iter().filter(|series| self.legend && !series.name.is_empty());
        Header { title: self.y.title, legend: named.map(|series| (series.role, series.name)).collect() }
    }

    fn has_points(&self, series: &Series) -> bool {
        let placed =
            |x: f64, y: f64| self.x.scale.even_from_data(x).is_finite() && self.y.scale.even_from_data(y).is_finite();
        series.points.iter().any(|[x, y]| placed(*x, *y))
            || series.band.iter().any(|[x, low, high]| placed(*x, *low) && placed(*x, *high))
    }

    /// The axes, and the ticks of the vertical one, whose labels decide how wide the plot can be.
    fn frame(&self, header: f32) -> (Frame, Vec<Tick>) {
        let right = self.end_values_width();
        let area = |left| plot_area(self.size, header, left, right);
        let y_range = self.y.range(0.06, self.values());
        let x_range = self.x.range(0.0, self.places());
        let Rect { y, height, .. } = area(0.0);
        let y_axis = Axis::new(self.y.scale, y_range, [y + height, y]);
        let rows = vertical_ticks(&y_axis, height);
        let area = area(labels_width(&rows));
        let x_axis = Axis::new(self.x.scale, x_range, [area.x, area.right()]);
        (Frame { x: x_axis, y: y_axis }, rows)
    }

    fn places(&self) -> impl Iterator<Item = f64> {
        self.series.iter().flat_map(|series| {
            let points = series.points.iter().map(|[x, _]| *x);
            points.chain(series.band.iter().map(|[x, ..]| *x))
        })
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.series.iter().flat_map(|series| {
            let points = series.points.iter().map(|[_, y]| *y);
            points.chain(series.band.iter().flat_map(|[_, low, high]| [*low, *high]))
        })
    }

    fn horizontal_axis(&self, frame: &Frame) -> Vec<Shape> {
        let area = frame.area();
        let ticks = horizontal_ticks(&frame.x, area.width);
        let place = |tick: &Tick| frame.x.canvas_from_data(tick.value);
        let mut shapes = vec![baseline(area)];
        shapes.extend(marks_below(area, ticks.iter().map(place)));
        let labels = ticks.iter().map(|tick| (place(tick), tick.label.clone())).collect();
        shapes.extend(labels_below(area, self.size[0], labels, self.x.title));
        shapes
    }

    fn curves(&self, frame: &Frame) -> Shape {
        let mut shapes: Vec<Shape> = self.series.iter().flat_map(|series| bands(series, frame)).collect();
        for series in &self.series {
            let points: Vec<Point> = series.points.iter().map(|point| frame.canvas_from_data(*point)).collect();
            if series.dots {
                let dot = Dot::new(series.role, 3.0, 1.0);
                shapes.push(Shape::Dots { centres: points.clone(), dot });
            }
            if let Some(stroke) = series.stroke {
                shapes.push(Shape::Line { points, stroke });
            }
        }
        // A margin, so that a curve along the edge keeps its width and an end its dot.
        let Rect { x, y, width, height } = frame.area();
        let area = Rect { x: x - 4.0, y: y - 4.0, width: width + 8.0, height: height + 6.0 };
        Shape::Clip { area, shapes }
    }

    fn marker_shapes(&self, frame: &Frame) -> Vec<Shape> {
        let Some(marker) = self.marker.filter(|marker| frame.x.contains(marker.x)) else {
            return Vec::new();
        };
        let area = frame.area();
        let x = crisp(frame.x.canvas_from_data(marker.x));
        let stroke = Stroke { role: Role::Ink, width: 1.0, dash: Dash::Dotted, opacity: 0.8 };
        let line = Shape::segment([x, area.y], [x, area.bottom()], stroke);
        let fits_right = x + GAP + text_width(marker.label, FONT) <= area.right();
        let (anchor, side) = if fits_right { (Anchor::Start, GAP) } else { (Anchor::End, -GAP) };
        let at = [x + side, area.y];
        vec![line, label(at, marker.label, Role::Ink, anchor, Baseline::Top)]
    }

    fn end_values_width(&self) -> f32 {
        let last = |series: &Series| series.points.iter().rev().find(|[_, y]| y.is_finite()).copied();
        let values = self.series.iter().filter(|series| series.end_value).filter_map(last);
        values.map(|[_, y]| text_width(&three_digits(y), FONT) + GAP).fold(GAP, f32::max)
    }

    /// The last values beside the ends of their curves, moved apart where they would meet.
    fn end_values(&self, frame: &Frame) -> Vec<Shape> {
        let area = frame.area();
        let mut ends: Vec<(Role, f64, Point)> = Vec::new();
        for series in self.series.iter().filter(|series| series.end_value) {
            if let Some((data, at)) = series.last_point(frame) {
                let above = ends.partition_point(|(_, _, other)| other[1] < at[1]);
                ends.insert(above, (series.role, data[1], at));
            }
        }
        let wanted: Vec<f32> = ends.iter().map(|(_, _, at)| at[1]).collect();
        let heights = moved_apart(&wanted, [area.y, area.bottom() - FONT / 2.0], FONT + 2.0);
        ends.iter()
            .zip(heights)
            .flat_map(|((role, value, [x, y]), height)| {
                let dot = Dot::new(*role, 3.0, 1.0);
                let place = [area.right() + GAP, height];
                let words = three_digits(*value);
                [
                    Shape::Dots { centres: vec![[*x, y.max(area.y).min(area.bottom())]], dot },
                    label(place, &words, *role, Anchor::Start, Baseline::Middle),
                ]
            })
            .collect()
    }
}

impl AxisSpec<'_> {
    /// The ends of the axis; `margin` is the part of a fitted range that is left free around it.
    fn range(&self, margin: f64, values: impl Iterator<Item = f64>) -> [f64; 2] {
        if let Extent::Fixed(range) = self.extent {
            return range;
        }
        let even = values.map(|v| self.scale.even_from_data(v)).filter(|v| v.is_finite());
        let [low, high] =
            even.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)]);
        match self.extent {
            Extent::FromZero => [0.0, high * (1.0 + margin)],
            _ => [low - margin * (high - low), high + margin * (high - low)].map(|v| self.scale.data_from_even(v)),
        }
    }
}

/// The band of a series, in as many pieces as its gaps leave.
fn bands(series: &Series, frame: &Frame) -> Vec<Shape> {
    let edges: Vec<[f32; 3]> = series
        .band
        .iter()
        .map(|[x, low, high]| {
            let [x, low] = frame.canvas_from_data([*x, *low]);
            [x, low, frame.y.canvas_from_data(*high)]
        })
        .collect();
    edges
        .split(|edge| !edge.iter().all(|v| v.is_finite()))
        .filter(|run| run.len() > 1)
        .map(|run| {
            let low = run.iter().map(|[x, low, _]| [*x, *low]);
            let high = run.iter().rev().map(|[x, _, high]| [*x, *high]);
            let fill = Fill { role: series.role, opacity: 0.18 };
            Shape::Area { points: low.chain(high).collect(), fill }
        })
        .collect()
}

/// Rising places at least `distance` apart, near the wanted rising ones and, if there is room,
/// within `[low, high]`.
fn moved_apart(wanted: &[f32], [low, high]: [f32; 2], distance: f32) -> Vec<f32> {
    let mut places = wanted.to_vec();
    let mut least = low;
    for place in &mut places {
        *place = place.max(least);
        least = *place + distance;
    }
    let mut most = high;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - distance;
    }
    places
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
            series: vec![Series::new(Role::Learned, "learned", points).with_end_value()],
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
    fn says_what_it_waits_for() {
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
    fn the_end_value_is_that_of_the_last_number() {
        let points = [[0.0, 1.0], [1.0, 0.214], [2.0, f64::NAN]];
        let shapes = loss(&points).shapes();
        assert!(texts(&shapes).iter().any(|t| t.words == "0.214" && t.role == Role::Learned));
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
            series: if x.is_empty() { vec![exact] } else { vec![exact.with_end_value(), learned.with_end_value()] },
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
        let words = |x| {
            let chart = LineChart { marker: Some(Marker { x, label: "now" }), ..loss(&points) };
            texts(&chart.shapes()).iter().filter(|t| t.words == "now").count()
        };
        assert_eq!([words(0.0), words(5.0), words(10.0), words(11.0), words(f64::NAN)], [1, 1, 1, 0, 0]);
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

    #[test]
    fn places_move_apart_and_stay_inside() {
        assert_eq!(moved_apart(&[10.0, 11.0], [0.0, 100.0], 13.0), [10.0, 23.0]);
        assert_eq!(moved_apart(&[98.0, 99.0], [0.0, 100.0], 13.0), [87.0, 100.0]);
        assert_eq!(moved_apart(&[20.0, 60.0], [0.0, 100.0], 13.0), [20.0, 60.0]);
    }
}
