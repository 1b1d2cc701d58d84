//! The release page: built into `dist/`, measured, served.

use crate::{
    shell::{self, Failure},
    slim::without_names,
    steps::Steps,
    tools,
};
use chromium::StaticServer;
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// What a visitor may have to fetch of each binary, in bytes after gzip.
const LIMITS: [Limit; 2] = [
    Limit { words: "the page's binary", start: "app-", end: "_bg.wasm", bytes: 200_000 },
    Limit { words: "the worker's binary", start: "worker", end: "_bg.wasm", bytes: 600_000 },
];

struct Limit {
    words: &'static str,
    start: &'static str,
    end: &'static str,
    bytes: usize,
}

/// Builds the page, then prints what took how long.
///
/// # Errors
/// When a tool is missing and cannot be installed, or the page does not build, or is too large.
pub fn build_only(public_url: Option<&str>) -> Result<(), Failure> {
    let mut steps = Steps::default();
    build(&mut steps, public_url)?;
    print!("\n{}", steps.table());
    Ok(())
}

/// Builds the page and serves it until the person stops it.
///
/// # Errors
/// Like [`build_only`], and when the port is taken.
pub fn serve(port: u16, open: bool) -> Result<(), Failure> {
    StaticServer::check_port(port)?; // now, and not after minutes of work
    build_only(None)?;
    let server = StaticServer::start(&dist(), "/", port)?;
    println!("\nThe playground is at {} (Ctrl-C stops it)", server.url());
    if open {
        show(&server.url())?;
    }
    server.run();
    Ok(())
}

/// Builds the page into `dist/` with whatever that needs, as steps.
///
/// # Errors
/// When a tool is missing and cannot be installed, or the page does not build, or is too large.
pub fn build(steps: &mut Steps, public_url: Option<&str>) -> Result<(), Failure> {
    tools::ensure(steps)?;
    steps.run("build the page", || trunk(public_url).and_then(|()| LIMITS.iter().try_for_each(Limit::slim)))?;
    steps.run("measure the page", || LIMITS.iter().try_for_each(Limit::check))
}

/// The folder of the built page.
pub fn dist() -> PathBuf {
    shell::root().join("dist")
}

fn trunk(public_url: Option<&str>) -> Result<(), Failure> {
    let mut command = shell::line("trunk build --release --offline true");
    if let Some(url) = public_url {
        command.args(["--public-url", url]);
    }
    // Trunk takes no other value than "true" or "false" for it, where the custom is "1".
    shell::run(command.env_remove("NO_COLOR"))
}

fn show(url: &str) -> Result<(), Failure> {
    let opener = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    shell::run(shell::program(opener).arg(url))
}

impl Limit {
    fn slim(&self) -> Result<(), Failure> {
        let file = self.file()?;
        let told = |words: String| Failure::new(format!("{}: {words}", file.display()));
        let module = fs::read(&file).map_err(|error| told(error.to_string()))?;
        let slim = without_names(&module).ok_or_else(|| told("not a WebAssembly module".to_owned()))?;
        fs::write(&file, slim).map_err(|error| told(error.to_string()))
    }

    fn check(&self) -> Result<(), Failure> {
        let file = self.file()?;
        let packed = gzipped(&file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        let sizes = format!("{} is {} kB after gzip, of at most {} kB", self.words, packed / 1000, self.bytes / 1000);
        println!("    {sizes}");
        if packed > self.bytes { Err(Failure::new(sizes)) } else { Ok(()) }
    }

    fn file(&self) -> Result<PathBuf, Failure> {
        let files = fs::read_dir(dist()).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut named = files.filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(self.start) && name.ends_with(self.end)
        });
        named.next().ok_or_else(|| Failure::new(format!("{} is not in dist/", self.words)))
    }
}

fn gzipped(file: &Path) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&fs::read(file)?)?;
    Ok(encoder.finish()?.len())
}
