//! What line charts and bar charts share: sizes, where the plot is between its labels, the grid, and labels that keep
//! apart.

use crate::axes::{Axes, Axis, Scale};
use crate::palette::Role;
use crate::shape::{Anchor, Baseline, Point, Rect, Shape, Stroke, Text, text_width};
use crate::ticks::{Tick, ticks};

/// The font size of every word on a chart.
pub(crate) const FONT: f32 = 11.0;
/// Between words and what they belong to.
pub(crate) const GAP: f32 = 6.0;
/// The width of the curves.
pub(crate) const LINE: f32 = 1.75;
/// From one row of words to the next.
pub(crate) const ROW: f32 = 18.0;
/// The room above the plot that the upper half of the top tick's label needs.
pub(crate) const TOP: f32 = 6.0;

/// What an axis shows: its two ends in the units of the data, and how the data are spread between them.
#[derive(Clone, Copy)]
pub(crate) struct AxisRange {
    pub(crate) scale: Scale,
    pub(crate) ends: [f64; 2],
}

/// The axes of a chart, and the ticks of the vertical axis: their labels decide how wide the plot can be.
pub(crate) struct Layout {
    pub(crate) axes: Axes,
    pub(crate) y_ticks: Vec<Tick>,
}

impl Layout {
    /// The plot takes what is left of the chart below `header` pixels, above a row of labels, and right of the labels
    /// of the vertical axis.
    pub(crate) fn new([width, height]: [f32; 2], header: f32, x: AxisRange, y: AxisRange) -> Self {
        let plot_height = (height - header - ROW).max(1.0);
        let y_axis = Axis::new(y.scale, y.ends, [header + plot_height, header]);
        let y_ticks = ticks(&y_axis, ((plot_height / 26.0) as usize + 1).clamp(3, 6));
        let left = widest_label(&y_ticks) + GAP;
        let plot_width = (width - left - GAP).max(1.0);
        let x_axis = Axis::new(x.scale, x.ends, [left, left + plot_width]);
        Self { axes: Axes { x: x_axis, y: y_axis }, y_ticks }
    }

    /// A hairline and a label for each tick of the vertical axis.
    pub(crate) fn horizontal_grid(&self) -> Vec<Shape> {
        let area = self.axes.area();
        let mut labels = Vec::new();
        let mut shapes = Vec::new();
        for tick in &self.y_ticks {
            let y = crisp(self.axes.y.canvas_from_data(tick.value));
            shapes.push(Shape::segment([area.x, y], [area.right(), y], Stroke::HAIRLINE));
            labels.push(muted([area.x - GAP, y], &tick.label, Anchor::End, Baseline::Middle));
        }
        let apart = |a: &Text, b: &Text| (a.at[1] - b.at[1]).abs() >= FONT + 1.0;
        shapes.extend(without_overlap(labels, Vec::new(), apart));
        shapes
    }
}

/// The width of the widest label.
pub(crate) fn widest_label(ticks: &[Tick]) -> f32 {
    ticks.iter().map(|tick| text_width(&tick.label, FONT)).fold(0.0, f32::max)
}

/// Words to be written below the plot, around this x.
pub(crate) struct LabelBelow {
    pub(crate) x: f32,
    pub(crate) words: String,
}

/// The labels below a plot of this area in a chart of this width, as many as keep apart, and the axis' title at their
/// right end, which is kept in any case.
pub(crate) fn labels_below(
    area: Rect,
    width: f32,
    labels: impl Iterator<Item = LabelBelow>,
    title: &str,
) -> Vec<Shape> {
    let y = area.bottom() + GAP;
    let title = (!title.is_empty()).then(|| muted([area.right(), y], title, Anchor::End, Baseline::Top));
    let labels = labels.map(|LabelBelow { x, words }| {
        let half = text_width(&words, FONT) / 2.0;
        let x = x.min(width - half).max(half);
        muted([x, y], &words, Anchor::Middle, Baseline::Top)
    });
    let apart = |a: &Text, b: &Text| {
        let ([left_a, right_a], [left_b, right_b]) = (a.extent(), b.extent());
        right_a + GAP <= left_b || right_b + GAP <= left_a
    };
    without_overlap(labels.collect(), title.into_iter().collect(), apart)
}

/// The line that a plot stands on.
pub(crate) fn baseline(area: Rect) -> Shape {
    let y = crisp(area.bottom());
    let stroke = Stroke { role: Role::Muted, opacity: 0.6, ..Stroke::HAIRLINE };
    Shape::segment([area.x, y], [area.right(), y], stroke)
}

/// Words in the middle of a chart that has nothing to show yet.
pub(crate) fn nothing_yet([width, height]: [f32; 2], words: &str) -> Shape {
    Shape::Text(muted([width / 2.0, height / 2.0], words, Anchor::Middle, Baseline::Middle))
}

/// A line of words of second rank.
pub(crate) fn muted(at: Point, words: &str, anchor: Anchor, baseline: Baseline) -> Text {
    Text { at, words: words.into(), role: Role::Muted, size: FONT, anchor, baseline }
}

/// The middle of a device pixel at a whole device pixel ratio, where a hairline is crisp.
pub(crate) fn crisp(canvas: f32) -> f32 {
    canvas.floor() + 0.5
}

/// `kept` and as many of the labels as are apart from it and from each other.
fn without_overlap(labels: Vec<Text>, mut kept: Vec<Text>, apart: impl Fn(&Text, &Text) -> bool) -> Vec<Shape> {
    for label in labels {
        if kept.iter().all(|other| apart(&label, other)) {
            kept.push(label);
        }
    }
    kept.into_iter().map(Shape::Text).collect()
}
