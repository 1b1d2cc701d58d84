//! How fast it is: the same cases in a page's worker and natively.

use diffusion::config::{Activation, Optimizer, RateSchedule};
use diffusion::standard_method::StandardMethod;
use diffusion::{Config, Preset};
use serde::Serialize;

use crate::ceiling::a_thousand_million_operations;
use crate::{Backend, TrainedModel, Trainer, TrainingError};

/// Runs before the ones that count, for the browser to compile what is hot.
const WARM_UPS: usize = 5;

/// Runs whose median is the figure.
const RUNS: usize = 7;

/// Iterations of a training that ends with the measurement.
const ENDLESS: usize = usize::MAX;

/// Something whose speed is measured, on the four spikes and, but where the name says more, a network `3 → width → width → 2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchmarkCase {
    /// Iterations of training, with the drawing of batch and noise.
    Train {
        /// Rows of a batch, a multiple of four.
        batch: usize,
        /// Hidden units of each layer.
        width: usize,
        /// What moves the weights.
        rule: Optimizer,
        /// Iterations of one run.
        steps: usize,
    },
    /// Iterations of the EDM method's own training on the four spikes, with another activation or optimizer perhaps.
    Standard {
        /// What follows the hidden layers.
        activation: Activation,
        /// What moves the weights.
        rule: Optimizer,
        /// Iterations of one run.
        steps: usize,
    },
    /// A thousand million multiplications and additions in registers, beside which the others are held.
    Ceiling,
    /// Sampling through twenty levels, with the drawing of its start.
    Sample {
        /// How many points are sampled.
        points: usize,
        /// Hidden units of each layer.
        width: usize,
    },
}

/// What was measured of a case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BenchmarkResult {
    /// The key of the case.
    pub case: String,
    /// The median of several runs.
    #[serde(flatten)]
    pub time: MedianTime,
}

/// A time, in the unit that suits the case.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MedianTime {
    /// Microseconds of one iteration of training.
    UsPerStep(f64),
    /// Milliseconds of sampling all points once.
    Ms(f64),
}

/// All cases, in the order of the table.
pub fn cases() -> Vec<BenchmarkCase> {
    let train = |batch, width, rule, steps| BenchmarkCase::Train { batch, width, rule, steps };
    let standard = |activation, rule| BenchmarkCase::Standard { activation, rule, steps: 100 };
    let sample = |points, width| BenchmarkCase::Sample { points, width };
    vec![
        train(32, 32, Optimizer::Sgd, 1000),
        train(128, 32, Optimizer::Sgd, 1000),
        train(128, 32, Optimizer::AdamW, 1000),
        train(1000, 32, Optimizer::Sgd, 300),
        train(256, 128, Optimizer::AdamW, 100),
        train(1024, 128, Optimizer::AdamW, 40),
        standard(Activation::Relu, Optimizer::Adam),
        standard(Activation::Silu, Optimizer::Adam),
        standard(Activation::Silu, Optimizer::Muon),
        BenchmarkCase::Ceiling,
        sample(2_000, 32),
        sample(100_000, 32),
        sample(2_000, 128),
    ]
}

impl BenchmarkCase {
    /// Its name in every table, such as "train 128x32 sgd".
    pub fn key(&self) -> String {
        match self {
            Self::Train { batch, width, rule, .. } => format!("train {batch}x{width} {}", rule.key()),
            Self::Standard { activation, rule, .. } => {
                format!("train edm 256x64x3 {} {}", activation.key(), rule.key())
            }
            Self::Ceiling => "ceiling 1 GFLOP".to_owned(),
            Self::Sample { points, width } => format!("sample {points}x{LEVELS} w{width}"),
        }
    }

    fn config(&self) -> Config {
        let (iterations, rate_schedule) = (ENDLESS, RateSchedule::Constant);
        let base = Config { iterations, rate_schedule, ..Preset::SimpleMultimodal.config() };
        match *self {
            Self::Train { batch, width, rule, .. } => Config { batch: batch / 4, width, optimizer: rule, ..base },
            Self::Standard { activation, rule, .. } => {
                Config { activation, optimizer: rule, iterations, ..StandardMethod::Edm.config(&base) }
            }
            Self::Sample { points, width } => Config { samples: points, width, ..base },
            Self::Ceiling => base,
        }
    }
}

/// Levels of the grid that every case uses.
const LEVELS: usize = 20;

/// A case being measured, one run after the other, so that whoever measures is never away for longer than a run.
pub struct BenchmarkRun {
    case: BenchmarkCase,
    workload: Workload,
    /// What every run so far took, in milliseconds, warm-ups included.
    times: Vec<f64>,
}

/// What a run goes on with.
enum Workload {
    Training { trainer: Box<Trainer>, steps: usize },
    Sampling { model: Box<TrainedModel>, config: Box<Config> },
    Ceiling,
}

impl BenchmarkRun {
    /// Of this case, on this backend.
    ///
    /// # Errors
    /// Where the network cannot be made.
    pub fn new(case: BenchmarkCase, backend: Backend) -> Result<Self, TrainingError> {
        let config = case.config();
        let workload = match case {
            BenchmarkCase::Train { steps, .. } | BenchmarkCase::Standard { steps, .. } => {
                Workload::Training { trainer: Box::new(Trainer::with_backend(&config, backend)?), steps }
            }
            BenchmarkCase::Ceiling => Workload::Ceiling,
            BenchmarkCase::Sample { .. } => {
                let untrained = Trainer::with_backend(&config, backend)?;
                Workload::Sampling { model: Box::new(untrained.model()?), config: Box::new(config) }
            }
        };
        Ok(Self { case, workload, times: Vec::with_capacity(WARM_UPS + RUNS) })
    }

    /// One run more; the row, once there have been enough. `clock` tells the time in milliseconds.
    ///
    /// # Errors
    /// Where the network cannot be computed.
    pub fn step(&mut self, clock: &dyn Fn() -> f64) -> Result<Option<BenchmarkResult>, TrainingError> {
        let start = clock();
        self.workload.run()?;
        self.times.push(clock() - start);
        if self.times.len() != WARM_UPS + RUNS {
            return Ok(None);
        }
        let (_, median, _) = self.times[WARM_UPS..].select_nth_unstable_by(RUNS / 2, f64::total_cmp);
        let time = match self.workload {
            Workload::Training { steps, .. } => MedianTime::UsPerStep(*median * 1e3 / steps as f64),
            Workload::Sampling { .. } | Workload::Ceiling => MedianTime::Ms(*median),
        };
        Ok(Some(BenchmarkResult { case: self.case.key(), time }))
    }
}

impl Workload {
    fn run(&mut self) -> Result<(), TrainingError> {
        match self {
            Self::Training { trainer, steps } => trainer.by_ref().take(*steps).try_for_each(|step| step.map(drop)),
            Self::Sampling { model, config } => model.states(config).map(drop),
            Self::Ceiling => {
                std::hint::black_box(a_thousand_million_operations());
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, iter};

    use super::*;

    #[test]
    fn cases_go_by_their_names_in_every_table() {
        let keys: Vec<String> = cases().iter().map(BenchmarkCase::key).collect();
        assert_eq!(
            keys,
            [
                "train 32x32 sgd",
                "train 128x32 sgd",
                "train 128x32 adamw",
                "train 1000x32 sgd",
                "train 256x128 adamw",
                "train 1024x128 adamw",
                "train edm 256x64x3 relu adam",
                "train edm 256x64x3 silu adam",
                "train edm 256x64x3 silu muon",
                "ceiling 1 GFLOP",
                "sample 2000x20 w32",
                "sample 100000x20 w32",
                "sample 2000x20 w128",
            ]
        );
    }

    /// A clock by which run `n` takes `n` ms, so that a median in ms is the number of the run in the middle.
    fn measured(case: BenchmarkCase) -> BenchmarkResult {
        let (calls, time) = (Cell::new(0), Cell::new(0.0));
        let clock = || {
            calls.set(calls.get() + 1);
            if calls.get() % 2 == 0 {
                time.set(time.get() + f64::from(calls.get() / 2));
            }
            time.get()
        };
        let mut measurement = BenchmarkRun::new(case, Backend::Fused).unwrap();
        iter::from_fn(|| Some(measurement.step(&clock).unwrap())).flatten().next().unwrap()
    }

    /// catches: warm-ups that count, the best for the median, a figure of the whole run for one of a step
    #[test]
    fn a_figure_is_the_median_after_the_warm_ups() {
        let middle = (WARM_UPS + RUNS.div_ceil(2)) as f64;
        let train = measured(BenchmarkCase::Train { batch: 4, width: 2, rule: Optimizer::AdamW, steps: 10 });
        assert_eq!(
            train,
            BenchmarkResult { case: "train 4x2 adamw".into(), time: MedianTime::UsPerStep(100.0 * middle) }
        );
        let sample = measured(BenchmarkCase::Sample { points: 3, width: 2 });
        assert_eq!(sample, BenchmarkResult { case: "sample 3x20 w2".into(), time: MedianTime::Ms(middle) });
    }

    #[test]
    fn every_case_has_the_levels_and_batch_that_its_name_says() {
        for case in cases() {
            let config = case.config();
            let rows = config.rows(&config.dataset.mixture());
            match case {
                BenchmarkCase::Train { batch, .. } => assert_eq!(rows, batch),
                BenchmarkCase::Standard { .. } => assert_eq!((rows, config.width, config.depth), (256, 64, 3)),
                BenchmarkCase::Sample { .. } => assert_eq!(config.method.grid().len(), LEVELS),
                BenchmarkCase::Ceiling => {}
            }
        }
    }
}
