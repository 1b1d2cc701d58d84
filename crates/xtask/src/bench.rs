//! How fast the page is: its own benchmark in Chromium, its frames, and beside them whoever else can run the cases.

use crate::{args::Bench, browser, page, steps::Steps};
use anyhow::Result;
use browsers::{Browser, Engine, StaticServer};
use figures::Figures;
use xshell::{Shell, cmd};

mod figures;
mod frames;
mod peers;
mod table;

/// Builds the page, measures, and prints everything as tables.
///
/// # Errors
/// When something cannot be built, installed, run or understood; the first such thing.
pub fn run(shell: &Shell, asked: &Bench) -> Result<()> {
    let mut steps = Steps::default();
    page::build(shell, &mut steps, None)?;
    browser::ensure(shell, &mut steps, Engine::Chromium)?;
    let server = StaticServer::with_journal(&page::dist(shell), "/")?;
    let browser = Browser::new(Engine::Chromium)?;
    let here = steps.run("the cases in Chromium", || {
        let page = browser.open(&format!("{}#bench", server.url()))?;
        page.wait_until("/finished|failed/.test(playground.dataset.phase)", figures::LONGEST)?;
        let record = page.evaluate("document.getElementById('bench-result').textContent")?;
        Figures::read(record.as_str().unwrap_or_default())
    })?;
    let mut others = Vec::new();
    if asked.peers {
        others.push(steps.run("PyTorch", || peers::torch(shell, asked.python.as_deref()))?);
        others.extend(steps.run("TensorFlow.js and jax-js", || peers::in_browser(shell, &browser))?);
    }
    if asked.native {
        others.push(steps.run("the cases natively", || native(shell))?);
    }
    print!("\n{}\n{}\n", table::times(&here, &others), table::ratios(&here, &others));
    println!("{}", table::multiples_of_the_ceiling(&here));
    let frames = steps.run("frames, input and memory", || frames::measure(&browser, &server.url()))?;
    print!("\n{}", frames::table(&frames));
    Ok(())
}

fn native(shell: &Shell) -> Result<Figures> {
    Figures::read(&cmd!(shell, "cargo run --quiet --release --package training --example bench").read()?)
}
