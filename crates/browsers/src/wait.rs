//! Waiting for a state, with an end.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::Error;

/// Between two looks.
const POLL: Duration = Duration::from_millis(25);

/// Looks again and again until something holds.
///
/// # Errors
/// When the time is up; `what` names what was waited for.
#[expect(clippy::disallowed_methods, reason = "a deadline is a time")]
pub fn wait(what: &str, limit: Duration, mut holds: impl FnMut() -> bool) -> Result<(), Error> {
    let start = Instant::now();
    while !holds() {
        if start.elapsed() > limit {
            return Err(Error::Late { what: what.to_owned(), waited: limit });
        }
        thread::sleep(POLL);
    }
    Ok(())
}
