//! Numbers as people write them.

use std::fmt;

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// It says none, or none that is finite.
    Unreadable,
    /// It says one thing to some and a thousand times as much to others: `1,000`.
    Ambiguous,
}

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "is not a number",
            Self::Ambiguous => "is a thousand to some and one to others; write it without the comma",
        })
    }
}

/// The number that a text says: `0.5`, `0,5`, `−3`, `1e-7`, `20 000`, `1,234.5`, `1.234,5`.
///
/// # Errors
/// Where it says none, or may say two.
pub fn read_number(text: &str) -> Result<f64, NotANumber> {
    let text = text.trim();
    let (sign, unsigned) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    // An exponent has no thousands and no comma.
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, format!("e{}", exponent.replace(['−', '–'], "-"))),
        None => (unsigned, String::new()),
    };
    let plain = with_decimal_point(&without_spaces(digits).ok_or(NotANumber::Unreadable)?)?;
    if plain.starts_with(['-', '+']) {
        return Err(NotANumber::Unreadable);
    }
    let number = plot::parse_number(&format!("{sign}{plain}{exponent}"));
    number.filter(|number| number.is_finite()).ok_or(NotANumber::Unreadable)
}

/// Whether a text says infinity.
pub fn is_infinity(text: &str) -> bool {
    ["inf", "infinity", "∞"].iter().any(|known| text.trim().eq_ignore_ascii_case(known))
}

/// The texts of a list: between semicolons, else between commas, else between spaces. A comma inside a number is a
/// decimal comma where the numbers stand apart without it.
pub fn items(text: &str) -> Vec<&str> {
    let text = text.trim();
    let spaced = text.contains(char::is_whitespace);
    let comma_and_space = text.split(',').skip(1).any(|rest| rest.starts_with(char::is_whitespace));
    if text.contains(';') {
        text.split(';').map(str::trim).collect()
    } else if text.contains(',') && (comma_and_space || !spaced) {
        text.split(',').map(str::trim).collect()
    } else {
        text.split_whitespace().collect()
    }
}

/// A number in the shortest form that reads back to it: `0.001`, `20000`, `1e-7`.
pub fn number_text(value: f64) -> String {
    let has_long_zeros = value != 0.0 && value.abs() < 1e-4 || value.abs() >= 1e15;
    if has_long_zeros { format!("{value:e}") } else { format!("{value}") }
}

/// `20 000` as `20000`; none where the spaces are not between thousands.
fn without_spaces(text: &str) -> Option<String> {
    without_groups(text, |c| c.is_whitespace() || matches!(c, '\'' | '’'))
}

/// A text with its groups of three digits joined; none where the separators are not between such groups.
fn without_groups(text: &str, is_separator: impl Fn(char) -> bool) -> Option<String> {
    let groups: Vec<&str> = text.split(is_separator).collect();
    let [first, rest @ ..] = &groups[..] else { return None };
    let [inner @ .., last] = rest else { return Some(text.to_owned()) };
    let digits = last.find(|c: char| !c.is_ascii_digit()).unwrap_or(last.len());
    let fits = (1..=3).contains(&first.len()) && is_whole(first) && digits == 3;
    (fits && inner.iter().all(|group| group.len() == 3 && is_whole(group))).then(|| groups.concat())
}

fn is_whole(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number with points or commas for its decimals or thousands, with a point for its decimals alone.
fn with_decimal_point(text: &str) -> Result<String, NotANumber> {
    let (commas, points) = (text.matches(',').count(), text.matches('.').count());
    let joined = |separator: char| without_groups(text, |c| c == separator).ok_or(NotANumber::Unreadable);
    let is_thousands = !text.starts_with('0') && joined(',').is_ok_and(|digits| is_whole(&digits));
    match (commas, points) {
        (0, 0 | 1) => Ok(text.to_owned()),
        (1, 0) if is_thousands => Err(NotANumber::Ambiguous),
        (1, 0) => Ok(text.replace(',', ".")),
        (_, 0) => joined(','),
        (0, _) => joined('.'),
        (_, 1) if text.rfind(',') < text.rfind('.') => joined(','),
        (1, _) if text.rfind('.') < text.rfind(',') => Ok(joined('.')?.replace(',', ".")),
        _ => Err(NotANumber::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for (text, number) in [
            ("0.5", 0.5),
            ("0,5", 0.5),
            (" 0,125\u{a0}", 0.125),
            (",5", 0.5),
            ("5,", 5.0),
            ("2,71", 2.71),
            ("−3", -3.0),
            ("– 3", -3.0),
            ("+2", 2.0),
            ("1e-7", 1e-7),
            ("1E−7", 1e-7),
            ("1e+1", 10.0),
            ("2,5e-3", 2.5e-3),
            ("20 000", 20_000.0),
            ("20\u{202f}000", 20_000.0),
            ("1'234'567", 1_234_567.0),
            ("1 234,5", 1_234.5),
            ("1,234.5", 1_234.5),
            ("1.234,5", 1_234.5),
            ("1,234,567", 1_234_567.0),
            ("1.234.567", 1_234_567.0),
            ("1.000", 1.0),
        ] {
            assert_eq!(read_number(text), Ok(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", " ", "x", "1 2", "1  000", "12 34", "1,2,3", "1.2.3", "--1", "-−1", "NaN", "inf", "1e400", "1e", "0x1",
            "1,23.4,5",
        ] {
            assert_eq!(read_number(text), Err(NotANumber::Unreadable), "{text}");
        }
        for text in ["1,000", "20,000", "−1,500"] {
            assert_eq!(read_number(text), Err(NotANumber::Ambiguous), "{text}");
        }
    }

    #[test]
    fn every_number_is_written_as_it_is_read() {
        for value in [0.0, 0.001, 20_000.0, 1e-7, 2.5e-5, 123_456.789, f64::MIN_POSITIVE, 1e300] {
            assert_eq!(read_number(&number_text(value)), Ok(value));
        }
    }

    #[test]
    fn a_list_is_taken_apart_where_its_numbers_end() {
        for text in ["0.1,0.5,0.9", "0.1, 0.5, 0.9", "0.1 0.5 0.9", "0.1;0.5; 0.9", " 0.1\n0.5\t0.9 "] {
            assert_eq!(items(text), ["0.1", "0.5", "0.9"], "{text}");
        }
        assert_eq!(items("0,1; 0,5"), ["0,1", "0,5"]);
        assert_eq!(items("0,1 0,5"), ["0,1", "0,5"]);
        assert_eq!(items("1"), ["1"]);
    }
}
