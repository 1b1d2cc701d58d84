//! The page and its worker in one process, on a clock that moves when it is read: what a visitor's tab does, without
//! one.

use messages::{Command, Event, decode, encode};
use page::app::{Effect, Msg, Phase};
use page::kept_run::KeptRun;
use page::lessons::Lessons;
use page::{Action, App};
use scene::Scene;
use std::cell::Cell;
use std::collections::VecDeque;
use worker::{NextWakeUp, Session};

/// What both are built from.
const BUILD: &str = "gallery";

/// A page that a link has opened, and the worker it speaks with, over the wire that both use in a browser.
pub struct PageAndWorker {
    /// The page.
    pub app: App,
    session: Session,
    now: Cell<f64>,
    /// What the browser would keep over a reload.
    kept: Option<Vec<u8>>,
}

impl PageAndWorker {
    /// The page as the link opens it, before its worker is up. Nothing moves by itself.
    pub fn loading(link: &str) -> Self {
        let app = App::new(BUILD, link, 0.0);
        let mut opened = Self { app, session: Session::default().with_evaluation(), now: Cell::new(0.0), kept: None };
        opened.tell(Msg::ReducedMotion(true));
        opened
    }

    /// The page as the link opens it, with its worker up.
    pub fn open(link: &str) -> Self {
        Self::loading(link).ready()
    }

    /// The page as a reload of this one finds it, with what the browser keeps for it.
    pub fn reloaded(&self) -> Self {
        let link = page::link::write(self.app.settings(), self.app.view(), self.app.presentation());
        let mut next = Self::loading(&link);
        next.app = next.app.with_kept_run(self.kept.as_ref().and_then(|bytes| KeptRun::from_bytes(bytes)));
        next.kept.clone_from(&self.kept);
        next.ready()
    }

    /// The same, once the worker has nothing left to do.
    pub fn finished(link: &str) -> Self {
        let mut opened = Self::open(link);
        opened.work_until(|_| false);
        opened
    }

    /// The same page with these lessons, whose worker holds no run against the exact answer unless `is_evaluated`.
    pub fn open_lessons(link: &str, lessons: Lessons, is_evaluated: bool) -> Self {
        let mut opened = Self::loading(link);
        if !is_evaluated {
            opened.session = Session::default();
        }
        opened.app = opened.app.with_lessons(lessons);
        opened.ready()
    }

    fn ready(mut self) -> Self {
        self.tell(Msg::Event(Event::Ready { build: BUILD.to_owned() }, vec![]));
        self
    }

    /// Something happens to the page; whatever follows from it at once is done.
    pub fn tell(&mut self, msg: Msg) {
        let mut happening = VecDeque::from([msg]);
        while let Some(msg) = happening.pop_front() {
            for effect in self.app.update(msg, self.now.get()) {
                let command = match effect {
                    Effect::Send(command) => command,
                    Effect::KeepRun(run) => {
                        self.kept = Some(run.to_bytes());
                        continue;
                    }
                    _ => continue,
                };
                // The worker makes these before all else: an overlay where it has a run.
                let is_first = match &command {
                    Command::Overlay { .. } => self.app.phase() != Phase::Loading,
                    command => matches!(command, Command::CarryExact { .. }),
                };
                let command = decode(&encode(&command)).expect("a command crosses the wire");
                let mut said = Vec::new();
                let mut emit = |event: &Event, bulk: &[f32]| said.push(crossed(event, bulk));
                self.session.on_command(command, self.now.get(), &mut emit);
                let is_answer = |msg: &Msg| matches!(msg, Msg::Event(Event::Overlay { .. } | Event::Exact { .. }, _));
                while is_first && !said.iter().any(is_answer) {
                    let mut emit = |event: &Event, bulk: &[f32]| said.push(crossed(event, bulk));
                    self.session.work(&|| self.now.get(), 0.0, &mut emit);
                }
                happening.extend(said);
            }
        }
    }

    /// The worker is no more, and the page gets another one, if it wants one: a minute after the last was lost.
    pub fn lose_worker(&mut self) {
        self.wait(60_000.0);
        self.session = Session::default().with_evaluation();
        self.tell(Msg::Crashed);
        self.tell(Msg::Event(Event::Ready { build: BUILD.to_owned() }, vec![]));
    }

    /// So many milliseconds pass in which nothing is done.
    pub fn wait(&self, ms: f64) {
        self.now.set(self.now.get() + ms);
    }

    /// A button is pressed.
    pub fn press(&mut self, action: Action) {
        self.tell(Msg::Act(action));
    }

    /// The worker works until this is true of the page, or until there is nothing left to do.
    pub fn work_until(&mut self, done: impl Fn(&App) -> bool) {
        let mut more = true;
        while more && !done(&self.app) {
            let mut said = Vec::new();
            let now = &self.now;
            let clock = || now.replace(now.get() + 0.01);
            let next = self.session.work(&clock, 1.0, &mut |event, bulk| said.push(crossed(event, bulk)));
            match next {
                NextWakeUp::Now => {}
                NextWakeUp::After(wait) => self.now.set(self.now.get() + wait),
                NextWakeUp::OnCommand => more = false,
            }
            said.into_iter().for_each(|msg| self.tell(msg));
        }
    }

    /// The playback stands at this share of the way from noise to data, and everything that a frame works out is there.
    pub fn stand_at(&mut self, share: f64) {
        self.tell(Msg::Scrub((share * self.app.timeline().last()).round()));
        while self.app.exact().figures().len() < self.app.exact().levels().len() {
            self.tell(Msg::Frame);
        }
        self.tell(Msg::Frame);
    }

    /// What the picture shows.
    pub fn scene(&self) -> Scene<'_> {
        self.app.scene(self.now.get())
    }
}

fn crossed(event: &Event, bulk: &[f32]) -> Msg {
    Msg::Event(decode(&encode(event)).expect("an event crosses the wire"), bulk.to_vec())
}
