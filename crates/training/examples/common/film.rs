//! The clips of the programs, as GIF.

use plot::gif::MAX_COLOURS;
use plot::{Axes, ColourHistogram, Dot, Film, GifEncoder, Palette, Point, Raster, Rect, Role};

use super::{Failure, ProgramRun};

/// Pixels on every side.
const SIDE: u16 = 420;

/// A film of a trajectory: its points move in straight lines from one state to the next.
pub struct Clip {
    /// Its frames.
    pub film: Film,
    /// The range of both axes, or of the upright one where the points lie on a line.
    pub reach: f64,
}

impl ProgramRun {
    /// Films the states, each of rows of `dim` coordinates.
    pub fn film(&self, name: &str, clip: &Clip, states: &[Vec<f32>], dim: usize) -> Result<(), Failure> {
        let last = (states.len() - 1) as f64;
        let mut raster = Raster::new(SIDE.into(), SIDE.into());
        let mut paint = |frame: usize| {
            clip.paint(&between(states, clip.film.position(frame, last)), dim, &mut raster);
            raster.bytes().to_vec()
        };
        let mut seen = ColourHistogram::default();
        let frames = clip.film.forward_frames();
        [0, frames / 2, frames - 1].into_iter().for_each(|frame| seen.add(&paint(frame)));
        let mut gif = GifEncoder::new(clip.film, [SIDE, SIDE], seen.table(MAX_COLOURS))?;
        (0..frames).try_for_each(|frame| gif.add_forward(&paint(frame)))?;
        self.write(&format!("{name}.gif"), &gif.finish()?)
    }
}

impl Clip {
    fn paint(&self, state: &[f32], dim: usize, raster: &mut Raster) {
        let (palette, side) = (Palette::LIGHT, f32::from(SIDE));
        let count = state.len() / dim;
        let upright = [-self.reach, self.reach];
        // On a line, a point's number says where it lies from left to right.
        let sideways = if dim == 1 { [0.0, count as f64] } else { upright };
        let axes = Axes::linear(Rect { x: 0.0, y: 0.0, width: side, height: side }, sideways, upright);
        let place = |(row, x): (usize, &[f32])| -> Point {
            let across = if dim == 1 { row as f64 } else { f64::from(x[0]) };
            axes.canvas_from_data([across, f64::from(x[dim - 1])])
        };
        raster.clear(palette.rgb(Role::Surface));
        let dot = Dot::for_cloud(Role::Learned, count, 1.0);
        raster.dots(state.chunks(dim).enumerate().map(place), dot, &palette, None);
    }
}

/// The state at a time that counts states, linear in between.
fn between(states: &[Vec<f32>], time: f64) -> Vec<f32> {
    let before = (time as usize).min(states.len() - 2);
    let part = (time - before as f64) as f32;
    states[before].iter().zip(&states[before + 1]).map(|(from, to)| from + part * (to - from)).collect()
}
