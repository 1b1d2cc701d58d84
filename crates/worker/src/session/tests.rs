use diffusion::config::Networks;
use diffusion::{Preset, Sampler};
use plot::{Palette, Raster, Shape};
use safetensors::SafeTensors;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use super::*;
use crate::test_clock::clock;
use diffusion::Config;
use messages::{
    ExportKind, ExportRequest, FileForm, Layer, MarkForm, OverlayRequest, Pace, PictureStyle, RunId, RunResult,
    SampleRequest, View,
};

fn small() -> Config {
    Config { iterations: 120, samples: 300, ..Preset::SimpleMultimodal.config() }
}

fn start(config: Config, pace: Pace) -> Command {
    Command::Start { run: RunId(1), config: Box::new(config), pace, train: true, resumption: None }
}

/// Works until nothing is left to do, and returns every event with the length of its array.
fn work_off(session: &mut Session, clock: Clock, budget: f64) -> Vec<(Event, usize)> {
    let mut seen = Vec::new();
    while session.work(clock, budget, &mut |event, bulk| seen.push((event.clone(), bulk.len())))
        != NextWakeUp::OnCommand
    {}
    seen
}

fn run(config: Config, pace: Pace, tick: f64, budget: f64) -> Vec<(Event, usize)> {
    let (mut session, clock) = (Session::default(), clock(tick));
    let mut began = |event: &Event, _: &[f32]| {
        assert!(matches!(event, Event::Snapshot { step: 0, .. } | Event::Milestone { .. }), "{event:?}");
    };
    session.on_command(start(config, pace), 0.0, &mut began);
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
    let [
        ..,
        (Event::Samples { step: 120, figures, dim: 2, .. }, bulk),
        (Event::TrainingState { step: 120, .. }, 0),
        (Event::Resting { .. }, 0),
    ] = &events[..]
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
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
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
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.work(&clock, 1.0, &mut |_, _| {});
    let mut paused = Vec::new();
    session.on_command(Command::Pause, clock(), &mut |event, _| paused.push(event.clone()));
    let Some(Event::Resting { finished: false, step, .. }) = paused.last() else { panic!("{paused:?}") };
    let still = work_off(&mut session, &clock, 8.0);
    assert!(matches!(still[..], [(Event::Samples { step: shown, .. }, _)] if shown == *step), "{still:?}");
    session.on_command(Command::Resume, clock(), &mut |_, _| {});
    let rest = work_off(&mut session, &clock, 8.0);
    assert_eq!(weights(&rest), weights(&run(small(), Pace::Max, 0.01, 8.0)));
}

#[test]
fn a_run_that_nobody_sees_waits_and_ends_where_it_would_have() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.work(&clock, 1.0, &mut |_, _| {});
    session.on_command(Command::Work(false), clock(), &mut |_, _| {});
    let waiting = work_off(&mut session, &clock, 8.0);
    assert!(waiting.iter().all(|(event, _)| matches!(event, Event::Progress { .. })), "{waiting:?}");
    session.on_command(Command::Work(true), clock(), &mut |_, _| {});
    let rest = work_off(&mut session, &clock, 8.0);
    assert_eq!(weights(&rest), weights(&run(small(), Pace::Max, 0.01, 8.0)));
}

/// What the small run shows, with another draw.
fn shown(draw: u32, samples: usize) -> SampleRequest {
    SampleRequest { draw, samples, ..SampleRequest::of(&small(), 7) }
}

#[test]
fn another_way_samples_again_from_the_same_weights() {
    let config = Config { iterations: 60, batch: 8, ..small().to_continuous().expect("a range of noise") };
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.on_command(start(config.clone(), Pace::Max), 0.0, &mut |_, _| {});
    work_off(&mut session, &clock, 8.0);
    for (ticket, sampler) in (1..).zip(Sampler::ALL) {
        let mut settings = page::settings::Settings { config: config.clone(), ..Default::default() };
        let control = |key| page::controls::control(key).expect("a control");
        control("steps").apply_text(&mut settings, "6");
        assert_eq!(control("sampler").apply_text(&mut settings, sampler.key()), None);
        session.on_command(Command::Sample(SampleRequest::of(&settings.config, ticket)), clock(), &mut |_, _| {});
        let events = work_off(&mut session, &clock, 8.0);
        let [(Event::Samples { step: 60, figures, .. }, bulk)] = &events[..] else { panic!("{sampler:?}: {events:?}") };
        assert_eq!((figures.len(), *bulk), (7, 7 * config.samples * 2));
    }
}

#[test]
fn a_redraw_samples_again_and_trains_nothing() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    work_off(&mut session, &clock, 8.0);
    session.on_command(Command::Sample(shown(1, 2_000)), clock(), &mut |_, _| {});
    let events = work_off(&mut session, &clock, 8.0);
    let [(Event::Samples { step: 120, ticket: 7, rows: 2_000, .. }, bulk)] = events[..] else { panic!("{events:?}") };
    assert_eq!(bulk, 21 * 2_000 * 2);
}

#[test]
fn a_rate_too_high_fails_in_words_and_keeps_the_last_good_weights() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.on_command(start(Config { rate: 1000.0, ..small() }, Pace::Max), 0.0, &mut |_, _| {});
    let events = work_off(&mut session, &clock, 8.0);
    let Some((Event::Failed { reason, .. }, _)) = events.last() else { panic!("{events:?}") };
    assert!(reason.contains("infinite") && reason.contains("Showing the weights of iteration 0"), "{reason}");
    assert!(matches!(events[0].0, Event::Samples { step: 0, .. }));
    session.on_command(Command::Sample(shown(2, 10)), clock(), &mut |_, _| {});
    let again = work_off(&mut session, &clock, 8.0);
    assert!(matches!(again[..], [(Event::Samples { step: 0, .. }, _)]), "{again:?}");
}

#[test]
fn it_answers_pings_before_and_during_a_run() {
    let mut session = Session::default();
    let mut pongs = Vec::new();
    session.on_command(Command::Ping(4), 0.0, &mut |event, _| pongs.push(event.clone()));
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.on_command(Command::Ping(5), 0.0, &mut |event, _| pongs.push(event.clone()));
    assert_eq!(pongs, [Event::Pong(4), Event::Pong(5)]);
}

/// Puts shapes nowhere: the dots alone show whether frames differ.
struct DotsOnly;

impl FramePainter for DotsOnly {
    fn pixels(&mut self, raster: &Raster, _: &[Shape], _: &Palette) -> Option<Vec<u8>> {
        Some(raster.bytes().to_vec())
    }
}

fn request(ticket: u32, kind: ExportKind) -> Command {
    let style = PictureStyle { side: 60, dark: true };
    let (view, link) = (View::default(), "recipe=x".to_owned());
    Command::Export(ExportRequest { ticket, kind, style, view, spike: 0, state: 99, link, is_of_link: true })
}

/// A session whose run is over.
fn finished(config: Config) -> Session {
    let (mut session, clock) = (Session::with_frame_painter(Box::new(DotsOnly)), clock(0.01));
    session.on_command(start(config, Pace::Max), 0.0, &mut |_, _| {});
    work_off(&mut session, &clock, 8.0);
    session
}

/// The file of an order: its bytes, and its name or why there is none.
fn made(session: &mut Session, kind: ExportKind) -> (Vec<u8>, Result<String, String>) {
    session.on_command(request(1, kind), 0.0, &mut |event, _| panic!("{event:?}"));
    let (mut bytes, mut end, mut share) = (Vec::new(), None, 0.0);
    for (event, _) in work_off(session, &clock(0.01), 8.0) {
        let Event::Export { ticket: 1, event } = event else { panic!("{event:?}") };
        match event {
            ExportEvent::Piece { share: now, bytes: more } => {
                assert!(now > share, "the share only grows");
                (share, bytes) = (now, [bytes, more].concat());
            }
            ExportEvent::Done { name, .. } => end = Some(Ok(name)),
            ExportEvent::Failed { reason } => end = Some(Err(reason)),
        }
    }
    (bytes, end.expect("an end"))
}

/// Goes back to this iteration, or to the last, and waits for its samples.
fn choose(session: &mut Session, iteration: Option<usize>) {
    session.on_command(Command::ChooseSnapshot(iteration), 1.0, &mut |_, _| {});
    work_off(session, &clock(0.01), 8.0);
}

/// The frames of a clip that is shown for ever.
fn frames(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut decoder = gif::DecodeOptions::new().read_info(bytes).unwrap();
    assert_eq!((decoder.width(), decoder.height()), (60, 60));
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        frames.push(frame.buffer.to_vec());
    }
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
    frames
}

/// catches: a film of one and the same network, one that ends before the run did, a name that is taken for another file's
#[test]
fn a_film_of_learning_goes_from_the_first_iteration_to_the_last_and_stays_there() {
    let mut session = finished(small());
    let (bytes, name) = made(&mut session, ExportKind::Film);
    assert_eq!(name.as_deref(), Ok("simple_multimodal_custom_seed0_learning.gif"));
    let film = frames(&bytes);
    assert_eq!(film.len(), 48 + 12);
    assert!(film[..48].windows(2).all(|pair| pair[0] != pair[1]), "every iteration is another");
    assert!(film[47..].windows(2).all(|pair| pair[0] == pair[1]));
    let alone = made(&mut session, ExportKind::Weights).0;
    choose(&mut session, Some(7));
    let (again, name) = made(&mut session, ExportKind::Film);
    assert_eq!((again, name.as_deref()), (bytes, Ok("simple_multimodal_custom_seed0_learning.gif")));
    choose(&mut session, None);
    assert_eq!(made(&mut session, ExportKind::Weights).0, alone, "nothing is left of it in the run");
}

/// The files of a zip, by their names.
fn unzipped(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: String| {
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

/// catches: a program of other weights than the run's, a run that its program changes, two programs of one run that differ
#[test]
fn a_program_has_the_weights_of_its_run_and_leaves_it_alone() {
    let mut session = finished(small());
    let weights = made(&mut session, ExportKind::Weights).0;
    let (bytes, name) = made(&mut session, ExportKind::Python);
    assert_eq!(name.as_deref(), Ok("simple_multimodal_custom_seed0_pytorch.zip"));
    assert_eq!(made(&mut session, ExportKind::Python).0, bytes);
    assert_eq!(made(&mut session, ExportKind::Weights).0, weights);
    let files = unzipped(bytes);
    assert_eq!(files["weights.safetensors"], weights);
    let texts = ["README.md", "checks.py", "config.json", "train.py"];
    let numbers = ["data.safetensors", "start_noise.safetensors", "tape.safetensors", "weights.safetensors"];
    assert!(
        files
            .keys()
            .map(String::as_str)
            .eq([&texts[..1], &texts[1..3], &numbers[..3], &texts[3..], &numbers[3..]].concat())
    );
}

/// catches: a program that cannot be run, since networks of levels that were not reached are missing
#[test]
fn a_program_has_a_network_for_every_level() {
    let preset = Preset::SimpleDdpm.config();
    let networks = Networks::PerLevel { first_iterations: 40, first_rate: 1e-3 };
    let (mut session, clock) = (Session::default(), clock(0.01));
    let config = Config { networks, iterations: 100_000, batch: 4, samples: 8, ..preset };
    session.on_command(start(config, Pace::Max), 0.0, &mut |_, _| {});
    session.work(&clock, 8.0, &mut |_, _| {});
    session.on_command(Command::Pause, clock(), &mut |_, _| {});
    work_off(&mut session, &clock, 8.0);
    let files = unzipped(made(&mut session, ExportKind::Python).0);
    let tensors = SafeTensors::deserialize(&files["weights.safetensors"]).unwrap();
    assert!((0..8).all(|t| tensors.tensor(&format!("t{t}.layer1.weight")).is_ok()));
    let last = |t: usize| tensors.tensor(&format!("t{t}.layer3.bias")).unwrap().data().to_vec();
    assert_eq!(last(6), last(7), "one that was not begun is the last there is");
}

/// catches: stills out of their places, a row too few or too many, pixels of two stills that are mixed
#[test]
fn a_sheet_has_levels_beside_each_other_and_iterations_below() {
    let mut session = finished(small());
    let (bytes, name) = made(&mut session, ExportKind::Sheet);
    assert_eq!(name.as_deref(), Ok("simple_multimodal_custom_seed0_sheet.png"));
    let width = 5 * 31;
    assert_eq!(bytes.len(), 4 * width * width);
    let still = |column: usize, row: usize| -> Vec<u8> {
        let line = |y: usize| 4 * ((31 * row + y) * width + 31 * column);
        (0..30).flat_map(|y| bytes[line(y)..line(y) + 4 * 30].to_vec()).collect()
    };
    assert!((1..5).all(|row| still(0, row) == still(0, 0)), "all begin at the same noise");
    assert!((1..5).all(|row| still(4, row) != still(4, row - 1)), "and end as they have learned to");
    assert!((0..5).all(|row| (1..5).all(|column| still(column, row) != still(column - 1, row))));
}

/// catches: clouds of another level or iteration than is said
#[test]
fn the_clouds_for_a_video_are_those_of_the_iterations_that_are_told() {
    let mut session = finished(small());
    let Command::Export(of_end) = request(1, ExportKind::FilmVideo) else { unreachable!("a file") };
    session.on_command(Command::Export(ExportRequest { state: 7, ..of_end }), 0.0, &mut |_, _| {});
    let (mut clouds, mut told) = (vec![], vec![]);
    for (event, _) in work_off(&mut session, &clock(0.01), 8.0) {
        match event {
            Event::Export { event: ExportEvent::Piece { bytes, .. }, .. } => clouds.push(bytes),
            Event::Export { event: ExportEvent::Done { form: FileForm::Clouds { iterations }, .. }, .. } => {
                told = iterations;
            }
            _ => panic!("{event:?}"),
        }
    }
    assert_eq!((told.len(), clouds.len(), told[0], told[47]), (48, 48, 0, 120));
    let chosen = told[20];
    session.on_command(Command::ChooseSnapshot(Some(chosen)), 1.0, &mut |_, _| {});
    let (clock, mut shown) = (clock(0.01), vec![]);
    let mut emit = |event: &Event, bulk: &[f32]| {
        if matches!(event, Event::Samples { rows: 300, .. }) {
            shown = bulk[7 * 600..8 * 600].iter().flat_map(|x| x.to_le_bytes()).collect();
        }
    };
    while session.work(&clock, 8.0, &mut emit) != NextWakeUp::OnCommand {}
    assert_eq!(clouds[20], shown);
}

/// catches: a film of a run that has one iteration to show
#[test]
fn what_was_not_kept_is_not_filmed() {
    let mut session = Session::with_frame_painter(Box::new(DotsOnly));
    session.on_command(start(small(), Pace::Seconds(1_000)), 0.0, &mut |_, _| {});
    session.on_command(Command::Pause, 0.0, &mut |_, _| {});
    work_off(&mut session, &clock(0.01), 8.0);
    for kind in [ExportKind::Film, ExportKind::FilmVideo, ExportKind::Sheet] {
        assert!(made(&mut session, kind).1.is_err_and(|reason| reason.contains("too few iterations")));
    }
}

#[test]
fn a_clip_is_a_loop_of_frames_that_differ() {
    let mut session = finished(small());
    let (bytes, name) = made(&mut session, ExportKind::Gif);
    assert_eq!(name.as_deref(), Ok("simple_multimodal_custom_seed0.gif"));
    let frames = frames(&bytes);
    assert_eq!(frames.len(), 96);
    assert!(frames[..48].windows(2).all(|pair| pair[0] != pair[1]) && frames[0] == frames[95]);
}

#[test]
fn tables_hold_both_clouds_at_every_level() {
    let mut session = finished(small());
    let (bytes, name) = made(&mut session, ExportKind::Samples);
    assert!(name.is_ok_and(|name| name.ends_with("_samples.csv")));
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), 1 + 2 * 21 * 300);
    let lines = text.lines().filter(|line| line.starts_with("learned,20,"));
    let last: f64 = lines.map(|line| line.split(',').nth(3).unwrap().parse::<f64>().unwrap()).sum();
    let (bytes, _) = made(&mut session, ExportKind::Statistics);
    let text = String::from_utf8(bytes).unwrap();
    let column = text.lines().next().unwrap().split(',').position(|name| name == "learned_mean_x").unwrap();
    let mean: f64 = text.lines().last().unwrap().split(',').nth(column).unwrap().parse().unwrap();
    assert!((last / 300.0 - mean).abs() < 1e-6, "{last} {mean}");
}

/// What a file of weights says of its run.
fn about(bytes: &[u8]) -> serde_json::Value {
    let (_, header) = safetensors::SafeTensors::read_metadata(bytes).unwrap();
    serde_json::from_str(&header.metadata().as_ref().unwrap()["run"]).unwrap()
}

/// catches: a file of the end while the page shows an earlier iteration, one that is taken for the other by its name
#[test]
fn a_file_of_an_earlier_iteration_says_so() {
    let mut session = finished(small());
    let of_end = made(&mut session, ExportKind::Weights);
    choose(&mut session, Some(7));
    let (bytes, name) = made(&mut session, ExportKind::Weights);
    assert_eq!(about(&bytes)["iteration"].as_u64(), Some(7));
    assert!(name.unwrap().ends_with("_iteration7_weights.safetensors"));
    choose(&mut session, None);
    assert_eq!(made(&mut session, ExportKind::Weights), of_end);
}

#[test]
fn weights_say_which_run_they_belong_to() {
    let mut session = finished(small());
    let (bytes, _) = made(&mut session, ExportKind::Weights);
    let about = about(&bytes);
    assert_eq!((about["iteration"].as_u64(), about["link"].as_str()), (Some(120), Some("recipe=x")));
    let config: Config = serde_json::from_value(about["config"].clone()).unwrap();
    assert_eq!(config, small());
    assert_eq!(about["weights"].as_str(), Some(session.run.as_ref().unwrap().snapshot().learned.hash().as_str()));
    assert_eq!(
        (about["network"]["target"].as_str(), about["network"]["ema"].as_f64()),
        (Some("transition"), Some(0.0))
    );
    let (grid, first) = (config.method.grid(), &about["network"]["levels"][0]);
    assert_eq!(about["network"]["levels"].as_array().map(Vec::len), Some(grid.len()));
    assert_eq!((first["alpha"].as_f64(), first["scalar"].as_f64()), (Some(1.0), Some(grid.condition(0))));
    assert_eq!(about["network"].get("data_std"), None);
}

#[test]
fn a_file_leaves_training_as_it_is_and_a_pause_is_received_between_its_pieces() {
    let (mut session, clock) = (Session::with_frame_painter(Box::new(DotsOnly)), clock(0.05));
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.on_command(request(1, ExportKind::Gif), 0.0, &mut |_, _| {});
    let mut steps = Vec::new();
    session.work(&clock, 16.0, &mut |event, _| steps.push(event.clone()));
    assert!(steps.iter().any(|event| matches!(event, Event::Progress { .. })), "training goes on: {steps:?}");
    let mut paused = false;
    session.on_command(Command::Pause, clock(), &mut |event, _| paused |= matches!(event, Event::Resting { .. }));
    assert!(paused);
    session.on_command(Command::Resume, clock(), &mut |_, _| {});
    let events = work_off(&mut session, &clock, 8.0);
    assert!(events.iter().any(|(event, _)| matches!(event, Event::Export { event: ExportEvent::Done { .. }, .. })));
    let events: Vec<_> = events.into_iter().filter(|(event, _)| !matches!(event, Event::Export { .. })).collect();
    assert_eq!(weights(&events), weights(&run(small(), Pace::Max, 0.01, 8.0)));
}

#[test]
fn a_cancelled_file_is_not_mentioned_again() {
    let mut session = finished(small());
    session.on_command(request(1, ExportKind::Gif), 0.0, &mut |_, _| {});
    session.work(&clock(0.05), 1.0, &mut |_, _| {});
    session.on_command(Command::CancelExport, 0.0, &mut |_, _| {});
    assert_eq!(work_off(&mut session, &clock(0.05), 8.0), []);
}

#[test]
fn what_cannot_be_made_is_said_in_words() {
    let mut many = finished(Config { samples: 10, ..small() });
    many.on_command(Command::Sample(shown(0, 100_000)), 0.0, &mut |_, _| {});
    many.on_command(request(1, ExportKind::Samples), 0.0, &mut |_, _| {});
    // The table is refused before the new cloud is sampled.
    let mut said = Vec::new();
    many.work(&clock(0.01), 0.1, &mut |event, _| said.push(event.clone()));
    let first = said.iter().find_map(|event| if let Event::Export { event, .. } = event { Some(event) } else { None });
    assert!(matches!(first, Some(ExportEvent::Failed { reason }) if reason.contains("fewer samples")), "{said:?}");
    let mut blind = Session { frame_painter: None, ..finished(small()) };
    assert!(made(&mut blind, ExportKind::Gif).1.is_err_and(|words| words.contains("cannot draw")));
    let mut said = Vec::new();
    Session::default().on_command(request(4, ExportKind::Weights), 0.0, &mut |event, _| said.push(event.clone()));
    assert!(matches!(&said[..], [Event::Export { ticket: 4, event: ExportEvent::Failed { .. } }]), "{said:?}");
}

#[test]
fn the_benchmark_takes_the_place_of_the_run_and_a_run_that_of_the_benchmark() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    session.on_command(Command::Bench(RunId(2)), 0.0, &mut |_, _| {});
    let mut seen = Vec::new();
    while seen.is_empty() {
        assert_eq!(session.work(&clock, 8.0, &mut |event, _| seen.push(event.clone())), NextWakeUp::Now);
    }
    assert!(matches!(&seen[..], [Event::BenchRow { run: RunId(2), row, of: 13 }] if row.case == "train 32x32 sgd"));
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    assert_eq!(weights(&work_off(&mut session, &clock, 8.0)).len(), 16);
}

#[test]
fn an_overlay_is_answered_at_once_even_by_a_run_at_full_speed() {
    let (mut session, mut seen) = (Session::default(), Vec::new());
    let mut emit = |event: &Event, _: &[f32]| seen.push(event.clone());
    session.on_command(
        start(Config { iterations: 100_000, ..small().to_continuous().expect("a range of noise") }, Pace::Max),
        0.0,
        &mut emit,
    );
    let layers = [Layer::Score, Layer::ScoreError, Layer::Posterior, Layer::Density].to_vec();
    let level = diffusion::Level::exploding(0.5);
    let request = OverlayRequest { layers, level, half_extent: 2.8, lens: [0.25, 0.4], data: None };
    session.on_command(Command::Overlay { ticket: 9, request }, 1.0, &mut emit);
    for _ in 0..200 {
        session.work(&|| 2.0, 0.0, &mut emit);
    }
    let begins_at = seen.iter().position(|event| !matches!(event, Event::Snapshot { .. } | Event::Milestone { .. }));
    let [Event::Result { result: score, .. }, Event::Result { result: posterior, .. }, last, ..] =
        &seen[begins_at.expect("more than the beginning of a run")..]
    else {
        panic!("{seen:?}")
    };
    assert!(matches!((score, posterior), (RunResult::Score(_), RunResult::Posterior(_))));
    let Event::Overlay { run: RunId(1), ticket: 9, marks } = last else { panic!("{last:?}") };
    for form in [MarkForm::Map, MarkForm::Strokes, MarkForm::Dots, MarkForm::Shares] {
        assert!(marks.iter().any(|mark| mark.form == form), "{form:?}");
    }
}

/// catches: a failure that is said again and again, for ever
#[test]
fn samples_that_the_network_cannot_make_fail_once() {
    let (mut session, clock) = (Session::default(), clock(0.01));
    session.on_command(start(small(), Pace::Max), 0.0, &mut |_, _| {});
    work_off(&mut session, &clock, 8.0);
    let elsewhere = SampleRequest::of(&Preset::SingleDdpm.config(), 1);
    session.on_command(Command::Sample(SampleRequest { samples: 20, ..elsewhere }), 1.0, &mut |_, _| {});
    let failures = work_off(&mut session, &clock, 8.0);
    assert!(matches!(&failures[..], [(Event::Failed { .. }, 0)]), "{failures:?}");
}
