//! Numbers out of text, to the last bit, in a hundredth of what the page may weigh: the standard library's own reader
//! brings ten kilobytes of tables that no compression makes smaller.

/// Digits that a mantissa of 64 bits always has room for.
const DIGITS: usize = 19;

/// The largest power of five below 2^63 is 5^27.
const POWERS: u32 = 27;

/// A number as people and programs write it: `0.5`, `-3`, `1e-4`. None for anything else, also `inf` and `NaN`.
///
/// It is the nearest `f64` for up to 19 digits times a power of ten from -27 to 27, which is every number that
/// `f64`'s `Display` writes between 1e-8 and 1e27; beyond that it may be a few units in the last place away.
#[must_use]
pub fn read_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let magnitude = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (digits, power) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (mantissa, dropped) = mantissa(whole, fraction)?;
    let power = power.parse::<i32>().ok()?.clamp(-9999, 9999) + dropped;
    let value = times_power_of_ten(mantissa, power);
    Some(if text.starts_with('-') { -value } else { value })
}

/// The first [`DIGITS`] digits as a whole number, and the power of ten that they are short of.
fn mantissa(whole: &str, fraction: &str) -> Option<(u64, i32)> {
    let (mut mantissa, mut power, mut seen) = (0u64, -(fraction.len() as i32), 0);
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        if seen < DIGITS {
            mantissa = 10 * mantissa + u64::from(digit);
            seen += usize::from(mantissa > 0);
        } else {
            power += 1;
        }
    }
    (whole.len() + fraction.len() > 0).then_some((mantissa, power))
}

fn times_power_of_ten(mantissa: u64, power: i32) -> f64 {
    let near = power.clamp(-(POWERS as i32), POWERS as i32);
    let five = 5u64.pow(near.unsigned_abs());
    let value = if near < 0 { ratio(mantissa, five) } else { (u128::from(mantissa) * u128::from(five)) as f64 };
    // A power of two is exact, and of ten what is left is 1 but for numbers that nobody types.
    value * 2f64.powi(near) * 10f64.powi(power - near)
}

/// `a / b` for `0 < b < 2^63`: 63 bits of it by long division, and whether anything is left in the last of them, so that
/// the one rounding is that of the whole.
fn ratio(a: u64, b: u64) -> f64 {
    let (mut quotient, mut rest, mut shift) = (a / b, a % b, 0);
    while a > 0 && quotient >> 62 == 0 {
        rest *= 2;
        quotient = 2 * quotient + u64::from(rest >= b);
        rest %= b;
        shift += 1;
    }
    (quotient | u64::from(rest > 0)) as f64 * 2f64.powi(-shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        // A walk through mantissas of all bits and the sizes that settings have.
        let mut bits = 0x9e37_79b9_7f4a_7c15u64;
        for power in (-24..80).cycle().take(200_000) {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let value = (1.0 + (bits >> 12) as f64 / (1u64 << 52) as f64) * 2f64.powi(power);
            assert_eq!(read_number(&value.to_string()), Some(value));
            assert_eq!(read_number(&format!("{value:e}")), Some(value));
        }
    }

    /// The halfway cases, and digits beyond those that count.
    #[test]
    fn it_rounds_as_the_standard_library_does() {
        for text in
            ["9007199254740993", "9007199254740995", "0.1", "0.30000000000000004", "1e22", "123456789012345678e-9"]
        {
            assert_eq!(read_number(text), text.parse().ok(), "{text}");
        }
        assert_eq!(read_number("0.100000000000000000000000000001"), Some(0.1));
        assert_eq!(read_number("1e-400"), Some(0.0));
    }

    #[test]
    fn forms_of_numbers_and_of_none() {
        for (text, value) in [(" 2 ", 2.0), ("-.5", -0.5), ("5.", 5.0), ("+1E3", 1000.0), ("0", 0.0), ("1e-7", 1e-7)] {
            assert_eq!(read_number(text), Some(value), "{text}");
        }
        for text in ["", ".", "-", "e5", "1e", "1,5", "NaN", "inf", "0x1", "1 2", "--1", "1e+-2", "１"] {
            assert_eq!(read_number(text), None, "{text}");
        }
        assert!(read_number("1e999").is_some_and(f64::is_infinite));
    }
}
