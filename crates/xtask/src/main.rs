//! The project's own commands: `cargo xtask help` lists them.
//!
//! | file | what it holds |
//! |---|---|
//! | `args.rs` | the commands and their arguments |
//! | `page.rs` | `build` and `serve`: the release page in `dist/`, and its size limits |
//! | `check.rs` | `test`: every check, in order |
//! | `bench.rs`, `bench/` | `bench`: how fast the page is, and its peers |
//! | `tools.rs` | the tools that a command needs, installed when they are missing |
//! | `browser.rs` | Chromium and its driver, likewise |
//! | `slim.rs` | function names, taken out of the binaries |
//! | `steps.rs` | one line for each step, and how long each one took |
//! | `shell.rs` | running programs from the project's root |

mod args;
mod bench;
mod browser;
mod check;
mod page;
mod shell;
mod slim;
mod steps;
mod tools;

use args::Command;
use shell::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse(lexopt::Parser::from_env()).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve { port, open } => page::serve(port, open),
        Command::Build { public_url } => page::build_only(public_url.as_deref()),
        Command::Test => check::all(),
        Command::Bench(asked) => bench::run(&asked),
        Command::Help => {
            print!("{}", args::HELP);
            Ok(())
        }
    }
}
