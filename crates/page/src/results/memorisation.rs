//! The tables of a network that may remember its training points.

use diffusion::Level;
use messages::result::{
    BetweenAnswers, LevelGap, MeanLoss, MemorisationCurve, MemorisationPoint, MemorisationResult, TrainAndHeldOut,
};

use super::cells::{ResultTable, TableRow, few, figure, interval, level_name, row, text};
use super::number::figure_text;

/// The figures of the samples beside those of a perfect generaliser and of a perfect memoriser, and the losses beside theirs.
pub fn memorisation(result: &MemorisationResult) -> ResultTable {
    let MemorisationResult { copies, to_data, to_training_set, losses } = result;
    let mut rows = vec![
        between_answers("samples that are copies", "copies", copies),
        between_answers("W₁ to the distribution", "to_data", to_data),
        between_answers("W₁ to the training points", "to_training_set", to_training_set),
    ];
    if let Some(TrainAndHeldOut { train, held_out }) = losses {
        let [train, held_out] = [train, held_out].map(|levels| MeanLoss::of(levels));
        let [lost, fresh] = [figure(Some(train.loss), "train_loss"), figure(Some(held_out.loss), "held_out_loss")];
        let floor = |loss: MeanLoss| text(figure_text(Some(loss.irreducible)));
        rows.push(row(vec![text("loss on the training points"), lost, text(""), floor(train)]));
        rows.push(row(vec![text("loss on fresh points"), fresh, floor(held_out), text("")]));
    }
    let note = match (copies.value > copies.generaliser.high, copies.value >= copies.memoriser.low) {
        _ if !to_data.value.is_finite() => "Some of the samples are not numbers.",
        (true, true) => "As many copies as a perfect memoriser makes.",
        (true, false) => "More copies than chance makes, fewer than a perfect memoriser.",
        (false, _) => "No more copies than chance makes.",
    };
    ResultTable { rows, note: note.to_owned() }
}

fn between_answers(name: &str, key: &str, figures: &BetweenAnswers) -> TableRow {
    let (of_generaliser, [low, high]) = interval(figures.generaliser);
    let (of_memoriser, [least, most]) = interval(figures.memoriser);
    let mut cell = figure(Some(figures.value), key);
    cell.attributes.extend([("data-band-low", low), ("data-band-high", high)]);
    cell.attributes.extend([("data-memoriser-low", least), ("data-memoriser-high", most)]);
    row(vec![text(name), cell, of_generaliser, of_memoriser])
}

/// A few of the checkpoints, the last among them, and since when the samples have been near, and copies.
pub fn memorisation_curve(curve: &MemorisationCurve) -> ResultTable {
    let of_checkpoint = |MemorisationPoint { step, copies, to_data, to_training_set, losses }: &MemorisationPoint| {
        let [train, held_out] = losses.map_or([None; 2], |losses| losses.map(Some));
        let figures = [Some(*copies), Some(*to_data), Some(*to_training_set), train, held_out].map(figure_text);
        row(std::iter::once(plot::grouped(*step as u64)).chain(figures).map(text).collect())
    };
    let since = |words: &str, since: Option<usize>| {
        let step = since.map_or("not yet".to_owned(), |step| format!("since iteration {}", plot::grouped(step as u64)));
        format!("{words}: {step}.")
    };
    let near = since("As near to the distribution as perfect samples", curve.near_since());
    let copying = since("More copies than chance makes", curve.copying_since());
    let last_first: Vec<_> = curve.points.iter().rev().map(of_checkpoint).collect();
    ResultTable { rows: few(&last_first).rev().cloned().collect(), note: format!("{near} {copying}") }
}

/// A few of the levels, and where the answers part.
pub fn score_gaps(gaps: &[LevelGap]) -> ResultTable {
    let name = |level: &Level| level_name(level.alpha, level.sigma);
    let of_level = |LevelGap { level, gap }: &LevelGap| {
        let distances = [gap.of_answers, gap.to_generaliser, gap.to_memoriser].map(Some).map(figure_text);
        // Where the answers are one there is no way between them.
        let way = if gap.is_wide() { format!("{:.0}\u{202f}%", 100.0 * gap.way()) } else { "–".to_owned() };
        row([name(level)].into_iter().chain(distances).chain([way]).map(text).collect())
    };
    // Where spikes have other shares among the points than in the distribution, the answers part, meet and part again.
    let parted = gaps.iter().rev().take_while(|level| level.gap.is_wide()).last();
    let note = match (parted, gaps.iter().any(|level| level.gap.is_wide())) {
        (Some(LevelGap { level, .. }), _) => {
            let name = name(level);
            format!("The answers part at {name}: from there on they differ by more than a tenth of the noise.")
        }
        (None, true) => "The answers differ by a tenth of the noise at some levels, but not at the last.".to_owned(),
        (None, false) => "The answers do not part: at no level do they differ by a tenth of the noise.".to_owned(),
    };
    ResultTable { rows: few(gaps).map(of_level).collect(), note }
}
