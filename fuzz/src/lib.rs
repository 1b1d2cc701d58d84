//! The cases of `tests/fuzz/`, from the bytes that libFuzzer makes instead of seeds.
//!
//! `cargo fuzz run -s none links`, or `messages`, `weights`, `wire`, `worker`; it needs `cargo install cargo-fuzz`, and no nightly
//! compiler without a sanitizer.

#[path = "../../tests/fuzz/chance.rs"]
mod chance;
#[path = "../../tests/fuzz/links.rs"]
pub mod links;
#[path = "../../tests/fuzz/messages.rs"]
pub mod messages;
#[path = "../../tests/fuzz/weights.rs"]
pub mod weights;
#[path = "../../tests/fuzz/wire.rs"]
pub mod wire;
#[path = "../../tests/fuzz/worker.rs"]
pub mod worker;

pub use chance::Chance;
use rand::RngCore;

/// Bytes in the place of chance; zeros after their end.
struct Bytes(std::vec::IntoIter<u8>);

/// Chance that these bytes decide.
#[must_use]
pub fn decided_by(bytes: &[u8]) -> Chance {
    Chance::new(Bytes(bytes.to_vec().into_iter()))
}

impl RngCore for Bytes {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.0.next().unwrap_or(0));
    }
}
