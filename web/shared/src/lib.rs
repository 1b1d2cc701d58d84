//! What the shells of page and worker share.
//!
//! | to … | see |
//! |---|---|
//! | send a message, with the array beside it | [`pack`], [`unpack`] |
//! | draw on a canvas, seen or unseen | [`Brush`] |
//! | tell builds apart | [`BUILD`] |

mod brush;
mod wire;

pub use brush::Brush;
pub use wire::{Parcel, pack, unpack};

/// What this build was made from; page and worker compare it before they work together.
pub const BUILD: &str = env!("PLAYGROUND_BUILD");
