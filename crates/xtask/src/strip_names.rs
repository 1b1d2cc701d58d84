//! Takes the names of functions out of a WebAssembly module: a seventh of the page's binary, read by no browser.
//!
//! A module is eight bytes of header and then sections: an id, the length in LEB128, the contents. Custom sections have
//! id 0 and begin with their own name.

const HEADER: usize = 8;
const CUSTOM: u8 = 0;

/// The module without its `name` section; none if it is no module.
pub fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(HEADER)?;
    let mut stripped = header.starts_with(b"\0asm").then(|| header.to_vec())?;
    while !rest.is_empty() {
        let (length, contents) = leb128(&rest[1..])?;
        let end = rest.len() - contents.len() + length;
        let (section, after) = rest.split_at_checked(end)?;
        let is_named = matches!(leb128(contents), Some((4, text)) if text.starts_with(b"name"));
        if !(section[0] == CUSTOM && is_named) {
            stripped.extend_from_slice(section);
        }
        rest = after;
    }
    Some(stripped)
}

/// A number of up to 32 bits, and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let length = 1 + bytes.iter().take(5).position(|byte| byte & 0x80 == 0)?;
    let value = bytes[..length].iter().rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    Some((value, &bytes[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_everything_else_stays() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        let (names, other) = ([&[0, 6, 4], &b"name"[..], &[9]].concat(), [&[0, 6, 5], &b"names"[..]].concat());
        let mut code = vec![10, 0x80 | 0x48, 1];
        code.extend([7; 200]);
        let module = [header, &names, &code, &other].concat();
        assert_eq!(without_names(&module), Some([header, &code, &other].concat()));
    }

    #[test]
    fn what_is_no_module_is_left_alone() {
        for bytes in [&b""[..], b"\0asm", b"<!doctype html>", b"\0asm\x01\0\0\0\x01\x7f"] {
            assert_eq!(without_names(bytes), None);
        }
    }
}
