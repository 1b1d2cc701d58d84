mod benchmark;
mod comparing;
mod continuation;
mod editing;
mod repeating;
mod runs;
mod training_time;

use diffusion::Preset;
use diffusion::evaluation::{CloudStatistics, ErrorDecomposition, Moments};
use diffusion::standard_method::StandardMethod;
use messages::result::{DecompositionResult, MetricsResult, Verdict};
use messages::{Command, Event, Layer, Pace, ResultKind, RunId, RunResult, SampleRequest};

use super::*;
use crate::charts::Chart;
use crate::controls::Edit;
use crate::lessons::{Lesson, Lessons, Ruling};
use crate::share::{ShareOption, Shared};
use crate::supervisor::WorkerStatus;
use crate::tabs::{Side, Tab};

/// The page as a link opens it, with its worker up.
pub(super) fn opened(fragment: &str) -> App {
    let mut app = App::new("build", fragment, 0.0);
    app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 1.0);
    app
}

fn ready() -> App {
    let mut app = App::new("build", "", 0.0);
    let effects = app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 1.0);
    assert!(matches!(effects[..], [Effect::Send(Command::Start { train: true, .. }), Effect::WriteLink { .. }]));
    app
}

fn commit(app: &mut App, key: &str, text: &str) -> Vec<Effect> {
    app.update(Msg::Commit(Edit::read(key, text).expect("a value")), 2.0)
}

/// What a frame at this time paints.
fn frame(app: &mut App, now: f64) -> Repaint {
    let effects = app.update(Msg::Frame, now);
    effects
        .into_iter()
        .find_map(|effect| if let Effect::Paint(repaint) = effect { Some(repaint) } else { None })
        .unwrap_or_default()
}

fn samples(app: &App, step: usize) -> Msg {
    samples_of(app, step, app.training_time().iteration() == Some(step))
}

fn samples_of(app: &App, step: usize, of_snapshot: bool) -> Msg {
    let rows = app.settings().config.samples;
    let (dim, states) = (app.exact().mixture().dim(), app.exact().levels().len());
    let (moments, shares) =
        (vec![Moments { mean: 0.0, std: 1.0 }; dim], vec![0.25; app.exact().mixture().components().len()]);
    let figures = CloudStatistics { moments, avg_sq_distance: 5e-4, shares };
    let event = Event::Samples {
        run: app.run(),
        step,
        of_snapshot,
        ticket: app.requested.ticket,
        rows,
        dim,
        figures: vec![figures; states],
    };
    Msg::Event(event, vec![0.5; states * rows * dim])
}

/// What the first page wants shown, with another draw.
fn shown(ticket: u32, draw: u32, samples: usize) -> SampleRequest {
    SampleRequest { draw, samples, ..SampleRequest::of(&crate::settings::Settings::default().config, ticket) }
}

fn metric(app: &App, key: &str) -> Option<String> {
    app.metrics().into_iter().find(|metric| metric.key == key).map(|metric| metric.text)
}

#[test]
fn a_change_of_training_is_a_new_run_and_a_new_link() {
    let mut app = ready();
    let effects = commit(&mut app, "sigma_max", "0.3");
    let [Effect::Send(Command::Start { run, config, .. }), Effect::WriteLink { fragment, step: false }] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((*run, app.run()), (RunId(2), RunId(2)));
    assert_eq!(config.method.karras().unwrap().sigma_max(), 0.3);
    assert_eq!(fragment, "recipe=simple_multimodal&sigma_max=0.3&seed=7");
}

#[test]
fn the_verdict_is_of_the_present_run() {
    let mut app = ready();
    let said = |app: &mut App, inside_since| {
        let metrics = MetricsResult { metrics: vec![], verdict: Verdict { p: 0.3, inside_since } };
        let result = RunResult::Metrics(metrics);
        app.update(Msg::Event(Event::Result { run: app.run(), step: 40, result }, vec![]), 2.0);
        (app.verdict().map(|verdict| verdict.inside_since), Chart::Loss.summary(app).contains("since iteration 40"))
    };
    assert_eq!(app.verdict(), None);
    assert_eq!(said(&mut app, None), (Some(None), false));
    assert_eq!(said(&mut app, Some(40)), (Some(Some(40)), true));
    commit(&mut app, "sigma_max", "0.3");
    assert_eq!(app.verdict(), None);
}

/// What the worker says when all iterations are done.
fn ended(app: &App) -> Msg {
    Msg::Event(Event::Resting { run: app.run(), step: 10_000, finished: true, weights: "00".into() }, vec![])
}

#[test]
fn a_lesson_is_answered_by_the_end_of_its_run() {
    let ruling = Ruling::Below { figures: vec!["spike_0".into(), "spike_3".into()], ends: vec![0.2] };
    let choices = vec!["less".to_owned(), "more".to_owned()];
    let link = "recipe=simple_multimodal&sigma_max=0.3";
    let mut app = ready().with_lessons(Lessons::new(vec![Lesson::new("spikes", choices, ruling, link, "")], ""));
    let answered = |app: &App| app.lessons().list()[0].is_answered();
    app.update(Msg::Predict { lesson: "spikes".into(), choice: 1 }, 2.0);
    // The end of another run answers nothing, and neither does this one before it ends.
    app.update(samples(&app, 10_000), 3.0);
    app.update(ended(&app), 3.0);
    assert_eq!((answered(&app), app.lesson_outcome().as_str()), (false, "Now run it."));
    app.update(Msg::Opened(link.into()), 4.0);
    assert!(app.lesson_outcome().contains("when this run has ended"));
    app.update(samples(&app, 10_000), 5.0);
    assert!(!answered(&app));
    app.update(ended(&app), 6.0);
    assert_eq!((answered(&app), app.lesson_outcome().as_str()), (true, "As you said: the run gave 0.250."));
    // Asked for once more, it begins anew, and the answer waits for its end.
    let effects = app.update(Msg::RunLesson, 7.0);
    assert!(matches!(effects[..], [Effect::Send(Command::Start { train: true, .. })]), "{effects:?}");
    assert_eq!((answered(&app), app.phase()), (false, Phase::Training));
    assert_eq!(app.update(Msg::RunLesson, 8.0), [], "one that trains goes on");
}

#[test]
fn a_lesson_about_results_waits_for_those_of_the_end() {
    let ruling = Ruling::Below { figures: vec!["budget_prior".into()], ends: vec![0.1] };
    let lesson = Lesson::new("error", vec!["less".into(), "more".into()], ruling, "", "0");
    let mut app = ready().with_lessons(Lessons::new(vec![lesson], ""));
    let result = |prior| {
        let parts =
            ErrorDecomposition { sampling: 0.01, truncation: 0.0, steps: 0.0, model: Some(0.0), prior: Some(prior) };
        RunResult::ErrorDecomposition(DecompositionResult { parts, stand_in: None })
    };
    let told = |app: &mut App, step, prior| {
        app.update(Msg::Event(Event::Result { run: app.run(), step, result: result(prior) }, vec![]), 3.0);
    };
    told(&mut app, 5_000, 0.5);
    app.update(samples(&app, 10_000), 4.0);
    app.update(ended(&app), 4.0);
    told(&mut app, 9_000, 0.4);
    assert!(!app.lessons().list()[0].is_answered(), "those were of the middle, though one came late");
    told(&mut app, 10_000, 0.05);
    assert_eq!(app.lesson_outcome(), "As you said: the run gave 0.0500.");
}

#[test]
fn a_link_names_lesson_and_tabs_and_one_that_does_not_leaves_the_reader_there() {
    let named = |key: &str| Lesson::new(key, vec![], Ruling::Largest(vec![]), "", "");
    let lessons = Lessons::new(vec![named("noise"), named("targets")], "");
    let mut app = App::new("build", "tab=proof,settings&lesson=targets", 0.0).with_lessons(lessons);
    let place =
        |app: &App| (app.lessons().shown().expect("a lesson").key.clone(), app.tab_on(Side::Right), app.front_tab());
    assert_eq!(place(&app), ("targets".to_owned(), Some(Tab::Proof), Some(Tab::Settings)));
    app.update(Msg::StepLesson(-1), 1.0);
    app.update(Msg::ChooseTab(Tab::Files), 1.0);
    app.update(Msg::Opened("recipe=single_DDPM".into()), 2.0);
    assert_eq!(place(&app), ("noise".to_owned(), Some(Tab::Files), Some(Tab::Files)));
    // Shared, if that is wanted, it is where the reader is.
    let shared = |app: &mut App, holds| {
        let effects = app.update(Msg::ShareOption { option: ShareOption::Tabs, holds }, 3.0);
        let Effect::ShowShare { link, .. } = &effects[0] else { panic!("{effects:?}") };
        link.clone()
    };
    assert!(shared(&mut app, true).ends_with("&tab=settings,files&lesson=noise"), "{}", shared(&mut app, true));
    assert!(!shared(&mut app, false).contains("tab="));
    app.update(Msg::Opened("lesson=unknown&hide=lessons,settings".into()), 3.0);
    assert_eq!((app.note(), app.tab_on(Side::Left)), (Some("There is no lesson “unknown”."), None));
}

#[test]
fn what_needs_only_sampling_starts_no_run() {
    let mut app = ready();
    assert_eq!(commit(&mut app, "samples", "500")[0], Effect::Send(Command::Sample(shown(1, 0, 500))));
    assert_eq!(app.update(Msg::Act(Action::Resample), 3.0)[0], Effect::Send(Command::Sample(shown(2, 1, 500))));
    assert_eq!(commit(&mut app, "pace", "max")[0], Effect::Send(Command::Pace(Pace::Max)));
    assert_eq!(app.run(), RunId(1));
}

/// catches: a page that stands still for seconds without a word
#[test]
fn samples_that_are_waited_for_are_said_to_be_made() {
    let mut app = ready();
    let told = |app: &mut App, event| app.update(Msg::Event(event, vec![]), 3.0);
    let (run, total) = (app.run(), app.settings().config.total_iterations());
    let reached = |step| Event::Progress { run, step, steps_per_second: 100.0, loss: 1.0 };
    assert!(app.is_sampling(), "the first samples come before the first iteration");
    let made = samples(&app, 0);
    app.update(made, 3.0);
    assert!(!app.is_sampling());
    let said = [total - 1, total].map(|step| {
        told(&mut app, reached(step));
        app.is_sampling()
    });
    assert_eq!(said, [false, true]);
    let made = samples(&app, total);
    app.update(made, 3.0);
    told(&mut app, Event::Resting { run, step: total, finished: true, weights: String::new() });
    assert!(!app.is_sampling());
    app.update(Msg::Act(Action::Resample), 4.0);
    assert!(app.is_sampling());
    let made = samples(&app, total);
    app.update(made, 5.0);
    assert!(!app.is_sampling());
}

#[test]
fn dragging_shows_other_levels_and_commits_nothing() {
    let mut app = ready();
    let before = app.exact().levels().to_vec();
    let run = app.settings().config.clone();
    let effects = app.update(Msg::Drag(Edit::read("sigma_max", "5").expect("a value")), 2.0);
    assert!(matches!(effects[..], [Effect::Send(Command::Consider(_))]), "only a question: {effects:?}");
    assert!((app.exact().levels()[0].sigma - 5.0).abs() < 1e-9);
    assert_eq!(app.settings().config.method.karras().unwrap().sigma_max(), 5.0);
    let frame = frame(&mut app, 16.0);
    assert!(frame.picture && frame.charts && !app.exact().figures().is_empty(), "within the same frame");
    assert_eq!(
        commit(&mut app, "sigma_max", "1"),
        [Effect::Send(Command::Consider(Box::new(run)))],
        "back to the run's own"
    );
    assert_eq!((app.exact().levels(), app.run()), (&before[..], RunId(1)));
}

#[test]
fn figures_speak_of_the_present_run_only() {
    let mut app = ready();
    assert_eq!(metric(&app, "avg_sq_distance").as_deref(), Some("–"));
    app.update(samples(&app, 10), 3.0);
    assert_eq!(metric(&app, "avg_sq_distance").as_deref(), Some("0.000500"));
    let late = samples(&app, 20);
    commit(&mut app, "rate", "0.01");
    app.update(late, 4.0);
    assert_eq!(metric(&app, "avg_sq_distance").as_deref(), Some("–"), "an event of an old run is dropped");
    commit(&mut app, "recipe", "simple_1Diffusion");
    assert_eq!(metric(&app, "avg_sq_distance"), None);
    assert!(app.learned().is_empty(), "a cloud of the plane is not shown on a line");
}

#[test]
fn training_pauses_when_the_worker_says_so() {
    let mut app = ready();
    assert_eq!(app.update(Msg::Act(Action::Train), 2.0), [Effect::Send(Command::Pause)]);
    assert_eq!((app.phase(), app.weights()), (Phase::Training, None));
    let resting = |finished| Event::Resting { run: RunId(1), step: 7, finished, weights: "abc".into() };
    app.update(Msg::Event(resting(false), vec![]), 3.0);
    assert_eq!((app.phase(), app.weights(), app.step()), (Phase::Paused, Some("abc"), 7));
    assert!(matches!(commit(&mut app, "rate", "0.01")[0], Effect::Send(Command::Start { train: false, .. })));
    app.update(Msg::Act(Action::Train), 4.0);
    assert_eq!((app.phase(), app.weights()), (Phase::Training, None));
}

#[test]
fn rewinding_is_a_new_run_of_the_same_configuration() {
    let mut app = ready();
    let config = app.settings().config.clone();
    let effects = app.update(Msg::Act(Action::Rewind), 2.0);
    assert_eq!(
        effects,
        [Effect::Send(Command::Start {
            run: RunId(2),
            config: Box::new(config),
            pace: Pace::Seconds(10),
            train: true,
            resumption: None
        })]
    );
    app.update(Msg::Act(Action::NewSeed), 3.0);
    assert_eq!((app.run(), app.settings().config.seed), (RunId(3), 8));
}

#[test]
fn a_failure_is_told_and_the_next_change_recovers() {
    let mut app = ready();
    app.update(Msg::Event(Event::Failed { run: RunId(1), reason: "too high".into() }, vec![]), 2.0);
    assert_eq!((app.phase(), app.error()), (Phase::Failed, Some("too high")));
    commit(&mut app, "rate", "0.01");
    assert_eq!((app.phase(), app.error()), (Phase::Training, None));
}

#[test]
fn a_crash_starts_the_run_again_and_too_many_end_it() {
    let mut app = ready();
    for run in 2..=4 {
        assert_eq!(app.update(Msg::Crashed, 10.0), [Effect::SpawnWorker]);
        assert_eq!(
            (app.run(), app.phase(), app.worker_status()),
            (RunId(run), Phase::Loading, WorkerStatus::Restarting)
        );
        assert!(app.note().is_some());
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 11.0);
        assert_eq!(app.phase(), Phase::Training);
    }
    assert_eq!(app.update(Msg::Crashed, 20.0), [Effect::StopWorker]);
    assert_eq!((app.phase(), app.worker_status()), (Phase::Failed, WorkerStatus::Stopped));
    assert_eq!(app.update(Msg::Act(Action::Retry), 30.0), [Effect::SpawnWorker]);
}

#[test]
fn a_worker_of_another_build_is_not_used() {
    let mut app = App::new("new", "", 0.0);
    let effects = app.update(Msg::Event(Event::Ready { build: "old".into() }, vec![]), 1.0);
    assert_eq!(effects[0], Effect::StopWorker);
    assert!(app.error().is_some_and(|words| words.contains("reload")));
}

#[test]
fn opening_a_link_is_the_same_as_setting_its_values() {
    let mut app = ready();
    let link = "seed=4&recipe=single_DDPM&layer=data";
    let effects = app.update(Msg::Opened(link.into()), 2.0);
    assert!(
        matches!(&effects[..], [Effect::Send(Command::Start { config, .. }), Effect::WriteLink { .. }]
        if config.preset == Preset::SingleDdpm && config.seed == 4),
        "{effects:?}"
    );
    assert!(!app.view().shows(Layer::Exact) && app.timeline().last() == 10.0);
    let again = app.link.clone();
    assert_eq!(app.update(Msg::Opened(again), 3.0), []);
}

/// catches: a link with a full stop behind it, which "back" led to again and again
#[test]
fn a_link_that_is_mended_is_written_in_its_own_place() {
    let mut app = ready();
    for link in ["recipe=single_DDPM.", "recipe%3Dsimple_1Diffusion%26seed%3D3", "recipe=SIMPLE_DDPM&amp;seed=2"] {
        let effects = app.update(Msg::Opened(link.to_owned()), 2.0);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::WriteLink { step: false, .. })), "{effects:?}");
    }
}

/// catches: a rate that is blamed for what another choice did, and a way out that leads back into the failure
#[test]
fn a_failure_names_what_was_changed_and_leads_to_what_works() {
    let mut app = ready();
    commit(&mut app, "sigma_max", "10");
    let reason = "The loss became infinite at iteration 3.".to_owned();
    app.update(Msg::Event(Event::Failed { run: app.run(), reason }, vec![]), 3.0);
    let error = app.error().expect("words");
    assert!(error.contains("sigma_max 10 instead of 1") && !error.contains("rate"), "{error}");
    assert_eq!(app.way_out().label(), "Use EDM");
    app.update(Msg::Act(Action::Retry), 4.0);
    assert!(app.settings().config.standard == Some(StandardMethod::Edm) && app.advice().is_none());
    // No advice on what fails for another reason.
    commit(&mut app, "width", "1000");
    let reason = "Short of memory.".to_owned();
    app.update(Msg::Event(Event::Failed { run: app.run(), reason }, vec![]), 4.0);
    assert!(matches!(app.way_out(), WayOut::BackToPreset));
    let effects = app.update(Msg::Act(Action::Retry), 4.0);
    let [Effect::Send(Command::Start { config, train: true, .. }), Effect::WriteLink { .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(**config, crate::settings::Settings::default().config);
    let reason = "Short of memory.".to_owned();
    app.update(Msg::Event(Event::Failed { run: app.run(), reason }, vec![]), 5.0);
    assert!(app.error() == Some("Short of memory.") && matches!(app.way_out(), WayOut::TryAgain));
}

#[test]
fn a_page_that_nobody_sees_rests_and_goes_on_when_it_is_seen() {
    let mut app = ready();
    let looked = |app: &mut App, msg: Msg| app.update(msg, 9.0);
    assert_eq!(looked(&mut app, Msg::InView(false)), [Effect::Send(Command::Work(false))]);
    assert_eq!((looked(&mut app, Msg::Visible(false)), app.rests_unseen()), (vec![], true));
    assert_eq!(frame(&mut app, 10.0), Repaint::default());
    assert_eq!(looked(&mut app, Msg::InView(true)), []);
    assert_eq!(looked(&mut app, Msg::Visible(true)), [Effect::Send(Command::Work(true))]);
    assert!(frame(&mut app, 11.0).picture);
    // Who asks for it lets it train.
    looked(&mut app, Msg::TrainUnseen(true));
    assert_eq!((looked(&mut app, Msg::Visible(false)), app.rests_unseen()), (vec![], false));
    assert_eq!(looked(&mut app, Msg::TrainUnseen(false)), [Effect::Send(Command::Work(false))]);
    // A worker that comes up unseen is told.
    let effects = looked(&mut app, Msg::Event(Event::Ready { build: "build".into() }, vec![]));
    assert!(matches!(effects[..], [Effect::Send(Command::Work(false)), Effect::Send(Command::Start { .. })]));
}

#[test]
fn a_recipe_can_be_undone_by_going_back() {
    let mut app = ready();
    let effects = commit(&mut app, "recipe", "multimodal_DDPM");
    assert!(matches!(effects[1], Effect::WriteLink { step: true, .. }));
    assert!(matches!(commit(&mut app, "width", "16")[1], Effect::WriteLink { step: false, .. }));
}

#[test]
fn stepping_pauses_the_playback() {
    let mut app = ready();
    frame(&mut app, 0.0);
    app.update(Msg::Act(Action::StepForward), 2.0);
    assert_eq!((app.playing(), app.timeline().state()), (false, 1));
    app.update(Msg::Scrub(19.5), 2.0);
    app.update(Msg::Act(Action::StepForward), 2.0);
    assert_eq!(app.timeline().position(), 20.0);
    assert!(frame(&mut app, 16.0).picture);
    assert_eq!(frame(&mut app, 32.0), Repaint::default(), "nothing moves, nothing is drawn");
}

#[test]
fn with_reduced_motion_the_end_is_shown_and_nothing_moves() {
    let mut app = ready();
    app.update(Msg::ReducedMotion(true), 2.0);
    frame(&mut app, 0.0);
    app.update(samples(&app, 1), 3.0);
    assert!(frame(&mut app, 100.0).picture);
    assert!(!frame(&mut app, 200.0).picture && !app.playing() && app.timeline().position() == 20.0);
}

#[test]
fn a_hint_comes_after_five_quiet_seconds_and_goes_with_the_first_change() {
    let mut app = ready();
    assert!(app.hint(4_000.0).is_none() && app.hint(6_000.0).is_some());
    app.update(Msg::Drag(Edit::read("rho", "5").expect("a value")), 6_500.0);
    assert!(app.hint(60_000.0).is_none());
}

#[test]
fn another_sampler_of_the_same_network_only_samples_and_one_that_it_cannot_serve_trains_another() {
    let mut app = ready();
    let effects = commit(&mut app, "sampler", "heun");
    assert!(matches!(effects[..], [Effect::Send(Command::Start { .. }), Effect::WriteLink { .. }]), "{effects:?}");
    assert!(app.note().is_some_and(|note| note.contains("eps")), "{:?}", app.note());
    for (key, text) in [("sampler", "dpmpp_2m"), ("steps", "9"), ("sampler", "ddim"), ("eta", "0.5")] {
        let effects = commit(&mut app, key, text);
        let [Effect::Send(Command::Sample(draw)), ..] = &effects[..] else { panic!("{key}: {effects:?}") };
        assert_eq!(draw.method, app.settings().config.method);
    }
    assert_eq!((app.timeline().last(), app.run()), (9.0, RunId(2)));
}

/// catches: figures of other data, which a chart looks for in vain; rows and coordinates whose product is no number
#[test]
fn samples_that_do_not_fit_the_data_are_not_shown() {
    let mut app = ready();
    let Msg::Event(Event::Samples { run, step, of_snapshot, ticket, rows, dim, figures }, bulk) = samples(&app, 1)
    else {
        unreachable!()
    };
    let said = |rows, dim, figures: &[CloudStatistics]| Event::Samples {
        run,
        step,
        of_snapshot,
        ticket,
        rows,
        dim,
        figures: figures.to_vec(),
    };
    let without_moments = figures.iter().map(|figures| CloudStatistics { moments: vec![], ..figures.clone() });
    for event in [
        said(rows, dim, &figures[1..]),
        said(2 * rows, 1, &figures),
        said(usize::MAX / 2 + 1 + rows, dim, &figures),
        said(rows, dim, &without_moments.collect::<Vec<_>>()),
    ] {
        app.update(Msg::Event(event, bulk.clone()), 1.0);
        assert!(app.learned().is_empty());
    }
    app.update(Msg::Event(said(rows, dim, &figures), bulk), 1.0);
    assert!(!app.learned().is_empty());
}

/// catches: "loading" for ever after a change, with the sentence and the button gone
#[test]
fn a_change_after_the_worker_was_given_up_starts_another_and_leaves_an_older_build_where_it_is() {
    let mut app = ready();
    for time in 1..=4 {
        app.update(Msg::Crashed, f64::from(time));
    }
    assert_eq!((app.phase(), app.worker_status()), (Phase::Failed, WorkerStatus::Stopped));
    let effects = commit(&mut app, "width", "16");
    assert!(effects.contains(&Effect::SpawnWorker), "{effects:?}");
    app.update(Msg::Event(Event::Ready { build: "another".to_owned() }, vec![]), 9.0);
    let words = app.error().map(str::to_owned);
    assert!(words.as_ref().is_some_and(|words| words.contains("newer version")), "{words:?}");
    commit(&mut app, "width", "32");
    assert_eq!((app.phase(), app.error()), (Phase::Failed, words.as_deref()));
    assert_eq!(app.update(Msg::Act(Action::Retry), 10.0), [Effect::Reload]);
}

#[test]
fn samples_of_another_sampler_are_not_taken_for_this_one() {
    let mut app = ready();
    commit(&mut app, "target", "eps");
    let stale = samples(&app, 100);
    commit(&mut app, "sampler", "euler");
    app.update(stale, 3.0);
    assert!(!app.learned_is_current());
    app.update(samples(&app, 100), 4.0);
    assert!(app.learned_is_current());
}

/// catches: samples and tables of the old data beside the new ones
#[test]
fn nothing_of_other_data_stays() {
    let mut app = ready();
    app.update(samples(&app, 100), 3.0);
    let metrics =
        RunResult::Metrics(MetricsResult { metrics: vec![], verdict: Verdict { p: 0.5, inside_since: None } });
    app.update(Msg::Event(Event::Result { run: app.run(), step: 100, result: metrics }, vec![]), 3.0);
    commit(&mut app, "rate", "0.0005");
    assert!(!app.learned().is_empty() && app.results().get(ResultKind::Metrics).is_some(), "of the same data");
    let effects = commit(&mut app, "dataset", "corner");
    assert!(app.learned().is_empty() && app.results().get(ResultKind::Metrics).is_none());
    assert!(effects.contains(&Effect::ShowResults(vec![ResultKind::Metrics])), "{effects:?}");
}

/// catches: a frame below the fold that starts its worker; a worker that is given up before it was started
#[test]
fn a_page_that_nobody_sees_yet_starts_no_worker() {
    let mut app = App::new("build", "recipe=simple_multimodal&seed=7&embed=1", 0.0);
    let looked = |app: &mut App, msg: Msg| app.update(msg, 9.0);
    assert_eq!(looked(&mut app, Msg::InView(false)), []);
    assert_eq!(looked(&mut app, Msg::Visible(true)), []);
    for time in 1..200 {
        assert_eq!(app.update(Msg::Tick, f64::from(time) * 500.0), []);
    }
    assert_eq!((frame(&mut app, 100_000.0), app.worker_status()), (Repaint::default(), WorkerStatus::Starting));
    assert_eq!(looked(&mut app, Msg::InView(true)), [Effect::SpawnWorker]);
    assert_eq!(frame(&mut app, 100_016.0), Repaint::ALL);
    assert_eq!(looked(&mut app, Msg::InView(true)), []);
}

#[test]
fn a_link_says_where_the_picture_stands_and_what_is_asked() {
    let mut app = App::new("build", "level=7&ask=Which?|this|*that", 0.0);
    assert_eq!((app.timeline().position(), app.playing()), (7.0, false));
    assert_eq!(app.is_answered_right(), None);
    for (choice, right) in [(0, Some(false)), (1, Some(true)), (9, Some(false))] {
        app.update(Msg::Answer(choice), 1.0);
        assert_eq!(app.is_answered_right(), right);
    }
    app.update(Msg::ReducedMotion(true), 2.0);
    assert_eq!(app.timeline().position(), 7.0);
    app.update(Msg::Opened("level=400&play=1".to_owned()), 3.0);
    assert_eq!(
        (app.timeline().position(), app.playing()),
        (20.0, false),
        "the last level, and nothing moves by itself"
    );
    assert_eq!(app.is_answered_right(), None);
}

#[test]
fn what_is_shared_holds_what_is_ticked() {
    let mut app = App::new("build", "recipe=simple_multimodal&seed=7&layer=data", 0.0);
    app.update(Msg::Scrub(4.0), 1.0);
    let shown = |app: &mut App, option, holds| match &app.update(Msg::ShareOption { option, holds }, 2.0)[..] {
        [Effect::ShowShare { link, frame }] => [link.clone(), frame.clone()],
        effects => panic!("{effects:?}"),
    };
    let plain = "recipe=simple_multimodal&seed=7";
    for (option, holds, link) in [
        (ShareOption::Layers, true, format!("{plain}&layer=data")),
        (ShareOption::Layers, false, plain.to_owned()),
        (ShareOption::Level, true, format!("{plain}&level=4")),
        (ShareOption::Playback, true, format!("{plain}&level=4&play=0")),
    ] {
        let frame = format!("{link}&embed=1");
        assert_eq!(shown(&mut app, option, holds), [link, frame]);
    }
    let effects = app.update(Msg::Act(Action::Share), 3.0);
    assert!(matches!(effects[..], [Effect::ShowShare { .. }, Effect::CopyLink]), "{effects:?}");
    app.update(Msg::Copied(Shared::Frame, true), 4.0);
    assert!(app.note().is_some_and(|note| note.contains("frame")), "{:?}", app.note());
}
