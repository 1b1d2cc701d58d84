//! The small picture in the corner that magnifies one spike.

use plot::{Anchor, Baseline, Fill, Rect, Role, Shape, Stroke};

use super::words;

/// Its side, as a share of the picture's shorter side.
const SHARE: f32 = 0.29;

/// Its distance from the edges of the picture, in CSS pixels; below it there is room for the ticks.
const MARGIN: [f32; 2] = [12.0, 28.0];

/// The place of the inset.
pub struct Inset {
    /// In CSS pixels.
    pub area: Rect,
}

impl Inset {
    /// In the lower right corner of a picture of this size.
    pub fn new([width, height]: [f32; 2]) -> Self {
        let side = (SHARE * width.min(height)).round();
        Self { area: Rect { x: width - side - MARGIN[0], y: height - side - MARGIN[1], width: side, height: side } }
    }

    /// What lies under the contents of an inset of shapes.
    pub fn background(&self) -> Shape {
        Shape::Rect { rect: self.area, fill: Fill { role: Role::Surface, opacity: 1.0 } }
    }

    /// Its frame, and how much it magnifies.
    pub fn shapes(&self, title: &str) -> Vec<Shape> {
        let Rect { x, y, .. } = self.area;
        let (right, bottom) = (self.area.right(), self.area.bottom());
        let points = vec![[x, y], [right, y], [right, bottom], [x, bottom], [x, y]];
        let stroke = Stroke { role: Role::Muted, ..Stroke::HAIRLINE };
        let title = words([x + 6.0, y + 6.0], title, Role::Muted, Anchor::Start, Baseline::Top);
        vec![Shape::Line { points, stroke }, title]
    }
}
