//! Where a network is defined.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The levels at which a network predicts anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkDomain {
    /// On the grid it was trained on, level after level: the transition target.
    OwnGrid,
    /// On the levels it was trained on and on any of them: a discrete DDPM.
    Levels,
    /// At every level: a network that was trained on a continuous schedule.
    Everywhere,
}

impl NetworkDomain {
    /// A few words.
    pub fn label(self) -> &'static str {
        match self {
            Self::OwnGrid => "its own grid only",
            Self::Levels => "its own levels and subsets of them",
            Self::Everywhere => "every level",
        }
    }
}

/// A network has no prediction at a level: it was never trained there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndefinedLevel {
    /// The levels at which it has.
    pub domain: NetworkDomain,
}

impl fmt::Display for UndefinedLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "this network is defined on {}: train one that predicts ε at every level instead",
            self.domain.label()
        )
    }
}

impl std::error::Error for UndefinedLevel {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_names_the_levels_that_are_left() {
        let error = UndefinedLevel { domain: NetworkDomain::OwnGrid };
        assert!(error.to_string().contains("its own grid only"));
    }
}
