//! What is kept of a run outside of its worker, so that another one goes on with it: after a crash in the page itself, and
//! over a reload as a word that the browser keeps for the tab.

use diffusion::Config;
use messages::{Sealed, View, decode, encode};
use serde::{Deserialize, Serialize};

use crate::link;
use crate::loss_curve::LossCurve;
use crate::presentation::Presentation;
use crate::settings::Settings;

/// The row of a run in the list of them: the time at which its page was opened in milliseconds, and a number after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordId(pub u64);

/// Where a run's training stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptTraining {
    /// Iterations done, over all networks.
    pub step: usize,
    /// Their losses.
    pub losses: LossCurve,
    /// The mean of the last tenth of them.
    pub loss: Option<f64>,
    /// Whether a run of its link has the same weights at this iteration.
    pub is_of_link: bool,
    /// How long it had trained, in seconds.
    pub seconds: f64,
    /// The iteration since which its samples could not be told from perfect ones, where they could not.
    pub inside_since: Option<usize>,
    /// All else, for a worker's eyes.
    pub state: Sealed,
}

/// A run as a reload finds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptRun {
    build: String,
    /// The link of its settings.
    link: String,
    /// Its row; none before it has one.
    pub(crate) record: Option<RecordId>,
    /// Whether somebody had paused it.
    pub(crate) is_paused: bool,
    pub(crate) training: KeptTraining,
}

impl KeptRun {
    /// A run of these settings that trains, in a page of this build.
    pub(crate) fn new(build: &str, settings: &Settings, training: KeptTraining) -> Self {
        let link = link::write(settings, &View::default(), &Presentation::default());
        Self { build: build.to_owned(), link, record: None, is_paused: false, training }
    }

    /// The same with its row, if it has one, and whether somebody had paused it.
    pub(crate) fn of_row(self, record: Option<RecordId>, is_paused: bool) -> Self {
        Self { record, is_paused, ..self }
    }

    /// Its settings.
    pub(crate) fn settings(&self) -> Settings {
        link::read(&self.link).settings
    }

    /// The link of its settings.
    pub(crate) fn link(&self) -> &str {
        &self.link
    }

    /// Whether its link gives its weights.
    pub(crate) fn is_of_link(&self) -> bool {
        self.training.is_of_link
    }

    /// Its losses.
    pub(crate) fn losses(&self) -> &LossCurve {
        &self.training.losses
    }

    /// Whether a worker of this build can go on with it.
    pub(crate) fn is_of_build(&self, build: &str) -> bool {
        self.build == build
    }

    /// In bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// What is in these bytes; none if it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        decode(bytes).filter(Self::is_whole)
    }

    /// Whether its parts are of one run: what a browser keeps may have been changed.
    pub(crate) fn is_whole(&self) -> bool {
        let KeptTraining { step, losses, seconds, .. } = &self.training;
        losses.is_whole() && losses.iterations() == *step && *seconds >= 0.0
    }

    /// Whether a page of this build goes on with it for this configuration: its samples may be others.
    pub(crate) fn is_of(&self, build: &str, config: &Config) -> bool {
        self.is_of_build(build) && self.settings().config.is_trained_like(config)
    }
}
