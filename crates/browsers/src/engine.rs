//! The engines that the page promises, and what a test can do with each.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::Error;

/// The variable that names the engine of a test run.
const VARIABLE: &str = "BROWSER_ENGINE";

/// Where Debian keeps WebKitGTK's own browser.
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Blink, by Chromium.
    Chromium,
    /// Gecko, by Firefox.
    Firefox,
    /// WebKit, by WebKitGTK's MiniBrowser: the engine of Safari.
    WebKit,
}

/// What not every engine lets a test do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// A phone's screen with touch, and a window as narrow: only Chromium emulates one.
    Phone,
    /// A system that asks for dark colours or little motion.
    MediaPreferences,
    /// A folder for downloads, without a question.
    Downloads,
    /// A recorder of video: WebKitGTK says that it has one, and records nothing without encoders of its desktop's.
    Video,
    /// Flags of the JavaScript engine.
    EngineFlags,
    /// A page as it is on paper.
    Paper,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The engine of this test run: the one that the variable `BROWSER_ENGINE` names, Chromium without it.
    ///
    /// # Panics
    /// Where the variable names no engine.
    pub fn of_this_run() -> Self {
        let Some(name) = env::var(VARIABLE).ok().filter(|name| !name.is_empty()) else { return Self::Chromium };
        let known = Self::ALL.into_iter().find(|engine| engine.name().eq_ignore_ascii_case(&name));
        known.unwrap_or_else(|| panic!("{VARIABLE} is “{name}”: there are Chromium, Firefox and WebKit"))
    }

    /// The variable and the value that choose this engine for a test run.
    pub fn variable(self) -> (&'static str, &'static str) {
        (VARIABLE, self.name())
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// Whether a test can do this with it.
    pub fn has(self, capability: Capability) -> bool {
        match self {
            Self::Chromium => true,
            Self::Firefox => {
                matches!(capability, Capability::MediaPreferences | Capability::Downloads | Capability::Video)
            }
            Self::WebKit => matches!(capability, Capability::MediaPreferences | Capability::Downloads),
        }
    }

    /// The programs that it needs: browser, driver, and for WebKit a display.
    pub fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromedriver"],
            Self::Firefox => &["firefox-esr", "geckodriver"],
            Self::WebKit => &["WebKitWebDriver", "Xvfb"],
        }
    }

    /// The programs of it that are not there.
    pub fn missing(self) -> Vec<&'static str> {
        let mut missing: Vec<_> =
            self.programs().iter().copied().filter(|program| self.program(program).is_err()).collect();
        if self == Self::WebKit && !Path::new(MINI_BROWSER).is_file() {
            missing.push("MiniBrowser");
        }
        missing
    }

    /// Where a program of it is: where the variable of its name says (CHROMIUM, CHROMEDRIVER …), else on PATH.
    pub(crate) fn program(self, name: &str) -> Result<PathBuf, Error> {
        let variable = name.replace('-', "_").to_uppercase();
        if let Some(named) = env::var_os(variable).filter(|named| !named.is_empty()) {
            return Ok(named.into());
        }
        let names = match name {
            "chromium" => vec!["chromium", "chromium-browser", "google-chrome"],
            "firefox-esr" => vec!["firefox-esr", "firefox"],
            other => vec![other],
        };
        let path = env::var_os("PATH").unwrap_or_default();
        let mut places = names.iter().flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)));
        let missing = || Error::Missing(format!("{name} was not found: install it for the tests in {}", self.name()));
        places.find(|program| program.is_file()).ok_or_else(missing)
    }

    pub(crate) fn mini_browser() -> &'static str {
        MINI_BROWSER
    }
}
