//! A clip of the picture: a frame at a time, painted as the page paints, and written as a GIF.

use diffusion::Preset;
use plot::gif::{EncodingError, MAX_COLOURS};
use plot::{ColourHistogram, Film, GifEncoder, Palette, Raster, Shape};

use super::step::ExportStep;
use messages::PictureStyle;
use scene::film::{film, palette};
use scene::{Painter, SceneSnapshot, Viewport};

/// What paints shapes over dots and reads the pixels back: in a browser, a canvas that nobody sees.
pub trait FramePainter {
    /// The pixels, RGBA and row after row, of this square raster with these shapes over it; none where it cannot.
    fn pixels(&mut self, raster: &Raster, shapes: &[Shape], palette: &Palette) -> Option<Vec<u8>>;
}

/// Said where nothing can be painted.
pub(super) const NO_FRAME_PAINTER: &str = "This browser cannot draw in the background, which a GIF needs.";

/// The palette is counted from this many frames, from the first to the last of the way out.
const COUNTED: usize = 4;

/// A clip being made.
pub struct GifExport {
    film: Film,
    style: PictureStyle,
    painter: Painter,
    seen: ColourHistogram,
    /// Frames whose colours were counted.
    counted: usize,
    /// The file, once it has a palette.
    gif: Option<GifEncoder>,
    /// Frames that are written.
    written: usize,
}

impl GifExport {
    /// A clip of this preset. Where it would be too large, the reason.
    pub fn new(preset: Preset, style: PictureStyle) -> Result<Self, String> {
        Ok(Self {
            film: film(preset, style.side)?,
            style,
            painter: Painter::default(),
            seen: ColourHistogram::default(),
            counted: 0,
            gif: None,
            written: 0,
        })
    }

    /// Paints one frame, to count its colours or to write it, or writes one of the way back.
    pub(super) fn step(
        &mut self,
        snapshot: &SceneSnapshot,
        frame_painter: &mut dyn FramePainter,
    ) -> Result<ExportStep, String> {
        if self.gif.is_none() {
            return self.count(snapshot, frame_painter);
        }
        let rgba = match self.written < self.film.forward_frames() {
            true => Some(self.paint(self.written, snapshot, frame_painter)?),
            false => None,
        };
        self.write(rgba.as_deref()).map_err(|error| error.to_string())
    }

    /// Writes a frame of the way out, or where there is none, one of the way back.
    fn write(&mut self, rgba: Option<&[u8]>) -> Result<ExportStep, EncodingError> {
        let Some(mut gif) = self.gif.take() else { return Ok(ExportStep::More) };
        match rgba {
            Some(rgba) => gif.add_forward(rgba)?,
            None if gif.add_reversed()? => {}
            None => return gif.finish().map(ExportStep::Done),
        }
        self.written += 1;
        let (share, bytes) = (self.written as f64 / (self.film.frames() + 1) as f64, gif.take_bytes());
        self.gif = Some(gif);
        Ok(ExportStep::Piece(share, bytes))
    }

    fn count(&mut self, snapshot: &SceneSnapshot, frame_painter: &mut dyn FramePainter) -> Result<ExportStep, String> {
        let frame = self.counted * (self.film.forward_frames() - 1) / (COUNTED - 1);
        let rgba = self.paint(frame, snapshot, frame_painter)?;
        self.seen.add(&rgba);
        self.counted += 1;
        if self.counted == COUNTED {
            let (side, colours) = (self.style.side, self.seen.table(MAX_COLOURS));
            self.gif = Some(GifEncoder::new(self.film, [side, side], colours).map_err(|error| error.to_string())?);
        }
        Ok(ExportStep::More)
    }

    fn paint(
        &mut self,
        frame: usize,
        snapshot: &SceneSnapshot,
        frame_painter: &mut dyn FramePainter,
    ) -> Result<Vec<u8>, String> {
        let (side, palette) = (f32::from(self.style.side), palette(self.style));
        let viewport = Viewport { size: [side, side], dpr: 1.0, palette };
        let shapes =
            self.painter.paint_captioned(&snapshot.at(self.film.position(frame, snapshot.last_state())), viewport);
        frame_painter.pixels(&self.painter.raster, &shapes, palette).ok_or_else(|| NO_FRAME_PAINTER.to_owned())
    }
}
