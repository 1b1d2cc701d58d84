//! Another run beside the page's own.

use super::continuation::{begun, rest, tell, trained};
use super::*;
use crate::runs::rows;
use messages::Sealed;

/// What the worker of the run beside the page's own is to do.
fn asked(effects: &[Effect]) -> Vec<&WorkerEffect> {
    effects.iter().filter_map(|effect| if let Effect::Compared(asked) = effect { Some(asked) } else { None }).collect()
}

fn says(app: &mut App, event: Event, bulk: Vec<f32>) -> Vec<Effect> {
    app.update(Msg::Compared(ComparedMsg::Event(Box::new(event), bulk)), 4.0)
}

fn comes_up(app: &mut App) -> Vec<Effect> {
    says(app, Event::Ready { build: "build".into() }, vec![])
}

fn compared(app: &App) -> &App {
    app.compared().expect("there is a run beside the page's own")
}

/// The run beside the page's own has come to this iteration, its last, and rests there with these weights.
fn ends(app: &mut App, step: usize, weights: &str) -> Vec<Effect> {
    let (run, done) = (compared(app).run(), compared(app).losses().iterations());
    says(app, Event::Progress { run, step, steps_per_second: 9.0, loss: 0.5 }, vec![0.5; step - done]);
    says(app, Event::TrainingState { run, step, state: Sealed::new(&weights) }, vec![]);
    says(app, Event::Resting { run, step, finished: true, weights: weights.into() }, vec![])
}

/// catches: a run beside it that is the page's own once more, that writes the page's link, or whose link is lost
#[test]
fn a_link_of_two_runs_trains_both() {
    let link = "recipe=simple_multimodal&seed=7&compare=rate%3D0.0001";
    let mut app = App::new("build", link, 0.0);
    assert_eq!(asked(&app.update(Msg::Visible(true), 0.5)), [&WorkerEffect::Spawn]);
    begun(&mut app);
    let effects = comes_up(&mut app);
    let [WorkerEffect::Send(Command::Start { config, train: true, resumption: None, .. })] = asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((config.rate, app.settings().config.rate), (1e-4, 1e-3));
    assert_eq!(app.compared_name(), "learning rate 0.0001");
    let effects = commit(&mut app, "rate", "0.01");
    let written = "recipe=simple_multimodal&rate=0.01&seed=7&compare=rate%3D0.0001".to_owned();
    assert!(effects.contains(&Effect::WriteLink { fragment: written, step: false }), "{effects:?}");
    assert_eq!((compared(&app).settings().config.rate, asked(&effects)), (1e-4, vec![]), "that one stays");
    assert_eq!(asked(&app.update(Msg::Opened("seed=7".to_owned()), 9.0)), [&WorkerEffect::End]);
    assert!(app.compared().is_none());
}

/// catches: clouds that cannot be held against each other point by point
#[test]
fn both_begin_in_the_same_noise() {
    let mut app = opened("seed=7&samples=40&compare=seed%3D9");
    let effects = comes_up(&mut app);
    let [WorkerEffect::Send(Command::Start { config, .. }), WorkerEffect::Send(Command::Sample(request))] =
        asked(&effects)[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((config.seed, request.seed, request.ticket, request.samples), (9, 7, 1, 40));
    for _ in 0..200 {
        app.update(Msg::Frame, 10.0);
    }
    let starts = [&app, compared(&app)].map(|app| app.exact().trajectory().state(0));
    assert_eq!(starts[0], starts[1]);
    let effects = app.update(Msg::Act(Action::Resample), 11.0);
    let [WorkerEffect::Send(Command::Sample(request))] = asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((request.seed, request.draw, request.ticket), (7, 1, 2));
    app.update(Msg::Act(Action::NewSeed), 12.0);
    assert_eq!((compared(&app).settings().config.seed, compared(&app).requested.seed), (9, 8));
}

/// catches: samples of the run's beginning that nobody waits for, because others were asked for before it had a worker
#[test]
fn samples_that_were_asked_of_no_worker_are_those_of_the_beginning() {
    let mut app = App::new("build", "", 0.0);
    commit(&mut app, "samples", "40");
    let effects = begun(&mut app);
    assert!(
        matches!(&effects[..], [Effect::Send(Command::Start { config, .. })] if config.samples == 40),
        "{effects:?}"
    );
    assert_eq!(app.requested.ticket, 0);
}

/// catches: pictures of two levels, or two scales, side by side
#[test]
fn one_scrubber_moves_both_and_both_reach_equally_far() {
    let mut app = opened("method=edm&dataset=moons&compare=sigma_max%3D20%26steps%3D7");
    app.update(Msg::Scrub(app.timeline().last()), 5.0);
    assert_eq!(compared(&app).timeline().position(), 7.0);
    let effects = app.update(Msg::Frame, 6.0);
    assert!(effects.contains(&Effect::PaintCompared), "{effects:?}");
    app.update(Msg::Scrub(0.0), 7.0);
    assert_eq!(compared(&app).timeline().position(), 0.0);
    let reaches = [app.scene(7.0).half_extent(), compared(&app).scene(7.0).half_extent()];
    assert!(reaches[0] == reaches[1] && reaches[0] > 20.0, "{reaches:?}");
    app.update(Msg::Act(Action::Compare), 8.0);
    assert!(app.scene(8.0).half_extent() < 20.0);
    app.update(Msg::ShowLayer { layer: Layer::Exact, shown: false }, 9.0);
    app.update(Msg::Act(Action::Compare), 9.0);
    assert!(!compared(&app).view().shows(Layer::Exact));
}

/// catches: a run that was trained already and is trained once more
#[test]
fn the_pinned_run_is_shown_with_its_weights_and_with_its_pin() {
    let mut app = opened("iterations=300");
    [1, 300].iter().for_each(|step| _ = trained(&mut app, *step));
    rest(&mut app, 300, true);
    let first = rows(app.runs())[0].id;
    let effects = app.update(Msg::Act(Action::Compare), 5.0);
    assert!(
        effects.contains(&Effect::KeepPin(Some(first))) && asked(&effects) == [&WorkerEffect::Spawn],
        "{effects:?}"
    );
    assert_eq!((compared(&app).step(), app.compared_name().as_str()), (300, "the same settings"));
    commit(&mut app, "rate", "0.002");
    let effects = comes_up(&mut app);
    let [WorkerEffect::Send(Command::Start { config, resumption: Some(resumed), .. })] = asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((config.rate, &resumed.state), (1e-3, &Sealed::new(&("state", 300usize))));
    [1, 300].iter().for_each(|step| _ = trained(&mut app, *step));
    let run = app.run();
    tell(&mut app, Event::Resting { run, step: 300, finished: true, weights: "b".into() }, vec![]);
    let (second, before) = (rows(app.runs())[0].id, compared(&app).run());
    let effects = app.update(Msg::Run(RunMsg::Pin(Some(second))), 6.0);
    assert_eq!(asked(&effects), [&WorkerEffect::Spawn]);
    assert_eq!((compared(&app).settings().config.rate, compared(&app).run()), (0.002, before.next()));
    assert_eq!(asked(&app.update(Msg::Run(RunMsg::Pin(None)), 7.0)), [&WorkerEffect::End]);
    assert!(!app.link.contains("compare"), "{}", app.link);
}

/// catches: a run that nobody finds again, a row that takes the place of the page's
#[test]
fn the_run_beside_the_pages_own_becomes_the_pinned_row() {
    let mut app = opened("iterations=300&compare=rate%3D0.0001");
    comes_up(&mut app);
    let effects = ends(&mut app, 300, "b");
    let kept = |effect: &Effect| if let Effect::KeepRecord(record) = effect { Some((**record).clone()) } else { None };
    let records: Vec<_> = effects.iter().filter_map(kept).collect();
    assert_eq!(records.len(), 1, "{effects:?}");
    assert!(effects.contains(&Effect::KeepPin(Some(records[0].id))));
    let has_page_effects = |effect: &Effect| matches!(effect, Effect::KeepRun(_) | Effect::ShowResults(_));
    assert!(!effects.iter().any(has_page_effects), "{effects:?}");
    [1, 300].iter().for_each(|step| _ = trained(&mut app, *step));
    rest(&mut app, 300, true);
    let told: Vec<_> = rows(app.runs()).into_iter().map(|row| (row.is_current, row.is_pinned, row.weights)).collect();
    assert_eq!(told, [(true, false, Some("abc".into())), (false, true, Some("b".into()))]);
    // The next visit finds its weights under the same link.
    let link = app.link.clone();
    let mut next = App::new("build", &link, 0.0).with_runs(records, None, 900);
    begun(&mut next);
    assert_eq!(compared(&next).step(), 300);
}

/// catches: two runs of the very same weights that take each other's rows for ever
#[test]
fn twins_share_a_row() {
    let mut app = opened("iterations=300&compare=");
    comes_up(&mut app);
    [1, 300].iter().for_each(|step| _ = trained(&mut app, *step));
    rest(&mut app, 300, true);
    ends(&mut app, 300, "abc");
    rest(&mut app, 300, true);
    let [row] = &rows(app.runs())[..] else { panic!("one run") };
    assert!(row.is_current && row.is_pinned);
}

/// catches: a button that pauses one of two, a lost worker that takes the page's run with it
#[test]
fn both_train_and_rest_together_and_fail_apart() {
    let mut app = opened("compare=rate%3D0.0001");
    comes_up(&mut app);
    let effects = app.update(Msg::Act(Action::Train), 5.0);
    assert!(effects.contains(&Effect::Send(Command::Pause)), "{effects:?}");
    assert_eq!(asked(&effects), [&WorkerEffect::Send(Command::Pause)]);
    let run = app.run();
    tell(&mut app, Event::Resting { run, step: 9, finished: false, weights: "a".into() }, vec![]);
    let run = compared(&app).run();
    says(&mut app, Event::Resting { run, step: 9, finished: false, weights: "b".into() }, vec![]);
    let effects = app.update(Msg::Act(Action::Train), 6.0);
    assert_eq!(asked(&effects), [&WorkerEffect::Send(Command::Resume)]);
    assert_eq!(asked(&app.update(Msg::Compared(ComparedMsg::Crashed), 7.0)), [&WorkerEffect::Spawn]);
    assert_eq!((app.phase(), app.note()), (Phase::Training, None));
    let failed = Event::Failed { run: compared(&app).run(), reason: "It diverged.".into() };
    says(&mut app, failed, vec![]);
    assert!(app.error().is_none() && compared(&app).progress_words().starts_with("It diverged."));
    assert_eq!(asked(&app.update(Msg::Visible(false), 8.0)), [] as [&WorkerEffect; 0], "its worker is not up yet");
    comes_up(&mut app);
    assert_eq!(asked(&app.update(Msg::Visible(true), 9.0)), [&WorkerEffect::Send(Command::Work(true))]);
}

/// catches: an earlier iteration held against the end of the other run
#[test]
fn both_go_back_to_the_same_iteration() {
    let mut app = opened("compare=rate%3D0.0001");
    comes_up(&mut app);
    for step in [0, 1, 30, 200] {
        let (own, beside) = (app.run(), compared(&app).run());
        tell(&mut app, Event::Snapshot { run: own, step }, vec![]);
        says(&mut app, Event::Snapshot { run: beside, step: step / 2 }, vec![]);
    }
    let effects = app.update(Msg::ScrubTraining(2), 5.0);
    assert_eq!(asked(&effects), [&WorkerEffect::Send(Command::ChooseSnapshot(Some(15)))]);
    assert_eq!(asked(&app.update(Msg::Frame, 5.0)), [] as [&WorkerEffect; 0], "once");
    let effects = app.update(Msg::Act(Action::Now), 6.0);
    assert_eq!(asked(&effects), [&WorkerEffect::Send(Command::ChooseSnapshot(None))]);
}
