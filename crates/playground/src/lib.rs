//! The app without a browser: what the page and the worker do, as plain state and messages.
//!
//! | to … | see |
//! |---|---|
//! | know what crosses between page and worker | [`protocol`] |
//! | follow the page | [`app`]: `update(Msg) → effects` |
//! | follow the worker | [`session`]: `handle(Command)`, `work(budget)` |
//! | add a control | [`controls`] |
//! | change what a link holds | [`link`] |
//! | see how the walk moves | [`timeline`] |
//! | see what the page works out itself | [`exact`] |
//! | see what is drawn | [`picture`], [`charts`], [`distribution`] |
//! | see what the worker lays over it | [`overlay`] |
//! | see what can be taken away | [`export`], [`csv`] |
//! | see what is measured | [`bench`] |
//! | see what is proven of a run | [`study`] |
//! | explain something to a person | `words` |
//!
//! No web types, no clock: time comes in as an argument, in milliseconds.
//!
//! The page downloads this before anything moves, so some of the standard library is left out of what it calls: `clamp` with
//! bounds that are no constants (its panic writes numbers, `max` and `min` do not), searching and replacing strings, sorting.

pub mod app;
pub mod bench;
pub mod charts;
pub mod controls;
pub mod csv;
pub mod distribution;
pub mod exact;
pub mod export;
pub mod learned;
pub mod link;
pub mod loss_curve;
pub mod overlay;
pub mod picture;
pub mod protocol;
#[cfg(feature = "session")]
pub mod session;
pub mod settings;
pub mod study;
pub mod supervisor;
pub mod timeline;
pub mod trajectory;
pub mod view;
#[cfg(feature = "session")]
pub mod words;

pub use app::{Action, App, Effect, Msg, Phase};
pub use diffusion::Recipe;
