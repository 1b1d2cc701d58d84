//! A running browser with its driver, handed from one page to the next: a browser takes longer to start than a page.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value};

use crate::driver::Driver;
use crate::runtime::{DEADLINE, answer, answer_within};
use crate::{Engine, Error};

/// A browser that hangs is ended with its driver after this time.
const GOODBYE: Duration = Duration::from_secs(5);

/// Nothing is stored any more, and a page that goes on until it is closed stores nothing either.
const FORGET: &str = "try { Storage.prototype.setItem = () => {}; localStorage.clear(); } catch { /* No storage. */ }";

/// A running browser; it ends when it is dropped.
pub struct RunningBrowser {
    engine: Engine,
    pub client: Client,
    _driver: Driver,
}

impl RunningBrowser {
    /// Starts a browser by its driver.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(engine: Engine, driver: Driver, capabilities: Map<String, Value>) -> Result<Self, Error> {
        let connect = async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(Capabilities::from_iter(capabilities)).connect(&driver.address).await
        };
        let client = answer("a session", connect)?;
        let running = Self { engine, client, _driver: driver };
        let times = TimeoutConfiguration::new(Some(DEADLINE), Some(DEADLINE), None);
        answer("its time limits", running.client.update_timeouts(times))?;
        Ok(running)
    }

    /// Closes its page with all that the page has stored, and shows an empty one.
    fn forget(&self) -> Result<(), Error> {
        let client = &self.client;
        answer_within(GOODBYE, "another window", async {
            client.execute(FORGET, vec![]).await?;
            let empty = client.new_window(false).await?.handle;
            client.close_window().await?;
            client.switch_to_window(empty).await
        })
    }
}

impl Drop for RunningBrowser {
    fn drop(&mut self) {
        let _ = answer_within(GOODBYE, "to close", self.client.clone().close());
        if self.engine == Engine::WebKit {
            // Its windows close after the answer.
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The browsers of visitors who ask for nothing special, between two pages.
#[derive(Clone, Default)]
pub struct IdleBrowsers(Arc<Mutex<Vec<Arc<RunningBrowser>>>>);

impl IdleBrowsers {
    /// One of them, if there is one.
    pub fn take(&self) -> Option<Arc<RunningBrowser>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Keeps a browser for another page, if it still does what it is asked.
    pub fn keep(&self, running: &Arc<RunningBrowser>) {
        if running.forget().is_ok() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(running));
        }
    }
}
