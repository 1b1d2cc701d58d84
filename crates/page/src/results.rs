//! What a run is held against: kept as numbers, shown as tables and charts.
//!
//! | to … | see |
//! |---|---|
//! | know which results belong to the present run | `run_results.rs` |
//! | see how numbers become rows, words and attributes | `table.rs`, `memorisation.rs`, of `cells.rs` |
//! | see what is said above all figures | `verdict.rs` |
//! | see how one number is written | `number.rs` |

mod cells;
mod memorisation;
mod number;
mod run_results;
mod table;
mod verdict;

pub use cells::{ResultTable, TableCell, TableRow};
pub use number::{NOT_YET, figure_text};
pub use run_results::{KnownResult, RunResults};
pub use table::{key, table};
pub use verdict::VerdictWords;
