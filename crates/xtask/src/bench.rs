//! How fast the page is: its own benchmark in Chromium, its frames, and beside them whoever else can run the cases.

use crate::{
    args::Bench,
    browser, page,
    shell::{self, Failure},
    steps::Steps,
};
use chromium::{Chromium, Options, StaticServer};
use figures::Figures;

mod figures;
mod frames;
mod peers;
mod table;

/// Builds the page, measures, and prints everything as tables.
///
/// # Errors
/// When something cannot be built, installed, run or understood; the first such thing.
pub fn run(asked: &Bench) -> Result<(), Failure> {
    let mut steps = Steps::default();
    page::build(&mut steps, None)?;
    browser::ensure(&mut steps)?;
    let server = StaticServer::start(&page::dist(), "/", 0)?;
    let browser = Chromium::launch(Options::default())?;
    let here = steps.run("the cases in Chromium", || in_page(&browser, &server.url()))?;
    let mut others = Vec::new();
    if asked.peers {
        others.push(steps.run("PyTorch", || peers::torch(asked.python.as_deref()))?);
        others.push(steps.run("TensorFlow.js", || peers::tfjs(&browser))?);
    }
    if asked.native {
        others.push(steps.run("the cases natively", native)?);
    }
    print!("\n{}\n{}\n", table::times(&here, &others), table::ratios(&here, &others));
    let frames = steps.run("frames, input and memory", || frames::measure(&browser, &server.url()))?;
    print!("\n{}", frames::table(&frames));
    Ok(())
}

/// The page's own benchmark, as its `#bench` shows it.
fn in_page(browser: &Chromium, url: &str) -> Result<Figures, Failure> {
    let page = browser.open(&format!("{url}#bench"))?;
    page.wait_until("/finished|failed/.test(playground.dataset.phase)", figures::LONGEST)?;
    let record = page.evaluate("document.getElementById('bench-result').textContent")?;
    Figures::read(record.as_str().unwrap_or_default())
}

fn native() -> Result<Figures, Failure> {
    let line = "cargo run --quiet --release --package training --example bench";
    let record = shell::output(&mut shell::line(line));
    Figures::read(&record.ok_or_else(|| Failure::new(format!("`{line}` failed")))?)
}
