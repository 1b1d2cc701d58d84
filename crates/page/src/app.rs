//! The page's side: all of its state, and what each message does to it.

mod action;
mod export;
mod figures;
mod layers;
mod measuring;
mod proofs;
mod reading;
mod summary;

use diffusion::metric::Figures;

use crate::benchmark::{self, Bench};
use crate::controls::{Change, control};
use crate::link;
use crate::loss_curve::LossCurve;
use crate::settings::Settings;
use crate::supervisor::{Supervisor, WatchdogAction, WorkerStatus};
use messages::{Command, Event, RunId, SampleRequest};
use messages::{Layer, LineView, SPEEDS, View};
use scene::Timeline;
use scene::Trajectory;
use scene::{Arrival, LearnedCloud};
use scene::{ExactCloud, FRAME};

pub use action::{Action, Phase};
pub use export::{Export, ExportEffect, ExportMsg, Job};
pub use figures::Metric;
pub use proofs::Proofs;

/// Everything that can happen to the page.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A control is being moved: show what it would do.
    Drag {
        /// The control's key.
        key: String,
        /// What it says.
        text: String,
    },
    /// A control was let go: do it.
    Commit {
        /// The control's key.
        key: String,
        /// What it says.
        text: String,
    },
    /// A button was pressed.
    Act(Action),
    /// The scrubber was moved to a place between states.
    Scrub(f64),
    /// A layer was shown or hidden.
    Show(Layer, bool),
    /// The posterior lens is to lie at this place, in the units of the data.
    Lens([f64; 2]),
    /// The posterior lens is to move by so many steps to the right and upwards.
    Nudge([f64; 2]),
    /// The view of 1-D clouds was chosen.
    LineView(LineView),
    /// The speed of the walk was chosen.
    Speed(f64),
    /// The inset is to magnify this spike; none for the next one.
    Magnify(Option<usize>),
    /// The page was opened at, or went to, this link (the fragment without `#`).
    Opened(String),
    /// Of a file that somebody takes away.
    Export(ExportMsg),
    /// The worker says something.
    Event(Event, Vec<f32>),
    /// The worker crashed.
    Crashed,
    /// The link was put into the clipboard, or could not be.
    Copied(bool),
    /// Some time passed.
    Tick,
    /// The page was shown or hidden.
    Visible(bool),
    /// Whether things may move by themselves.
    ReducedMotion(bool),
}

/// What the browser is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send this to the worker.
    Send(Command),
    /// Start a worker in the place of the one there is.
    SpawnWorker,
    /// End the worker.
    StopWorker,
    /// Put this fragment into the address; as a step that "back" undoes, or in the place of the last.
    WriteLink {
        /// Without `#`.
        fragment: String,
        /// Whether "back" returns to the address before.
        step: bool,
    },
    /// Put the address into the clipboard.
    CopyLink,
    /// Do this for a file that somebody takes away.
    Export(ExportEffect),
}

/// What a frame must draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The picture.
    pub picture: bool,
    /// The charts.
    pub charts: bool,
    /// The losses alone: they come far more often than anything else that a chart shows.
    pub losses: bool,
}

impl Frame {
    /// Everything.
    const ALL: Self = Self { picture: true, charts: true, losses: true };
}

/// After so long without input the hint is shown, in milliseconds.
const HINT_MS: f64 = 5_000.0;

/// The page.
#[derive(Debug)]
pub struct App {
    build: String,
    settings: Settings,
    /// What the settings would be if the control being dragged were let go.
    preview: Option<Settings>,
    view: View,
    link: String,
    run: RunId,
    /// The draw of the run whose samples are waited for.
    ticket: u32,
    /// What the worker said of controls and figures.
    words: Vec<(String, String)>,
    /// What is proven of the run.
    proofs: Proofs,
    phase: Phase,
    step: usize,
    steps_per_second: Option<f64>,
    loss: Option<f64>,
    weights: Option<String>,
    note: Option<String>,
    error: Option<String>,
    bench: Option<Bench>,
    supervisor: Supervisor,
    playing: bool,
    reduced_motion: bool,
    timeline: Timeline,
    exact: ExactCloud,
    learned: LearnedCloud,
    /// Whether the learned cloud belongs to the present run.
    learned_is_current: bool,
    losses: LossCurve,
    /// Which spike the inset magnifies.
    spike: usize,
    drawn_state: Option<usize>,
    dirty: Frame,
    last_input: f64,
    hint_due: bool,
    exporter: export::Exporter,
    layers: layers::Layers,
}

impl App {
    /// The page as a link opens it, at this time in milliseconds. `build` names what it was built from.
    #[must_use]
    pub fn new(build: &str, fragment: &str, now: f64) -> Self {
        let linked = link::read(fragment);
        let exact = ExactCloud::new(&linked.settings.config);
        Self {
            build: build.to_owned(),
            timeline: Timeline::new(exact.levels()),
            exact,
            preview: None,
            link: fragment.to_owned(),
            run: RunId(1),
            ticket: 0,
            words: Vec::new(),
            proofs: Proofs::default(),
            phase: Phase::Loading,
            step: 0,
            steps_per_second: None,
            loss: None,
            weights: None,
            note: joined(&linked.notes),
            settings: linked.settings,
            view: linked.view,
            error: None,
            bench: (fragment == benchmark::FRAGMENT).then(Bench::default),
            supervisor: Supervisor::new(now),
            playing: true,
            reduced_motion: false,
            learned: LearnedCloud::default(),
            learned_is_current: false,
            losses: LossCurve::default(),
            spike: 3,
            drawn_state: None,
            dirty: Frame::ALL,
            last_input: now,
            hint_due: true,
            exporter: export::Exporter::default(),
            layers: layers::Layers::default(),
        }
    }

    /// Does what a message says, at this time in milliseconds.
    pub fn update(&mut self, msg: Msg, now: f64) -> Vec<Effect> {
        // The benchmark hides everything that could be pressed.
        if msg.is_input() && self.bench.is_some() {
            return vec![];
        }
        if msg.is_input() {
            self.last_input = now;
            self.hint_due &= !matches!(msg, Msg::Drag { .. } | Msg::Commit { .. });
        }
        let mut effects = match msg {
            Msg::Drag { key, text } => self.drag(&key, &text),
            Msg::Commit { key, text } => self.commit(&key, &text),
            Msg::Act(action) => self.act(action, now),
            Msg::Scrub(position) => self.walk_to(|timeline| timeline.seek(position)),
            Msg::Show(layer, shown) => self.show(layer, shown),
            Msg::Lens(to) => self.move_lens(to),
            Msg::Nudge(steps) => self.nudge_lens(steps),
            Msg::LineView(line) => self.change_view(|view| view.line = line),
            Msg::Speed(speed) if SPEEDS.contains(&speed) => self.change_view(|view| view.speed = speed),
            Msg::Speed(_) => vec![],
            Msg::Magnify(spike) => {
                self.spike = spike.unwrap_or(self.spike + 1);
                self.redraw();
                vec![]
            }
            Msg::Opened(fragment) => self.open(&fragment),
            Msg::Export(msg) => self.update_export(msg),
            Msg::Event(event, bulk) => self.hear(event, bulk, now),
            Msg::Crashed => self.supervisor.crashed(now).map_or(vec![], |measure| self.take(measure)),
            Msg::Copied(copied) => self.copied(copied),
            // A slow machine may be away for seconds within one run of the benchmark.
            Msg::Tick if self.measures(self.run) => vec![],
            Msg::Tick => self.supervisor.tick(now).map_or(vec![], |measure| self.take(measure)),
            Msg::Visible(visible) => {
                self.supervisor.set_visible(visible, now);
                vec![]
            }
            Msg::ReducedMotion(reduced) => self.reduce_motion(reduced),
        };
        effects.extend(self.write_link());
        effects
    }

    /// Lets time pass up to `now`, does a frame's share of the exact cloud, and says what there is to draw.
    pub fn frame(&mut self, now: f64) -> Frame {
        if self.bench.is_some() {
            return Frame::default();
        }
        let before = self.timeline.position();
        self.timeline.advance(now, self.playing, self.view.speed);
        let worked = self.exact.advance(FRAME);
        let state = Some(self.timeline.state());
        let moved = before != self.timeline.position() || self.learned.is_crossfading(now);
        let frame = Frame {
            picture: moved || worked || self.dirty.picture,
            charts: worked || self.dirty.charts || state != self.drawn_state,
            losses: self.dirty.losses,
        };
        // One more frame after the last moment of a crossfade, so that the end is drawn too.
        self.dirty = Frame { picture: self.learned.is_crossfading(now), ..Frame::default() };
        self.drawn_state = state;
        frame
    }

    /// Draws everything anew in the next frame: the size or the colours changed.
    pub fn redraw(&mut self) {
        self.dirty = Frame::ALL;
    }

    fn drag(&mut self, key: &str, text: &str) -> Vec<Effect> {
        let Some(control) = control(key) else { return vec![] };
        let mut preview = self.settings.clone();
        self.note = control.apply(&mut preview, text);
        if control.change == Change::Restarts || preview.config.method != self.settings.config.method {
            self.show_levels_of(&preview);
        }
        let effects = self.consider(&preview);
        self.preview = Some(preview);
        effects
    }

    fn commit(&mut self, key: &str, text: &str) -> Vec<Effect> {
        let Some(control) = control(key) else { return vec![] };
        let before = self.settings.clone();
        self.preview = None;
        self.note = control.apply(&mut self.settings, text);
        self.show_levels_of(&self.settings.clone());
        if before == self.settings {
            return self.consider(&before);
        }
        match control.change {
            Change::Restarts => self.restart(key == "recipe" || self.phase != Phase::Paused),
            Change::Resamples if self.settings.config.is_taught_like(&before.config) => {
                self.ticket += 1;
                vec![Effect::Send(Command::Sample(SampleRequest::of(&self.settings.config, self.ticket)))]
            }
            // The other sampler needs another network.
            Change::Resamples => self.restart(true),
            Change::Repaces => vec![Effect::Send(Command::Pace(self.settings.pace))],
        }
    }

    fn act(&mut self, action: Action, now: f64) -> Vec<Effect> {
        match action {
            Action::Play => {
                self.playing = !self.playing;
                vec![]
            }
            Action::StepBack => self.walk_to(|timeline| timeline.step(-1.0)),
            Action::StepForward => self.walk_to(|timeline| timeline.step(1.0)),
            Action::Train => self.toggle_training(),
            Action::Rewind => self.restart(self.phase != Phase::Paused),
            Action::NewSeed => self.set("seed", self.settings.config.seed),
            Action::Resample => self.set("draw", self.settings.config.draw),
            Action::Share => vec![Effect::CopyLink],
            Action::Retry => self.retry(now),
            Action::DismissNote => {
                self.note = None;
                vec![]
            }
        }
    }

    /// The next seed or draw, as if it had been typed in.
    fn set(&mut self, key: &str, present: u32) -> Vec<Effect> {
        self.commit(key, &((present + 1) % 1_000_000).to_string())
    }

    fn walk_to(&mut self, go: impl FnOnce(&mut Timeline)) -> Vec<Effect> {
        self.playing = false;
        go(&mut self.timeline);
        self.dirty.picture = true;
        vec![]
    }

    fn toggle_training(&mut self) -> Vec<Effect> {
        match self.phase {
            Phase::Training => vec![Effect::Send(Command::Train(false))],
            Phase::Paused => {
                self.phase = Phase::Training;
                self.weights = None;
                vec![Effect::Send(Command::Train(true))]
            }
            Phase::Finished | Phase::Failed => self.restart(true),
            Phase::Loading | Phase::Measuring => vec![],
        }
    }

    fn change_view(&mut self, change: impl FnOnce(&mut View)) -> Vec<Effect> {
        change(&mut self.view);
        self.redraw();
        vec![]
    }

    fn reduce_motion(&mut self, reduced: bool) -> Vec<Effect> {
        self.reduced_motion = reduced;
        if reduced {
            // Nothing moves by itself, so the end of the walk is what is worth seeing.
            self.walk_to(|timeline| timeline.seek(timeline.last()));
        }
        vec![]
    }

    fn open(&mut self, fragment: &str) -> Vec<Effect> {
        if fragment == self.link {
            return vec![];
        }
        if fragment == benchmark::FRAGMENT {
            return self.open_bench();
        }
        let linked = link::read(fragment);
        let restarts = self.bench.take().is_some() || linked.settings.config != self.settings.config;
        self.note = joined(&linked.notes);
        self.preview = None;
        (self.settings, self.view) = (linked.settings, linked.view);
        self.link = fragment.to_owned();
        self.show_levels_of(&self.settings.clone());
        self.redraw();
        if restarts { self.restart(true) } else { vec![Effect::Send(Command::Pace(self.settings.pace))] }
    }

    /// The link, when it no longer says what is. A recipe is worth a step back; a slider is not.
    fn write_link(&mut self) -> Option<Effect> {
        if self.bench.is_some() {
            return None;
        }
        let fragment = link::write(&self.settings, &self.view);
        let recipe = |fragment: &str| fragment.split('&').next().map(str::to_owned);
        let step = recipe(&fragment) != recipe(&self.link) && self.link.starts_with("recipe=");
        (fragment != self.link).then(|| {
            self.link.clone_from(&fragment);
            Effect::WriteLink { fragment, step }
        })
    }

    /// The exact cloud and the walk for these settings.
    fn show_levels_of(&mut self, settings: &Settings) {
        self.exact.set(&settings.config);
        self.timeline.set_levels(self.exact.levels());
        self.redraw();
    }

    /// A new run from iteration 0.
    fn restart(&mut self, train: bool) -> Vec<Effect> {
        self.run = self.run.next();
        self.ticket = 0;
        self.proofs.stale();
        self.forget_run();
        if self.supervisor.life() != WorkerStatus::Ready {
            self.phase = Phase::Loading;
            return vec![];
        }
        vec![self.begin(train)]
    }

    fn forget_run(&mut self) {
        if self.learned.dim() != Some(self.exact.mixture().dim()) {
            self.learned.clear();
        }
        self.learned_is_current = false;
        self.layers.forget();
        self.losses = LossCurve::default();
        (self.step, self.steps_per_second, self.loss, self.weights, self.error) = (0, None, None, None, None);
        self.redraw();
    }

    fn start(&self, train: bool) -> Command {
        Command::Start {
            run: self.run,
            config: Box::new(self.settings.config.clone()),
            pace: self.settings.pace,
            train,
        }
    }

    fn retry(&mut self, now: f64) -> Vec<Effect> {
        if self.supervisor.life() != WorkerStatus::Stopped {
            return self.restart(true);
        }
        self.supervisor.revive(now);
        self.restart(true);
        vec![Effect::SpawnWorker]
    }

    fn copied(&mut self, copied: bool) -> Vec<Effect> {
        let words =
            if copied { "The link to this run is in the clipboard." } else { "Copy the link from the address bar." };
        self.note = Some(words.to_owned());
        vec![]
    }

    fn take(&mut self, measure: WatchdogAction) -> Vec<Effect> {
        match measure {
            WatchdogAction::Ping(number) => vec![Effect::Send(Command::Ping(number))],
            WatchdogAction::Restart => {
                self.lose_export();
                self.restart(true);
                self.note = Some("The worker stopped answering. It was replaced, and the run starts again.".to_owned());
                vec![Effect::SpawnWorker]
            }
            WatchdogAction::GiveUp => {
                self.lose_export();
                self.run = self.run.next();
                self.phase = Phase::Failed;
                let words = "The worker stopped four times within a minute, so it was not started again. \
                             Fewer samples or a narrower network need less memory.";
                self.error = Some(words.to_owned());
                vec![Effect::StopWorker]
            }
        }
    }

    fn hear(&mut self, event: Event, bulk: Vec<f32>, now: f64) -> Vec<Effect> {
        self.supervisor.heard();
        match event {
            Event::Ready { build } => return self.worker_is_up(&build, now),
            Event::Export { ticket, news } => return self.hear_of_export(ticket, news),
            Event::Progress { run, step, steps_per_second, loss } if run == self.run => {
                (self.step, self.steps_per_second, self.loss) = (step, Some(steps_per_second), Some(loss));
                bulk.into_iter().for_each(|loss| self.losses.push(loss));
                self.dirty.losses = true;
            }
            Event::Words(words) => self.words = words,
            Event::Study { run, sheet } if run == self.run => {
                self.dirty.charts |= !sheet.lines.is_empty();
                self.proofs.add(sheet);
            }
            Event::Samples { run, ticket, rows, dim, figures, .. } if (run, ticket) == (self.run, self.ticket) => {
                self.refresh((rows, dim), figures, bulk, now);
            }
            Event::Overlay { run, ticket } if run == self.run => self.laid_over(ticket, &bulk),
            Event::Resting { run, step, finished, weights } if run == self.run => {
                self.phase = if finished { Phase::Finished } else { Phase::Paused };
                (self.step, self.weights) = (step, Some(weights));
                self.steps_per_second = None;
                self.dirty.charts = true;
            }
            Event::Failed { run, reason } if run == self.run => {
                (self.phase, self.error, self.steps_per_second) = (Phase::Failed, Some(reason), None);
            }
            Event::BenchRow { run, row, of } if self.measures(run) => {
                self.bench.iter_mut().for_each(|bench| bench.add(row.clone(), of));
            }
            Event::BenchDone { run } if self.measures(run) => self.phase = Phase::Finished,
            // An answered ping is good enough; and what an older run still had to say is dropped.
            Event::Pong(_)
            | Event::Progress { .. }
            | Event::Samples { .. }
            | Event::Study { .. }
            | Event::Overlay { .. }
            | Event::Resting { .. }
            | Event::Failed { .. }
            | Event::BenchRow { .. }
            | Event::BenchDone { .. } => {}
        }
        vec![]
    }

    fn worker_is_up(&mut self, build: &str, now: f64) -> Vec<Effect> {
        if build != self.build {
            self.phase = Phase::Failed;
            self.error = Some("A newer version of this page has arrived in the meantime: please reload it.".to_owned());
            return vec![Effect::StopWorker];
        }
        self.supervisor.ready(now);
        vec![self.begin(true)]
    }

    fn refresh(&mut self, (rows, dim): (usize, usize), figures: Vec<Figures>, bulk: Vec<f32>, now: f64) {
        if let Some(trajectory) = Trajectory::from_values(dim, rows, bulk) {
            let arrival = if self.reduced_motion { Arrival::AtOnce } else { Arrival::Crossfade(now) };
            self.learned.refresh(trajectory, figures, arrival);
            self.learned_is_current = true;
            self.layers.renew();
            self.redraw();
        }
    }
}

impl Msg {
    fn is_input(&self) -> bool {
        matches!(
            self,
            Self::Drag { .. }
                | Self::Commit { .. }
                | Self::Act(_)
                | Self::Scrub(_)
                | Self::Show(..)
                | Self::Nudge(_)
                | Self::LineView(_)
                | Self::Speed(_)
                | Self::Magnify(_)
        )
    }
}

fn joined(notes: &[String]) -> Option<String> {
    (!notes.is_empty()).then(|| notes.join(" "))
}

#[cfg(test)]
mod tests;
