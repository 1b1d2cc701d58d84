//! A small map of both times: to the right the samples go from noise to data, upwards the network learns.
//!
//! A place on it is two shares of the way, each from 0 to 1.

use plot::{Dash, Fill, Point, Rect, Role, Shape, Stroke};

/// Around the map, so that the mark is whole at its edges, in CSS pixels.
const MARGIN: f32 = 6.0;

/// The mark of where one stands, in CSS pixels.
const RADIUS: f32 = 4.0;

/// The map with a mark at this place, in a space of this width and height in CSS pixels.
pub fn shapes([samples, training]: [f64; 2], size: [f32; 2]) -> Vec<Shape> {
    let [width, height] = size.map(|length| (length - 2.0 * MARGIN).max(1.0));
    let centre = [MARGIN + samples as f32 * width, MARGIN + (1.0 - training as f32) * height];
    let line = |start, end| Shape::segment(start, end, Stroke { dash: Dash::Solid, ..Stroke::new(Role::Muted, 1.0) });
    vec![
        Shape::Rect {
            rect: Rect { x: MARGIN, y: MARGIN, width, height },
            fill: Fill { role: Role::Grid, opacity: 0.5 },
        },
        line([centre[0], MARGIN], [centre[0], MARGIN + height]),
        line([MARGIN, centre[1]], [MARGIN + width, centre[1]]),
        Shape::Circle {
            centre,
            radius: RADIUS,
            fill: Some(Fill { role: Role::Learned, opacity: 1.0 }),
            stroke: Some(Stroke { dash: Dash::Solid, ..Stroke::new(Role::Page, 1.5) }),
        },
    ]
}

/// The place at a point of a map of this width and height in CSS pixels; outside of it the nearest.
pub fn place(at: Point, size: [f32; 2]) -> [f64; 2] {
    let share = |axis: usize| f64::from((at[axis] - MARGIN) / (size[axis] - 2.0 * MARGIN).max(1.0)).clamp(0.0, 1.0);
    [share(0), 1.0 - share(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// catches: an axis that is upside down, a mark that is not where somebody pressed
    #[test]
    fn the_mark_is_where_somebody_points() {
        let size = [64.0, 48.0];
        assert_eq!([place([0.0, 48.0], size), place([90.0, -9.0], size)], [[0.0, 0.0], [1.0, 1.0]]);
        for at in [[6.0, 42.0], [19.0, 33.0], [58.0, 6.0]] {
            let Some(Shape::Circle { centre, .. }) = shapes(place(at, size), size).pop() else {
                panic!("the mark is painted last")
            };
            assert!((0..2).all(|axis| (centre[axis] - at[axis]).abs() < 1e-4), "{centre:?}");
        }
    }
}
