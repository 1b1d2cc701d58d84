//! Whether the page can be left open for hours: trained at full pace, changed all the time, its runs looked through, pinned
//! and set side by side; and whether runs survive that their workers are ended at random.

use crate::{args::Soak, browser, page, steps::Steps};
use anyhow::{Result, anyhow, ensure};
use browsers::{Browser, Engine, MemoryInUse, Page, StaticServer};
use serde_json::json;
use std::{thread, time::Duration, time::Instant};
use xshell::Shell;

const LIMIT: Duration = Duration::from_secs(60);

/// How often the memory is read.
const READ_EVERY: Duration = Duration::from_secs(5);

/// Begins the run again with another seed where it has ended.
const TRAIN_ON: &str = "setInterval(() => playground.dataset.phase === 'finished'
    && document.querySelector('[data-action=new-seed]').click(), 5000)";

/// Chooses one preset after the other.
const CHANGE_PRESETS: &str = "let changes = 0;
    setInterval(() => document.querySelectorAll('button[data-recipe]')[++changes % 9].click(), 400)";

/// Moves along both times, now back to the end; pins a run, shows it beside the page's, lets both go, trains the next.
const LOOK_THROUGH: &str = "let turn = 0;
    const press = what => document.querySelector(what)?.click();
    const slide = (id, share) => {
        const slider = document.getElementById(id);
        slider.value = Math.round(share * slider.max);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
    };
    press('#tab-runs');
    setInterval(() => {
        turn += 1;
        slide('scrub', (turn * 0.618034) % 1);
        slide('training-time', (turn * 0.381966) % 1);
        if (turn % 10 === 0) press('[data-action=now]');
        if (turn % 100 === 20) press('#run-rows tr:last-child [data-action=pin]');
        if (turn % 100 === 50 || turn % 100 === 75) press('#comparison [data-action=compare]');
        if (turn % 100 === 90) press('#run-rows [data-action=unpin]');
        if (turn % 20 === 0 && playground.dataset.phase === 'finished') press('[data-action=new-seed]');
    }, 100)";

/// A run of fifteen seconds, in which many workers can be ended.
const ENDED_AGAIN_AND_AGAIN: &str = "method=edm&dataset=moons&iterations=1500&seed=7";

/// The share of the time after which memory has settled.
const SETTLED: f64 = 0.3;

/// A run is under way or at its end, with a worker that answers; one that was given up is asked for again.
const GOES_ON: &str = "(playground.dataset.worker === 'stopped' && document.querySelector('#failure button').click(),
    playground.dataset.worker === 'ready' && (playground.dataset.phase === 'training'
        ? Number(playground.dataset.step) > 0 : playground.dataset.phase === 'finished' && 'weights' in playground.dataset))";

/// A run has ended.
const ENDED: &str = "playground.dataset.phase === 'finished' && 'weights' in playground.dataset";

/// The hash of the weights that the run has ended with.
const WEIGHTS: &str = "playground.dataset.weights";

/// The memory in use, and when that was, in hours since the beginning.
type MemoryAt = (f64, MemoryInUse);

/// Leaves the page open in Chromium in three ways, and prints how its memory grew.
///
/// # Errors
/// When something cannot be built, installed or run, or the page does not go on.
pub fn run(shell: &Shell, asked: &Soak) -> Result<()> {
    let mut steps = Steps::default();
    page::build(shell, &mut steps, None)?;
    browser::ensure(shell, &mut steps, Engine::Chromium)?;
    let server = StaticServer::with_journal(&page::dist(shell), "/")?;
    let time = Duration::from_secs(60 * u64::from(asked.minutes));
    let minutes = asked.minutes;
    let [paced, changed, looked_through] = steps.run(&format!("{minutes} minutes of each"), || {
        thread::scope(|scope| {
            let beside = [
                scope.spawn(|| watch(&server, "pace=max", CHANGE_PRESETS, time)),
                scope.spawn(|| watch(&server, "iterations=2000&samples=2000&pace=max", LOOK_THROUGH, time)),
            ];
            let paced = watch(&server, "iterations=1000000&pace=max", TRAIN_ON, time)?;
            let [changed, looked_through] = beside.map(|one| one.join().map_err(|_| anyhow!("a page was lost"))?);
            Ok([paced, changed?, looked_through?])
        })
    })?;
    print!("{}{}", table("at full pace", &paced), table("another preset all the time", &changed));
    print!("{}", table("runs looked through", &looked_through));
    for engine in Engine::ALL {
        browser::ensure(shell, &mut steps, engine)?;
        steps.run(&format!("{} ended workers in {}", asked.kills, engine.name()), || {
            let browser = Browser::new(engine)?;
            let page = browser.open(&format!("{}#{ENDED_AGAIN_AND_AGAIN}&pace=max", server.url()))?;
            let runs = end_workers(&page, asked.kills)?;
            println!("{runs} runs, all with the same weights");
            Ok(())
        })?;
    }
    Ok(())
}

/// Opens a page, lets it do something of its own again and again for this long, and reads its memory now and then.
#[expect(clippy::disallowed_methods, reason = "a soak is a matter of time")]
fn watch(server: &StaticServer, fragment: &str, acts: &str, time: Duration) -> Result<Vec<MemoryAt>> {
    let page = Browser::new(Engine::Chromium)?.open(&format!("{}#{fragment}", server.url()))?;
    page.wait_until(GOES_ON, LIMIT)?;
    page.run(acts)?;
    let began = Instant::now();
    let mut read = Vec::new();
    while began.elapsed() < time {
        thread::sleep(READ_EVERY);
        read.push((began.elapsed().as_secs_f64() / 3_600.0, page.memory_in_use()?));
    }
    page.wait_until("/training|finished/.test(playground.dataset.phase)", LIMIT)?;
    let notes = page.evaluate("[playground.dataset.note, playground.dataset.error].join('')")?;
    ensure!(notes == "", "the page says {notes}");
    Ok(read)
}

/// Ends this many workers of the page's run, each by a crash somewhere within its first second. Every run has to end with
/// the weights of the one before, to which nothing happened; what was typed and pinned has to stay. The number of runs.
fn end_workers(page: &Page, kills: u32) -> Result<u32> {
    page.wait_until(ENDED, LIMIT)?;
    let weights = page.evaluate(WEIGHTS)?;
    page.run(
        "document.querySelector('#tab-runs').click(), document.querySelector('#run-rows [data-action=pin]').click()",
    )?;
    page.choose("pace", "100")?;
    let mut runs = 0;
    for i in 0..kills {
        if page.evaluate(ENDED)? == true {
            ensure!(page.evaluate(WEIGHTS)? == weights, "the weights are others after {i} ended workers");
            runs += 1;
            page.run("document.querySelector('[data-action=rewind]').click()")?;
        }
        page.wait_until(GOES_ON, LIMIT)?;
        let run = page.evaluate("Number(playground.dataset.run)")?;
        // The fractions of the golden ratio are spread evenly, and never repeat.
        thread::sleep(Duration::from_secs_f64((f64::from(i) * 0.618_034).fract()));
        page.crash_worker()?;
        page.wait_until(&format!("Number(playground.dataset.run) > {run} && {GOES_ON}"), LIMIT)?;
    }
    page.choose("pace", "max")?;
    page.wait_until(ENDED, LIMIT)?;
    ensure!(page.evaluate(WEIGHTS)? == weights, "the weights are others after {kills} ended workers");
    let kept = page.evaluate(
        "[document.querySelector('[name=seed]').value, document.querySelectorAll('[data-action=unpin]').length]",
    )?;
    ensure!(kept == json!(["7", 1]), "seed and pinned runs are {kept}");
    Ok(runs + 1)
}

/// How much there is at the end, and by how much it grew once it had settled, in MB and MB an hour.
fn table(what: &str, read: &[MemoryAt]) -> String {
    let settled = &read[(read.len() as f64 * SETTLED) as usize..];
    let line = |name: &str, of: fn(&MemoryInUse) -> f64| {
        let last = read.last().map_or(f64::NAN, |(_, memory)| of(memory) / 1e6);
        let slope = slope(settled.iter().map(|(at, memory)| [*at, of(memory) / 1e6]));
        format!("{what}: {name:8} {last:7.2} MB, {slope:+7.2} MB an hour\n")
    };
    line("worker", |memory| memory.worker)
        + &line("page", |memory| memory.page)
        + &line("scripts", |memory| memory.scripts)
}

/// The slope of the line through these points by least squares.
fn slope(points: impl Iterator<Item = [f64; 2]> + Clone) -> f64 {
    let count = points.clone().count() as f64;
    let [x, y] = points.clone().fold([0.0; 2], |mean, point| [mean[0] + point[0] / count, mean[1] + point[1] / count]);
    let covariance: f64 = points.clone().map(|point| (point[0] - x) * (point[1] - y)).sum();
    covariance / points.map(|point| (point[0] - x).powi(2)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_that_of_the_line() {
        let line = (0..9).map(|i| [f64::from(i), 3.0 - 2.0 * f64::from(i)]);
        assert!((slope(line) + 2.0).abs() < 1e-12);
    }
}
