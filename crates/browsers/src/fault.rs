//! Hosts that serve a file wrongly, for tests of what the page then says.

use std::convert::Infallible;
use std::time::Duration;

use wasm_encoder::reencode::{self, Reencode};
use wasmparser::{MemoryType, Parser};

/// What a host may do wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It answers with this status and nothing of the file.
    Status(u16),
    /// It sends the file as this type.
    Kind(&'static str),
    /// It sends half of the file.
    Half,
    /// It answers only after so long.
    Late(Duration),
    /// It sends the file of another build than the address asks for.
    AnotherBuild,
    /// The program may have so many pages of memory, of 64 KiB, and no more: as on a machine that has no more.
    LittleMemory(u64),
}

/// A program with another name in the place of its build's.
pub fn of_another_build(mut program: Vec<u8>, build: &str) -> Vec<u8> {
    let places = program.windows(build.len().max(1)).enumerate().filter(|(_, bytes)| *bytes == build.as_bytes());
    for at in places.map(|(at, _)| at).collect::<Vec<_>>() {
        program[at..at + build.len()].fill(b'x');
    }
    program
}

/// A program that cannot have more than so many pages of memory; none for what is no program.
pub fn with_little_memory(program: &[u8], pages: u64) -> Option<Vec<u8>> {
    struct LittleMemory(u64);
    impl Reencode for LittleMemory {
        type Error = Infallible;

        fn memory_type(&mut self, memory: MemoryType) -> Result<wasm_encoder::MemoryType, reencode::Error> {
            Ok(reencode::utils::memory_type(self, MemoryType { maximum: Some(self.0), ..memory }))
        }
    }
    let mut limited = wasm_encoder::Module::new();
    LittleMemory(pages).parse_core_module(&mut limited, Parser::new(0), program).ok()?;
    Some(limited.finish())
}
