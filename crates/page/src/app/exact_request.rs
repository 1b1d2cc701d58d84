//! The exact cloud, where it is too large for the page: the worker carries it.

/// The exact cloud that was asked of the worker, where it is too large for the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ExactRequest {
    /// Of the last request.
    pub ticket: u32,
    /// Whether that is on its way.
    pub is_sent: bool,
}
