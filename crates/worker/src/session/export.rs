//! ExportEffect a file beside the training, in pieces of a few milliseconds, from weights that stand still.

mod clip;

use std::rc::Rc;

use diffusion::Config;
use serde::Serialize;
use training::Learned;

use crate::csv;
use crate::session::Post;
use crate::session::sampling::Sampling;
use messages::Cloud;
use messages::Event;
use messages::export::{ExportEvent, ExportKind, ExportRequest};
use scene::SceneSnapshot;
use scene::Trajectory;

pub use clip::FramePainter;
use clip::{Clip, NO_FRAME_PAINTER};

/// The most numbers of a table of samples: a larger one is more than a spreadsheet opens.
const MOST_NUMBERS: usize = 5_000_000;

/// The weights that a file is made from, and the run they belong to.
pub struct Source {
    /// The configuration, with the draw that is shown.
    pub config: Config,
    /// The weights.
    pub learned: Rc<Learned>,
    /// Their iteration.
    pub step: usize,
}

/// A file being made.
pub struct Export {
    order: ExportRequest,
    source: Source,
    /// The clouds at every level, once a file asks for them.
    clouds: Option<Clouds>,
    /// The clip, once its clouds are there.
    clip: Option<Clip>,
    /// States of the two clouds that are written.
    written: usize,
}

/// Where to paint, if anywhere.
type Place<'a> = Option<&'a mut (dyn FramePainter + 'static)>;

/// What a piece of work came to.
enum Outcome {
    More,
    /// Which share of the file there is, and its next bytes.
    Piece(f64, Vec<u8>),
    /// The last bytes.
    Done(Vec<u8>),
}

impl Export {
    /// A file that was ordered, to be made of this.
    pub fn new(order: ExportRequest, source: Source) -> Self {
        Self { order, source, clouds: None, clip: None, written: 0 }
    }

    /// One piece of work. True when there is nothing left to do.
    pub fn turn(&mut self, frame_painter: Place, post: Post) -> bool {
        let outcome = self.piece(frame_painter);
        let over = !matches!(outcome, Ok(Outcome::More | Outcome::Piece(..)));
        let mut tell = |news| post(&Event::Export { ticket: self.order.ticket, news }, &[]);
        match outcome {
            Ok(Outcome::More) => {}
            Ok(Outcome::Piece(share, bytes)) => tell(ExportEvent::Piece { share, bytes }),
            Ok(Outcome::Done(bytes)) => {
                tell(ExportEvent::Piece { share: 1.0, bytes });
                tell(ExportEvent::Done { name: self.order.kind.file_name(&self.source.config) });
            }
            Err(reason) => tell(ExportEvent::Failed { reason }),
        }
        over
    }

    fn piece(&mut self, frame_painter: Place) -> Result<Outcome, String> {
        match self.order.kind {
            ExportKind::Weights => self.weights(),
            ExportKind::Gif => self.film(frame_painter),
            ExportKind::Samples => self.samples(),
            ExportKind::Statistics => self.statistics(),
            ExportKind::Video | ExportKind::Png => Err("The page makes this file without the worker.".to_owned()),
        }
    }

    fn weights(&self) -> Result<Outcome, String> {
        let about = about(&self.source, &self.order.link)?;
        self.source.learned.to_safetensors(&about).map(Outcome::Done).map_err(|error| error.to_string())
    }

    fn film(&mut self, frame_painter: Place) -> Result<Outcome, String> {
        let frame_painter = frame_painter.ok_or(NO_FRAME_PAINTER)?;
        if self.clip.is_none() {
            self.clip = Some(Clip::new(self.source.config.recipe, self.order.style)?);
        }
        let (Some(clip), Some(clouds)) = (&mut self.clip, gathered(&mut self.clouds, &self.source, &self.order)?)
        else {
            return Ok(Outcome::More);
        };
        clip.turn(&clouds.snapshot, frame_painter)
    }

    /// One state of one cloud: exact and learned in turn.
    fn samples(&mut self) -> Result<Outcome, String> {
        if self.clouds.is_none() {
            check_size(&self.source.config)?;
        }
        let Some(clouds) = gathered(&mut self.clouds, &self.source, &self.order)? else { return Ok(Outcome::More) };
        let (exact, learned) = (clouds.snapshot.exact().trajectory(), clouds.snapshot.learned());
        let (state, total) = (self.written / 2, 2 * learned.states());
        let (cloud, rows) = match self.written % 2 {
            0 => (Cloud::Exact, exact.state(state)),
            _ => (Cloud::Learned, learned.state(state)),
        };
        let head = if self.written == 0 { csv::samples_head(learned.dim()) } else { String::new() };
        let text = head + &csv::samples(cloud, state, rows, learned.dim());
        self.written += 1;
        let share = self.written as f64 / total as f64;
        Ok(if self.written < total {
            Outcome::Piece(share, text.into_bytes())
        } else {
            Outcome::Done(text.into_bytes())
        })
    }

    fn statistics(&mut self) -> Result<Outcome, String> {
        let Some(clouds) = gathered(&mut self.clouds, &self.source, &self.order)? else { return Ok(Outcome::More) };
        let exact = clouds.snapshot.exact();
        let text = csv::statistics(exact.mixture(), exact.levels(), exact.figures(), &clouds.sampling.figures);
        Ok(Outcome::Done(text.into_bytes()))
    }
}

/// Refuses a table that would be too large, before any memory is taken for it.
fn check_size(config: &Config) -> Result<(), String> {
    let data = config.dataset.mixture();
    let numbers = 2 * config.method.way(&data).levels().len() * config.samples * data.dim();
    if numbers > MOST_NUMBERS {
        return Err(format!("A table of {numbers} numbers is too large: choose fewer samples."));
    }
    Ok(())
}

/// What the file of weights says of them.
#[derive(Serialize)]
struct About<'a> {
    /// The fragment that opens the same run in the page.
    link: &'a str,
    iteration: usize,
    /// The hash of the weights, as the page shows it.
    weights: String,
    config: &'a Config,
}

fn about(source: &Source, link: &str) -> Result<String, String> {
    let Source { config, learned, step } = source;
    let about = About { link, iteration: *step, weights: learned.hash(), config };
    serde_json::to_string(&about).map_err(|error| error.to_string())
}

/// The exact and the learned cloud on their way through all levels.
struct Clouds {
    sampling: Sampling,
    snapshot: SceneSnapshot,
    sampled: bool,
}

/// One piece of the clouds' way; the clouds once they have arrived.
fn gathered<'a>(
    place: &'a mut Option<Clouds>,
    source: &Source,
    order: &ExportRequest,
) -> Result<Option<&'a Clouds>, String> {
    let clouds = place.get_or_insert_with(|| Clouds::new(source, order));
    let arrived = clouds.advance()?;
    Ok(arrived.then_some(&*clouds))
}

impl Clouds {
    fn new(source: &Source, order: &ExportRequest) -> Self {
        let Source { config, learned, step } = source;
        Self {
            sampling: Sampling::new(config, Rc::clone(learned), *step, Trajectory::default(), 0.0),
            snapshot: SceneSnapshot::new(config, order.view.clone(), order.spike),
            sampled: false,
        }
    }

    /// One move of one block, or a few milliseconds of the exact cloud. True once both have arrived.
    fn advance(&mut self) -> Result<bool, String> {
        if !self.sampled {
            self.sampled = self.sampling.turn().map_err(|error| error.to_string())?;
            if self.sampled {
                self.snapshot.set_learned(std::mem::take(&mut self.sampling.trajectory));
            }
            return Ok(false);
        }
        Ok(!self.snapshot.advance())
    }
}
