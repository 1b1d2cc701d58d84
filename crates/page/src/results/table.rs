//! From a result to a table: its rows in words, and the attributes that scripts read.

use diffusion::denoiser::domain::UndefinedLevel;
use messages::result::{
    DecompositionResult, LevelLoss, MetricResult, PosteriorResult, SamplerCurve, ScoreResult, Verdict,
    WorkPrecisionResult,
};
use messages::{ResultKind, RunResult, Unavailable};
use plot::three_digits;

use super::cells::{ResultTable, TableCell, TableRow, few, figure, interval, level_name, row, rows, text};
use super::memorisation::{memorisation, memorisation_curve, score_gaps};
use super::number::figure_text;

/// The most components of the posterior table.
const MOST_COMPONENTS: usize = 6;

/// The name of a kind of result in the page.
pub fn key(kind: ResultKind) -> &'static str {
    match kind {
        ResultKind::Metrics => "metrics",
        ResultKind::Loss => "loss",
        ResultKind::ErrorDecomposition => "budget",
        ResultKind::WorkPrecision => "race",
        ResultKind::Score => "score",
        ResultKind::Posterior => "posterior",
        ResultKind::Memorisation => "memorisation",
        ResultKind::MemorisationCurve => "memorisation-curve",
        ResultKind::ScoreGaps => "gaps",
    }
}

/// A result as a table.
pub fn table(result: &RunResult) -> ResultTable {
    match result {
        RunResult::Metrics(result) => {
            ResultTable { rows: result.metrics.iter().map(metric).collect(), note: verdict(&result.verdict) }
        }
        RunResult::Loss(Ok(levels)) => loss(levels),
        RunResult::ErrorDecomposition(result) => error_decomposition(result),
        RunResult::WorkPrecision(Ok(result)) => work_precision(result),
        RunResult::Score(score) => score_difference(score),
        RunResult::Posterior(result) => posterior(result),
        RunResult::Memorisation(Ok(result)) => memorisation(result),
        RunResult::MemorisationCurve(Ok(curve)) => memorisation_curve(curve),
        RunResult::ScoreGaps(Ok(gaps)) => score_gaps(gaps),
        RunResult::Loss(Err(reason))
        | RunResult::WorkPrecision(Err(reason))
        | RunResult::Memorisation(Err(reason))
        | RunResult::MemorisationCurve(Err(reason))
        | RunResult::ScoreGaps(Err(reason)) => ResultTable { rows: vec![], note: why(reason) },
    }
}

/// Why there is no such result, for the person who looks for it.
fn why(reason: &Unavailable) -> String {
    match reason {
        Unavailable::NormOfBatch => {
            "This preset minimises the 2-norm of a whole batch: it does not split into irreducible and excess loss."
        }
        Unavailable::NoSchedule => {
            "The levels of this model are all nearly pure data, or nearly pure noise: there is no schedule that the \
             samplers could be compared on."
        }
        Unavailable::WhileTraining => "The samplers are compared once training rests.",
        Unavailable::NoNoise => "Sampling has arrived: without noise there is nothing to ask the network.",
        Unavailable::OutsideDomain(domain) => return UndefinedLevel { domain: *domain }.to_string(),
        Unavailable::FreshPoints => {
            "Every batch is drawn anew, so there is nothing to remember: choose a number of training points."
        }
        Unavailable::NetworkPerLevel => {
            "Each level has a network of its own, trained one after the other: there are no samples of all on the way."
        }
        Unavailable::NotComputed => "The network has no prediction here: its weights or its output are not numbers.",
    }
    .to_owned()
}

fn metric(result: &MetricResult) -> TableRow {
    let MetricResult { metric, value, reference } = result;
    let (interval, [low, high]) = interval(*reference);
    let mut figure = figure(Some(*value), metric.key());
    figure.attributes.extend([("data-band-low", low), ("data-band-high", high)]);
    let about = format!("metric-{}", metric.key());
    TableRow { about, ..row(vec![text(metric.label()), figure, interval]) }
}

fn verdict(Verdict { p, inside_since }: &Verdict) -> String {
    let p = figure_text(Some(*p));
    match inside_since {
        Some(0) => format!("All figures together: these samples cannot be told from perfect ones (p = {p})."),
        Some(step) => {
            let step = plot::grouped(*step as u64);
            format!(
                "All figures together: these samples cannot be told from perfect ones since iteration {step} (p = {p})."
            )
        }
        None => {
            format!("All figures together tell these samples from perfect ones (p = {p}, not above 0.05).")
        }
    }
}

/// The means over all levels, then a few of the levels.
fn loss(levels: &[LevelLoss]) -> ResultTable {
    let means = row(vec![
        text("mean of all levels"),
        figure(mean(levels, |level| Some(level.irreducible)), "loss_floor"),
        figure(mean(levels, |level| Some(level.excess)), "loss_excess"),
        figure(mean(levels, |level| Some(level.loss())), "loss_mean"),
        figure(mean(levels, LevelLoss::loss_in_eps), "loss_eps"),
    ]);
    let of_level = |level: &LevelLoss| {
        let parts = [Some(level.irreducible), Some(level.excess), Some(level.loss()), level.loss_in_eps()];
        let name = level_name(level.alpha, level.sigma);
        row(std::iter::once(name).chain(parts.map(figure_text)).map(text).collect())
    };
    rows(std::iter::once(means).chain(few(levels).map(of_level)))
}

/// By the share of each level that has it; none where no level has.
fn mean(levels: &[LevelLoss], part: impl Fn(&LevelLoss) -> Option<f64>) -> Option<f64> {
    let known = levels.iter().filter_map(|level| Some([level.share, level.share * part(level)?]));
    let [shares, sum] = known.fold([0.0; 2], |sum, [share, value]| [sum[0] + share, sum[1] + value]);
    (shares > 0.0).then(|| sum / shares)
}

fn error_decomposition(DecompositionResult { parts, stand_in }: &DecompositionResult) -> ResultTable {
    let part = |name: &str, key: &str, value: Option<f64>| {
        let mut cell = figure(value, key);
        if value.is_none() {
            cell.attributes.push(("data-stale", String::new()));
        }
        row(vec![text(name), cell])
    };
    let rows = vec![
        part("sampling", "budget_sampling", Some(parts.sampling)),
        part("truncation", "budget_truncation", Some(parts.truncation)),
        part("steps", "budget_steps", Some(parts.steps)),
        part("network", "budget_model", parts.model),
        part("start noise", "budget_prior", parts.prior),
        part("together", "budget_total", parts.model.map(|_| parts.total())),
    ];
    let stand_in = stand_in.map(|sampler| {
        let sampler = sampler.label();
        format!("Shown with {sampler} on the same levels: the program's own step follows no flow to be split along.")
    });
    let negative = parts.has_negative_part().then_some("A part below 0 makes up for errors of the parts before it.");
    let total = if parts.model.is_some() {
        "Together is not the distance in the first table, by chance: its points are spread evenly over the data, in \
         mirrored pairs, and those are drawn one by one."
    } else {
        "Network and start noise wait for a network that was trained on this."
    };
    let notes: Vec<&str> = stand_in.as_deref().into_iter().chain(negative).chain([total]).collect();
    ResultTable { rows, note: notes.join(" ") }
}

fn work_precision(WorkPrecisionResult { inputs, curves, is_stand_in }: &WorkPrecisionResult) -> ResultTable {
    let schedule = inputs.schedule.schedule().label();
    let note = format!("Compared on the {schedule} schedule, from this model's noisiest level to its cleanest.");
    let rows = curves.iter().flat_map(sampler_curve).collect();
    ResultTable { rows, note: if *is_stand_in { note } else { String::new() } }
}

fn sampler_curve(curve: &SamplerCurve) -> impl Iterator<Item = TableRow> {
    let (sampler, slope, last) = (curve.sampler, figure_text(curve.slope), curve.points.len().saturating_sub(1));
    curve.points.iter().enumerate().map(move |(i, point)| {
        let (evaluations, error) = (point.evaluations.to_string(), figure_text(Some(point.error)));
        let mut cells: Vec<TableCell> = [sampler.label(), &evaluations, &error, &slope].map(text).into();
        if i == last {
            cells[3].attributes.push(("data-metric", ["slope_", sampler.key()].concat()));
        }
        let attributes = vec![
            ("data-sampler", sampler.key().to_owned()),
            ("data-evaluations", evaluations),
            ("data-error", error),
            ("data-slope", slope.clone()),
        ];
        TableRow { attributes, ..row(cells) }
    })
}

fn score_difference(result: &ScoreResult) -> ResultTable {
    let sigma = format!("At σ = {}", three_digits(result.sigma));
    match &result.difference {
        Ok(difference) => {
            let at_data = figure(Some(difference.at_data), "score_error");
            let everywhere = text(three_digits(difference.everywhere));
            let rows = [("where the noisy data are", at_data), ("all over the picture", everywhere)];
            let rows = rows.map(|(place, cell)| row(vec![text(place), cell])).into();
            ResultTable { rows, note: format!("{sigma}.") }
        }
        Err(reason) => ResultTable { rows: vec![], note: format!("{sigma}: {}", why(reason)) },
    }
}

fn posterior(result: &PosteriorResult) -> ResultTable {
    let named = |name: String, value: String| row(vec![text(name), text(value)]);
    let mut rows: Vec<TableRow> = Vec::new();
    for component in result.components.iter().take(MOST_COMPONENTS) {
        rows.push(named(format!("from {}", point(&component.mean)), format!("{:.1} %", 100.0 * component.weight)));
    }
    rows.push(named("mean, exact".to_owned(), point(&result.mean)));
    let mut note = format!("Seen at {}, σ = {}.", point(&result.lens), three_digits(result.sigma));
    match &result.prediction {
        Ok(prediction) => {
            let squares = prediction.iter().zip(&result.mean).map(|(a, b)| (a - b) * (a - b));
            rows.push(named("mean, learned".to_owned(), point(prediction)));
            rows.push(named("apart".to_owned(), three_digits(squares.sum::<f64>().sqrt())));
        }
        Err(reason) => note = format!("{note} {}", why(reason)),
    }
    ResultTable { rows, note }
}

/// A point in words: `0.5`, or `(0.5, 1)`.
fn point(coordinates: &[f64]) -> String {
    let numbers: Vec<String> = coordinates.iter().map(|x| three_digits(*x)).collect();
    if numbers.len() == 1 { numbers.concat() } else { format!("({})", numbers.join(", ")) }
}

#[cfg(test)]
mod tests {
    use diffusion::evaluation::{CloudMetric, ErrorDecomposition, ReferenceInterval, ScoreGap, WorkPrecisionPoint};
    use diffusion::{Level, Preset, Sampler};
    use messages::result::{
        BetweenAnswers, ComparisonInputs, ComponentWeight, LevelGap, MemorisationCurve, MemorisationPoint,
        MemorisationResult, MetricsResult, ScoreDifference, TrainAndHeldOut,
    };

    use super::super::cells::Attribute;
    use super::*;

    /// A table as text: attributes of the row, then its cells, each with its own attributes.
    fn lines(result: &RunResult) -> Vec<String> {
        let attributes = |attributes: &[Attribute]| -> String {
            attributes.iter().map(|(name, value)| format!("[{name}={value}]")).collect()
        };
        let cell = |cell: &TableCell| format!("{}{}", cell.text, attributes(&cell.attributes));
        let row = |row: &TableRow| {
            let cells: Vec<String> = row.cells.iter().map(cell).collect();
            format!("{}{}", attributes(&row.attributes), cells.join(" | "))
        };
        let table = table(result);
        table.rows.iter().map(row).chain((!table.note.is_empty()).then_some(table.note.clone())).collect()
    }

    #[test]
    fn metrics_stand_beside_what_perfect_samples_score() {
        let reference = ReferenceInterval { low: 0.0133, high: 0.0415 };
        let scores = |inside_since| {
            let metrics = vec![MetricResult { metric: CloudMetric::SlicedW1, value: 0.1662, reference }];
            RunResult::Metrics(MetricsResult { metrics, verdict: Verdict { p: 0.205, inside_since } })
        };
        assert_eq!(
            lines(&scores(Some(12_300))),
            [
                "sliced W₁ to the data | 0.166[data-metric=sliced_w1][data-band-low=0.0133][data-band-high=0.0415] | \
                 0.0133 to 0.0415",
                "All figures together: these samples cannot be told from perfect ones since iteration 12\u{202f}300 (p = 0.205)."
            ]
        );
        assert!(
            lines(&scores(None))[1].starts_with("All figures together tell these samples from perfect ones (p = 0.205")
        );
        assert_eq!(table(&scores(None)).rows[0].about, "metric-sliced_w1");
    }

    #[test]
    fn copies_and_losses_stand_between_both_exact_answers() {
        let [generaliser, memoriser] = [[0.09, 0.13], [0.98, 1.0]].map(|[low, high]| ReferenceInterval { low, high });
        // Two levels, of which the second counts three times as much.
        let levels = |irreducible: f64, excess: f64| {
            [(0.25, 2.0), (0.75, 2.0 / 3.0)].map(|(share, part)| LevelLoss {
                sigma: 1.0,
                alpha: 1.0,
                share,
                irreducible: part * irreducible,
                excess: part * excess,
                in_eps: None,
            })
        };
        let [train, held_out] = [levels(0.2, 0.1), levels(0.5, 0.4)].map(Vec::from);
        let of = |copies, losses| {
            let [copies, to_data, to_training_set] =
                [copies, 0.02, 0.3].map(|value| BetweenAnswers { value, generaliser, memoriser });
            RunResult::Memorisation(Ok(MemorisationResult { copies, to_data, to_training_set, losses }))
        };
        let between = "[data-band-low=0.0900][data-band-high=0.130][data-memoriser-low=0.980][data-memoriser-high=1.00] \
                       | 0.0900 to 0.130 | 0.980 to 1.00";
        assert_eq!(
            lines(&of(0.5, Some(TrainAndHeldOut { train, held_out }))),
            [
                &format!("samples that are copies | 0.500[data-metric=copies]{between}"),
                &format!("W₁ to the distribution | 0.0200[data-metric=to_data]{between}"),
                &format!("W₁ to the training points | 0.300[data-metric=to_training_set]{between}"),
                "loss on the training points | 0.300[data-metric=train_loss] |  | 0.200",
                "loss on fresh points | 0.900[data-metric=held_out_loss] | 0.500 | ",
                "More copies than chance makes, fewer than a perfect memoriser."
            ]
        );
        let note = |copies| lines(&of(copies, None))[3].clone();
        assert!(note(0.99).starts_with("As many") && note(0.11).starts_with("No more"));
        assert!(lines(&RunResult::Memorisation(Err(Unavailable::FreshPoints)))[0].contains("drawn anew"));
    }

    #[test]
    fn a_curve_says_since_when_samples_are_near_and_copies() {
        let [chance, memoriser, perfect] =
            [[0.1, 0.2], [0.9, 1.0], [0.01, 0.03]].map(|[low, high]| ReferenceInterval { low, high });
        let point = |step, copies, to_data| MemorisationPoint {
            step,
            copies,
            to_data,
            to_training_set: 0.5,
            losses: (step > 0).then_some([0.25, 2.0]),
        };
        let told = |points: &[MemorisationPoint]| {
            let points = points.to_vec();
            lines(&RunResult::MemorisationCurve(Ok(MemorisationCurve { points, chance, memoriser, perfect })))
        };
        let near = "As near to the distribution as perfect samples";
        assert_eq!(
            told(&[point(0, 0.3, 0.02), point(1_000, 0.15, 0.04), point(2_000, 0.3, 0.03), point(3_000, 0.4, 0.02)]),
            [
                "0 | 0.300 | 0.0200 | 0.500 | – | –",
                "1\u{202f}000 | 0.150 | 0.0400 | 0.500 | 0.250 | 2.00",
                "2\u{202f}000 | 0.300 | 0.0300 | 0.500 | 0.250 | 2.00",
                "3\u{202f}000 | 0.400 | 0.0200 | 0.500 | 0.250 | 2.00",
                &format!(
                    "{near}: since iteration 2\u{202f}000. More copies than chance makes: since iteration 2\u{202f}000."
                )
            ]
        );
        let before = format!("{near}: not yet. More copies than chance makes: not yet.");
        assert_eq!(told(&[point(0, 0.3, 0.02), point(1, 0.2, 0.031)]).last(), Some(&before));
        assert_eq!(told(&[]), [before]);
    }

    #[test]
    fn the_gaps_say_where_the_answers_part_and_how_far_the_network_has_gone() {
        let level = |sigma: f64, of_answers: f64| LevelGap {
            level: Level::exploding(sigma),
            gap: ScoreGap { of_answers, to_generaliser: 0.3, to_memoriser: 0.4 },
        };
        let gaps = |gaps: &[LevelGap]| lines(&RunResult::ScoreGaps(Ok(gaps.to_vec())));
        assert_eq!(
            gaps(&[level(2.0, 0.01), level(1.0, 0.5)]),
            [
                "σ\u{a0}=\u{a0}2.00 | 0.0100 | 0.300 | 0.400 | –",
                "σ\u{a0}=\u{a0}1.00 | 0.500 | 0.300 | 0.400 | 36\u{202f}%",
                "The answers part at σ\u{a0}=\u{a0}1.00: from there on they differ by more than a tenth of the noise."
            ]
        );
        assert!(gaps(&[level(2.0, 0.01)])[1].starts_with("The answers do not part"));
        let met_between = gaps(&[level(2.0, 0.5), level(1.0, 0.01), level(0.5, 0.2)]);
        assert!(met_between[3].starts_with("The answers part at σ\u{a0}=\u{a0}0.500"), "{met_between:?}");
        assert!(gaps(&[level(2.0, 0.5), level(1.0, 0.01)])[2].ends_with("but not at the last."));
        assert!(lines(&RunResult::ScoreGaps(Err(Unavailable::FreshPoints)))[0].contains("drawn anew"));
    }

    #[test]
    fn the_loss_has_its_means_first_and_few_levels_after_them() {
        let level = |i: usize| LevelLoss {
            sigma: 1.0 / (1 + i) as f64,
            alpha: [0.0, 1.0, 1.0, 0.5].get(i).copied().unwrap_or(1.0),
            share: if i == 0 { 0.5 } else { 0.5 / 19.0 },
            irreducible: i as f64,
            excess: 2.0,
            // At one level there is nothing to predict.
            in_eps: (i != 19).then_some(0.1),
        };
        let lines = lines(&RunResult::Loss(Ok((0..20).map(level).collect())));
        assert_eq!(
            lines[0],
            "mean of all levels | 5.00[data-metric=loss_floor] | 2.00[data-metric=loss_excess] | \
             7.00[data-metric=loss_mean] | 0.662[data-metric=loss_eps]"
        );
        assert_eq!(
            lines[1..3],
            ["pure noise | 0.00 | 2.00 | 2.00 | 0.200", "σ/α\u{a0}=\u{a0}0.500 | 3.00 | 2.00 | 5.00 | 0.500"]
        );
        assert_eq!(lines.len(), 8);
    }

    #[test]
    fn parts_of_the_error_that_wait_for_a_network_are_stale() {
        let decomposition =
            |parts, stand_in| lines(&RunResult::ErrorDecomposition(DecompositionResult { parts, stand_in }));
        let parts = ErrorDecomposition { sampling: 0.02, truncation: 1e-6, steps: 0.5, model: None, prior: None };
        let waiting = decomposition(parts, None);
        assert_eq!(waiting[0], "sampling | 0.0200[data-metric=budget_sampling]");
        assert_eq!(waiting[3], "network | –[data-metric=budget_model][data-stale=]");
        assert_eq!(waiting[5], "together | –[data-metric=budget_total][data-stale=]");
        assert_eq!(waiting[6], "Network and start noise wait for a network that was trained on this.");
        let parts = ErrorDecomposition { model: Some(0.25), prior: Some(-0.5), ..parts };
        let [.., total, note] = &decomposition(parts, Some(Sampler::Ddim))[..] else { panic!("two rows and a note") };
        assert_eq!(total, "together | 0.270[data-metric=budget_total]");
        assert!(note.starts_with("Shown with DDIM on the same levels: ") && note.contains("A part below 0"), "{note}");
        assert!(note.contains("Together is not the distance in the first table"), "{note}");
    }

    #[test]
    fn every_sampler_has_a_row_for_each_number_of_evaluations() {
        let point = |evaluations, error| WorkPrecisionPoint { sampler: Sampler::Heun, evaluations, error };
        let points = vec![point(6, 0.0403), point(14, 0.00116)];
        let curves = vec![SamplerCurve { sampler: Sampler::Heun, points, slope: Some(-2.68) }];
        let inputs = ComparisonInputs::of(&Preset::SingleDdpm.config()).unwrap();
        let lines = lines(&RunResult::WorkPrecision(Ok(WorkPrecisionResult { inputs, curves, is_stand_in: true })));
        assert_eq!(lines[2], "Compared on the linear β schedule, from this model's noisiest level to its cleanest.");
        assert!(lines[0].ends_with("Heun (EDM) | 6 | 0.0403 | -2.68"), "{}", lines[0]);
        assert_eq!(
            lines[1],
            "[data-sampler=heun][data-evaluations=14][data-error=0.00116][data-slope=-2.68]Heun (EDM) | 14 | 0.00116 | \
             -2.68[data-metric=slope_heun]"
        );
    }

    #[test]
    fn the_posterior_names_its_components_and_both_means() {
        let component = |x: f64, weight: f64| ComponentWeight { mean: vec![x, 1.0], weight };
        let result = PosteriorResult {
            sigma: 0.62,
            lens: vec![0.25, 0.4],
            components: vec![component(1.0, 0.7), component(-1.0, 0.3)],
            mean: vec![0.4, 1.0],
            prediction: Ok(vec![0.1, 0.6]),
        };
        assert_eq!(
            lines(&RunResult::Posterior(result.clone())),
            [
                "from (1.00, 1.00) | 70.0 %",
                "from (-1.00, 1.00) | 30.0 %",
                "mean, exact | (0.400, 1.00)",
                "mean, learned | (0.100, 0.600)",
                "apart | 0.500",
                "Seen at (0.250, 0.400), σ = 0.620.",
            ]
        );
        let silent = PosteriorResult { prediction: Err(Unavailable::NoNoise), ..result };
        assert!(lines(&RunResult::Posterior(silent)).last().is_some_and(|note| note.contains("without noise")));
    }

    #[test]
    fn what_is_not_there_says_why() {
        use diffusion::denoiser::domain::NetworkDomain;
        let difference = Ok(ScoreDifference { at_data: 1.11, everywhere: 1.98 });
        assert_eq!(
            lines(&RunResult::Score(ScoreResult { sigma: 0.62, difference })),
            [
                "where the noisy data are | 1.11[data-metric=score_error]",
                "all over the picture | 1.98",
                "At σ = 0.620."
            ]
        );
        let difference = Err(Unavailable::OutsideDomain(NetworkDomain::OwnGrid));
        assert_eq!(
            lines(&RunResult::Score(ScoreResult { sigma: 0.62, difference })),
            [
                "At σ = 0.620: this network is defined on its own grid only: train one that predicts ε at every level instead"
            ]
        );
        for (result, word) in [
            (RunResult::Loss(Err(Unavailable::NormOfBatch)), "2-norm"),
            (RunResult::WorkPrecision(Err(Unavailable::NoSchedule)), "no schedule"),
            (RunResult::WorkPrecision(Err(Unavailable::WhileTraining)), "once training rests"),
        ] {
            let lines = lines(&result);
            assert!(lines.len() == 1 && lines[0].contains(word), "{lines:?}");
        }
    }
}
