//! The release page: built into `dist/`, measured, served.

use crate::names::{with_short_imports, without_names};
use crate::{offline::write_service_worker, steps::Steps, tools};
use anyhow::{Context as _, Result, ensure};
use browsers::StaticServer;
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};
use xshell::{Shell, cmd};

/// What a visitor may have to fetch of each binary, in bytes after gzip.
const LIMITS: [Limit; 2] = [
    Limit { words: "the page's binary", start: "app-", end: "_bg.wasm", bytes: 292_000 },
    Limit { words: "the worker's binary", start: "worker", end: "_bg.wasm", bytes: 790_000 },
];

struct Limit {
    words: &'static str,
    start: &'static str,
    end: &'static str,
    bytes: usize,
}

/// What opens an address in the browser that the person's system chooses.
const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// Builds the page, then prints what took how long.
///
/// # Errors
/// When a tool is missing and cannot be installed, or the page does not build, or is too large.
pub fn build_only(shell: &Shell, public_url: Option<&str>) -> Result<()> {
    let mut steps = Steps::default();
    build(shell, &mut steps, public_url)?;
    print!("\n{}", steps.table());
    Ok(())
}

/// Builds the page and serves it until the person stops it.
///
/// # Errors
/// Like [`build_only`], and when the port is taken.
pub fn serve(shell: &Shell, port: u16, open: bool) -> Result<()> {
    StaticServer::check_port(port)?; // now, and not after minutes of work
    build_only(shell, None)?;
    let server = StaticServer::start(&dist(shell), "/", port)?;
    println!("\nThe playground is at {} (Ctrl-C stops it)", server.url());
    if open {
        self::open(shell, &server.url())?;
    }
    server.run();
    Ok(())
}

/// Shows a file or an address in the person's browser.
///
/// # Errors
/// When the system has no command for that.
pub fn open(shell: &Shell, address: &str) -> Result<()> {
    Ok(shell.cmd(OPENER).arg(address).run()?)
}

/// Builds the page into `dist/` with whatever that needs, as steps.
///
/// # Errors
/// When a tool is missing and cannot be installed, or the page does not build, or is too large.
pub fn build(shell: &Shell, steps: &mut Steps, public_url: Option<&str>) -> Result<()> {
    tools::ensure(shell, steps)?;
    let dist = dist(shell);
    steps.run("build the page", || {
        let mut trunk = cmd!(shell, "trunk build --release --offline true");
        if let Some(url) = public_url {
            trunk = trunk.args(["--public-url", url]);
        }
        // Trunk takes no other value than "true" or "false" for it, where the custom is "1".
        trunk.env_remove("NO_COLOR").run()?;
        LIMITS.iter().try_for_each(|limit| limit.shorten(&dist))?;
        write_service_worker(&dist)
    })?;
    steps.run("measure the page", || LIMITS.iter().try_for_each(|limit| limit.check(&dist)))
}

/// The folder of the built page.
pub fn dist(shell: &Shell) -> PathBuf {
    shell.current_dir().join("dist")
}

impl Limit {
    /// Takes the names out that no browser needs.
    fn shorten(&self, dist: &Path) -> Result<()> {
        let file = self.file(dist)?;
        let script = PathBuf::from(file.display().to_string().replace(self.end, ".js"));
        let named = || file.display().to_string();
        let module = without_names(&fs::read(&file).with_context(named)?).with_context(named)?;
        let (module, glue) = with_short_imports(&module, &fs::read_to_string(&script).with_context(named)?)?;
        fs::write(&file, module).with_context(named)?;
        fs::write(&script, glue).with_context(named)
    }

    fn check(&self, dist: &Path) -> Result<()> {
        let file = self.file(dist)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&fs::read(&file).with_context(|| file.display().to_string())?)?;
        let bytes = gzip.finish()?.len();
        let sizes = format!("{} is {} kB after gzip, of at most {} kB", self.words, bytes / 1000, self.bytes / 1000);
        println!("    {sizes}");
        ensure!(bytes <= self.bytes, sizes);
        Ok(())
    }

    fn file(&self, dist: &Path) -> Result<PathBuf> {
        let files = fs::read_dir(dist).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut named = files.filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(self.start) && name.ends_with(self.end)
        });
        named.next().with_context(|| format!("{} is not in dist/", self.words))
    }
}
