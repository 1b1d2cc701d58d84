//! What can go wrong, in words for the person who reads them.

use std::{fmt, io, time::Duration};

/// Why a browser or a server could not do what it was asked.
///
/// `Debug` prints the same words as `Display`, because a test that returns an error shows its `Debug`.
pub enum Error {
    /// No Chromium was found.
    NoBrowser,
    /// The file system or the network refused.
    Io {
        /// What was being done, as in "reading dist".
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another program listens on this port.
    PortTaken(u16),
    /// Chromium ended, or its connection did.
    Gone(String),
    /// Chromium refused a call of the protocol.
    Refused {
        /// The call, as in "Page.navigate".
        method: String,
        /// Chromium's reason.
        reason: String,
    },
    /// JavaScript threw this.
    Script(String),
    /// Something did not happen before its deadline.
    Late {
        /// What was waited for, and what was seen instead.
        what: String,
        /// How long it was waited for.
        waited: Duration,
    },
}

impl Error {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBrowser => write!(
                f,
                "no Chromium found: install it (on Debian: apt-get install chromium), or name it in the variable CHROMIUM"
            ),
            Self::Io { what, source } => write!(f, "{what}: {source}"),
            Self::PortTaken(port) => {
                write!(f, "port {port} is taken by another program: choose another one")
            }
            Self::Gone(what) => write!(f, "Chromium is gone: {what}"),
            Self::Refused { method, reason } => write!(f, "Chromium refused {method}: {reason}"),
            Self::Script(text) => write!(f, "the page threw: {text}"),
            Self::Late { what, waited } => {
                write!(f, "waited {:.1} s for {what}", waited.as_secs_f32())
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
