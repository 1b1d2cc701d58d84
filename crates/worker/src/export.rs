//! Making a file beside the training, in pieces of a few milliseconds, from weights that stand still.

mod about;
mod clouds;
mod gif;
mod learning;
mod step;

use handover::{About, Bundle, BundleStep};
use messages::{Cloud, Event, ExportEvent, ExportKind, ExportRequest, FileForm};
use scene::film::film;
use training::TrainingError;

use crate::csv;
use crate::emit::EventSink;
use crate::run::{Run, RunHistory, RunSnapshot};
use about::about;
use clouds::{Clouds, gathered};
use gif::{GifExport, NO_FRAME_PAINTER, OptionalFramePainter};
use learning::LearningFile;
use step::ExportStep;

pub use gif::FramePainter;

/// The most numbers of a table of samples: a larger one is more than a spreadsheet opens.
const MOST_NUMBERS: usize = 5_000_000;

/// A file being made.
pub struct Export {
    request: ExportRequest,
    snapshot: RunSnapshot,
    /// What was kept on the way, for a file that shows the learning.
    history: Option<RunHistory>,
    /// That file, once it is begun.
    learning: Option<LearningFile>,
    /// The clouds at every level, once a file asks for them.
    clouds: Option<Clouds>,
    /// The program, once it is begun.
    bundle: Option<Bundle>,
    /// The clip, once its clouds are there.
    clip: Option<GifExport>,
    /// States of the two clouds that are written.
    written: usize,
}

impl Export {
    /// A file that was requested, to be made of this run.
    pub fn new(request: ExportRequest, run: &Run) -> Self {
        let (snapshot, history) = (run.snapshot(), request.kind.is_of_learning().then(|| run.history()));
        Self { request, snapshot, history, learning: None, clouds: None, bundle: None, clip: None, written: 0 }
    }

    /// One piece of work. True when there is nothing left to do.
    pub fn step(&mut self, frame_painter: OptionalFramePainter, emit: EventSink) -> bool {
        let step = self.piece(frame_painter);
        let over = !matches!(step, Ok(ExportStep::More | ExportStep::Piece(..)));
        let mut tell = |event| emit(&Event::Export { ticket: self.request.ticket, event }, &[]);
        match step {
            Ok(ExportStep::More) => {}
            Ok(ExportStep::Piece(share, bytes)) => tell(ExportEvent::Piece { share: share * self.part(), bytes }),
            Ok(ExportStep::Done(bytes)) => self.tell_end(bytes, FileForm::File, emit),
            Ok(ExportStep::DoneAs(bytes, form)) => self.tell_end(bytes, form, emit),
            Err(reason) => tell(ExportEvent::Failed { reason }),
        }
        over
    }

    /// The share of all the work that is the worker's: what the page has to record takes as long again.
    fn part(&self) -> f64 {
        if self.request.kind == ExportKind::FilmVideo { 0.5 } else { 1.0 }
    }

    fn tell_end(&self, bytes: Vec<u8>, form: FileForm, emit: EventSink) {
        let RunSnapshot { config, step, is_chosen, .. } = &self.snapshot;
        let name = self.request.kind.file_name(config, is_chosen.then_some(*step));
        for event in [ExportEvent::Piece { share: self.part(), bytes }, ExportEvent::Done { name, form }] {
            emit(&Event::Export { ticket: self.request.ticket, event }, &[]);
        }
    }

    fn piece(&mut self, frame_painter: OptionalFramePainter) -> Result<ExportStep, String> {
        match self.request.kind {
            ExportKind::Weights => {
                let about = about(&self.snapshot, &self.request)?;
                self.snapshot.learned.to_safetensors(&about).map(ExportStep::Done).map_err(|error| error.to_string())
            }
            ExportKind::Python => self.program(),
            ExportKind::Data => {
                let points = self.snapshot.config.dataset.own_points().ok_or("These data are not your own.")?;
                Ok(ExportStep::Done(csv::points(points).into_bytes()))
            }
            ExportKind::Gif => self.clip(frame_painter),
            ExportKind::Film | ExportKind::FilmVideo | ExportKind::Sheet => self.learning(frame_painter),
            ExportKind::Samples => self.samples(),
            ExportKind::Statistics => self.statistics(),
            ExportKind::Video | ExportKind::Png | ExportKind::Runs => {
                Err("The page makes this file without the worker.".to_owned())
            }
        }
    }

    fn program(&mut self) -> Result<ExportStep, String> {
        let bundle = match &mut self.bundle {
            Some(bundle) => bundle,
            none => none.insert(bundle(&self.snapshot, &self.request)?),
        };
        match bundle.step().map_err(|error| error.to_string())? {
            BundleStep::More => Ok(ExportStep::More),
            BundleStep::Done(zip) => Ok(ExportStep::Done(zip)),
        }
    }

    fn learning(&mut self, frame_painter: OptionalFramePainter) -> Result<ExportStep, String> {
        if let Some(history) = self.history.take() {
            self.learning = Some(LearningFile::new(history, &self.request)?);
        }
        let Some(learning) = &mut self.learning else { return Ok(ExportStep::More) };
        learning.step(&self.request, frame_painter)
    }

    fn clip(&mut self, frame_painter: OptionalFramePainter) -> Result<ExportStep, String> {
        let frame_painter = frame_painter.ok_or(NO_FRAME_PAINTER)?;
        if self.clip.is_none() {
            let film = film(self.snapshot.config.preset, self.request.style.side)?;
            self.clip = Some(GifExport::new(film, self.request.style));
        }
        let (Some(clip), Some(clouds)) = (&mut self.clip, gathered(&mut self.clouds, &self.snapshot, &self.request)?)
        else {
            return Ok(ExportStep::More);
        };
        clip.step(&clouds.scene.at(clip.position(clouds.scene.last_state())), frame_painter)
    }

    /// One state of one cloud: exact and learned in turn.
    fn samples(&mut self) -> Result<ExportStep, String> {
        // A table that would be too large is refused before any memory is taken for it.
        if self.clouds.is_none() {
            let (config, data) = (&self.snapshot.config, self.snapshot.config.dataset.mixture());
            let numbers = 2 * config.method.plan(&data).levels().len() * config.samples * data.dim();
            if numbers > MOST_NUMBERS {
                return Err(format!("A table of {numbers} numbers is too large: choose fewer samples."));
            }
        }
        let Some(clouds) = gathered(&mut self.clouds, &self.snapshot, &self.request)? else {
            return Ok(ExportStep::More);
        };
        let (exact, learned) = (clouds.scene.exact().trajectory(), clouds.scene.learned());
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
            ExportStep::Piece(share, text.into_bytes())
        } else {
            ExportStep::Done(text.into_bytes())
        })
    }

    fn statistics(&mut self) -> Result<ExportStep, String> {
        let Some(clouds) = gathered(&mut self.clouds, &self.snapshot, &self.request)? else {
            return Ok(ExportStep::More);
        };
        let exact = clouds.scene.exact();
        let text = csv::statistics(exact.mixture(), exact.levels(), exact.figures(), clouds.sampling.figures.done());
        Ok(ExportStep::Done(text.into_bytes()))
    }
}

/// A run's program, to be made. A network that was not begun is in it as the last one there is.
fn bundle(snapshot: &RunSnapshot, request: &ExportRequest) -> Result<Bundle, String> {
    let in_words = |error: TrainingError| error.to_string();
    let mut snapshot = snapshot.clone();
    snapshot.learned = snapshot.learned.completed().map_err(in_words)?.into();
    let weights = snapshot.learned.to_safetensors(&about(&snapshot, request)?).map_err(in_words)?;
    let named = About { link: request.link.clone(), iteration: snapshot.step };
    Bundle::new(&snapshot.config, named, &snapshot.learned, weights).map_err(in_words)
}
