//! The tools that build the page, in the versions that Trunk.toml pins.

use crate::{project, steps::Steps};
use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

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

/// The driver of Firefox, for the tests alone.
const GECKODRIVER: Tool = Tool { program: "geckodriver", package: "geckodriver", key: "", flags: &["--locked"] };
const GECKODRIVER_VERSION: &str = "0.37.1";

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
pub fn ensure(shell: &Shell, steps: &mut Steps) -> Result<()> {
    let libraries = cmd!(shell, "rustc --print target-libdir --target {WASM}").quiet().ignore_stderr().read();
    if !libraries.is_ok_and(|folder| shell.path_exists(folder)) {
        steps.run(&format!("install the {WASM} target"), || Ok(cmd!(shell, "rustup target add {WASM}").run()?))?;
    }
    let pins = shell.read_file("Trunk.toml")?;
    for tool in &TOOLS {
        let version = pinned(&pins, tool.key)?;
        let answer = shell.cmd(tool.program).arg("--version").quiet().ignore_stderr().read();
        if !answer.is_ok_and(|words| words.split_whitespace().nth(1) == Some(version.as_str())) {
            steps.run(&format!("install {} {version}", tool.package), || tool.install(shell, &version))?;
        }
    }
    Ok(())
}

/// Installs the driver of Firefox.
///
/// # Errors
/// When it cannot be installed.
pub fn install_geckodriver(shell: &Shell, steps: &mut Steps) -> Result<()> {
    let name = format!("install geckodriver {GECKODRIVER_VERSION}");
    steps.run(&name, || GECKODRIVER.install(shell, GECKODRIVER_VERSION))
}

/// Makes sure of a part of the toolchain that a minimal installation leaves out, by the subcommand that it brings.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn ensure_component(shell: &Shell, steps: &mut Steps, subcommand: &str) -> Result<()> {
    if cmd!(shell, "cargo {subcommand} --version").quiet().ignore_stderr().read().is_ok() {
        return Ok(());
    }
    // `cargo fmt` comes with rustfmt, every other subcommand under its own name.
    let component = if subcommand == "fmt" { "rustfmt" } else { subcommand };
    steps.run(&format!("install {component}"), || Ok(cmd!(shell, "rustup component add {component}").run()?))
}

impl Tool {
    fn install(&self, shell: &Shell, version: &str) -> Result<()> {
        let (folder, package, flags) = (project::tools(shell), self.package, self.flags);
        let install = cmd!(shell, "cargo install --force {flags...} --root {folder} --version {version} {package}");
        // One folder for both, so that what they share is compiled once.
        Ok(install.env("CARGO_TARGET_DIR", folder.join("target")).envs(CHEAP).run()?)
    }
}

/// The version that a line of Trunk.toml pins, as in `wasm_bindgen = "0.2.130"`.
fn pinned(pins: &str, key: &str) -> Result<String> {
    let line = pins.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    let version = line.map(|value| value.trim().trim_matches('"').trim_start_matches('=').to_owned());
    version.with_context(|| format!("Trunk.toml pins no {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_version_is_found_by_its_whole_key() {
        let pins = "trunk-version = \"=0.21.14\"\n[tools]\nwasm_bindgen_other = \"1\"\nwasm_bindgen = \"0.2.130\"\n";
        assert_eq!(pinned(pins, "trunk-version").unwrap(), "0.21.14");
        assert_eq!(pinned(pins, "wasm_bindgen").unwrap(), "0.2.130");
        assert!(pinned(pins, "sass").unwrap_err().to_string().contains("sass"));
    }

    #[test]
    fn every_tool_is_pinned_in_trunk_toml() {
        let pins = project::shell().unwrap().read_file("Trunk.toml").unwrap();
        for tool in &TOOLS {
            assert_eq!(pinned(&pins, tool.key).unwrap().split('.').count(), 3, "{}", tool.key);
        }
    }
}
