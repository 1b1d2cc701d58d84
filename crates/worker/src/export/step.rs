//! What a piece of work on a file came to.

use messages::FileForm;

/// What a piece of work came to.
pub enum ExportStep {
    /// There is more to do before there are bytes.
    More,
    /// Which share of the file there is, and its next bytes.
    Piece(f64, Vec<u8>),
    /// The last bytes.
    Done(Vec<u8>),
    /// The last bytes of something that the page makes a file of.
    DoneAs(Vec<u8>, FileForm),
}
