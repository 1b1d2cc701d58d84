//! One cell: a number, a missing value, or something else.

use crate::number::NumberStyle;
use crate::text::trimmed;

/// What stands for a value that is missing, in small letters; a cell of dashes does too.
const MISSING: [&str; 10] = ["", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", ".", "?"];
const DASHES: [char; 4] = ['-', '\u{2212}', '–', '—'];

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A finite number, at most 1e300 in size.
    Number(f64),
    Missing,
    /// Anything else.
    Word,
}

impl Cell {
    /// What this text is.
    pub fn read(text: &str, style: NumberStyle) -> Self {
        let text = trimmed(text);
        let is_missing = |word: &&str| text.eq_ignore_ascii_case(word);
        match style.read(text) {
            Some(value) => Self::Number(value),
            None if MISSING.iter().any(is_missing) || text.chars().all(|c| DASHES.contains(&c)) => Self::Missing,
            None => Self::Word,
        }
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// As a single number: numbers are finite, so the others have room among those that are not.
    pub fn packed(self) -> f64 {
        match self {
            Self::Number(value) => value,
            Self::Missing => f64::NAN,
            Self::Word => f64::INFINITY,
        }
    }

    /// What was packed.
    pub fn unpacked(value: f64) -> Self {
        match value {
            _ if value.is_finite() => Self::Number(value),
            _ if value.is_nan() => Self::Missing,
            _ => Self::Word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NumberStyle::{DecimalComma, Plain, ThousandsComma};

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, style, value) in [
            (".097", Plain, 0.097),
            ("-.5", Plain, -0.5),
            ("1e-3", Plain, 1e-3),
            ("+3", Plain, 3.0),
            ("5.", Plain, 5.0),
            (" \u{a0}7\u{a0} ", Plain, 7.0),
            ("\u{2212}2.5", Plain, -2.5),
            ("\u{2212}1e3", Plain, -1e3),
            ("1\u{202f}234.5", Plain, 1234.5),
            ("1\u{a0}234\u{a0}567,5", DecimalComma, 1_234_567.5),
            ("1,5", DecimalComma, 1.5),
            ("-1,5e2", DecimalComma, -150.0),
            (",5", DecimalComma, 0.5),
            ("12", DecimalComma, 12.0),
            ("1e3", DecimalComma, 1e3),
            ("1.234,5", DecimalComma, 1234.5),
            ("1,234.5", ThousandsComma, 1234.5),
            ("-12,345,678", ThousandsComma, -12_345_678.0),
            ("1234.5", ThousandsComma, 1234.5),
        ] {
            assert_eq!(Cell::read(text, style), Cell::Number(value), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_told_from_what_is_no_number() {
        for text in ["", " ", "NA", "n/a", "NaN", "NULL", "None", "-", "---", ".", "?", "\u{2212}", "#N/A"] {
            assert_eq!(Cell::read(text, Plain), Cell::Missing, "{text}");
        }
        let words =
            ["inf", "-Infinity", "1e301", "45%", "€5", "1,5", "1 234", "5 cm", "0x10", "2001-01-01", "1.2.3", "--3"];
        for text in words.into_iter().chain([&*"1".repeat(65), "1,", "e5", "1\u{a0}2"]) {
            assert_eq!(Cell::read(text, Plain), Cell::Word, "{text}");
        }
        for (text, style) in
            [("3.5", DecimalComma), ("1,5.5", DecimalComma), ("1,", DecimalComma), ("12,34", ThousandsComma)]
        {
            assert_eq!(Cell::read(text, style), Cell::Word, "{text}");
        }
    }

    #[test]
    fn a_cell_is_unpacked_as_it_was_packed() {
        for cell in [Cell::Number(-1.5), Cell::Missing, Cell::Word] {
            assert_eq!(Cell::unpacked(cell.packed()), cell);
        }
    }
}
