//! The benchmark in the playground's place: opened by its own link, left by any other.

use messages::{BenchmarkRow, BenchmarkTime, Command, Event, RunId};

use crate::app::{App, Effect, Msg, Phase};
use crate::benchmark::FRAGMENT;

fn say(app: &mut App, event: Event) -> Vec<Effect> {
    app.update(Msg::Event(event, vec![]), 1.0)
}

fn opened_at(fragment: &str) -> (App, Vec<Effect>) {
    let mut app = App::new("build", fragment, 0.0);
    let effects = say(&mut app, Event::Ready { build: "build".into() });
    (app, effects)
}

fn row(run: RunId) -> Event {
    Event::BenchRow { run, row: BenchmarkRow { case: "a case".into(), time: BenchmarkTime::Ms(2.0) }, of: 9 }
}

#[test]
fn its_link_starts_it_and_stays_in_the_address() {
    let (mut app, effects) = opened_at(FRAGMENT);
    assert_eq!(effects, [Effect::Send(Command::Bench(RunId(1)))]);
    assert_eq!(app.phase(), Phase::Measuring);
    say(&mut app, row(RunId(1)));
    assert_eq!(app.benchmark().map(|bench| bench.rows().len()), Some(1));
    assert_eq!(say(&mut app, Event::BenchDone { run: RunId(1) }), []);
    assert_eq!(app.phase(), Phase::Finished);
}

/// catches: rows of a benchmark that was left, told into the one opened next
#[test]
fn going_there_and_back_begins_each_anew() {
    let (mut app, _) = opened_at("recipe=simple_multimodal&seed=3");
    let there = app.update(Msg::Opened(FRAGMENT.into()), 2.0);
    assert_eq!(there, [Effect::Send(Command::Bench(RunId(2)))]);
    let back = app.update(Msg::Opened("recipe=simple_multimodal&seed=3".into()), 3.0);
    assert!(matches!(back[..], [Effect::Send(Command::Start { run: RunId(3), train: true, .. })]), "{back:?}");
    assert!(app.benchmark().is_none());
    app.update(Msg::Opened(FRAGMENT.into()), 4.0);
    say(&mut app, row(RunId(2)));
    assert_eq!(app.benchmark().map(|bench| bench.rows().len()), Some(0));
}

#[test]
fn no_key_or_button_of_the_hidden_playground_disturbs_it() {
    let (mut app, _) = opened_at(FRAGMENT);
    for (name, action) in crate::app::Action::ALL {
        assert_eq!(app.update(Msg::Act(action), 2.0), [], "{name}");
    }
    assert_eq!((app.phase(), app.run()), (Phase::Measuring, RunId(1)));
}

#[test]
fn a_worker_busy_with_a_long_run_is_not_taken_for_a_silent_one() {
    let (mut app, _) = opened_at(FRAGMENT);
    for second in 0..60 {
        assert_eq!(app.update(Msg::Tick, f64::from(second) * 1e3), []);
    }
    say(&mut app, Event::BenchDone { run: RunId(1) });
    assert!(!app.update(Msg::Tick, 61e3).is_empty());
}

#[test]
fn a_new_worker_measures_from_the_beginning() {
    let (mut app, _) = opened_at(FRAGMENT);
    say(&mut app, row(RunId(1)));
    assert_eq!(app.update(Msg::Crashed, 2.0), [Effect::SpawnWorker]);
    let effects = say(&mut app, Event::Ready { build: "build".into() });
    assert_eq!(effects, [Effect::Send(Command::Bench(RunId(2)))]);
    assert_eq!(app.benchmark().map(|bench| bench.rows().len()), Some(0));
}
