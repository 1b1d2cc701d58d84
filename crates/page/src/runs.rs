//! The runs of a person, each a row of a list: those of this visit, and those that the browser kept of visits before.
//!
//! | to … | see |
//! |---|---|
//! | know what is kept of a run | `record.rs` |
//! | see when a row comes and goes | `ledger.rs` |
//! | see what a row says, and what a run is called beside others | `rows.rs` |
//! | compare a run with the pinned one | `comparison.rs` |
//! | take all of them away | `table_file.rs` |

mod comparison;
mod ledger;
mod record;
mod rows;
mod table_file;

pub use comparison::{comparison, differing_settings, shortened};
pub use ledger::{KnownRun, RunLedger};
pub use record::{RecordedFigure, RunRecord};
pub use rows::{RunRow, names, rows, verdict_word};
pub use table_file::csv;
