//! Chromium and its driver, for the checks that need a browser.

use crate::{
    shell::{self, Failure},
    steps::Steps,
};
use std::{env, fs, path::PathBuf};

const PACKAGES: &str = "chromium chromium-driver fonts-dejavu-core";

/// Makes sure that Chromium and its driver are there; gives the driver.
///
/// # Errors
/// When one is missing and this is not Debian, or not root, or apt-get fails.
pub fn ensure(steps: &mut Steps) -> Result<PathBuf, Failure> {
    if let Some(driver) = both() {
        return Ok(driver);
    }
    if !is_root_on_debian() {
        return Err(Failure::new(format!(
            "Chromium or its driver is missing: install both (on Debian: sudo apt-get install {PACKAGES})"
        )));
    }
    steps.run("install Chromium", install)?;
    both().ok_or_else(|| Failure::new("apt-get installed Chromium, but it is not on the path"))
}

fn both() -> Option<PathBuf> {
    chromium::find()?;
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| shell::find("chromedriver"))
}

fn install() -> Result<(), Failure> {
    let quietly = |line: &str| shell::run(shell::line(line).env("DEBIAN_FRONTEND", "noninteractive"));
    quietly("apt-get update")?;
    quietly(&format!("apt-get install --yes --no-install-recommends {PACKAGES}"))
}

fn is_root_on_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let debian = release.lines().any(|line| line == "ID=debian" || line == "ID_LIKE=debian");
    debian && shell::output(&mut shell::line("id -u")).as_deref() == Some("0")
}
