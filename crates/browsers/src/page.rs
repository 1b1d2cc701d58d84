//! One page: where it is, what it evaluates, what it has done.

use std::{sync::Arc, thread, time::Duration};

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::Url;

use crate::running::{IdleBrowsers, RunningBrowser};
use crate::runtime::{DEADLINE, answer};
use crate::wait::wait;
use crate::{Capability, Engine, Error, Visitor};

/// The memory of a page at one moment, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct MemoryInUse {
    /// Taken so far by the program of its newest worker.
    pub worker: f64,
    /// Taken so far by its own program.
    pub page: f64,
    /// Kept by the browser for its scripts.
    pub scripts: f64,
}

/// A page, alone in its browser; it is closed when it is dropped.
pub struct Page {
    engine: Engine,
    running: Arc<RunningBrowser>,
    /// Where its browser waits for the next page.
    idle: Option<IdleBrowsers>,
}

impl Page {
    pub(crate) fn new(engine: Engine, running: Arc<RunningBrowser>, idle: Option<IdleBrowsers>) -> Self {
        Self { engine, running, idle }
    }

    /// Its engine.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn client(&self) -> &Client {
        &self.running.client
    }

    /// Goes to `url` and waits until it has loaded; another hash of the same document does not load.
    ///
    /// # Errors
    /// When the address cannot be reached, or does not load in time.
    pub fn navigate(&self, url: &str) -> Result<(), Error> {
        answer(&format!("to open {url}"), self.client().goto(url))
    }

    /// Loads the page anew, as a person does: a driver's own reload passes Firefox's service workers by, and WebKit's
    /// comes back while the page of before still answers.
    ///
    /// # Errors
    /// When it does not load in time.
    pub fn reload(&self) -> Result<(), Error> {
        let before = self.evaluate("performance.timeOrigin")?;
        self.run("setTimeout(() => location.reload())")?;
        let is_new = format!("performance.timeOrigin !== {before} && document.readyState === 'complete'");
        self.wait_until(&is_new, DEADLINE)
    }

    /// Goes into the first frame of the page: what is asked from now on is asked there.
    ///
    /// # Errors
    /// When there is none.
    pub fn enter_frame(&self) -> Result<(), Error> {
        answer("to enter a frame", self.client().enter_frame(0))
    }

    /// Goes back to the page around a frame.
    ///
    /// # Errors
    /// When the page is gone.
    pub fn leave_frame(&self) -> Result<(), Error> {
        answer("to leave a frame", self.client().enter_parent_frame())
    }

    /// Goes back one entry of the page's history.
    ///
    /// # Errors
    /// When there is no entry before this one.
    pub fn back(&self) -> Result<(), Error> {
        let before = self.evaluate("location.href")?;
        answer("to go back", self.client().back())?;
        let gone = || self.evaluate("location.href").is_ok_and(|now| now != before);
        wait(&format!("the page to go back from {before}"), DEADLINE, gone)
    }

    /// The value of a JavaScript expression; a promise is awaited, `undefined` is null.
    ///
    /// A number that JSON cannot carry arrives as its words: "NaN", "Infinity".
    ///
    /// # Errors
    /// What the expression throws, with its stack.
    pub fn evaluate(&self, expression: &str) -> Result<Value, Error> {
        self.script(&format!("return ({expression});"))
    }

    /// Runs statements for what they do.
    ///
    /// # Errors
    /// What they throw, with its stack.
    pub fn run(&self, statements: &str) -> Result<(), Error> {
        self.script(statements).map(drop)
    }

    fn script(&self, body: &str) -> Result<Value, Error> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const plain = value => value === undefined ? null
                 : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
             (async () => {{ {body} }})().then(
                 value => done({{ value: plain(value) }}),
                 error => done({{ error: String(error) + '\\n' + (error?.stack ?? '') }}));"
        );
        let mut answer = answer("a script", self.client().execute_async(&script, vec![]))?;
        match answer["error"].as_str() {
            Some(words) => Err(Error::Script(words.to_owned())),
            None => Ok(answer["value"].take()),
        }
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
        let holds = within_a_second(condition);
        wait(condition, limit, || self.evaluate(&holds).is_ok_and(|value| value == true)).map_err(|_| {
            let seen = self.evaluate(describe).map_or_else(|error| error.to_string(), |value| value.to_string());
            Error::Late { what: format!("{condition}; last seen: {seen}"), waited: limit }
        })
    }

    /// Every console error and warning, uncaught error, violation of the page's policy and file that did not load so
    /// far. Needs a host with a journal.
    ///
    /// # Errors
    /// When the page is gone.
    pub fn complaints(&self) -> Result<Vec<String>, Error> {
        let said = self.evaluate("window.journal?.complaints ?? []")?;
        Ok(said.as_array().into_iter().flatten().map(|line| line.as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Bytes of the newest worker's memory. Needs a host with a journal.
    ///
    /// # Errors
    /// When there is no worker.
    pub fn worker_memory(&self) -> Result<f64, Error> {
        Ok(self.evaluate("journal.workerFigure('memory')")?.as_f64().unwrap_or(f64::NAN))
    }

    /// What the newest worker, the page's own program and its scripts keep, once what nobody needs is collected.
    /// Chromium only; needs a host with a journal.
    ///
    /// It is read by the developer tools: each script of a driver leaves some kilobytes in the page that it looks at.
    ///
    /// # Errors
    /// When there is no worker.
    pub fn memory_in_use(&self) -> Result<MemoryInUse, Error> {
        let bytes = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let programs =
            self.evaluate_by_dev_tools("Promise.all([journal.workerFigure('memory'), journal.pageMemory()])")?;
        self.dev_tools("HeapProfiler.collectGarbage", &json!({}))?;
        let scripts = self.dev_tools("Runtime.getHeapUsage", &json!({}))?;
        let [worker, page] = [0, 1].map(|i| bytes(&programs[i]));
        Ok(MemoryInUse { worker, page, scripts: bytes(&scripts["usedSize"]) })
    }

    /// The longest time that the newest worker has worked since it was asked last without letting a message in, in
    /// milliseconds. Needs a host with a journal.
    ///
    /// # Errors
    /// When there is no worker.
    pub fn longest_slice(&self) -> Result<f64, Error> {
        Ok(self.evaluate("journal.workerFigure('slice')")?.as_f64().unwrap_or(f64::NAN))
    }

    /// Ends the newest worker as a crash does, which the page is told. Needs a host with a journal.
    ///
    /// # Errors
    /// When there is no worker.
    pub fn crash_worker(&self) -> Result<(), Error> {
        self.run("journal.crashWorker()")
    }

    /// Ends the newest worker, and the page is not told. Needs a host with a journal.
    ///
    /// # Errors
    /// When there is no worker.
    pub fn kill_worker(&self) -> Result<(), Error> {
        self.run("journal.killWorker()")
    }

    /// Tells the page that it is hidden, or shown again: what is in a tab that nobody looks at. Needs a host with a
    /// journal.
    ///
    /// # Errors
    /// When the page is gone.
    pub fn set_visible(&self, visible: bool) -> Result<(), Error> {
        self.run(&format!("journal.setVisible({visible})"))
    }

    pub(crate) fn emulate_media(&self, visitor: &Visitor) -> Result<(), Error> {
        if self.engine != Engine::Chromium {
            return Ok(());
        }
        let feature = |name: &str, asked: bool, yes: &str, no: &str| json!({ "name": name, "value": if asked { yes } else { no } });
        let features = [
            feature("prefers-color-scheme", visitor.dark, "dark", "light"),
            feature("prefers-reduced-motion", visitor.reduced_motion, "reduce", "no-preference"),
        ];
        self.dev_tools("Emulation.setEmulatedMedia", &json!({ "features": features }))?;
        self.dev_tools("Emulation.setFocusEmulationEnabled", &json!({ "enabled": true }))?;
        Ok(())
    }

    /// What an expression is in the end, and nothing of it stays in the page.
    fn evaluate_by_dev_tools(&self, expression: &str) -> Result<Value, Error> {
        let asked = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.dev_tools("Runtime.evaluate", &asked)?;
        match answer["exceptionDetails"]["exception"]["description"].as_str() {
            Some(thrown) => Err(Error::Script(thrown.to_owned())),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// A call of Chromium's DevTools protocol, which its driver passes on.
    pub(crate) fn dev_tools(&self, method: &str, params: &Value) -> Result<Value, Error> {
        assert!(self.engine.has(Capability::Phone), "only Chromium speaks the DevTools protocol");
        let call = DevToolsCall { body: json!({ "cmd": method, "params": params }).to_string() };
        answer(method, self.client().issue_cmd(call))
    }
}

/// Whether a condition holds within about a second. The page itself looks again and again, as a script of a driver costs
/// more than many looks; and it answers in the end, as a page that is left answers nothing.
fn within_a_second(condition: &str) -> String {
    format!(
        "(async () => {{
            for (let looks = 0; looks < 40; looks++) {{
                try {{ if (await ({condition})) return true; }} catch {{ /* It does not hold yet. */ }}
                await new Promise(next => setTimeout(next, 25));
            }}
            return false;
        }})()"
    )
}

impl Drop for Page {
    fn drop(&mut self) {
        // After a test that failed nobody knows what its browser is up to.
        if let Some(idle) = self.idle.take().filter(|_| !thread::panicking()) {
            idle.keep(&self.running);
        }
    }
}

#[derive(Debug)]
struct DevToolsCall {
    body: String,
}

impl WebDriverCompatibleCommand for DevToolsCall {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.clone()))
    }
}
