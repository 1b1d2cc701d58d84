//! Whether a network remembers the fixed points that it was trained on, held against both exact answers, over seeds.

use messages::result::{BetweenAnswers, LevelGap, MeanLoss, MemorisationPoint, MemorisationResult};
use messages::{ResultKind, RunResult};
use page::charts::Chart;
use tests::{PageAndWorker, for_seeds};

/// What is known at the end of a run.
#[derive(Debug)]
struct Known {
    result: MemorisationResult,
    /// The mean losses on the training points, and on fresh ones.
    train: MeanLoss,
    held_out: MeanLoss,
    gaps: Vec<LevelGap>,
    copying_since: Option<usize>,
}

impl Known {
    /// How far the network has gone to the memoriser's score at the noisiest level where the answers are so far apart.
    fn way(&self, apart: f64) -> f64 {
        self.gaps.iter().find(|level| level.gap.of_answers > apart).expect("they part").gap.way()
    }
}

/// At the end of runs of EDM on the moons, with so many training points, seed by seed.
fn memorisation(train_points: usize) -> Vec<Known> {
    for_seeds(0..4, |seed| {
        let link = format!("dataset=moons&method=edm&iterations=1500&pace=max&train_points={train_points}&seed={seed}");
        let page = PageAndWorker::finished(&link);
        let of_end = |kind| {
            let known = page.app.results().get(kind).expect("it is worked out");
            assert_eq!((known.stale, known.during), (false, None), "it is that of the end");
            known.result.clone()
        };
        let RunResult::Memorisation(Ok(result)) = of_end(ResultKind::Memorisation) else { panic!("training points") };
        let RunResult::ScoreGaps(Ok(gaps)) = of_end(ResultKind::ScoreGaps) else { panic!("training points") };
        let losses = result.losses.as_ref().expect("it splits level by level");
        let [train, held_out] = [&losses.train, &losses.held_out].map(|levels| MeanLoss::of(levels));
        let RunResult::MemorisationCurve(Ok(curve)) = of_end(ResultKind::MemorisationCurve) else {
            panic!("checkpoints")
        };
        assert_eq!(curve.points.len(), 24);
        let MemorisationPoint { step, copies, to_data, losses: means, .. } = curve.points[23];
        assert_eq!((step, copies, to_data), (1_500, result.copies.value, result.to_data.value));
        assert_eq!(means, Some([train.loss, held_out.loss]));
        let charts = Chart::ALL.into_iter().filter(|chart| matches!(chart, Chart::Memorisation(_)));
        assert_eq!(charts.filter(|chart| chart.applies(&page.app)).count(), 4);
        Known { train, held_out, gaps, copying_since: curve.copying_since(), result }
    })
}

/// catches: batches that are drawn anew all the same, copies of other points than those of training
#[test]
fn a_network_copies_few_points_and_loses_less_on_them_than_the_distribution_allows() {
    for known in memorisation(16) {
        let Known { result: MemorisationResult { copies, to_data, to_training_set, .. }, train, held_out, .. } = &known;
        let BetweenAnswers { value, generaliser, memoriser } = copies;
        assert!(*value > 0.9 * memoriser.low && *value > 2.0 * generaliser.high, "{known:?}");
        assert!(known.copying_since.is_some_and(|step| step < 1_000), "{known:?}");
        assert!(train.irreducible < train.loss && train.loss < 0.8 * held_out.irreducible, "{known:?}");
        assert!(held_out.loss > 1.2 * held_out.irreducible, "{known:?}");
        // Sixteen points are not the moons: a memoriser ends nearer to them, and so does the network.
        assert!(memoriser_is_nearer(to_training_set) && !memoriser_is_nearer(to_data), "{known:?}");
        assert!(to_training_set.value < 0.5 * to_training_set.generaliser.low, "{known:?}");
        assert!(to_data.value > to_data.generaliser.high, "{known:?}");
        assert!(known.way(0.3) > 0.7, "{}", known.way(0.3));
    }
}

#[test]
fn of_many_points_it_learns_the_distribution() {
    let runs = memorisation(2_048);
    let as_chance = |known: &&Known| known.result.copies.value <= known.result.copies.generaliser.high;
    assert!(runs.iter().filter(as_chance).count() >= 3, "{runs:?}");
    for known in runs {
        let Known { result: MemorisationResult { copies, .. }, train, held_out, .. } = &known;
        assert!(copies.memoriser.low > 3.0 * copies.generaliser.high, "the figure could tell: {known:?}");
        assert!(copies.value < 2.0 * copies.generaliser.high, "{known:?}");
        assert!(train.loss > 0.95 * held_out.irreducible && held_out.loss < 1.1 * held_out.irreducible, "{known:?}");
        assert!(known.way(0.3) < 0.3, "{}", known.way(0.3));
    }
}

fn memoriser_is_nearer(distance: &BetweenAnswers) -> bool {
    distance.memoriser.high < distance.generaliser.low
}
