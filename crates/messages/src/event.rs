//! What the worker says to the page.

use diffusion::metric::Figures;
use serde::{Deserialize, Serialize};

use crate::benchmark::BenchmarkRow;
use crate::command::RunId;
use crate::export::ExportEvent;
use crate::study::Sheet;

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker is up.
    Ready {
        /// What it was built from; must be the page's own build.
        build: String,
    },
    /// What things are, for those who ask: the key of each, and its sentences.
    Words(Vec<(String, String)>),
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
        /// Its figures at every state of the walk, start noise first.
        figures: Vec<Figures>,
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
    /// Something is proven of the run, or of what a control is being dragged to.
    Study {
        /// The run.
        run: RunId,
        /// A table, whole.
        sheet: Sheet,
    },
    /// The answer to [`Command::Overlay`], after its tables. Carries the [`Mark`](crate::Mark)s.
    Overlay {
        /// The run.
        run: RunId,
        /// The request's number.
        ticket: u32,
    },
    /// Of a file that was ordered.
    Export {
        /// The order's number.
        ticket: u32,
        /// What there is to say.
        news: ExportEvent,
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
    /// The answer to [`Command::Ping`].
    Pong(u32),
}
