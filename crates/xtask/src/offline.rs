//! What the service worker keeps of a build: its name, and its files with the hash of each.

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

/// The file that is written into.
const SERVICE_WORKER: &str = "service-worker.js";

/// For those who show a link to the page, and no part of it.
const PREVIEW: &str = "playground.png";

/// Writes the build's name and files into its service worker.
///
/// # Errors
/// When a file cannot be read or written, or the service worker has no place for them.
pub fn write_service_worker(dist: &Path) -> Result<()> {
    let mut files = BTreeMap::new();
    collect(dist, "", &mut files)?;
    let list = serde_json::to_string(&files)?;
    let build: String = Sha256::digest(&list).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let path = dist.join(SERVICE_WORKER);
    let mut text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    for (place, value) in [("const BUILD = \"\";", format!("\"{build}\"")), ("const FILES = {};", list)] {
        ensure!(text.contains(place), "{SERVICE_WORKER} has no `{place}`");
        let (name, _) = place.split_once(" = ").unwrap_or((place, ""));
        text = text.replace(place, &format!("{name} = {value};"));
    }
    Ok(fs::write(path, text)?)
}

/// Every file under a folder by its address, with its hash as `integrity` has it; the page itself is "", and so the first.
fn collect(folder: &Path, address: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let address = format!("{address}{name}");
        if path.is_dir() {
            collect(&path, &format!("{address}/"), files)?;
        } else if !matches!(address.as_str(), SERVICE_WORKER | PREVIEW) {
            let hash = STANDARD.encode(Sha256::digest(fs::read(&path)?));
            let address = if address == "index.html" { String::new() } else { address };
            files.insert(address, format!("sha256-{hash}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// catches: a build that changes and keeps its name; a page that is not looked at first
    #[test]
    fn a_build_is_named_by_its_files_of_which_the_page_is_the_first() {
        let dist = std::env::temp_dir().join(format!("service-worker-{}", std::process::id()));
        fs::create_dir_all(dist.join("programs")).expect("a folder");
        let write = |name: &str, text: &str| fs::write(dist.join(name), text).expect("a file");
        let written = |page: &str| {
            write(SERVICE_WORKER, "const BUILD = \"\";\nconst FILES = {};\n");
            write("index.html", page);
            write_service_worker(&dist).expect("a service worker");
            fs::read_to_string(dist.join(SERVICE_WORKER)).expect("a file")
        };
        write(PREVIEW, "png");
        write("programs/a.rs", "");
        let (one, other) = (written("one"), written("other"));
        let hash_of_nothing = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert!(one.contains("const FILES = {\"\":\"sha256-"), "{one}");
        assert!(one.ends_with(&format!(",\"programs/a.rs\":\"{hash_of_nothing}\"}};\n")), "{one}");
        assert_ne!(one.lines().next(), other.lines().next());
        fs::remove_dir_all(&dist).expect("no folder");
    }
}
