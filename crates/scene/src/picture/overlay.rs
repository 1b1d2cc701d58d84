//! What the worker lays over the picture, painted: maps below the dots, all else above them.

use messages::{Mark, MarkForm, MarkSubject};
use plot::{Anchor, Baseline, Fill, Point, Raster, Rect, Rgb, Role, Shape, Stroke};

use super::projection::Projection;
use super::text::text;
use super::viewport::Viewport;
use crate::scene::Scene;

/// How much of its colour the strongest cell of a map has.
const STRONGEST: f32 = 0.6;

/// Paints the maps, and returns what goes over the dots.
pub fn paint(raster: &mut Raster, scene: &Scene, viewport: Viewport, project: Projection) -> Vec<Shape> {
    let (mut shapes, mut cells) = (Vec::new(), Vec::new());
    let at = |x: f32, y: f32| project([f64::from(x), f64::from(y)]);
    for Mark { form, subject, numbers } in scene.laid_over.marks {
        let role = role(*subject);
        let stroke = match form {
            MarkForm::Map => {
                // Each map lies over those before it.
                cells.resize(numbers.len(), viewport.palette.rgb(Role::Surface));
                for (cell, strength) in cells.iter_mut().zip(numbers) {
                    *cell = cell.mix(viewport.palette.rgb(role), STRONGEST * strength);
                }
                continue;
            }
            MarkForm::Curve => Some(Stroke::new(role, 1.75)),
            MarkForm::Strokes => Some(Stroke { role, width: 1.25, ..Stroke::HAIRLINE }),
            MarkForm::Dots | MarkForm::Shares => None,
        };
        if let Some(stroke) = stroke {
            let points = numbers.as_chunks().0.iter().map(|[x, y]| at(*x, *y)).collect();
            shapes.push(Shape::Line { points, stroke });
            continue;
        }
        for [x, y, value] in numbers.as_chunks().0 {
            let centre = at(*x, *y);
            shapes.push(if *form == MarkForm::Dots {
                let stroke = Stroke { role: Role::Surface, width: 1.5, ..Stroke::HAIRLINE };
                let fill = Fill { role, opacity: 0.85 };
                Shape::Circle { centre, radius: *value, fill: Some(fill), stroke: Some(stroke) }
            } else {
                let (beside, words) = ([centre[0] + 12.0, centre[1]], format!("{:.0} %", f64::from(100.0 * value)));
                text(beside, words, role, Anchor::Start, Baseline::Middle)
            });
        }
    }
    map(raster, scene, viewport, project, &cells);
    shapes
}

/// The colour of what a mark is of.
fn role(subject: MarkSubject) -> Role {
    match subject {
        MarkSubject::Exact => Role::Exact,
        MarkSubject::Learned => Role::Learned,
        MarkSubject::Memoriser => Role::Memoriser,
        MarkSubject::Difference => Role::Warning,
        MarkSubject::Lens => Role::Ink,
        MarkSubject::Guide => Role::Muted,
    }
}

/// Keeps lines out of an area that is to stay free; whether anything of the shape is left.
pub fn keep_out(shape: &mut Shape, area: Rect) -> bool {
    let inside = |[x, y]: Point| (area.x..area.right()).contains(&x) && (area.y..area.bottom()).contains(&y);
    match shape {
        Shape::Line { points, .. } => {
            points.iter_mut().filter(|point| inside(**point)).for_each(|point| *point = [f32::NAN; 2]);
            true
        }
        Shape::Circle { centre, .. } => !inside(*centre),
        _ => true,
    }
}

/// Cells over the whole picture, the lowest row first: over the part of them that is seen, where the picture has closed in
/// since they were asked for.
fn map(raster: &mut Raster, scene: &Scene, viewport: Viewport, project: Projection, cells: &[Rgb]) {
    if cells.is_empty() {
        return;
    }
    let half = scene.half_extent();
    let seen = half / scene.laid_over.half_extent;
    // On a line, the strip lies as the values do and fills the picture the other way.
    let in_plane = scene.mixture().dim() == 2;
    let [left, bottom] = project([-half, if in_plane { -half } else { 0.0 }]);
    let [right, top] = project([half, if in_plane { half } else { 1.0 }]);
    let lies = project([half, 0.0])[1] == project([-half, 0.0])[1];
    let columns = match (in_plane, lies) {
        (true, _) => cells.len().isqrt(),
        (false, true) => cells.len(),
        (false, false) => 1,
    };
    let rows = cells.len() / columns;
    let area = viewport.device_pixels(Rect { x: left, y: top, width: right - left, height: bottom - top });
    let place = |i: usize, of: usize| {
        let share = ((i as f64 + 0.5) / of as f64 - 0.5) * seen + 0.5;
        ((share * of as f64) as usize).min(of - 1)
    };
    raster.map(area, columns, rows, |i, j| cells[(rows - 1 - place(j, rows)) * columns + place(i, columns)]);
}
