//! A bar chart over a few categories: which part of the samples ended on which spike.

use crate::layout::{
    FONT, GAP, Header, LINE, baseline, crisp, horizontal_grid, label, labels_below, labels_width, nothing_yet,
    plot_area, vertical_ticks,
};
use crate::numbers::three_digits;
use crate::palette::Role;
use crate::shape::{Anchor, Baseline, Fill, Rect, Shape, Stroke, text_width};
use crate::ticks::Tick;
use crate::transform::{Axis, Frame, Scale};

/// Everything a bar chart says. [`BarChart::shapes`] draws it.
#[derive(Clone, Debug, Default)]
pub struct BarChart<'a> {
    /// Width and height in CSS pixels.
    pub size: [f32; 2],
    /// The quantity, above the plot; may be empty.
    pub title: &'a str,
    /// The words below the bars.
    pub categories: &'a [&'a str],
    /// The bars of each role, side by side in every category.
    pub bars: Vec<Bars<'a>>,
    /// What the bars are compared with.
    pub reference: Option<Reference>,
    /// Whether the roles are named above the plot.
    pub legend: bool,
    /// Said while there are no bars.
    pub empty: &'a str,
}

/// The bars of one role.
#[derive(Clone, Copy, Debug)]
pub struct Bars<'a> {
    /// Their colour, and the line style of their tops.
    pub role: Role,
    /// Their name in the legend.
    pub name: &'a str,
    /// A value for each category; NaN draws no bar.
    pub values: &'a [f64],
}

/// A horizontal line, and the band around it in which chance alone would leave the bars.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Its colour and line style.
    pub role: Role,
    /// Where the line is.
    pub value: f64,
    /// The lower and upper edge of the band; equal to the value for none.
    pub band: [f64; 2],
}

impl BarChart<'_> {
    /// The chart as shapes, its top left at the origin.
    #[must_use]
    pub fn shapes(&self) -> Vec<Shape> {
        let header = self.header();
        let mut shapes = header.shapes(self.size[0]);
        if !self.bars.iter().any(|bars| bars.values.iter().any(|v| v.is_finite())) {
            shapes.push(nothing_yet(self.size, self.empty));
            return shapes;
        }
        let (frame, rows) = self.frame(header.height(self.size[0]));
        let slots = Slots::new(frame.area(), self.categories.len(), self.bars.len());
        shapes.extend(horizontal_grid(&frame, &rows));
        shapes.extend(self.band(&frame));
        shapes.extend(self.bar_shapes(&frame, &slots));
        shapes.extend(self.reference_line(&frame));
        shapes.push(baseline(frame.area()));
        shapes.extend(self.category_labels(&frame, &slots));
        shapes
    }

    fn header(&self) -> Header<'_> {
        let named = self.bars.iter().filter(|_| self.legend);
        Header { title: self.title, legend: named.map(|bars| (bars.role, bars.name)).collect() }
    }

    fn frame(&self, header: f32) -> (Frame, Vec<Tick>) {
        let area = |left| plot_area(self.size, header, left, GAP);
        let Rect { y, height, .. } = area(0.0);
        let values = self.bars.iter().flat_map(|bars| bars.values);
        let reference = self.reference.iter().flat_map(|r| [&r.value, &r.band[1]]);
        let highest = values.chain(reference).filter(|v| v.is_finite()).fold(0.0, |a: f64, b| a.max(*b));
        let y_axis = Axis::new(Scale::Linear, [0.0, highest * 1.1], [y + height, y]);
        let rows = vertical_ticks(&y_axis, height);
        let area = area(labels_width(&rows));
        let x_axis = Axis::new(Scale::Linear, [0.0, 1.0], [area.x, area.right()]);
        (Frame { x: x_axis, y: y_axis }, rows)
    }

    fn bar_shapes(&self, frame: &Frame, slots: &Slots) -> Vec<Shape> {
        let numbered = self.bars.iter().enumerate();
        numbered
            .flat_map(|(series, bars)| {
                let values = bars.values.iter().take(self.categories.len()).enumerate();
                values.filter(|(_, value)| value.is_finite()).flat_map(move |(category, value)| {
                    let left = slots.left(category, series);
                    bar(bars.role, *value, frame, [left, left + slots.bar])
                })
            })
            .collect()
    }

    fn band(&self, frame: &Frame) -> Option<Shape> {
        let reference = self.reference?;
        let [low, high] = reference.band.map(|value| frame.y.canvas_from_data(value));
        let area = frame.area();
        let low = low.min(area.bottom());
        let rect = Rect { y: high, height: low - high, ..area };
        (rect.height > 0.0).then_some(Shape::Rect { rect, fill: Fill { role: reference.role, opacity: 0.14 } })
    }

    fn reference_line(&self, frame: &Frame) -> Option<Shape> {
        let reference = self.reference?;
        let area = frame.area();
        let y = crisp(frame.y.canvas_from_data(reference.value));
        let stroke = Stroke::new(reference.role, 1.0);
        y.is_finite().then(|| Shape::segment([area.x, y], [area.right(), y], stroke))
    }

    fn category_labels(&self, frame: &Frame, slots: &Slots) -> Vec<Shape> {
        let words = self.categories.iter().enumerate();
        let labels = words.map(|(i, words)| (slots.middle(i), (*words).to_owned())).collect();
        labels_below(frame.area(), self.size[0], labels, "")
    }
}

/// A pale bar with a strong top, and its value at its foot, where no reference line crosses it.
fn bar(role: Role, value: f64, frame: &Frame, [left, right]: [f32; 2]) -> Vec<Shape> {
    let (top, bottom) = (frame.y.canvas_from_data(value), frame.area().bottom());
    let rect = Rect { x: left, y: top, width: right - left, height: bottom - top };
    let words = three_digits(value);
    let mut shapes = vec![
        Shape::Rect { rect, fill: Fill { role, opacity: 0.28 } },
        Shape::segment([left, top], [right, top], Stroke::new(role, LINE)),
    ];
    if text_width(&words, FONT) <= rect.width + GAP {
        let at = [(left + right) / 2.0, bottom - GAP];
        shapes.push(label(at, &words, Role::Ink, Anchor::Middle, Baseline::Bottom));
    }
    shapes
}

/// Where the bars stand: equal slots for the categories, equal bars inside, air between.
struct Slots {
    start: f32,
    slot: f32,
    bar: f32,
    bars: usize,
}

impl Slots {
    /// The part of a slot that its bars fill.
    const FILLED: f32 = 0.72;
    /// A bar is not wider than this: wider ones look like panels.
    const WIDEST: f32 = 56.0;

    fn new(area: Rect, categories: usize, bars: usize) -> Self {
        let slot = area.width / categories.max(1) as f32;
        let bar = (slot * Self::FILLED / bars.max(1) as f32).min(Self::WIDEST);
        Self { start: area.x, slot, bar, bars }
    }

    fn middle(&self, category: usize) -> f32 {
        self.start + (category as f32 + 0.5) * self.slot
    }

    fn left(&self, category: usize, series: usize) -> f32 {
        self.middle(category) + (series as f32 - self.bars as f32 / 2.0) * self.bar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPIKES: [&str; 4] = ["-1.5", "-0.5", "0.5", "1.5"];

    fn shares<'a>(values: &'a [f64]) -> BarChart<'a> {
        BarChart {
            size: [260.0, 120.0],
            categories: &SPIKES,
            bars: vec![Bars { role: Role::Learned, name: "learned", values }],
            reference: Some(Reference { role: Role::Exact, value: 0.25, band: [0.23, 0.27] }),
            empty: "no samples yet",
            ..BarChart::default()
        }
    }

    fn rects(shapes: &[Shape], wanted: Role) -> Vec<Rect> {
        let rect = |shape: &Shape| match shape {
            Shape::Rect { rect, fill } if fill.role == wanted => Some(*rect),
            _ => None,
        };
        shapes.iter().filter_map(rect).collect()
    }

    #[test]
    fn bars_are_as_high_as_their_values() {
        let shapes = shares(&[0.1, 0.2, f64::NAN, 0.4]).shapes();
        let bars = rects(&shapes, Role::Learned);
        assert_eq!(bars.len(), 3, "a share without a value has no bar");
        assert!((bars[1].height / bars[0].height - 2.0).abs() < 1e-3);
        assert!((bars[2].height / bars[0].height - 4.0).abs() < 1e-3);
        assert!(bars.windows(2).all(|w| w[0].right() < w[1].x), "bars stand apart");
    }

    #[test]
    fn the_band_lies_around_the_reference() {
        let shapes = shares(&[0.1, 0.2, 0.3, 0.4]).shapes();
        let (bars, band) = (rects(&shapes, Role::Learned), rects(&shapes, Role::Exact)[0]);
        let height = |value: f32| bars[0].bottom() - bars[0].height * value / 0.1;
        assert!((band.y - height(0.27)).abs() < 1e-2);
        assert!((band.bottom() - height(0.23)).abs() < 1e-2);
    }

    #[test]
    fn without_shares_it_says_so() {
        for values in [&[][..], &[f64::NAN; 4]] {
            let shapes = shares(values).shapes();
            assert!(matches!(&shapes[..], [Shape::Text(text)] if text.words == "no samples yet"));
        }
    }
}
