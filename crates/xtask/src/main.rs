//! The project's own commands: `cargo xtask help` lists them.
//!
//! | file | what it holds |
//! |---|---|
//! | `args.rs` | the commands and their arguments |
//! | `offline.rs` | what the page keeps for when there is no network |
//! | `page.rs` | `build` and `serve`: the release page in `dist/`, and its size limits |
//! | `dev.rs` | `dev`: the page while one works on it, rebuilt and reloaded after each change |
//! | `check.rs` | `test`: its parts, in order |
//! | `gallery.rs` | `gallery`: every chart, picture and state of the page |
//! | `bench.rs`, `bench/` | `bench`: how fast the page is, and its peers |
//! | `handover.rs`, `handover/` | `handover`: exported programs, run in PyTorch and held against the page |
//! | `soak.rs` | `soak`: the page left open for hours |
//! | `tools.rs` | the tools that a command needs, installed when they are missing |
//! | `browser.rs` | browsers and their drivers, likewise |
//! | `names.rs` | names that no browser needs, taken out of the binaries |
//! | `steps.rs` | one line for each step, and how long each one took |
//! | `project.rs` | the project's folder, and a shell in it |

mod args;
mod bench;
mod browser;
mod check;
mod dev;
mod gallery;
mod handover;
mod names;
mod offline;
mod page;
mod project;
mod soak;
mod steps;
mod tools;

use anyhow::Result;
use args::Task;
use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse(lexopt::Parser::from_env()).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let shell = project::shell()?;
    match task {
        Task::Serve { port, open } => page::serve(&shell, port, open),
        Task::Dev { port, open } => dev::serve(&shell, port, open),
        Task::AllowReload => dev::allow_reload(&shell),
        Task::Build { public_url } => page::build_only(&shell, public_url.as_deref()),
        Task::Test(parts) => check::run(&shell, &parts),
        Task::Gallery(asked) => gallery::run(&shell, &asked),
        Task::Bench(asked) => bench::run(&shell, &asked),
        Task::Handover => handover::run(&shell),
        Task::Soak(asked) => soak::run(&shell, &asked),
        Task::Help => {
            print!("{}", args::help());
            Ok(())
        }
    }
}
