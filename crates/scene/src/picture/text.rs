//! The words of the picture.

use plot::{Anchor, Baseline, Point, Role, Shape, Text};

/// The size of words, in CSS pixels.
pub const TEXT_SIZE: f32 = 12.0;

/// Words of that size.
pub fn text(at: Point, words: impl Into<String>, role: Role, anchor: Anchor, baseline: Baseline) -> Shape {
    Shape::Text(Text { at, words: words.into(), role, size: TEXT_SIZE, anchor, baseline })
}
