//! What the file of weights says of them.

use diffusion::{Config, Level, Method};
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
    network: NetworkAbout,
    config: &'a Config,
}

/// What one needs to know of the network to use it elsewhere: see `docs/exports.md`.
#[derive(Serialize)]
struct NetworkAbout {
    activation: &'static str,
    target: &'static str,
    /// The share of the running mean that every iteration keeps; 0 where the weights are not averaged.
    ema: f64,
    #[serde(flatten)]
    levels: KnownLevels,
}

/// At which levels the network can be used.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum KnownLevels {
    /// At all: its inputs are scaled by the data's standard deviation.
    DataStd(f64),
    /// At those it was trained on, the noisiest first.
    Levels(Vec<KnownLevel>),
}

#[derive(Serialize)]
struct KnownLevel {
    alpha: f64,
    sigma: f64,
    /// What a shared network reads after the point.
    scalar: f64,
}

/// It as JSON.
pub fn about(snapshot: &RunSnapshot, link: &str) -> Result<String, String> {
    let RunSnapshot { config, learned, step, .. } = snapshot;
    let method = &config.method;
    let levels = match method {
        Method::Continuous(_) => KnownLevels::DataStd(config.dataset.mixture().overall_std()),
        Method::Naive(_) | Method::Ddpm { .. } => {
            let grid = method.grid();
            let known =
                |(i, l): (usize, &Level)| KnownLevel { alpha: l.alpha, sigma: l.sigma, scalar: grid.condition(i) };
            KnownLevels::Levels(grid.levels().iter().enumerate().map(known).collect())
        }
    };
    let network = NetworkAbout { activation: "relu", target: method.target().key(), ema: config.ema, levels };
    let about = About { link, iteration: *step, weights: learned.hash(), network, config };
    serde_json::to_string(&about).map_err(|error| error.to_string())
}
