//! The built page on a plain static server, and a browser to open it in.

use chromium::{Chromium, Error, Options, Page, StaticServer};
use std::path::PathBuf;

/// Deep enough that an address which is not relative cannot work.
const SUB_PATH: &str = "/some/sub/path/";

/// A server of `dist/` under a sub-path, and a headless browser; both end when it is dropped.
pub struct Stage {
    server: StaticServer,
    browser: Chromium,
}

/// The folder of the built page.
#[must_use]
pub fn dist() -> PathBuf {
    crate::source::root().join("dist")
}

impl Stage {
    /// Serves the page and starts a browser.
    ///
    /// # Errors
    /// When the page is not built, or no browser is found.
    pub fn new() -> Result<Self, Error> {
        let server = StaticServer::start(&dist(), SUB_PATH, 0)?;
        let browser = Chromium::launch(Options::default())?;
        Ok(Self { server, browser })
    }

    /// The playground's address with this hash: "recipe=single_DDPM", or nothing.
    #[must_use]
    pub fn url(&self, hash: &str) -> String {
        match hash {
            "" => self.server.url(),
            _ => format!("{}#{hash}", self.server.url()),
        }
    }

    /// Opens the playground with this hash, as a visitor who has never been here before.
    ///
    /// # Errors
    /// When the page does not load.
    pub fn open_playground(&self, hash: &str) -> Result<Page, Error> {
        self.browser.open(&self.url(hash))
    }

    /// A blank page of a new visitor, to be given a window or media before [`Stage::url`] is opened in it.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn blank(&self) -> Result<Page, Error> {
        self.browser.blank()
    }
}
