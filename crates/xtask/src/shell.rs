//! Running programs from the project's root, and saying in one line why one failed.

use std::{
    env,
    ffi::OsString,
    fmt, io, iter,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Why a command ended, in one line.
#[derive(Debug, PartialEq)]
pub struct Failure(String);

impl Failure {
    /// The words are for the person at the terminal.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<chromium::Error> for Failure {
    fn from(error: chromium::Error) -> Self {
        Self(error.to_string())
    }
}

/// The project's root folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("xtask lies two folders below the root")
}

/// A program that starts in the root folder and finds the project's own tools before others.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(find(name).unwrap_or_else(|| name.into()));
    command.current_dir(root()).env("PATH", path());
    command
}

/// `program` with its arguments in one line; none of them may hold a space.
pub fn line(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = program(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs a program; its output goes to the terminal.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure(format!("`{}` failed ({status})", words_of(command))))
}

/// What a program prints, without the space around it; `None` when it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().into())
}

/// Where the first program of this name is on the path.
pub fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path()).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// Where tools are installed.
pub fn tools_folder() -> PathBuf {
    root().join(".tools")
}

/// PATH with the project's own tools in front.
fn path() -> OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = iter::once(tools_folder().join("bin")).chain(env::split_paths(&inherited));
    env::join_paths(folders).unwrap_or(inherited)
}

fn not_started(command: &Command, error: &io::Error) -> Failure {
    let name = command.get_program().to_string_lossy();
    match error.kind() {
        io::ErrorKind::NotFound => Failure(format!("{name} was not found: install it and try again")),
        _ => Failure(format!("{name} could not be started: {error}")),
    }
}

/// The command as one would type it.
fn words_of(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_one_clear_line() {
        let words = run(&mut line("no-such-program --flag")).unwrap_err().to_string();
        assert_eq!(words, "no-such-program was not found: install it and try again");
    }

    #[test]
    fn a_failed_program_is_named_as_typed() {
        let words = run(&mut line("false --flag")).unwrap_err().to_string();
        assert!(words.starts_with("`false --flag` failed (exit"), "{words}");
    }

    #[test]
    fn output_is_none_when_the_program_fails() {
        assert!(output(&mut line("cargo --version")).unwrap().starts_with("cargo "));
        assert_eq!(output(&mut line("cargo --no-such-flag")), None);
    }
}
