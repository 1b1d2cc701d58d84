//! What the worker lays over the picture: marks in the units of the data, which the page only has to paint.
//!
//! In the plane a place is `[x, y]`. On a line it is `[value, share]`, the share being how far up the picture it lies;
//! drawn index against value, the picture lies on its side and so do its marks.

use diffusion::Level;
use plot::Role;
use serde::{Deserialize, Serialize};

use crate::view::Layer;

/// What is to be laid over the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverlayRequest {
    /// Which layers.
    pub layers: Vec<Layer>,
    /// The shown level.
    pub level: Level,
    /// The picture shows every coordinate from `-reach` to `reach`.
    pub reach: f64,
    /// Where the posterior lens lies; on a line, the second is of no meaning.
    pub lens: [f64; 2],
}

/// How the numbers of a mark are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkForm {
    /// Strengths from 0 to 1 of cells that fill the whole reach, the lowest row first: `n` on a line, `n²` in the plane.
    Map,
    /// A line in the style of its role: places, one after the other.
    Curve,
    /// Thin solid lines: places, with a place that is no number between one line and the next.
    Strokes,
    /// Dots: for each its place and its radius in CSS pixels.
    Dots,
    /// Shares in percent beside their places: for each its place and the share.
    Shares,
}

impl MarkForm {
    const ALL: [Self; 5] = [Self::Map, Self::Curve, Self::Strokes, Self::Dots, Self::Shares];
}

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What its numbers are.
    pub form: MarkForm,
    /// Its colour.
    pub role: Role,
    /// See [`MarkForm`].
    pub numbers: Vec<f32>,
}

/// Marks as one array of numbers, for the crossing.
#[must_use]
pub fn encode(marks: &[Mark]) -> Vec<f32> {
    let one = |mark: &Mark| {
        let head = [mark.form as usize, mark.role as usize, mark.numbers.len()];
        head.map(|number| number as f32).into_iter().chain(mark.numbers.clone()).collect::<Vec<f32>>()
    };
    marks.iter().flat_map(one).collect()
}

/// The marks in an array of [`encode`]; what is no mark ends them.
#[must_use]
pub fn decode(mut numbers: &[f32]) -> Vec<Mark> {
    let mut marks = Vec::new();
    while let Some(([form, role, len], rest)) = numbers.split_first_chunk() {
        let parts =
            (MarkForm::ALL.get(*form as usize), Role::ALL.get(*role as usize), rest.split_at_checked(*len as usize));
        let (Some(form), Some(role), Some((own, others))) = parts else { break };
        marks.push(Mark { form: *form, role: *role, numbers: own.to_vec() });
        numbers = others;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_survive_the_crossing_and_half_of_one_does_no_harm() {
        let marks = [
            Mark { form: MarkForm::Map, role: Role::Exact, numbers: vec![0.0, 0.5, 1.0] },
            Mark { form: MarkForm::Shares, role: Role::Warning, numbers: vec![1.0, 2.0, 0.3] },
        ];
        let numbers = encode(&marks);
        assert_eq!(decode(&numbers), marks);
        assert_eq!(decode(&numbers[..numbers.len() - 1]), marks[..1]);
        assert_eq!(decode(&[77.0, 0.0, 0.0]), []);
    }
}
