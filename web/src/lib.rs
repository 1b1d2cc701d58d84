//! The browser shell: thin glue between the page's elements, the worker and the app, which knows neither.
//!
//! | to … | see |
//! |---|---|
//! | follow a message from an element to the app and back | [`page`], then [`listen`] and [`reflect`] |
//! | see how a control looks | [`panel`] |
//! | see what is painted when | [`stage`], [`canvas`] |
//! | see how files are made and saved | [`export`], [`files`], [`video`]; in the worker [`easel`] |
//! | see how a lesson's program is fetched | [`programs`] |
//! | see how the benchmark is shown | [`bench`] |
//! | follow a message to the worker | [`link`], [`wire`], [`worker`] |

pub mod bench;
pub mod canvas;
pub mod dom;
#[cfg(feature = "worker")]
pub mod easel;
pub mod export;
pub mod files;
pub mod link;
pub mod listen;
pub mod memory;
pub mod page;
pub mod panel;
pub mod programs;
pub mod reflect;
pub mod stage;
mod study;
pub mod video;
pub mod wire;
#[cfg(feature = "worker")]
pub mod worker;

/// What this build was made from; page and worker compare it before they work together.
pub const BUILD: &str = env!("PLAYGROUND_BUILD");
