//! The tools that build the page, in the versions that Trunk.toml pins.

use crate::{
    shell::{self, Failure},
    steps::Steps,
};
use std::{fs, path::Path};

const WASM: &str = "wasm32-unknown-unknown";

/// A tool that `cargo install` can bring.
struct Tool {
    /// Its program, which answers to `--version`.
    program: &'static str,
    /// Its package.
    package: &'static str,
    /// Its line in Trunk.toml.
    key: &'static str,
    /// Flags that leave out what the page does not need, above all TLS: nothing is downloaded by these tools.
    flags: &'static [&'static str],
}

/// Trunk runs these itself, and the wasm tests run the second one's test runner.
const TOOLS: [Tool; 2] = [
    Tool { program: "trunk", package: "trunk", key: "trunk-version", flags: &["--locked", "--no-default-features"] },
    // Its lock file names a version of a dependency that not every mirror carries.
    Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        key: "wasm_bindgen",
        flags: &["--no-default-features"],
    },
];

/// A newcomer waits for these compilations, and the tools' own work is small: compile fast, not well.
const CHEAP: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// Makes sure that the page can be built: the wasm target, Trunk and wasm-bindgen.
///
/// # Errors
/// When one is missing and cannot be installed.
pub fn ensure(steps: &mut Steps) -> Result<(), Failure> {
    ensure_target(steps)?;
    let pins = fs::read_to_string(shell::root().join("Trunk.toml"))
        .map_err(|error| Failure::new(format!("reading Trunk.toml: {error}")))?;
    for tool in &TOOLS {
        let version = pinned(&pins, tool.key)?;
        if !tool.is_there(&version) {
            let name = format!("install {} {version}", tool.package);
            steps.run(&name, || tool.install(&version))?;
        }
    }
    Ok(())
}

/// Makes sure of a part of the toolchain that a minimal installation leaves out.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn ensure_component(steps: &mut Steps, name: &str) -> Result<(), Failure> {
    if shell::output(&mut shell::line(&format!("cargo {name} --version"))).is_some() {
        return Ok(());
    }
    // `cargo fmt` comes with rustfmt, every other subcommand under its own name.
    let component = if name == "fmt" { "rustfmt" } else { name };
    steps.run(&format!("install {component}"), || {
        shell::run(&mut shell::line(&format!("rustup component add {component}")))
    })
}

fn ensure_target(steps: &mut Steps) -> Result<(), Failure> {
    let libraries = shell::output(&mut shell::line(&format!("rustc --print target-libdir --target {WASM}")));
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    steps.run(&format!("install the {WASM} target"), || {
        shell::run(&mut shell::line(&format!("rustup target add {WASM}")))
    })
}

impl Tool {
    fn is_there(&self, version: &str) -> bool {
        let answer = shell::output(shell::program(self.program).arg("--version"));
        answer.is_some_and(|words| words.split_whitespace().nth(1) == Some(version))
    }

    fn install(&self, version: &str) -> Result<(), Failure> {
        let folder = shell::tools_folder();
        let mut command = shell::line("cargo install --force");
        command.args(self.flags).arg("--root").arg(&folder);
        // One folder for both, so that what they share is compiled once.
        command.env("CARGO_TARGET_DIR", folder.join("target")).envs(CHEAP);
        shell::run(command.args(["--version", version, self.package]))
    }
}

/// The version that a line of Trunk.toml pins, as in `wasm_bindgen = "0.2.130"`.
fn pinned(pins: &str, key: &str) -> Result<String, Failure> {
    let line = pins.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    let version = line.map(|value| value.trim().trim_matches('"').trim_start_matches('=').to_owned());
    version.ok_or_else(|| Failure::new(format!("Trunk.toml pins no {key}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_pins() {
        let pins = "trunk-version = \"=0.21.14\"\n[tools]\nwasm_bindgen_other = \"1\"\nwasm_bindgen = \"0.2.130\"\n";
        assert_eq!(pinned(pins, "trunk-version"), Ok("0.21.14".into()));
        assert_eq!(pinned(pins, "wasm_bindgen"), Ok("0.2.130".into()));
        assert!(pinned(pins, "sass").unwrap_err().to_string().contains("sass"));
    }

    #[test]
    fn every_tool_is_pinned_in_trunk_toml() {
        let pins = fs::read_to_string(shell::root().join("Trunk.toml")).unwrap();
        for tool in &TOOLS {
            assert_eq!(pinned(&pins, tool.key).unwrap().split('.').count(), 3, "{}", tool.key);
        }
    }
}
