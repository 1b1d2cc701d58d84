//! Names in a WebAssembly module that no browser needs: those of functions, a seventh of the page's binary, and the long
//! ones by which wasm-bindgen ties the imports to its script, whose hashes no compression makes smaller.

use anyhow::Result;
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The module without its `name` section.
///
/// # Errors
/// When it is no module.
pub fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    rewritten(module, |payload, _| Ok(matches!(payload, Payload::CustomSection(custom) if custom.name() == "name")))
}

/// The module and its script with short names for the imports that both name by a hash.
///
/// # Errors
/// When it is no module.
pub fn with_short_imports(module: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut script = script.to_owned();
    let module = rewritten(module, |payload, written| {
        let Payload::ImportSection(section) = payload else { return Ok(false) };
        let mut imports = ImportSection::new();
        for (number, import) in section.clone().into_imports().enumerate() {
            let import = import?;
            let mut name = import.name.to_owned();
            if is_hashed(&name) {
                name = format!("i{number}");
                script = script.replace(import.name, &name);
            }
            imports.import(import.module, &name, RoundtripReencoder.entity_type(import.ty)?);
        }
        written.section(&imports);
        Ok(true)
    })?;
    Ok((module, script))
}

/// The module with each section as it is, unless `write` has put another in its place, or nothing.
fn rewritten(module: &[u8], mut write: impl FnMut(&Payload, &mut Module) -> Result<bool>) -> Result<Vec<u8>> {
    let mut written = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let is_written = write(&payload, &mut written)?;
        if let Some((id, contents)) = payload.as_section().filter(|_| !is_written) {
            written.section(&RawSection { id, data: &module[contents.start as usize..contents.end as usize] });
        }
    }
    Ok(written.finish())
}

/// Whether a name ends in the sixteen digits by which wasm-bindgen tells imports apart.
fn is_hashed(name: &str) -> bool {
    name.rsplit_once('_').is_some_and(|(_, hash)| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, TypeSection};

    /// catches: an import that the script does not have any more
    #[test]
    fn imports_with_a_hash_have_the_same_short_name_in_module_and_script() {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        let names = ["__wbg_get_0123456789abcdef", "__wbindgen_init", "__wbg_set_fedcba9876543210"];
        names.iter().for_each(|name| _ = imports.import("./app.js", name, EntityType::Function(0)));
        let mut module = Module::new();
        module.section(&types).section(&imports);
        let script = names.map(|name| format!("{name}: function() {{}}")).join(",");
        let (short, script) = with_short_imports(&module.finish(), &script).unwrap();
        assert_eq!(script, "i0: function() {},__wbindgen_init: function() {},i2: function() {}");
        let mut read = Vec::new();
        for payload in Parser::new(0).parse_all(&short) {
            if let Payload::ImportSection(section) = payload.unwrap() {
                read.extend(section.into_imports().map(|import| import.unwrap().name.to_owned()));
            }
        }
        assert_eq!(read, ["i0", "__wbindgen_init", "i2"]);
    }

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
