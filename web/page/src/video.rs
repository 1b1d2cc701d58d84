//! The animation as a video: the browser records a canvas while it is painted, so it takes as long as it lasts.

use js_sys::Uint8Array;
use page::app::{ExportJob, ExportState};
use plot::Film;
use scene::film::{film_of_learning, palette};
use scene::{Painter, SceneSnapshot, Viewport};
use wasm_bindgen::prelude::*;
use web_sys::{BlobEvent, MediaRecorder, MediaRecorderOptions};

use crate::canvas::Canvas;
use crate::files::{REFUSED, finish};

/// The formats, the most widely played first, with their endings.
const FORMATS: [(&str, &str); 4] = [
    ("video/mp4;codecs=avc1.64001F", "mp4"),
    ("video/mp4", "mp4"),
    ("video/webm;codecs=vp9", "webm"),
    ("video/webm", "webm"),
];

/// Bits per second: small dots that all move at once are hard to compress.
const BITS: u32 = 8_000_000;

/// A longer gap between two frames is a hidden page or a sleeping machine, in milliseconds.
const LONGEST_GAP: f64 = 1_000.0;

/// The learned clouds of one state after the other of the training.
struct LearningFrames {
    state: usize,
    /// Each with its iteration; none before the worker has sampled them.
    clouds: Vec<(Uint8Array, usize)>,
    /// Which of them the scene has.
    shown: Option<usize>,
}

impl LearningFrames {
    /// The scene has what this frame shows, beyond the last the last; its place in sampling.
    fn show(&mut self, frame: usize, snapshot: &mut SceneSnapshot) -> f64 {
        let place = frame.min(self.clouds.len().saturating_sub(1));
        if let Some((cloud, iteration)) = self.clouds.get(place).filter(|_| self.shown != Some(place)) {
            let points: Vec<f32> =
                cloud.to_vec().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
            snapshot.set_learned_points(points);
            snapshot.set_iteration(Some(*iteration));
            self.shown = Some(place);
        }
        self.state as f64
    }
}

/// A video being recorded. What was recorded is lost when it is dropped.
pub struct Recording {
    snapshot: SceneSnapshot,
    film: Film,
    /// What it is of, if not of sampling.
    learning: Option<LearningFrames>,
    job: ExportJob,
    canvas: Canvas,
    painter: Painter,
    recorder: MediaRecorder,
    _recorded: Closure<dyn FnMut(BlobEvent)>,
    /// When the first frame and the last one were painted, in milliseconds.
    times: Option<(f64, f64)>,
    /// Frames that were painted.
    painted: usize,
}

/// The format that this browser records, with its ending; none where it records no video.
pub fn format() -> Option<(&'static str, &'static str)> {
    let known = js_sys::Reflect::has(&js_sys::global(), &"MediaRecorder".into()).unwrap_or(false);
    FORMATS.into_iter().find(|(kind, _)| known && MediaRecorder::is_type_supported(kind))
}

impl Recording {
    /// Begins to record. The video is saved under the job's name, with the format's ending.
    ///
    /// # Errors
    /// Where the browser records no video.
    pub fn of_sampling(snapshot: SceneSnapshot, film: Film, job: ExportJob) -> Result<Self, JsValue> {
        Self::begin(snapshot, film, None, job)
    }

    /// Gets ready to record this state as earlier iterations have it.
    ///
    /// # Errors
    /// Where the browser records no video.
    pub fn of_learning(snapshot: SceneSnapshot, job: ExportJob, state: usize) -> Result<Self, JsValue> {
        let film = film_of_learning(1, job.style.side).map_err(|reason| JsValue::from_str(&reason))?;
        Self::begin(snapshot, film, Some(LearningFrames { state, clouds: vec![], shown: None }), job)
    }

    /// The clouds, each with its iteration, are there: the recording begins with the next frame.
    ///
    /// # Errors
    /// Where it would be too large, the reason.
    pub fn show_iterations(&mut self, clouds: Vec<(Uint8Array, usize)>) -> Result<(), String> {
        self.film = film_of_learning(clouds.len(), self.job.style.side)?;
        if let Some(learning) = &mut self.learning {
            learning.clouds = clouds;
        }
        Ok(())
    }

    fn begin(
        snapshot: SceneSnapshot,
        film: Film,
        learning: Option<LearningFrames>,
        job: ExportJob,
    ) -> Result<Self, JsValue> {
        let (kind, ending) = format().ok_or("no format for video")?;
        let canvas = Canvas::hidden(job.style.side.into())?;
        let stream = canvas.element().capture_stream_with_frame_request_rate(film.frames_per_second)?;
        let options = MediaRecorderOptions::new();
        options.set_mime_type(kind);
        options.set_video_bits_per_second(BITS);
        let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options)?;
        let (ticket, name) = (job.ticket, format!("{}.{ending}", job.name));
        // The whole video comes at once, after the end.
        let recorded = Closure::<dyn FnMut(_)>::new(move |event: BlobEvent| finish(event.data(), ticket, name.clone()));
        recorder.set_ondataavailable(Some(recorded.as_ref().unchecked_ref()));
        let painter = Painter::default();
        Ok(Self {
            snapshot,
            film,
            learning,
            job,
            canvas,
            painter,
            recorder,
            _recorded: recorded,
            times: None,
            painted: 0,
        })
    }

    /// The number of its job.
    pub fn ticket(&self) -> u32 {
        self.job.ticket
    }

    /// Paints what is due at this time in milliseconds, and says how far the video is where that has changed.
    pub fn frame(&mut self, now: f64) -> Option<ExportState> {
        let waits = self.learning.as_ref().is_some_and(|learning| learning.clouds.is_empty());
        if waits || self.snapshot.advance() || self.painted > self.film.frames() {
            return None;
        }
        let (first, last) = self.times.unwrap_or((now, now));
        if now - last > LONGEST_GAP {
            let words = "The recording was interrupted: keep this page in view while it lasts.";
            return Some(ExportState::Failed(words.to_owned()));
        }
        self.times = Some((first, now));
        let due = ((now - first) / 1e3 * self.film.frames_per_second) as usize + 1;
        if due <= self.painted {
            return None;
        }
        let share = (due as f64 / self.film.frames() as f64).min(1.0);
        // The first half of the work was that of the worker.
        let share = if self.learning.is_some() { 0.5 + 0.5 * share } else { share };
        Some(self.paint(due).map_or_else(|_| ExportState::Failed(REFUSED.to_owned()), |()| ExportState::Working(share)))
    }

    /// Paints the frame of this number, counted from 1; after the last one, the recording ends.
    fn paint(&mut self, number: usize) -> Result<(), JsValue> {
        if self.painted == 0 {
            self.recorder.start()?;
        }
        self.painted = number;
        if number > self.film.frames() {
            return self.recorder.stop();
        }
        let (side, palette) = (f32::from(self.job.style.side), palette(self.job.style));
        let position = match &mut self.learning {
            Some(learning) => learning.show(number - 1, &mut self.snapshot),
            None => self.film.position(self.film.shown(number - 1), self.snapshot.last_state()),
        };
        let viewport = Viewport { size: [side, side], dpr: 1.0, palette };
        let shapes = self.painter.paint_captioned(&self.snapshot.at(position), viewport);
        self.canvas.put_raster(&self.painter.raster, [0, 0])?;
        self.canvas.paint(&shapes, palette)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.recorder.set_ondataavailable(None);
        // Refused where it has ended already.
        let _ = self.recorder.stop();
    }
}
