//! The words above a line chart: the title of its vertical axis, and the names of its series.

use crate::chart_layout::{FONT, GAP, LINE, ROW, TOP, muted};
use crate::palette::Role;
use crate::shape::{Anchor, Baseline, Shape, Stroke, Text, text_width};

/// Length of the line before a name in the legend.
const SWATCH: f32 = 18.0;
/// Between two names in the legend.
const LEGEND_GAP: f32 = 12.0;

/// The title on the left and the legend on the right, or below it where both are too long. Either may be empty.
pub(crate) struct Header<'a> {
    pub(crate) title: &'a str,
    pub(crate) legend: Vec<LegendEntry<'a>>,
}

/// The name of a series, and the role that colours it.
pub(crate) struct LegendEntry<'a> {
    pub(crate) role: Role,
    pub(crate) name: &'a str,
}

impl LegendEntry<'_> {
    fn width(&self) -> f32 {
        SWATCH + GAP + text_width(self.name, FONT)
    }
}

impl Header<'_> {
    /// The height it takes in a chart of this width.
    pub(crate) fn height(&self, width: f32) -> f32 {
        match (self.title.is_empty(), self.legend.is_empty()) {
            (true, true) => TOP,
            (false, false) if !self.fits_one_row(width) => TOP + 2.0 * ROW,
            _ => TOP + ROW,
        }
    }

    /// Its words and lines in a chart of this width.
    pub(crate) fn shapes(&self, width: f32) -> Vec<Shape> {
        let one_row = self.title.is_empty() || self.fits_one_row(width);
        let (mut x, y) = if one_row { (width - self.legend_width(), 0.0) } else { (0.0, ROW) };
        let middle = y + FONT * 0.5;
        let mut shapes = Vec::new();
        for entry in &self.legend {
            let end = x + SWATCH;
            shapes.push(Shape::segment([x, middle], [end, middle], Stroke::new(entry.role, LINE)));
            let name = muted([end + GAP, middle], entry.name, Anchor::Start, Baseline::Middle);
            shapes.push(Shape::Text(Text { role: entry.role, ..name }));
            x += entry.width() + LEGEND_GAP;
        }
        if !self.title.is_empty() {
            shapes.push(Shape::Text(muted([0.0, FONT * 0.5], self.title, Anchor::Start, Baseline::Middle)));
        }
        shapes
    }

    fn fits_one_row(&self, width: f32) -> bool {
        text_width(self.title, FONT) + LEGEND_GAP + self.legend_width() <= width
    }

    fn legend_width(&self) -> f32 {
        let entries: f32 = self.legend.iter().map(LegendEntry::width).sum();
        entries + LEGEND_GAP * self.legend.len().saturating_sub(1) as f32
    }
}
