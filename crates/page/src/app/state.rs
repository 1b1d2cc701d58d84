//! Everything the page knows, and what can be read off it.

use diffusion::config::{Networks, TrainingStage};
use diffusion::{Config, Dataset, Method};
use messages::result::Verdict;
use messages::{ResultKind, RunId, RunResult, SampleRequest, View};
use scene::{EditedScene, ExactCloud, LearnedCloud, LearnedScene, Scene, Timeline, Trajectory, half_extent};

use super::attention::Attention;
use super::editor::Editor;
use super::exact_request::{ExactRequest, MemoriserOf};
use super::export_state::{ExportState, Exporter};
use super::import_state::Import;
use super::msg::Repaint;
use super::overlay_state::Overlays;
use super::run::{Begin, Phase, RunState};
use super::weights_state::WeightsImport;
use crate::advice::Advice;
use crate::benchmark::{self, BenchmarkReport};
use crate::controls::by_noise;
use crate::kept_run::RecordId;
use crate::lessons::{Lesson, Lessons};
use crate::link;
use crate::loss_curve::LossCurve;
use crate::own_data::OwnData;
use crate::presentation::{Presentation, Theme};
use crate::repeats::Repeats;
use crate::results::RunResults;
use crate::runs::RunLedger;
use crate::settings::Settings;
use crate::share::{ShareOption, ShareOptions};
use crate::supervisor::{Supervisor, WorkerStatus};
use crate::tabs::{Side, Tab, Tabs};

/// After so long without input the hint is shown, in milliseconds.
const HINT_MS: f64 = 5_000.0;

/// The page. It changes by [`App::update`] alone.
#[derive(Debug)]
pub struct App {
    /// What the page was built from.
    pub(super) build: String,
    /// What the run is made of.
    pub(super) settings: Settings,
    /// What the settings would be if the control being dragged were let go.
    pub(super) preview: Option<Settings>,
    pub(super) view: View,
    pub(super) presentation: Presentation,
    /// The choice that was made last of those of the link's question.
    pub(super) answered: Option<usize>,
    pub(super) tabs: Tabs,
    pub(super) lessons: Lessons,
    pub(super) share: ShareOptions,
    /// What the address says, without `#`.
    pub(super) link: String,
    /// What a link was written of last.
    pub(super) linked: Option<(Settings, View, Presentation)>,
    pub(super) run: RunState,
    pub(super) runs: RunLedger,
    pub(super) repeats: Repeats,
    /// The run beside the page's own.
    pub(super) compared: Option<Box<ComparedRun>>,
    /// What somebody had beside it last, and closed.
    pub(super) closed_comparison: Option<Box<Config>>,
    pub(super) in_common: InCommon,
    /// Whether the list of runs, or what is known of several seeds, is to be shown anew.
    pub(super) runs_changed: bool,
    /// The samples that were asked for last.
    pub(super) requested: SampleRequest,
    /// The cloud of the last samples …
    pub(super) learned: LearnedCloud,
    /// … and what they are samples of.
    pub(super) learned_of: Option<SamplesOf>,
    pub(super) exact: ExactCloud,
    pub(super) exact_request: ExactRequest,
    /// The cloud of the exact denoiser of the training points alone, and what was asked of the worker for it.
    pub(super) memoriser: Option<Trajectory>,
    pub(super) memoriser_request: ExactRequest,
    pub(super) memoriser_of: Option<MemoriserOf>,
    /// On the settings, or on what is being dragged.
    pub(super) advice: Option<Advice>,
    pub(super) timeline: Timeline,
    pub(super) playing: bool,
    pub(super) reduced_motion: bool,
    /// As the page is shown.
    pub(super) theme: Theme,
    /// Which spike the inset magnifies.
    pub(super) spike: usize,
    pub(super) overlays: Overlays,
    /// What the worker said of controls, figures and choices: the key of each, and its sentences.
    pub(super) help: Vec<(String, String)>,
    /// What the run is held against.
    pub(super) results: RunResults,
    /// The results that are to be shown anew.
    pub(super) changed_results: Vec<ResultKind>,
    pub(super) note: Option<String>,
    /// Whether it was said that the browser keeps no runs.
    pub(super) says_not_kept: bool,
    /// Whether it was said that it keeps no more rows of the list.
    pub(super) says_no_room: bool,
    /// The benchmark, while it is open.
    pub(super) benchmark: Option<BenchmarkReport>,
    pub(super) supervisor: Supervisor,
    /// The worker's files are of another build than the page's.
    pub(super) outdated: bool,
    pub(super) attention: Attention,
    pub(super) exporter: Exporter,
    pub(super) import: Import,
    pub(super) weights: WeightsImport,
    pub(super) own_data: OwnData,
    pub(super) editor: Editor,
    /// The state that was painted last.
    pub(super) painted_state: Option<usize>,
    /// What is to be painted with the next frame.
    pub(super) due: Repaint,
    /// When somebody did something last, in milliseconds.
    pub(super) last_input: f64,
    /// Whether no control has been touched yet.
    pub(super) hint_due: bool,
}

/// Which run and which method a cloud was sampled from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SamplesOf {
    pub run: RunId,
    /// The iteration whose weights carried it.
    pub step: usize,
    /// Whether they are those of a snapshot that somebody went back to.
    pub of_snapshot: bool,
    pub ticket: u32,
    pub dataset: Dataset,
    pub method: Method,
}

/// What two runs side by side have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct InCommon {
    /// The seed of the noise that samples begin in, where it is not the run's own.
    pub noise_seed: Option<u32>,
    /// The picture of the other run reaches so far, and so both do; 0 where there is none.
    pub reach: f64,
}

/// The run beside the page's own.
#[derive(Debug)]
pub(super) struct ComparedRun {
    /// It is an app of its own, without controls.
    pub app: App,
    /// The configuration that was wanted.
    pub of: Box<Config>,
    /// Its row in the list of runs; none before it has one.
    pub row: Option<RecordId>,
    /// What sets it apart from the page's run, in words, …
    pub name: String,
    /// … and from which settings of that.
    pub named_beside: Option<Settings>,
}

impl App {
    /// The page as a link opens it, at this time in milliseconds. `build` names what it was built from.
    pub fn new(build: &str, fragment: &str, now: f64) -> Self {
        let linked = link::read(fragment);
        let exact = ExactCloud::new(&linked.settings.config);
        let mut app = Self {
            build: build.to_owned(),
            preview: None,
            link: fragment.to_owned(),
            linked: None,
            run: RunState::new(RunId(1), Begin::Training),
            runs: RunLedger::default(),
            repeats: Repeats::default(),
            compared: None,
            closed_comparison: None,
            in_common: InCommon::default(),
            runs_changed: false,
            requested: SampleRequest::of(&linked.settings.config, 0),
            learned: LearnedCloud::default(),
            learned_of: None,
            timeline: Timeline::new(exact.levels()),
            exact,
            exact_request: ExactRequest::default(),
            memoriser: None,
            memoriser_request: ExactRequest::default(),
            memoriser_of: None,
            advice: Advice::on(&linked.settings),
            playing: true,
            answered: None,
            tabs: linked.presentation.tabs(),
            lessons: Lessons::default(),
            share: ShareOptions::default(),
            reduced_motion: false,
            theme: Theme::default(),
            spike: 3,
            overlays: Overlays::default(),
            help: Vec::new(),
            results: RunResults::default(),
            changed_results: Vec::new(),
            note: linked.note(),
            says_not_kept: false,
            says_no_room: false,
            settings: linked.settings,
            view: linked.view,
            presentation: linked.presentation,
            benchmark: (fragment == benchmark::FRAGMENT).then(BenchmarkReport::default),
            supervisor: Supervisor::new(now),
            outdated: false,
            attention: Attention::default(),
            exporter: Exporter::default(),
            import: Import::default(),
            weights: WeightsImport::default(),
            own_data: OwnData::default(),
            editor: Editor::default(),
            painted_state: None,
            due: Repaint::ALL,
            last_input: now,
            hint_due: true,
        };
        app.begin_playback();
        app
    }

    /// The page of somebody who had these data of their own the last time. Those of a link are shown all the same.
    pub fn with_own_data(mut self, data: impl IntoIterator<Item = Dataset>) -> Self {
        data.into_iter().for_each(|data| self.own_data.set(&data));
        self.own_data.set_first(&self.settings.config.dataset);
        self
    }

    /// The page with these lessons. The link says which of them is shown, if it says so.
    pub fn with_lessons(mut self, lessons: Lessons) -> Self {
        self.lessons = lessons;
        self.show_linked_lesson();
        self
    }

    /// Shows the lesson that the link names, if it names one.
    pub(super) fn show_linked_lesson(&mut self) {
        if let Some(key) = &self.presentation.lesson
            && !self.lessons.show(key)
        {
            self.note = Some(format!("There is no lesson “{key}”."));
        }
    }

    /// The playback stands where the link says, if it says so.
    pub(super) fn begin_playback(&mut self) {
        let Presentation { level, play, .. } = self.presentation;
        self.share.set(ShareOption::Level, level.is_some());
        self.share.set(ShareOption::Playback, play.is_some());
        self.share.set(ShareOption::Theme, self.presentation.theme.is_some());
        let names_place = self.presentation.lesson.is_some() || self.presentation.named_tabs().next().is_some();
        self.share.set(ShareOption::Tabs, names_place);
        if let Some(level) = level {
            self.timeline.seek(level.into());
        }
        if level.is_some() || play.is_some() {
            self.playing = self.presentation.plays() && !self.reduced_motion;
        }
    }

    /// The settings, or what they would be if the control being dragged were let go.
    pub fn settings(&self) -> &Settings {
        self.preview.as_ref().unwrap_or(&self.settings)
    }

    /// What this control, figure or choice is, in a few sentences; empty until the worker has said it.
    pub fn about(&self, key: &str) -> &str {
        self.help.iter().find(|(known, _)| known == key).map_or("", |(_, about)| about)
    }

    /// What is shown, and how.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The page around the run.
    pub fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    /// The lessons.
    pub fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// What is to be said of the shown lesson's question.
    pub fn lesson_outcome(&self) -> String {
        let runs = matches!(self.run.phase, Phase::Loading | Phase::Training);
        let has_gone_back = self.run.phase == Phase::Finished && self.run.time.iteration().is_some();
        let outcome = |lesson: &Lesson| {
            let is_asked = self.run.is_of_link && lesson.asks_about(&self.settings.config);
            if is_asked && has_gone_back && lesson.measured().is_none() {
                return "This run has ended, and its last samples answer: go back to now.".to_owned();
            }
            lesson.outcome(is_asked.then_some(runs))
        };
        self.lessons.shown().map_or(String::new(), outcome)
    }

    /// The tab at the front of a side of the picture.
    pub fn tab_on(&self, side: Side) -> Option<Tab> {
        self.tabs.on(side, |tab| self.presentation.has_tab(tab))
    }

    /// The one tab of a window that has room for no more.
    pub fn front_tab(&self) -> Option<Tab> {
        self.tabs.front(|tab| self.presentation.has_tab(tab))
    }

    /// What a shared link holds.
    pub fn share_options(&self) -> ShareOptions {
        self.share
    }

    /// Whether the last choice of the link's question was right.
    pub fn is_answered_right(&self) -> Option<bool> {
        Some(self.presentation.question.as_ref()?.is_right(self.answered?))
    }

    /// The link of a page in a frame as it is in a tab of its own.
    pub fn link_without_embed(&self) -> Option<&str> {
        self.link.strip_suffix("&embed=1")
    }

    /// The run.
    pub fn run(&self) -> RunId {
        self.run.id
    }

    /// Training's state.
    pub fn phase(&self) -> Phase {
        self.run.phase
    }

    /// Whether a run of the link has the same weights; not where this one was trained on at other rates.
    pub fn is_of_link(&self) -> bool {
        self.run.is_of_link
    }

    /// Iterations done.
    pub fn step(&self) -> usize {
        self.run.step
    }

    /// The mean loss of the last tenth of the iterations so far.
    pub fn loss(&self) -> Option<f64> {
        self.run.loss
    }

    /// Iterations per second, while it trains.
    pub fn steps_per_second(&self) -> Option<f64> {
        self.run.steps_per_second
    }

    /// The noisiest level that has been learned. Those after it have been too: networks are trained from the cleanest
    /// level on, and where one serves all levels, they are learned together.
    pub fn learned_from(&self) -> usize {
        let config = &self.settings.config;
        if config.networks == Networks::Shared {
            return 0;
        }
        let (stages, mut trained) = (config.stages(), 0);
        let is_done = |stage: &&TrainingStage| {
            trained += stage.iterations;
            trained <= self.shown_iteration()
        };
        stages.len() - stages.iter().take_while(is_done).count()
    }

    /// The losses of the run.
    pub fn losses(&self) -> &LossCurve {
        &self.run.losses
    }

    /// The hash of the weights, while training stands still.
    pub fn weights(&self) -> Option<&str> {
        self.run.weights.as_deref()
    }

    /// Why the run failed.
    pub fn error(&self) -> Option<&str> {
        self.run.error.as_deref()
    }

    /// The last input that was mended, or another word to the person.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Whether the playback goes on by itself.
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// Whether the page can be seen.
    pub fn is_seen(&self) -> bool {
        self.attention.is_seen()
    }

    /// Whether there was a reason yet to start a worker: somebody has looked.
    pub fn has_begun(&self) -> bool {
        self.attention.has_begun
    }

    /// Whether the worker waits because nobody looks.
    pub fn rests_unseen(&self) -> bool {
        !self.attention.works()
    }

    /// How the worker is.
    pub fn worker_status(&self) -> WorkerStatus {
        self.supervisor.status()
    }

    /// Where the playback stands.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What is to be said where choices do not suit each other. A lesson that asks what then happens says it itself.
    pub fn advice(&self) -> Option<&Advice> {
        let asked = self.lessons.shown().is_some_and(|lesson| lesson.asks_about(&self.settings().config));
        self.advice.as_ref().filter(|_| !asked)
    }

    /// The exact cloud and the data.
    pub fn exact(&self) -> &ExactCloud {
        &self.exact
    }

    /// The learned cloud.
    pub fn learned(&self) -> &LearnedCloud {
        &self.learned
    }

    /// Whether the learned cloud is of the present run, and of the data and levels that the controls say.
    pub fn learned_is_current(&self) -> bool {
        let shown = &self.settings().config;
        let is_current =
            |of: &SamplesOf| of.run == self.run.id && of.method == shown.method && of.dataset == shown.dataset;
        self.learned_of.as_ref().is_some_and(is_current)
    }

    /// What the picture shows at this time in milliseconds.
    pub fn scene(&self, now: f64) -> Scene<'_> {
        Scene {
            exact: &self.exact,
            memoriser: self.memoriser.as_ref(),
            learned: LearnedScene { cloud: &self.learned, is_current: self.learned_is_current(), now },
            iteration: self.shown_snapshot(),
            position: self.timeline.position(),
            view: &self.view,
            spike: self.spike,
            laid_over: self.overlays.laid_over(),
            edited: self.edited_scene(),
        }
    }

    /// What is seen of data that are being changed. The pictures of two runs reach equally far.
    pub(super) fn edited_scene(&self) -> EditedScene<'_> {
        let edited = self.editor.scene();
        EditedScene { at_least: edited.at_least.max(self.in_common.reach), ..edited }
    }

    /// How far the picture reaches by itself.
    pub(super) fn own_reach(&self) -> f64 {
        self.editor.scene().reach(half_extent(&self.exact, self.timeline.position()))
    }

    /// What the run is held against.
    pub fn results(&self) -> &RunResults {
        &self.results
    }

    /// Whether the samples of this run can be told from perfect ones; none as long as nothing is known of them.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self.results.get(ResultKind::Metrics).filter(|known| !known.stale).map(|known| &known.result) {
            Some(RunResult::Metrics(result)) => Some(&result.verdict),
            _ => None,
        }
    }

    /// How far the last file is.
    pub fn export(&self) -> &ExportState {
        &self.exporter.state
    }

    /// How far somebody is with data of their own.
    pub fn import(&self) -> &Import {
        &self.import
    }

    /// What the choices of own data lead to.
    pub fn own_data(&self) -> &OwnData {
        &self.own_data
    }

    /// How somebody changes the data in the picture.
    pub fn editor(&self) -> &Editor {
        &self.editor
    }

    /// The benchmark, while it is open.
    pub fn benchmark(&self) -> Option<&BenchmarkReport> {
        self.benchmark.as_ref()
    }

    /// A hint for those who have not touched anything yet.
    pub fn hint(&self, now: f64) -> Option<&'static str> {
        let due = self.hint_due && now - self.last_input > HINT_MS;
        let settings = self.settings();
        let has_sigma = settings.config.method.noise_range().is_some() && by_noise(settings, [true, false, false]);
        (due && has_sigma).then_some("Drag σ_max, the largest noise: what happens?")
    }
}
