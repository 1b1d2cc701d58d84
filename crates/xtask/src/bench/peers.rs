//! The same cases by others: PyTorch on this machine, TensorFlow.js and jax-js in the same browser.

use super::{
    figures::{Figures, LONGEST},
    table::cases,
};
use crate::project;
use anyhow::{Context as _, Result};
use browsers::{Browser, StaticServer};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

const PYTHONS: [&str; 2] = ["python3", "python"];
const NPM_PACKAGES: [&str; 3] = ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0", JAX];
const JAX: &str = "@jax-js/jax@0.1.25";
const PAGES: [&str; 3] = ["tfjs_cases.html", "jax_cases.html", "measure.js"];

/// PyTorch, by this Python or the first on the path that has it.
///
/// # Errors
/// When there is none, or it fails.
pub fn torch(shell: &Shell, python: Option<&Path>) -> Result<Figures> {
    let has_torch = |python: &PathBuf| cmd!(shell, "{python} -c 'import torch'").quiet().ignore_stderr().read().is_ok();
    let candidates: Vec<PathBuf> = match python {
        Some(named) => vec![named.to_owned()],
        None => PYTHONS.into_iter().filter_map(|name| project::find(shell, name)).collect(),
    };
    let python = candidates
        .into_iter()
        .find(has_torch)
        .context("no Python with PyTorch was found: `pip install torch`, and name that Python with --python PATH")?;
    let (script, cases) = (script(shell, "torch_cases.py"), cases());
    Figures::read(&cmd!(shell, "{python} {script} {cases...}").read()?)
}

/// TensorFlow.js and jax-js in pages of this browser; installed into a folder of the tools when they are missing.
///
/// # Errors
/// When npm is missing or cannot install them, or a page does not come to an end.
pub fn in_browser(shell: &Shell, browser: &Browser) -> Result<Vec<Figures>> {
    let server = StaticServer::start(&installed(shell)?, "/", 0)?;
    let names = cases().map(|case| format!("%22{}%22", case.replace(' ', "%20"))).collect::<Vec<_>>().join(",");
    let (_, version) = JAX.rsplit_once('@').context("a package has a version")?;
    let jax = |device: &str| format!("jax_cases.html?version={version}&device={device}");
    let pages = ["tfjs_cases.html".to_owned(), jax("wasm"), jax("webgpu")];
    let measured = pages.map(|page| {
        let page = browser.open(&format!("{}{page}#[{names}]", server.url()))?;
        page.wait_until("document.title === 'done'", LONGEST)?;
        let record = page.evaluate("document.getElementById('result').textContent")?;
        Figures::read(record.as_str().unwrap_or_default())
    });
    measured.into_iter().collect()
}

/// The folder that holds the libraries and the pages.
fn installed(shell: &Shell) -> Result<PathBuf> {
    let folder = project::tools(shell).join("peers");
    shell.create_dir(&folder)?;
    let is_there = |package: &str| {
        let (name, version) = package.rsplit_once('@')?;
        let manifest = shell.read_file(folder.join("node_modules").join(name).join("package.json")).ok()?;
        Some(manifest.contains(&format!("\"version\": \"{version}\"")))
    };
    if !NPM_PACKAGES.into_iter().all(|package| is_there(package) == Some(true)) {
        cmd!(shell, "npm install --no-save --no-package-lock --ignore-scripts --prefix {folder} {NPM_PACKAGES...}")
            .run()?;
    }
    for page in PAGES {
        shell.copy_file(script(shell, page), folder.join(page))?;
    }
    Ok(folder)
}

fn script(shell: &Shell, name: &str) -> PathBuf {
    shell.current_dir().join("crates/xtask/peers").join(name)
}
