//! The page while one works on it: built again after each change of a source, in a profile that compiles fast, and
//! reloaded. All of it is Trunk's doing, but that the page's policy must allow the script with which Trunk reloads it.

use crate::{steps::Steps, tools};
use anyhow::{Context as _, Result, ensure};
use std::env;
use xshell::{Shell, cmd};

/// Where all this happens: the release page in `dist/` stays as it is.
const FOLDER: &str = "target/dev-server";
/// What the page is made of.
const SOURCES: [&str; 5] = ["Cargo.lock", "Cargo.toml", "crates", "index.html", "web"];

/// Builds and serves the page until the person stops it.
///
/// # Errors
/// When a tool is missing and cannot be installed, or the port is taken.
pub fn serve(shell: &Shell, port: u16, open: bool) -> Result<()> {
    tools::ensure(shell, &mut Steps::default())?;
    let root = shell.current_dir();
    let (page, folder, port) = (root.join("index.html"), root.join(FOLDER), port.to_string());
    let (config, dist) = (folder.join("Trunk.toml"), folder.join("dist"));
    let this_program = env::current_exe()?;
    let hook = format!(
        "\n[[hooks]]\nstage = 'post_build'\ncommand = '{}'\ncommand_arguments = ['allow-reload']\n",
        this_program.display()
    );
    shell.write_file(&config, shell.read_file("Trunk.toml")? + &hook)?;
    let build = ["--cargo-profile", "dev-page", "--offline", "true"];
    let watch = SOURCES.iter().flat_map(|source| ["--watch".into(), root.join(source)]);
    let serve = cmd!(shell, "trunk --config {config} serve {build...} {watch...} --dist {dist} --port {port}");
    let serve = if open { serve.arg("--open") } else { serve };
    // Trunk takes no other value than "true" or "false" for it, where the custom is "1".
    Ok(serve.arg(page).env_remove("NO_COLOR").run()?)
}

/// Loosens the policy of the page that Trunk has just built: its own script for reloading is inline, and asks over a
/// socket whether there is something new.
///
/// # Errors
/// When Trunk does not say where the page is, or the page has another policy.
pub fn allow_reload(shell: &Shell) -> Result<()> {
    let folder = shell.var("TRUNK_STAGING_DIR").context("only Trunk calls this")?;
    let file = format!("{folder}/index.html");
    let page = shell.read_file(&file)?;
    let loosened = [("script-src 'self'", "'unsafe-inline'"), ("connect-src 'self'", "ws:")].into_iter().try_fold(
        page,
        |page, (rule, more)| {
            ensure!(page.contains(rule), "index.html has no `{rule}` in its policy");
            Ok(page.replace(rule, &format!("{rule} {more}")))
        },
    )?;
    Ok(shell.write_file(file, loosened)?)
}
