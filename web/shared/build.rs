//! Names the build: page and worker must come from the same sources, and a browser may still hold an old worker.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut hasher = DefaultHasher::new();
    for place in [
        "Cargo.lock",
        "Cargo.toml",
        "crates/diffusion",
        "crates/messages",
        "crates/page",
        "crates/plot",
        "crates/scene",
        "crates/training",
        "crates/worker",
        "web",
    ] {
        let place = root.join(place);
        println!("cargo:rerun-if-changed={}", place.display());
        hash(&place, &mut hasher)?;
    }
    println!("cargo:rustc-env=PLAYGROUND_BUILD={:016x}", hasher.finish());
    Ok(())
}

/// Hashes a file, or every file of a folder in the order of their names.
fn hash(place: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    if place.is_file() {
        fs::read(place)?.hash(hasher);
        return Ok(());
    }
    let mut entries: Vec<_> =
        fs::read_dir(place)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| hash(entry, hasher))
}
