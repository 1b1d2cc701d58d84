//! An engine that opens pages, told what a visitor's system asks for.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::driver::{Display, Driver};
use crate::running::{IdleBrowsers, RunningBrowser};
use crate::{Engine, Error, Page, Visitor};

/// An engine, ready to open pages; each page is alone in its browser, and a stranger to those before it.
pub struct Browser {
    engine: Engine,
    // Ended before the display that they are shown on.
    idle: IdleBrowsers,
    display: Option<Display>,
}

impl Browser {
    /// Makes an engine ready.
    ///
    /// # Errors
    /// When a program that it needs is missing.
    pub fn new(engine: Engine) -> Result<Self, Error> {
        let display = if engine == Engine::WebKit { Some(Display::start()?) } else { None };
        Ok(Self { engine, idle: IdleBrowsers::default(), display })
    }

    /// Its engine.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A browser that does not come up is started once more: another driver may have taken the port that was free.
    fn start(&self, visitor: &Visitor) -> Result<Arc<RunningBrowser>, Error> {
        self.start_once(visitor).or_else(|error| match error {
            Error::Missing(_) => Err(error),
            _ => self.start_once(visitor),
        })
    }

    fn start_once(&self, visitor: &Visitor) -> Result<Arc<RunningBrowser>, Error> {
        let driver = Driver::start(self.engine, self.display.as_ref(), visitor)?;
        let Value::Object(capabilities) = capabilities(self.engine, visitor)? else { unreachable!("an object") };
        Ok(Arc::new(RunningBrowser::start(self.engine, driver, capabilities)?))
    }

    /// An empty page of this visitor.
    ///
    /// # Errors
    /// When the browser does not come up.
    pub fn blank(&self, visitor: &Visitor) -> Result<Page, Error> {
        let ordinary = *visitor == Visitor::default();
        let idle = if ordinary { self.idle.take() } else { None };
        let running = idle.map_or_else(|| self.start(visitor), Ok)?;
        let page = Page::new(self.engine, running, ordinary.then(|| self.idle.clone()));
        page.emulate_media(visitor)?;
        Ok(page)
    }

    /// Opens an address as somebody who has never been here before.
    ///
    /// # Errors
    /// When the page does not load.
    pub fn open(&self, url: &str) -> Result<Page, Error> {
        let page = self.blank(&Visitor::default())?;
        page.navigate(url)?;
        Ok(page)
    }
}

fn capabilities(engine: Engine, visitor: &Visitor) -> Result<Value, Error> {
    Ok(match engine {
        Engine::Chromium => chromium(visitor)?,
        Engine::Firefox => firefox(visitor)?,
        Engine::WebKit => {
            let mut args = vec!["--automation"];
            args.extend(visitor.dark.then_some("--dark-mode"));
            json!({ "webkitgtk:browserOptions": { "binary": Engine::mini_browser(), "args": args } })
        }
    })
}

const CHROMIUM_FLAGS: [&str; 7] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
];

fn chromium(visitor: &Visitor) -> Result<Value, Error> {
    let args: Vec<&str> = CHROMIUM_FLAGS.into_iter().chain(visitor.flags.iter().map(String::as_str)).collect();
    let preferences = match &visitor.downloads {
        Some(folder) => json!({ "download.default_directory": folder, "download.prompt_for_download": false }),
        None => json!({}),
    };
    let binary = Engine::Chromium.program("chromium")?;
    Ok(json!({ "goog:chromeOptions": { "binary": binary, "args": args, "prefs": preferences } }))
}

fn firefox(visitor: &Visitor) -> Result<Value, Error> {
    let mut preferences = json!({
        "ui.systemUsesDarkTheme": i32::from(visitor.dark),
        "ui.prefersReducedMotion": i32::from(visitor.reduced_motion),
        "dom.disable_open_during_load": false,
        // As a slow screen has: without a graphics card most of the time would go into frames that no test looks at.
        "layout.frame_rate": 15,
        // A page takes over the process of the one before it, and no process is started for a page that may come.
        "dom.ipc.keepProcessesAlive.webIsolated.perOrigin": 2,
        "dom.ipc.processPrelaunch.enabled": false,
    });
    if let Some(folder) = &visitor.downloads {
        preferences["browser.download.folderList"] = 2.into();
        preferences["browser.download.dir"] = json!(folder);
        preferences["browser.download.always_ask_before_handling_new_types"] = false.into();
    }
    let binary = Engine::Firefox.program("firefox-esr")?;
    Ok(json!({ "moz:firefoxOptions": { "binary": binary, "args": ["-headless"], "prefs": preferences } }))
}
