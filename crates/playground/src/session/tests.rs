use std::cell::Cell;

use diffusion::Recipe;

use super::*;

/// A clock that moves `tick` ms whenever it is read.
fn clock(tick: f64) -> impl Fn() -> f64 {
    let now = Cell::new(0.0);
    move || {
        now.set(now.get() + tick);
        now.get()
    }
}

fn small() -> Config {
    Config { iterations: 120, samples: 300, ..Recipe::SimpleMultimodal.config() }
}

fn start(config: Config, pace: Pace) -> Command {
    Command::Start { run: RunId(1), config, pace, train: true }
}

/// Works until nothing is left to do, and returns every event with the length of its array.
fn work_off(session: &mut Session, clock: Clock, budget: f64) -> Vec<(Event, usize)> {
    let mut seen = Vec::new();
    while session.work(clock, budget, &mut |event, bulk| seen.push((event.clone(), bulk.len()))) != Rest::UntilCommanded
    {
    }
    seen
}

fn run(config: Config, pace: Pace, tick: f64, budget: f64) -> Vec<(Event, usize)> {
    let (mut session, clock) = (Session::default(), clock(tick));
    session.handle(start(config, pace), 0.0, &mut |event, _| panic!("{event:?}"));
    work_off(&mut session, &clock, budget)
}

fn weights(events: &[(Event, usize)]) -> &str {
    match &events.last().expect("a run has events").0 {
        Event::Resting { finished: true, weights, step: 120, .. } => weights,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_run_ends_with_its_final_samples_and_then_its_weights() {
    let events = run(small(), Pace::Max, 0.01, 8.0);
    let [.., (Event::Samples { step: 120, figures, dim: 2, .. }, bulk), (Event::Resting { .. }, 0)] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((*bulk, figures.len()), (21 * 300 * 2, 21));
    let losses: usize = events.iter().filter(|e| matches!(e.0, Event::Progress { .. })).map(|e| e.1).sum();
    assert_eq!(losses, 120);
}

#[test]
fn a_run_ends_even_when_its_last_refresh_came_before_its_end() {
    let mut session = Session::default();
    session.handle(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    let run = session.run.as_mut().expect("a run");
    while run.trainer.iteration() < run.trainer.total() {
        run.iterate(0.0, &mut |_, _| {});
    }
    let events = work_off(&mut session, &clock(0.01), 8.0);
    assert_eq!(weights(&events).len(), 16);
    let clouds = events.iter().filter(|(event, _)| matches!(event, Event::Samples { .. })).count();
    assert_eq!(clouds, 1, "the refresh after the last iteration is the final one");
}

#[test]
fn slices_pace_and_refreshes_change_no_bit() {
    let reference = run(small(), Pace::Max, 0.01, 8.0);
    for (pace, tick, budget) in [(Pace::Seconds(1), 0.3, 16.0), (Pace::Max, 40.0, 1.0), (Pace::Seconds(3), 2.0, 5.0)] {
        assert_eq!(weights(&run(small(), pace, tick, budget)), weights(&reference));
    }
}

#[test]
fn pausing_rests_at_once_and_going_on_ends_where_it_would_have() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.handle(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.work(&clock, 1.0, &mut |_, _| {});
    let mut paused = Vec::new();
    session.handle(Command::Train(false), clock(), &mut |event, _| paused.push(event.clone()));
    let Some(Event::Resting { finished: false, step, .. }) = paused.last() else { panic!("{paused:?}") };
    let still = work_off(&mut session, &clock, 8.0);
    assert!(matches!(still[..], [(Event::Samples { step: shown, .. }, _)] if shown == *step), "{still:?}");
    session.handle(Command::Train(true), clock(), &mut |_, _| {});
    let rest = work_off(&mut session, &clock, 8.0);
    assert_eq!(weights(&rest), weights(&run(small(), Pace::Max, 0.01, 8.0)));
}

#[test]
fn a_redraw_samples_again_and_trains_nothing() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.handle(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    work_off(&mut session, &clock, 8.0);
    session.handle(Command::Sample(Draw { draw: 1, samples: 2_000 }), clock(), &mut |_, _| {});
    let events = work_off(&mut session, &clock, 8.0);
    let [(Event::Samples { step: 120, draw: Draw { draw: 1, samples: 2_000 }, .. }, bulk)] = events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(bulk, 21 * 2_000 * 2);
}

#[test]
fn a_rate_too_high_fails_in_words_and_keeps_the_last_good_weights() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.handle(start(Config { rate: 1000.0, ..small() }, Pace::Max), 0.0, &mut |_, _| {});
    let events = work_off(&mut session, &clock, 8.0);
    let Some((Event::Failed { reason, .. }, _)) = events.last() else { panic!("{events:?}") };
    assert!(reason.contains("rate") && reason.contains("Showing the weights of iteration 0"), "{reason}");
    assert!(matches!(events[0].0, Event::Samples { step: 0, .. }));
    session.handle(Command::Sample(Draw { draw: 2, samples: 10 }), clock(), &mut |_, _| {});
    let again = work_off(&mut session, &clock, 8.0);
    assert!(matches!(again[..], [(Event::Samples { step: 0, .. }, _)]), "{again:?}");
}

#[test]
fn it_answers_pings_before_and_during_a_run() {
    let mut session = Session::default();
    let mut pongs = Vec::new();
    session.handle(Command::Ping(4), 0.0, &mut |event, _| pongs.push(event.clone()));
    session.handle(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.handle(Command::Ping(5), 0.0, &mut |event, _| pongs.push(event.clone()));
    assert_eq!(pongs, [Event::Pong(4), Event::Pong(5)]);
}

#[test]
fn the_benchmark_takes_the_place_of_the_run_and_a_run_that_of_the_benchmark() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.handle(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.handle(Command::Bench(RunId(2)), 0.0, &mut |_, _| {});
    let mut seen = Vec::new();
    while seen.is_empty() {
        assert_eq!(session.work(&clock, 8.0, &mut |event, _| seen.push(event.clone())), Rest::None);
    }
    assert!(matches!(&seen[..], [Event::BenchRow { run: RunId(2), row, of: 9 }] if row.case == "train 32x32 sgd"));
    session.handle(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    assert_eq!(weights(&work_off(&mut session, &clock, 8.0)).len(), 16);
}
