//! Curves and arrows as marks.

use messages::{Mark, MarkForm, MarkSubject};

/// A pause between two strokes.
pub const GAP: [f32; 2] = [f32::NAN; 2];

/// From any length to one below 1: half of it at 1.
pub fn compressed(length: f64) -> f64 {
    length / (1.0 + length)
}

/// Values against points of a line, around the middle of the picture, with their ends pressed together.
pub fn curve(points: &[f64], values: &[f64], subject: MarkSubject) -> Mark {
    let height = |value: f64| 0.5 + 0.45 * value.signum() * compressed(0.5 * value.abs());
    let numbers = points.iter().zip(values).flat_map(|(x, value)| [*x as f32, height(*value) as f32]).collect();
    Mark { form: MarkForm::Curve, subject, numbers }
}

/// An arrow at every point of the plane, shaft and head.
pub fn arrows(points: &[f64], vectors: &[f64], longest: f64, subject: MarkSubject) -> Mark {
    let arrow = |(point, vector): (&[f64; 2], &[f64; 2])| {
        let ([x, y], [u, v]) = (*point, *vector);
        let length = u.hypot(v);
        let scale = longest * compressed(length) / length.max(f64::MIN_POSITIVE);
        let (dx, dy) = (scale * u, scale * v);
        let to = [x + dx, y + dy];
        let barb = |side: f64| [to[0] - 0.3 * dx - side * 0.15 * dy, to[1] - 0.3 * dy + side * 0.15 * dx];
        [[x, y], to, barb(1.0), to, barb(-1.0)].map(|point| point.map(|x| x as f32)).into_iter().chain([GAP])
    };
    let numbers = points.as_chunks().0.iter().zip(vectors.as_chunks().0).flat_map(arrow).flatten().collect();
    Mark { form: MarkForm::Strokes, subject, numbers }
}
