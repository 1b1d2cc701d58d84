//! The invariants of the built page in `dist/`.

use std::{fs, path::PathBuf};
use tests::{dist, markup};

/// The one file of the page whose name starts and ends like this.
fn file(start: &str, end: &str) -> PathBuf {
    let entries = fs::read_dir(dist()).expect("the page is built: cargo xtask build");
    let files = entries.map(|entry| entry.unwrap().path());
    let fits = |file: &PathBuf| {
        let name = file.file_name().unwrap().to_string_lossy();
        name.starts_with(start) && name.ends_with(end)
    };
    let found: Vec<_> = files.filter(fits).collect();
    assert_eq!(found.len(), 1, "{start}…{end} in dist/: {found:?}");
    found[0].clone()
}

fn holds(file: &PathBuf, word: &str) -> bool {
    let bytes = fs::read(file).unwrap();
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn only_the_worker_carries_candle() {
    assert!(!holds(&file("app-", "_bg.wasm"), "candle"), "the page's binary must paint within a second");
    assert!(holds(&file("worker", "_bg.wasm"), "candle"), "the worker's binary is the one that trains");
}

#[test]
fn the_page_has_nothing_inline_and_nothing_from_elsewhere() {
    let page = fs::read_to_string(file("index", ".html")).unwrap();
    assert_eq!(markup::offences(&page), [""; 0]);
}

/// catches: a page that works without a network until it needs the one file that is not kept
#[test]
fn every_file_of_the_page_is_kept_for_when_there_is_no_network() {
    let worker = fs::read_to_string(file("service-worker", ".js")).unwrap();
    assert!(!worker.contains("const BUILD = \"\""), "the build has a name");
    let page = fs::read_to_string(file("index", ".html")).unwrap();
    for entry in fs::read_dir(dist()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let kept = worker.contains(&format!("\"{name}\":\"sha256-")) || worker.contains(&format!("\"{name}/"));
        // The page stands under the folder's own address; a picture for previews is no part of it.
        let other = ["index.html", "service-worker.js", "playground.png"].contains(&name.as_str());
        assert!(kept != other, "{name}");
    }
    assert!(worker.contains("\"\":\"sha256-") && page.contains("href=\"./manifest.json\""));
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(file("manifest", ".json")).unwrap()).unwrap();
    for icon in manifest["icons"].as_array().unwrap() {
        assert!(dist().join(icon["src"].as_str().unwrap()).is_file(), "{icon}");
    }
}

#[test]
fn every_address_of_the_page_is_relative() {
    let page = fs::read_to_string(file("index", ".html")).unwrap();
    for tag in markup::tags(&page) {
        for name in ["src", "href", "data-js", "data-wasm"] {
            let address = tag.get(name).unwrap_or_default();
            assert!(!address.starts_with('/'), "{}: {name}={address} works under no sub-path", tag.line);
        }
    }
}

/// catches: the folders of whoever built the page, in the places of its panics
#[test]
fn no_file_names_a_place_on_the_machine_that_built_it() {
    let home = std::env::var("HOME").unwrap_or_default();
    let root = tests::source::root().display().to_string();
    let mut folders = vec![dist()];
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            for place in ["/home/", "/Users/", "\\Users\\", "registry/src", "/.cargo/", &root, &format!("{home}/")] {
                assert!(!holds(&file, place), "{} holds {place}", file.display());
            }
        }
    }
}
