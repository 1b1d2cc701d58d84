//! A bar chart over a few categories: which part of the samples ended on which spike.
//!
//! ```
//! use plot::{BarChart, Bars, Reference, Role, Shape};
//!
//! let chart = BarChart {
//!     size: [260.0, 120.0],
//!     categories: &["left", "right"],
//!     bars: vec![Bars { role: Role::Learned, values: &[0.45, 0.55] }],
//!     reference: Some(Reference { role: Role::Exact, value: 0.5, band: [0.48, 0.52] }),
//!     empty: "no samples yet",
//! };
//! let rects = chart.shapes().into_iter().filter(|shape| matches!(shape, Shape::Rect { .. })).count();
//! assert_eq!(rects, 3, "two bars and the band");
//! ```

use crate::axes::{Axes, Scale};
use crate::chart_layout::{
    AxisRange, FONT, GAP, LINE, LabelBelow, Layout, TOP, baseline, crisp, labels_below, muted, nothing_yet,
};
use crate::numbers::three_digits;
use crate::palette::Role;
use crate::shape::{Anchor, Baseline, Fill, Rect, Shape, Stroke, Text, text_width};

/// Everything a bar chart says. [`BarChart::shapes`] draws it. The vertical axis is linear, from zero to a little above
/// the highest bar.
#[derive(Clone, Debug, Default)]
pub struct BarChart<'a> {
    /// Width and height in CSS pixels.
    pub size: [f32; 2],
    /// The words below the bars.
    pub categories: &'a [&'a str],
    /// The bars of each role, side by side in every category.
    pub bars: Vec<Bars<'a>>,
    /// What the bars are compared with.
    pub reference: Option<Reference>,
    /// The words shown while there are no bars.
    pub empty: &'a str,
}

/// The bars of one role.
#[derive(Clone, Copy, Debug)]
pub struct Bars<'a> {
    /// Their colour, and the line style of their tops.
    pub role: Role,
    /// A value of at least 0 for each category; NaN draws no bar.
    pub values: &'a [f64],
}

/// A horizontal line, and the band around it in which chance alone would leave the bars.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Its colour and line style.
    pub role: Role,
    /// The height of the line, in the units of the bars.
    pub value: f64,
    /// The lower and upper edge of the band; equal to the value for none.
    pub band: [f64; 2],
}

impl BarChart<'_> {
    /// The chart as shapes, its top left at the origin.
    pub fn shapes(&self) -> Vec<Shape> {
        let values = self.bars.iter().flat_map(|bars| bars.values).copied();
        if !values.clone().any(f64::is_finite) {
            return vec![nothing_yet(self.size, self.empty)];
        }
        let compared = values.chain(self.reference.iter().flat_map(|r| [r.value, r.band[1]]));
        let highest = compared.filter(|v| v.is_finite()).fold(0.0, f64::max);
        let x = AxisRange { scale: Scale::Linear, ends: [0.0, 1.0] };
        let y = AxisRange { scale: Scale::Linear, ends: [0.0, highest * 1.1] };
        let layout = Layout::new(self.size, TOP, x, y);
        let (axes, area) = (layout.axes, layout.axes.area());
        let slots = Slots::new(area, self.categories.len(), self.bars.len());

        let mut shapes = layout.horizontal_grid();
        if let Some(Reference { role, band, .. }) = self.reference {
            let [low, high] = band.map(|value| axes.y.canvas_from_data(value));
            let rect = Rect { y: high, height: low.min(area.bottom()) - high, ..area };
            if rect.height > 0.0 {
                shapes.push(Shape::Rect { rect, fill: Fill { role, opacity: 0.14 } });
            }
        }
        shapes.extend(self.bar_shapes(&axes, &slots));
        if let Some(Reference { role, value, .. }) = self.reference {
            let y = crisp(axes.y.canvas_from_data(value));
            if y.is_finite() {
                shapes.push(Shape::segment([area.x, y], [area.right(), y], Stroke::new(role, 1.0)));
            }
        }
        shapes.push(baseline(area));
        let labels = self.categories.iter().enumerate();
        let labels = labels.map(|(i, words)| LabelBelow { x: slots.middle(i), words: (*words).to_owned() });
        shapes.extend(labels_below(area, self.size[0], labels, ""));
        shapes
    }

    /// Pale bars with strong tops, and their values at their feet, where no reference line crosses them.
    fn bar_shapes(&self, axes: &Axes, slots: &Slots) -> Vec<Shape> {
        let bottom = axes.area().bottom();
        let mut shapes = Vec::new();
        for (series, Bars { role, values }) in self.bars.iter().enumerate() {
            let values = values.iter().take(self.categories.len()).enumerate();
            for (category, value) in values.filter(|(_, value)| value.is_finite()) {
                let left = slots.middle(category) + (series as f32 - slots.bars as f32 / 2.0) * slots.bar;
                let (right, top) = (left + slots.bar, axes.y.canvas_from_data(*value));
                let rect = Rect { x: left, y: top, width: right - left, height: bottom - top };
                shapes.push(Shape::Rect { rect, fill: Fill { role: *role, opacity: 0.28 } });
                shapes.push(Shape::segment([left, top], [right, top], Stroke::new(*role, LINE)));
                let words = three_digits(*value);
                if text_width(&words, FONT) <= rect.width + GAP {
                    let text = muted([(left + right) / 2.0, bottom - GAP], &words, Anchor::Middle, Baseline::Bottom);
                    shapes.push(Shape::Text(Text { role: Role::Ink, ..text }));
                }
            }
        }
        shapes
    }
}

/// Where the bars stand: equal slots for the categories, equal bars side by side in the middle of each.
struct Slots {
    /// The left edge of the first slot.
    start: f32,
    /// The width of a slot.
    slot: f32,
    /// The width of a bar.
    bar: f32,
    /// How many bars share a slot.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPIKES: [&str; 4] = ["-1.5", "-0.5", "0.5", "1.5"];

    fn shares<'a>(values: &'a [f64]) -> BarChart<'a> {
        BarChart {
            size: [260.0, 120.0],
            categories: &SPIKES,
            bars: vec![Bars { role: Role::Learned, values }],
            reference: Some(Reference { role: Role::Exact, value: 0.25, band: [0.23, 0.27] }),
            empty: "no samples yet",
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
    fn a_chart_without_shares_says_that_there_are_no_samples() {
        for values in [&[][..], &[f64::NAN; 4]] {
            let shapes = shares(values).shapes();
            assert!(matches!(&shapes[..], [Shape::Text(text)] if text.words == "no samples yet"));
        }
    }
}
