//! Tests of the whole product, and what they stand on.
//!
//! | test | what it holds |
//! |---|---|
//! | `tidy.rs` | the architecture, written as what must stay absent from the sources |
//! | `house/` | what keeps the sources readable: circles, lengths, helpers, names, words |
//! | `gallery/` | every chart, picture and state of the page, held against what is recorded |
//! | `weights.rs`, `learning.rs` | links known to the bit; many runs, ranked among PyTorch's |
//! | `lessons.rs` | the ranges that lessons give, over seeds that they were not taken from |
//! | `built.rs` | the same for the built page in `dist/` |
//! | `browser/` | the built page in Chromium, Firefox or WebKit |
//!
//! | support | what it gives them |
//! |---|---|
//! | [`source`] | the project's files, line by line |
//! | [`markup`] | the tags of a page |
//! | [`PageHost`] | the built page, served, and a browser to open it in |
//! | [`PageAndWorker`] | a page and its worker, without a browser |
//! | [`for_seeds`] | one run for each of many seeds, on every core |
//! | [`trained`] | a configuration trained to its end |
//! | [`axe_violations`] | what axe-core finds inaccessible |

mod axe;
pub mod markup;
mod page_and_worker;
mod page_host;
mod seeds;
pub mod source;
mod trained;

pub use axe::axe_violations;
pub use page_and_worker::PageAndWorker;
pub use page_host::{PageHost, dist};
pub use seeds::for_seeds;
pub use trained::trained;
