//! What is shown of a run, and how: no part of what is computed.

use serde::{Deserialize, Serialize};

/// The clouds, in the order they are painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// True points, noised to the shown level.
    Data,
    /// Points carried by the exact denoiser.
    Exact,
    /// Points carried by the network.
    Learned,
}

impl Cloud {
    /// All of them, the last on top.
    pub const ALL: [Self; 3] = [Self::Data, Self::Exact, Self::Learned];

    /// Its key in forms and links.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Exact => "exact",
            Self::Learned => "learned",
        }
    }

    /// The cloud of this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.key() == key)
    }

    /// Its colour.
    #[must_use]
    pub fn role(self) -> plot::Role {
        match self {
            Self::Data => plot::Role::Data,
            Self::Exact => plot::Role::Exact,
            Self::Learned => plot::Role::Learned,
        }
    }
}

/// How a 1-D cloud is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineView {
    /// Counts of values, with the true density over them.
    #[default]
    Histogram,
    /// The seed's own view: index across, value up.
    Index,
}

impl LineView {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Histogram, Self::Index];

    /// Its key in forms and links.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Histogram => "histogram",
            Self::Index => "index",
        }
    }

    /// The view of this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.key() == key)
    }
}

/// How fast the walk is shown.
pub const SPEEDS: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// What is shown, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Whether each of [`Cloud::ALL`] is shown.
    shown: [bool; 3],
    /// How 1-D clouds are drawn.
    pub line: LineView,
    /// The speed of the walk, one of [`SPEEDS`].
    pub speed: f64,
}

impl Default for View {
    fn default() -> Self {
        Self { shown: [true; 3], line: LineView::default(), speed: 1.0 }
    }
}

impl View {
    /// Whether this cloud is shown.
    #[must_use]
    pub fn shows(&self, cloud: Cloud) -> bool {
        self.shown[cloud as usize]
    }

    /// Shows or hides a cloud.
    pub fn show(&mut self, cloud: Cloud, shown: bool) {
        self.shown[cloud as usize] = shown;
    }
}
