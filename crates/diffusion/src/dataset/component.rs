//! What mixtures are made of.

use serde::{Deserialize, Serialize};

/// One round Gaussian `N(mean, std² I)` of a mixture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// The centre; a 1-D mixture uses the first coordinate only.
    pub mean: [f64; 2],
    /// The standard deviation in every direction, above 0.
    pub std: f64,
    /// The share of the mixture that is drawn from here. Weights sum to 1.
    pub weight: f64,
}
