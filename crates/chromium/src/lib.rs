//! A headless Chromium driven over the DevTools protocol, and a folder served to it.
//!
//! | what | where |
//! |---|---|
//! | [`StaticServer`] | `server.rs`: a folder over HTTP, as any plain static host would serve it |
//! | [`Chromium`], [`Options`] | `process.rs`: find, start and end the browser |
//! | [`Page`] | `page.rs`: open, navigate, evaluate, wait |
//! | mouse, touch, keys | `input.rs`: real input events |
//! | [`Viewport`], [`Media`], screenshots | `view.rs`: how the page is shown |
//! | [`Worker`], complaints, requests | `journal.rs`: what the page has done so far |
//! | deadlines | `wait.rs` |
//! | the protocol itself | `wire.rs`: calls, answers and events over one socket |
//!
//! Every call is synchronous and every wait has a deadline: nothing hangs for ever.
//!
//! ```no_run
//! use chromium::{Chromium, Options, StaticServer};
//! use std::time::Duration;
//!
//! # fn main() -> Result<(), chromium::Error> {
//! let server = StaticServer::start("dist".as_ref(), "/some/sub/path/", 0)?;
//! let page = Chromium::launch(Options::default())?.open(&server.url())?;
//! page.wait_until("document.title !== ''", Duration::from_secs(5))?;
//! assert!(page.complaints().is_empty());
//! # Ok(())
//! # }
//! ```

mod error;
mod input;
mod journal;
mod page;
mod process;
mod server;
mod view;
mod wait;
mod wire;

pub use error::Error;
pub use input::{Point, Rect};
pub use page::{Page, Worker};
pub use process::{Chromium, Options, find};
pub use server::StaticServer;
pub use view::{Media, Viewport};
