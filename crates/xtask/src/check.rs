//! Every check, in order; the first that fails ends it.

use crate::{
    browser, page,
    shell::{self, Failure},
    steps::Steps,
    tools,
};
use std::path::Path;

/// The native tests compile candle for nobody but themselves: without optimising across crates that takes half as long.
const NATIVE: [(&str, &str); 2] = [("CARGO_PROFILE_RELEASE_LTO", "off"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")];

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
        "cargo clippy --target wasm32-unknown-unknown -p diffusion -p training -p plot -p messages -p scene -p page -p worker -p web-shared -p web-page -p web-worker --all-targets -- -D warnings",
    )
}

/// What the parts and the whole do. The wasm tests and the page share one profile, and so all that they compile.
fn behaviour(steps: &mut Steps, driver: &Path) -> Result<(), Failure> {
    native(steps, "native tests", "")?;
    steps.run("wasm tests in a browser", || {
        let line = "cargo test --release --target wasm32-unknown-unknown -p web-page --lib --test *";
        shell::run(shell::line(line).env("CHROMEDRIVER", driver))
    })?;
    page::build(steps, None)?;
    native(steps, "the built page", "--test built")?;
    native(steps, "the page in a browser", "--test browser")?;
    native(steps, "the page against the clock", "--test browser -- --ignored --test-threads=1")
}

/// Always of the whole workspace: for a part of it, cargo would choose other features and compile everything anew.
fn native(steps: &mut Steps, name: &str, which: &str) -> Result<(), Failure> {
    let line = format!(
        "cargo test --release --workspace --exclude web-page --exclude web-shared --exclude web-worker {which}"
    );
    steps.run(name, || shell::run(shell::line(&line).envs(NATIVE)))
}

fn check(steps: &mut Steps, name: &str, line: &str) -> Result<(), Failure> {
    steps.run(name, || shell::run(&mut shell::line(line)))
}
