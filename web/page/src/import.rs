//! A person's own data: out of a file, a drop or a text, over a dialogue that shows what would be made of them.

use messages::ImportRequest;
use messages::import::{
    ImportChoice, ImportPreview, ImportSource, MAX_IMPORT_BYTES, PicturePixels, Scaling, TablePreview,
};
use page::app::{Import, ImportMsg, ImportState};
use page::{App, Msg};
use plot::Palette;
use wasm_bindgen::prelude::*;
use web_sys::{
    DragEvent, Element, Event, File, HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    ImageBitmap,
};

use crate::browser::{document, on, target, window};
use crate::canvas::Canvas;
use crate::dispatch::dispatch;
use crate::dom::{append_option, by_id, find_in_page, set_attribute, set_text};
use crate::reading::{when_read, when_there};
use crate::weights;

/// The longest side of a picture whose dark pixels become points.
const PICTURE_SIDE: f64 = 240.0;

/// The value of the menu of the second coordinate where there is none.
const NO_COLUMN: &str = "none";

/// Begins to listen.
pub fn begin() {
    on(&document(), "dragover", |event: DragEvent| {
        // Without this the browser goes to the file instead.
        if carries_file(&event) {
            event.prevent_default();
        }
    });
    on(&document(), "drop", |event: DragEvent| {
        if carries_file(&event) {
            event.prevent_default();
            let files = event.data_transfer().and_then(|data| data.files());
            files.and_then(|files| files.get(0)).iter().for_each(take_file);
        }
    });
    on(&document(), "input", |event: Event| {
        if let Some(field) = target::<HtmlTextAreaElement>(&event) {
            tell(pasted(field.value().trim()));
        }
    });
    if let Some(dialog) = dialog() {
        // By the key that closes dialogues; the buttons have said so themselves.
        on(&dialog, "cancel", |_: Event| tell(ImportMsg::Cancel));
    }
}

fn carries_file(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// A button of this name was pressed: whether it is one of these.
pub fn acted(name: &str) -> bool {
    match name {
        "import-file" => by_id::<HtmlInputElement>("import-file").iter().for_each(|field| field.click()),
        "import-paste" => tell(ImportMsg::Paste),
        "import-accept" => tell(ImportMsg::Accept),
        "import-cancel" => tell(ImportMsg::Cancel),
        _ => return false,
    }
    true
}

/// A file was chosen in a field for files.
pub fn chosen(field: &HtmlInputElement) {
    let take = if field.id() == weights::FIELD { weights::take_file } else { take_file };
    field.files().and_then(|files| files.get(0)).iter().for_each(take);
    // The same file can be chosen again: it may have changed.
    field.set_value("");
}

/// Another column or scaling was chosen.
pub fn choice() -> Option<Msg> {
    let value = |name: &str| Some(find_in_page::<HtmlSelectElement>(&format!("select[name={name}]"))?.value());
    let (x, y) = (value("import-x")?.parse().ok()?, value("import-y")?.parse().ok());
    let scaling = Scaling::from_name(&value("import-scaling")?)?;
    Some(Msg::Import(ImportMsg::Choose(ImportChoice { x, y, scaling })))
}

fn tell(msg: ImportMsg) {
    dispatch(Msg::Import(msg));
}

fn pasted(text: &str) -> ImportMsg {
    match text.len() {
        0 => ImportMsg::Paste,
        1..=MAX_IMPORT_BYTES => ImportMsg::Read(ImportRequest::Table(text.as_bytes().to_vec())),
        size => ImportMsg::Chosen { size: size as f64 },
    }
}

fn take_file(file: &File) {
    if file.name().to_ascii_lowercase().ends_with(weights::ENDING) {
        return weights::take_file(file);
    }
    tell(ImportMsg::Chosen { size: file.size() });
    if file.size() > MAX_IMPORT_BYTES as f64 {
        return;
    }
    if !file.type_().starts_with("image/") {
        return when_read(file, |bytes| ask(bytes.map(ImportRequest::Table)));
    }
    match window().create_image_bitmap_with_blob(file) {
        Ok(picture) => when_there(&picture, |picture| ask(picture.and_then(|picture| pixels(picture.dyn_ref()?)))),
        Err(_) => tell(ImportMsg::Unreadable),
    }
}

/// Asks for points of what the browser has read, if it could.
fn ask(request: Option<ImportRequest>) {
    tell(request.map_or(ImportMsg::Unreadable, ImportMsg::Read));
}

/// The pixels of a picture, on white where it is clear, and no more of them than points need.
fn pixels(picture: &ImageBitmap) -> Option<ImportRequest> {
    let size = [picture.width(), picture.height()].map(f64::from);
    let smaller = (PICTURE_SIDE / size[0].max(size[1])).min(1.0);
    let [width, height] = size.map(|length| (length * smaller).round().max(1.0));
    let canvas = Canvas::hidden(PICTURE_SIDE as u32).ok()?;
    let darkness = canvas.darkness_of(picture, [width, height]).ok()?;
    Some(ImportRequest::Picture(PicturePixels { width: width as usize, darkness }))
}

fn dialog() -> Option<HtmlDialogElement> {
    by_id("import")
}

/// What the dialogue last said.
#[derive(Default)]
pub struct ImportDialog {
    shown: Option<Import>,
}

impl ImportDialog {
    /// Makes the dialogue say what the app says.
    pub fn reflect(&mut self, app: &App, palette: &Palette) {
        if let Some(main) = by_id::<Element>("playground") {
            set_attribute(&main, "data-import", Some(app.import().state.word()));
            let points = app.settings().own_points().map(|points| points.rows().len().to_string());
            set_attribute(&main, "data-points", points.as_deref());
        }
        let now = app.import();
        if self.shown.as_ref().is_some_and(|shown| shown.shows_the_same_as(now)) {
            return;
        }
        self.shown = Some(now.clone());
        let preview = if let ImportState::Preview(preview) = &now.state { Some(&**preview) } else { None };
        // Before it opens: the first field that can be seen gets the focus.
        hide("import-paste", !now.is_pasting);
        hide("import-preview", preview.is_none());
        by_id::<Element>("import-status").iter().for_each(|place| set_text(place, &now.text()));
        let accept = find_in_page::<Element>("[data-action=import-accept]");
        accept.iter().for_each(|button| set_attribute(button, "disabled", preview.is_none().then_some("")));
        open(preview.is_some() || now.is_pasting);
        preview.iter().for_each(|preview| show(preview, palette));
    }
}

fn open(open: bool) {
    let Some(dialog) = dialog() else { return };
    if open && !dialog.open() {
        by_id::<HtmlTextAreaElement>("import-text").iter().for_each(|field| field.set_value(""));
        // A browser without dialogues has none to show.
        let _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}

fn hide(id: &str, hidden: bool) {
    by_id::<Element>(id).iter().for_each(|place| set_attribute(place, "hidden", hidden.then_some("")));
}

fn show(preview: &ImportPreview, palette: &Palette) {
    if let Some(mut canvas) = by_id("import-picture").and_then(|element| Canvas::new(element).ok()) {
        let size = canvas.resize_to_css(window().device_pixel_ratio());
        let _ = canvas.clear();
        let _ = canvas.paint(&scene::thumbnail(&diffusion::Dataset::Points(preview.points.clone()), size), palette);
    }
    let table = if let ImportSource::Table(table) = &preview.source { Some(table) } else { None };
    hide("import-columns", table.is_none());
    table.iter().for_each(|table| show_table(table));
}

fn show_table(table: &TablePreview) {
    let ImportChoice { x, y, scaling } = table.choice;
    let columns = || table.columns.iter().enumerate().filter(|(_, column)| column.has_numbers);
    let named = columns().map(|(at, column)| (at.to_string(), column.name.as_str()));
    let none = (NO_COLUMN.to_owned(), "none: on a line");
    fill_menu("import-x", named.clone(), &x.to_string());
    fill_menu("import-y", [none].into_iter().chain(named), &y.map_or(NO_COLUMN.to_owned(), |y| y.to_string()));
    let scalings = Scaling::ALL.iter().map(|(name, words, _)| ((*name).to_owned(), *words));
    fill_menu("import-scaling", scalings, scaling.name());
    let Some(body) = by_id::<Element>("import-rows") else { return };
    body.replace_children_with_node_0();
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    for (kind, row) in [("th", &names)].into_iter().chain(table.first_rows.iter().map(|row| ("td", row))) {
        let Ok(line) = document().create_element("tr") else { return };
        for (at, text) in row.iter().enumerate() {
            let Ok(cell) = document().create_element(kind) else { return };
            set_text(&cell, text);
            set_attribute(&cell, "data-taken", (at == x || Some(at) == y).then_some(""));
            let _ = line.append_child(&cell);
        }
        let _ = body.append_child(&line);
    }
}

/// Gives a menu these choices, each a value and its words, of which one is made.
fn fill_menu<'a>(name: &str, choices: impl Iterator<Item = (String, &'a str)>, value: &str) {
    let Some(menu) = find_in_page::<HtmlSelectElement>(&format!("select[name={name}]")) else { return };
    menu.replace_children_with_node_0();
    choices.for_each(|(key, words)| append_option(&menu, &key, words));
    menu.set_value(value);
}
