//! Files that show the learning: the same clouds as every iteration that was kept has them.

use messages::{ExportKind, ExportRequest, FileForm, PictureStyle};
use plot::Role;
use scene::film::{MOST_ITERATIONS, film_of_learning, palette};
use scene::{Painter, SceneSnapshot, Viewport};

use super::clouds::{Clouds, gathered};
use super::gif::{FramePainter, GifExport, NO_FRAME_PAINTER, OptionalFramePainter};
use super::step::ExportStep;
use crate::run::{RunHistory, RunSnapshot};

/// The most levels, and the most iterations, of a sheet.
const SHEET: usize = 5;

/// Said where there is nothing to compare.
const TOO_FEW: &str = "This run has kept too few iterations for that: train it from its beginning.";

/// Iterations of a run, one sampled from after the other.
struct Learning {
    history: RunHistory,
    /// The places of those that are shown.
    places: Vec<usize>,
    /// The place that is being sampled from, and the run as it was then.
    present: Option<(usize, RunSnapshot)>,
}

impl Learning {
    /// At most so many iterations, evenly chosen among those that were kept, the first and the last among them.
    fn new(history: RunHistory, most: usize) -> Result<Self, String> {
        let places = evenly(history.len(), most);
        if places.len() < 2 { Err(TOO_FEW.to_owned()) } else { Ok(Self { history, places, present: None }) }
    }

    /// Those that are shown.
    fn iterations(&self) -> Vec<usize> {
        self.places.iter().map(|place| self.history.iteration(*place)).collect()
    }

    /// The run as it was at the iteration in this place of those that are shown; beyond the last, at the last.
    fn at(&mut self, place: usize) -> Result<&RunSnapshot, String> {
        let kept = self.places[place.min(self.places.len() - 1)];
        let there = self.present.take().filter(|(known, _)| *known == kept);
        let present = match there {
            Some(present) => present,
            None => (kept, self.history.snapshot(kept).map_err(|error| error.to_string())?),
        };
        Ok(&self.present.insert(present).1)
    }
}

/// A file that shows the learning, on its way.
pub struct LearningFile {
    learning: Learning,
    clouds: Option<Clouds>,
    form: LearningForm,
}

enum LearningForm {
    Film(GifExport),
    /// Clouds for a video; so many are told.
    Clouds(usize),
    Stills(Stills),
}

impl LearningFile {
    /// Of these iterations, as requested. Where it would be too large, or there are too few, the reason.
    pub fn new(history: RunHistory, ExportRequest { kind, style, .. }: &ExportRequest) -> Result<Self, String> {
        let most = if *kind == ExportKind::Sheet { SHEET } else { MOST_ITERATIONS };
        let learning = Learning::new(history, most)?;
        let form = match kind {
            ExportKind::Sheet => LearningForm::Stills(Stills::new(*style)?),
            ExportKind::FilmVideo => LearningForm::Clouds(0),
            _ => LearningForm::Film(GifExport::new(film_of_learning(learning.places.len(), style.side)?, *style)),
        };
        Ok(Self { learning, clouds: None, form })
    }

    /// A piece of the clouds of an iteration, or what is made of them.
    pub fn step(&mut self, request: &ExportRequest, painter: OptionalFramePainter) -> Result<ExportStep, String> {
        let rows = self.learning.places.len();
        let place = match &self.form {
            LearningForm::Film(clip) => clip.next_frame(),
            LearningForm::Clouds(told) => *told,
            LearningForm::Stills(stills) => stills.done,
        };
        let snapshot = self.learning.at(place)?;
        let Some(clouds) = gathered(&mut self.clouds, snapshot, request)? else { return Ok(ExportStep::More) };
        let state = request.state.min(clouds.scene.last_state() as usize);
        match &mut self.form {
            LearningForm::Film(clip) => clip.step(&clouds.scene.at(state as f64), painter.ok_or(NO_FRAME_PAINTER)?),
            LearningForm::Stills(stills) => stills.step(&clouds.scene, rows, painter.ok_or(NO_FRAME_PAINTER)?),
            LearningForm::Clouds(told) => {
                *told += 1;
                let bytes = clouds.scene.learned().state(state).iter().flat_map(|x| x.to_le_bytes()).collect();
                Ok(if *told < rows {
                    ExportStep::Piece(*told as f64 / rows as f64, bytes)
                } else {
                    ExportStep::DoneAs(bytes, FileForm::Clouds { iterations: self.learning.iterations() })
                })
            }
        }
    }
}

/// A sheet of stills on its way: levels beside each other, iterations below each other.
struct Stills {
    painter: Painter,
    /// Pixels on each side of a still.
    side: usize,
    style: PictureStyle,
    /// Rows of stills that are done.
    done: usize,
    /// The stills of the row that is being painted, RGBA.
    row: Vec<Vec<u8>>,
}

impl Stills {
    /// Where the stills would be too small or too large, the reason.
    fn new(style: PictureStyle) -> Result<Self, String> {
        let side = usize::from(style.side) / 2;
        if !(10..=400).contains(&side) {
            return Err(format!("A sheet of stills of {side} × {side} pixels cannot be made: choose another size."));
        }
        Ok(Self { painter: Painter::default(), side, style, done: 0, row: vec![] })
    }

    /// The next still of this iteration; after its last the row, of which there are so many.
    fn step(
        &mut self,
        snapshot: &SceneSnapshot,
        rows: usize,
        painter: &mut dyn FramePainter,
    ) -> Result<ExportStep, String> {
        let is_first = self.done == 0 && self.row.is_empty();
        let states = evenly(snapshot.last_state() as usize + 1, SHEET);
        let (side, palette) = (self.side as f32, palette(self.style));
        let viewport = Viewport { size: [side, side], dpr: 1.0, palette };
        let shapes = self.painter.paint_titled(&snapshot.at(states[self.row.len()] as f64), viewport, is_first);
        let still = painter.pixels(&self.painter.raster, &shapes, palette).ok_or(NO_FRAME_PAINTER)?;
        self.row.push(still);
        if self.row.len() < states.len() {
            return Ok(ExportStep::More);
        }
        self.done += 1;
        let (pixels, width) = self.take_row();
        Ok(if self.done < rows {
            ExportStep::Piece(self.done as f64 / rows as f64, pixels)
        } else {
            ExportStep::DoneAs(pixels, FileForm::Pixels { width })
        })
    }

    /// The stills of a row beside each other, with a line of a pixel to the right and below each; and the width of that.
    fn take_row(&mut self) -> (Vec<u8>, u32) {
        let (stills, side) = (std::mem::take(&mut self.row), self.side);
        let plot::Rgb(red, green, blue) = palette(self.style).rgb(Role::Grid);
        let line = [red, green, blue, 255];
        let width = stills.len() * (side + 1);
        let mut pixels = Vec::with_capacity(4 * width * (side + 1));
        for y in 0..side {
            for still in &stills {
                pixels.extend(&still[4 * side * y..4 * side * (y + 1)]);
                pixels.extend(line);
            }
        }
        pixels.extend(line.repeat(width));
        (pixels, width as u32)
    }
}

/// At most `most` of so many places, the first and the last among them.
fn evenly(of: usize, most: usize) -> Vec<usize> {
    let n = of.min(most);
    (0..n).map(|k| if n < 2 { 0 } else { k * (of - 1) / (n - 1) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_among_those_that_are_chosen() {
        assert_eq!(evenly(96, 5), [0, 23, 47, 71, 95]);
        assert_eq!((evenly(3, 5), evenly(1, 5), evenly(0, 5)), (vec![0, 1, 2], vec![0], vec![]));
        assert!(
            (2..200).all(|of| evenly(of, 48).last() == Some(&(of - 1)) && evenly(of, 48).is_sorted_by(|a, b| a < b))
        );
    }
}
