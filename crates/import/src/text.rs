//! Text out of bytes, and what its edges are cleared of.

use std::borrow::Cow;

use crate::unreadable::UnreadableTable;

/// So many bytes at the beginning tell whether text is in UTF-16.
const SAMPLE_BYTES: usize = 1024;

/// The text that the bytes are: what a mark at their beginning says, or UTF-16 where every other byte is zero, or
/// UTF-8, or else one character for each byte (Latin-1).
///
/// # Errors
/// [`UnreadableTable::NotText`] where there is a character zero, or more than one control character among twenty.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, UnreadableTable> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => from_bytes(rest),
        [0xff, 0xfe, rest @ ..] => from_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => from_utf16(rest, u16::from_be_bytes),
        _ if is_zero_every_other(bytes, 1) => from_utf16(bytes, u16::from_le_bytes),
        _ if is_zero_every_other(bytes, 0) => from_utf16(bytes, u16::from_be_bytes),
        _ => from_bytes(bytes),
    };
    let controls = text.chars().filter(|&c| c.is_control() && !c.is_whitespace()).count();
    if text.contains('\0') || controls * 20 > text.len() { Err(UnreadableTable::NotText) } else { Ok(text) }
}

/// The text without blanks, control characters and invisible marks at its edges.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Its first characters in one line, so many at most: of a longer text the last one is "…".
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    let plain = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
    let mut rest = trimmed(text).chars();
    let mut short: String = rest.by_ref().take(characters).map(plain).collect();
    if rest.next().is_some() {
        short.pop();
        short.push('…');
    }
    short
}

fn from_bytes(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let units = bytes.as_chunks().0.iter().map(|&pair| unit(pair));
    Cow::Owned(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Whether of the pairs of bytes this half is mostly zero, for a sign such as "−" is not, and the other never.
fn is_zero_every_other(bytes: &[u8], half: usize) -> bool {
    let pairs = bytes.as_chunks::<2>().0;
    let pairs = pairs.get(..SAMPLE_BYTES / 2).unwrap_or(pairs);
    let zeros = |half: usize| pairs.iter().filter(|pair| pair.get(half) == Some(&0)).count();
    zeros(half) * 5 > pairs.len() * 4 && zeros(1 - half) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_every_encoding() {
        let text = "µ,−1\n0,2\n3,4\n5,6";
        let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
        let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        for bytes in [&little, &big, text.as_bytes()] {
            assert_eq!(decode(bytes).unwrap(), text);
        }
        for (mark, rest) in
            [(&[0xff, 0xfe][..], &little[..]), (&[0xfe, 0xff], &big), (b"\xef\xbb\xbf", text.as_bytes())]
        {
            assert_eq!(decode(&[mark, rest].concat()).unwrap(), text);
        }
        assert_eq!(decode(b"\xb5m,1").unwrap(), "µm,1");
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let noise: Vec<u8> = (1..=255).collect();
        for bytes in [&png[..], b"PK\x03\x04\x14\0\0\0", &[0; 64], &noise] {
            assert_eq!(decode(bytes), Err(UnreadableTable::NotText));
        }
        assert!(decode(b"1,2\r\n3,4\r\n5,6\r\n7,8\r\n\x1a").is_ok());
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shortened("  µµµµ\n", 4), "µµµµ");
        assert_eq!(shortened("a\nbcde", 4), "a b…");
    }
}
