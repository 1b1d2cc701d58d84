//! How soon things happen. These tests read the clock, so nothing else may run beside them: `cargo xtask test` runs
//! them alone, one after the other.

use crate::playground::Playground;

/// Openings of which the quickest counts: the first has the browser's own start to pay for.
const OPENINGS: usize = 5;

#[test]
#[ignore = "reads the clock: run alone"]
fn something_moves_within_a_second() {
    let moments = (0..OPENINGS).map(|_| {
        let page = Playground::open_at_full_rate("");
        page.until("performance.getEntriesByName('first-motion').length > 0");
        page.value("performance.getEntriesByName('first-motion')[0].startTime").as_f64().expect("a moment")
    });
    let quickest = moments.fold(f64::INFINITY, f64::min);
    assert!(quickest <= 1000.0, "first motion {quickest:.0} ms after the navigation began");
}

/// A worker works for 10 ms and one more piece, in milliseconds; pieces take up to 30 here, and the rest is for a busy
/// machine.
const LONGEST_SLICE: f64 = 150.0;

/// catches: a part of the evaluation that nobody can interrupt, 12 s of Langevin's steps in one piece
#[test]
#[ignore = "reads the clock: run alone"]
fn a_worker_lets_messages_in_all_the_time_whatever_it_works_on() {
    for fragment in [
        "width=128&iterations=20&samples=1000&schedule=karras&sampler=langevin&steps=3&pace=max",
        "iterations=200&schedule=karras&dataset=swiss_roll&samples=100000&pace=max",
        "iterations=200&schedule=karras&dataset=moons&sampler=rk4&steps=100&pace=3",
        "iterations=200&schedule=karras&dataset=swiss_roll&layer=score,density,posterior&pace=max",
    ] {
        let page = Playground::open_at_full_rate(fragment);
        page.until_phase("finished");
        page.until("document.querySelector('[data-sampler=seed_ddpm]')");
        let longest = page.longest_slice().expect("a time");
        assert!(longest < LONGEST_SLICE, "{fragment}: {longest:.0} ms");
    }
}

/// From a move of the slider to the picture of then, in milliseconds.
const SOON: f64 = 100.0;

/// catches: a cloud of now that is made first, one that waits for training, a snapshot that is measured before it is shown
#[test]
#[ignore = "reads the clock: run alone"]
fn an_earlier_iteration_is_in_the_picture_within_a_tenth_of_a_second() {
    for (fragment, samples) in [("method=edm&dataset=moons", "2000"), ("method=flow", "2000")] {
        let page = Playground::open_at_full_rate(&format!("{fragment}&samples={samples}&iterations=20000&pace=max"));
        page.until("said.step >= 500");
        let times = page.value(
            "(async () => {
                const slider = document.querySelector('#training-time'), times = [];
                for (let k = 0; k < 15; k++) {
                    const before = playground.dataset.snapshot, began = performance.now();
                    slider.value = k % 2 ? 5 + k : 40 + k;
                    slider.dispatchEvent(new Event('input', {bubbles: true}));
                    while (playground.dataset.snapshot === before) await new Promise(requestAnimationFrame);
                    times.push(performance.now() - began);
                }
                return times.sort((a, b) => a - b);
            })()",
        );
        println!("{fragment}: {times}");
        // One in four counts: what else the machine does makes a move later, never sooner.
        let quick = times[3].as_f64().expect("a time");
        assert!(quick <= SOON && page.said("phase") == "training", "{fragment}: {times}");
    }
}

/// Eight seeds in two workers, of the time that one worker takes for them. Half would be all that two cores can do; up to 0.6 is
/// what a quiet machine shows, and the rest is for one that has other things to do.
const SHARE_OF_TWO: f64 = 0.75;

/// catches: seeds that wait for each other, work that every worker does anew, a page that is busy with showing it
#[test]
#[ignore = "reads the clock: run alone"]
fn two_workers_train_eight_seeds_in_little_more_than_half_the_time() {
    let page = Playground::open_at_full_rate("method=edm&iterations=300&pace=max&play=0");
    page.until("said.phase === 'finished' && said.verdict !== 'unknown'");
    page.click_on("#tab-runs");
    let mut shares = Vec::new();
    for _ in 0..3 {
        let times = [2, 1].map(|cores| {
            // Seeds that are known are not trained again.
            let run = page.count("run");
            page.press("new-seed");
            page.until(&format!("said.run > {run} && said.phase === 'finished' && said.weights"));
            page.linger(4_000);
            let time = page.value(&format!(
                "(async () => {{
                    Object.defineProperty(navigator, 'hardwareConcurrency', {{value: {cores}, configurable: true}});
                    const repeats = document.querySelector('#repeats').dataset, began = performance.now();
                    document.querySelector('[data-action=repeat]').click();
                    while (repeats.repeat !== 'done') await new Promise(requestAnimationFrame);
                    return performance.now() - began;
                }})()"
            ));
            time.as_f64().expect("a time")
        });
        shares.push(times[0] / times[1]);
    }
    println!("of the time of one worker: {shares:.2?}");
    let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(least <= SHARE_OF_TWO, "{shares:.2?}");
}
