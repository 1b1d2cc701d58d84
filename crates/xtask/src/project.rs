//! The project's folder, and a shell in it that finds the project's own tools before others.

use anyhow::{Context as _, Result};
use std::{
    env, fs, iter,
    path::{Path, PathBuf},
};
use xshell::Shell;

/// A shell in the project's root, wherever the checkout has been moved to.
///
/// # Errors
/// When this program was not started by cargo, which knows where the project is.
pub fn shell() -> Result<Shell> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").context("start this as `cargo xtask`")?;
    let root = Path::new(&manifest).ancestors().nth(2).context("xtask lies two folders below the root")?;
    let shell = Shell::new()?;
    shell.change_dir(root);
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = iter::once(tools(&shell).join("bin")).chain(env::split_paths(&inherited));
    shell.set_var("PATH", env::join_paths(folders)?);
    shell.set_var("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", without_places());
    Ok(shell)
}

/// Flags of the compiler that keep this machine's folders out of the page: a panic's place is named by its crate. Cargo
/// adds them to those of `.cargo/config.toml`.
fn without_places() -> String {
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).unwrap_or_default();
    let cargo = env::var_os("CARGO_HOME").map_or_else(|| Path::new(&home).join(".cargo"), PathBuf::from);
    let folders = fs::read_dir(cargo.join("registry/src")).into_iter().flatten().flatten().map(|entry| entry.path());
    // Cargo takes the flags apart at spaces.
    let folders = folders.map(|folder| folder.display().to_string()).filter(|folder| !folder.contains(' '));
    folders.map(|folder| format!("--remap-path-prefix={folder}=crates")).collect::<Vec<_>>().join(" ")
}

/// Where tools are installed.
pub fn tools(shell: &Shell) -> PathBuf {
    shell.current_dir().join(".tools")
}

/// Where the first program of this name is on the shell's path.
pub fn find(shell: &Shell, name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = shell.var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// Puts the files of a folder into another one, which is made anew.
///
/// # Errors
/// When one cannot be read or written.
pub fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::remove_dir_all(to).ok();
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let file = file?;
        if file.path().is_file() {
            fs::copy(file.path(), to.join(file.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use xshell::cmd;

    #[test]
    fn the_shell_starts_in_the_root_and_finds_the_tools_first() {
        let shell = shell().unwrap();
        assert!(shell.path_exists("crates/xtask") && shell.path_exists("Trunk.toml"));
        let path = shell.var_os("PATH").unwrap();
        assert_eq!(env::split_paths(&path).next(), Some(tools(&shell).join("bin")));
        assert!(find(&shell, "cargo").is_some());
        assert_eq!(find(&shell, "no-such-program"), None);
    }

    #[test]
    fn what_goes_wrong_is_one_line_that_names_the_program() {
        let shell = shell().unwrap();
        for command in [cmd!(shell, "no-such-program --flag"), cmd!(shell, "cargo --no-such-flag")] {
            let program = command.to_string();
            let words = command.quiet().ignore_stderr().run().unwrap_err().to_string();
            assert!(words.lines().count() == 1 && words.contains(program.split(' ').next().unwrap()), "{words}");
        }
    }
}
