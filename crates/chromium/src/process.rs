//! Finding, starting and ending the browser.

use crate::{
    Error, Page,
    wait::{POLL, poll},
    wire::{DEADLINE, Wire},
};
use serde_json::json;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
    "about:blank",
];

const GOODBYE: Duration = Duration::from_secs(3);

/// How to start the browser.
#[derive(Default)]
pub struct Options {
    /// The program; `None` looks in the variable CHROMIUM, then on PATH.
    pub program: Option<PathBuf>,
    /// Flags beside the usual ones, as in "--js-flags=--no-opt".
    pub flags: Vec<String>,
}

/// A running headless browser with a profile of its own.
///
/// It ends, and its profile is removed, when it and the last of its pages are dropped.
pub struct Chromium(Arc<Running>);

impl Chromium {
    /// Starts a browser.
    ///
    /// # Errors
    /// When there is none, or it does not come up.
    pub fn launch(options: Options) -> Result<Self, Error> {
        let program = options.program.or_else(find).ok_or(Error::NoBrowser)?;
        let profile = Profile::new()?;
        let child = spawn(&program, &options.flags, &profile.0)?;
        let mut running = Running { child, profile, port: 0, path: String::new() };
        (running.port, running.path) = running.wait_for_address()?;
        Ok(Self(Arc::new(running)))
    }

    /// Opens `url` in a browser context of its own: storage and cache are shared with no other page.
    ///
    /// # Errors
    /// When the page cannot be loaded.
    pub fn open(&self, url: &str) -> Result<Page, Error> {
        let page = self.blank()?;
        page.navigate(url)?;
        Ok(page)
    }

    /// An empty page in a browser context of its own, to be set up before it navigates.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn blank(&self) -> Result<Page, Error> {
        Page::create(Arc::clone(&self.0))
    }
}

/// The browser: CHROMIUM's if that variable is set, else the first known name on PATH.
#[must_use]
pub fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|program| program.is_file())
}

/// The process and where it listens.
pub(crate) struct Running {
    child: Child,
    profile: Profile,
    pub port: u16,
    pub path: String,
}

impl Running {
    fn wait_for_address(&mut self) -> Result<(u16, String), Error> {
        poll("Chromium to start", DEADLINE, || self.profile.address().is_some() || self.has_ended())?;
        self.profile.address().ok_or_else(|| Error::Gone(self.profile.last_words()))
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks the browser to end, which also ends what a wrapper script started, and then makes sure.
    fn end(&mut self) {
        if let Ok(wire) = Wire::open(self.port, &self.path, |_, _| {}) {
            wire.call_within("", "Browser.close", json!({}), GOODBYE).ok();
            wire.close();
            poll("Chromium to end", GOODBYE, || self.has_ended()).ok();
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(program: &Path, flags: &[String], profile: &Path) -> Result<Child, Error> {
    let words = || format!("starting {}", program.display());
    let log = fs::File::create(profile.join(LOG)).map_err(Error::io(words()))?;
    Command::new(program)
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(flags)
        .args(FLAGS)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map_err(Error::io(words()))
}

/// A profile folder that is removed when dropped.
struct Profile(PathBuf);

/// What Chromium says while it starts.
const LOG: &str = "stderr.txt";

impl Profile {
    fn new() -> Result<Self, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("chromium-profile-{}-{count}", process::id()));
        fs::remove_dir_all(&folder).ok();
        fs::create_dir(&folder).map_err(Error::io(format!("making {}", folder.display())))?;
        Ok(Self(folder))
    }

    /// Chromium writes the port that it chose and the path of its socket into this file.
    fn address(&self) -> Option<(u16, String)> {
        let text = fs::read_to_string(self.0.join("DevToolsActivePort")).ok()?;
        let (port, path) = text.split_once('\n')?;
        (!path.is_empty()).then_some((port.parse().ok()?, path.trim().into()))
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.0.join(LOG)).unwrap_or_default();
        let last = log.lines().rfind(|line| !line.trim().is_empty());
        last.unwrap_or("it said nothing").into()
    }
}

impl Drop for Profile {
    /// Chromium's children may still write for a moment after it has ended.
    fn drop(&mut self) {
        for _ in 0..50 {
            if fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            thread::sleep(POLL);
        }
    }
}
