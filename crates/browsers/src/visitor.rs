//! Who opens a page, and what their system asks for.

use std::path::PathBuf;

/// Who looks at a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// Their system asks for dark colours.
    pub dark: bool,
    /// Their system asks for little motion.
    pub reduced_motion: bool,
    /// Downloads go into this folder without a question.
    pub downloads: Option<PathBuf>,
    /// Flags of the browser's program, as in "--js-flags=--no-opt".
    pub flags: Vec<String>,
}
