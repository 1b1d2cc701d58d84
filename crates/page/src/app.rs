//! The page's state, with one way in and one way out: [`App::update`] takes a [`Msg`] and the time, and returns
//! [`Effect`]s.
//!
//! | to … | see |
//! |---|---|
//! | know all that can happen, and all that can be asked of the browser | `msg.rs` |
//! | follow a message | `update.rs`, then `input.rs` (a person) or `worker_events.rs` (the worker) |
//! | know what is kept, and read it | `state.rs`; of the run alone `run.rs` |
//! | see when a run begins, and when it goes on where another stood | `lifecycle.rs`, `continuation.rs` |
//! | see the figures, and the picture in words | `figures.rs`, `summary.rs` |
//! | know whether anybody looks | `attention.rs` |
//! | know why a run failed, and the way out | `failure.rs` |
//! | follow an exact cloud that is too large for the page | `exact.rs` |
//! | follow a file | `export.rs` |
//! | follow a person's own data | out of a file `import.rs`; changed in the picture `editing.rs`, whose state is `editor.rs` |
//! | follow weights out of a file | `weights.rs`, whose state is `weights_state.rs` |
//! | follow the layers | `overlay.rs` |
//! | follow the list of runs | `runs.rs` |
//! | follow another run beside the page's own | `comparing.rs` |
//! | follow several seeds of one configuration | `repeating.rs` |
//! | go back through the training | `training_time.rs`, whose state is `training_time_state.rs` |

mod attention;
mod comparing;
mod continuation;
mod editing;
mod editor;
mod exact;
mod exact_request;
mod export;
mod export_state;
mod failure;
mod figures;
mod import;
mod import_state;
mod input;
mod lifecycle;
mod msg;
mod overlay;
mod overlay_state;
mod picture_point;
mod repeating;
mod run;
mod runs;
mod state;
mod summary;
mod training_time;
mod training_time_state;
mod update;
mod weights;
mod weights_state;
mod worker_events;

pub use editor::{EditorMsg, Handle, Tool};
pub use export_state::ExportState;
pub use failure::WayOut;
pub use figures::Metric;
pub use import_state::{Import, ImportMsg, ImportState};
pub use msg::{
    Action, ComparedMsg, Effect, ExportEffect, ExportJob, ExportMsg, Msg, Repaint, RepeatMsg, RunMsg, WeightsMsg,
    WorkerEffect,
};
pub use picture_point::PicturePoint;
pub use run::Phase;
pub use state::App;
pub use training_time_state::TrainingTime;

#[cfg(test)]
mod tests;
