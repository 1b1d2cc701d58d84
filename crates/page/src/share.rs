//! What somebody shares of a page: a link, or the code of a frame that shows it in a page of their own.

/// What can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The link.
    Link,
    /// The code of a frame.
    Frame,
}

impl Shared {
    /// Both, with their names in the page.
    pub const ALL: [(&'static str, Self); 2] = [("link", Self::Link), ("frame", Self::Frame)];

    /// What is said once it was tried to put it into the clipboard.
    pub fn note(self, copied: bool) -> &'static str {
        match (self, copied) {
            (Self::Link, true) => "The link to this run is in the clipboard.",
            (Self::Frame, true) => "The code of the frame is in the clipboard.",
            (Self::Link, false) => {
                "The browser keeps its clipboard: copy the link from its field, or from the address bar."
            }
            (Self::Frame, false) => "The browser keeps its clipboard: copy the code from its field.",
        }
    }
}

/// What a shared link may hold beside the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareOption {
    /// The shown level.
    Level,
    /// Whether the picture plays.
    Playback,
    /// Layers, view and speed.
    Layers,
    /// The lesson, and the tabs at the front.
    Tabs,
    /// Light or dark.
    Theme,
}

impl ShareOption {
    /// All of them, with their names in the page.
    pub const ALL: [(&'static str, Self); 5] = [
        ("level", Self::Level),
        ("playback", Self::Playback),
        ("layers", Self::Layers),
        ("tabs", Self::Tabs),
        ("theme", Self::Theme),
    ];
}

/// What a shared link holds: whether each of [`ShareOption::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareOptions([bool; ShareOption::ALL.len()]);

impl Default for ShareOptions {
    /// What a link always held.
    fn default() -> Self {
        Self(ShareOption::ALL.map(|(_, option)| option == ShareOption::Layers))
    }
}

impl ShareOptions {
    /// Whether it holds this.
    pub fn holds(self, option: ShareOption) -> bool {
        self.0[option as usize]
    }

    /// It holds this from now on, or no more.
    pub fn set(&mut self, option: ShareOption, holds: bool) {
        self.0[option as usize] = holds;
    }
}
