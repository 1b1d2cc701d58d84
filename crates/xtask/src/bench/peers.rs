//! The same cases by others: PyTorch on this machine, TensorFlow.js in the same browser.

use super::{
    figures::{Figures, LONGEST},
    table::cases,
};
use crate::shell::{self, Failure};
use chromium::{Chromium, StaticServer};
use std::{
    fs,
    path::{Path, PathBuf},
};

const PYTHONS: [&str; 2] = ["python3", "python"];
const NPM_PACKAGES: [&str; 2] = ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0"];
const TFJS_PAGE: &str = "tfjs_cases.html";

/// PyTorch, by this Python or the first on the path that has it.
///
/// # Errors
/// When there is none, or it fails.
pub fn torch(python: Option<&Path>) -> Result<Figures, Failure> {
    let python = match python {
        Some(told) => has_torch(told).then(|| told.to_owned()),
        None => PYTHONS.into_iter().filter_map(shell::find).find(|found| has_torch(found)),
    };
    let python = python.ok_or_else(|| {
        Failure::new("no Python with PyTorch was found: `pip install torch`, and name that Python with --python PATH")
    })?;
    let mut command = shell::program(&python.to_string_lossy());
    command.arg(script("torch_cases.py")).args(cases());
    let record = shell::output(&mut command).ok_or_else(|| Failure::new("torch_cases.py failed"))?;
    Figures::read(&record)
}

fn has_torch(python: &Path) -> bool {
    shell::output(shell::program(&python.to_string_lossy()).args(["-c", "import torch"])).is_some()
}

/// TensorFlow.js in a page of this browser; installed into a folder of the tools when it is missing.
///
/// # Errors
/// When npm is missing or cannot install it, or the page does not come to an end.
pub fn tfjs(browser: &Chromium) -> Result<Figures, Failure> {
    let folder = installed()?;
    let server = StaticServer::start(&folder, "/", 0)?;
    let names = cases().map(|case| format!("%22{}%22", case.replace(' ', "%20"))).collect::<Vec<_>>().join(",");
    let page = browser.open(&format!("{}{TFJS_PAGE}#[{names}]", server.url()))?;
    page.wait_until("document.title === 'done'", LONGEST)?;
    let record = page.evaluate("document.getElementById('result').textContent")?;
    Figures::read(record.as_str().unwrap_or_default())
}

/// The folder that holds the libraries and the page.
fn installed() -> Result<PathBuf, Failure> {
    let folder = shell::tools_folder().join("peers");
    let told = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
    fs::create_dir_all(&folder).map_err(told)?;
    if !NPM_PACKAGES.iter().all(|package| is_installed(&folder, package)) {
        let mut npm = shell::line("npm install --no-save --no-package-lock --ignore-scripts --prefix");
        shell::run(npm.arg(&folder).args(NPM_PACKAGES))?;
    }
    fs::copy(script(TFJS_PAGE), folder.join(TFJS_PAGE)).map_err(told)?;
    Ok(folder)
}

/// Whether a package of this name and version is there.
fn is_installed(folder: &Path, package: &str) -> bool {
    let Some((name, version)) = package.rsplit_once('@') else { return false };
    let manifest = fs::read_to_string(folder.join("node_modules").join(name).join("package.json"));
    manifest.is_ok_and(|text| text.contains(&format!("\"version\": \"{version}\"")))
}

fn script(name: &str) -> PathBuf {
    shell::root().join("crates/xtask/peers").join(name)
}
