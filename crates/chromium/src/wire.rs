//! The DevTools protocol over one socket: calls with answers, and events as they come.
//!
//! A thread listens, so that nothing the page does is missed while nobody asks.

use crate::Error;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    net::{Shutdown, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};
use tungstenite::{
    Message, Utf8Bytes, WebSocket,
    client::client_with_config,
    protocol::{Role, WebSocketConfig},
};

/// How long an answer may take; a page that computes for longer than this is taken for hung.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// The sending end; clones share one socket.
#[derive(Clone)]
pub(crate) struct Wire(Arc<Ends>);

struct Ends {
    stream: TcpStream,
    writer: Mutex<WebSocket<TcpStream>>,
    waiting: Mutex<Waiting>,
}

/// The calls without an answer yet; `closed` once no answer can come any more.
#[derive(Default)]
struct Waiting {
    last_id: u64,
    answers: HashMap<u64, Sender<Result<Value, String>>>,
    closed: bool,
}

/// Something that Chromium tells unasked.
pub(crate) struct Event {
    /// The target that it is about; empty for the browser itself.
    pub session: String,
    /// As in "Runtime.consoleAPICalled".
    pub method: String,
    pub params: Value,
}

impl Wire {
    /// Connects to `ws://127.0.0.1:port/path`; `hear` gets every event, on its own thread.
    pub fn open(port: u16, path: &str, mut hear: impl FnMut(&Wire, &Event) + Send + 'static) -> Result<Self, Error> {
        let words = format!("connecting to Chromium on port {port}");
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(Error::io(words.clone()))?;
        let copy = || stream.try_clone().map_err(Error::io(words.clone()));
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (mut reader, _) =
            client_with_config(url, copy()?, Some(unlimited())).map_err(|error| Error::Gone(error.to_string()))?;
        let wire = Self(Arc::new(Ends {
            writer: Mutex::new(WebSocket::from_raw_socket(copy()?, Role::Client, Some(unlimited()))),
            waiting: Mutex::default(),
            stream,
        }));
        let listener = wire.clone();
        thread::spawn(move || {
            while let Some(text) = next_text(&mut reader) {
                listener.receive(&text, &mut hear);
            }
            listener.give_up();
        });
        Ok(wire)
    }

    /// Calls a method of a target's session (empty: the browser's) and waits for its answer.
    pub fn call(&self, session: &str, method: &str, params: Value) -> Result<Value, Error> {
        self.call_within(session, method, params, DEADLINE)
    }

    /// Like [`Wire::call`], for a caller who can wait only this long.
    pub fn call_within(&self, session: &str, method: &str, params: Value, deadline: Duration) -> Result<Value, Error> {
        let (answer, answered) = channel();
        self.write(session, method, params, Some(answer))?;
        match answered.recv_timeout(deadline) {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(reason)) => Err(Error::Refused { method: method.into(), reason }),
            Err(RecvTimeoutError::Disconnected) => Err(Error::Gone(format!("during {method}"))),
            Err(RecvTimeoutError::Timeout) => {
                Err(Error::Late { what: format!("an answer to {method}"), waited: deadline })
            }
        }
    }

    /// Calls without waiting; for use while hearing an event, where waiting would block the answer itself.
    pub fn tell(&self, session: &str, method: &str, params: Value) {
        self.write(session, method, params, None).ok();
    }

    /// Ends the connection, and with it the listening thread.
    pub fn close(&self) {
        self.0.stream.shutdown(Shutdown::Both).ok();
    }

    fn write(
        &self,
        session: &str,
        method: &str,
        params: Value,
        answer: Option<Sender<Result<Value, String>>>,
    ) -> Result<(), Error> {
        let id = lock(&self.0.waiting).register(answer)?;
        let mut message = json!({"id": id, "method": method});
        message["params"] = params;
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        lock(&self.0.writer).send(Message::text(message.to_string())).map_err(|error| Error::Gone(error.to_string()))
    }

    fn receive(&self, text: &str, hear: &mut impl FnMut(&Wire, &Event)) {
        let Ok(mut message) = serde_json::from_str::<Value>(text) else {
            return;
        };
        if let Some(id) = message["id"].as_u64() {
            lock(&self.0.waiting).answer(id, result_of(message));
        } else if let Some(method) = message["method"].as_str() {
            let event = Event {
                session: message["sessionId"].as_str().unwrap_or_default().into(),
                method: method.into(),
                params: message["params"].take(),
            };
            hear(self, &event);
        }
    }

    fn give_up(&self) {
        let mut waiting = lock(&self.0.waiting);
        waiting.closed = true;
        waiting.answers.clear();
    }
}

impl Waiting {
    fn register(&mut self, answer: Option<Sender<Result<Value, String>>>) -> Result<u64, Error> {
        if self.closed {
            return Err(Error::Gone("the connection is closed".into()));
        }
        self.last_id += 1;
        if let Some(answer) = answer {
            self.answers.insert(self.last_id, answer);
        }
        Ok(self.last_id)
    }

    /// The caller may have stopped waiting, or never have waited.
    fn answer(&mut self, id: u64, result: Result<Value, String>) {
        if let Some(answer) = self.answers.remove(&id) {
            answer.send(result).ok();
        }
    }
}

/// A panic elsewhere leaves these locks' contents whole, so a poisoned one is used on.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Screenshots of long pages exceed the library's default limits.
fn unlimited() -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(None).max_frame_size(None)
}

fn next_text(reader: &mut WebSocket<TcpStream>) -> Option<Utf8Bytes> {
    loop {
        match reader.read().ok()? {
            Message::Text(text) => return Some(text),
            Message::Close(_) => return None,
            _ => {}
        }
    }
}

fn result_of(mut message: Value) -> Result<Value, String> {
    match message["error"]["message"].as_str() {
        Some(reason) => Err(reason.into()),
        None => Ok(message["result"].take()),
    }
}
