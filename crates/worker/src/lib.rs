//! The worker without a browser: one run at a time, trained, sampled and evaluated in slices; and files of it.
//!
//! | to … | see |
//! |---|---|
//! | follow a command | [`session`]: `on_command`, `work` |
//! | follow a run | `run.rs`; its speed `pacer.rs`, its reports `progress.rs`, its clouds `sampling.rs`, what it leaves behind `milestones.rs` |
//! | see one of several seeds trained to its end, without a picture | `repetition.rs` |
//! | see a run held against the exact answer | `evaluation.rs` and its folder; long work cut up `pieces.rs` |
//! | see what lies over the picture | `overlay.rs` and its folder |
//! | see a file made | `export.rs` and its folder; tables as text `csv.rs` |
//! | see points made of a person's own data | `importer.rs` |
//! | see a run made of a file of weights | `weights_reader.rs` |
//! | see what controls and choices are said to be | [`help`] |

mod benchmark;
mod csv;
mod emit;
mod evaluation;
mod exact;
mod export;
pub mod help;
mod importer;
mod milestones;
mod overlay;
mod pacer;
mod pieces;
mod progress;
mod repetition;
mod run;
mod sampling;
mod saved_run;
pub mod session;
mod weights_reader;

pub use emit::{Clock, EventSink, NextWakeUp};
pub use export::FramePainter;
pub use session::Session;

#[cfg(test)]
mod test_clock;
