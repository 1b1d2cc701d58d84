//! The one way into the app, and the one way out: messages and effects.

use diffusion::Dataset;
use messages::{Command, Event, ExportKind, Layer, LineView, PictureStyle, ResultKind};

use super::editor::EditorMsg;
use super::export_state::ExportState;
use super::import_state::ImportMsg;
use super::picture_point::PicturePoint;
use crate::controls::Edit;
use crate::kept_run::{KeptRun, RecordId};
use crate::presentation::Theme;
use crate::runs::RunRecord;
use crate::share::{ShareOption, Shared};
use crate::tabs::Tab;

/// Everything that can happen to the page.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A control is being moved: show what it would do.
    Drag(Edit),
    /// A control was let go: do it.
    Commit(Edit),
    /// What somebody typed into a control cannot be read; in words.
    Unreadable(String),
    /// A button was pressed.
    Act(Action),
    /// The scrubber was moved to a position between states.
    Scrub(f64),
    /// The slider of the training was moved to this snapshot.
    ScrubTraining(usize),
    /// Something was dragged to this point of the map of both times.
    MoveOnMap(PicturePoint),
    /// A layer was shown or hidden.
    ShowLayer {
        /// Which layer.
        layer: Layer,
        /// Whether it is shown from now on.
        shown: bool,
    },
    /// The view of 1-D clouds was chosen.
    LineView(LineView),
    /// The speed of the playback was chosen.
    Speed(f64),
    /// One of the choices of the link's question was made.
    Answer(usize),
    /// A tab was chosen.
    ChooseTab(Tab),
    /// The lesson of this name was chosen.
    ShowLesson(String),
    /// The lesson so many further on was asked for.
    StepLesson(isize),
    /// The run that the shown lesson asks about is wanted, from its beginning.
    RunLesson,
    /// In the lesson of this name a choice was made.
    Predict {
        /// The lesson's name.
        lesson: String,
        /// Which choice.
        choice: usize,
    },
    /// The picture was pressed: its inset is to magnify the nearest spike.
    Press(PicturePoint),
    /// The inset is to magnify the next spike.
    MagnifyNext,
    /// Something points at the picture: the posterior lens lies there.
    Point(PicturePoint),
    /// The posterior lens is to move by so many steps to the right and upwards.
    Nudge([f64; 2]),
    /// The page was opened at, or went to, this link (the fragment without `#`).
    Opened(String),
    /// Of a file that somebody takes away.
    Export(ExportMsg),
    /// Of data of a person's own.
    Import(ImportMsg),
    /// Of weights out of a file.
    Weights(WeightsMsg),
    /// The data are changed in the picture.
    EditData(EditorMsg),
    /// The worker says something.
    Event(Event, Vec<f32>),
    /// The worker crashed.
    Crashed,
    /// A shared link is to hold this, or not to.
    ShareOption {
        /// What.
        option: ShareOption,
        /// Whether it holds it from now on.
        holds: bool,
    },
    /// This was put into the clipboard, or could not be.
    Copied(Shared, bool),
    /// Of the list of runs.
    Run(RunMsg),
    /// Of several seeds of one configuration.
    Repeat(RepeatMsg),
    /// Of the run beside the page's own.
    Compared(ComparedMsg),
    /// The browser could not remember the run for a reload.
    RunNotKept,
    /// Some time passed.
    Tick,
    /// The page was shown or hidden.
    Visible(bool),
    /// Some of the page came into view, or all of it left.
    InView(bool),
    /// Whether training goes on while nobody can see it.
    TrainUnseen(bool),
    /// Whether nothing may move by itself.
    ReducedMotion(bool),
    /// The page is light or dark from now on: everything is to be drawn anew.
    Theme(Theme),
    /// The size changed: everything is to be drawn anew.
    Redraw,
    /// The browser is about to draw a frame.
    Frame,
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Play or pause.
    Play,
    /// One level towards noise.
    StepBack,
    /// One level towards data.
    StepForward,
    /// Play the training from where somebody went back to, else from its start, or pause it there.
    PlayTraining,
    /// Back to where training stands.
    Now,
    /// Start or pause training; a run that has ended is trained on, where that is possible.
    Train,
    /// Train a run that has ended further, with more iterations.
    Continue,
    /// Back to iteration 0 with the same weights.
    Rewind,
    /// Other weights and other noise.
    NewSeed,
    /// Other start noise for the same weights.
    Resample,
    /// Show the link and the code of a frame, and copy the link.
    Share,
    /// Try again after a failure.
    Retry,
    /// Make the choice that is advised.
    Mend,
    /// Put the note away.
    DismissNote,
    /// Show the pinned run beside the page's own, or no other any more.
    Compare,
    /// Start or pause the training of the run beside the page's own, or try again where it failed.
    TrainCompared,
}

impl Action {
    /// All of them, with their names in the page.
    pub const ALL: [(&'static str, Self); 16] = [
        ("play", Self::Play),
        ("step-back", Self::StepBack),
        ("step-forward", Self::StepForward),
        ("play-training", Self::PlayTraining),
        ("now", Self::Now),
        ("train", Self::Train),
        ("continue", Self::Continue),
        ("rewind", Self::Rewind),
        ("new-seed", Self::NewSeed),
        ("resample", Self::Resample),
        ("share", Self::Share),
        ("retry", Self::Retry),
        ("mend", Self::Mend),
        ("dismiss-note", Self::DismissNote),
        ("compare", Self::Compare),
        ("train-compared", Self::TrainCompared),
    ];

    /// The action of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
    }
}

/// What happens to a file that somebody takes away.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportMsg {
    /// One of this kind is wanted.
    Requested {
        /// The kind of file.
        kind: ExportKind,
        /// How it looks, where it is a picture.
        style: PictureStyle,
    },
    /// None is wanted after all.
    Cancelled,
    /// How far the file of this ticket is, which the page makes or saves itself.
    Progress {
        /// The file's number.
        ticket: u32,
        /// How far it is.
        state: ExportState,
    },
}

/// What a person does with the list of runs, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunMsg {
    /// Show the run of this row again.
    Load(RecordId),
    /// Compare others with this row, or with none.
    Pin(Option<RecordId>),
    /// Take it off the list.
    Delete(RecordId),
    /// The browser could not keep this row for the next visit.
    NotKept(RecordId),
}

/// What becomes of a file of weights that somebody opens.
#[derive(Clone, Debug, PartialEq)]
pub enum WeightsMsg {
    /// One of so many bytes was chosen.
    Chosen {
        /// In bytes.
        size: f64,
    },
    /// These are its bytes.
    Read(Vec<u8>),
    /// The browser could not read it.
    Unreadable,
}

/// What a person does with several seeds of one configuration, and what their workers say.
#[derive(Clone, Debug, PartialEq)]
pub enum RepeatMsg {
    /// Train the page's configuration with eight seeds.
    Begin {
        /// How many cores the machine has.
        cores: usize,
    },
    /// Train no more of them.
    Stop,
    /// The worker in this place says something.
    Event(usize, Box<Event>, Vec<f32>),
    /// The worker in this place crashed.
    Crashed(usize),
}

/// What the worker of the run beside the page's own says.
#[derive(Clone, Debug, PartialEq)]
pub enum ComparedMsg {
    /// Something.
    Event(Box<Event>, Vec<f32>),
    /// It crashed.
    Crashed,
}

/// What the browser is to do with a worker beside the one of the page's own run.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkerEffect {
    /// Start one, in the place of the one there is.
    Spawn,
    /// Send it this.
    Send(Command),
    /// End it.
    End,
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
    /// Do this with the worker in this place of those that train seeds.
    Repeater(usize, WorkerEffect),
    /// Do this with the worker of the run beside the page's own.
    Compared(WorkerEffect),
    /// Put this fragment into the address; as a step that "back" undoes, or in the place of the last.
    WriteLink {
        /// Without `#`.
        fragment: String,
        /// Whether "back" returns to the address before.
        step: bool,
    },
    /// Open the page anew, with the files that its host has now.
    Reload,
    /// Show what can be shared.
    ShowShare {
        /// The fragment of the link, without `#`.
        link: String,
        /// The same for a frame of another page.
        frame: String,
    },
    /// Put the shown link into the clipboard.
    CopyLink,
    /// Paint what has changed.
    Paint(Repaint),
    /// Paint the picture of the run beside the page's own.
    PaintCompared(Repaint),
    /// Show these results anew.
    ShowResults(Vec<ResultKind>),
    /// Remember these data of a person's own.
    KeepData(Dataset),
    /// Show the list of runs anew.
    ShowRuns,
    /// Show how far the seeds are.
    ShowRepeatProgress,
    /// Keep this row of the list of runs for the next visit.
    KeepRecord(Box<RunRecord>),
    /// Keep it no more.
    ForgetRecord(RecordId),
    /// Keep which row is pinned.
    KeepPin(Option<RecordId>),
    /// Remember this run for a reload of the page.
    KeepRun(Box<KeptRun>),
    /// Do this for a file that somebody takes away.
    Export(ExportEffect),
}

/// What is to be painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repaint {
    /// The picture.
    pub picture: bool,
    /// The charts.
    pub charts: bool,
    /// The loss chart alone: losses come far more often than anything else that a chart shows.
    pub losses: bool,
}

impl Repaint {
    /// Everything.
    pub const ALL: Self = Self { picture: true, charts: true, losses: true };
}

/// A file that the page is to make.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportJob {
    /// Its number.
    pub ticket: u32,
    /// How it looks.
    pub style: PictureStyle,
    /// What it is called.
    pub name: String,
}

/// What the browser is to do for a file.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportEffect {
    /// Save the picture as it is.
    Picture(ExportJob),
    /// Get ready to record a video of this state as earlier iterations have it, of what will be kept.
    PrepareLearning {
        /// The file.
        job: ExportJob,
        /// The number of the state.
        state: usize,
    },
    /// Record it: each piece that was kept is the learned cloud after one of these iterations.
    RecordLearning {
        /// The file's number.
        ticket: u32,
        /// Rising.
        iterations: Vec<usize>,
    },
    /// Record a video, and save it with its format added to the name.
    Video(ExportJob),
    /// Keep these bytes: they follow those before.
    Keep(Vec<u8>),
    /// Save what was kept.
    Save {
        /// The file's number.
        ticket: u32,
        /// What it is called.
        name: String,
    },
    /// Save what was kept as a picture: it is the pixels of one.
    SavePixels {
        /// The file's number.
        ticket: u32,
        /// What it is called.
        name: String,
        /// How wide the picture is.
        width: u32,
    },
    /// Forget what was kept, and record no more.
    Forget,
}

impl Msg {
    /// Whether a person did it.
    pub(super) fn is_input(&self) -> bool {
        match self {
            Self::Drag(_)
            | Self::Commit(_)
            | Self::Unreadable(_)
            | Self::Act(_)
            | Self::Scrub(_)
            | Self::ScrubTraining(_)
            | Self::MoveOnMap(_)
            | Self::ShowLayer { .. }
            | Self::LineView(_)
            | Self::Speed(_)
            | Self::Answer(_)
            | Self::ChooseTab(_)
            | Self::ShowLesson(_)
            | Self::StepLesson(_)
            | Self::RunLesson
            | Self::Import(_)
            | Self::Weights(_)
            | Self::EditData(_)
            | Self::Predict { .. }
            | Self::Press(_)
            | Self::MagnifyNext
            | Self::Nudge(_) => true,
            Self::Run(msg) => !matches!(msg, RunMsg::NotKept(_)),
            Self::Repeat(msg) => matches!(msg, RepeatMsg::Begin { .. } | RepeatMsg::Stop),
            // Pointing at the picture is no decision.
            Self::Point(_)
            | Self::Opened(_)
            | Self::Export(_)
            | Self::Event(..)
            | Self::Crashed
            | Self::Theme(_)
            | Self::ShareOption { .. }
            | Self::Copied(..)
            | Self::RunNotKept
            | Self::Compared(_)
            | Self::Tick
            | Self::Visible(_)
            | Self::InView(_)
            | Self::TrainUnseen(_)
            | Self::ReducedMotion(_)
            | Self::Redraw
            | Self::Frame => false,
        }
    }
}
