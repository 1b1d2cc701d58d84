//! Every check, in order; the first that fails ends it.

use crate::{
    browser, page,
    shell::{self, Failure},
    steps::Steps,
    tools,
};
use std::path::Path;

/// Checks everything, then prints what took how long.
///
/// # Errors
/// The first check that fails, by name.
pub fn all() -> Result<(), Failure> {
    let mut steps = Steps::default();
    for component in ["fmt", "clippy"] {
        tools::ensure_component(&mut steps, component)?;
    }
    tools::ensure(&mut steps)?;
    let driver = browser::ensure(&mut steps)?;
    sources(&mut steps)?;
    behaviour(&mut steps, &driver)?;
    print!("\n{}", steps.table());
    Ok(())
}

/// What can be said without running anything.
fn sources(steps: &mut Steps) -> Result<(), Failure> {
    check(steps, "format", "cargo fmt --all --check")?;
    check(steps, "clippy", "cargo clippy --workspace --all-targets -- -D warnings")?;
    check(
        steps,
        "clippy for wasm",
        "cargo clippy --target wasm32-unknown-unknown -p diffusion -p training -p plot -p playground -p web --all-targets -- -D warnings",
    )
}

/// What the parts and the whole do. Everything is built with one profile, so that the page,
/// its tests and the native tests compile candle once per target.
fn behaviour(steps: &mut Steps, driver: &Path) -> Result<(), Failure> {
    check(steps, "native tests", "cargo test --release --workspace --exclude web")?;
    steps.run("wasm tests in a browser", || {
        let mut tests = shell::line("cargo test --release --target wasm32-unknown-unknown -p web");
        shell::run(tests.env("CHROMEDRIVER", driver))
    })?;
    page::build(steps, None)?;
    check(steps, "the built page", "cargo test --release -p tests --test built")?;
    check(steps, "the page in a browser", "cargo test --release -p tests --test browser")
}

fn check(steps: &mut Steps, name: &str, line: &str) -> Result<(), Failure> {
    steps.run(name, || shell::run(&mut shell::line(line)))
}
