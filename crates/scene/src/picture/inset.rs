//! The small picture in the corner that magnifies one spike.

use plot::shape::text_width;
use plot::{Anchor, Baseline, Fill, Rect, Role, Shape, Stroke};

use super::text::{TEXT_SIZE, text};
use super::viewport::CAPTION;

/// Its side, as a share of the picture's shorter side.
const SHARE: f32 = 0.27;

/// Its distance from the edges of the picture, in CSS pixels; below it there is room for the ticks.
const MARGIN: [f32; 2] = [12.0, 28.0];

/// The height of the line that its title stands on, in CSS pixels.
const TITLE: f32 = 20.0;

/// The place of the inset.
pub struct Inset {
    /// In CSS pixels.
    pub area: Rect,
}

impl Inset {
    /// In the lower right corner of a picture of this size: in the plane, the corners are empty.
    pub fn lower_right([width, height]: [f32; 2]) -> Self {
        let side = side([width, height]);
        Self { area: Rect { x: width - side - MARGIN[0], y: height - side - MARGIN[1], width: side, height: side } }
    }

    /// On the left below the caption: on a line, the data lie right of the middle and bars rise from below.
    pub fn upper_left(size: [f32; 2]) -> Self {
        let side = side(size);
        Self { area: Rect { x: MARGIN[0], y: CAPTION, width: side, height: side } }
    }

    /// The part below the title.
    pub fn below_title(&self) -> Rect {
        Rect { y: self.area.y + TITLE, height: self.area.height - TITLE, ..self.area }
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
        let line = Rect { height: TITLE, width: text_width(title, TEXT_SIZE) + 12.0, ..self.area };
        let under = Shape::Rect { rect: line, fill: Fill { role: Role::Surface, opacity: 0.85 } };
        let title = text([x + 6.0, y + 5.0], title, Role::Muted, Anchor::Start, Baseline::Top);
        vec![under, Shape::Line { points, stroke }, title]
    }
}

fn side([width, height]: [f32; 2]) -> f32 {
    (SHARE * width.min(height)).round()
}
