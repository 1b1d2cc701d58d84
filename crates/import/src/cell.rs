//! What a cell says: a number, that there is none, or something else.

use lexical_parse_float::FromLexical;

/// The largest number that is one: its square is still finite.
const LARGEST: f64 = 1e150;

/// What says that there is no number.
const MISSING: [&str; 10] = ["", "na", "n/a", "nan", "null", "none", "-", "–", ".", "?"];

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// That there is none.
    Missing,
    /// Something else.
    Text,
}

/// What stands before the decimals of a file's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// A point; a comma stands between thousands.
    Point,
    /// A comma; a point stands between thousands.
    Comma,
}

impl Decimal {
    /// The digits of a number with a point before its decimals and nothing between its thousands; none where the text has
    /// other marks than those of a number, as `inf` has.
    pub fn plain(self, text: &str) -> Option<String> {
        let (mark, between) = match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
        };
        if text.contains(between) && !has_thousands(text, mark, between) {
            return None;
        }
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '0'..='9' | '+' | 'e' | 'E' => plain.push(c),
                '-' | '−' => plain.push('-'),
                c if c == mark => plain.push('.'),
                c if c == between || matches!(c, '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'') => {}
                _ => return None,
            }
        }
        Some(plain)
    }
}

impl Cell {
    /// What a text says.
    pub fn of(text: &str, decimal: Decimal) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if MISSING.iter().any(|missing| text.eq_ignore_ascii_case(missing)) {
            return Self::Missing;
        }
        let number = decimal.plain(text).and_then(|plain| f64::from_lexical(plain.as_bytes()).ok());
        number.filter(|number| number.abs() <= LARGEST).map_or(Self::Text, Self::Number)
    }

    /// The number, if it says one.
    pub fn number(self) -> Option<f64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

/// Whether what stands between thousands stands where thousands are: before three digits each, and after one.
fn has_thousands(text: &str, mark: char, between: char) -> bool {
    let whole = text.split(mark).next().unwrap_or_default();
    let mut groups = whole.split(between);
    let first = groups.next().unwrap_or_default().trim_start_matches(['-', '−', '+']);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && is_digits(first)
        && groups.all(|group| group.len() == 3 && is_digits(group))
        && text.matches(between).count() == whole.matches(between).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("1", 1.0),
            (".097", 0.097),
            ("-.5", -0.5),
            ("−3", -3.0),
            ("+2.5e-3", 0.0025),
            (" 7\u{a0}", 7.0),
            ("1,234.5", 1234.5),
            ("12,345,678", 12_345_678.0),
            ("1\u{202f}234.5", 1234.5),
        ] {
            assert_eq!(Cell::of(text, Decimal::Point), Cell::Number(number), "{text}");
        }
        for (text, number) in [("1,5", 1.5), ("-,5", -0.5), ("1.234,5", 1234.5), ("1.234", 1234.0), ("3", 3.0)] {
            assert_eq!(Cell::of(text, Decimal::Comma), Cell::Number(number), "{text}");
        }
    }

    #[test]
    fn what_says_that_there_is_no_number_is_told_from_words() {
        for text in ["", " ", "NA", "n/a", "NaN", "null", "None", "-", ".", "?"] {
            assert_eq!(Cell::of(text, Decimal::Point), Cell::Missing, "{text:?}");
        }
        for text in [
            "inf",
            "-Infinity",
            "1e400",
            "1e999999999999",
            "12 kg",
            "5%",
            "$3",
            "1,2",
            "1.2.3",
            "e",
            "--1",
            "0x10",
            "2020-01-05",
        ] {
            assert_eq!(Cell::of(text, Decimal::Point), Cell::Text, "{text:?}");
        }
    }
}
