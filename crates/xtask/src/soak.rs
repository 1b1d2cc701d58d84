//! Whether the page can be left open for hours: trained at full pace, changed all the time, its workers ended at random.

use crate::{args::Soak, browser, page, steps::Steps};
use anyhow::{Result, anyhow, ensure};
use browsers::{Browser, Engine, MemoryInUse, Page, StaticServer};
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

/// The share of the time after which memory has settled.
const SETTLED: f64 = 0.3;

/// A run is under way with a worker that answers; one that was given up is asked for again.
const TRAINS: &str = "(playground.dataset.worker === 'stopped' && document.querySelector('#failure button').click(),
    playground.dataset.worker === 'ready' && playground.dataset.phase === 'training' && Number(playground.dataset.step) > 0)";

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
    let [paced, changed] = steps.run(&format!("{} minutes of each", asked.minutes), || {
        thread::scope(|scope| {
            let beside = scope.spawn(|| watch(&server, "pace=max", CHANGE_PRESETS, time));
            let paced = watch(&server, "recipe=simple_multimodal&iterations=1000000&pace=max", TRAIN_ON, time)?;
            Ok([paced, beside.join().map_err(|_| anyhow!("the page that is changed was lost"))??])
        })
    })?;
    print!("{}{}", table("at full pace", &paced), table("another preset all the time", &changed));
    steps.run(&format!("{} ended workers", asked.kills), || {
        let page = open(&server, "iterations=1000000&pace=max&seed=7")?;
        (0..asked.kills).try_for_each(|i| end_a_worker(&page, i))
    })
}

/// A page in a browser of its own.
fn open(server: &StaticServer, fragment: &str) -> Result<Page> {
    Ok(Browser::new(Engine::Chromium)?.open(&format!("{}#{fragment}", server.url()))?)
}

/// Opens a page, lets it do something of its own again and again for this long, and reads its memory now and then.
#[expect(clippy::disallowed_methods, reason = "a soak is a matter of time")]
fn watch(server: &StaticServer, fragment: &str, acts: &str, time: Duration) -> Result<Vec<MemoryAt>> {
    let page = open(server, fragment)?;
    page.wait_until(TRAINS, LIMIT)?;
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

/// Ends the worker somewhere within half a second of its run, by a crash; the page has to have the same run again.
fn end_a_worker(page: &Page, i: u32) -> Result<()> {
    page.wait_until(TRAINS, LIMIT)?;
    // The fractions of the golden ratio are spread evenly, and never repeat.
    thread::sleep(Duration::from_secs_f64(0.5 * (f64::from(i) * 0.618_034).fract()));
    let run = page.evaluate("Number(playground.dataset.run)")?;
    page.crash_worker()?;
    page.wait_until(&format!("Number(playground.dataset.run) > {run} && {TRAINS}"), LIMIT)?;
    let seed = page.evaluate("document.querySelector('[name=seed]').value")?;
    ensure!(seed == "7", "after {i} ended workers the seed is {seed}");
    Ok(())
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
