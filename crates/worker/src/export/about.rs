//! What the file of weights says of them.

use diffusion::Config;
use serde::Serialize;

use crate::run::RunSnapshot;

/// What the file of weights says of them.
#[derive(Serialize)]
struct About<'a> {
    /// The fragment that opens the same run in the page.
    link: &'a str,
    iteration: usize,
    /// The hash of the weights, as the page shows it.
    weights: String,
    config: &'a Config,
}

/// It as JSON.
pub fn about(snapshot: &RunSnapshot, link: &str) -> Result<String, String> {
    let RunSnapshot { config, learned, step, .. } = snapshot;
    let about = About { link, iteration: *step, weights: learned.hash(), config };
    serde_json::to_string(&about).map_err(|error| error.to_string())
}
