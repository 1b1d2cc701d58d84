//! Files that somebody takes away: what the page makes itself, what it keeps of the worker's, and what it says of them.

use playground::app::{Export, ExportMsg, Making};
use playground::export::{Look, film};
use playground::{App, Msg};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, Element, HtmlProgressElement, HtmlSelectElement};

use crate::dom::{by_id, find_in_page, set_attribute, set_text};
use crate::files::{Pieces, save};
use crate::page::{dispatch, soon};
use crate::stage::Stage;
use crate::video::{Recording, format};

/// The side of a picture where the menu says nothing, in pixels.
const SIDE: u16 = 600;

/// Said where the browser refuses; what it refuses for want of is memory.
const NO_MEMORY: &str = "The file could not be made: this browser has no memory left for it.";

/// The file being made.
#[derive(Default)]
pub struct Exports {
    pieces: Pieces,
    recording: Option<Recording>,
}

impl Exports {
    /// Does what the app asks for, at this time in milliseconds.
    pub fn take(&mut self, making: Making, app: &mut App, stage: &mut Stage, now: f64) {
        let begun = match making {
            Making::Picture(look, name) => picture(app, stage, look, name, now),
            Making::Video(look, name) => self.record(app, look, &name),
            Making::Save(name) => self.pieces.save(&name).map(|()| tell(ExportMsg::Made(name))),
            Making::Keep(bytes) => {
                self.pieces.keep(&bytes);
                Ok(())
            }
            Making::Forget => {
                *self = Self::default();
                Ok(())
            }
        };
        if begun.is_err() {
            tell(ExportMsg::Failed(NO_MEMORY.to_owned()));
        }
    }

    /// The next frame of a video, and what there is to say of it.
    pub fn frame(&mut self, now: f64) -> Option<ExportMsg> {
        match self.recording.as_mut()?.frame(now) {
            Ok(share) => share.map(ExportMsg::Share),
            Err(reason) => {
                self.recording = None;
                Some(ExportMsg::Failed(reason))
            }
        }
    }

    fn record(&mut self, app: &App, look: Look, name: &str) -> Result<(), JsValue> {
        match film(app.settings().config.recipe, look.side) {
            Ok(film) => self.recording = Some(Recording::begin(app.footage(), film, look, name)?),
            Err(reason) => tell(ExportMsg::Failed(reason)),
        }
        Ok(())
    }
}

/// The side of pictures that the menu says, in pixels.
#[must_use]
pub fn side() -> u16 {
    by_id::<HtmlSelectElement>("export-size").and_then(|menu| menu.value().parse().ok()).unwrap_or(SIDE)
}

/// Makes attributes and words say how far the file is.
pub fn reflect(app: &App) {
    let export = app.export();
    if let Some(main) = by_id::<Element>("playground") {
        set_attribute(&main, "data-export", Some(export.word()));
        if let Export::Done(name) = export {
            set_attribute(&main, "data-export-name", Some(name));
        }
    }
    if let Some(status) = by_id::<Element>("export-status") {
        set_text(&status, &export.words());
    }
    let share = if let Export::Working(share) = export { Some(*share) } else { None };
    if let Some(progress) = by_id::<HtmlProgressElement>("export-progress") {
        progress.set_value(share.unwrap_or(0.0));
    }
    if let Some(cancel) = find_in_page::<Element>("[data-action=export-cancel]") {
        set_attribute(&cancel, "aria-disabled", share.is_none().then_some("true"));
    }
}

/// Says once which files this browser cannot make.
pub fn say_what_is_missing() {
    if format().is_none()
        && let (Some(button), Some(reason)) =
            (find_in_page::<Element>("[data-action=export-video]"), by_id::<Element>("export-reason"))
    {
        set_attribute(&button, "disabled", Some(""));
        set_text(&reason, "This browser records no video.");
    }
}

/// Saves the picture as it is.
fn picture(app: &mut App, stage: &mut Stage, look: Look, name: String, now: f64) -> Result<(), JsValue> {
    let painted = Closure::once_into_js(move |file: Option<Blob>| {
        let saved = file.is_some_and(|file| save(&file, &name).is_ok());
        let failed = || ExportMsg::Failed(NO_MEMORY.to_owned());
        dispatch(Msg::Export(if saved { ExportMsg::Made(name) } else { failed() }));
    });
    stage.still(app, look, now)?.element().to_blob(painted.unchecked_ref())
}

fn tell(msg: ExportMsg) {
    soon(|| dispatch(Msg::Export(msg)));
}
