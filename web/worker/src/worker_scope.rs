//! The worker's side of the browser: commands come in as messages, work is done in slices between them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use messages::{Command, Event};
use wasm_bindgen::prelude::*;
use web_shared::{BUILD, pack, unpack};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};
use worker::help::help;
use worker::{NextWakeUp, Session};

use crate::frame_painter::HiddenCanvas;

/// How long a slice of work may take, in milliseconds: commands wait no longer.
const SLICE_MS: f64 = 10.0;

/// Starts to listen, and tells the page so.
pub fn start() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let worker = Rc::new(WorkerScope::new(scope.clone()));
    let awoken = Rc::clone(&worker);
    let slice = Closure::<dyn FnMut()>::new(move || awoken.slice());
    worker.here.set_onmessage(Some(slice.as_ref().unchecked_ref()));
    slice.forget();
    let received = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some((command, _)) = unpack::<Command>(event.data()) {
            worker.on_command(command);
        }
    });
    scope.set_onmessage(Some(received.as_ref().unchecked_ref()));
    received.forget();
    post(&scope, &Event::Ready { build: BUILD.to_owned() }, &[]);
    post(&scope, &Event::Help(help()), &[]);
}

struct WorkerScope {
    scope: DedicatedWorkerGlobalScope,
    session: RefCell<Session>,
    /// A message to ourselves is the quickest way to let the page's messages in between two slices: timers are
    /// clamped to 4 ms.
    here: MessagePort,
    there: MessagePort,
    /// Whether a slice is on its way, through the port or a timer.
    awake: Cell<bool>,
}

impl WorkerScope {
    fn new(scope: DedicatedWorkerGlobalScope) -> Self {
        let channel = MessageChannel::new().expect("every worker can open a message channel");
        Self {
            scope,
            session: RefCell::new(Session::with_frame_painter(Box::new(HiddenCanvas::default())).with_evaluation()),
            here: channel.port1(),
            there: channel.port2(),
            awake: Cell::new(false),
        }
    }

    fn on_command(self: &Rc<Self>, command: Command) {
        let scope = &self.scope;
        self.session.borrow_mut().on_command(command, now(scope), &mut |event, bulk| post(scope, event, bulk));
        if !self.awake.replace(true) {
            self.go_on();
        }
    }

    fn slice(self: &Rc<Self>) {
        let (scope, session) = (&self.scope, &self.session);
        let next = session.borrow_mut().work(&|| now(scope), SLICE_MS, &mut |event, bulk| post(scope, event, bulk));
        match next {
            NextWakeUp::Now => self.go_on(),
            NextWakeUp::After(wait) => {
                let worker = Rc::clone(self);
                let slice = Closure::once_into_js(move || worker.slice());
                scope
                    .set_timeout_with_callback_and_timeout_and_arguments_0(slice.unchecked_ref(), wait.ceil() as i32)
                    .expect("every worker has timers");
            }
            NextWakeUp::OnCommand => self.awake.set(false),
        }
    }

    fn go_on(&self) {
        self.there.post_message(&JsValue::NULL).expect("a port of ours takes a message without contents");
    }
}

fn now(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope.performance().map_or(0.0, |performance| performance.now())
}

fn post(scope: &DedicatedWorkerGlobalScope, event: &Event, bulk: &[f32]) {
    let parcel = pack(event, bulk);
    scope.post_message_with_transfer(&parcel.message, &parcel.transfer).expect("bytes and numbers can be posted");
}
