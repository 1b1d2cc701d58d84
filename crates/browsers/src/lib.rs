//! Chromium, Firefox and WebKit through WebDriver, and a static host: what tests and benchmarks of the page stand on.
//!
//! | to … | see |
//! |---|---|
//! | choose an engine, and know what it can do | [`Engine`], [`Capability`] |
//! | start a browser, open a page | [`Browser`], [`Visitor`], [`Page`]; `running.rs` hands a browser on |
//! | act as a person: mouse, touch, keys | `input.rs` |
//! | set the window, take a picture | `view.rs` |
//! | know what a page complained of and asked for | `journal.js`, which the host lays into every page of a test |
//! | serve a folder, well or badly | [`StaticServer`], [`Fault`] |
//!
//! Everything waits: a test is a plain function. What goes wrong is an [`Error`] in words.

mod browser;
mod driver;
mod engine;
mod error;
mod fault;
mod input;
mod page;
mod running;
mod runtime;
mod server;
mod view;
mod visitor;
mod wait;

pub use browser::Browser;
pub use engine::{Capability, Engine};
pub use error::Error;
pub use fault::Fault;
pub use input::{CanvasPoint, ElementRect};
pub use page::{MemoryInUse, Page};
pub use server::StaticServer;
pub use view::Window;
pub use visitor::Visitor;
pub use wait::take_download;
