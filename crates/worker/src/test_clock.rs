//! A clock for tests.

use std::cell::Cell;

/// A clock that moves `tick` ms whenever it is read.
pub fn clock(tick: f64) -> impl Fn() -> f64 {
    let now = Cell::new(0.0);
    move || {
        now.set(now.get() + tick);
        now.get()
    }
}
