//! What the page asks of the worker.

use std::ops::Range;

use diffusion::counts::{MAX_SAMPLES, from_one_to};
use diffusion::evaluation::MetricScore;
use diffusion::{Config, Method};
use serde::{Deserialize, Serialize};

use crate::export::ExportRequest;
use crate::import::ImportRequest;
use crate::overlay::OverlayRequest;
use crate::resumption::Resumption;
use crate::weights::WeightsRequest;

/// Samples of a run that rests are held against so many perfect ones.
pub const PERFECT_SAMPLES: u32 = 199;

/// One run of one configuration. Events of an older run are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(pub u32);

impl RunId {
    /// The run after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// How fast training may go. It changes no arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// As fast as it can.
    Max,
    /// A whole run takes about so many seconds, or longer if it must.
    Seconds(u32),
}

/// Which draw of how many samples is shown, and by which method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleRequest {
    /// A number for this very request: the samples that come of it carry the same.
    pub ticket: u32,
    /// The seed of start and step noise: the run's own, or that of a run which it is compared with.
    pub seed: u32,
    /// The number of the draw; see [`diffusion::Stream`].
    pub draw: u32,
    /// How many points at every state.
    #[serde(deserialize_with = "from_one_to::<_, MAX_SAMPLES>")]
    pub samples: usize,
    /// By which method; only how it samples may differ from the run's.
    pub method: Method,
}

impl SampleRequest {
    /// What a configuration shows.
    pub fn of(config: &Config, ticket: u32) -> Self {
        Self { ticket, seed: config.seed, draw: config.draw, samples: config.samples, method: config.method.clone() }
    }
}

/// What a denoiser is exact for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExactOf {
    /// The distribution, where it has too many components for the page.
    Distribution,
    /// The training points alone.
    TrainingSet,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Forget everything and begin this run: at iteration 0, or where one like it, or shorter, stood.
    Start {
        /// Its number, higher than that of any run before.
        run: RunId,
        /// All choices of data, method and training.
        config: Box<Config>,
        /// How fast it may go.
        pace: Pace,
        /// Whether it trains at once or waits.
        train: bool,
        /// Where it goes on. What is not of such a run is left aside.
        resumption: Option<Resumption>,
    },
    /// Forget everything and train this run to its end as fast as it goes, with no picture: one of several seeds.
    Repeat {
        /// The number that its events carry.
        run: RunId,
        /// All choices of data, method and training.
        config: Box<Config>,
        /// The numbers of the perfect samples that are scored beside its own: the share of this seed in those that all seeds are
        /// held against, which are [`PERFECT_SAMPLES`].
        perfect: Range<u32>,
    },
    /// Say of the samples of each seed whether they can be told from perfect ones. Of runs of the same data.
    Judge {
        /// What the samples of each seed score.
        seeds: Vec<Vec<MetricScore>>,
        /// What the perfect samples score that were told with them.
        perfect: Vec<Vec<MetricScore>>,
    },
    /// Go on training.
    Resume,
    /// Pause training.
    Pause,
    /// Change the pace.
    Pace(Pace),
    /// Work, or wait with all training and evaluation where it is: nobody looks. Files are made all the same.
    Work(bool),
    /// Sample anew from the weights as they are.
    Sample(SampleRequest),
    /// Show the run as it was after this iteration, of which there was an [`Event::Snapshot`](crate::Event::Snapshot), or
    /// as it is. Training goes on.
    ChooseSnapshot(Option<usize>),
    /// A control is being dragged: say first what can be said of this configuration without a network.
    Consider(Box<Config>),
    /// Lay this over the picture, with the last good weights.
    Overlay {
        /// The number that its [`Event::Overlay`](crate::Event::Overlay) carries.
        ticket: u32,
        /// The layers, and what part of the picture they are for.
        request: OverlayRequest,
    },
    /// Make this file, and no other.
    Export(ExportRequest),
    /// Make no file.
    CancelExport,
    /// Carry a cloud of this configuration by an exact denoiser, and no other of its kind.
    CarryExact {
        /// The number that its [`Event::Exact`](crate::Event::Exact) carries.
        ticket: u32,
        /// By which denoiser.
        of: ExactOf,
        /// The seed of its noise, as in [`SampleRequest`].
        seed: u32,
        /// The configuration.
        config: Box<Config>,
    },
    /// Make points of a person's own data.
    Import {
        /// The number that its [`Event::Import`](crate::Event::Import) carries.
        ticket: u32,
        /// The data, or what is to become of those there are.
        request: ImportRequest,
    },
    /// Make a run of weights out of a file.
    Weights {
        /// The number that its [`Event::Weights`](crate::Event::Weights) carries.
        ticket: u32,
        /// The file, or what is to become of it.
        request: WeightsRequest,
    },
    /// Forget everything and measure how fast this worker is, as this run.
    Bench(RunId),
    /// Answer with the same number.
    Ping(u32),
}
