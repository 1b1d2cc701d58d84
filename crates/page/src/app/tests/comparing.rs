//! Another run beside the page's own.

use super::continuation::{begun, rest, tell, trained};
use super::*;
use crate::runs::rows;
use messages::{Sealed, WeightsEvent};

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

/// Whether the picture of the run beside the page's own is to be painted.
fn painted(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::PaintCompared(repaint) if repaint.picture))
}

fn compared(app: &App) -> &App {
    app.compared().expect("there is a run beside the page's own")
}

/// The run beside the page's own has come to this iteration.
fn progresses(app: &mut App, step: usize) -> Vec<Effect> {
    let (run, done) = (compared(app).run(), compared(app).losses().iterations());
    says(app, Event::Progress { run, step, steps_per_second: 9.0, loss: 0.5 }, vec![0.5; step - done]);
    says(app, Event::TrainingState { run, step, state: Sealed::new(&step) }, vec![])
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
    assert!(painted(&effects), "{effects:?}");
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
    assert_eq!((compared(&app).step(), app.compared_name()), (300, "the same settings"));
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

/// catches: hours of training that go with the second picture, another run in its place when it is shown again
#[test]
fn a_run_that_is_not_shown_any_more_keeps_its_row() {
    let mut app = opened("iterations=300&compare=rate%3D0.0001");
    comes_up(&mut app);
    app.update(Msg::Act(Action::Compare), 3.0);
    app.update(Msg::Act(Action::Compare), 3.0);
    assert_eq!(compared(&app).settings().config.rate, 1e-4, "it had no row yet");
    comes_up(&mut app);
    progresses(&mut app, 30);
    assert!(rows(app.runs()).is_empty(), "it may be closed at once");
    progresses(&mut app, 60);
    let [row] = &rows(app.runs())[..] else { panic!("one run") };
    assert_eq!((row.step, app.row_beside()), (60, Some(row.id)));
    let kept = |effects: &[Effect]| {
        let kept =
            effects.iter().filter_map(|effect| if let Effect::KeepRecord(kept) = effect { Some(kept) } else { None });
        kept.map(|record| record.iterations()).collect::<Vec<_>>()
    };
    assert_eq!(kept(&app.update(Msg::Visible(false), 4.0)), [60], "a reload may follow");
    app.update(Msg::Visible(true), 4.5);
    progresses(&mut app, 90);
    assert_eq!(kept(&app.update(Msg::Act(Action::Compare), 5.0)), [90]);
    app.update(Msg::Act(Action::Compare), 6.0);
    assert_eq!((compared(&app).step(), compared(&app).settings().config.rate), (90, 1e-4));
}

/// catches: rows that have nothing to do with the comparison and end it, a pin that is lost by it
#[test]
fn what_becomes_of_other_rows_is_nothing_to_the_comparison() {
    let mut app = opened("iterations=300");
    for (rate, weights) in [("0.001", "a"), ("0.002", "b"), ("0.003", "c")] {
        commit(&mut app, "rate", rate);
        [1, 300].iter().for_each(|step| _ = trained(&mut app, *step));
        let run = app.run();
        tell(&mut app, Event::Resting { run, step: 300, finished: true, weights: weights.into() }, vec![]);
    }
    let ids: Vec<_> = rows(app.runs()).iter().rev().map(|row| row.id).collect();
    app.update(Msg::Run(RunMsg::Pin(Some(ids[1]))), 5.0);
    app.update(Msg::Opened("iterations=300&rate=0.004&compare=rate%3D0.005".to_owned()), 6.0);
    comes_up(&mut app);
    [30, 60].iter().for_each(|step| _ = progresses(&mut app, *step));
    assert_eq!(rows(app.runs()).iter().find(|row| row.is_pinned).map(|row| row.id), Some(ids[1]), "none was unpinned");
    assert_eq!(asked(&app.update(Msg::Run(RunMsg::Delete(ids[0])), 7.0)), [] as [&WorkerEffect; 0]);
    assert_eq!(asked(&app.update(Msg::Run(RunMsg::Pin(None)), 7.0)), [] as [&WorkerEffect; 0]);
    assert_eq!(compared(&app).settings().config.rate, 0.005);
    app.update(Msg::Run(RunMsg::Pin(Some(ids[1]))), 7.5);
    assert_eq!((compared(&app).settings().config.rate, compared(&app).step()), (0.002, 300), "that is wanted now");
    app.update(Msg::Opened("iterations=300&rate=0.004&compare=rate%3D0.002%26samples%3D9".to_owned()), 8.0);
    assert_eq!((compared(&app).step(), compared(&app).phase()), (300, Phase::Loading));
    let effects = comes_up(&mut app);
    assert!(matches!(asked(&effects)[..], [WorkerEffect::Send(Command::Start { train: true, .. })]), "{effects:?}");
    assert_eq!(asked(&app.update(Msg::Run(RunMsg::Delete(ids[1])), 9.0)), [&WorkerEffect::End]);
}

/// catches: a second picture at another scale while nothing moves
#[test]
fn a_scale_that_changes_is_painted_in_both_pictures() {
    let mut app = opened("method=edm&dataset=moons&level=0&play=0&compare=rate%3D0.01");
    (0..300).for_each(|_| _ = app.update(Msg::Frame, 5.0));
    let still = app.update(Msg::Frame, 6.0);
    assert!(!painted(&still), "{still:?}");
    app.update(Msg::Drag(Edit::read("sigma_max", "70").unwrap()), 7.0);
    assert!(painted(&app.update(Msg::Frame, 8.0)));
}

/// catches: a run of before whose iterations are there and not shown, an end that is taken for an earlier iteration
#[test]
fn what_was_left_behind_goes_along_where_it_is_known() {
    let mut app = opened("iterations=300");
    [1, 30, 300].iter().for_each(|step| _ = trained(&mut app, *step));
    rest(&mut app, 300, true);
    app.update(Msg::Act(Action::Compare), 5.0);
    let effects = comes_up(&mut app);
    let [WorkerEffect::Send(Command::Start { train: true, resumption: Some(resumed), .. })] = asked(&effects)[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(resumed.milestones.len(), 3);
    app.update(Msg::ScrubTraining(1), 6.0);
    assert_eq!(app.compared_snapshot_caption(), "iteration 300", "it has said of none that it is there");
}

/// catches: two runs in the address that become one without a word
#[test]
fn two_runs_that_do_not_fit_into_a_link_any_more_are_told() {
    let points = |shift: f64| {
        let rows: Vec<[f64; 2]> = (0..2_000).map(|i| [f64::from(i) / 700.0 + shift, f64::from(i % 37)]).collect();
        diffusion::dataset::Points::new(2, &rows).unwrap().to_string()
    };
    let mut app = opened(&format!("method=edm&dataset=points&points={}&compare=rate%3D0.01", points(0.0)));
    assert!(app.link.contains("compare=") && app.note().is_none(), "{:?}", app.note());
    commit(&mut app, "points", &points(0.4));
    assert!(
        app.link.contains("compare=") || app.note().is_some_and(|note| note.contains("do not fit")),
        "{:?}",
        app.note()
    );
    assert!(!app.link.contains("compare="), "their points are two");
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
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::KeepPin(_))), "a pin is a person's");
    let has_page_effects = |effect: &Effect| matches!(effect, Effect::KeepRun(_) | Effect::ShowResults(_));
    assert!(!effects.iter().any(has_page_effects), "{effects:?}");
    [1, 300].iter().for_each(|step| _ = trained(&mut app, *step));
    rest(&mut app, 300, true);
    let told: Vec<_> = rows(app.runs()).into_iter().map(|row| (row.is_current, row.is_pinned, row.weights)).collect();
    assert_eq!(told, [(true, false, Some("abc".into())), (false, false, Some("b".into()))]);
    assert_eq!(app.row_beside(), Some(records[0].id));
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
    assert!(row.is_current && app.row_beside() == Some(row.id));
}

/// catches: a run that trains beside a page that was paused before its worker was up, one that cannot be paused or tried again
#[test]
fn the_run_beside_it_is_paused_in_time_and_alone() {
    let mut app = opened("compare=rate%3D0.0001");
    app.update(Msg::Act(Action::Train), 2.0);
    let effects = comes_up(&mut app);
    assert!(matches!(asked(&effects)[..], [WorkerEffect::Send(Command::Start { train: false, .. })]), "{effects:?}");
    let effects = app.update(Msg::Act(Action::TrainCompared), 3.0);
    assert_eq!(asked(&effects), [&WorkerEffect::Send(Command::Resume)]);
    let failed = Event::Failed { run: compared(&app).run(), reason: "It diverged.".into() };
    says(&mut app, failed, vec![]);
    let effects = app.update(Msg::Act(Action::TrainCompared), 4.0);
    assert!(matches!(asked(&effects)[..], [WorkerEffect::Send(Command::Start { .. })]), "{effects:?}");
    ends(&mut app, 3_000, "b");
    assert_eq!(app.update(Msg::Act(Action::TrainCompared), 5.0), [], "it has ended");
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
    assert!(app.error().is_none() && compared(&app).error().is_some_and(|error| error.starts_with("It diverged.")));
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

/// catches: a pin that moves while the picture stays, because both runs have the same settings
#[test]
fn runs_of_the_same_settings_and_other_weights_are_two() {
    let mut app = opened("iterations=300");
    [1, 300].iter().for_each(|step| _ = trained(&mut app, *step));
    rest(&mut app, 300, true);
    app.update(Msg::Weights(WeightsMsg::Chosen { size: 1.0 }), 2.0);
    let effects = app.update(Msg::Weights(WeightsMsg::Read(vec![1])), 2.0);
    let [Effect::Send(Command::Weights { ticket, .. })] = effects[..] else { panic!("{effects:?}") };
    let opened = WeightsEvent::Opened { link: "iterations=300".into(), iteration: 300 };
    let taken = WeightsEvent::Taken { hash: "b".into(), state: Sealed::new(&"b") };
    for event in [opened, taken] {
        tell(&mut app, Event::Weights { ticket, event }, vec![]);
    }
    let run = app.run();
    tell(&mut app, Event::TrainingState { run, step: 300, state: Sealed::new(&"b") }, vec![]);
    tell(&mut app, Event::Resting { run, step: 300, finished: true, weights: "b".into() }, vec![]);
    let ids: Vec<_> = rows(app.runs()).iter().map(|row| row.id).collect();
    for id in [ids[1], ids[0]] {
        app.update(Msg::Run(RunMsg::Pin(Some(id))), 5.0);
        if app.compared().is_none() {
            app.update(Msg::Act(Action::Compare), 5.0);
        }
        assert_eq!(app.row_beside(), Some(id));
        let kept = app.runs().get(id).map(|known| known.record.run.training.state.clone());
        let effects = comes_up(&mut app);
        let started = asked(&effects).into_iter().find_map(|effect| match effect {
            WorkerEffect::Send(Command::Start { resumption, .. }) => resumption.as_ref().map(|from| from.state.clone()),
            _ => None,
        });
        assert_eq!(started, kept);
    }
}
