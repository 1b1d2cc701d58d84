//! A film as an animated GIF. One colour table serves all frames, so that no colour flickers.
//!
//! ```
//! use plot::gif::MAX_COLOURS;
//! use plot::{ColourHistogram, Film, GifEncoder};
//!
//! let film = Film { frames_per_second: 20.0, seconds: 0.1, returns: true };
//! // Two frames of one pixel, RGBA: a white one and an orange one.
//! let frames = [[255, 255, 255, 255], [192, 73, 0, 255]];
//! let mut histogram = ColourHistogram::default();
//! frames.iter().for_each(|frame| histogram.add(frame));
//! let mut encoder = GifEncoder::new(film, [1, 1], histogram.table(MAX_COLOURS))?;
//! for frame in &frames {
//!     encoder.add_forward(frame)?;
//! }
//! let bytes = encoder.finish()?;
//! assert!(bytes.starts_with(b"GIF89a"));
//! # Ok::<(), plot::gif::EncodingError>(())
//! ```

pub use gif::EncodingError;
use gif::{Encoder, Frame, Repeat};

use crate::film::Film;
use crate::quantise::ColourTable;

/// The most colours of a table: what a byte can number.
pub const MAX_COLOURS: usize = 256;

/// A GIF being written, frame by frame, so that its bytes can be passed on before it is finished.
pub struct GifEncoder {
    encoder: Encoder<Vec<u8>>,
    film: Film,
    size: [u16; 2],
    colours: ColourTable,
    /// The forward frames so far, compressed, if they are to follow once more in reverse.
    forward: Vec<Frame<'static>>,
}

impl GifEncoder {
    /// A film without frames, of this width and height in pixels. It repeats for ever.
    ///
    /// # Errors
    /// When memory is short.
    pub fn new(film: Film, size: [u16; 2], colours: ColourTable) -> Result<Self, EncodingError> {
        let mut encoder = Encoder::new(Vec::new(), size[0], size[1], &colours.bytes())?;
        encoder.set_repeat(Repeat::Infinite)?;
        Ok(Self { encoder, film, size, colours, forward: Vec::new() })
    }

    /// Adds the next forward frame: rows of RGBA pixels from the top.
    ///
    /// # Errors
    /// When it does not have the film's size.
    pub fn add_forward(&mut self, rgba: &[u8]) -> Result<(), EncodingError> {
        let ([width, height], indices) = (self.size, self.colours.indices(rgba));
        if indices.len() != usize::from(width) * usize::from(height) {
            return Err(EncodingError::FrameBufferTooSmallForDimensions);
        }
        let mut frame = Frame::from_indexed_pixels(width, height, indices, None);
        frame.delay = self.film.hundredths();
        frame.make_lzw_pre_encoded();
        self.encoder.write_lzw_pre_encoded_frame(&frame)?;
        if self.film.returns {
            self.forward.push(frame);
        }
        Ok(())
    }

    /// Adds the last forward frame that has not yet been added in reverse; false once there is none.
    ///
    /// # Errors
    /// When memory is short.
    pub fn add_reversed(&mut self) -> Result<bool, EncodingError> {
        let Some(frame) = self.forward.pop() else { return Ok(false) };
        self.encoder.write_lzw_pre_encoded_frame(&frame)?;
        Ok(true)
    }

    /// Takes the bytes that were written since the last time.
    #[must_use = "the bytes are given once"]
    pub fn take_bytes(&mut self) -> Vec<u8> {
        std::mem::take(self.encoder.get_mut())
    }

    /// Adds the reversed frames that are left, and gives the bytes that were not yet taken.
    ///
    /// # Errors
    /// When memory is short.
    pub fn finish(mut self) -> Result<Vec<u8>, EncodingError> {
        while self.add_reversed()? {}
        self.encoder.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantise::ColourHistogram;
    use gif::{ColorOutput, DecodeOptions, Decoder};

    const FILM: Film = Film { frames_per_second: 20.0, seconds: 0.2, returns: true };

    /// A picture of 4 × 3 pixels, white but for one.
    fn picture(red: usize) -> Vec<u8> {
        (0..12).flat_map(|i| if i == red { [192, 73, 0, 255] } else { [255; 4] }).collect()
    }

    fn written(film: Film) -> Vec<u8> {
        let mut count = ColourHistogram::default();
        count.add(&picture(0));
        let mut gif = GifEncoder::new(film, [4, 3], count.table(MAX_COLOURS)).unwrap();
        let mut bytes = Vec::new();
        for frame in 0..film.forward_frames() {
            gif.add_forward(&picture(frame)).unwrap();
            bytes.extend(gif.take_bytes());
        }
        assert_eq!(gif.add_reversed().unwrap(), film.returns);
        bytes.extend(gif.finish().unwrap());
        bytes
    }

    fn decoder(bytes: &[u8]) -> Decoder<&[u8]> {
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::RGBA);
        options.read_info(bytes).unwrap()
    }

    #[test]
    fn what_is_written_in_pieces_is_read_as_one_loop() {
        let bytes = written(FILM);
        let mut decoder = decoder(&bytes);
        assert_eq!((decoder.width(), decoder.height()), (4, 3));
        let mut frames = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            assert_eq!(frame.delay, 5);
            frames.push(frame.buffer.to_vec());
        }
        assert_eq!(decoder.repeat(), Repeat::Infinite);
        assert_eq!(frames.len(), 8);
        assert!((0..8).all(|frame| frames[frame] == picture(FILM.shown(frame))));
    }

    #[test]
    fn a_film_that_does_not_return_begins_again() {
        let bytes = written(Film { returns: false, ..FILM });
        let mut decoder = decoder(&bytes);
        let frames = std::iter::from_fn(|| decoder.read_next_frame().unwrap().map(|_| ())).count();
        assert_eq!((frames, decoder.repeat()), (4, Repeat::Infinite));
    }
}
