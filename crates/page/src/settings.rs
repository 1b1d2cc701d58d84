//! Everything that a person has chosen about a run.

use diffusion::dataset::Points;
use diffusion::{Config, Preset};

use messages::{Layer, Pace};

/// The pace until somebody chooses another.
pub const DEFAULT_PACE: Pace = Pace::Seconds(10);

/// The seed until somebody chooses another: an ordinary run, neither lucky nor unlucky with its stragglers.
pub const DEFAULT_SEED: u32 = 7;

/// The next seed or draw.
pub fn after(number: u32) -> u32 {
    (number + 1) % 1_000_000
}

/// A configuration and how fast to train it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The experiment.
    pub config: Config,
    /// How fast training may go.
    pub pace: Pace,
}

impl Settings {
    /// Whether a run has this layer, shown or not: without training points there is no memoriser.
    pub fn has_layer(&self, layer: Layer) -> bool {
        !matches!(layer, Layer::Memoriser | Layer::ScoreGap) || self.config.train_points > 0
    }

    /// The points of a person's own data; none of other data.
    pub fn own_points(&self) -> Option<&Points> {
        self.config.dataset.own_points()
    }

    /// What a run is called that is not the preset's own; none where it is.
    pub fn custom_name(&self) -> Option<String> {
        let Config { preset, standard, dataset, seed, draw, samples, .. } = &self.config;
        let own = Config { seed: *seed, draw: *draw, samples: *samples, ..self.config.unchanged() };
        let changed = if own == self.config { "" } else { ", changed" };
        self.config.is_custom().then(|| match standard {
            Some(method) => format!("{}: {}{changed}", method.label(), dataset.label()),
            None => format!("custom, from {}", preset.label()),
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        let config = Config { seed: DEFAULT_SEED, ..Preset::SimpleMultimodal.config() };
        Self { config, pace: DEFAULT_PACE }
    }
}
