//! A Python with the packages that programs need, and what is done with it.

use crate::{project, steps::Steps};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use xshell::{Cmd, Shell, cmd};

/// The packages and their versions.
const REQUIREMENTS: &str = "crates/xtask/requirements.txt";

/// Installs packages in a tenth of the time.
const UV: &str = "uv==0.13.9";

/// Runs one of their files in many folders.
const EACH: &str = "crates/xtask/src/handover/each.py";

/// What starts a program on two devices. Accelerate takes processors for them only where it is told that they are GPUs.
const LAUNCHERS: [(&str, &[&str]); 2] = [
    ("torchrun", &["--nproc_per_node", "2"]),
    (
        "accelerate",
        &[
            "launch",
            "--multi_gpu",
            "--num_processes",
            "2",
            "--num_machines",
            "1",
            "--mixed_precision",
            "no",
            "--dynamo_backend",
            "no",
        ],
    ),
];

const EXAMPLE: &str = "sample_with_diffusers.py";

/// Every class of scheduler that programs name has one here.
const SCHEDULERS: usize = 5;

/// What came of a run.
pub struct PythonRun {
    /// Whether it ended without an error.
    pub well: bool,
    /// All that it said.
    pub said: String,
}

impl PythonRun {
    fn read(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line).with_context(|| format!("{line} is no run"))?;
        let (well, said) = (value["well"].as_bool(), value["said"].as_str().map(str::to_owned));
        let (well, said) = well.zip(said).with_context(|| format!("{line} is no run"))?;
        Ok(Self { well, said })
    }
}

/// The environment.
pub struct Python<'shell> {
    shell: &'shell Shell,
    /// Its programs.
    bin: PathBuf,
}

impl<'shell> Python<'shell> {
    /// Makes the environment in `.tools/`, if it is not there with these very versions.
    ///
    /// # Errors
    /// When there is no Python that can make one, and when something cannot be installed.
    pub fn ensure(shell: &'shell Shell, steps: &mut Steps) -> Result<Self> {
        let folder = project::tools(shell).join("python");
        let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let (wanted, installed) = (shell.read_file(REQUIREMENTS)?, folder.join("requirements.txt"));
        let is_there = fs::read_to_string(&installed).is_ok_and(|versions| versions == wanted);
        let python = Self { shell, bin };
        if !is_there {
            steps.run("install PyTorch and diffusers", || python.install(&folder))?;
            fs::write(&installed, &wanted)?;
        }
        Ok(python)
    }

    fn install(&self, folder: &Path) -> Result<()> {
        let Self { shell, bin } = self;
        fs::remove_dir_all(folder).ok();
        let made = cmd!(shell, "python3 -m venv {folder}").run();
        made.context("install Python 3.11 or later with its venv (on Debian: sudo apt-get install python3-venv)")?;
        let (python, uv) = (bin.join("python"), bin.join("uv"));
        cmd!(shell, "{python} -m pip install --quiet {UV}").run()?;
        Ok(cmd!(shell, "{uv} pip install --quiet --compile-bytecode --python {python} -r {REQUIREMENTS}").run()?)
    }

    /// A program of the environment, in the shell's folder.
    fn run(&self, program: &str, args: &[&str]) -> Cmd<'_> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.bin.clone()).chain(env::split_paths(&inherited));
        let path = env::join_paths(path).expect("folders of a path");
        let program = self.bin.join(program);
        cmd!(self.shell, "{program} {args...}").env("PATH", path)
    }

    /// What Python says in a folder.
    fn python(&self, folder: &Path, args: &[&str]) -> Result<String> {
        let _there = self.shell.push_dir(folder);
        Ok(self.run("python", args).quiet().read()?)
    }

    /// Unpacks a zip into a new folder.
    pub fn unpack(&self, zip: &[u8], into: &Path) -> Result<()> {
        fs::create_dir_all(into)?;
        fs::write(into.join("program.zip"), zip)?;
        self.python(into, &["-m", "zipfile", "-e", "program.zip", "."])?;
        Ok(())
    }

    /// Runs `python ARGS` in each folder, on every core; the first of the arguments is a file there.
    pub fn each(&self, folders: &[PathBuf], args: &[&str]) -> Result<Vec<PythonRun>> {
        let (each, bin) = (self.shell.current_dir().join(EACH), self.bin.join("python"));
        let lines = cmd!(self.shell, "{bin} {each} {args...} -- {folders...}").quiet().read()?;
        let runs: Vec<PythonRun> = lines.lines().map(PythonRun::read).collect::<Result<_>>()?;
        ensure!(runs.len() == folders.len(), "{} of {} have run", runs.len(), folders.len());
        Ok(runs)
    }

    /// Runs `python ARGS` in each folder, which has to end well.
    pub fn each_well(&self, folders: &[PathBuf], args: &[&str]) -> Result<()> {
        for (folder, PythonRun { well, said }) in folders.iter().zip(self.each(folders, args)?) {
            println!("{}\n{said}", folder.display());
            ensure!(well, "{} did not end well", folder.display());
        }
        Ok(())
    }

    /// Compares programs with the schedulers that they have.
    pub fn compare_with_diffusers(&self, programs: &[PathBuf]) -> Result<()> {
        let with_one: Vec<PathBuf> = programs.iter().filter(|folder| folder.join(EXAMPLE).exists()).cloned().collect();
        ensure!(with_one.len() == SCHEDULERS, "{} programs have a scheduler, not {SCHEDULERS}", with_one.len());
        self.each_well(&with_one, &[EXAMPLE])
    }

    /// All programs, by the tools that people check Python with, each in its own folder: names repeat.
    pub fn check_style(&self, programs: &[PathBuf], cache: &Path) -> Result<()> {
        let cache = format!("--cache-dir={}", cache.display());
        for program in programs {
            let _there = self.shell.push_dir(program);
            self.run("ruff", &["check", "--quiet", "--no-cache", "."]).run()?;
            self.run("mypy", &["--strict", "--no-error-summary", &cache, "train.py", "checks.py"]).run()?;
        }
        Ok(())
    }

    /// Trains the page's weights further, and what came of it further again, each time by so many iterations.
    pub fn train_further_twice(&self, program: &Path, steps: u32) -> Result<()> {
        for weights in ["weights.safetensors", "trained.safetensors"] {
            let said = self.python(program, &["train.py", "--from", weights, "--steps", &steps.to_string()])?;
            println!("{said}");
        }
        Ok(())
    }

    /// Trains on two devices by each of the launchers, which has to bring samples nearer to the data.
    pub fn train_on_two_devices(&self, program: &Path) -> Result<()> {
        let _there = self.shell.push_dir(program);
        for (launcher, options) in LAUNCHERS {
            let args = [options, &["train.py", "--device", "cpu", "--steps", "200"]].concat();
            let said = self.run(launcher, &args).env("OMP_NUM_THREADS", "1").ignore_stderr().read()?;
            println!("{said}");
            let mut losses = said.lines().filter_map(|line| line.split("loss ").nth(1)?.parse::<f64>().ok());
            ensure!(losses.next_back().is_some_and(f64::is_finite), "the loss is no number");
            let [before, after] = ["before:", "after:"].map(|when| distance(&said, when));
            ensure!(after < before, "samples are {after:?} from the data after training, {before:?} before");
        }
        Ok(())
    }
}

/// How far samples are from the data, as a program said of before or after its training.
fn distance(said: &str, when: &str) -> Option<f64> {
    let line = said.lines().find(|line| line.starts_with(when))?;
    line.split("samples ").nth(1)?.split(',').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_read() {
        let said = "iteration 9: loss 2\nbefore: energy distance to the data: samples 0.146, other data 2e-05\nafter: samples x";
        assert_eq!(
            [distance(said, "before:"), distance(said, "after:"), distance("", "after:")],
            [Some(0.146), None, None]
        );
    }
}
