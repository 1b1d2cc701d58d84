//! What can go wrong, in words for the person who reads them.

use std::{fmt, io, time::Duration};

/// Why a browser or a server could not do what it was asked.
///
/// `Debug` prints the same words as `Display`, because a test that returns an error shows its `Debug`.
pub enum Error {
    /// A program that the engine needs was not found.
    Missing(String),
    /// The file system or the network refused.
    Io {
        /// What was being done, as in "reading dist".
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another program listens on this port.
    PortTaken(u16),
    /// The browser or its driver refused.
    Refused {
        /// What was asked of it.
        what: String,
        /// Its reason.
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

    pub(crate) fn refused<E: fmt::Display>(what: impl Into<String>) -> impl FnOnce(E) -> Self {
        let what = what.into();
        move |reason| Self::Refused { what, reason: reason.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(words) => f.write_str(words),
            Self::Io { what, source } => write!(f, "{what}: {source}"),
            Self::PortTaken(port) => write!(f, "port {port} is taken by another program: choose another one"),
            Self::Refused { what, reason } => write!(f, "the browser refused {what}: {reason}"),
            Self::Script(text) => write!(f, "the page threw: {text}"),
            Self::Late { what, waited } => write!(f, "waited {:.1} s for {what}", waited.as_secs_f32()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
