use super::*;
use diffusion::Preset;

/// The clouds that a run of 20 iterations shows, where this is done to each sampling before its last figures.
fn clouds(mut spoil: impl FnMut(&mut Sampling)) -> Vec<Vec<f32>> {
    let config = Config { iterations: 20, samples: 50, ..Preset::SimpleMultimodal.config() };
    let mut clouds = Vec::new();
    let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
    let mut emit = |event: &Event, bulk: &[f32]| {
        if let Event::Samples { .. } = event {
            clouds.push(bulk.to_vec());
        }
    };
    while run.step(0.0, &mut emit) == NextWakeUp::Now {
        let last = |sampling: &&mut Sampling| sampling.figures.done().len() + 1 == sampling.trajectory.states();
        run.sampling.as_mut().filter(last).into_iter().for_each(&mut spoil);
    }
    clouds
}

fn spoil(sampling: &mut Sampling) {
    sampling.trajectory.write(sampling.trajectory.states() - 1, 7, &[f64::NAN]);
}

#[test]
fn samples_that_are_no_numbers_are_made_once_more() {
    let (right, mut spoiled) = (clouds(|_| {}), 0);
    let mended = clouds(|sampling| {
        spoiled += 1;
        if spoiled % 2 == 1 {
            spoil(sampling);
        }
    });
    assert!(right.len() > 1 && spoiled == 2 * right.len());
    assert_eq!(mended, right);
}

#[test]
fn samples_that_are_no_numbers_twice_are_shown_as_they_are() {
    let shown = clouds(spoil);
    assert_eq!(shown.len(), clouds(|_| {}).len());
    assert!(shown.iter().all(|cloud| cloud.iter().filter(|x| x.is_nan()).count() == 1));
}

/// catches: checkpoints that depend on when the cloud is refreshed, one at the end that is missing, two of one iteration
#[test]
fn checkpoints_come_early_and_at_the_end_at_the_same_iterations_whatever_the_pace() {
    let steps = |iterations: usize, train_points: usize, now: fn(usize) -> f64| {
        let config = Config { iterations, train_points, samples: 20, ..Preset::SimpleMultimodal.config() };
        let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
        let mut i = 0;
        while run.step(now(i), &mut |_, _| {}) == NextWakeUp::Now {
            i += 1;
        }
        run.snapshot().checkpoints().map(|checkpoint| checkpoint.step).collect::<Vec<_>>()
    };
    let of_long = steps(3_200, 16, |_| 0.0);
    assert_eq!((of_long.len(), of_long[0], of_long[7], of_long[23]), (24, 6, 356, 3_200));
    assert_eq!(steps(3_200, 16, |i| 40.0 * i as f64), of_long);
    assert_eq!(steps(5, 16, |_| 0.0), [1, 2, 3, 4, 5]);
    let of_forty = steps(40, 16, |_| 0.0);
    assert!(of_forty.len() == 24 && of_forty[23] == 40 && of_forty.is_sorted_by(|a, b| a < b), "{of_forty:?}");
    assert!(steps(40, 0, |_| 0.0).is_empty(), "nobody asks");
}

/// A run of 600 iterations, in which this is done before each piece of work: the hash at its end, and the iterations
/// that were shown.
fn ended(mut before: impl FnMut(&mut Run, usize)) -> (String, Vec<usize>) {
    let config = Config { iterations: 600, samples: 20, ..Preset::SimpleMultimodal.config() };
    let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
    let (mut shown, mut hash, mut pieces) = (Vec::new(), None, 0);
    let mut emit = |event: &Event, _: &[f32]| match event {
        Event::Samples { step, .. } => shown.push(*step),
        Event::Resting { weights, .. } => hash = Some(weights.clone()),
        _ => {}
    };
    let mut next = NextWakeUp::Now;
    while next == NextWakeUp::Now && pieces < 1_000_000 {
        before(&mut run, pieces);
        next = run.step(0.0, &mut emit);
        pieces += 1;
    }
    (hash.expect("it came to its end"), shown)
}

/// catches: training that stands still, goes back or draws something else while somebody looks at an earlier iteration
#[test]
fn who_goes_back_through_the_snapshots_disturbs_no_training() {
    let (undisturbed, shown) = ended(|_, _| {});
    assert_eq!(shown.last(), Some(&600));
    let mut chosen = 0;
    let (disturbed, shown) = ended(|run, piece| {
        if piece % 53 == 0 {
            let kept = run.snapshots.kept();
            let iteration = kept[piece % kept.len()].iteration();
            run.choose_snapshot((piece % 3 > 0 && run.state == State::Training).then_some(iteration));
            chosen += usize::from(run.has_gone_back());
        }
    });
    assert_eq!(disturbed, undisturbed);
    assert!(chosen > 6 && shown.len() > 5 && shown.windows(2).any(|pair| pair[0] > pair[1]), "{chosen}: {shown:?}");
}

/// catches: first samples that nobody sees because the next snapshot is chosen, all samples before the first of another
#[test]
fn the_first_samples_of_a_snapshot_come_before_all_of_them() {
    let config = Config { iterations: 40, samples: 1_500, ..Preset::SimpleMultimodal.config() };
    let mut run = Run::begin(RunId(1), config, Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
    let mut seen = Vec::new();
    let mut step = |run: &mut Run| {
        let next = run.step(0.0, &mut |event, _| {
            if let Event::Samples { step, rows, .. } = event {
                seen.push((*step, *rows));
            }
        });
        (next == NextWakeUp::Now, seen.clone())
    };
    while step(&mut run).0 {}
    run.choose_snapshot(Some(3));
    step(&mut run);
    run.choose_snapshot(Some(7));
    while step(&mut run).1.last() != Some(&(7, 300)) {}
    step(&mut run);
    run.choose_snapshot(Some(9));
    while step(&mut run).0 {}
    let (_, seen) = step(&mut run);
    assert_eq!(seen[seen.len() - 5..], [(40, 1_500), (3, 300), (7, 300), (9, 300), (9, 1_500)]);
    run.choose_snapshot(Some(3));
    step(&mut run);
    run.choose_snapshot(None);
    assert_eq!(run.snapshot().step, 40, "also before it is sampled from");
    while step(&mut run).0 {}
    let (_, seen) = step(&mut run);
    assert_eq!(seen[seen.len() - 2..], [(9, 1_500), (40, 1_500)], "nothing more of what was left");
}

#[test]
fn a_snapshot_is_shown_as_it_was_and_then_the_end_again() {
    let config = Config { iterations: 40, samples: 20, ..Preset::SimpleMultimodal.config() };
    let (mut hashes, mut clouds) = (Vec::new(), Vec::new());
    let mut run = Run::begin(RunId(1), config.clone(), Pace::Max, 0.0, &mut |_, _| {}).expect("it begins");
    let mut work = |run: &mut Run| {
        while run.step(0.0, &mut |event, bulk| {
            if let Event::Samples { step, .. } = event {
                clouds.push((*step, bulk.to_vec()));
            }
        }) == NextWakeUp::Now
        {}
        hashes.push((run.snapshot().step, run.snapshot().learned.hash()));
        clouds.last().cloned().expect("a cloud")
    };
    let end = work(&mut run);
    run.choose_snapshot(Some(7));
    let back = work(&mut run);
    run.choose_snapshot(Some(12_345));
    assert_eq!(work(&mut run), end, "of which there is no snapshot");
    let mut trainer = Trainer::new(&config).expect("it begins");
    trainer.by_ref().take(7).for_each(|step| _ = step.expect("an iteration"));
    let model = trainer.model().expect("a model");
    assert_eq!(back, (7, model.states(&config).expect("samples").concat()));
    assert_eq!(hashes[1], (7, model.hash()));
    assert_eq!([hashes[0].0, hashes[2].0], [40, 40]);
}
