//! Where the picture is painted.

use plot::{Palette, PixelRect, Rect};

/// The space of a picture, and its colours.
#[derive(Clone, Copy, Debug)]
pub struct Viewport<'a> {
    /// Width and height in CSS pixels.
    pub size: [f32; 2],
    /// Device pixels per CSS pixel.
    pub dpr: f32,
    /// The colours.
    pub palette: &'a Palette,
}

/// The height of the caption in the upper left corner, which nothing else may cover, in CSS pixels.
pub const CAPTION: f32 = 84.0;

impl Viewport<'_> {
    /// The device pixels of a part of it.
    pub fn device_pixels(&self, area: Rect) -> PixelRect {
        let scaled = |length: f32| (length * self.dpr).round().max(0.0) as usize;
        PixelRect { x: scaled(area.x), y: scaled(area.y), width: scaled(area.width), height: scaled(area.height) }
    }
}
