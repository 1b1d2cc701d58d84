//! Whether anybody looks: what nobody sees is not painted, and does not train unless it was asked to.

/// What is known of whoever may be looking.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// The tab or window is shown.
    pub visible: bool,
    /// Some of the page is inside of what is shown: a frame may lie below the fold of another page.
    pub in_view: bool,
    /// Training goes on all the same.
    pub trains_unseen: bool,
    /// There was a reason to start a worker.
    pub has_begun: bool,
}

impl Default for Attention {
    /// Somebody looks.
    fn default() -> Self {
        Self { visible: true, in_view: true, trains_unseen: false, has_begun: false }
    }
}

impl Attention {
    /// Whether the page can be seen.
    pub fn is_seen(self) -> bool {
        self.visible && self.in_view
    }

    /// Whether the worker works.
    pub fn works(self) -> bool {
        self.is_seen() || self.trains_unseen
    }
}
