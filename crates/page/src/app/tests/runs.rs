use diffusion::counts::MAX_ITERATIONS;

use super::continuation::{begun, rest, tell, trained};
use super::*;
use crate::kept_run::RecordId;
use crate::runs::{RunRecord, RunRow, comparison, rows};
use messages::{ExportKind, PictureStyle, Sealed};

/// A run of these settings that has come to this iteration and rests there, with these weights.
fn rested(app: &mut App, step: usize, weights: &str) -> Vec<Effect> {
    let finished = step == app.settings().config.total_iterations();
    let done = app.losses().iterations();
    [1, step].iter().filter(|step| **step > done).for_each(|step| _ = trained(app, *step));
    let run = app.run();
    tell(app, Event::Resting { run, step, finished, weights: weights.into() }, vec![])
}

/// The same of a run whose last samples are there and were judged.
fn measured(app: &mut App, step: usize, weights: &str, inside_since: Option<usize>) -> Vec<Effect> {
    app.update(samples(app, step), 4.0);
    rested(app, step, weights);
    judge(app, step, inside_since)
}

fn judge(app: &mut App, step: usize, inside_since: Option<usize>) -> Vec<Effect> {
    let result = RunResult::Metrics(MetricsResult { metrics: vec![], verdict: Verdict { p: 0.5, inside_since } });
    let run = app.run();
    tell(app, Event::Result { run, step, result }, vec![])
}

fn kept(effects: &[Effect]) -> Vec<RunRecord> {
    let kept = |effect: &Effect| if let Effect::KeepRecord(record) = effect { Some((**record).clone()) } else { None };
    effects.iter().filter_map(kept).collect()
}

fn told(app: &App, tell: impl Fn(&RunRow) -> String) -> Vec<String> {
    rows(app.runs()).iter().map(tell).collect()
}

fn visit(kept: Vec<RunRecord>) -> App {
    let mut app = App::new("build", "iterations=300", 0.0).with_runs(kept, None, 500);
    begun(&mut app);
    app
}

/// catches: rows for what nobody looked at, two rows of one run, a row that is not shown or not kept
#[test]
fn a_run_that_rests_is_a_row_that_is_kept() {
    let mut app = visit(vec![]);
    trained(&mut app, 1);
    assert!(rows(app.runs()).is_empty(), "one that has just begun");
    let effects = trained(&mut app, 30);
    assert!(effects.contains(&Effect::ShowRuns) && kept(&effects).is_empty(), "{effects:?}");
    let [row] = &rows(app.runs())[..] else { panic!("one run") };
    assert_eq!((row.step, row.iterations.as_str(), row.is_current), (30, "30 of 300", true));
    let records = kept(&rest(&mut app, 60, false));
    assert_eq!(records.len(), 1);
    let effects = rest(&mut app, 300, true);
    assert_eq!(kept(&effects)[0].id, records[0].id, "the same row");
    let bytes = kept(&effects)[0].to_bytes();
    let next = visit(RunRecord::from_bytes(&bytes).into_iter().collect());
    assert_eq!(told(&next, |row| row.weights.clone().unwrap_or_default()), ["abc"]);
    assert!((0..bytes.len()).all(|end| RunRecord::from_bytes(&bytes[..end]).is_none()));
}

/// catches: a run that is left before it rests and forgotten, another one written into its row
#[test]
fn a_run_that_is_left_keeps_its_row() {
    let mut app = visit(vec![]);
    [1, 30].iter().for_each(|step| _ = trained(&mut app, *step));
    let effects = commit(&mut app, "rate", "0.002");
    assert_eq!(kept(&effects)[0].iterations(), 30);
    rested(&mut app, 300, "b");
    assert_eq!(told(&app, |row| row.name.clone()), ["rate 0.002", "simple_multimodal"]);
    assert_eq!(told(&app, |row| row.is_current.to_string()), ["true", "false"]);
}

/// catches: two rows that say the same, a pin that goes with one of them
#[test]
fn the_same_weights_once_more_take_the_place_of_their_row() {
    let mut app = visit(vec![]);
    rested(&mut app, 300, "a");
    let id = rows(app.runs())[0].id;
    app.update(Msg::Run(RunMsg::Pin(Some(id))), 5.0);
    app.update(Msg::Act(Action::Rewind), 6.0);
    let effects = rested(&mut app, 300, "a");
    assert!(effects.contains(&Effect::ForgetRecord(id)), "{effects:?}");
    let [row] = &rows(app.runs())[..] else { panic!("one run") };
    assert!(row.is_pinned && row.id != id);
}

/// catches: a verdict that is forgotten because the run is shown again, one of an earlier iteration that somebody went back to
#[test]
fn what_is_known_of_a_run_stays_until_more_is_known() {
    let mut app = visit(vec![]);
    let records = kept(&measured(&mut app, 300, "a", Some(30)));
    assert!(records[0].figures.iter().any(|figure| figure.name == "mean x"), "{:?}", records[0].figures);
    assert_eq!(records[0].verdict.and_then(|verdict| verdict.inside_since), Some(30));
    app.update(Msg::ScrubTraining(0), 5.0);
    judge(&mut app, 1, None);
    commit(&mut app, "rate", "0.002");
    rested(&mut app, 300, "b");
    assert_eq!(told(&app, |row| row.verdict.to_owned()), ["–", "as perfect"]);
    let id = rows(app.runs())[1].id;
    app.update(Msg::Run(RunMsg::Load(id)), 6.0);
    rested(&mut app, 300, "a");
    assert_eq!(told(&app, |row| row.verdict.to_owned()), ["–", "as perfect"]);
    assert!(app.runs().runs()[0].record.figures.iter().any(|figure| figure.name == "mean x"));
    measured(&mut app, 300, "a", None);
    assert_eq!(told(&app, |row| row.verdict.to_owned()), ["–", "told apart"]);
}

/// catches: rows that fill the device, and that no list shows
#[test]
fn rows_of_visits_before_that_are_too_many_are_kept_no_more() {
    let mut app = visit(vec![]);
    rested(&mut app, 300, "a");
    let one = app.runs().runs()[0].record.clone();
    let many =
        (1..=53).map(|number| RunRecord { id: RecordId(number), weights: Some(number.to_string()), ..one.clone() });
    let mut next = visit(many.rev().collect());
    assert_eq!((rows(next.runs()).len(), rows(next.runs())[0].id), (50, RecordId(53)));
    let effects = rested(&mut next, 300, "b");
    for number in 1..=4 {
        assert!(effects.contains(&Effect::ForgetRecord(RecordId(number))) || number == 4, "{number}: {effects:?}");
    }
    assert_eq!(rows(next.runs()).len(), 50);
}

#[test]
fn of_too_many_runs_the_oldest_goes_unless_it_is_pinned() {
    let mut app = visit(vec![]);
    rested(&mut app, 300, "first");
    app.update(Msg::Run(RunMsg::Pin(Some(rows(app.runs())[0].id))), 5.0);
    for seed in 10..70 {
        commit(&mut app, "seed", &seed.to_string());
        rested(&mut app, 300, &seed.to_string());
    }
    let seeds = told(&app, |row| row.seed.to_string());
    assert_eq!((seeds.len(), seeds[0].as_str(), seeds[48].as_str(), seeds[49].as_str()), (50, "69", "21", "7"));
}

/// catches: a run that is trained again, another run's data, losses or weights, a run of an older build that is believed
#[test]
fn a_row_shows_its_run_again() {
    let mut app = visit(vec![]);
    rested(&mut app, 300, "a");
    commit(&mut app, "dataset", "moons");
    rested(&mut app, 300, "b");
    let of = |app: &App, place: usize| rows(app.runs())[place].id;
    let id = of(&app, 1);
    let effects = app.update(Msg::Run(RunMsg::Load(id)), 5.0);
    let start = |effects: &[Effect]| match &effects[0] {
        Effect::Send(Command::Start { config, train, resumption, .. }) => {
            (config.dataset.clone(), *train, resumption.clone())
        }
        other => panic!("{other:?}"),
    };
    let (dataset, train, resumption) = start(&effects);
    assert_eq!((dataset.key(), train), ("four_spikes", true));
    assert_eq!(resumption.and_then(|from| from.state.open()), Some(("state".to_owned(), 300usize)));
    assert_eq!((app.step(), app.losses().iterations(), app.learned_is_current()), (300, 300, false));
    assert_eq!(told(&app, |row| row.is_current.to_string()), ["false", "true"]);
    assert_eq!(app.update(Msg::Run(RunMsg::Load(id)), 6.0), [], "it is there");
    rest(&mut app, 300, true);
    assert_eq!(rows(app.runs()).len(), 2);
    let records = app.runs().runs().iter().map(|known| known.record.clone()).collect();
    let mut newer = App::new("newer", "", 0.0).with_runs(records, None, 900);
    newer.update(Msg::Event(Event::Ready { build: "newer".into() }, vec![]), 1.0);
    let id = of(&newer, 0);
    let (dataset, _, resumption) = start(&newer.update(Msg::Run(RunMsg::Load(id)), 2.0));
    assert!(rows(newer.runs()).iter().all(|row| !row.is_current), "it is another run, with a row of its own");
    assert_eq!((dataset.key(), resumption), ("moons", None));
    assert!(newer.note().is_some_and(|note| note.contains("older version")), "{:?}", newer.note());
}

/// catches: what is equal in the table, figures of one run only, a run that is compared with itself
#[test]
fn what_differs_from_the_pinned_run_is_told() {
    let mut app = visit(vec![]);
    assert!(comparison(app.runs(), app.row_beside()).note.contains("Pin a run"));
    rested(&mut app, 300, "a");
    let id = rows(app.runs())[0].id;
    measured(&mut app, 300, "a", None);
    let effects = app.update(Msg::Run(RunMsg::Pin(Some(id))), 5.0);
    assert_eq!(effects, [Effect::KeepPin(Some(id)), Effect::ShowRuns]);
    assert!(comparison(app.runs(), app.row_beside()).note.contains("is the one that the page shows"));
    commit(&mut app, "rate", "0.002");
    rested(&mut app, 300, "b");
    assert!(comparison(app.runs(), app.row_beside()).note.contains("once both runs rest"));
    measured(&mut app, 300, "b", None);
    assert_eq!(comparison(app.runs(), app.row_beside()).note, "");
    let table = comparison(app.runs(), app.row_beside());
    let cells = |row: &crate::results::TableRow| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    assert_eq!(
        table.rows.iter().map(cells).collect::<Vec<_>>(),
        [["learning rate", "0.002", "0.001"], ["weights", "b", "a"]]
    );
    assert_eq!(app.update(Msg::Run(RunMsg::Delete(rows(app.runs())[0].id)), 6.0), [], "the shown run keeps its row");
    let effects = app.update(Msg::Run(RunMsg::Delete(id)), 7.0);
    assert_eq!(effects, [Effect::ForgetRecord(id), Effect::ShowRuns]);
    assert!(comparison(app.runs(), app.row_beside()).note.contains("Pin a run"));
    assert!(frame(&mut app, 8.0).losses, "the ghost goes with its row");
}

/// catches: rows of runs that have not begun, figures of what is only being dragged to
#[test]
fn what_is_no_run_yet_and_what_is_not_the_runs_own_is_not_written_down() {
    let mut app = visit(vec![]);
    tell(&mut app, Event::TrainingState { run: RunId(1), step: 0, state: Sealed::default() }, vec![]);
    rest(&mut app, 0, false);
    assert!(rows(app.runs()).is_empty());
    app.update(samples(&app, 300), 4.0);
    app.update(Msg::Drag(Edit::read("sigma_max", "2").expect("a value")), 4.0);
    rested(&mut app, 300, "a");
    assert_eq!(app.runs().runs()[0].record.figures, []);
}

/// catches: what is known of a run that is left in the middle, lost because it is shown again
#[test]
fn a_run_that_was_paused_is_shown_again_as_it_was() {
    let mut app = visit(vec![]);
    app.update(samples(&app, 60), 4.0);
    measured(&mut app, 60, "a", Some(60));
    commit(&mut app, "rate", "0.002");
    let id = rows(app.runs())[0].id;
    app.update(Msg::Run(RunMsg::Load(id)), 6.0);
    assert_eq!(app.phase(), Phase::Paused);
    let run = app.run();
    tell(&mut app, Event::TrainingState { run, step: 60, state: Sealed::default() }, vec![]);
    let effects = tell(&mut app, Event::Resting { run, step: 60, finished: false, weights: "a".into() }, vec![]);
    let row = &rows(app.runs())[0];
    assert_eq!((row.id, row.verdict, row.step), (id, "as perfect", 60), "{effects:?}");
}

/// catches: a list that ends at the first refusal, one that goes round and round, the pinned run thrown away for another
#[test]
fn for_a_device_that_is_full_the_oldest_rows_make_room() {
    let mut app = visit(vec![]);
    for seed in 10..14 {
        commit(&mut app, "seed", &seed.to_string());
        rested(&mut app, 300, &seed.to_string());
    }
    let ids: Vec<RecordId> = rows(app.runs()).iter().rev().map(|row| row.id).collect();
    app.update(Msg::Run(RunMsg::Pin(Some(ids[0]))), 5.0);
    for oldest in [1, 2] {
        let effects = app.update(Msg::Run(RunMsg::NotKept(ids[3])), 6.0);
        assert!(effects.contains(&Effect::ForgetRecord(ids[oldest])) && kept(&effects)[0].id == ids[3], "{effects:?}");
    }
    let effects = app.update(Msg::Run(RunMsg::NotKept(ids[3])), 7.0);
    assert_eq!((effects, rows(app.runs()).len()), (vec![], 2));
    assert!(app.note().is_some_and(|note| note.contains("keeps no more runs")));
    // It is tried again with the next word of that run.
    assert_eq!(kept(&rested(&mut app, 300, "13")).len(), 1);
}

/// catches: a person's own spikes replaced by those of somebody's link
#[test]
fn data_of_a_row_take_no_place_of_a_persons_own() {
    let mut app = App::new("build", "iterations=300&dataset=spikes&spikes=1:0.1:1", 0.0).with_runs(vec![], None, 500);
    begun(&mut app);
    rested(&mut app, 300, "a");
    commit(&mut app, "dataset", "moons");
    let id = rows(app.runs())[0].id;
    let effects = app.update(Msg::Run(RunMsg::Load(id)), 6.0);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::KeepData(_))), "{effects:?}");
}

/// catches: a run that had ended written over by what it is trained on to
#[test]
fn a_run_that_is_trained_on_leaves_its_row_behind() {
    let mut app = visit(vec![]);
    rested(&mut app, 300, "a");
    app.update(Msg::Act(Action::Continue), 5.0);
    trained(&mut app, 400);
    assert_eq!(told(&app, |row| row.iterations.clone()), ["400 of 600", "300"]);
}

#[test]
fn a_page_that_nobody_sees_keeps_what_trains() {
    let mut app = visit(vec![]);
    [1, 30].iter().for_each(|step| _ = trained(&mut app, *step));
    app.update(Msg::Visible(false), 5.0);
    assert_eq!(kept(&trained(&mut app, 60)).len(), 1);
}

#[test]
fn the_list_is_a_table_with_one_line_for_each_run() {
    let mut app = visit(vec![]);
    measured(&mut app, 300, "a", Some(40));
    commit(&mut app, "dataset", "moons");
    rested(&mut app, 300, "b");
    let style = PictureStyle { side: 400, dark: false };
    let effects = app.update(Msg::Export(ExportMsg::Requested { kind: ExportKind::Runs, style }), 6.0);
    let [
        Effect::Export(ExportEffect::Forget),
        Effect::Export(ExportEffect::Keep(bytes)),
        Effect::Export(ExportEffect::Save { name, .. }),
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    let text = String::from_utf8(bytes.clone()).expect("text");
    assert_eq!(name, "runs.csv");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("preset,seed,iterations,finished,seconds,weights,p,inside_since,loss,"), "{text}");
    assert!(lines[1].starts_with("simple_multimodal,7,300,true,") && lines[1].contains(",a,0.5,40,"), "{text}");
    let fields = |line: &str| line.split(',').count();
    assert!(lines[2].contains(",b,,,,") && lines[2].contains("dataset=moons"), "{text}");
    assert_eq!(fields(lines[2]), fields(lines[0]));
}

#[test]
fn a_run_of_all_the_iterations_there_are_cannot_be_longer() {
    let mut app = visit(vec![]);
    app.settings.config.iterations = MAX_ITERATIONS;
    trained(&mut app, 30);
    rest(&mut app, 30, true);
    assert_eq!(app.more_iterations(), None);
    app.settings.config.iterations = MAX_ITERATIONS - 5;
    assert_eq!(app.more_iterations(), Some(5));
    assert_eq!(rows(app.runs()).len(), 1);
    assert!(app.runs().get(RecordId(500)).is_some());
}
