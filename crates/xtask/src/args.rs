//! The commands and their arguments.

use crate::check::Part;
use anyhow::{Result, anyhow};
use lexopt::{Arg, Parser, ValueExt as _};
use std::path::PathBuf;

/// What a person can ask for.
#[derive(Debug, PartialEq)]
pub enum Task {
    /// Build the page and serve it on 127.0.0.1.
    Serve {
        /// 0 takes a free one.
        port: u16,
        /// Whether to show the page in the person's browser.
        open: bool,
    },
    /// Serve the page, and build it again after every change of a source.
    Dev { port: u16, open: bool },
    /// What Trunk calls after every build for [`Task::Dev`]; not for people.
    AllowReload,
    /// Build the page into `dist/`.
    Build {
        /// Where the page will live, when not relative to itself.
        public_url: Option<String>,
    },
    /// Run these parts of the test.
    Test(Vec<Part>),
    /// Draw every chart, picture and state of the page.
    Gallery(Gallery),
    /// Measure how fast the page is.
    Bench(Bench),
    /// Run exported programs in PyTorch.
    Handover,
    /// Leave the page open for long.
    Soak(Soak),
    /// Print [`help`].
    Help,
}

/// What is done with the gallery.
#[derive(Debug, Default, PartialEq)]
pub struct Gallery {
    /// Whether to record it.
    pub record: bool,
    /// Whether to show it in the person's browser.
    pub open: bool,
}

/// What is measured beside the page.
#[derive(Debug, Default, PartialEq)]
pub struct Bench {
    /// The same cases without a browser.
    pub native: bool,
    /// The same cases in PyTorch, TensorFlow.js and jax-js.
    pub peers: bool,
    /// A Python that has PyTorch.
    pub python: Option<PathBuf>,
}

/// For how long the page is left open.
#[derive(Debug, PartialEq)]
pub struct Soak {
    /// At full pace, and again while it is changed all the time.
    pub minutes: u32,
    /// How many workers are ended.
    pub kills: u32,
}

const HELP: &str = "\
Usage: cargo xtask <command>

  serve [--port N] [--open]   build the page and serve it on http://127.0.0.1:8080
  dev [--port N] [--open]     the same without optimising the whole, and again after each change of a source
  build [--public-url P]      build the page into dist/, for any static host
  test [--fast] [PART…]       check everything; with --fast what can be known within minutes; or these parts
  gallery [--record] [--open] draw every chart, picture and state, beside what is recorded of those that differ;
                              with --record, record them
  bench [--native] [--peers] [--python PATH]
                              measure the page in Chromium; beside it the same cases natively,
                              and in PyTorch, TensorFlow.js and jax-js
  handover                    take PyTorch programs out of the page, and hold them against it
  soak [--minutes N] [--kills N]
                              leave the page open for an hour at full pace and an hour of changes, and end 100 workers
  help                        print this

What a command needs and does not find, it installs: tools into .tools/, browsers with apt-get.

The parts of test, those of --fast with a star:
";

/// What `help` prints.
pub fn help() -> String {
    let star = |part: &Part| if Part::FAST.contains(part) { '*' } else { ' ' };
    let line = |part: &Part| format!("{} {:12} {}\n", star(part), part.name(), part.description());
    HELP.to_owned() + &Part::all().iter().map(line).collect::<String>()
}

const DEFAULT_PORT: u16 = 8080;

/// Reads the command line.
///
/// # Errors
/// When a command or an argument is unknown, missing or malformed.
pub fn parse(mut args: Parser) -> Result<Task> {
    read(&mut args).map_err(|error| anyhow!("{error} (see cargo xtask help)"))
}

fn read(args: &mut Parser) -> Result<Task, lexopt::Error> {
    let mut task = match args.next()? {
        Some(Arg::Value(name)) => named(&name.string()?)?,
        None | Some(Arg::Short('h') | Arg::Long("help")) => Task::Help,
        Some(other) => return Err(other.unexpected()),
    };
    while let Some(arg) = args.next()? {
        match (&mut task, arg) {
            (Task::Serve { port, .. } | Task::Dev { port, .. }, Arg::Long("port")) => {
                *port = args.value()?.parse()?;
            }
            (Task::Serve { open, .. } | Task::Dev { open, .. }, Arg::Long("open")) => *open = true,
            (Task::Build { public_url }, Arg::Long("public-url")) => *public_url = Some(args.value()?.string()?),
            (Task::Test(parts), Arg::Long("fast")) => parts.extend(Part::FAST),
            (Task::Test(parts), Arg::Value(name)) => parts.push(part(&name.string()?)?),
            (Task::Gallery(gallery), Arg::Long("record")) => gallery.record = true,
            (Task::Gallery(gallery), Arg::Long("open")) => gallery.open = true,
            (Task::Bench(bench), Arg::Long("native")) => bench.native = true,
            (Task::Bench(bench), Arg::Long("peers")) => bench.peers = true,
            (Task::Bench(bench), Arg::Long("python")) => bench.python = Some(args.value()?.into()),
            (Task::Soak(soak), Arg::Long("minutes")) => soak.minutes = args.value()?.parse()?,
            (Task::Soak(soak), Arg::Long("kills")) => soak.kills = args.value()?.parse()?,
            (_, Arg::Short('h') | Arg::Long("help")) => return Ok(Task::Help),
            (_, other) => return Err(other.unexpected()),
        }
    }
    if let Task::Test(parts) = &mut task {
        let asked = std::mem::take(parts);
        parts.extend(Part::all().into_iter().filter(|part| asked.is_empty() || asked.contains(part)));
    }
    Ok(task)
}

fn named(name: &str) -> Result<Task, lexopt::Error> {
    match name {
        "serve" => Ok(Task::Serve { port: DEFAULT_PORT, open: false }),
        "dev" => Ok(Task::Dev { port: DEFAULT_PORT, open: false }),
        "allow-reload" => Ok(Task::AllowReload),
        "build" => Ok(Task::Build { public_url: None }),
        "test" => Ok(Task::Test(Vec::new())),
        "gallery" => Ok(Task::Gallery(Gallery::default())),
        "bench" => Ok(Task::Bench(Bench::default())),
        "handover" => Ok(Task::Handover),
        "soak" => Ok(Task::Soak(Soak { minutes: 60, kills: 100 })),
        "help" => Ok(Task::Help),
        _ => Err(format!("unknown command '{name}'").into()),
    }
}

fn part(name: &str) -> Result<Part, lexopt::Error> {
    let names = || Part::all().map(Part::name).join(", ");
    Part::named(name).ok_or_else(|| format!("unknown part '{name}': there are {}", names()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        parse(Parser::from_args(line.split_whitespace())).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn every_command_is_read_with_its_options() {
        let serve = |port, open| Ok(Task::Serve { port, open });
        assert_eq!(parsed("serve"), serve(DEFAULT_PORT, false));
        assert_eq!(parsed("serve --open --port=9000"), serve(9000, true));
        assert_eq!(parsed("build"), Ok(Task::Build { public_url: None }));
        assert_eq!(parsed("build --public-url /a/"), Ok(Task::Build { public_url: Some("/a/".into()) }));
        assert_eq!(parsed("dev --port 1"), Ok(Task::Dev { port: 1, open: false }));
        let bench = Bench { native: true, peers: true, python: Some("/opt/py/bin/python".into()) };
        assert_eq!(parsed("bench --native --peers --python /opt/py/bin/python"), Ok(Task::Bench(bench)));
        assert_eq!(parsed("gallery --open"), Ok(Task::Gallery(Gallery { record: false, open: true })));
        assert_eq!(parsed("gallery --record"), Ok(Task::Gallery(Gallery { record: true, open: false })));
        assert_eq!(parsed("soak --minutes 5"), Ok(Task::Soak(Soak { minutes: 5, kills: 100 })));
        assert_eq!(parsed("bench"), Ok(Task::Bench(Bench::default())));
        for line in ["", "help", "--help", "test --help"] {
            assert_eq!(parsed(line), Ok(Task::Help), "{line}");
        }
    }

    #[test]
    fn parts_of_the_test_come_in_their_order_and_once() {
        let parts = |some: &[Part]| Ok(Task::Test(some.to_vec()));
        assert_eq!(parsed("test"), parts(&Part::all()));
        assert_eq!(parsed("test --fast"), parts(&Part::FAST));
        assert_eq!(parsed("test clock docs format clock"), parts(&[Part::Format, Part::Docs, Part::Clock]));
        assert_eq!(parsed("test --fast docs"), parts(&[Part::Format, Part::Clippy, Part::Docs, Part::Native]));
    }

    #[test]
    fn a_wrong_command_line_is_refused_in_one_line() {
        for (line, part) in [
            ("sevre", "unknown command 'sevre'"),
            ("serve --prot 1", "'--prot'"),
            ("serve --port", "'--port'"),
            ("serve --port 70000", "70000"),
            ("test extra", "unknown part 'extra': there are format, clippy, wasm-clippy"),
            ("build extra", "extra"),
            ("build --port 1", "'--port'"),
            ("bench --python", "'--python'"),
            ("--serve", "'--serve'"),
        ] {
            let words = parsed(line).unwrap_err();
            assert!(words.contains(part) && words.lines().count() == 1, "{line}: {words}");
        }
    }

    #[test]
    fn help_names_every_command() {
        for name in ["serve", "dev", "build", "test", "gallery", "bench", "handover", "soak", "help"] {
            assert!(help().contains(&format!("\n  {name} ")), "{name}");
        }
    }
}
