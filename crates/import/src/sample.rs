//! The first records of a text: what stands between their fields, and how they write numbers.

use std::collections::BTreeMap;

use csv::StringRecord;

use crate::cell::Cell;
use crate::number::NumberStyle;
use crate::records::{Delimiter, Records};

/// So many records, within so many bytes.
const SAMPLE_RECORDS: usize = 200;
const SAMPLE_BYTES: usize = 128 << 10;
/// What a delimiter is worth that makes columns and no numbers, beside one for nothing but numbers.
const WORTH_OF_COLUMNS: f64 = 0.1;

/// The first records, as a delimiter makes them.
pub(crate) struct Sample {
    pub delimiter: Delimiter,
    records: Vec<StringRecord>,
}

impl Sample {
    /// With the delimiter that makes the most rows of one length, with the most columns of numbers.
    pub fn best(text: &str) -> Self {
        let mut best = (0.0, Self::new(text, Delimiter::Nothing));
        for delimiter in Delimiter::ALL {
            let sample = Self::new(text, delimiter);
            let worth = sample.worth();
            if worth > best.0 {
                best = (worth, sample);
            }
        }
        best.1
    }

    /// The style in which the most cells are numbers. Where "1,234" may be either, it is a decimal comma, unless commas
    /// part fields.
    pub fn style(&self) -> NumberStyle {
        let numbers = |style: &NumberStyle| {
            let cells = self.records.iter().flatten();
            cells.filter(|cell| Cell::read(cell, *style).is_number()).count()
        };
        let mut styles = NumberStyle::ALL;
        if self.delimiter == Delimiter::Comma {
            styles.swap(1, 2);
        }
        // Of equals `max_by_key` takes the last.
        styles.into_iter().rev().max_by_key(numbers).unwrap_or(NumberStyle::Plain)
    }

    fn new(text: &str, delimiter: Delimiter) -> Self {
        let beginning = text.get(..text.floor_char_boundary(SAMPLE_BYTES)).unwrap_or(text);
        // A last line that was cut is no line, unless it is all there is.
        let last_end = beginning.rfind(['\n', '\r']).filter(|_| beginning.len() < text.len());
        let lines = last_end.and_then(|end| beginning.get(..end)).unwrap_or(beginning);
        Self { delimiter, records: Records::new(lines, delimiter).iter().take(SAMPLE_RECORDS).collect() }
    }

    /// From 0 to 1.1: the share of the rows that are as long as most are, and in these of the columns of numbers.
    fn worth(&self) -> f64 {
        let mut lengths = BTreeMap::<usize, usize>::new();
        for record in &self.records {
            *lengths.entry(record.len()).or_default() += 1;
        }
        let Some((&width, &count)) = lengths.iter().max_by_key(|(_, count)| **count) else { return 0.0 };
        if width == 1 && self.delimiter != Delimiter::Nothing {
            return 0.0;
        }
        let shares: Vec<_> = (0..width).filter_map(|column| self.share_of_numbers(column, width)).collect();
        let of_numbers: f64 = shares.iter().filter(|share| **share >= 0.5).sum();
        let share_of_rows = count as f64 / self.records.len() as f64;
        share_of_rows * (of_numbers / shares.len().max(1) as f64 + WORTH_OF_COLUMNS)
    }

    /// Of a column in rows of this length: the numbers among what is not missing. None where everything is.
    fn share_of_numbers(&self, column: usize, width: usize) -> Option<f64> {
        let (mut numbers, mut cells) = (0.0, 0);
        let rows = self.records.iter().filter(|record| record.len() == width);
        for cell in rows.filter_map(|record| record.get(column)) {
            let of_any_style = NumberStyle::ALL.map(|style| Cell::read(cell, style));
            if of_any_style.iter().any(|cell| cell.is_number()) {
                // A line such as "1,5" is more often two numbers than one.
                let is_doubtful = self.delimiter == Delimiter::Nothing && cell.contains(',');
                numbers += if is_doubtful { 0.5 } else { 1.0 };
            }
            cells += usize::from(!of_any_style.contains(&Cell::Missing));
        }
        (cells > 0).then(|| numbers / cells as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_what_makes_rows_of_numbers() {
        for (text, delimiter) in [
            ("1,2\n3,4", Delimiter::Comma),
            ("x, y\n1, 2\n3, 4", Delimiter::Comma),
            ("1,5;2,5\n3,5;4,5", Delimiter::Semicolon),
            ("1,5\t2,5\n3,5\t4,5", Delimiter::Tab),
            ("1,234.5\t2\n3,234.5\t4", Delimiter::Tab),
            ("a b\n1   2\n 3 4 ", Delimiter::Blanks),
            ("1,5 2,5\n3,5 4,5", Delimiter::Blanks),
            ("a|b\n1|2\n3|4", Delimiter::Pipe),
            ("Iris setosa,5.1,3.5\nIris virginica,4.9,3.0", Delimiter::Comma),
            ("2001-01-01 10:00,5.1\n2001-01-01 11:00,5.2", Delimiter::Comma),
            ("s,date,price\nA,Jan 1 2000,39.81\nA,Feb 1 2000,36.35\nA,Mar 1 2000,102", Delimiter::Comma),
            ("9172\n9350", Delimiter::Nothing),
            ("some words\nand no number among them", Delimiter::Nothing),
            ("", Delimiter::Nothing),
        ] {
            assert_eq!(Sample::best(text).delimiter, delimiter, "{text}");
        }
    }

    #[test]
    fn the_style_of_numbers_is_chosen_for_the_whole_file() {
        for (text, style) in [
            ("1;2\n3;4", NumberStyle::Plain),
            ("1.234;5.678", NumberStyle::Plain),
            ("1,5;2\n3,5;4", NumberStyle::DecimalComma),
            ("1,234\t5,678", NumberStyle::DecimalComma),
            ("1.234;5,6", NumberStyle::DecimalComma),
            ("1,234.5\t2,345.6", NumberStyle::ThousandsComma),
            ("1,234\t2.5", NumberStyle::ThousandsComma),
            ("\"1,234\",\"5,678\"", NumberStyle::ThousandsComma),
            ("\"1,5\",\"2,5\"", NumberStyle::DecimalComma),
        ] {
            assert_eq!(Sample::best(text).style(), style, "{text}");
        }
    }
}
