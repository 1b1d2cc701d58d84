//! How numbers are written on the page: short, with three significant digits, and never "-0".
//!
//! ```
//! use plot::{grouped, rounded, three_digits};
//!
//! assert_eq!(three_digits(0.21449), "0.214");
//! assert_eq!(three_digits(1.24e-6), "1.24e-6");
//! assert_eq!(grouped(12_345), "12\u{202f}345");
//! assert_eq!(rounded(0.21449), 0.214);
//! ```

use lexical_parse_float::FromLexical;

/// Between groups of three digits: a narrow space at which no line is broken.
const GROUP_SEPARATOR: char = '\u{202f}';

/// Three significant digits: "0.214", "12.3", "1 240", "1.24e6", "1.24e-6"; "0" for zero, "–" for NaN, "∞" for
/// infinity.
pub fn three_digits(value: f64) -> String {
    // Rounding can carry into the next power of ten (0.9996 → 1.00), so it comes first.
    let rounded = rounded(value);
    match digit_place(rounded) {
        _ if value.is_nan() => "–".into(),
        _ if value.is_infinite() => if value > 0.0 { "∞" } else { "-∞" }.into(),
        _ if value == 0.0 => "0".into(),
        place @ -4..=2 => format!("{value:.0$}", (2 - place) as usize),
        3..=5 => grouped_signed(rounded),
        _ => format!("{value:.2e}"),
    }
}

/// A value rounded to three significant digits; NaN and infinities stay what they are.
pub fn rounded(value: f64) -> f64 {
    parse_number(&format!("{value:.2e}")).unwrap_or(value)
}

/// The nearest number to what the digits say, as the standard library reads them; without its tables of powers of ten,
/// which would be a twentieth of the page.
pub fn parse_number(text: &str) -> Option<f64> {
    f64::from_lexical(text.as_bytes()).ok()
}

/// A whole number in groups of three digits: "12 345 678".
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(GROUP_SEPARATOR);
        }
        text.push(digit);
    }
    text
}

/// A tick's label with digits down to `place` (-2 for hundredths), as "1.2e-6" where zeros would crowd.
pub(crate) fn tick_label(value: f64, place: i32) -> String {
    let decimals = |place: i32| place.min(0).unsigned_abs() as usize;
    let size = value.abs();
    if size == 0.0 {
        return "0".into();
    }
    if !(1e-4..1e6).contains(&size) {
        return format!("{value:.0$e}", decimals(place - digit_place(value)));
    }
    if place >= 0 {
        return grouped_signed(value);
    }
    format!("{value:.0$}", decimals(place))
}

/// The place of the first digit: 0 for 1 to 9, -2 for 0.05.
pub(crate) fn digit_place(value: f64) -> i32 {
    // The logarithm of a power of ten may come out a little too small.
    (value.abs().log10() + 1e-9).floor() as i32
}

/// The nearest whole number in groups of three digits, with its sign.
fn grouped_signed(value: f64) -> String {
    let digits = grouped(value.abs().round() as u64);
    if value < 0.0 { format!("-{digits}") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_three_digits() {
        assert_eq!([0.123_456, -9_996.0, 0.0].map(rounded), [0.123, -10_000.0, 0.0]);
        assert!(rounded(f64::NAN).is_nan());
    }

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in [
            "0.1",
            "5.",
            ".5",
            "-3e-7",
            "+2",
            "1e22",
            "1e23",
            "123456789012345678",
            "0.30000000000000004",
            "1.7976931348623157e308",
            "5e-324",
            "2.2250738585072011e-308",
            "1e400",
            "9007199254740993",
            "7.2057594037927933e16",
            "inf",
            "NaN",
            "",
            "-",
            ".",
            "e5",
            "1e",
            "1,5",
            "0x10",
            "1_000",
            " 1",
            "1 ",
            "--1",
        ] {
            let (ours, theirs) = (parse_number(text), text.parse::<f64>().ok());
            assert_eq!(ours.map(f64::to_bits), theirs.map(f64::to_bits), "{text}");
        }
    }

    #[test]
    fn every_size_of_number_is_written_with_three_digits() {
        for (value, text) in [
            (0.214, "0.214"),
            (0.21449, "0.214"),
            (-1.5, "-1.50"),
            (0.9996, "1.00"),
            (9.996, "10.0"),
            (99.96, "100"),
            (999.6, "1\u{202f}000"),
            (1_240.0, "1\u{202f}240"),
            (-123_456.0, "-123\u{202f}000"),
            (999_999.0, "1.00e6"),
            (0.000_123_4, "0.000123"),
            (0.000_012_34, "1.23e-5"),
            (f64::NAN, "–"),
            (f64::INFINITY, "∞"),
            (f64::NEG_INFINITY, "-∞"),
        ] {
            assert_eq!(three_digits(value), text);
        }
    }

    #[test]
    fn nothing_is_written_as_minus_zero() {
        for value in [0.0, -0.0] {
            assert_eq!(three_digits(value), "0");
            assert_eq!(tick_label(value, -2), "0");
        }
        for value in [-1e-12, -1e-5, -4e-4] {
            let text = three_digits(value);
            assert!(text.chars().any(|c| ('1'..='9').contains(&c)), "{value} became {text}");
        }
    }

    #[test]
    fn long_integers_are_written_in_groups_of_three_digits() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(12_345_678), "12\u{202f}345\u{202f}678");
    }

    #[test]
    fn labels_reach_down_to_the_place_they_need() {
        for (value, place, label) in [
            (0.05, -2, "0.05"),
            (0.5, -2, "0.50"),
            (1.0, -3, "1.000"),
            (20.0, 1, "20"),
            (-25_000.0, 3, "-25\u{202f}000"),
            (1e-6, -6, "1e-6"),
            (1.005e-5, -8, "1.005e-5"),
            (1.2e6, 5, "1.2e6"),
            (2e6, 6, "2e6"),
        ] {
            assert_eq!(tick_label(value, place), label);
        }
    }
}
