//! The parts of the test, each by its name; the first that fails ends it.

use crate::{browser, page, steps::Steps, tools};
use anyhow::Result;
use browsers::Engine;
use xshell::{Cmd, Shell, cmd};

/// A part of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    Format,
    Clippy,
    WasmClippy,
    Docs,
    Native,
    Learning,
    Wasm,
    Build,
    Built,
    Browser(Engine),
    Clock,
}

/// Every part in the order in which they are run, its name on the command line, and what it checks.
const PARTS: [(Part, &str, &str); 13] = [
    (Part::Format, "format", "the format of the sources"),
    (Part::Clippy, "clippy", "lints"),
    (Part::WasmClippy, "wasm-clippy", "lints of what is compiled for the browser only"),
    (Part::Docs, "docs", "the documentation of the crates builds without a warning"),
    (Part::Native, "native", "unit tests, tests of each crate, tests of the sources as text"),
    (
        Part::Learning,
        "learning",
        "many runs of the nine models, ranked among PyTorch's, and what the lessons say of them",
    ),
    (Part::Wasm, "wasm", "tests of the page's shell, in Chromium"),
    (Part::Build, "build", "the page is built into dist/, and small enough"),
    (Part::Built, "built", "what must not be in dist/"),
    (Part::Browser(Engine::Chromium), "chromium", "the page in Chromium"),
    (Part::Browser(Engine::Firefox), "firefox", "the page in Firefox"),
    (Part::Browser(Engine::WebKit), "webkit", "the page in WebKit, the engine of Safari"),
    (Part::Clock, "clock", "the page in Chromium, against the clock"),
];

impl Part {
    /// Every part, in the order in which they are run.
    pub fn all() -> [Self; PARTS.len()] {
        PARTS.map(|(part, ..)| part)
    }

    /// What is checked while one works.
    pub const FAST: [Self; 3] = [Self::Format, Self::Clippy, Self::Native];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What it checks.
    pub fn description(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> (Self, &'static str, &'static str) {
        PARTS.into_iter().find(|(part, ..)| *part == self).expect("every part has a row")
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|part| part.name() == name)
    }
}

/// The native tests compile candle for nobody but themselves: without optimising across crates that takes half as long.
const NATIVE: [(&str, &str); 2] = [("CARGO_PROFILE_RELEASE_LTO", "off"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")];

/// Runs these parts, then prints what took how long.
///
/// # Errors
/// When something that a part needs is missing and cannot be installed: before anything is run. Then the first part
/// that fails, by name.
pub fn run(shell: &Shell, parts: &[Part]) -> Result<()> {
    let mut checks = Checks { shell, steps: Steps::default(), page_is_built: false };
    parts.iter().try_for_each(|part| checks.prepare(*part))?;
    parts.iter().try_for_each(|part| checks.run(*part))?;
    print!("\n{}", checks.steps.table());
    Ok(())
}

struct Checks<'shell> {
    shell: &'shell Shell,
    steps: Steps,
    page_is_built: bool,
}

impl Checks<'_> {
    /// Installs what a part needs.
    fn prepare(&mut self, part: Part) -> Result<()> {
        let (shell, steps) = (self.shell, &mut self.steps);
        match part {
            Part::Format => tools::ensure_component(shell, steps, "fmt"),
            Part::Clippy => tools::ensure_component(shell, steps, "clippy"),
            Part::WasmClippy => {
                tools::ensure_component(shell, steps, "clippy")?;
                tools::ensure(shell, steps)
            }
            Part::Docs | Part::Native | Part::Learning => Ok(()),
            Part::Build | Part::Built => tools::ensure(shell, steps),
            Part::Wasm | Part::Browser(_) | Part::Clock => {
                tools::ensure(shell, steps)?;
                let engine = if let Part::Browser(engine) = part { engine } else { Engine::Chromium };
                browser::ensure(shell, steps, engine)
            }
        }
    }

    fn run(&mut self, part: Part) -> Result<()> {
        let shell = self.shell;
        if matches!(part, Part::Build | Part::Built | Part::Browser(_) | Part::Clock) && !self.page_is_built {
            page::build(shell, &mut self.steps, None)?;
            self.page_is_built = true;
        }
        let command = match part {
            Part::Build => return Ok(()),
            Part::Format => cmd!(shell, "cargo fmt --all --check"),
            Part::Clippy => {
                let usual = cmd!(shell, "cargo clippy --workspace --lib --bins --examples --tests -- -D warnings");
                self.steps.run("clippy of all but what is run by name", || Ok(usual.run()?))?;
                // Beside `--tests`, cargo leaves out the tests that are run by name only, even if they are named.
                cmd!(shell, "cargo clippy --workspace --test * -- -D warnings")
            }
            Part::WasmClippy => cmd!(
                shell,
                "cargo clippy --target wasm32-unknown-unknown --workspace --exclude browsers --exclude tests --exclude xtask --all-targets -- -D warnings"
            ),
            Part::Docs => cmd!(shell, "cargo doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"),
            Part::Native => native(shell, &[]),
            Part::Learning => native(
                shell,
                &["--test", "learning", "--test", "lessons", "--test", "any_data", "--test", "memorisation"],
            ),
            // In the page's own profile, and so with all that the page has compiled.
            Part::Wasm => {
                cmd!(shell, "cargo test --profile page --target wasm32-unknown-unknown -p web-page --lib --test *")
                    .env("CHROMEDRIVER", browser::chromedriver(shell)?)
            }
            Part::Built => native(shell, &["--test", "built"]),
            Part::Browser(engine) => {
                let (variable, name) = engine.variable();
                native(shell, &["--test", "browser"]).env(variable, name)
            }
            Part::Clock => native(shell, &["--test", "browser", "--", "--ignored", "--test-threads=1"]),
        };
        self.steps.run(part.name(), || Ok(command.run()?))
    }
}

/// Always of the whole workspace: for a part of it, cargo would choose other features and compile everything anew.
pub fn native<'shell>(shell: &'shell Shell, which: &[&str]) -> Cmd<'shell> {
    cmd!(
        shell,
        "cargo test --release --workspace --exclude web-page --exclude web-shared --exclude web-worker {which...}"
    )
    .envs(NATIVE)
}
