//! What the worker's parts are told, and whom they tell.

use messages::Event;

/// Takes an event and the array beside it.
pub type EventSink<'a> = &'a mut dyn FnMut(&Event, &[f32]);

/// The time in milliseconds, from any beginning.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// When the worker is to work again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NextWakeUp {
    /// At once: there is more to do.
    Now,
    /// After so many milliseconds.
    After(f64),
    /// With the next command.
    OnCommand,
}
