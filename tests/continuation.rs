//! Runs that go on where one stood end as if nothing had been: after their worker was lost, after a reload, and with more
//! iterations than they began with.

use std::cell::Cell;

use messages::{ResultKind, RunResult};
use page::app::Phase;
use page::{Action, App, Msg};
use rand::{Rng as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tests::PageAndWorker;

/// Runs that have different things to go on with: the rule and the running mean of EDM, a chain of networks, fixed points
/// that may be remembered, momenta of Muon.
const LINKS: [&str; 5] = [
    "recipe=simple_multimodal&pace=max&iterations=900&samples=60",
    "recipe=simple_DDPM&pace=max&iterations=40&first_iterations=90&samples=60&seed=3",
    "recipe=simple_DDPM&pace=max&iterations=12&first_iterations=30&width=128&samples=60",
    "recipe=simple_multimodal&dataset=moons&method=edm&pace=max&iterations=300&samples=60",
    "recipe=simple_multimodal&pace=max&iterations=400&train_points=16&samples=60",
];

/// What a person sees of a run that has ended.
#[derive(Debug, PartialEq)]
struct Ended {
    weights: String,
    losses: Vec<[f64; 2]>,
    snapshots: usize,
    points: Vec<f32>,
}

fn ended(app: &App) -> Ended {
    assert_eq!((app.phase(), app.error()), (Phase::Finished, None));
    Ended {
        weights: app.weights().expect("it has ended").to_owned(),
        losses: app.losses().means(),
        snapshots: app.training_time().last(),
        points: app.learned().trajectory().values().to_vec(),
    }
}

/// Lets the worker work so many times, or until there is nothing left to do.
fn work(page: &mut PageAndWorker, slices: usize) {
    let left = Cell::new(slices);
    page.work_until(|_| left.replace(left.get().saturating_sub(1)) == 0);
}

/// catches: weights, losses, snapshots or samples that differ, settings that are lost, an iteration that is done twice
#[test]
fn a_hundred_workers_lost_at_any_moment_change_nothing() {
    let mut chance = ChaCha8Rng::seed_from_u64(14);
    let mut lost_while_training = 0;
    for link in LINKS {
        let mut undisturbed = PageAndWorker::finished(link);
        let mut page = PageAndWorker::open(link);
        for _ in 0..20 {
            for _ in 0..chance.random_range(1..4) {
                work(&mut page, chance.random_range(0..4));
                page.wait(chance.random_range(0.0..3_000.0));
            }
            lost_while_training += usize::from(page.app.phase() == Phase::Training && page.app.step() > 0);
            let (settings, chosen) = (page.app.settings().clone(), page.app.training_time().iteration());
            page.lose_worker();
            assert_eq!(page.app.settings(), &settings);
            let chosen = chosen.filter(|chosen| *chosen <= page.app.step());
            assert!(chosen.is_none() || page.app.training_time().iteration() == chosen, "{chosen:?}");
            let last = page.app.training_time().last();
            page.tell(Msg::ScrubTraining(chance.random_range(0..=last)));
        }
        work(&mut page, usize::MAX);
        for page in [&mut page, &mut undisturbed] {
            page.press(Action::Now);
            work(page, usize::MAX);
        }
        assert_eq!(ended(&page.app), ended(&undisturbed.app), "{link}");
    }
    assert!(lost_while_training >= 60, "{lost_while_training} of 100");
}

/// catches: a run that a reload begins again, or goes on with otherwise
#[test]
fn a_reload_at_any_moment_ends_with_the_same_weights() {
    let mut chance = ChaCha8Rng::seed_from_u64(15);
    for link in LINKS {
        let undisturbed = ended(&PageAndWorker::finished(link).app);
        let mut page = PageAndWorker::open(link);
        for _ in 0..6 {
            work(&mut page, chance.random_range(4..9));
            page.wait(2_100.0);
            work(&mut page, 2);
            let step = page.app.step();
            page = page.reloaded();
            assert!(page.app.step() <= step && page.app.losses().iterations() == page.app.step());
        }
        work(&mut page, usize::MAX);
        let Ended { weights, losses, points, .. } = ended(&page.app);
        assert_eq!((weights, losses, points), (undisturbed.weights, undisturbed.losses, undisturbed.points), "{link}");
        assert!(page.app.note().is_some_and(|note| note.contains("kept")), "{:?}", page.app.note());
    }
}

/// catches: another run than that of the link, snapshots without an end
#[test]
fn a_run_that_is_trained_on_is_the_one_of_its_new_link() {
    let mut page = PageAndWorker::finished("recipe=simple_multimodal&pace=max&iterations=300&samples=60");
    for iterations in [600, 1_200] {
        page.press(Action::Continue);
        work(&mut page, usize::MAX);
        let link = format!("recipe=simple_multimodal&pace=max&iterations={iterations}&samples=60");
        let at_once = PageAndWorker::finished(&link);
        assert_eq!(page.app.settings(), at_once.app.settings());
        let (longer, at_once) = (ended(&page.app), ended(&at_once.app));
        assert_eq!((longer.weights, longer.losses, longer.points), (at_once.weights, at_once.losses, at_once.points));
        assert!((at_once.snapshots - 12..=95).contains(&longer.snapshots), "{}", longer.snapshots);
    }
}

/// catches: points of another run's weights, of iterations that are left out or out of order
#[test]
fn the_curve_of_memorisation_is_of_the_run_that_is_shown() {
    let link =
        |iterations| format!("recipe=simple_multimodal&pace=max&iterations={iterations}&train_points=8&samples=60");
    let curve = |page: &PageAndWorker| match page.app.results().present(ResultKind::MemorisationCurve) {
        Some(RunResult::MemorisationCurve(Ok(curve))) => curve.points.clone(),
        other => panic!("{other:?}"),
    };
    let fresh = PageAndWorker::finished(&link(60));
    let mut page = PageAndWorker::open(&link(60));
    work(&mut page, 5);
    page.wait(2_100.0);
    work(&mut page, 1);
    page = page.reloaded();
    work(&mut page, usize::MAX);
    assert!(curve(&page).len() <= curve(&fresh).len());
    page.press(Action::Rewind);
    work(&mut page, usize::MAX);
    assert_eq!(curve(&page), curve(&fresh), "after a reload");
    page.press(Action::Continue);
    work(&mut page, usize::MAX);
    assert_eq!(curve(&page).last().map(|point| point.step), Some(120));
    assert!(curve(&page).is_sorted_by(|a, b| a.step < b.step));
    let at_once = PageAndWorker::finished(&link(120));
    page.press(Action::Rewind);
    work(&mut page, usize::MAX);
    assert_eq!(curve(&page), curve(&at_once), "after it was trained on");
}
