//! Where the calls to a browser run, and how long one may take.

use std::{fmt, sync::OnceLock, time::Duration};

use tokio::{runtime::Runtime, time::timeout};

use crate::Error;

/// Only a page that is wrong takes longer to load or to evaluate something: the browser gives up then.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// A browser that hangs does not give up by itself: no answer comes then.
const SILENCE: Duration = Duration::from_secs(75);

/// Where everything of the network runs; whoever asks waits.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a machine that runs a browser can start threads"))
}

/// The answer of a browser or its driver.
///
/// # Errors
/// What it refuses, or that it does not answer at all.
pub fn answer<T, E: fmt::Display>(asked: &str, call: impl Future<Output = Result<T, E>>) -> Result<T, Error> {
    answer_within(SILENCE, asked, call)
}

/// Like [`answer`], with a limit of its own.
///
/// # Errors
/// What the browser refuses, or that it does not answer in time.
pub fn answer_within<T, E: fmt::Display>(
    limit: Duration,
    asked: &str,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, Error> {
    match runtime().block_on(async { timeout(limit, call).await }) {
        Ok(answer) => answer.map_err(Error::refused(asked)),
        Err(_) => Err(Error::Late { what: format!("an answer of the browser, asked for {asked}"), waited: limit }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};

    #[test]
    fn a_browser_that_never_answers_is_an_error_in_words() {
        let never = pending::<Result<(), Error>>();
        let error = answer_within(Duration::from_millis(10), "a script", never).unwrap_err();
        assert_eq!(error.to_string(), "waited 0.0 s for an answer of the browser, asked for a script");
    }

    #[test]
    fn an_answer_and_a_refusal_are_passed_on() {
        assert_eq!(answer("a number", ready(Ok::<_, String>(7))).unwrap(), 7);
        let error = answer("a number", ready(Err::<u8, _>("no"))).unwrap_err();
        assert_eq!(error.to_string(), "the browser refused a number: no");
    }
}
