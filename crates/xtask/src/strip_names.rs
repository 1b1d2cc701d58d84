//! Takes the names of functions out of a WebAssembly module: a seventh of the page's binary, read by no browser.

use anyhow::Result;
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

/// The module without its `name` section.
///
/// # Errors
/// When it is no module.
pub fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    let mut stripped = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let named = matches!(&payload, Payload::CustomSection(custom) if custom.name() == "name");
        if let Some((id, contents)) = payload.as_section().filter(|_| !named) {
            stripped.section(&RawSection { id, data: &module[contents.start as usize..contents.end as usize] });
        }
    }
    Ok(stripped.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_everything_else_stays() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        let (names, other) = ([&[0, 6, 4], &b"name"[..], &[9]].concat(), [&[0, 6, 5], &b"names"[..]].concat());
        let types = [1, 4, 1, 0x60, 0, 0];
        let module = [header, &names, &types, &other].concat();
        assert_eq!(without_names(&module).unwrap(), [header, &types, &other].concat());
    }

    #[test]
    fn what_is_no_module_is_refused() {
        for bytes in [&b""[..], b"\0asm", b"<!doctype html>", b"\0asm\x01\0\0\0\x01\x7f"] {
            assert!(without_names(bytes).is_err(), "{bytes:?}");
        }
    }
}
