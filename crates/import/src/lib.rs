//! Tables of numbers out of people's files: whatever a spreadsheet, a script or a web page has written.
//!
//! | to … | see |
//! |---|---|
//! | read a file | [`Table::read`], which decides on everything below in this order |
//! | know how bytes become text | `text.rs`: UTF-8, UTF-16 or Latin-1 |
//! | see what stands between two cells, and whether a comma is a decimal one | `dialect.rs` |
//! | see JSON become rows | `json.rs` |
//! | know what a number is, and what says that there is none | `cell.rs` |
//! | see what columns are called | `header.rs` |
//! | see columns, and the first choice of them | `table.rs` |
//! | know why a file has no table | [`UnreadableTable`] |
//!
//! It reads no dates, no units, no spreadsheets' own formats, and it sums or joins nothing.

mod cell;
mod dialect;
mod header;
mod json;
mod table;
mod text;
mod unreadable;

pub use table::{Column, Selection, Table, Taken};
pub use unreadable::UnreadableTable;
