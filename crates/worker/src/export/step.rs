//! What a piece of work on a file came to.

/// What a piece of work came to.
pub enum ExportStep {
    /// There is more to do before there are bytes.
    More,
    /// Which share of the file there is, and its next bytes.
    Piece(f64, Vec<u8>),
    /// The last bytes.
    Done(Vec<u8>),
}
