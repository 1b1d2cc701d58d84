//! The way from anything in the page to the app: a message, handled by whoever runs the page.

use std::cell::Cell;

use page::Msg;

thread_local! {
    static HANDLER: Cell<Option<fn(Msg)>> = const { Cell::new(None) };
}

/// Every message goes here from now on.
pub fn set_handler(handler: fn(Msg)) {
    HANDLER.set(Some(handler));
}

/// Says what happened.
pub fn dispatch(msg: Msg) {
    if let Some(handler) = HANDLER.get() {
        handler(msg);
    }
}
