//! The project's own commands: `cargo xtask help` lists them.
//!
//! | file | what it holds |
//! |---|---|
//! | `args.rs` | the commands and their arguments |
//! | `page.rs` | `build` and `serve`: the release page in `dist/`, and its size limits |
//! | `dev.rs` | `dev`: the page while one works on it, rebuilt and reloaded after each change |
//! | `check.rs` | `test`: its parts, in order |
//! | `bench.rs`, `bench/` | `bench`: how fast the page is, and its peers |
//! | `tools.rs` | the tools that a command needs, installed when they are missing |
//! | `browser.rs` | browsers and their drivers, likewise |
//! | `strip_names.rs` | function names, taken out of the binaries |
//! | `steps.rs` | one line for each step, and how long each one took |
//! | `project.rs` | the project's folder, and a shell in it |

mod args;
mod bench;
mod browser;
mod check;
mod dev;
mod page;
mod project;
mod steps;
mod strip_names;
mod tools;

use anyhow::Result;
use args::Command;
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

fn run(command: Command) -> Result<()> {
    let shell = project::shell()?;
    match command {
        Command::Serve { port, open } => page::serve(&shell, port, open),
        Command::Dev { port, open } => dev::serve(&shell, port, open),
        Command::AllowReload => dev::allow_reload(&shell),
        Command::Build { public_url } => page::build_only(&shell, public_url.as_deref()),
        Command::Test(parts) => check::run(&shell, &parts),
        Command::Bench(asked) => bench::run(&shell, &asked),
        Command::Help => {
            print!("{}", args::help());
            Ok(())
        }
    }
}
