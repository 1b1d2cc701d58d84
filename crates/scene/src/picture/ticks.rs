//! Few marks with numbers along the edges of the picture.

use plot::ticks::ticks;
use plot::{Anchor, Axis, Baseline, Role, Shape, Stroke};

use super::text::text;
use super::viewport::CAPTION;

/// Ticks keep this far from the corners, where those of the two axes would meet, in CSS pixels.
const CORNER: f32 = 24.0;

/// Few marks with numbers along the bottom edge.
pub fn bottom_ticks(axis: &Axis, bottom: f32) -> Vec<Shape> {
    let marks = ticks_off_corners(axis).flat_map(|(x, label)| {
        let mark = Shape::segment([x, bottom - 5.0], [x, bottom], Stroke { role: Role::Muted, ..Stroke::HAIRLINE });
        [mark, text([x, bottom - 8.0], label, Role::Muted, Anchor::Middle, Baseline::Bottom)]
    });
    marks.collect()
}

/// Few marks with numbers along the left edge.
pub fn left_ticks(axis: &Axis) -> Vec<Shape> {
    let marks = ticks_off_corners(axis).filter(|(y, _)| *y > CAPTION).flat_map(|(y, label)| {
        let mark = Shape::segment([0.0, y], [5.0, y], Stroke { role: Role::Muted, ..Stroke::HAIRLINE });
        [mark, text([8.0, y], label, Role::Muted, Anchor::Start, Baseline::Middle)]
    });
    marks.collect()
}

fn ticks_off_corners(axis: &Axis) -> impl Iterator<Item = (f32, String)> {
    let [from, to] = axis.data().map(|end| axis.canvas_from_data(end));
    let inside = from.min(to) + CORNER..=from.max(to) - CORNER;
    let placed = ticks(axis, 7).into_iter().map(|tick| (axis.canvas_from_data(tick.value), tick.label));
    placed.filter(move |(place, _)| inside.contains(place))
}
