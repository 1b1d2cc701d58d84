//! What the worker lays over the picture, painted: maps below the dots, all else above them.

use plot::{Anchor, Baseline, Fill, Point, Raster, Rect, Role, Shape, Stroke};

use super::{Scene, Sheet, device_pixels, words};
use crate::overlay::{Form, Mark};

/// How much of its colour the strongest cell of a map has.
const STRONGEST: f32 = 0.6;

/// Where a place of a mark lies on the canvas.
pub type Place<'a> = &'a dyn Fn([f64; 2]) -> Point;

/// Paints the maps, and returns what goes over the dots.
pub fn paint(raster: &mut Raster, scene: &Scene, sheet: Sheet, place: Place) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let at = |x: f32, y: f32| place([f64::from(x), f64::from(y)]);
    for Mark { form, role, numbers } in scene.marks {
        let stroke = match form {
            Form::Map => {
                map(raster, scene, sheet, place, (*role, numbers));
                continue;
            }
            Form::Curve => Some(Stroke::new(*role, 1.75)),
            Form::Strokes => Some(Stroke { role: *role, width: 1.25, ..Stroke::HAIRLINE }),
            Form::Dots | Form::Shares => None,
        };
        if let Some(stroke) = stroke {
            let points = numbers.as_chunks().0.iter().map(|[x, y]| at(*x, *y)).collect();
            shapes.push(Shape::Line { points, stroke });
            continue;
        }
        for [x, y, value] in numbers.as_chunks().0 {
            let centre = at(*x, *y);
            shapes.push(if *form == Form::Dots { dot(centre, *value, *role) } else { share(centre, *value, *role) });
        }
    }
    shapes
}

fn share([x, y]: Point, share: f32, role: Role) -> Shape {
    words([x + 12.0, y], format!("{:.0} %", f64::from(100.0 * share)), role, Anchor::Start, Baseline::Middle)
}

fn dot(centre: Point, radius: f32, role: Role) -> Shape {
    let stroke = Stroke { role: Role::Surface, width: 1.5, ..Stroke::HAIRLINE };
    Shape::Circle { centre, radius, fill: Some(Fill { role, opacity: 0.85 }), stroke: Some(stroke) }
}

/// Whether a shape has a corner inside an area that is to stay free.
pub fn touches(shape: &Shape, area: Rect) -> bool {
    let inside = |[x, y]: &Point| (area.x..area.right()).contains(x) && (area.y..area.bottom()).contains(y);
    match shape {
        Shape::Line { points, .. } => points.iter().any(inside),
        Shape::Circle { centre, .. } => inside(centre),
        _ => false,
    }
}

/// Cells over the whole reach, the lowest row first.
fn map(raster: &mut Raster, scene: &Scene, sheet: Sheet, place: Place, (role, strengths): (Role, &[f32])) {
    let (reach, cells) = (super::reach(scene.exact), strengths.len());
    // On a line, the strip lies as the values do and fills the picture the other way.
    let in_plane = scene.mixture().dim() == 2;
    let [left, bottom] = place([-reach, if in_plane { -reach } else { 0.0 }]);
    let [right, top] = place([reach, if in_plane { reach } else { 1.0 }]);
    let lies = place([reach, 0.0])[1] == place([-reach, 0.0])[1];
    let columns = match (in_plane, lies) {
        (true, _) => cells.isqrt(),
        (false, true) => cells,
        (false, false) => 1,
    };
    let rows = cells / columns.max(1);
    let area = device_pixels(Rect { x: left, y: top, width: right - left, height: bottom - top }, sheet.dpr);
    let (ground, ink) = (sheet.palette.rgb(Role::Surface), sheet.palette.rgb(role));
    let strength = |i: usize, j: usize| STRONGEST * strengths[(rows - 1 - j) * columns + i];
    raster.map(area, columns, rows, |i, j| ground.mix(ink, strength(i, j)));
}
