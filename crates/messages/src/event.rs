//! What the worker says to the page.

use diffusion::evaluation::CloudStatistics;
use serde::{Deserialize, Serialize};

use crate::benchmark::BenchmarkRow;
use crate::command::RunId;
use crate::export::ExportEvent;
use crate::overlay::Mark;
use crate::result::RunResult;

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
    /// Training went on. Carries the losses of the iterations since the last such event.
    Progress {
        /// The run.
        run: RunId,
        /// Iterations done, over all networks.
        step: usize,
        /// Iterations per second, lately.
        steps_per_second: f64,
        /// The mean loss of the last tenth of the iterations so far.
        loss: f64,
    },
    /// The learned cloud. Carries its points at every state.
    Samples {
        /// The run.
        run: RunId,
        /// The iteration whose weights carried it.
        step: usize,
        /// The ticket of their draw.
        ticket: u32,
        /// How many points.
        rows: usize,
        /// Coordinates of a point.
        dim: usize,
        /// Its figures at every state of sampling, start noise first.
        figures: Vec<CloudStatistics>,
    },
    /// Training stands still: at the page's kind, or because all is done.
    Resting {
        /// The run.
        run: RunId,
        /// Iterations done.
        step: usize,
        /// Whether that was all of them.
        finished: bool,
        /// The hash of the weights.
        weights: String,
    },
    /// The run cannot go on.
    Failed {
        /// The run.
        run: RunId,
        /// Why, in words for the person who reads them.
        reason: String,
    },
    /// A result of the run, or of what a control is being dragged to.
    Result {
        /// The run.
        run: RunId,
        /// In the place of the last one of its kind.
        result: RunResult,
    },
    /// The answer to [`Command::Overlay`](crate::Command::Overlay), after its results.
    Overlay {
        /// The run.
        run: RunId,
        /// The request's number.
        ticket: u32,
        /// What is laid over, the first below.
        marks: Vec<Mark>,
    },
    /// Of a file that was asked for.
    Export {
        /// The request's number.
        ticket: u32,
        /// How far it is.
        event: ExportEvent,
    },
    /// A case of the benchmark is measured.
    BenchRow {
        /// The run.
        run: RunId,
        /// What was measured.
        row: BenchmarkRow,
        /// How many cases there are.
        of: usize,
    },
    /// Every case of the benchmark is measured.
    BenchDone {
        /// The run.
        run: RunId,
    },
    /// The answer to [`Command::Ping`](crate::Command::Ping).
    Pong(u32),
}
