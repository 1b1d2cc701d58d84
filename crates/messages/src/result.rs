//! What a run is held against, as numbers: the page turns them into words.

use diffusion::denoiser::domain::NetworkDomain;
use diffusion::evaluation::{CloudMetric, ErrorDecomposition, ReferenceInterval, WorkPrecisionPoint};
use diffusion::process::Spacing;
use diffusion::{Config, ContinuousSchedule, Dataset, Sampler};
use serde::{Deserialize, Serialize};

/// The results there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResultKind {
    /// [`RunResult::Metrics`]
    Metrics,
    /// [`RunResult::Loss`]
    Loss,
    /// [`RunResult::ErrorDecomposition`]
    ErrorDecomposition,
    /// [`RunResult::WorkPrecision`]
    WorkPrecision,
    /// [`RunResult::Score`]
    Score,
    /// [`RunResult::Posterior`]
    Posterior,
}

impl ResultKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Metrics, Self::Loss, Self::ErrorDecomposition, Self::WorkPrecision, Self::Score, Self::Posterior];
}

/// One result of a run, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RunResult {
    /// Distances of the samples to the exact distribution.
    Metrics(MetricsResult),
    /// The loss at levels that stand for all that training draws, noisiest first.
    Loss(Result<Vec<LevelLoss>, Unavailable>),
    /// Where the distance of the samples to the data comes from; model and prior are none without a network.
    ErrorDecomposition(DecompositionResult),
    /// Error against evaluations, sampler by sampler, as far as they are compared.
    WorkPrecision(Result<WorkPrecisionResult, Unavailable>),
    /// How far the network's score is from the exact one.
    Score(ScoreResult),
    /// What is known of the clean point at the lens.
    Posterior(PosteriorResult),
}

impl RunResult {
    /// Its kind.
    pub fn kind(&self) -> ResultKind {
        match self {
            Self::Metrics(_) => ResultKind::Metrics,
            Self::Loss(_) => ResultKind::Loss,
            Self::ErrorDecomposition(_) => ResultKind::ErrorDecomposition,
            Self::WorkPrecision(_) => ResultKind::WorkPrecision,
            Self::Score(_) => ResultKind::Score,
            Self::Posterior(_) => ResultKind::Posterior,
        }
    }
}

/// Why there is no such result of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unavailable {
    /// The loss is the 2-norm of a whole batch, which does not split level by level.
    NormOfBatch,
    /// All levels are nearly pure data, or nearly pure noise: there is no schedule that samplers could be compared on.
    NoSchedule,
    /// Samplers are compared once training rests.
    WhileTraining,
    /// The shown level has no noise, so there is nothing to predict.
    NoNoise,
    /// The network is not defined at the shown level, but on these.
    OutsideDomain(NetworkDomain),
    /// The network could not be computed.
    NotComputed,
}

/// What the samples score by all metrics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricsResult {
    /// Metric by metric.
    pub metrics: Vec<MetricResult>,
    /// All of them together.
    pub verdict: Verdict,
}

/// Whether the samples can be told from perfect ones by all metrics together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The probability that perfect samples are as far off, by the metric that each is farthest off by.
    pub p: f64,
    /// The iteration since which they cannot be told apart; none where they can.
    pub inside_since: Option<usize>,
}

/// What the samples score by one metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricResult {
    /// What is measured of the samples.
    pub metric: CloudMetric,
    /// What the run's samples score.
    pub value: f64,
    /// What nine of ten perfect samples of the same size score.
    pub reference: ReferenceInterval,
}

/// The loss at one level, in the units of the training loss.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelLoss {
    /// The σ of the level.
    pub sigma: f64,
    /// Its α; 0 at pure noise.
    pub alpha: f64,
    /// The share of all levels that it stands for, above 0; those of all levels sum to 1.
    pub share: f64,
    /// What no network can avoid.
    pub irreducible: f64,
    /// What this network loses beyond that.
    pub excess: f64,
    /// What a loss of 1 is as a mean squared error of ε; none where there is nothing to predict.
    pub in_eps: Option<f64>,
}

impl LevelLoss {
    /// The loss: irreducible and excess.
    pub fn loss(&self) -> f64 {
        self.irreducible + self.excess
    }

    /// The loss as a mean squared error of ε, in which all targets and weightings compare.
    pub fn loss_in_eps(&self) -> Option<f64> {
        self.in_eps.map(|in_eps| in_eps * self.loss())
    }
}

/// The parts of the error of a run, and by which sampler.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecompositionResult {
    /// Those of model and prior are none without a network.
    pub parts: ErrorDecomposition,
    /// The sampler on the same levels that takes the place of an original program's own, which follows no probability
    /// flow; none where the run's own sampler is shown.
    pub stand_in: Option<Sampler>,
}

/// What samplers are compared on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonInputs {
    /// The data.
    pub dataset: Dataset,
    /// Its range of noise.
    pub schedule: ContinuousSchedule,
    /// How levels are spaced in it.
    pub spacing: Spacing,
}

impl ComparisonInputs {
    /// Those of a configuration; none where it has no schedule.
    pub fn of(config: &Config) -> Option<Self> {
        let schedule = config.method.continuous_schedule().ok()?;
        Some(Self { dataset: config.dataset.clone(), schedule, spacing: config.method.spacing() })
    }
}

/// The errors of the samplers, and on which schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkPrecisionResult {
    /// What they are compared on.
    pub inputs: ComparisonInputs,
    /// Sampler by sampler, as far as they are compared.
    pub curves: Vec<SamplerCurve>,
    /// Whether the schedule takes the place of a grid, between the same ends.
    pub is_stand_in: bool,
}

/// The error of a sampler at several numbers of evaluations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SamplerCurve {
    /// The sampler that all points are of.
    pub sampler: Sampler,
    /// Rising in evaluations.
    pub points: Vec<WorkPrecisionPoint>,
    /// The slope of log error over log evaluations; none where it has none.
    pub slope: Option<f64>,
}

/// Both scores compared at one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreResult {
    /// The σ of the shown level.
    pub sigma: f64,
    /// Their distance, times σ.
    pub difference: Result<ScoreDifference, Unavailable>,
}

/// Root mean square of the distance between both scores, times σ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreDifference {
    /// Weighted with the density of the noisy data.
    pub at_data: f64,
    /// Everywhere in the picture alike.
    pub everywhere: f64,
}

/// The posterior of the clean point, given the noisy one at the lens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PosteriorResult {
    /// The σ of the shown level.
    pub sigma: f64,
    /// The noisy point: one or two coordinates.
    pub lens: Vec<f64>,
    /// The likeliest components, the likeliest first.
    pub components: Vec<ComponentWeight>,
    /// `E[x_0 | x_t]`.
    pub mean: Vec<f64>,
    /// What the network predicts of it.
    pub prediction: Result<Vec<f64>, Unavailable>,
}

/// How likely the noisy point comes from a component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentWeight {
    /// The component's mean: one or two coordinates.
    pub mean: Vec<f64>,
    /// Its share of the posterior, from 0 to 1.
    pub weight: f64,
}
