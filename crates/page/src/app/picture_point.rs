//! Where somebody points in the picture.

use plot::Point;

/// A point of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PicturePoint {
    /// Where, in CSS pixels from the upper left corner.
    pub at: Point,
    /// Width and height of the picture, in CSS pixels.
    pub size: [f32; 2],
}
