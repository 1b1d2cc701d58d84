//! Bytes of a file as text.

use crate::unreadable::UnreadableTable;

/// Of so many characters at the beginning it is seen whether they are text.
const LOOKED_AT: usize = 4_096;

/// Text has fewer characters than one in so many that nobody writes.
const ONE_IN: usize = 100;

/// The text of bytes: UTF-8 or UTF-16 as its mark or its zeros say, else UTF-8 where it is valid, else Latin-1.
///
/// # Errors
/// Where they are nothing, or no text: a picture, a movie, an archive.
pub fn of_bytes(bytes: &[u8]) -> Result<String, UnreadableTable> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf_8(rest),
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ if are_zero(bytes, 1) => utf_16(bytes, u16::from_le_bytes),
        _ if are_zero(bytes, 0) => utf_16(bytes, u16::from_be_bytes),
        _ => utf_8(bytes),
    };
    let seen = || text.chars().take(LOOKED_AT);
    let strange = seen().filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}') || *c == '\u{fffd}');
    if strange.count() * ONE_IN > seen().count() {
        return Err(UnreadableTable::NoText);
    }
    if text.trim().is_empty() { Err(UnreadableTable::Empty) } else { Ok(text) }
}

/// Whether nearly every other byte, from this one on, is zero: digits in UTF-16.
fn are_zero(bytes: &[u8], from: usize) -> bool {
    let seen = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |from: usize| seen.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    zeros(from) * 3 > seen.len() && zeros(1 - from) == 0
}

fn utf_8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Every byte is a character of Latin-1.
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// One tab in the place of spaces and tabs between words, but for those between quotes.
pub fn tabs_for_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut is_quoted, mut has_begun, mut is_due) = (false, false, false);
    for c in text.chars() {
        match c {
            '\n' | '\r' => {
                (is_quoted, has_begun, is_due) = (false, false, false);
                out.push(c);
            }
            ' ' | '\t' if !is_quoted => is_due = has_begun,
            _ => {
                if std::mem::take(&mut is_due) {
                    out.push('\t');
                }
                is_quoted ^= c == '"';
                has_begun = true;
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_however_it_was_saved() {
        let text = "größe\tx\n−1,5\t2\n";
        let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let (le, be) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &le),
            marked(&[0xfe, 0xff], &be),
        ] {
            assert_eq!(of_bytes(&bytes).as_deref(), Ok(text));
        }
        let digits: Vec<u8> = "1,2\n3,4\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of_bytes(&digits).as_deref(), Ok("1,2\n3,4\n"), "UTF-16 without a mark");
        assert_eq!(of_bytes(b"gr\xf6\xdfe,1\n").as_deref(), Ok("größe,1\n"), "Latin-1");
    }

    #[test]
    fn what_is_no_text_is_none() {
        let noise: Vec<u8> = (0..9_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0\x08\x06\0\0\0";
        assert_eq!(of_bytes(&noise), Err(UnreadableTable::NoText));
        assert_eq!(of_bytes(png), Err(UnreadableTable::NoText));
        assert_eq!(of_bytes(b" \n\t"), Err(UnreadableTable::Empty));
        assert_eq!(of_bytes(b"\xff\xfe"), Err(UnreadableTable::Empty));
    }
}
