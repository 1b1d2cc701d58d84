//! The built page on a plain static host, and a browser to open it in.

use browsers::{Browser, Engine, Error, Fault, Page, StaticServer, Visitor};
use std::path::PathBuf;

/// Deep enough that an address which is not relative cannot work.
const SUB_PATH: &str = "/some/sub/path/";

/// A server of `dist/` under a sub-path, and the engine of this test run; both end when it is dropped.
pub struct PageHost {
    server: StaticServer,
    browser: Browser,
}

/// The folder of the built page.
pub fn dist() -> PathBuf {
    crate::source::root().join("dist")
}

impl PageHost {
    /// Serves the page and makes the engine ready.
    ///
    /// # Errors
    /// When the page is not built, or the engine is not installed.
    pub fn new() -> Result<Self, Error> {
        let server = StaticServer::with_journal(&dist(), SUB_PATH)?;
        Ok(Self { server, browser: Browser::new(Engine::of_this_run())? })
    }

    /// The address of the playground for one more visit.
    pub fn visit(&self) -> String {
        self.server.visit()
    }

    /// What was asked for in a visit, in order.
    pub fn requests(&self, visit: &str) -> Vec<String> {
        self.server.requests(visit)
    }

    /// From now on every file whose name begins like this is served wrongly.
    pub fn spoil(&self, begin: &str, fault: Fault) {
        self.server.spoil(begin, fault);
    }

    /// An empty page of a new visitor, to be given a window before an address is opened in it.
    ///
    /// # Errors
    /// When the browser does not come up.
    pub fn blank(&self, visitor: &Visitor) -> Result<Page, Error> {
        self.browser.blank(visitor)
    }
}
