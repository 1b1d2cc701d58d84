//! Waiting for a state, with an end.

use std::{
    fs,
    path::Path,
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

/// How long a file is waited for.
const SAVING: Duration = Duration::from_secs(60);

/// Takes a download away, once it is whole: while it is being saved it has another name, and a second one of its name would be
/// given another.
///
/// # Errors
/// When it does not come, and when it cannot be read.
pub fn take_download(path: &Path) -> Result<Vec<u8>, Error> {
    let what = path.display().to_string();
    wait(&what, SAVING, || fs::metadata(path).is_ok_and(|file| file.len() > 0))?;
    let bytes = fs::read(path).map_err(Error::io(format!("reading {what}")))?;
    fs::remove_file(path).map_err(Error::io(format!("taking {what} away")))?;
    Ok(bytes)
}
