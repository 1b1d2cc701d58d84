//! What a page has done so far: written down by the listening thread, read by tests.

use crate::wire::{Event, Wire};
use serde_json::{Value, json};

/// What the page and its workers have said, asked for and started.
#[derive(Default)]
pub(crate) struct Journal {
    /// Console errors and warnings, uncaught exceptions, log entries of these levels, crashes.
    pub complaints: Vec<String>,
    /// Every address asked for, in order.
    pub requests: Vec<String>,
    /// The workers alive now.
    pub workers: Vec<LiveWorker>,
    /// How often a document has finished loading.
    pub loads: usize,
    /// How often the page has arrived at an entry of its history without loading a document.
    pub hops: usize,
}

/// A worker that has started and not ended.
#[derive(Clone)]
pub(crate) struct LiveWorker {
    pub session: String,
    pub url: String,
}

impl Journal {
    /// Writes an event down, and readies what it announces.
    pub fn hear(&mut self, wire: &Wire, event: &Event) {
        let params = &event.params;
        match event.method.as_str() {
            "Runtime.consoleAPICalled" => self.complain(event, console_complaint(params)),
            "Runtime.exceptionThrown" => {
                let text = exception_text(&params["exceptionDetails"]);
                self.complain(event, Some(format!("uncaught: {text}")));
            }
            "Log.entryAdded" => self.complain(event, log_complaint(&params["entry"])),
            "Inspector.targetCrashed" => self.complain(event, Some("the page crashed".into())),
            "Network.requestWillBeSent" => self.requests.push(text(&params["request"]["url"])),
            "Target.attachedToTarget" => self.meet(wire, params),
            "Target.detachedFromTarget" => self.forget(&text(&params["sessionId"])),
            "Page.javascriptDialogOpening" => {
                self.complain(event, Some(format!("dialog: {}", text(&params["message"]))));
                let accept = json!({"accept": true});
                wire.tell(&event.session, "Page.handleJavaScriptDialog", accept);
            }
            "Page.loadEventFired" => self.loads += 1,
            "Page.navigatedWithinDocument" => self.hops += 1,
            "Page.frameNavigated" if params["type"] == "BackForwardCacheRestore" => self.hops += 1,
            _ => {}
        }
    }

    fn complain(&mut self, event: &Event, complaint: Option<String>) {
        let Some(complaint) = complaint else { return };
        let worker = self.workers.iter().find(|w| w.session == event.session);
        self.complaints.push(match worker {
            Some(worker) => format!("worker {}: {complaint}", worker.url),
            None => complaint,
        });
    }

    /// A new worker waits until it is heard, so that not even its first words are lost.
    fn meet(&mut self, wire: &Wire, params: &Value) {
        let target = &params["targetInfo"];
        if target["type"] == "page" {
            return;
        }
        let session = text(&params["sessionId"]);
        listen(|method, params| {
            wire.tell(&session, method, params);
        });
        wire.tell(&session, "Runtime.runIfWaitingForDebugger", json!({}));
        if text(&target["type"]).ends_with("worker") {
            let url = text(&target["url"]);
            self.workers.push(LiveWorker { session, url });
        }
    }

    fn forget(&mut self, session: &str) {
        self.workers.retain(|worker| worker.session != session);
    }
}

/// The calls that make a target tell everything that is written down here.
pub(crate) fn listen(mut call: impl FnMut(&str, Value)) {
    for domain in ["Runtime", "Log", "Network"] {
        call(&format!("{domain}.enable"), json!({}));
    }
    let attach = json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true});
    call("Target.setAutoAttach", attach);
}

/// The words of an exception, with its stack where there is one.
pub(crate) fn exception_text(details: &Value) -> String {
    match details["exception"]["description"].as_str() {
        Some(description) => description.into(),
        None if details["exception"]["value"].is_null() => text(&details["text"]),
        None => words(&details["exception"]),
    }
}

fn console_complaint(params: &Value) -> Option<String> {
    let kind = params["type"].as_str()?;
    if !matches!(kind, "error" | "warning" | "assert") {
        return None;
    }
    let arguments = params["args"].as_array()?;
    let words: Vec<_> = arguments.iter().map(words).collect();
    Some(format!("console.{kind}: {}", words.join(" ")))
}

/// What a worker says reaches the page's log too, but is written down where it was said.
fn log_complaint(entry: &Value) -> Option<String> {
    let level = entry["level"].as_str()?;
    let is_ours = matches!(level, "error" | "warning") && entry["source"] != "worker";
    is_ours.then(|| {
        let (source, about) = (text(&entry["source"]), text(&entry["text"]));
        format!("{source} {level}: {about} {}", text(&entry["url"]))
    })
}

/// A remote object as a person would read it.
fn words(object: &Value) -> String {
    match &object["value"] {
        Value::String(string) => string.clone(),
        Value::Null => match object["description"].as_str() {
            Some(description) => description.into(),
            None => text(&object["type"]),
        },
        value => value.to_string(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().into()
}
