//! A clip of the picture: a frame at a time, painted as the page paints, and written as a GIF.

use plot::gif::{EncodingError, MAX_COLOURS};
use plot::{ColourHistogram, Film, GifEncoder, Palette, Raster, Shape};

use super::step::ExportStep;
use messages::PictureStyle;
use scene::film::palette;
use scene::{Painter, Scene, Viewport};

/// What paints shapes over dots and reads the pixels back: in a browser, a canvas that nobody sees.
pub trait FramePainter {
    /// The pixels, RGBA and row after row, of this square raster with these shapes over it; none where it cannot.
    fn pixels(&mut self, raster: &Raster, shapes: &[Shape], palette: &Palette) -> Option<Vec<u8>>;
}

/// What paints the frames of a clip; none where nothing can be painted.
pub(super) type OptionalFramePainter<'a> = Option<&'a mut (dyn FramePainter + 'static)>;

/// Said where nothing can be painted.
pub(super) const NO_FRAME_PAINTER: &str = "This browser cannot draw in the background, which this file needs.";

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
    /// A clip that runs like this film.
    pub fn new(film: Film, style: PictureStyle) -> Self {
        let (painter, seen) = (Painter::default(), ColourHistogram::default());
        Self { film, style, painter, seen, counted: 0, gif: None, written: 0 }
    }

    /// Which frame of the way out is painted next, once to count its colours and once to write it; on the way back the last.
    pub fn next_frame(&self) -> usize {
        let last = self.film.forward_frames() - 1;
        if self.gif.is_none() { self.counted * last / (COUNTED - 1) } else { self.written.min(last) }
    }

    /// Paints the next frame, which shows this, to count its colours or to write it, or writes one of the way back.
    pub(super) fn step(&mut self, scene: &Scene, frame_painter: &mut dyn FramePainter) -> Result<ExportStep, String> {
        if self.gif.is_none() {
            return self.count(scene, frame_painter);
        }
        let rgba = match self.written < self.film.forward_frames() {
            true => Some(self.paint(scene, frame_painter)?),
            false => None,
        };
        self.write(rgba.as_deref()).map_err(|error| error.to_string())
    }

    /// The place of sampling that the next frame of it shows, where the last state has this number.
    pub fn position(&self, last_state: f64) -> f64 {
        self.film.position(self.next_frame(), last_state)
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

    fn count(&mut self, scene: &Scene, frame_painter: &mut dyn FramePainter) -> Result<ExportStep, String> {
        let rgba = self.paint(scene, frame_painter)?;
        self.seen.add(&rgba);
        self.counted += 1;
        if self.counted == COUNTED {
            let (side, colours) = (self.style.side, self.seen.table(MAX_COLOURS));
            self.gif = Some(GifEncoder::new(self.film, [side, side], colours).map_err(|error| error.to_string())?);
        }
        Ok(ExportStep::More)
    }

    fn paint(&mut self, scene: &Scene, frame_painter: &mut dyn FramePainter) -> Result<Vec<u8>, String> {
        let (side, palette) = (f32::from(self.style.side), palette(self.style));
        let viewport = Viewport { size: [side, side], dpr: 1.0, palette };
        let shapes = self.painter.paint_captioned(scene, viewport);
        frame_painter.pixels(&self.painter.raster, &shapes, palette).ok_or_else(|| NO_FRAME_PAINTER.to_owned())
    }
}
