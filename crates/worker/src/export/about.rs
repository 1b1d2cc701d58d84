//! What the file of weights says of them.

use diffusion::process::DataMoments;
use diffusion::{Config, Level, Method};
use messages::ExportRequest;
use serde::Serialize;

use crate::run::RunSnapshot;

/// What the file of weights says of them.
#[derive(Serialize)]
struct About<'a> {
    /// The fragment that opens the same run in the page.
    link: &'a str,
    /// Whether that run has these weights after these iterations: not where one was trained on at other rates.
    is_of_link: bool,
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
#[serde(untagged)]
enum KnownLevels {
    /// At all: its inputs are moved and scaled as the data ask for.
    All {
        data_std: f64,
        /// Of each coordinate, where the input is moved by it.
        data_mean: [f64; 2],
        /// Octaves of sines and cosines of each coordinate.
        octaves: usize,
        preconditioning: &'static str,
    },
    /// At those it was trained on, the noisiest first.
    Trained { levels: Vec<KnownLevel> },
}

#[derive(Serialize)]
struct KnownLevel {
    alpha: f64,
    sigma: f64,
    /// What a shared network reads after the point.
    scalar: f64,
}

/// It as JSON.
pub fn about(snapshot: &RunSnapshot, ExportRequest { link, is_of_link, .. }: &ExportRequest) -> Result<String, String> {
    let RunSnapshot { config, learned, step, .. } = snapshot;
    let method = &config.method;
    let levels = match method {
        Method::Continuous(own) => {
            let DataMoments { mean, std } = own.parameterization(&config.dataset.mixture()).moments();
            let (octaves, preconditioning) = (config.features, own.preconditioning.key());
            KnownLevels::All { data_std: std, data_mean: mean, octaves, preconditioning }
        }
        Method::Naive(_) | Method::Ddpm { .. } => {
            let grid = method.grid();
            let known =
                |(i, l): (usize, &Level)| KnownLevel { alpha: l.alpha, sigma: l.sigma, scalar: grid.condition(i) };
            KnownLevels::Trained { levels: grid.levels().iter().enumerate().map(known).collect() }
        }
    };
    let (activation, target) = (config.activation.key(), method.target().key());
    let network = NetworkAbout { activation, target, ema: config.ema, levels };
    let about = About { link, is_of_link: *is_of_link, iteration: *step, weights: learned.hash(), network, config };
    serde_json::to_string(&about).map_err(|error| error.to_string())
}
