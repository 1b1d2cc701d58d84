//! The centre of the page: the app, its elements and its worker, and what keeps them in step.
//!
//! Everything that happens becomes a message and goes through the app; what the app asks for is done here; once a frame
//! what has changed is painted.

use std::cell::RefCell;

use js_sys::Date;
use messages::{Command, Event};
use page::app::{ComparedMsg, Repaint, RepeatMsg, RunMsg, WorkerEffect};
use page::charts::Chart;
use page::own_data;
use page::share::Shared;
use page::{App, Effect, Msg};
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};

use crate::address::{Address, fragment};
use crate::browser::{before_next_frame, document, follow_media, follow_view, mark, now, soon, window};
use crate::dispatch::{dispatch, set_handler};
use crate::dom::by_id;
use crate::export::{self, Exports};
use crate::import::{self, ImportDialog};
use crate::lessons::{self, LessonPages};
use crate::panel::Panel;
use crate::preferences::{self, recall, remember};
use crate::presentation::{is_embedded, is_framed};
use crate::reflect::{distributions, playback, reflect, summary};
use crate::stage::Stage;
use crate::worker_link::WorkerLink;
use crate::{
    comparing, editor, folds, help, keeping, listen, programs, results, runs, share, tabs, theme, training_time,
};

/// The kinds of a person's own data, under which they are remembered.
const OWN_DATA: [&str; 2] = ["points", "spikes"];

thread_local! {
    static SHELL: RefCell<Option<Shell>> = const { RefCell::new(None) };
}

struct Shell {
    app: App,
    worker: Option<WorkerLink>,
    /// That of the run beside the page's own.
    compared: Option<WorkerLink>,
    /// Those that train seeds, each in its place.
    repeaters: Vec<Option<WorkerLink>>,
    panel: Panel,
    lessons: LessonPages,
    stage: Stage,
    address: Address,
    exports: Exports,
    import: ImportDialog,
    marked: Marks,
    hint_wanted: bool,
    /// Whether there is a next frame: nobody sees those of a page out of sight.
    has_frames: bool,
    /// Device pixels per CSS pixel, of the last frame.
    dpr: f64,
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
    folds::begin(lay_out);
    theme::restore();
    preferences::restore();
    let panel = Panel::build();
    let shell = Shell {
        app: App::new(web_shared::BUILD, &fragment(), now())
            .with_runs(keeping::recall_rows(), keeping::recall_pin(), Date::now() as u64)
            .with_kept_run(keeping::recall_run())
            .with_lessons(lessons::read())
            .with_own_data(OWN_DATA.into_iter().filter_map(|key| own_data::from_word(key, &recall(key)?))),
        worker: None,
        compared: None,
        repeaters: vec![],
        panel,
        lessons: LessonPages::default(),
        stage: Stage::find(),
        address: Address::default(),
        exports: Exports::default(),
        import: ImportDialog::default(),
        marked: Marks::default(),
        hint_wanted: recall("hint").is_none() && !is_embedded(),
        has_frames: false,
        dpr: window().device_pixel_ratio(),
    };
    SHELL.with_borrow_mut(|place| *place = Some(shell));
    with(Shell::follow_theme);
    set_handler(handle);
    listen::begin();
    help::begin();
    programs::begin();
    import::begin();
    editor::begin();
    training_time::begin();
    export::say_what_is_missing();
    follow_media(tabs::WIDE, |_| dispatch(Msg::Redraw));
    follow_media("(prefers-color-scheme: dark)", |_| dispatch(Msg::Theme(theme::current())));
    follow_media("(prefers-reduced-motion: reduce)", |reduced| dispatch(Msg::ReducedMotion(reduced)));
    let resized = Closure::<dyn FnMut()>::new(lay_out);
    if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        with(|shell| shell.stage.elements().for_each(|element| observer.observe(element)));
    }
    resized.forget();
    if is_framed() {
        // Until the browser says that somebody sees the frame, nothing begins.
        dispatch(Msg::InView(false));
    }
    follow_view("playground", |in_view| dispatch(Msg::InView(in_view)));
    dispatch(Msg::Visible(!document().hidden()));
    dispatch(Msg::TrainUnseen(recall("unseen").as_deref() == Some("on")));
    dispatch(Msg::Tick);
}

/// Tells the app what happened, and does what it asks for.
fn handle(msg: Msg) {
    // A dialogue that opens takes the focus, and the field that loses it says at once what was typed.
    if SHELL.with(|shell| shell.try_borrow_mut().is_err()) {
        return soon(move || handle(msg));
    }
    with(|shell| {
        if matches!(msg, Msg::Tick) && !shell.app.has_begun() {
            return;
        }
        match &msg {
            Msg::Opened(_) => shell.address.forget(),
            Msg::Commit(edit) => shell.panel.forget(edit.key()),
            Msg::Unreadable(_) => shell.panel.forget_all(),
            Msg::Redraw | Msg::Theme(_) => shell.stage.set_palette(theme::palette()),
            _ => {}
        }
        let explains = matches!(msg, Msg::Event(Event::Help(_), _));
        let is_opened = matches!(msg, Msg::Opened(_));
        shell.update(msg, now());
        if is_opened {
            shell.follow_theme();
        }
        if explains {
            Panel::explain_all(&shell.app);
        }
        shell.address.write_when_due(now());
        shell.reflect();
        if shell.app.is_seen() && !std::mem::replace(&mut shell.has_frames, true) {
            next_frame();
        }
    });
}

/// The layout has changed.
fn lay_out() {
    with(|shell| shell.lay_out(now()));
}

impl Shell {
    fn update(&mut self, msg: Msg, now: f64) {
        let effects = self.app.update(msg, now);
        effects.into_iter().for_each(|effect| self.apply(effect));
    }

    /// As the link wants it, if it says so.
    fn follow_theme(&mut self) {
        self.app.presentation().theme.into_iter().for_each(theme::set);
        self.stage.set_palette(theme::palette());
        self.update(Msg::Theme(theme::current()), now());
    }

    fn apply(&mut self, effect: Effect) {
        match effect {
            Effect::Send(command) => self.send(&command),
            Effect::SpawnWorker => {
                let says = |event, bulk| dispatch(Msg::Event(event, bulk));
                self.worker = WorkerLink::spawn(says, || dispatch(Msg::Crashed));
            }
            Effect::StopWorker => self.worker = None,
            Effect::Repeater(place, effect) => self.apply_to_repeater(place, effect),
            Effect::Compared(effect) => {
                let says = |event, bulk| dispatch(Msg::Compared(ComparedMsg::Event(Box::new(event), bulk)));
                let crashes = || dispatch(Msg::Compared(ComparedMsg::Crashed));
                apply_to_worker(&mut self.compared, effect, || WorkerLink::spawn(says, crashes));
            }
            Effect::WriteLink { fragment, step } => self.address.set(fragment, step, now()),
            Effect::Reload => {
                // A browser that refuses leaves the sentence, which says to reload.
                let _ = window().location().reload();
            }
            Effect::ShowShare { link, frame } => share::show(&link, &frame),
            Effect::CopyLink => share::copy(Shared::Link),
            Effect::Paint(repaint) => self.paint(repaint, now()),
            Effect::PaintCompared(repaint) => self.paint_compared(repaint, now()),
            Effect::ShowResults(kinds) => results::reflect(&self.app, &kinds),
            Effect::KeepData(data) => own_data::to_word(&data).iter().for_each(|word| remember(data.key(), word)),
            Effect::KeepRun(run) => {
                if !keeping::keep_run(&run) {
                    soon(|| dispatch(Msg::RunNotKept));
                }
            }
            Effect::ShowRuns => runs::reflect(&self.app),
            Effect::ShowRepeatProgress => runs::reflect_progress(&self.app),
            Effect::KeepRecord(record) => {
                if !keeping::keep_row(&record) {
                    soon(move || dispatch(Msg::Run(RunMsg::NotKept(record.id))));
                }
            }
            Effect::ForgetRecord(id) => keeping::forget_row(id),
            Effect::KeepPin(id) => keeping::keep_pin(id),
            Effect::Export(effect) => self.exports.apply(effect, &self.app, &mut self.stage, now()),
        }
    }

    fn apply_to_repeater(&mut self, place: usize, effect: WorkerEffect) {
        if self.repeaters.len() <= place {
            self.repeaters.resize_with(place + 1, || None);
        }
        let says = move |event, bulk| dispatch(Msg::Repeat(RepeatMsg::Event(place, Box::new(event), bulk)));
        let crashes = move || dispatch(Msg::Repeat(RepeatMsg::Crashed(place)));
        apply_to_worker(&mut self.repeaters[place], effect, || WorkerLink::spawn(says, crashes));
    }

    fn send(&self, command: &Command) {
        if let Some(worker) = &self.worker {
            worker.send(command);
        }
    }

    /// Makes the page say what the app says.
    fn reflect(&mut self) {
        // The hint is for a visitor's first visit.
        let hint = self.app.hint(now()).filter(|_| self.hint_wanted);
        if hint.is_some() {
            remember("hint", "seen");
        }
        reflect(&self.app, hint.unwrap_or_default());
        self.panel.reflect(&self.app);
        self.lessons.reflect(&self.app);
        export::reflect(&self.app);
        self.import.reflect(&self.app, self.stage.palette());
        self.app.own_data().each().for_each(|data| self.stage.set_own_data(data));
        editor::reflect(&self.app);
    }

    /// Every canvas gets the pixels of its new size, and is painted anew.
    fn lay_out(&mut self, now: f64) {
        self.stage.remeasure();
        self.update(Msg::Redraw, now);
    }

    fn frame(&mut self, now: f64) {
        // A window goes to another screen, or somebody zooms: no event says so in every engine.
        let dpr = window().device_pixel_ratio();
        if std::mem::replace(&mut self.dpr, dpr) != dpr {
            self.lay_out(now);
        }
        self.address.write_when_due(now);
        if let Some(msg) = self.exports.frame(now) {
            self.update(Msg::Export(msg), now);
            export::reflect(&self.app);
        }
        self.update(Msg::Frame, now);
    }

    fn paint(&mut self, repaint: Repaint, now: f64) {
        let mut shown = vec![];
        if repaint.picture {
            let scene = self.app.scene(now);
            self.stage.paint_picture(&scene);
            self.stage.paint_map(self.app.place_on_map());
            shown = self.stage.paint_distributions(&self.app, &scene);
        }
        if repaint.charts || repaint.losses {
            self.stage.paint_charts(&self.app, |chart| repaint.charts || chart == Chart::Loss);
        }
        // After all painting: text on a canvas has the browser look up styles, which every change of the page outdates.
        if repaint.picture {
            playback(&self.app);
            editor::place_handles(&self.app);
            distributions(&shown);
            self.mark();
        }
        if repaint.charts {
            summary(&self.app);
        }
    }

    /// Paints the picture of the run beside the page's own.
    fn paint_compared(&mut self, repaint: Repaint, now: f64) {
        let Some(compared) = self.app.compared() else { return };
        self.stage.paint_compared(&compared.scene(now));
        comparing::playback(&self.app);
        if repaint.charts {
            comparing::summary(compared);
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

/// Does this with a worker beside that of the page's own run.
fn apply_to_worker(worker: &mut Option<WorkerLink>, effect: WorkerEffect, spawn: impl FnOnce() -> Option<WorkerLink>) {
    match effect {
        WorkerEffect::Spawn => *worker = spawn(),
        WorkerEffect::Send(command) => worker.iter().for_each(|worker| worker.send(&command)),
        WorkerEffect::End => *worker = None,
    }
}

fn with(act: impl FnOnce(&mut Shell)) {
    SHELL.with_borrow_mut(|shell| shell.as_mut().map(act));
}

fn next_frame() {
    before_next_frame(|now| {
        with(|shell| {
            shell.frame(now);
            shell.has_frames = shell.app.is_seen();
            if shell.has_frames {
                next_frame();
            }
        });
    });
}

/// Whatever goes wrong inside, a person reads words and keeps the link.
fn set_panic_words() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        report(info);
        let words = "The page met a fault of its own and stopped. Reload it: the address still holds this run.";
        if let Some(place) = by_id::<Element>("unsupported") {
            place.set_text_content(Some(words));
        }
        if let Some(main) = by_id::<Element>("playground") {
            let _ = main.set_attribute("data-phase", "failed");
            let _ = main.set_attribute("data-error", words);
        }
    }));
}
