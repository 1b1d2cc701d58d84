//! Evaluation: how far samples are from the exact distribution, and where that comes from.
//!
//! | what | where |
//! |---|---|
//! | means, spreads, shares of a cloud | [`cloud_statistics`], [`spike_statistics`] |
//! | metrics against the data, with what a perfect sampler scores | [`metric_suite`] on [`wasserstein`], [`energy`], [`chi_square`] |
//! | whether a cloud can be told from perfect samples by all metrics together | [`perfect_scores`] |
//! | whether the figures of one group of runs are larger than those of another | [`fn@rank_test`] |
//! | whether samples and scores remember the points that were trained on | [`memorisation`] |
//! | the parts of a run's error | [`error_decomposition`] |
//! | error against evaluations of the denoiser | [`work_precision`] |
//! | irreducible and excess loss at a level | [`loss`] on [`remaining_variance`], summed on a [`lattice`] |

pub mod chi_square;
pub mod cloud_statistics;
pub mod energy;
pub mod error_decomposition;
pub mod lattice;
pub mod loss;
pub mod memorisation;
pub mod metric_suite;
pub mod perfect_scores;
pub mod rank_test;
pub mod remaining_variance;
pub mod spike_statistics;
pub mod wasserstein;
pub mod work_precision;

pub use cloud_statistics::{CloudStatistics, Moments, UnfinishedStatistics};
pub use error_decomposition::{DecomposedRun, ErrorDecomposition, ExactErrors, LearnedErrors};
pub use loss::{EvaluationBatch, NoisedBatch};
pub use memorisation::{ExactAnswers, ScoreGap};
pub use metric_suite::{CloudMetric, MetricScore, MetricSuite};
pub use perfect_scores::{FALSE_ALARMS, PerfectScores, ReferenceInterval};
pub use rank_test::rank_test;
pub use spike_statistics::{MAX_COUNTED, SpikeStatistics};
pub use wasserstein::{SlicedCloud, SlicedWasserstein};
pub use work_precision::{WorkPrecisionComparison, WorkPrecisionPoint};
