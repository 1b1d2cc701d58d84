//! Files that somebody takes away: what the page makes itself, what it keeps of the worker's, and what it says of them.

use page::app::{ExportEffect, ExportJob, ExportMsg, ExportState};
use page::{App, Msg};
use scene::film::film;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlProgressElement, HtmlSelectElement};

use crate::browser::soon;
use crate::dispatch::dispatch;
use crate::dom::{all, by_id, find_in_page, set_attribute, set_text};
use crate::files::{Pieces, REFUSED, save_painted};
use crate::stage::Stage;
use crate::video::{Recording, format};

/// The side of a picture where the menu says nothing, in pixels.
const SIDE: u16 = 600;

/// The file being made.
#[derive(Default)]
pub struct Exports {
    pieces: Pieces,
    recording: Option<Recording>,
}

impl Exports {
    /// Does what the app asks for, at this time in milliseconds.
    pub fn apply(&mut self, effect: ExportEffect, app: &App, stage: &mut Stage, now: f64) {
        match effect {
            ExportEffect::Picture(job) => report(job.ticket, picture(app, stage, job, now)),
            ExportEffect::PrepareLearning { job, state } => {
                let ticket = job.ticket;
                let recording = Recording::of_learning(app.scene(0.0).snapshot(), job, state);
                report(ticket, recording.map(|recording| self.recording = Some(recording)).map(|()| None));
            }
            ExportEffect::RecordLearning { ticket, iterations } => {
                report(ticket, self.record_learning(&iterations));
            }
            ExportEffect::Video(job) => report(job.ticket, self.record(app, job)),
            ExportEffect::Save { ticket, name } => {
                report(ticket, self.pieces.save(&name).map(|()| Some(ExportState::Done(name))));
            }
            ExportEffect::SavePixels { ticket, name, width } => {
                report(ticket, self.pieces.save_pixels(ticket, name, width).map(|()| None));
            }
            ExportEffect::Keep(bytes) => self.pieces.keep(&bytes),
            ExportEffect::Forget => *self = Self::default(),
        }
    }

    /// The next frame of a video, and what there is to say of it.
    pub fn frame(&mut self, now: f64) -> Option<ExportMsg> {
        let recording = self.recording.as_mut()?;
        let state = recording.frame(now)?;
        Some(ExportMsg::Progress { ticket: recording.ticket(), state })
    }

    fn record_learning(&mut self, iterations: &[usize]) -> Result<Option<ExportState>, JsValue> {
        let recording = self.recording.as_mut().ok_or("no recording")?;
        Ok(recording
            .show_iterations(self.pieces.each().zip(iterations.iter().copied()).collect())
            .err()
            .map(ExportState::Failed))
    }

    fn record(&mut self, app: &App, job: ExportJob) -> Result<Option<ExportState>, JsValue> {
        match film(app.settings().config.preset, job.style.side) {
            Ok(film) => self.recording = Some(Recording::of_sampling(app.scene(0.0).snapshot(), film, job)?),
            Err(reason) => return Ok(Some(ExportState::Failed(reason))),
        }
        Ok(None)
    }
}

/// The side of pictures that the menu says, in pixels.
pub fn side() -> u16 {
    by_id::<HtmlSelectElement>("export-size").and_then(|menu| menu.value().parse().ok()).unwrap_or(SIDE)
}

/// Makes attributes and words say how far the file is.
pub fn reflect(app: &App) {
    let export = app.export();
    if let Some(main) = by_id::<Element>("playground") {
        set_attribute(&main, "data-export", Some(export.word()));
        if let ExportState::Done(name) = export {
            set_attribute(&main, "data-export-name", Some(name));
        }
    }
    if let Some(status) = by_id::<Element>("export-status") {
        set_text(&status, &export.text());
    }
    let share = if let ExportState::Working(share) = export { Some(*share) } else { None };
    if let Some(progress) = by_id::<HtmlProgressElement>("export-progress") {
        match share {
            // Of a file that is made in one go nobody knows how far it is: a bar without a value moves.
            Some(0.0) => set_attribute(&progress, "value", None),
            share => progress.set_value(share.unwrap_or(0.0)),
        }
    }
    if let Some(cancel) = find_in_page::<Element>("[data-action=export-cancel]") {
        set_attribute(&cancel, "aria-disabled", share.is_none().then_some("true"));
    }
}

/// Says once which files this browser cannot make.
pub fn say_what_is_missing() {
    if format().is_none() {
        let buttons = all::<Element>("[data-action=export-video], [data-action=export-film-video]");
        buttons.iter().for_each(|button| set_attribute(button, "disabled", Some("")));
        let reason = by_id::<Element>("export-reason");
        reason.iter().for_each(|reason| set_text(reason, "This browser records no video."));
    }
}

/// Saves the picture as it is, in a moment.
fn picture(app: &App, stage: &mut Stage, job: ExportJob, now: f64) -> Result<Option<ExportState>, JsValue> {
    let canvas = stage.still(&app.scene(now), job.style)?;
    save_painted(&canvas, job.ticket, job.name)?;
    Ok(None)
}

/// Tells the app what is known of a file already.
fn report(ticket: u32, known: Result<Option<ExportState>, JsValue>) {
    if let Some(state) = known.unwrap_or_else(|_| Some(ExportState::Failed(REFUSED.to_owned()))) {
        soon(move || dispatch(Msg::Export(ExportMsg::Progress { ticket, state })));
    }
}
