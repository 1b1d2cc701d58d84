use std::rc::Rc;

use diffusion::config::Networks;
use diffusion::evaluation::{
    DecomposedRun, ErrorDecomposition, MetricSuite, PerfectScores, SlicedWasserstein, WorkPrecisionComparison,
};
use diffusion::sampler::SamplerOptions;
use diffusion::{Config, Dataset, Preset, Sampler, Schedule, Target};
use messages::result::{DecompositionResult, MetricsResult, WorkPrecisionResult};
use messages::{Command, Event, Pace, ResultKind, RunId, RunResult, Unavailable};
use page::controls::Edit;
use page::settings::Settings;

use super::reference;
use crate::emit::NextWakeUp;
use crate::session::Session;
use crate::test_clock::clock;

/// All results of a run until nothing is left to do, and the hash of its weights.
fn evaluated(mut session: Session, config: Config) -> (Vec<RunResult>, String) {
    let (mut results, mut weights) = (Vec::new(), String::new());
    let mut emit = |event: &Event, _: &[f32]| match event {
        Event::Result { result, .. } => results.push(result.clone()),
        Event::Resting { weights: hash, .. } => weights.clone_from(hash),
        _ => {}
    };
    session.on_command(start(1, config, Pace::Max), 0.0, &mut emit);
    let clock = clock(0.01);
    while session.work(&clock, 8.0, &mut emit) != NextWakeUp::OnCommand {}
    (results, weights)
}

fn results(config: Config) -> Vec<RunResult> {
    evaluated(Session::default().with_evaluation(), config).0
}

fn start(run: u32, config: Config, pace: Pace) -> Command {
    Command::Start { run: RunId(run), config: Box::new(config), pace, train: true, resumption: None }
}

fn continuous() -> Config {
    Config {
        iterations: 300,
        samples: 50,
        ..Preset::SimpleMultimodal.config().to_continuous().expect("a range of noise")
    }
}

fn dragged_to_little_noise(config: Config) -> Config {
    let mut settings = Settings { config, ..Settings::default() };
    Edit::read("sigma_max", "0.2").expect("a number").apply(&mut settings);
    settings.config
}

fn last(results: &[RunResult], kind: ResultKind) -> &RunResult {
    results.iter().rfind(|result| result.kind() == kind).expect("the result is there")
}

fn decomposition(results: &[RunResult]) -> ErrorDecomposition {
    match last(results, ResultKind::ErrorDecomposition) {
        RunResult::ErrorDecomposition(result) => result.parts,
        other => panic!("{other:?}"),
    }
}

/// catches: a run at full pace that is held against nothing until it ends; figures of early weights that are said to be
/// of the iteration at which they came
#[test]
fn a_run_that_leaves_no_time_is_evaluated_while_it_trains() {
    let mut session = Session::default().with_evaluation();
    let (mut evaluated, mut trained, mut rests) = (Vec::new(), 0, false);
    let config = Config { iterations: 100_000, ..continuous() };
    session.on_command(start(1, config, Pace::Max), 0.0, &mut |_, _| {});
    let clock = clock(0.01);
    while evaluated.last().is_none_or(|(step, _)| *step == 0) {
        let mut emit = |event: &Event, _: &[f32]| match event {
            Event::Result { step, result: RunResult::Metrics(_), .. } => evaluated.push((*step, trained)),
            Event::Progress { step, .. } => trained = *step,
            Event::Resting { .. } => rests = true,
            _ => {}
        };
        session.work(&clock, 8.0, &mut emit);
        assert!(!rests, "it was evaluated {} times before it ended", evaluated.len());
    }
    assert!(evaluated.len() > 1 && evaluated[0].0 < evaluated[0].1, "{evaluated:?}");
}

#[test]
fn an_evaluation_changes_no_bit_of_the_weights() {
    let with = evaluated(Session::default().with_evaluation(), continuous());
    assert_eq!(with.1, evaluated(Session::default(), continuous()).1);
}

/// Piece by piece it is what it is at once.
#[test]
fn the_errors_and_curves_are_those_of_the_mathematics() {
    let (config, results) = (continuous(), results(continuous()));
    let (data, schedule) = (config.dataset.mixture(), config.method.continuous_schedule().expect("a schedule"));
    let sliced = Rc::new(SlicedWasserstein::new(&data, reference::POINTS));
    let run = DecomposedRun::new(&data, config.method.plan(&data), sliced, config.seed);
    let (found, known) = (decomposition(&results), ErrorDecomposition::new(run.exact(), None));
    assert_eq!([found.sampling, found.truncation, found.steps], [known.sampling, known.truncation, known.steps]);
    let RunResult::WorkPrecision(Ok(WorkPrecisionResult { curves, .. })) = last(&results, ResultKind::WorkPrecision)
    else {
        panic!("{results:?}")
    };
    let comparison = WorkPrecisionComparison::new(&data, schedule, SamplerOptions::default(), 400, 0);
    let heun = curves.iter().find(|curve| curve.sampler == Sampler::Heun).expect("a curve");
    assert_eq!(heun.points, comparison.points(Sampler::Heun, &[8, 16, 32, 64]).collect::<Vec<_>>());
}

/// catches: what one run was dragged to, said of the next
#[test]
fn a_new_run_leaves_what_the_last_one_was_dragged_to() {
    let mut session = Session::default().with_evaluation();
    let mut answers = Vec::new();
    let mut emit = |event: &Event, _: &[f32]| {
        if let Event::Result { run, result: RunResult::ErrorDecomposition(_), .. } = event {
            answers.push(*run);
        }
    };
    let training = || Config { iterations: 100_000, ..continuous() };
    session.on_command(start(1, training(), Pace::Max), 0.0, &mut emit);
    session.on_command(Command::Consider(Box::new(dragged_to_little_noise(continuous()))), 1.0, &mut emit);
    session.work(&|| 2.0, 0.0, &mut emit);
    session.on_command(start(2, training(), Pace::Max), 3.0, &mut emit);
    for _ in 0..3_000 {
        session.work(&|| 4.0, 0.0, &mut emit);
    }
    assert_eq!(answers, []);
}

/// catches: a run that stands still for as long as a slow answer takes
#[test]
fn a_slow_answer_leaves_training_its_share() {
    let mut session = Session::default().with_evaluation();
    let mut iterations = 0;
    let mut emit = |event: &Event, _: &[f32]| {
        if let Event::Progress { step, .. } = event {
            iterations = *step;
        }
    };
    session.on_command(start(1, Config { iterations: 100_000, ..continuous() }, Pace::Max), 0.0, &mut emit);
    session.on_command(Command::Consider(Box::new(dragged_to_little_noise(continuous()))), 0.0, &mut emit);
    let clock = clock(5.0);
    for _ in 0..100 {
        session.work(&clock, 0.0, &mut emit);
    }
    assert!(iterations > 30, "{iterations}");
}

#[test]
fn every_result_is_there_once_training_rests() {
    let results = results(continuous());
    let parts = decomposition(&results);
    assert!(parts.model.is_some() && parts.prior.is_some() && parts.total() > 0.0, "{parts:?}");
    let RunResult::WorkPrecision(Ok(WorkPrecisionResult { curves, .. })) = last(&results, ResultKind::WorkPrecision)
    else {
        panic!("{results:?}")
    };
    assert_eq!(curves.len(), Sampler::ALL.len());
    for curve in curves {
        assert!(!curve.points.is_empty() || curve.sampler == Sampler::Langevin, "{curve:?}");
    }
    let RunResult::Loss(Ok(levels)) = last(&results, ResultKind::Loss) else { panic!("{results:?}") };
    assert!(levels.len() == 49 && levels.iter().all(|level| level.irreducible > 0.0 && level.excess > 0.0));
    let RunResult::Metrics(MetricsResult { metrics, verdict }) = last(&results, ResultKind::Metrics) else {
        panic!("{results:?}")
    };
    assert_eq!(metrics.len(), 6);
    assert!(metrics.iter().all(|result| result.reference.low < result.reference.high), "{metrics:?}");
    // 300 iterations are not enough for these.
    assert_eq!((verdict.p, verdict.inside_since), (1.0 / 200.0, None));
}

#[test]
fn the_intervals_are_made_of_many_perfect_samples_once_there_is_time() {
    let results = results(continuous());
    let suite = MetricSuite::new(&continuous().dataset.mixture(), reference::POINTS);
    let known = |count| {
        let mut perfect = PerfectScores::default();
        (0..count).for_each(|_| perfect.draw(&suite));
        (0..6).map(|i| perfect.interval(i)).collect::<Vec<_>>()
    };
    let of_metrics = |result: &RunResult| match result {
        RunResult::Metrics(result) => Some(result.metrics.iter().map(|metric| metric.reference).collect::<Vec<_>>()),
        _ => None,
    };
    let said: Vec<_> = results.iter().filter_map(of_metrics).collect();
    assert_eq!((&said[0], &said[said.len() - 1]), (&known(19), &known(199)));
}

/// catches: the network's own start for the true one, the exact denoiser for the learned
#[test]
fn sampling_from_too_little_noise_is_the_priors_fault() {
    let parts = decomposition(&results(dragged_to_little_noise(Config { iterations: 2_000, ..continuous() })));
    let prior = parts.prior.expect("a network was trained");
    for part in [parts.sampling, parts.truncation, parts.steps, parts.model.expect("a network was trained")] {
        assert!(prior > part, "{parts:?}");
    }
}

#[test]
fn a_loss_that_does_not_split_says_why() {
    let original = results(Config { iterations: 50, samples: 50, ..Preset::SimpleMultimodal.config() });
    assert!(matches!(last(&original, ResultKind::Loss), RunResult::Loss(Ok(_))));
    let listed = results(Config { iterations: 50, samples: 50, ..Preset::SingleDdpm.config() });
    assert_eq!(last(&listed, ResultKind::Loss), &RunResult::Loss(Err(Unavailable::NormOfBatch)));
}

/// catches: an error or a comparison that is "not worked out yet" for ever; a network that is asked for what it does not
/// know
#[test]
fn every_preset_has_an_error_by_ddim_and_a_comparison_on_a_schedule() {
    for preset in Preset::ALL {
        let config = Config { iterations: 3, samples: 20, ..preset.config() };
        let networks = match config.networks {
            Networks::PerLevel { first_rate, .. } => Networks::PerLevel { first_iterations: 3, first_rate },
            shared @ Networks::Shared => shared,
        };
        let results = results(Config { networks, ..config });
        let RunResult::ErrorDecomposition(DecompositionResult { parts, stand_in }) =
            last(&results, ResultKind::ErrorDecomposition)
        else {
            panic!("{results:?}")
        };
        assert_eq!(*stand_in, Some(Sampler::Ddim), "{preset:?}");
        assert!(parts.total().is_finite() && parts.model.is_some() && parts.prior.is_some(), "{preset:?}: {parts:?}");
        let RunResult::WorkPrecision(Ok(result)) = last(&results, ResultKind::WorkPrecision) else {
            panic!("{preset:?}: {results:?}")
        };
        let schedule =
            if preset.config().method.karras().is_some() && preset.config().method.target() == Target::Transition {
                Schedule::Karras
            } else {
                Schedule::LinearBeta
            };
        assert_eq!(result.curves.len(), Sampler::ALL.len(), "{preset:?}");
        assert!(result.is_stand_in && result.inputs.schedule.schedule() == schedule, "{preset:?}: {result:?}");
    }
}

/// How many curves each of these presets is told of, one after the other; 0 where they cannot be compared.
fn comparisons<const N: usize>(presets: [Preset; N]) -> [Vec<usize>; N] {
    let mut session = Session::default().with_evaluation();
    let mut seen = Vec::new();
    for (run, preset) in (1..).zip(presets) {
        let mut emit = |event: &Event, _: &[f32]| {
            if let Event::Result { run, result: RunResult::WorkPrecision(result), .. } = event {
                seen.push((*run, result.as_ref().map_or(0, |result| result.curves.len())));
            }
        };
        let config = Config { iterations: 20, samples: 20, ..preset.config() };
        session.on_command(start(run, config, Pace::Max), 0.0, &mut emit);
        while session.work(&|| 0.0, 0.0, &mut emit) != NextWakeUp::OnCommand {}
    }
    let mut run = 0;
    [(); N].map(|()| {
        run += 1;
        seen.iter().filter(|(of, _)| *of == RunId(run)).map(|(_, curves)| *curves).collect()
    })
}

/// catches: another model's curves, or none for ever
#[test]
fn each_model_has_its_own_comparison_once_training_rests() {
    let anew: Vec<usize> = (1..=Sampler::ALL.len()).collect();
    let models = [Preset::SingleDdpm, Preset::Simple1Diffusion, Preset::SingleDdpm];
    assert_eq!(comparisons(models), [(); 3].map(|()| anew.clone()));
}

/// catches: a comparison that a new run inherits and is never told of, so that the page goes on calling it stale
#[test]
fn what_is_known_of_the_run_before_is_said_again_of_the_next() {
    let all = Sampler::ALL.len();
    let [first, again] = comparisons([Preset::SimpleMultimodal, Preset::SimpleMultimodal]);
    assert_eq!((first, again), ((1..=all).collect(), vec![all]));
}

/// catches: the rows of the model before, shown for as long as the next one trains
#[test]
fn a_run_that_trains_says_when_its_samplers_are_compared() {
    let mut session = Session::default().with_evaluation();
    let mut said = None;
    let mut emit = |event: &Event, _: &[f32]| {
        if let Event::Result { result: result @ RunResult::WorkPrecision(_), .. } = event {
            said = Some(result.clone());
        }
    };
    session.on_command(start(1, Config { iterations: 100_000, ..continuous() }, Pace::Seconds(1_000)), 0.0, &mut emit);
    let clock = clock(0.1);
    for _ in 0..3_000 {
        session.work(&clock, 8.0, &mut emit);
    }
    assert_eq!(said, Some(RunResult::WorkPrecision(Err(Unavailable::WhileTraining))));
}

/// What is dragged is answered before anything else, the newest only.
#[test]
fn a_drag_is_answered_at_once_by_the_newest() {
    let mut session = Session::default().with_evaluation();
    let mut seen = Vec::new();
    let mut emit = |event: &Event, _: &[f32]| {
        if let Event::Result { result, .. } = event {
            seen.push(result.clone());
        }
    };
    let Command::Start { run, config, pace, .. } = start(1, continuous(), Pace::Seconds(100)) else { unreachable!() };
    session.on_command(Command::Start { run, config, pace, train: false, resumption: None }, 0.0, &mut emit);
    while session.work(&|| 0.0, 0.0, &mut emit) != NextWakeUp::OnCommand {}
    session.on_command(Command::Consider(Box::new(Preset::SimpleMultimodal.config())), 1.0, &mut emit);
    session.on_command(Command::Consider(Box::new(continuous())), 2.0, &mut emit);
    while session.work(&|| 3.0, 0.0, &mut emit) != NextWakeUp::OnCommand {}
    let parts = decomposition(&seen);
    assert!(parts.sampling > 0.0);
    assert!(parts.model.is_some_and(f64::is_finite), "dragged back, the network's part follows");
}

/// catches: an answer that waits for training to rest, or that speaks for a run that is gone
#[test]
fn a_drag_is_answered_while_a_run_trains_at_full_speed() {
    let mut session = Session::default().with_evaluation();
    let (mut answers, mut iterations) = (Vec::new(), 0);
    let mut emit = |event: &Event, _: &[f32]| match event {
        Event::Result { run, result, .. } => answers.push((*run, result.clone())),
        Event::Progress { step, .. } if answers.is_empty() => iterations = *step,
        _ => {}
    };
    for run in [1, 2] {
        session.on_command(start(run, Config { iterations: 100_000, ..continuous() }, Pace::Max), 0.0, &mut emit);
    }
    session.on_command(Command::Consider(Box::new(dragged_to_little_noise(continuous()))), 1.0, &mut emit);
    for _ in 0..3_000 {
        session.work(&|| 2.0, 0.0, &mut emit);
    }
    let [(RunId(2), RunResult::ErrorDecomposition(DecompositionResult { parts, .. }))] = &answers[..] else {
        panic!("one answer, for the present run: {answers:?}")
    };
    assert_eq!((parts.model, iterations), (None, 0), "and before anything else");
}

/// catches: a part of the evaluation that nobody can interrupt; the steps of Langevin were seconds in one piece
#[test]
fn long_work_is_cut_into_pieces_of_one_evaluation_of_the_network() {
    let langevin = |steps| {
        let mut settings = Settings { config: continuous(), ..Settings::default() };
        Edit::read("sampler", "langevin").expect("a choice").apply(&mut settings);
        Edit::read("steps", steps).expect("a number").apply(&mut settings);
        Config { iterations: 1, ..settings.config }
    };
    let pieces = |config| {
        let mut session = Session::default().with_evaluation();
        session.on_command(start(1, config, Pace::Max), 0.0, &mut |_, _| {});
        (0..).take_while(|_| session.work(&|| 0.0, 0.0, &mut |_, _| {}) != NextWakeUp::OnCommand).count()
    };
    let [few, many] = ["3", "5"].map(|steps| pieces(langevin(steps)));
    // Two levels more, each of 200 steps, for six clouds: the first and the last that are shown, that of the metrics,
    // and three of the error decomposition.
    assert!((2_400..2_500).contains(&(many - few)), "{few} {many}");
}

/// catches: an early iteration that is inside and then taken for the one since which, figures of it that come after those
/// of now, a snapshot that nobody measures
#[test]
fn a_snapshot_is_measured_and_then_the_end_again() {
    let mut session = Session::default().with_evaluation();
    let mut measured = |command: Command| {
        let mut of = Vec::new();
        let mut emit = |event: &Event, _: &[f32]| {
            if let Event::Result { step, result: RunResult::Metrics(MetricsResult { verdict, .. }), .. } = event {
                of.push((*step, *verdict));
            }
        };
        session.on_command(command, 0.0, &mut emit);
        let clock = clock(0.01);
        while session.work(&clock, 8.0, &mut emit) != NextWakeUp::OnCommand {}
        of
    };
    let end = measured(start(1, continuous(), Pace::Max));
    let back = measured(Command::ChooseSnapshot(Some(12)));
    let again = measured(Command::ChooseSnapshot(None));
    assert!(!back.is_empty() && back.iter().all(|(step, _)| *step == 12), "{back:?}");
    assert!(again.iter().all(|(step, _)| *step == 300) && again.last() == end.last(), "{again:?}");
}

/// catches: checkpoints that are measured twice, and a second run of one link that is told how it will end
#[test]
fn a_run_is_told_of_no_checkpoint_that_it_has_not_come_to() {
    let config = Config { dataset: Dataset::Moons, train_points: 8, iterations: 64, ..continuous() };
    let mut session = Session::default().with_evaluation();
    let mut curve = |run: u32| {
        let mut told = Vec::new();
        let mut iteration = 0;
        let mut emit = |event: &Event, _: &[f32]| match event {
            Event::Progress { step, .. } => iteration = *step,
            Event::Result { result: RunResult::MemorisationCurve(Ok(curve)), .. } => {
                told.push((iteration, curve.points.iter().map(|point| point.step).collect::<Vec<_>>()));
            }
            _ => {}
        };
        session.on_command(start(run, config.clone(), Pace::Seconds(3)), 0.0, &mut emit);
        let clock = clock(0.2);
        while session.work(&clock, 8.0, &mut emit) != NextWakeUp::OnCommand {}
        told
    };
    let (first, second) = (curve(1), curve(2));
    for told in [&first, &second] {
        let (_, steps) = told.last().expect("a curve");
        assert!(steps.len() == 24 && steps[23] == 64 && steps.is_sorted_by(|a, b| a < b), "{steps:?}");
        assert!(told.iter().all(|(iteration, steps)| steps.last().is_none_or(|last| last <= iteration)), "{told:?}");
    }
    assert!(second.len() < first.len(), "what was measured is not measured again");
}
