//! What a run is held against, as numbers: the page turns them into words.

use diffusion::denoiser::domain::NetworkDomain;
use diffusion::evaluation::{CloudMetric, ErrorDecomposition, ReferenceInterval, ScoreGap, WorkPrecisionPoint};
use diffusion::process::Spacing;
use diffusion::{Config, ContinuousSchedule, Dataset, Level, Sampler};
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
    /// [`RunResult::Memorisation`]
    Memorisation,
    /// [`RunResult::MemorisationCurve`]
    MemorisationCurve,
    /// [`RunResult::ScoreGaps`]
    ScoreGaps,
}

impl ResultKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Metrics,
        Self::Loss,
        Self::ErrorDecomposition,
        Self::WorkPrecision,
        Self::Score,
        Self::Posterior,
        Self::Memorisation,
        Self::MemorisationCurve,
        Self::ScoreGaps,
    ];
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
    /// Whether the network remembers the fixed points that it was trained on.
    Memorisation(Result<MemorisationResult, Unavailable>),
    /// The same at every checkpoint so far, rising in iterations.
    MemorisationCurve(Result<MemorisationCurve, Unavailable>),
    /// How far both exact answers and the network's are apart at the levels of training, noisiest first.
    ScoreGaps(Result<Vec<LevelGap>, Unavailable>),
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
            Self::Memorisation(_) => ResultKind::Memorisation,
            Self::MemorisationCurve(_) => ResultKind::MemorisationCurve,
            Self::ScoreGaps(_) => ResultKind::ScoreGaps,
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
    /// Every batch is drawn anew: there are no training points to remember.
    FreshPoints,
    /// Each level has a network of its own: on the way most are not trained yet.
    NetworkPerLevel,
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

/// Whether a network remembers the fixed points that it was trained on, held against both exact answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemorisationResult {
    /// The share of the samples that are copies of training points.
    pub copies: BetweenAnswers,
    /// W1 of the samples to the distribution, in the plane sliced W1.
    pub to_data: BetweenAnswers,
    /// The same to the training points.
    pub to_training_set: BetweenAnswers,
    /// The loss on the training points and on fresh ones; none where it does not split level by level.
    pub losses: Option<TrainAndHeldOut>,
}

impl MemorisationResult {
    /// What of it is kept of a checkpoint after so many iterations.
    pub fn point(&self, step: usize) -> MemorisationPoint {
        let Self { copies, to_data, to_training_set, losses } = self;
        let means = |TrainAndHeldOut { train, held_out }: &TrainAndHeldOut| {
            [train, held_out].map(|levels| MeanLoss::of(levels).loss)
        };
        let (copies, to_data, to_training_set) = (copies.value, to_data.value, to_training_set.value);
        MemorisationPoint { step, copies, to_data, to_training_set, losses: losses.as_ref().map(means) }
    }
}

/// How a network came to remember its training points, or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemorisationCurve {
    /// Rising in iterations.
    pub points: Vec<MemorisationPoint>,
    /// The copies that chance makes: those of nine of ten sets of points of the distribution itself.
    pub chance: ReferenceInterval,
    /// The copies of nine of ten sets of samples of a perfect memoriser.
    pub memoriser: ReferenceInterval,
    /// W1 to the distribution of nine of ten sets of points of it.
    pub perfect: ReferenceInterval,
}

impl MemorisationCurve {
    /// The iterations since which the samples have been as near to the distribution as perfect ones; none while they are not.
    pub fn near_since(&self) -> Option<usize> {
        self.since(|point| point.to_data <= self.perfect.high)
    }

    /// The iterations since which there have been more copies than chance makes; none while there are not.
    pub fn copying_since(&self) -> Option<usize> {
        self.since(|point| point.copies > self.chance.high)
    }

    fn since(&self, is_so: impl Fn(&MemorisationPoint) -> bool) -> Option<usize> {
        self.points.iter().rev().take_while(|point| is_so(point)).last().map(|point| point.step)
    }
}

/// What was measured after some iterations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemorisationPoint {
    /// The iterations.
    pub step: usize,
    /// The share of the samples that are copies of training points.
    pub copies: f64,
    /// W1 to the distribution, in the plane sliced W1.
    pub to_data: f64,
    /// The same to the training points.
    pub to_training_set: f64,
    /// The mean loss on the training points, and on fresh ones; none where it does not split level by level.
    pub losses: Option<[f64; 2]>,
}

/// A figure of the samples, beside what both exact answers score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BetweenAnswers {
    /// What the run's samples score.
    pub value: f64,
    /// What nine of ten sets of points of the distribution itself score.
    pub generaliser: ReferenceInterval,
    /// What nine of ten sets of samples of the exact denoiser of the training points alone score.
    pub memoriser: ReferenceInterval,
}

/// The loss on the training points and on fresh points of the same distribution, at the same levels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainAndHeldOut {
    /// On the training points.
    pub train: Vec<LevelLoss>,
    /// On fresh points.
    pub held_out: Vec<LevelLoss>,
}

/// A loss as the mean over all levels, in the units of the training loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanLoss {
    /// What the network loses.
    pub loss: f64,
    /// What the exact denoiser loses of what these points were drawn from.
    pub irreducible: f64,
}

impl MeanLoss {
    /// By the share of training that each level stands for.
    pub fn of(levels: &[LevelLoss]) -> Self {
        let sum = |part: fn(&LevelLoss) -> f64| levels.iter().map(|level| level.share * part(level)).sum();
        Self { loss: sum(LevelLoss::loss), irreducible: sum(|level| level.irreducible) }
    }
}

/// How far predictions of ε are apart at one level, on fresh noisy points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelGap {
    /// The level.
    pub level: Level,
    /// Between both exact answers and the network.
    pub gap: ScoreGap,
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
