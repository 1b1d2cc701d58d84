//! The browsers and their drivers, for the checks that need them.

use crate::{project, steps::Steps, tools};
use anyhow::{Context as _, Result, ensure};
use browsers::Engine;
use std::{env, path::PathBuf};
use xshell::{Shell, cmd};

/// The driver of Firefox: Debian has none.
const GECKODRIVER: &str = "geckodriver";

/// Makes sure that an engine can be driven.
///
/// # Errors
/// When something of it is missing and this is not Debian, or not root, or it cannot be installed.
pub fn ensure(shell: &Shell, steps: &mut Steps, engine: Engine) -> Result<()> {
    let packages: &[&str] = match engine {
        Engine::Chromium => &["chromium", "chromium-driver", "fonts-dejavu-core"],
        Engine::Firefox => &["firefox-esr", "fonts-dejavu-core"],
        Engine::WebKit => &["webkit2gtk-driver", "xvfb", "fonts-dejavu-core"],
    };
    let name = engine.name();
    if missing(shell, engine).iter().any(|program| *program != GECKODRIVER) {
        let release = shell.read_file("/etc/os-release").unwrap_or_default();
        let is_debian = release.lines().any(|line| line == "ID=debian" || line == "ID_LIKE=debian");
        ensure!(
            is_debian && cmd!(shell, "id -u").quiet().read().is_ok_and(|id| id == "0"),
            "{name} is not there as a whole (missing: {}): install it (on Debian: sudo apt-get install {})",
            missing(shell, engine).join(", "),
            packages.join(" ")
        );
        steps.run(&format!("install {name}"), || {
            let _quietly = shell.push_env("DEBIAN_FRONTEND", "noninteractive");
            cmd!(shell, "apt-get update").run()?;
            Ok(cmd!(shell, "apt-get install --yes --no-install-recommends {packages...}").run()?)
        })?;
    }
    if missing(shell, engine).contains(&GECKODRIVER) {
        tools::install_geckodriver(shell, steps)?;
    }
    let missing = missing(shell, engine);
    ensure!(missing.is_empty(), "still missing for {name}: {}", missing.join(", "));
    Ok(())
}

/// The driver of Chromium, for the tests that run inside it.
///
/// # Errors
/// When it is missing.
pub fn chromedriver(shell: &Shell) -> Result<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| project::find(shell, "chromedriver")).context("chromedriver is not on the path")
}

/// What an engine needs and is neither on the path nor among the project's own tools.
fn missing(shell: &Shell, engine: Engine) -> Vec<&'static str> {
    engine.missing().into_iter().filter(|program| project::find(shell, program).is_none()).collect()
}
