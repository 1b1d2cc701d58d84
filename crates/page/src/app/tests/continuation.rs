use diffusion::config::RateSchedule;
use messages::{Resumption, Sealed};

use super::*;
use crate::kept_run::KeptRun;

pub(super) fn tell(app: &mut App, event: Event, bulk: Vec<f32>) -> Vec<Effect> {
    app.update(Msg::Event(event, bulk), 4.0)
}

/// Losses up to this iteration, a snapshot of it, and the state of the training then.
pub(super) fn trained(app: &mut App, step: usize) -> Vec<Effect> {
    let (run, before) = (app.run(), app.losses().iterations());
    tell(app, Event::Progress { run, step, steps_per_second: 9.0, loss: 0.5 }, vec![0.5; step - before]);
    tell(app, Event::Snapshot { run, step }, vec![]);
    tell(app, Event::Milestone { run, milestone: Sealed::new(&step) }, vec![]);
    tell(app, Event::TrainingState { run, step, state: Sealed::new(&("state", step)) }, vec![])
}

pub(super) fn rest(app: &mut App, step: usize, finished: bool) -> Vec<Effect> {
    let run = app.run();
    tell(app, Event::Resting { run, step, finished, weights: "abc".into() }, vec![])
}

/// What a worker that comes up is told.
pub(super) fn begun(app: &mut App) -> Vec<Effect> {
    app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 9.0)
}

fn kept(effects: &[Effect]) -> KeptRun {
    let kept = |effect: &Effect| if let Effect::KeepRun(run) = effect { Some((**run).clone()) } else { None };
    effects.iter().find_map(kept).expect("the run is kept")
}

/// catches: a run that begins anew, losses twice or of what was lost, a pause or a place in the training that is forgotten
#[test]
fn a_run_goes_on_in_the_next_worker_where_it_stood_in_the_last() {
    let mut app = opened("");
    [4, 30, 60].iter().for_each(|step| _ = trained(&mut app, *step));
    app.update(samples(&app, 60), 4.0);
    let run = app.run();
    tell(&mut app, Event::Progress { run, step: 80, steps_per_second: 9.0, loss: 0.5 }, vec![0.5; 20]);
    app.update(Msg::ScrubTraining(1), 5.0);
    rest(&mut app, 80, false);
    assert_eq!(app.update(Msg::Crashed, 8.0), [Effect::SpawnWorker]);
    assert!(app.note().is_some_and(|note| note.contains("goes on from iteration 60")), "{:?}", app.note());
    assert_eq!((app.run(), app.step(), app.losses().iterations()), (run.next(), 60, 60));
    assert!(app.learned_is_current(), "its cloud stays");
    let milestones = [4, 30, 60].map(|step: usize| Sealed::new(&step)).to_vec();
    let resumption = Resumption { state: Sealed::new(&("state", 60usize)), milestones, inside_since: None };
    let effects = begun(&mut app);
    let [Effect::Send(Command::Start { train: false, resumption: Some(resumed), .. }), back] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((resumed, back), (&resumption, &Effect::Send(Command::ChooseSnapshot(Some(30)))));
    // The next worker says of which iterations it has weights; then the page keeps those alone.
    for step in [30, 60] {
        let run = app.run();
        tell(&mut app, Event::Snapshot { run, step }, vec![]);
        tell(&mut app, Event::Milestone { run, milestone: Sealed::new(&step) }, vec![]);
    }
    assert_eq!((app.training_time().iteration(), app.training_time().position()), (Some(30), 0));
    app.update(Msg::Crashed, 10.0);
    let effects = begun(&mut app);
    assert!(
        matches!(&effects[0], Effect::Send(Command::Start { resumption: Some(resumed), .. })
            if resumed.milestones == [30usize, 60].map(|step| Sealed::new(&step))),
        "{effects:?}"
    );
}

#[test]
fn a_run_whose_worker_had_said_nothing_begins_again_and_so_does_one_that_was_changed() {
    let mut app = opened("");
    app.update(Msg::Crashed, 2.0);
    assert!(matches!(&begun(&mut app)[..], [Effect::Send(Command::Start { resumption: None, train: true, .. })]));
    trained(&mut app, 30);
    let effects = commit(&mut app, "rate", "0.02");
    assert!(matches!(effects[0], Effect::Send(Command::Start { resumption: None, .. })));
    trained(&mut app, 5);
    let effects = app.update(Msg::Act(Action::Rewind), 3.0);
    assert!(matches!(effects[..], [Effect::Send(Command::Start { resumption: None, .. })]));
    assert_eq!(app.losses().iterations(), 0);
}

/// catches: losses of a run before in the curve of one that could not be gone on with
#[test]
fn a_worker_that_begins_all_the_same_is_believed() {
    let mut app = opened("");
    trained(&mut app, 30);
    app.update(Msg::Crashed, 2.0);
    begun(&mut app);
    let run = app.run();
    tell(&mut app, Event::Progress { run, step: 3, steps_per_second: 9.0, loss: 0.5 }, vec![0.5; 3]);
    assert_eq!((app.step(), app.losses().iterations()), (3, 3));
    assert!(app.note().is_some_and(|note| note.contains("begins again")), "{:?}", app.note());
}

#[test]
fn a_run_that_was_given_up_goes_on_when_a_person_asks_for_another_worker() {
    let mut app = opened("");
    trained(&mut app, 30);
    (0..4).for_each(|time| _ = app.update(Msg::Crashed, f64::from(time)));
    assert_eq!(app.phase(), Phase::Failed);
    assert_eq!(app.update(Msg::Act(Action::Retry), 9.0), [Effect::SpawnWorker]);
    assert_eq!((app.step(), app.error()), (30, None));
    assert!(matches!(&begun(&mut app)[0], Effect::Send(Command::Start { resumption: Some(_), train: true, .. })));
}

/// catches: a run that the wrong button throws away, a pause, a cloud or an earlier iteration that is forgotten
#[test]
fn a_run_that_was_given_up_stays_as_it_was() {
    let mut app = opened("");
    [4, 30].iter().for_each(|step| _ = trained(&mut app, *step));
    app.update(samples(&app, 30), 4.0);
    app.update(Msg::ScrubTraining(0), 5.0);
    rest(&mut app, 30, false);
    (0..4).for_each(|time| _ = app.update(Msg::Crashed, f64::from(time)));
    assert_eq!((app.phase(), app.training_time().last()), (Phase::Failed, 0));
    assert!(app.learned_is_current());
    app.update(Msg::Act(Action::Train), 9.0);
    assert_eq!(app.step(), 30);
    let effects = begun(&mut app);
    let [Effect::Send(Command::Start { resumption: Some(_), train: false, .. }), back] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(back, &Effect::Send(Command::ChooseSnapshot(Some(4))));
}

/// catches: a way back to the end that is not told to the worker, because the page does not know its snapshots yet
#[test]
fn the_end_is_gone_back_to_also_before_the_next_worker_has_spoken() {
    let mut app = opened("");
    [4, 30].iter().for_each(|step| _ = trained(&mut app, *step));
    app.update(Msg::ScrubTraining(0), 5.0);
    app.update(Msg::Crashed, 6.0);
    begun(&mut app);
    let effects = app.update(Msg::Act(Action::Now), 7.0);
    assert_eq!(effects, [Effect::Send(Command::ChooseSnapshot(None))]);
}

/// catches: the verdict on an earlier iteration kept as that on the run, one that a second reload forgets
#[test]
fn since_when_samples_are_as_perfect_ones_outlives_two_reloads() {
    let judged = |app: &mut App, step, inside_since| {
        let result = RunResult::Metrics(MetricsResult { metrics: vec![], verdict: Verdict { p: 0.5, inside_since } });
        let run = app.run();
        tell(app, Event::Result { run, step, result }, vec![])
    };
    let mut app = opened("iterations=40");
    [4, 30].iter().for_each(|step| _ = trained(&mut app, *step));
    judged(&mut app, 30, Some(30));
    app.update(Msg::ScrubTraining(0), 5.0);
    judged(&mut app, 4, None);
    trained(&mut app, 40);
    let effects = rest(&mut app, 40, true);
    let first = App::new("build", "iterations=40", 0.0).with_kept_run(Some(kept(&effects)));
    let mut second = first;
    begun(&mut second);
    trained(&mut second, 40);
    let effects = rest(&mut second, 40, true);
    let mut third = App::new("build", "iterations=40", 0.0).with_kept_run(Some(kept(&effects)));
    let effects = begun(&mut third);
    let Effect::Send(Command::Start { resumption: Some(resumption), .. }) = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(resumption.inside_since, Some(30));
}

/// catches: a run of another link, of another build or of a word that is none; a pause that a reload ends
#[test]
fn a_reload_goes_on_with_the_run_of_its_link() {
    let mut app = opened("seed=9");
    let trains = kept(&trained(&mut app, 30));
    let paused = kept(&rest(&mut app, 30, false));
    for (run, train) in [(trains, true), (paused.clone(), false)] {
        let word = KeptRun::from_bytes(&run.to_bytes());
        assert_eq!(word, Some(run));
        let mut next = App::new("build", "seed=9", 0.0).with_kept_run(word);
        assert_eq!((next.step(), next.losses().iterations()), (30, 30));
        assert!(next.note().is_some_and(|note| note.contains("iteration 30")), "{:?}", next.note());
        let effects = begun(&mut next);
        let Effect::Send(Command::Start { train: trains, resumption: Some(resumption), .. }) = &effects[0] else {
            panic!("{effects:?}")
        };
        assert_eq!((*trains, resumption.state.open()), (train, Some(("state".to_owned(), 30usize))));
    }
    let resampled = App::new("build", "seed=9&draw=3&samples=50", 0.0).with_kept_run(Some(paused.clone()));
    assert_eq!(resampled.step(), 30);
    for (build, link) in [("build", "seed=8"), ("another", "seed=9"), ("build", "benchmark")] {
        let app = App::new(build, link, 0.0).with_kept_run(Some(paused.clone()));
        assert_eq!((app.step(), app.note()), (0, None), "{build} {link}");
    }
    let bytes = paused.to_bytes();
    assert!((0..bytes.len()).all(|end| KeptRun::from_bytes(&bytes[..end]).is_none()));
}

#[test]
fn a_run_that_has_ended_goes_on_with_as_many_iterations_again() {
    let mut app = opened("iterations=300");
    assert_eq!((app.more_iterations(), app.update(Msg::Act(Action::Continue), 2.0)), (None, vec![]));
    trained(&mut app, 300);
    rest(&mut app, 300, true);
    assert_eq!(app.more_iterations(), Some(300));
    let effects = app.update(Msg::Act(Action::Train), 5.0);
    let [
        Effect::Send(Command::Start { config, train: true, resumption: Some(_), .. }),
        Effect::WriteLink { fragment, .. },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((config.iterations, app.step(), app.note()), (600, 300, None));
    assert!(fragment.contains("iterations=600"), "{fragment}");
    assert_eq!(app.phase(), Phase::Training);
}

/// catches: weights that a link does not give said to be its own, a chain of networks that is left in the middle
#[test]
fn what_a_longer_run_differs_in_is_said() {
    let mut app = opened("iterations=300");
    app.settings.config.rate_schedule = RateSchedule::Cosine;
    trained(&mut app, 300);
    rest(&mut app, 300, true);
    app.update(Msg::Act(Action::Continue), 5.0);
    assert!(app.note().is_some_and(|note| note.contains("other weights")), "{:?}", app.note());
    // What is not the link's answers no lesson, and says so wherever the link is given away.
    assert!(!app.is_of_link());
    app.update(Msg::Act(Action::DismissNote), 6.0);
    app.update(Msg::Act(Action::Share), 7.0);
    assert!(app.note().is_some_and(|note| note.contains("other weights")), "{:?}", app.note());
    let longer = kept(&trained(&mut app, 400));
    let link = "iterations=600&rate_schedule=cosine";
    let next = App::new("build", link, 0.0).with_kept_run(Some(longer));
    assert_eq!((next.step(), next.is_of_link()), (400, false));
    assert!(next.note().is_some_and(|note| note.contains("other weights")), "{:?}", next.note());
    app.update(Msg::Act(Action::Rewind), 8.0);
    assert!(app.is_of_link());
    let mut chain = opened("recipe=simple_DDPM");
    let total = chain.settings().config.total_iterations();
    trained(&mut chain, total);
    rest(&mut chain, total, true);
    assert_eq!(chain.more_iterations(), None);
    let effects = chain.update(Msg::Act(Action::Train), 5.0);
    assert!(matches!(&effects[0], Effect::Send(Command::Start { resumption: None, .. })), "{effects:?}");
}

#[test]
fn a_browser_that_keeps_nothing_is_complained_of_once() {
    let mut app = opened("");
    app.update(Msg::RunNotKept, 2.0);
    assert!(app.note().is_some_and(|note| note.contains("does not keep")));
    app.update(Msg::Act(Action::DismissNote), 3.0);
    app.update(Msg::RunNotKept, 4.0);
    assert_eq!(app.note(), None);
}
