//! The clips of the programs, as GIF.

use gif::{Encoder, Frame as Picture, Repeat};
use plot::{Dot, Frame, Palette, Point, Raster, Rect, Role, point_style};

use super::{Failure, Run};

/// Pixels on every side.
const SIDE: u16 = 420;

/// A film of a walk: its points move in straight lines from one state to the next.
pub struct Film {
    /// Frames in a second; GIF counts in hundredths, so 24 becomes 25.
    pub frames_per_second: f64,
    /// How long it takes from noise to data.
    pub seconds: f64,
    /// The range of both axes, or of the upright one where the points lie on a line.
    pub reach: f64,
}

impl Run {
    /// Films the states, each of rows of `dim` coordinates, once or out and back for ever.
    pub fn film(&self, name: &str, film: &Film, states: &[Vec<f32>], dim: usize, back: bool) -> Result<(), Failure> {
        let count = (film.frames_per_second * film.seconds).round() as usize;
        let out = (0..count).map(|i| (states.len() - 1) as f64 * i as f64 / (count - 1) as f64);
        let times: Vec<f64> = if back { out.clone().chain(out.rev()).collect() } else { out.collect() };
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, SIDE, SIDE, &[])?;
        if back {
            encoder.set_repeat(Repeat::Infinite)?;
        }
        let mut raster = Raster::new(SIDE.into(), SIDE.into());
        for time in times {
            film.paint(&between(states, time), dim, &mut raster);
            let mut picture = Picture::from_rgba_speed(SIDE, SIDE, &mut raster.bytes().to_vec(), 10);
            picture.delay = (100.0 / film.frames_per_second).round() as u16;
            encoder.write_frame(&picture)?;
        }
        drop(encoder);
        self.write(&format!("{name}.gif"), &bytes)
    }
}

impl Film {
    fn paint(&self, state: &[f32], dim: usize, raster: &mut Raster) {
        let (palette, side) = (Palette::LIGHT, f32::from(SIDE));
        let count = state.len() / dim;
        let upright = [-self.reach, self.reach];
        // On a line, a point's number says where it lies from left to right.
        let sideways = if dim == 1 { [0.0, count as f64] } else { upright };
        let frame = Frame::linear(Rect { x: 0.0, y: 0.0, width: side, height: side }, sideways, upright);
        let place = |(row, x): (usize, &[f32])| -> Point {
            let across = if dim == 1 { row as f64 } else { f64::from(x[0]) };
            frame.canvas_from_data([across, f64::from(x[dim - 1])])
        };
        let (radius, opacity) = point_style(count, 1.0);
        raster.clear(palette.rgb(Role::Surface));
        raster.dots(state.chunks(dim).enumerate().map(place), Dot::new(Role::Learned, radius, opacity), &palette, None);
    }
}

/// The state at a time that counts states, linear in between.
fn between(states: &[Vec<f32>], time: f64) -> Vec<f32> {
    let before = (time as usize).min(states.len() - 2);
    let part = (time - before as f64) as f32;
    states[before].iter().zip(&states[before + 1]).map(|(from, to)| from + part * (to - from)).collect()
}
