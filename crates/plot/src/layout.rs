//! What all charts share: the header, the grid, the ticks and where they go.

use crate::palette::Role;
use crate::shape::{Anchor, Baseline, Point, Rect, Shape, Stroke, Text, text_width};
use crate::ticks::{Tick, ticks};
use crate::transform::{Axis, Frame};

/// The font size of every word on a chart.
pub(crate) const FONT: f32 = 11.0;
/// Between words and what they belong to.
pub(crate) const GAP: f32 = 6.0;
/// The width of the curves.
pub(crate) const LINE: f32 = 1.75;

/// From one row of words to the next.
const ROW: f32 = 18.0;
/// Length of the swatch before a name in the legend.
const SWATCH: f32 = 18.0;
/// Between two names in the legend.
const LEGEND_GAP: f32 = 12.0;
/// Room kept above the plot for the upper half of the top tick's label.
const TOP: f32 = 6.0;

/// The words above a plot: the title of the vertical axis, and the names of the series.
pub(crate) struct Header<'a> {
    pub(crate) title: &'a str,
    pub(crate) legend: Vec<(Role, &'a str)>,
}

impl Header<'_> {
    /// The height it takes.
    pub(crate) fn height(&self, width: f32) -> f32 {
        match (self.title.is_empty(), self.legend.is_empty()) {
            (true, true) => TOP,
            (false, false) if !self.fits_one_row(width) => TOP + 2.0 * ROW,
            _ => TOP + ROW,
        }
    }

    /// Title on the left, legend on the right, or below it where both are too long.
    pub(crate) fn shapes(&self, width: f32) -> Vec<Shape> {
        let one_row = self.title.is_empty() || self.fits_one_row(width);
        let (x, y) = if one_row { (width - self.legend_width(), 0.0) } else { (0.0, ROW) };
        let mut shapes = self.legend_at([x, y + FONT * 0.5]);
        if !self.title.is_empty() {
            let at = [0.0, FONT * 0.5];
            shapes.push(label(at, self.title, Role::Muted, Anchor::Start, Baseline::Middle));
        }
        shapes
    }

    fn fits_one_row(&self, width: f32) -> bool {
        text_width(self.title, FONT) + LEGEND_GAP + self.legend_width() <= width
    }

    fn legend_width(&self) -> f32 {
        let names: f32 = self.legend.iter().map(|(_, name)| Self::entry_width(name)).sum();
        names + LEGEND_GAP * self.legend.len().saturating_sub(1) as f32
    }

    fn entry_width(name: &str) -> f32 {
        SWATCH + GAP + text_width(name, FONT)
    }

    fn legend_at(&self, [mut x, y]: Point) -> Vec<Shape> {
        let mut shapes = Vec::new();
        for (role, name) in &self.legend {
            let swatch = [[x, y], [x + SWATCH, y]];
            shapes.push(Shape::segment(swatch[0], swatch[1], Stroke::new(*role, LINE)));
            let at = [x + SWATCH + GAP, y];
            shapes.push(label(at, name, *role, Anchor::Start, Baseline::Middle));
            x += Self::entry_width(name) + LEGEND_GAP;
        }
        shapes
    }
}

/// The rectangle left for the plot after the header above, the tick labels of the vertical axis
/// on the left, those of the horizontal axis below and `right` pixels on the right.
pub(crate) fn plot_area([width, height]: [f32; 2], header: f32, left: f32, right: f32) -> Rect {
    Rect { x: left, y: header, width: (width - left - right).max(1.0), height: (height - header - ROW).max(1.0) }
}

/// Ticks of a vertical axis that is `height` pixels long.
pub(crate) fn vertical_ticks(axis: &Axis, height: f32) -> Vec<Tick> {
    ticks(axis, ((height / 26.0) as usize + 1).clamp(3, 6))
}

/// Ticks of a horizontal axis that is `width` pixels long: as many as have room for their labels.
pub(crate) fn horizontal_ticks(axis: &Axis, width: f32) -> Vec<Tick> {
    let has_room = |ticks: &Vec<Tick>| (labels_width(ticks) + GAP) * ticks.len() as f32 <= width;
    let mut fewer_and_fewer = (3..=7).rev().map(|most| ticks(axis, most));
    fewer_and_fewer.find(has_room).unwrap_or_else(|| ticks(axis, 2))
}

/// The room that the labels of a vertical axis take on its left.
pub(crate) fn labels_width(ticks: &[Tick]) -> f32 {
    ticks.iter().map(|tick| text_width(&tick.label, FONT)).fold(0.0, f32::max) + GAP
}

/// A hairline and a label for each tick of the vertical axis.
pub(crate) fn horizontal_grid(frame: &Frame, ticks: &[Tick]) -> Vec<Shape> {
    let area = frame.area();
    let mut labels = Vec::new();
    let mut shapes = Vec::new();
    for tick in ticks {
        let y = crisp(frame.y.canvas_from_data(tick.value));
        shapes.push(Shape::segment([area.x, y], [area.right(), y], Stroke::HAIRLINE));
        labels.push(text([area.x - GAP, y], &tick.label, Anchor::End, Baseline::Middle));
    }
    let apart = |a: &Text, b: &Text| (a.at[1] - b.at[1]).abs() >= FONT + 1.0;
    shapes.extend(without_overlap(labels, Vec::new(), apart));
    shapes
}

/// Labels below the plot, and the axis' title at their right end where it has the first claim.
pub(crate) fn labels_below(area: Rect, width: f32, labels: Vec<(f32, String)>, title: &str) -> Vec<Shape> {
    let y = area.bottom() + GAP;
    let first =
        if title.is_empty() { Vec::new() } else { vec![text([area.right(), y], title, Anchor::End, Baseline::Top)] };
    let labels = labels.into_iter().map(|(x, words)| {
        let half = text_width(&words, FONT) / 2.0;
        let x = x.min(width - half).max(half);
        text([x, y], &words, Anchor::Middle, Baseline::Top)
    });
    let apart = |a: &Text, b: &Text| {
        let ([left_a, right_a], [left_b, right_b]) = (a.extent(), b.extent());
        right_a + GAP <= left_b || right_b + GAP <= left_a
    };
    without_overlap(labels.collect(), first, apart)
}

/// Short marks on the baseline at the places of the horizontal ticks.
pub(crate) fn marks_below(area: Rect, places: impl Iterator<Item = f32>) -> Vec<Shape> {
    let y = area.bottom();
    places.map(|x| Shape::segment([crisp(x), y], [crisp(x), y + 3.0], Stroke::HAIRLINE)).collect()
}

/// The line that a plot stands on.
pub(crate) fn baseline(area: Rect) -> Shape {
    let y = crisp(area.bottom());
    let stroke = Stroke { role: Role::Muted, opacity: 0.6, ..Stroke::HAIRLINE };
    Shape::segment([area.x, y], [area.right(), y], stroke)
}

/// Words in the middle of a chart that has nothing to show yet.
pub(crate) fn nothing_yet([width, height]: [f32; 2], words: &str) -> Shape {
    label([width / 2.0, height / 2.0], words, Role::Muted, Anchor::Middle, Baseline::Middle)
}

/// A line of words in the chart's font size.
pub(crate) fn label(at: Point, words: &str, role: Role, anchor: Anchor, baseline: Baseline) -> Shape {
    Shape::Text(Text { at, words: words.into(), role, size: FONT, anchor, baseline })
}

/// The middle of a device pixel at a whole device pixel ratio, where a hairline is crisp.
pub(crate) fn crisp(place: f32) -> f32 {
    place.floor() + 0.5
}

fn text(at: Point, words: &str, anchor: Anchor, baseline: Baseline) -> Text {
    Text { at, words: words.into(), role: Role::Muted, size: FONT, anchor, baseline }
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
