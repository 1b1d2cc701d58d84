//! Links whose runs are known to the bit (`reference/weights.json`): the nine presets, five custom runs, three of a person's own data, and one of fixed training points.
//!
//! Each row holds a link and two hashes: of the weights that the run ends with, and of its samples at every level.
//! Whatever is rebuilt, these stay. A change that means to alter them says so, and writes the printed rows down anew.

use std::thread;

use page::link;
use serde_json::{Value, json};
use tests::trained;

const REFERENCE: &str = include_str!("reference/weights.json");

/// FNV-1a of 64 bits, as the weights' own hash.
fn hash(states: &[Vec<f32>]) -> String {
    let bytes = states.iter().flatten().flat_map(|x| x.to_le_bytes());
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

fn row(link: &str) -> Value {
    let linked = link::read(link);
    assert!(linked.notes.is_empty(), "{link}: {:?}", linked.notes);
    let config = linked.settings.config;
    let learned = trained(&config).unwrap_or_else(|error| panic!("{link}: {error}"));
    let states = learned.states(&config).expect("the network predicts");
    json!({ "link": link, "weights": learned.hash(), "samples": hash(&states) })
}

#[test]
fn every_known_link_ends_with_the_weights_and_samples_that_are_written_down() {
    let rows: Vec<Value> = serde_json::from_str(REFERENCE).expect("the reference is a list of rows");
    assert_eq!(rows.len(), 18);
    let found: Vec<Value> = thread::scope(|scope| {
        let links = rows.iter().map(|row| row["link"].as_str().expect("a link"));
        let runs: Vec<_> = links.map(|link| scope.spawn(move || row(link))).collect();
        runs.into_iter().map(|run| run.join().expect("a run ends")).collect()
    });
    let lines: Vec<String> = found.iter().map(Value::to_string).collect();
    assert!(found == rows, "found\n{}", lines.join(",\n"));
}
