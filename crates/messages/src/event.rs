//! What the worker says to the page.

use diffusion::evaluation::{CloudStatistics, MetricScore};
use serde::{Deserialize, Serialize};

use crate::benchmark::BenchmarkRow;
use crate::command::{ExactOf, RunId};
use crate::export::ExportEvent;
use crate::import::ImportEvent;
use crate::overlay::Mark;
use crate::result::RunResult;
use crate::resumption::Sealed;
use crate::weights::WeightsEvent;

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker is up.
    Ready {
        /// What it was built from; must be the page's own build.
        build: String,
    },
    /// What controls, figures and choices are, for those who ask: the key of each, and its sentences.
    Help(Vec<(String, String)>),
    /// Training went on. Carries the losses of the iterations since the last such event, one number each.
    Progress {
        /// The run that trains.
        run: RunId,
        /// Iterations done, over all networks.
        step: usize,
        /// Iterations per second, over half a second or longer, pauses left out; at first over what there was.
        steps_per_second: f64,
        /// The mean loss of the last tenth of the iterations so far.
        loss: f64,
    },
    /// The weights of this moment are kept, and can be shown again.
    Snapshot {
        /// The run whose they are.
        run: RunId,
        /// Iterations done, over all networks.
        step: usize,
    },
    /// Where training stands, to be kept for a [`Resumption`](crate::Resumption) in place of the last; the losses of all
    /// iterations up to it were told before. It comes every few seconds, and when training stands still.
    TrainingState {
        /// The run that trains.
        run: RunId,
        /// Iterations done, over all networks.
        step: usize,
        /// For a worker's eyes.
        state: Sealed,
    },
    /// Weights of this moment, to be kept for a [`Resumption`](crate::Resumption) beside those before. A run that goes on
    /// says again at its beginning which of them it has.
    Milestone {
        /// The run whose they are.
        run: RunId,
        /// For a worker's eyes.
        milestone: Sealed,
    },
    /// The learned cloud. Carries its points: state after state, row after row, `states · rows · dim` numbers.
    Samples {
        /// The run whose network carried it.
        run: RunId,
        /// The iteration whose weights carried it.
        step: usize,
        /// Whether they are those of a snapshot that the page went back to, and not the last ones.
        of_snapshot: bool,
        /// The ticket of the [`SampleRequest`](crate::SampleRequest) that it answers; 0 for what the run began with.
        ticket: u32,
        /// Points at every state.
        rows: usize,
        /// Coordinates of a point: 1 or 2.
        dim: usize,
        /// Its statistics at every state of sampling, start noise first.
        figures: Vec<CloudStatistics>,
    },
    /// Training stands still: at the page's request, or because all is done.
    Resting {
        /// The run that stands still.
        run: RunId,
        /// Iterations done.
        step: usize,
        /// Whether that was all of them.
        finished: bool,
        /// The hash of the weights: FNV-1a of 64 bits over their little-endian bytes, as 16 hexadecimal digits.
        weights: String,
    },
    /// The run of a [`Command::Repeat`](crate::Command::Repeat) has ended; its losses were told before.
    Repeated {
        /// Its number.
        run: RunId,
        /// The hash of its weights, as in [`Event::Resting`].
        weights: String,
        /// What its samples score.
        scores: Vec<MetricScore>,
        /// What the perfect samples score that were asked for.
        perfect: Vec<Vec<MetricScore>>,
    },
    /// The answer to [`Command::Judge`](crate::Command::Judge): the p of all metrics together, seed by seed.
    Judged(Vec<f64>),
    /// The run cannot go on.
    Failed {
        /// The run that failed, or the number of the benchmark.
        run: RunId,
        /// Why, in words for the person who reads them.
        reason: String,
    },
    /// A result of the run, or of what a control is being dragged to.
    Result {
        /// The run that it is shown beside.
        run: RunId,
        /// The iteration whose weights it is of; 0 for what a control is being dragged to.
        step: usize,
        /// In the place of the last one of its kind.
        result: RunResult,
    },
    /// The answer to [`Command::Overlay`](crate::Command::Overlay), after its results.
    Overlay {
        /// The run whose network it shows.
        run: RunId,
        /// The ticket of the command.
        ticket: u32,
        /// What is laid over, the first below.
        marks: Vec<Mark>,
    },
    /// Of a file that was asked for.
    Export {
        /// The ticket of its [`ExportRequest`](crate::ExportRequest).
        ticket: u32,
        /// How far it is.
        event: ExportEvent,
    },
    /// The answer to [`Command::CarryExact`](crate::Command::CarryExact). Carries the points, as [`Event::Samples`] does.
    Exact {
        /// The ticket of the command.
        ticket: u32,
        /// Of which denoiser it is.
        of: ExactOf,
        /// Points at every state.
        rows: usize,
        /// Coordinates of a point: 1 or 2.
        dim: usize,
    },
    /// The answer to [`Command::Import`](crate::Command::Import).
    Import {
        /// The ticket of the command.
        ticket: u32,
        /// What was found.
        event: ImportEvent,
    },
    /// The answer to [`Command::Weights`](crate::Command::Weights).
    Weights {
        /// The ticket of the command.
        ticket: u32,
        /// What was found.
        event: WeightsEvent,
    },
    /// A case of the benchmark is measured.
    BenchRow {
        /// The number that [`Command::Bench`](crate::Command::Bench) gave the benchmark.
        run: RunId,
        /// The case and its time.
        row: BenchmarkRow,
        /// How many cases there are in all.
        of: usize,
    },
    /// Every case of the benchmark is measured.
    BenchDone {
        /// The number that [`Command::Bench`](crate::Command::Bench) gave the benchmark.
        run: RunId,
    },
    /// The answer to [`Command::Ping`](crate::Command::Ping).
    Pong(u32),
}
