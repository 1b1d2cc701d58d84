//! One page: where it is, what it evaluates, what it has done.

use crate::{
    Error,
    journal::{self, Journal, exception_text},
    process::Running,
    wait::{POLL, poll},
    wire::{DEADLINE, Wire, lock},
};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

/// A page in a browser context of its own; it closes when dropped.
pub struct Page {
    pub(crate) wire: Wire,
    pub(crate) session: String,
    /// The browser context, which no other page has.
    context: String,
    journal: Arc<Mutex<Journal>>,
    _browser: Arc<Running>,
}

/// A worker of a page that was alive when it was asked for.
pub struct Worker<'page> {
    page: &'page Page,
    session: String,
    url: String,
}

impl Page {
    pub(crate) fn create(browser: Arc<Running>) -> Result<Self, Error> {
        let journal = Arc::new(Mutex::new(Journal::default()));
        let book = Arc::clone(&journal);
        let wire = Wire::open(browser.port, &browser.path, move |wire, event| {
            lock(&book).hear(wire, event);
        })?;
        let (context, session) = attach_to_new_target(&wire)?;
        let page = Self { wire, session, context, journal, _browser: browser };
        page.listen()?;
        Ok(page)
    }

    fn listen(&self) -> Result<(), Error> {
        let mut outcome = self.call("Page.enable", json!({})).map(drop);
        journal::listen(|method, params| {
            if outcome.is_ok() {
                outcome = self.call(method, params).map(drop);
            }
        });
        outcome?;
        self.pretend_focus(true)
    }

    pub(crate) fn call(&self, method: &str, params: Value) -> Result<Value, Error> {
        self.wire.call(&self.session, method, params)
    }

    /// Goes to `url` and waits until it has loaded; another hash of the same document does not load.
    ///
    /// # Errors
    /// When the address cannot be reached, or does not load in time.
    pub fn navigate(&self, url: &str) -> Result<(), Error> {
        let answer = self.call("Page.navigate", json!({"url": url}))?;
        if let Some(reason) = answer["errorText"].as_str() {
            return Err(Error::Refused { method: format!("to open {url}"), reason: reason.into() });
        }
        self.loaded()
    }

    /// Loads the page anew.
    ///
    /// # Errors
    /// When it does not load in time.
    pub fn reload(&self) -> Result<(), Error> {
        let loads = lock(&self.journal).loads;
        self.call("Page.reload", json!({}))?;
        poll("the page to reload", DEADLINE, || lock(&self.journal).loads > loads)?;
        self.loaded()
    }

    /// Goes back one entry of the page's history.
    ///
    /// # Errors
    /// When there is no entry before this one.
    pub fn back(&self) -> Result<(), Error> {
        let history = self.call("Page.getNavigationHistory", json!({}))?;
        let before = history["currentIndex"].as_u64().unwrap_or(0).checked_sub(1);
        let entry = before.and_then(|index| history["entries"].get(index as usize));
        let Some(id) = entry.map(|entry| &entry["id"]) else {
            return Err(Error::Refused {
                method: "to go back".into(),
                reason: "the history has nothing before this page".into(),
            });
        };
        let arrivals = self.arrivals();
        self.call("Page.navigateToHistoryEntry", json!({"entryId": id}))?;
        poll("the page to go back", DEADLINE, || self.arrivals() > arrivals)?;
        self.loaded()
    }

    fn arrivals(&self) -> usize {
        let journal = lock(&self.journal);
        journal.loads + journal.hops
    }

    fn loaded(&self) -> Result<(), Error> {
        self.wait_until("document.readyState === 'complete'", DEADLINE)
    }

    /// The value of a JavaScript expression; a promise is awaited, `undefined` is null.
    ///
    /// A number that JSON cannot carry arrives as its words: "NaN", "Infinity".
    ///
    /// # Errors
    /// What the expression throws, with its stack.
    pub fn evaluate(&self, expression: &str) -> Result<Value, Error> {
        evaluate(&self.wire, &self.session, expression, DEADLINE)
    }

    /// Waits until a JavaScript condition holds; one that throws does not hold yet.
    ///
    /// # Errors
    /// When the time is up: the error names the condition and what it last gave.
    pub fn wait_until(&self, condition: &str, limit: Duration) -> Result<(), Error> {
        self.wait_until_or_tell(condition, condition, limit)
    }

    /// Like [`Page::wait_until`]; when the time is up, the error tells the value of `describe`.
    ///
    /// # Errors
    /// When the time is up.
    pub fn wait_until_or_tell(&self, condition: &str, describe: &str, limit: Duration) -> Result<(), Error> {
        let holds = format!("Promise.resolve(({condition})).then(Boolean)");
        poll(condition, limit, || {
            let answer = evaluate(&self.wire, &self.session, &holds, limit.max(POLL));
            answer.is_ok_and(|value| value == true)
        })
        .map_err(|_| Error::Late {
            what: format!("{condition}; last seen: {}", self.describe(describe)),
            waited: limit,
        })
    }

    fn describe(&self, expression: &str) -> String {
        match evaluate(&self.wire, &self.session, expression, Duration::from_secs(2)) {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        }
    }

    /// Saves whatever the page downloads into this folder, under the name that the page gives it.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn download_to(&self, folder: &Path) -> Result<(), Error> {
        let params = json!({"behavior": "allow", "browserContextId": self.context, "downloadPath": folder});
        self.wire.call("", "Browser.setDownloadBehavior", params).map(drop)
    }

    /// Every console error and warning, uncaught exception, log entry of these levels, dialog and crash
    /// so far, of the page and its workers.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        lock(&self.journal).complaints.clone()
    }

    /// Every address that the page and its workers have asked for, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        lock(&self.journal).requests.clone()
    }

    /// The workers that are alive now.
    #[must_use]
    pub fn workers(&self) -> Vec<Worker<'_>> {
        let live = lock(&self.journal).workers.clone();
        live.into_iter().map(|worker| Worker { page: self, session: worker.session, url: worker.url }).collect()
    }
}

impl Drop for Page {
    /// Chromium disposes of the browser context when its connection ends.
    fn drop(&mut self) {
        self.wire.close();
    }
}

impl Worker<'_> {
    /// The address of its script.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Like [`Page::evaluate`], inside the worker.
    ///
    /// # Errors
    /// What the expression throws, or that the worker has ended.
    pub fn evaluate(&self, expression: &str) -> Result<Value, Error> {
        evaluate(&self.page.wire, &self.session, expression, DEADLINE)
    }

    /// Ends the worker as a crash would: the page is not told.
    ///
    /// # Errors
    /// When the worker does not end.
    pub fn kill(self) -> Result<(), Error> {
        let close = json!({"expression": "self.close()"});
        self.page.wire.tell(&self.session, "Runtime.evaluate", close);
        poll("the worker to end", DEADLINE, || {
            let live = &lock(&self.page.journal).workers;
            live.iter().all(|worker| worker.session != self.session)
        })
    }
}

/// The names of a new browser context and of the connection to its one page.
fn attach_to_new_target(wire: &Wire) -> Result<(String, String), Error> {
    let context = wire.call("", "Target.createBrowserContext", json!({"disposeOnDetach": true}))?;
    let target = wire.call(
        "",
        "Target.createTarget",
        json!({"url": "about:blank", "browserContextId": context["browserContextId"], "newWindow": true}),
    )?;
    let attached = wire.call("", "Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}))?;
    let name = |answer: &Value, key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    Ok((name(&context, "browserContextId"), name(&attached, "sessionId")))
}

fn evaluate(wire: &Wire, session: &str, expression: &str, limit: Duration) -> Result<Value, Error> {
    let params = json!({
        "expression": expression,
        "awaitPromise": true,
        "returnByValue": true,
        "userGesture": true,
    });
    let mut answer = wire.call_within(session, "Runtime.evaluate", params, limit)?;
    if let Some(details) = answer.get("exceptionDetails") {
        return Err(Error::Script(exception_text(details)));
    }
    let result = &mut answer["result"];
    match result["unserializableValue"].as_str() {
        Some(words) => Ok(words.into()),
        None => Ok(result["value"].take()),
    }
}
