//! How evenly the page moves while the worker trains, how soon it answers a key, and how much memory a run takes.

use super::table::markdown;
use anyhow::{Context as _, Result, bail};
use browsers::{Browser, Page};
use serde_json::Value;
use std::{thread, time::Duration};

const LIMIT: Duration = Duration::from_secs(120);

/// Training that goes on for longer than anything here takes, as fast as it can.
const TRAINING: &str = "iterations=200000&pace=max";

/// When something moved for the first time, in ms after navigation.
const FIRST_MOTION: &str = "performance.getEntriesByName('first-motion')[0].startTime";

/// The times between frames over five seconds, in ms, ascending.
const INTERVALS: &str = "new Promise(done => {
    const times = [];
    const frame = time => {
        times.push(time);
        if (time - times[0] < 5000) requestAnimationFrame(frame);
        else done(times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b));
    };
    requestAnimationFrame(frame);
})";

/// From now on, how long every key waits before the page receives it, in ms.
const LISTEN: &str = "(window.delays = [], addEventListener('keydown',
    event => delays.push(performance.now() - event.timeStamp), true), 0)";

const KEYS: usize = 100;
const BETWEEN_KEYS: Duration = Duration::from_millis(37);

/// A figure and what it may be at most.
pub struct Figure {
    what: &'static str,
    value: f64,
    unit: &'static str,
    limit: Option<f64>,
}

/// Measures everything in pages of this browser, one after the other.
///
/// # Errors
/// When the page does not come as far as it should.
pub fn measure(browser: &Browser, url: &str) -> Result<Vec<Figure>> {
    let open = |hash: &str| browser.open(&format!("{url}#{hash}"));
    let first = open("")?;
    first.wait_until("performance.getEntriesByName('first-motion').length > 0", LIMIT)?;
    let value = first.evaluate(FIRST_MOTION)?;
    let motion = value.as_f64().with_context(|| format!("{FIRST_MOTION} is {value}, which is no number"))?;
    drop(first);

    let few = trained(&open(&format!("samples=4000&{TRAINING}"))?, |page| {
        let frames = intervals(page)?;
        page.evaluate(LISTEN)?;
        for _ in 0..KEYS {
            page.key("x")?; // which means nothing
            thread::sleep(BETWEEN_KEYS);
        }
        Ok((frames, numbers(page, "delays.sort((a, b) => a - b)")?))
    })?;
    let many = trained(&open(&format!("samples=100000&{TRAINING}"))?, intervals)?;
    let figure = |what, value, unit, limit| Figure { what, value, unit, limit };
    Ok(vec![
        figure("first motion after navigation", motion, "ms", Some(1000.0)),
        figure("frame at 4 000 samples while training, p95", share(&few.0, 0.95), "ms", Some(20.0)),
        figure("key until it is heard at 4 000 samples, p95", share(&few.1, 0.95), "ms", Some(50.0)),
        figure("frame at 100 000 samples while training, p95", share(&many, 0.95), "ms", None),
        figure("frames at 100 000 samples while training", per_second(&many), "per s", None),
        figure(
            "memory from iteration 200 to 20 000",
            growth(&open("iterations=20000&pace=100")?)?,
            "KiB",
            Some(1024.0),
        ),
    ])
}

/// The figures as a table.
pub fn table(figures: &[Figure]) -> String {
    let rows = figures.iter().map(|Figure { what, value, unit, limit }| {
        let limit = limit.map_or("–".to_owned(), |limit| format!("{limit:.0}"));
        vec![(*what).to_owned(), (*unit).to_owned(), format!("{value:.1}"), limit]
    });
    markdown(["frames, input, memory", "unit", "here", "must"].map(str::to_owned).to_vec(), rows)
}

/// What is measured once learned samples move in a page that trains on.
fn trained<T>(page: &Page, measure: impl FnOnce(&Page) -> Result<T>) -> Result<T> {
    page.wait_until("performance.getEntriesByName('first-learned').length > 0", LIMIT)?;
    let measured = measure(page)?;
    if page.evaluate("playground.dataset.phase")? == "training" {
        Ok(measured)
    } else {
        bail!("training ended before the frames were measured")
    }
}

fn intervals(page: &Page) -> Result<Vec<f64>> {
    numbers(page, INTERVALS)
}

/// By how much the worker's memory grows in a run, once it is under way, in KiB.
fn growth(page: &Page) -> Result<f64> {
    page.wait_until("Number(playground.dataset.step) >= 200", LIMIT)?;
    let before = memory(page)?;
    page.choose("pace", "max")?;
    page.wait_until("playground.dataset.phase === 'finished'", LIMIT)?;
    Ok((memory(page)? - before) / 1024.0)
}

/// What the worker holds, in bytes.
fn memory(page: &Page) -> Result<f64> {
    Ok(page.worker_memory()?)
}

fn numbers(page: &Page, expression: &str) -> Result<Vec<f64>> {
    let value = page.evaluate(expression)?;
    let numbers: Option<Vec<f64>> = value.as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
    numbers.filter(|list| !list.is_empty()).with_context(|| format!("no numbers came of {expression}"))
}

/// The value that this share of ascending values does not exceed.
fn share(ascending: &[f64], share: f64) -> f64 {
    let rank = (share * ascending.len() as f64).ceil() as usize;
    ascending[rank.clamp(1, ascending.len()) - 1]
}

fn per_second(intervals: &[f64]) -> f64 {
    1e3 * intervals.len() as f64 / intervals.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_rank() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((share(&values, 0.95), share(&values, 0.0), share(&values, 1.0)), (95.0, 1.0, 100.0));
        assert_eq!(share(&[7.0], 0.95), 7.0);
    }

    #[test]
    fn a_rate_counts_frames_and_not_their_rates() {
        assert_eq!(per_second(&[10.0, 30.0]), 50.0);
    }
}
