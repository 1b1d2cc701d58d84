//! A film as an animated GIF. One palette serves all frames, so that nothing flickers.

pub use gif::EncodingError;
use gif::{Encoder, Frame, Repeat};

use crate::colours::Colours;
use crate::film::Film;

/// The most colours of a palette: what a byte can number.
pub const MOST_COLOURS: usize = 256;

/// A GIF being written, frame by frame.
pub struct GifFilm {
    encoder: Encoder<Vec<u8>>,
    film: Film,
    size: [u16; 2],
    colours: Colours,
    /// The frames so far, compressed, for the way back.
    way: Vec<Frame<'static>>,
}

impl GifFilm {
    /// An empty film of this width and height in pixels.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(film: Film, size: [u16; 2], colours: Colours) -> Result<Self, EncodingError> {
        let mut encoder = Encoder::new(Vec::new(), size[0], size[1], &colours.bytes())?;
        if film.returns {
            encoder.set_repeat(Repeat::Infinite)?;
        }
        Ok(Self { encoder, film, size, colours, way: Vec::new() })
    }

    /// The next frame of the way out, RGBA.
    ///
    /// # Errors
    /// Unless it has the film's size.
    pub fn add(&mut self, rgba: &[u8]) -> Result<(), EncodingError> {
        let ([width, height], indices) = (self.size, self.colours.indices(rgba));
        if indices.len() != usize::from(width) * usize::from(height) {
            return Err(EncodingError::FrameBufferTooSmallForDimensions);
        }
        let mut frame = Frame::from_indexed_pixels(width, height, indices, None);
        frame.delay = self.film.hundredths();
        frame.make_lzw_pre_encoded();
        self.encoder.write_lzw_pre_encoded_frame(&frame)?;
        if self.film.returns {
            self.way.push(frame);
        }
        Ok(())
    }

    /// Takes the bytes that were written since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(self.encoder.get_mut())
    }

    /// Adds the next frame of the way back; false once there is none left.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn add_back(&mut self) -> Result<bool, EncodingError> {
        let Some(frame) = self.way.pop() else { return Ok(false) };
        self.encoder.write_lzw_pre_encoded_frame(&frame)?;
        Ok(true)
    }

    /// Adds what is left of the way back, and gives the last bytes.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn finish(mut self) -> Result<Vec<u8>, EncodingError> {
        while self.add_back()? {}
        self.encoder.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colours::ColourCount;
    use gif::{ColorOutput, DecodeOptions, Decoder};

    const FILM: Film = Film { frames_per_second: 20.0, seconds: 0.2, returns: true };

    /// A picture of 4 × 3 pixels, white but for one.
    fn picture(red: usize) -> Vec<u8> {
        (0..12).flat_map(|i| if i == red { [192, 73, 0, 255] } else { [255; 4] }).collect()
    }

    fn written(film: Film) -> Vec<u8> {
        let mut count = ColourCount::default();
        count.add(&picture(0));
        let mut gif = GifFilm::new(film, [4, 3], count.colours(MOST_COLOURS)).unwrap();
        let mut bytes = Vec::new();
        for frame in 0..film.way() {
            gif.add(&picture(frame)).unwrap();
            bytes.extend(gif.take());
        }
        assert_eq!(gif.add_back().unwrap(), film.returns);
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
    fn a_film_that_goes_one_way_is_shown_once() {
        let bytes = written(Film { returns: false, ..FILM });
        let mut decoder = decoder(&bytes);
        let frames = std::iter::from_fn(|| decoder.read_next_frame().unwrap().map(|_| ())).count();
        assert_eq!((frames, decoder.repeat()), (4, Repeat::Finite(0)));
    }
}
