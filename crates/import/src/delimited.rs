//! Text with something between its fields.

use crate::grid::RawTable;
use crate::records::Records;
use crate::sample::Sample;
use crate::unreadable::UnreadableTable;

/// The cells of a text.
///
/// # Errors
/// Where a quotation mark is never closed, and as [`Grid::push`](crate::grid::Grid::push).
pub(crate) fn read(text: &str) -> Result<RawTable, UnreadableTable> {
    let sample = Sample::best(text);
    let records = Records::new(text, sample.delimiter);
    if let Some(line) = records.open_quote {
        return Err(UnreadableTable::OpenQuote(line));
    }
    let mut raw = RawTable { comment_lines: records.comment_lines, ..RawTable::new(sample.style()) };
    records.iter().try_for_each(|record| raw.grid.push(&record))?;
    Ok(raw)
}
