//! What is shown of a run, and how: no part of what is computed.

use serde::{Deserialize, Serialize};

/// The clouds, in the order they are painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// True points, noised to the shown level.
    Data,
    /// Points carried by the exact denoiser.
    Exact,
    /// Points carried by the exact denoiser of the training points alone; empty where every batch is drawn anew.
    Memoriser,
    /// Points carried by the network.
    Learned,
}

impl Cloud {
    /// All of them, the last on top.
    pub const ALL: [Self; 4] = [Self::Data, Self::Exact, Self::Memoriser, Self::Learned];

    /// Its key in forms and links.
    pub fn key(self) -> &'static str {
        Layer::from(self).key()
    }
}

/// What can be laid into the picture: the clouds, and what explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layer {
    /// [`Cloud::Data`].
    Data,
    /// [`Cloud::Exact`].
    Exact,
    /// [`Cloud::Memoriser`].
    Memoriser,
    /// [`Cloud::Learned`].
    Learned,
    /// Where the exact denoiser and the network have carried the same start noise, joined.
    Pairs,
    /// The score of the shown level: exact, and the network's.
    Score,
    /// How far the two scores are apart.
    ScoreError,
    /// How far the exact score and that of the training points alone are apart, and which the network's is nearer to.
    ScoreGap,
    /// What is known of the clean point when a noisy one is seen.
    Posterior,
    /// The exact density of the shown level.
    Density,
    /// The whole trajectories of a few points.
    Trajectories,
}

impl Layer {
    /// All of them, the clouds first.
    pub const ALL: [Self; 11] = [
        Self::Data,
        Self::Exact,
        Self::Memoriser,
        Self::Learned,
        Self::Pairs,
        Self::Score,
        Self::ScoreError,
        Self::ScoreGap,
        Self::Posterior,
        Self::Density,
        Self::Trajectories,
    ];

    /// Its key in forms and links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Exact => "exact",
            Self::Memoriser => "memoriser",
            Self::Learned => "learned",
            Self::Pairs => "pairs",
            Self::Score => "score",
            Self::ScoreError => "score_error",
            Self::ScoreGap => "score_gap",
            Self::Posterior => "posterior",
            Self::Density => "density",
            Self::Trajectories => "trajectories",
        }
    }

    /// The layer of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.key() == key)
    }

    /// Whether the worker works it out: it depends on nothing but the level, the distribution and the weights.
    pub fn is_overlay(self) -> bool {
        matches!(self, Self::Score | Self::ScoreError | Self::ScoreGap | Self::Posterior | Self::Density)
    }
}

impl From<Cloud> for Layer {
    fn from(cloud: Cloud) -> Self {
        Self::ALL[cloud as usize]
    }
}

/// How a 1-D cloud is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineView {
    /// Counts of values, with the true density over them.
    #[default]
    Histogram,
    /// The view of the original programs: index across, value up.
    Index,
}

impl LineView {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Histogram, Self::Index];

    /// Its key in forms and links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Histogram => "histogram",
            Self::Index => "index",
        }
    }

    /// The view of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.key() == key)
    }
}

/// How fast sampling is shown.
pub const SPEEDS: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// What is shown, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Whether each of [`Layer::ALL`] is shown.
    shown: [bool; Layer::ALL.len()],
    /// How 1-D clouds are drawn.
    pub line: LineView,
    /// The speed of the animation, one of [`SPEEDS`].
    pub speed: f64,
}

impl Default for View {
    fn default() -> Self {
        Self {
            shown: Layer::ALL.map(|layer| (layer as usize) < Cloud::ALL.len()),
            line: LineView::default(),
            speed: 1.0,
        }
    }
}

impl View {
    /// Whether this layer is shown.
    pub fn shows(&self, layer: impl Into<Layer>) -> bool {
        self.shown[layer.into() as usize]
    }

    /// Shows or hides a layer.
    pub fn show(&mut self, layer: impl Into<Layer>, shown: bool) {
        self.shown[layer.into() as usize] = shown;
    }
}
