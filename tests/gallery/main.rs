//! Every chart, every picture and every state of the page, held against what is recorded in `recorded/`.
//!
//! | to … | see |
//! |---|---|
//! | know what is shown | `exhibits.rs` |
//! | see how a picture becomes one file | `picture.rs` |
//! | know when two files say the same | `likeness.rs` |
//! | see how all of it becomes one page | `catalogue.rs` |
//!
//! `cargo xtask gallery` writes that page to `target/gallery/index.html`, what is recorded beside what differs from it;
//! `cargo xtask gallery --record` records what is shown now.

mod catalogue;
mod exhibits;
mod likeness;
mod picture;

use exhibits::Exhibit;
use std::{collections::BTreeSet, env, fs, path::PathBuf};
use tests::source::root;

/// Where what was seen once and found good is kept.
fn recorded() -> PathBuf {
    root().join("tests/gallery/recorded")
}

/// The exhibits that differ from what is recorded, and the files that no exhibit stands behind any more.
fn differences(exhibits: &[Exhibit]) -> Vec<String> {
    let entries = fs::read_dir(recorded()).into_iter().flatten().flatten();
    let files: BTreeSet<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let shown: BTreeSet<String> = exhibits.iter().map(Exhibit::file).collect();
    let changed = exhibits.iter().filter(|exhibit| !exhibit.is_like(&known(exhibit))).map(Exhibit::file);
    changed.chain(files.difference(&shown).cloned()).collect()
}

/// What is recorded of an exhibit; empty where nothing is.
fn known(exhibit: &Exhibit) -> String {
    fs::read_to_string(recorded().join(exhibit.file())).unwrap_or_default()
}

fn record(exhibits: &[Exhibit]) {
    let _ = fs::remove_dir_all(recorded());
    fs::create_dir_all(recorded()).expect("a folder for the record");
    exhibits.iter().for_each(|e| fs::write(recorded().join(e.file()), &e.content).expect("room for the record"));
}

#[test]
fn every_chart_picture_and_state_is_as_recorded() {
    let exhibits = exhibits::all();
    let names: BTreeSet<String> = exhibits.iter().map(Exhibit::file).collect();
    assert_eq!(names.len(), exhibits.len(), "a name is given once: {names:?}");
    if env::var_os("GALLERY_RECORD").is_some() {
        record(&exhibits);
    }
    let folder = root().join("target/gallery");
    fs::create_dir_all(&folder).expect("a folder for the gallery");
    fs::write(folder.join("index.html"), catalogue::page(&exhibits, known)).expect("room for the gallery");
    let differences = differences(&exhibits);
    assert!(
        differences.is_empty(),
        "not as recorded: {}\nlook at target/gallery/index.html; `cargo xtask gallery --record` records what is there",
        differences.join(", ")
    );
}
