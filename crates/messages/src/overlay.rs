//! What the worker lays over the picture: marks in the units of the data, which the page only has to paint.
//!
//! In the plane a point is `[x, y]`. On a line it is `[value, share]`, the share being how far up the picture it lies;
//! drawn index against value, the picture lies on its side and so do its marks.

use diffusion::{Dataset, Level};
use serde::{Deserialize, Serialize};

use crate::view::Layer;

/// What is to be laid over the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverlayRequest {
    /// The layers that the worker makes.
    pub layers: Vec<Layer>,
    /// The shown level, whose α and σ noise the data.
    pub level: Level,
    /// The picture shows every coordinate from `-half_extent` to `half_extent`.
    pub half_extent: f64,
    /// Where the posterior lens lies, in the units of the data; on a line, the second number has no meaning.
    pub lens: [f64; 2],
    /// The data in the place of the run's, while somebody changes them.
    pub data: Option<Dataset>,
}

/// How the numbers of a mark are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkForm {
    /// Strengths from 0 to 1 of cells that fill the whole picture, the lowest row first: `n` on a line, `n²` in the
    /// plane.
    Map,
    /// A line in the style of its subject: points, one after the other.
    Curve,
    /// Thin solid lines: points, with a point that is no number between one line and the next.
    Strokes,
    /// Dots: for each its point and its radius in CSS pixels.
    Dots,
    /// Shares in percent beside their points: for each its point and the share.
    Shares,
}

/// What a mark is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkSubject {
    /// The exact answer.
    Exact,
    /// The network's prediction.
    Learned,
    /// The exact answer of the training points alone.
    Memoriser,
    /// The difference of both.
    Difference,
    /// The lens, and what is read at it.
    Lens,
    /// Lines that lead the eye.
    Guide,
}

/// One mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What its numbers mean, and how they are drawn.
    pub form: MarkForm,
    /// What it shows, which decides on its colour and line style.
    pub subject: MarkSubject,
    /// In the order and the units that [`MarkForm`] says.
    pub numbers: Vec<f32>,
}
