//! What is kept of a run outside of its worker, so that another one goes on with it: after a crash in the page itself, and
//! over a reload as a word that the browser keeps for the tab.

use diffusion::Config;
use messages::{Sealed, View, decode, encode};
use serde::{Deserialize, Serialize};

use crate::link;
use crate::loss_curve::LossCurve;
use crate::presentation::Presentation;
use crate::settings::Settings;

/// Where a run's training stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptTraining {
    /// Iterations done, over all networks.
    pub step: usize,
    /// Their losses.
    pub losses: LossCurve,
    /// The mean of the last tenth of them.
    pub loss: Option<f64>,
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
    /// Whether somebody had paused it.
    pub(crate) is_paused: bool,
    pub(crate) training: KeptTraining,
}

impl KeptRun {
    /// A run of these settings, in a page of this build.
    pub(crate) fn new(build: &str, settings: &Settings, is_paused: bool, training: KeptTraining) -> Self {
        let link = link::write(settings, &View::default(), &Presentation::default());
        Self { build: build.to_owned(), link, is_paused, training }
    }

    /// In bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// What is in these bytes; none if it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        decode(bytes)
    }

    /// Whether a page of this build goes on with it for this configuration: its samples may be others.
    pub(crate) fn is_of(&self, build: &str, config: &Config) -> bool {
        self.build == build && link::read(&self.link).settings.config.is_trained_like(config)
    }
}
