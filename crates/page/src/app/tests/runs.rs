use diffusion::counts::MAX_ITERATIONS;

use super::continuation::{begun, rest, tell, trained};
use super::*;
use crate::kept_run::RecordId;
use crate::runs::{RunRecord, RunRow, comparison, csv, rows};

/// A run of these settings that has come to this iteration and rests there, with these weights.
fn rested(app: &mut App, step: usize, weights: &str) -> Vec<Effect> {
    let finished = step == app.settings().config.total_iterations();
    [1, step].iter().for_each(|step| _ = trained(app, *step));
    let run = app.run();
    tell(app, Event::Resting { run, step, finished, weights: weights.into() }, vec![])
}

fn kept(effects: &[Effect]) -> Vec<RunRecord> {
    let kept = |effect: &Effect| if let Effect::KeepRecord(record) = effect { Some((**record).clone()) } else { None };
    effects.iter().filter_map(kept).collect()
}

fn told(app: &App, tell: impl Fn(&RunRow) -> String) -> Vec<String> {
    rows(app.runs()).iter().map(tell).collect()
}

fn visit(kept: Vec<RunRecord>) -> App {
    let mut app = App::new("build", "iterations=300", 0.0).with_runs(kept, 500);
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
    app.update(Msg::Run(RunMsg::Pin(id)), 5.0);
    app.update(Msg::Act(Action::Rewind), 6.0);
    let effects = rested(&mut app, 300, "a");
    assert!(effects.contains(&Effect::ForgetRecord(id)), "{effects:?}");
    let [row] = &rows(app.runs())[..] else { panic!("one run") };
    assert!(row.is_pinned && row.id != id);
}

#[test]
fn of_too_many_runs_the_oldest_goes_unless_it_is_pinned() {
    let mut app = visit(vec![]);
    rested(&mut app, 300, "first");
    app.update(Msg::Run(RunMsg::Pin(rows(app.runs())[0].id)), 5.0);
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
    let mut newer = App::new("newer", "", 0.0).with_runs(records, 900);
    newer.update(Msg::Event(Event::Ready { build: "newer".into() }, vec![]), 1.0);
    let id = of(&newer, 0);
    let (dataset, _, resumption) = start(&newer.update(Msg::Run(RunMsg::Load(id)), 2.0));
    assert_eq!((dataset.key(), resumption), ("moons", None));
    assert!(newer.note().is_some_and(|note| note.contains("older version")), "{:?}", newer.note());
}

/// catches: what is equal in the table, figures of one run only, a run that is compared with itself
#[test]
fn what_differs_from_the_pinned_run_is_told() {
    let mut app = visit(vec![]);
    assert!(comparison(app.runs()).note.contains("Pin a run"));
    rested(&mut app, 300, "a");
    let id = rows(app.runs())[0].id;
    let effects = app.update(Msg::Run(RunMsg::Pin(id)), 5.0);
    assert!(kept(&effects)[0].is_pinned);
    assert!(comparison(app.runs()).note.contains("is the one that the page shows"));
    commit(&mut app, "rate", "0.002");
    rested(&mut app, 300, "b");
    let table = comparison(app.runs());
    let cells = |row: &crate::results::TableRow| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    assert_eq!(table.rows.iter().map(cells).collect::<Vec<_>>(), [["learning rate", "0.002", "0.001"]]);
    assert_eq!(app.update(Msg::Run(RunMsg::Delete(rows(app.runs())[0].id)), 6.0), [], "the shown run keeps its row");
    let effects = app.update(Msg::Run(RunMsg::Delete(id)), 7.0);
    assert_eq!(effects, [Effect::ForgetRecord(id), Effect::ShowRuns]);
    assert!(comparison(app.runs()).note.contains("Pin a run"));
}

#[test]
fn the_list_is_a_table_with_one_line_for_each_run() {
    let mut app = visit(vec![]);
    rested(&mut app, 300, "a");
    commit(&mut app, "dataset", "moons");
    rested(&mut app, 300, "b");
    let text = csv(app.runs());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("preset,seed,iterations,finished,seconds,weights,p,inside_since,loss,"), "{text}");
    assert!(lines[1].starts_with("simple_multimodal,7,300,true,") && lines[1].contains(",a,"), "{text}");
    assert!(lines[2].ends_with("dataset=moons") || lines[2].contains("dataset=moons"), "{text}");
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
