//! The page's end of the worker: spawn, send, end.

use messages::{Command, Event};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use web_shared::{BUILD, pack, unpack};

use crate::browser::soon;

/// A worker and its listeners. Ended when dropped.
pub struct WorkerLink {
    worker: Worker,
    _received: Closure<dyn FnMut(MessageEvent)>,
    _crashed: Closure<dyn FnMut(ErrorEvent)>,
}

impl WorkerLink {
    /// Starts a worker. `says` is called with each of its events and the array beside it, `crashes` when it crashes: in a moment
    /// where the browser cannot start one.
    pub fn spawn(says: impl Fn(Event, Vec<f32>) + 'static, crashes: impl Fn() + Clone + 'static) -> Option<Self> {
        let spawned = Self::try_spawn(says, crashes.clone()).ok();
        if spawned.is_none() {
            soon(crashes);
        }
        spawned
    }

    fn try_spawn(says: impl Fn(Event, Vec<f32>) + 'static, crashes: impl Fn() + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let address = format!("./worker-loader.js?build={BUILD}");
        let worker = Worker::new_with_options(&address, &options)?;
        let received = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some((event, bulk)) = unpack::<Event>(message.data()) {
                says(event, bulk);
            }
        });
        let crashed = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            crashes();
        });
        worker.set_onmessage(Some(received.as_ref().unchecked_ref()));
        worker.set_onerror(Some(crashed.as_ref().unchecked_ref()));
        Ok(Self { worker, _received: received, _crashed: crashed })
    }

    /// Sends a command. A worker that cannot take it has crashed, and is found silent.
    pub fn send(&self, command: &Command) {
        let parcel = pack(command, &[]);
        let _ = self.worker.post_message_with_transfer(&parcel.message, &parcel.transfer);
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
