//! Waiting with a deadline.

use crate::Error;
use std::{
    thread,
    time::{Duration, Instant},
};

/// How often a question is asked.
pub(crate) const POLL: Duration = Duration::from_millis(20);

/// Asks again and again until the answer is yes or the time is up.
#[expect(clippy::disallowed_methods, reason = "a deadline needs a clock")]
pub(crate) fn poll(what: &str, limit: Duration, mut done: impl FnMut() -> bool) -> Result<(), Error> {
    let start = Instant::now();
    while !done() {
        if start.elapsed() >= limit {
            return Err(Error::Late { what: what.into(), waited: limit });
        }
        thread::sleep(POLL);
    }
    Ok(())
}
