//! Eight seeds of one configuration, and those of another beside them.

use diffusion::evaluation::{CloudMetric, MetricScore};
use messages::PERFECT_SAMPLES;

use super::continuation::tell;
use super::*;
use crate::repeats::{Repeat, RepeatWords, SEEDS, repeat_figures, repeat_seeds};

fn repeat(app: &mut App, msg: RepeatMsg) -> Vec<Effect> {
    app.update(Msg::Repeat(msg), 5.0)
}

fn says(app: &mut App, worker: usize, event: Event) -> Vec<Effect> {
    repeat(app, RepeatMsg::Event(worker, Box::new(event), vec![]))
}

fn comes_up(app: &mut App, worker: usize) -> Vec<Effect> {
    says(app, worker, Event::Ready { build: "build".into() })
}

/// What each worker is to do.
fn asked(effects: &[Effect]) -> Vec<(usize, &WorkerEffect)> {
    let asked = |effect| if let &Effect::Repeater(worker, ref what) = effect { Some((worker, what)) } else { None };
    effects.iter().filter_map(asked).collect()
}

/// Which seed each of these workers is to train, and which perfect samples it scores.
fn seeds(effects: &[Effect]) -> Vec<(usize, u32, std::ops::Range<u32>)> {
    let seed = |(worker, what): (usize, &WorkerEffect)| match what {
        WorkerEffect::Send(Command::Repeat { config, perfect, .. }) => Some((worker, config.seed, perfect.clone())),
        _ => None,
    };
    asked(effects).into_iter().filter_map(seed).collect()
}

/// The seed in this place ends in this worker, with samples at this distance.
fn ends(app: &mut App, worker: usize, place: u32, distance: f64) -> Vec<Effect> {
    let run = RunId(place);
    let progress = Event::Progress { run, step: 2, steps_per_second: 9.0, loss: distance };
    repeat(app, RepeatMsg::Event(worker, Box::new(progress), vec![distance as f32; 2]));
    let scores = vec![MetricScore { metric: CloudMetric::SlicedW1, value: distance }];
    let perfect = vec![vec![MetricScore { metric: CloudMetric::SlicedW1, value: f64::from(place) }]];
    says(app, worker, Event::Repeated { run, weights: format!("hash{place}"), scores, perfect })
}

/// All eight seeds of what the page shows, one after the other in one worker, at these distances from the data.
fn repeated(app: &mut App, distances: impl Fn(u32) -> f64) {
    repeat(app, RepeatMsg::Begin { cores: 1 });
    comes_up(app, 0);
    (0..8).for_each(|place| _ = ends(app, 0, place, distances(place)));
    says(app, 0, Event::Judged(vec![0.5; 8]));
    assert_eq!(RepeatWords::of(app.repeats()).state, "done");
}

/// catches: a seed that is trained twice or not at all, results in the order in which they came, a worker that stays
#[test]
fn seeds_are_shared_out_and_come_back_in_their_order() {
    let mut app = opened("seed=999998");
    let effects = repeat(&mut app, RepeatMsg::Begin { cores: 2 });
    assert_eq!(asked(&effects), [(0, &WorkerEffect::Spawn), (1, &WorkerEffect::Spawn)]);
    assert_eq!(repeat(&mut app, RepeatMsg::Begin { cores: 2 }), [], "they are on their way");
    assert_eq!(seeds(&comes_up(&mut app, 1)), [(1, 999_998, 0..25)]);
    assert_eq!(seeds(&comes_up(&mut app, 0)), [(0, 999_999, 25..50)]);
    assert_eq!(seeds(&ends(&mut app, 0, 1, 1.0)), [(0, 0, 50..75)]);
    assert_eq!(ends(&mut app, 0, 1, 9.0), [], "it has another by now");
    assert_eq!(seeds(&ends(&mut app, 0, 2, 2.0)), [(0, 1, 75..100)]);
    assert_eq!(seeds(&ends(&mut app, 1, 0, 0.0)), [(1, 2, 100..125)]);
    for place in [3, 5, 6] {
        assert_eq!(seeds(&ends(&mut app, 0, place, place.into())).len(), 1, "after {place}");
    }
    let ended = ends(&mut app, 1, 4, 4.0);
    assert_eq!(asked(&ended), [(1, &WorkerEffect::End)], "the other has the last");
    let effects = ends(&mut app, 0, 7, 7.0);
    let [(0, WorkerEffect::Send(Command::Judge { seeds, perfect }))] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    let values = |all: &[Vec<MetricScore>]| all.iter().map(|scores| scores[0].value).collect::<Vec<_>>();
    assert_eq!([values(seeds), values(perfect)], [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]; 2]);
    let effects = says(&mut app, 0, Event::Judged(vec![0.5, 0.04, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]));
    assert_eq!(asked(&effects), [(0, &WorkerEffect::End)]);
    let rows = repeat_seeds(app.repeats()).rows;
    let told = |i: usize| rows[i].cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>();
    assert_eq!([told(0), told(1)], [["999998", "0.00", "as perfect"], ["999999", "1.00", "told apart"]]);
    assert_eq!(rows[7].attributes, [("data-repeat-seed", "5".to_owned()), ("data-hash", "hash7".to_owned())]);
}

/// catches: perfect samples that are left out or come twice: the p would be of others than that of the page's run
#[test]
fn every_perfect_sample_has_its_seed() {
    let mut app = opened("");
    repeat(&mut app, RepeatMsg::Begin { cores: 99 });
    let shares = (0..SEEDS).flat_map(|worker| seeds(&comes_up(&mut app, worker)));
    let all: Vec<u32> = shares.flat_map(|(_, _, perfect)| perfect).collect();
    assert_eq!(all, (0..PERFECT_SAMPLES).collect::<Vec<_>>());
}

/// catches: a seed that is lost with its worker, workers that are started for ever, losses of two beginnings
#[test]
fn the_seed_of_a_lost_worker_begins_anew_a_few_times() {
    let mut app = opened("");
    repeat(&mut app, RepeatMsg::Begin { cores: 1 });
    comes_up(&mut app, 0);
    for _ in 0..3 {
        let run = RunId(0);
        let progress = Event::Progress { run, step: 2, steps_per_second: 9.0, loss: 1.0 };
        repeat(&mut app, RepeatMsg::Event(0, Box::new(progress), vec![1.0; 2]));
        let effects = repeat(&mut app, RepeatMsg::Crashed(0));
        assert_eq!(asked(&effects), [(0, &WorkerEffect::Spawn)]);
        assert_eq!(seeds(&comes_up(&mut app, 0)), [(0, 7, 0..25)]);
        assert_eq!(app.repeats().last().map(|last| last.seeds()[0].losses.iterations()), Some(0));
    }
    let effects = repeat(&mut app, RepeatMsg::Crashed(0));
    assert_eq!(asked(&effects), [(0, &WorkerEffect::End)]);
    let words = RepeatWords::of(app.repeats());
    assert!(words.state == "failed" && words.words.contains("again and again"), "{words:?}");
    assert_eq!(app.phase(), Phase::Training, "the page's own run goes on");
    assert_eq!(repeat(&mut app, RepeatMsg::Begin { cores: 1 }).len(), 2, "and another try may be made");
    let other = Event::Ready { build: "another".into() };
    says(&mut app, 0, other);
    assert!(RepeatWords::of(app.repeats()).words.contains("newer version"));
}

/// catches: seeds that were done and are trained again, seeds that are taken for done because they had begun
#[test]
fn who_stops_and_goes_on_keeps_what_is_done() {
    let mut app = opened("");
    repeat(&mut app, RepeatMsg::Begin { cores: 2 });
    (0..2).for_each(|worker| _ = comes_up(&mut app, worker));
    ends(&mut app, 0, 0, 1.0);
    assert_eq!(asked(&repeat(&mut app, RepeatMsg::Stop)).len(), 2);
    assert_eq!(RepeatWords::of(app.repeats()).words, "Stopped: 1 of 8 seeds are done.");
    assert!(seeds(&comes_up(&mut app, 0)).is_empty(), "what a worker of before still says");
    repeat(&mut app, RepeatMsg::Begin { cores: 1 });
    assert_eq!(seeds(&comes_up(&mut app, 0)), [(0, 8, 25..50)]);
    (1..8).for_each(|place| _ = ends(&mut app, 0, place, 1.0));
    says(&mut app, 0, Event::Judged(vec![0.5; 8]));
    assert_eq!(asked(&repeat(&mut app, RepeatMsg::Begin { cores: 1 })), [], "all is known");
}

/// catches: seeds that are trained behind the back of somebody who went away, or wait for ever
#[test]
fn seeds_wait_while_nobody_looks() {
    let mut app = opened("");
    repeat(&mut app, RepeatMsg::Begin { cores: 2 });
    comes_up(&mut app, 0);
    let told = |effects: &[Effect]| {
        let works = |(worker, what): (usize, &WorkerEffect)| match what {
            WorkerEffect::Send(Command::Work(works)) => Some((worker, *works)),
            _ => None,
        };
        asked(effects).into_iter().filter_map(works).collect::<Vec<_>>()
    };
    assert_eq!(told(&app.update(Msg::Visible(false), 6.0)), [(0, false)]);
    assert_eq!(told(&comes_up(&mut app, 1)), [(1, false)]);
    assert_eq!(told(&app.update(Msg::Visible(true), 7.0)), [(0, true), (1, true)]);
    // The benchmark wants the machine for itself.
    let effects = app.update(Msg::Opened("bench".into()), 8.0);
    assert_eq!(asked(&effects), [(0, &WorkerEffect::End), (1, &WorkerEffect::End)]);
}

/// catches: a median of other numbers, groups that are compared with themselves, a p of the wrong side
#[test]
fn both_configurations_are_compared_figure_by_figure() {
    let mut app = opened("");
    repeated(&mut app, f64::from);
    let shown = |app: &App, pinned: bool| {
        let config = app.settings().config.clone();
        let table = repeat_figures(app.repeats(), app.settings(), pinned.then_some(&config));
        let texts = table.rows[0].cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
        (texts, table.note)
    };
    let (texts, note) = shown(&app, false);
    assert_eq!(texts[1..], ["3.50\n0–7", "–", "–"]);
    assert!(note.contains("both are compared"), "{note}");
    commit(&mut app, "rate", "0.002");
    let (_, note) = shown(&app, false);
    assert!(note.contains("A: simple_multimodal, not what the page shows now."), "{note}");
    repeated(&mut app, |place| 100.0 + f64::from(place));
    let (texts, note) = shown(&app, false);
    assert_eq!(texts[1..], ["104\n100–110", "3.50\n0–7", "0.000155"]);
    assert!(note.contains("A: rate 0.002. B, repeated before: simple_multimodal."), "{note}");
    commit(&mut app, "rate", "0.004");
    repeated(&mut app, |place| 4.0 + f64::from(place));
    assert_eq!(shown(&app, false).0[2], "104\n100–110");
    commit(&mut app, "rate", "0.001");
    let (texts, note) = shown(&app, true);
    assert!(texts[2] == "3.50\n0–7" && note.contains("of the pinned run"), "{texts:?} {note}");
    // A seed more or less, or other samples in the picture, are the same configuration.
    commit(&mut app, "seed", "9");
    repeat(&mut app, RepeatMsg::Begin { cores: 1 });
    assert_eq!(app.repeats().last().map(Repeat::ended), Some(0), "its seeds are others");
}

/// catches: a band of another configuration, or of seeds on their way
#[test]
fn the_losses_of_all_seeds_are_a_band_behind_those_of_the_run() {
    let mut app = opened("");
    let plain = Chart::Loss.shapes(&app, [300.0, 200.0]).len();
    repeat(&mut app, RepeatMsg::Begin { cores: 1 });
    comes_up(&mut app, 0);
    let run = RunId(0);
    let progress = Event::Progress { run, step: 2, steps_per_second: 9.0, loss: 1.0 };
    repeat(&mut app, RepeatMsg::Event(0, Box::new(progress), vec![1.0; 2]));
    assert_eq!(Chart::Loss.shapes(&app, [300.0, 200.0]).len(), plain);
    (0..3).for_each(|place| _ = ends(&mut app, 0, place, 1.0 + f64::from(place)));
    assert!(Chart::Loss.shapes(&app, [300.0, 200.0]).len() > plain);
    assert!(Chart::Loss.summary(&app).contains("A band is that of 3 seeds."));
    commit(&mut app, "rate", "0.002");
    assert!(!Chart::Loss.summary(&app).contains("band"));
}

/// catches: a network that diverges with one seed and stops the others, or counts as a figure
#[test]
fn a_seed_that_fails_is_said_so_and_the_others_count() {
    let mut app = opened("");
    repeat(&mut app, RepeatMsg::Begin { cores: 1 });
    comes_up(&mut app, 0);
    let effects = says(&mut app, 0, Event::Failed { run: RunId(0), reason: "The loss is no number.".into() });
    assert_eq!(seeds(&effects)[0].1, 8);
    (1..8).for_each(|place| _ = ends(&mut app, 0, place, 1.0));
    says(&mut app, 0, Event::Judged(vec![0.5; 7]));
    let rows = repeat_seeds(app.repeats()).rows;
    assert_eq!([&rows[0].cells[2].text, &rows[1].cells[2].text], ["The loss is no number.", "as perfect"]);
    assert_eq!(repeat_figures(app.repeats(), app.settings(), None).rows[0].cells[1].text, "1.00\n1–1");
    let run = app.run();
    tell(&mut app, Event::Judged(vec![]), vec![]);
    assert_eq!(app.run(), run, "the page's own worker says no such thing");
    // Where all fail there is nothing to judge.
    commit(&mut app, "rate", "0.5");
    repeat(&mut app, RepeatMsg::Begin { cores: 1 });
    comes_up(&mut app, 0);
    let failed = |place| Event::Failed { run: RunId(place), reason: "No.".into() };
    let effects = (0..8).map(|place| says(&mut app, 0, failed(place))).last().unwrap_or_default();
    assert_eq!(asked(&effects), [(0, &WorkerEffect::End)]);
    let words = RepeatWords::of(app.repeats());
    assert_eq!((words.state, words.words.as_str()), ("done", "0 of 8 seeds are done; 8 could not go on."));
    assert!(!Chart::Loss.summary(&app).contains("band"));
    assert_eq!(repeat_figures(app.repeats(), app.settings(), None).note, "No seed has figures.");
}

/// catches: healthy workers that are ended because of others, a seed that is lost with one that was given up
#[test]
fn a_worker_that_is_given_up_leaves_its_seed_to_the_others() {
    let mut app = opened("");
    repeat(&mut app, RepeatMsg::Begin { cores: 2 });
    (0..2).for_each(|worker| _ = comes_up(&mut app, worker));
    for _ in 0..3 {
        repeat(&mut app, RepeatMsg::Crashed(0));
        assert_eq!(seeds(&comes_up(&mut app, 0)), [(0, 7, 0..25)]);
    }
    assert_eq!(asked(&repeat(&mut app, RepeatMsg::Crashed(0))), [(0, &WorkerEffect::End)]);
    assert_eq!(RepeatWords::of(app.repeats()).state, "working");
    assert_eq!(seeds(&ends(&mut app, 1, 1, 1.0)), [(1, 7, 0..25)]);
    for place in [0, 2, 3, 4, 5, 6] {
        assert_eq!(seeds(&ends(&mut app, 1, place, 1.0)).len(), 1, "after {place}");
    }
    ends(&mut app, 1, 7, 1.0);
    assert_eq!(asked(&says(&mut app, 0, Event::Judged(vec![0.1; 8]))), [], "it is not asked");
    let effects = says(&mut app, 1, Event::Judged(vec![0.5; 8]));
    assert_eq!(asked(&effects), [(1, &WorkerEffect::End)]);
    assert_eq!(app.repeats().last().map(Repeat::p), Some(&[0.5; 8][..]));
    assert_eq!(repeat(&mut app, RepeatMsg::Crashed(1)), [], "what comes late means nothing");
    assert_eq!(RepeatWords::of(app.repeats()).state, "done");
}

/// catches: seeds that wait for a worker that never comes up or has nothing more to say, a button that stays locked
#[test]
fn a_worker_that_is_silent_is_replaced_and_one_that_never_came_up_is_not_waited_for() {
    let mut app = opened("");
    repeat(&mut app, RepeatMsg::Begin { cores: 2 });
    comes_up(&mut app, 0);
    let mut seen = vec![];
    for tick in 1..80 {
        seen.extend(app.update(Msg::Tick, 5.0 + 500.0 * f64::from(tick)));
        says(&mut app, 0, Event::Pong(1));
    }
    let of = |worker: usize| {
        asked(&seen).into_iter().filter(move |(known, _)| *known == worker).map(|(_, what)| what.clone())
    };
    assert!(of(0).all(|what| matches!(what, WorkerEffect::Send(Command::Ping(_)))) && of(0).count() > 5);
    assert_eq!(of(1).collect::<Vec<_>>(), [WorkerEffect::Spawn], "after half a minute");
    (0..8).for_each(|place| _ = ends(&mut app, 0, place, 1.0));
    let effects = says(&mut app, 0, Event::Judged(vec![0.5; 8]));
    assert_eq!(asked(&effects), [(0, &WorkerEffect::End), (1, &WorkerEffect::End)]);
    assert!(!app.repeats().works());
}

/// catches: losses of other objectives that are compared, other data, a figure without a value that hides the others
#[test]
fn only_what_can_be_compared_has_a_p() {
    let mut app = opened("method=edm");
    repeated(&mut app, f64::from);
    commit(&mut app, "method", "flow");
    repeated(&mut app, |place| if place == 3 { f64::NAN } else { f64::from(place) });
    let row = |app: &App, name: &str| {
        let table = repeat_figures(app.repeats(), app.settings(), None);
        let row = table.rows.into_iter().find(|row| row.cells[0].text == name).expect("the figure");
        row.cells[1..].iter().map(|cell| cell.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(row(&app, "loss")[2], "–");
    let distance = row(&app, "sliced W₁ to the data");
    assert!(distance[0] == "4.50\n0––" && distance[2] != "–", "{distance:?}");
    commit(&mut app, "dataset", "moons");
    repeated(&mut app, f64::from);
    assert_eq!(row(&app, "sliced W₁ to the data")[1], "–");
}
