//! The page: the app, its elements and its worker, and what keeps them in step.
//!
//! Everything that happens becomes a message and goes through [`dispatch`]; once a frame [`frame`] paints what changed.

use std::cell::RefCell;

use messages::Layer;
use messages::{Command, Event};
use messages::{ExportKind, PictureStyle};
use page::app::ExportMsg;
use page::charts::Chart;
use page::{App, Effect, Msg};
use plot::Palette;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDetailsElement, HtmlInputElement, ResizeObserver};

use crate::dom::{all, by_id, document, find_in_page, window};
use crate::export::Exports;
use crate::listen;
use crate::panel::Panel;
use crate::preferences::{recall, remember};
use crate::programs;
use crate::reflect::{distributions, reflect, summary, walk};
use crate::stage::Stage;
use crate::worker_link::WorkerLink;

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
}

/// Below this width the charts are folded until somebody opens them.
const NARROW: f64 = 700.0;

struct Page {
    app: App,
    link: Option<WorkerLink>,
    panel: Panel,
    stage: Stage,
    address: Address,
    exports: Exports,
    marked: Marks,
    hint_wanted: bool,
}

/// What the address is to say. Browsers refuse more than a few changes a second, so the last one may have to wait.
#[derive(Default)]
struct Address {
    waiting: Option<(String, bool)>,
    written_at: f64,
}

/// The least time between two changes of the address, in milliseconds.
const ADDRESS_MS: f64 = 250.0;

impl Address {
    fn set(&mut self, fragment: String, step: bool, now: f64) {
        let step = step || self.waiting.as_ref().is_some_and(|(_, step)| *step);
        self.waiting = Some((fragment, step));
        self.write_when_due(now);
    }

    /// Somebody went to another address: what was to be written over the old one is not written over the new.
    fn heed(&mut self, msg: &Msg) {
        if matches!(msg, Msg::Opened(_)) {
            self.waiting = None;
        }
    }

    fn write_when_due(&mut self, now: f64) {
        if self.written_at == 0.0 || now - self.written_at >= ADDRESS_MS {
            self.write(now);
        }
    }

    fn write(&mut self, now: f64) {
        if let Some((fragment, step)) = self.waiting.take() {
            write_address(&fragment, step);
            self.written_at = now;
        }
    }
}

/// The moments that are marked for measurements, once each.
#[derive(Default)]
struct Marks {
    motion: bool,
    learned: bool,
}

/// Builds the page and starts it.
pub fn start() {
    console_error_panic_hook::set_once();
    set_panic_words();
    restore_folds();
    restore_theme();
    let panel = Panel::build();
    let page = Page {
        app: App::new(web_shared::BUILD, &fragment(), now()),
        link: None,
        panel,
        stage: Stage::find(),
        address: Address::default(),
        exports: Exports::default(),
        marked: Marks::default(),
        hint_wanted: recall("hint").is_none(),
    };
    PAGE.with_borrow_mut(|place| *place = Some(page));
    listen::begin();
    programs::begin();
    crate::export::say_what_is_missing();
    follow_media("(prefers-color-scheme: dark)", |_| recolour());
    follow_media("(prefers-reduced-motion: reduce)", |reduced| dispatch(Msg::ReducedMotion(reduced)));
    follow_sizes();
    with(|page| page.take(Effect::SpawnWorker));
    dispatch(Msg::Tick);
    next_frame();
}

/// Tells the app what happened, and does what it asks for.
pub fn dispatch(msg: Msg) {
    with(|page| {
        page.address.heed(&msg);
        let taught = matches!(msg, Msg::Event(Event::Words(_), _));
        let effects = page.app.update(msg, now());
        effects.into_iter().for_each(|effect| page.take(effect));
        if taught {
            Panel::explain_all(&page.app);
        }
        page.address.write_when_due(now());
        page.reflect();
    });
}

/// A control was let go.
pub fn commit(key: String, text: String) {
    with(|page| page.panel.forget(&key));
    dispatch(Msg::Commit { key, text });
}

/// The picture was pressed at this place, in CSS pixels.
pub fn magnify(at: [f32; 2]) {
    let mut spike = None;
    with(|page| spike = page.stage.spike_at(&page.app.scene(now()), at));
    if spike.is_some() {
        dispatch(Msg::Magnify(spike));
    }
}

/// Something points at this place of the picture, in CSS pixels.
pub fn point(at: [f32; 2]) {
    let mut place = None;
    with(|page| {
        let shown = page.app.view().shows(Layer::Posterior);
        place = page.stage.data_from_canvas(&page.app.scene(now()), at).filter(|_| shown);
    });
    place.map(Msg::Lens).into_iter().for_each(dispatch);
}

/// The layout has changed.
pub fn lay_out() {
    with(|page| {
        page.stage.remeasure();
        page.app.redraw();
    });
}

/// A file of this kind is wanted; any other name cancels the one being made.
pub fn export(name: &str) {
    let wanted = |kind| ExportMsg::Wanted(kind, PictureStyle { side: crate::export::side(), dark: is_dark() });
    dispatch(Msg::Export(ExportKind::from_name(name).map_or(ExportMsg::Cancelled, wanted)));
}

/// The fragment of the address, without `#`.
#[must_use]
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// From light to dark, or back.
pub fn switch_theme() {
    let theme = if is_dark() { "light" } else { "dark" };
    remember("theme", theme);
    set_theme(theme);
    recolour();
}

impl Page {
    fn take(&mut self, effect: Effect) {
        match effect {
            Effect::Send(command) => self.send(&command),
            Effect::SpawnWorker => self.link = WorkerLink::spawn(dispatch).ok(),
            Effect::StopWorker => self.link = None,
            Effect::WriteLink { fragment, step } => self.address.set(fragment, step, now()),
            Effect::CopyLink => {
                self.address.write(now());
                copy_address();
            }
            Effect::Export(effect) => self.exports.take(effect, &self.app, &mut self.stage, now()),
        }
    }

    fn send(&self, command: &Command) {
        if let Some(link) = &self.link {
            link.send(command);
        }
    }

    fn reflect(&mut self) {
        // The hint is for a visitor's first visit.
        let hint = self.app.hint(now()).filter(|_| self.hint_wanted);
        if hint.is_some() {
            remember("hint", "seen");
        }
        reflect(&self.app, hint.unwrap_or_default());
        self.panel.reflect(&self.app);
        crate::results::reflect(&mut self.app);
        crate::export::reflect(&self.app);
    }

    fn frame(&mut self, now: f64) {
        self.address.write_when_due(now);
        self.record(now);
        let frame = self.app.frame(now);
        self.app.request().iter().for_each(|command| self.send(command));
        let mut shown = vec![];
        if frame.picture {
            self.stage.paint_picture(&self.app.scene(now));
            shown = self.stage.paint_distributions(&self.app);
        }
        if frame.charts || frame.losses {
            self.stage.paint_charts(&self.app, |chart| frame.charts || chart == Chart::Loss);
        }
        if frame.picture {
            walk(&self.app);
            distributions(&shown);
            self.mark();
        }
        if frame.charts {
            summary(&self.app);
        }
    }

    /// The next frame of a video.
    fn record(&mut self, now: f64) {
        if let Some(msg) = self.exports.frame(now) {
            let effects = self.app.update(Msg::Export(msg), now);
            effects.into_iter().for_each(|effect| self.take(effect));
            crate::export::reflect(&self.app);
        }
    }

    fn mark(&mut self) {
        let moved = self.app.timeline().position() > 0.0;
        if moved && !std::mem::replace(&mut self.marked.motion, true) {
            mark("first-motion");
        }
        let learned = self.app.learned_is_current();
        if learned && !std::mem::replace(&mut self.marked.learned, true) {
            mark("first-learned");
        }
    }
}

fn with(act: impl FnOnce(&mut Page)) {
    PAGE.with_borrow_mut(|page| page.as_mut().map(act));
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(name);
    }
}

fn next_frame() {
    let frame = Closure::once_into_js(|time: f64| {
        with(|page| page.frame(time));
        next_frame();
    });
    let _ = window().request_animation_frame(frame.unchecked_ref());
}

/// Whatever goes wrong inside, a person reads words and keeps the link.
fn set_panic_words() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        report(info);
        let words = "The page met a fault of its own and stopped. Reload it: the address still holds this run.";
        if let Some(place) = by_id::<web_sys::Element>("unsupported") {
            place.set_text_content(Some(words));
        }
        if let Some(main) = by_id::<web_sys::Element>("playground") {
            let _ = main.set_attribute("data-phase", "failed");
            let _ = main.set_attribute("data-error", words);
        }
    }));
}

fn write_address(fragment: &str, step: bool) {
    let (Ok(history), address) = (window().history(), format!("#{fragment}")) else { return };
    // Refused only when it is called far more often than this page does.
    let _ = match step {
        true => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
        false => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
    };
}

fn copy_address() {
    let address = window().location().href().unwrap_or_default();
    // Pages without a secure address have no clipboard.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return soon(|| dispatch(Msg::Copied(false)));
    }
    let told = |copied: bool| Closure::<dyn FnMut(JsValue)>::new(move |_| dispatch(Msg::Copied(copied)));
    let (copied, refused) = (told(true), told(false));
    let _ = window().navigator().clipboard().write_text(&address).then2(&copied, &refused);
    copied.forget();
    refused.forget();
}

/// Acts once the page is no longer busy with the message that led here.
pub fn soon(act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback(act.unchecked_ref());
}

fn follow_media(query: &str, changed: impl Fn(bool) + Clone + 'static) {
    let Ok(Some(list)) = window().match_media(query) else { return };
    changed(list.matches());
    let followed = list.clone();
    listen::on(&list, "change", move |_: web_sys::Event| changed(followed.matches()));
}

fn follow_sizes() {
    let resized = Closure::<dyn FnMut()>::new(lay_out);
    if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        with(|page| page.stage.elements().for_each(|element| observer.observe(element)));
    }
    resized.forget();
}

fn recolour() {
    let palette = if is_dark() { Palette::DARK } else { Palette::LIGHT };
    with(|page| {
        page.stage.set_palette(palette);
        page.app.redraw();
    });
}

fn is_dark() -> bool {
    let chosen = document().document_element().and_then(|root| root.get_attribute("data-theme"));
    let preferred =
        || window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches());
    chosen.map_or_else(preferred, |theme| theme == "dark")
}

fn restore_theme() {
    if let Some(theme) = recall("theme").filter(|theme| theme == "light" || theme == "dark") {
        set_theme(&theme);
    }
}

fn set_theme(theme: &str) {
    if let Some(root) = document().document_element() {
        crate::dom::set_attribute(&root, "data-theme", Some(theme));
    }
}

fn restore_folds() {
    let narrow = window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width < NARROW);
    for fold in all::<HtmlDetailsElement>("details[data-fold]") {
        let name = fold.get_attribute("data-fold").unwrap_or_default();
        match recall(&format!("fold-{name}")).as_deref() {
            Some(word) => fold.set_open(word == "open"),
            None if narrow => fold.set_open(false),
            None => {}
        }
    }
    if let Some(shortcuts) = find_in_page::<HtmlInputElement>("#shortcuts") {
        shortcuts.set_checked(recall("shortcuts").as_deref() != Some("off"));
    }
}
