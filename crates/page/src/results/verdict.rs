//! The verdict on the samples, in words: whether they can be told from perfect ones and by what, and how far they are from
//! the data.

use diffusion::evaluation::{CloudMetric, ErrorDecomposition};
use messages::result::{DecompositionResult, MetricResult, Verdict};
use messages::{ResultKind, RunResult};

use super::number::{NOT_YET, figure_text};
use super::run_results::RunResults;

/// What stands above all figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictWords {
    /// What the distance is called, and when it was measured, while the run goes on.
    pub name: String,
    /// The distance of the samples to the data.
    pub distance: String,
    /// Between what nine of ten perfect samples score.
    pub perfect: String,
    /// What is said before that.
    pub meaning: String,
}

impl VerdictWords {
    /// The words for what is known of the present run.
    pub fn of(results: &RunResults) -> Self {
        let Some(RunResult::Metrics(result)) = results.present(ResultKind::Metrics) else {
            let [name, meaning] =
                ["distance to the data", "How far these samples are from the data is not measured yet."];
            let (name, meaning) = (name.to_owned(), meaning.to_owned());
            return Self { name, distance: NOT_YET.to_owned(), perfect: String::new(), meaning };
        };
        let during = results.get(ResultKind::Metrics).and_then(|known| known.during);
        let when = during.map_or(String::new(), |step| format!(" at iteration {}", plot::grouped(step as u64)));
        let is_distance = |metric: CloudMetric| matches!(metric, CloudMetric::W1 | CloudMetric::SlicedW1);
        let distance = result.metrics.iter().find(|result| is_distance(result.metric));
        let text = |value: f64| figure_text(Some(value));
        Self {
            name: [distance.map_or("", |found| found.metric.label()), &when].concat(),
            distance: figure_text(distance.map(|found| found.value)),
            perfect: distance.map_or(String::new(), |MetricResult { reference, .. }| {
                format!("perfect {} to {}", text(reference.low), text(reference.high))
            }),
            meaning: [meaning(&result.verdict, distance, results), copied(results)].concat(),
        }
    }
}

/// What the verdict and the distance together say.
fn meaning(verdict: &Verdict, distance: Option<&MetricResult>, results: &RunResults) -> String {
    match verdict.inside_since {
        Some(0) => "These samples cannot be told from perfect ones.".to_owned(),
        Some(step) => {
            let step = plot::grouped(step as u64);
            format!("These samples cannot be told from perfect ones, since iteration {step} at the latest.")
        }
        None if distance.is_none_or(|found| found.value <= found.reference.high) => {
            "These samples can be told from perfect ones: they are as near, but another figure of “Proof” is off."
                .to_owned()
        }
        None => match results.present(ResultKind::ErrorDecomposition) {
            Some(RunResult::ErrorDecomposition(DecompositionResult { parts, .. })) => farther(largest_cause(parts)),
            _ => farther(None),
        },
    }
}

/// How many samples are copies of training points, where that is more than chance.
fn copied(results: &RunResults) -> String {
    let Some(RunResult::Memorisation(Ok(result))) = results.present(ResultKind::Memorisation) else {
        return String::new();
    };
    let copies = result.copies;
    if copies.value <= copies.generaliser.high {
        return String::new();
    }
    format!(" {:.0} in 100 are copies of training points.", 100.0 * copies.value)
}

fn farther(cause: Option<String>) -> String {
    ["These samples can be told from perfect ones, which are nearer.", &cause.unwrap_or_default()]
        .join(" ")
        .trim_end()
        .to_owned()
}

/// The largest cause of what is above chance, and how much of that it is; none without a network, where next to nothing
/// is above chance, or where the causes make up for each other.
fn largest_cause(parts: &ErrorDecomposition) -> Option<String> {
    let causes = [parts.truncation, parts.steps, parts.model?, parts.prior?];
    let names = [
        "the noise that is left at the end",
        "the size of the steps",
        "the network",
        "the start noise, which no network was trained for",
    ];
    let above_chance = parts.total() - parts.sampling;
    let (name, largest) = names.into_iter().zip(causes).max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let tenths = (10.0 * largest / above_chance).round();
    let is_telling = above_chance > 0.2 * parts.sampling && (5.0..=10.0).contains(&tenths);
    is_telling.then(|| match tenths as u32 {
        10 => format!("Nearly all of the avoidable error is {name}."),
        tenths => format!("Of the avoidable error, {tenths} parts in 10 are {name}."),
    })
}

#[cfg(test)]
mod tests {
    use diffusion::evaluation::ReferenceInterval;
    use messages::result::{BetweenAnswers, MemorisationResult, MetricsResult};

    use super::*;

    const PARTS: ErrorDecomposition =
        ErrorDecomposition { sampling: 0.02, truncation: 0.0, steps: 0.01, model: Some(0.17), prior: Some(0.0) };

    fn known(value: f64, inside_since: Option<usize>, parts: ErrorDecomposition) -> RunResults {
        let reference = ReferenceInterval { low: 0.0133, high: 0.0415 };
        let metrics = vec![MetricResult { metric: CloudMetric::SlicedW1, value, reference }];
        let mut results = RunResults::default();
        results
            .add(RunResult::Metrics(MetricsResult { metrics, verdict: Verdict { p: 0.2, inside_since } }), Some(1_500));
        results.add(RunResult::ErrorDecomposition(DecompositionResult { parts, stand_in: None }), None);
        results
    }

    #[test]
    fn samples_that_can_be_told_apart_have_a_cause() {
        let said = VerdictWords::of(&known(0.1662, None, PARTS));
        assert_eq!(said.name, "sliced W₁ to the data at iteration 1\u{202f}500");
        assert_eq!((said.distance.as_str(), said.perfect.as_str()), ("0.166", "perfect 0.0133 to 0.0415"));
        assert_eq!(
            said.meaning,
            "These samples can be told from perfect ones, which are nearer. Of the avoidable error, 9 parts in 10 are the \
             network."
        );
        // Parts that cancel, or no network yet: nothing is the cause.
        for parts in [
            ErrorDecomposition { prior: Some(-0.15), ..PARTS },
            ErrorDecomposition { model: None, prior: None, ..PARTS },
            ErrorDecomposition { model: Some(0.02), prior: Some(0.02), steps: 0.02, ..PARTS },
            ErrorDecomposition { model: Some(0.003), steps: 0.0, ..PARTS },
        ] {
            assert!(VerdictWords::of(&known(0.1662, None, parts)).meaning.ends_with("which are nearer."));
        }
    }

    #[test]
    fn copies_above_chance_are_told() {
        let of = |copies| {
            let [generaliser, memoriser] = [0.1, 1.0].map(|end| ReferenceInterval { low: end, high: end });
            let mut results = known(0.02, Some(0), PARTS);
            let copies = BetweenAnswers { value: copies, generaliser, memoriser };
            let result = MemorisationResult { copies, to_data: copies, to_training_set: copies, losses: None };
            results.add(RunResult::Memorisation(Ok(result)), None);
            VerdictWords::of(&results).meaning
        };
        assert!(of(0.986).ends_with("perfect ones. 99 in 100 are copies of training points."), "{}", of(0.986));
        assert!(of(0.1).ends_with("perfect ones."));
    }

    #[test]
    fn samples_that_cannot_be_told_apart_say_since_when() {
        let meaning = |since| VerdictWords::of(&known(0.02, since, PARTS)).meaning;
        assert!(meaning(Some(12_300)).ends_with("perfect ones, since iteration 12\u{202f}300 at the latest."));
        assert!(meaning(Some(0)).ends_with("perfect ones."));
        assert!(meaning(None).contains("as near, but"));
    }

    #[test]
    fn before_samples_and_after_a_change_nothing_is_said() {
        let mut results = known(0.02, Some(0), PARTS);
        results.mark_stale(&diffusion::Preset::SimpleMultimodal.config());
        for results in [results, RunResults::default()] {
            assert_eq!(VerdictWords::of(&results).distance, NOT_YET);
        }
    }
}
