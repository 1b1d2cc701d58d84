//! The cases of the benchmark on this machine, without a browser; prints one line of JSON.
//!
//! `cargo run --release -p training --example bench`

use std::time::Instant;

use serde_json::json;
use training::bench::{BenchmarkRun, cases};
use training::{Backend, TrainingError};

#[expect(clippy::disallowed_methods, reason = "a benchmark needs a clock")]
fn main() -> Result<(), TrainingError> {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64() * 1e3;
    let mut rows = Vec::new();
    for case in cases() {
        let mut measurement = BenchmarkRun::new(case, Backend::Fused)?;
        rows.push(loop {
            if let Some(row) = measurement.step(&clock)? {
                break row;
            }
        });
    }
    println!("{}", json!({ "engine": "native", "rows": rows }));
    Ok(())
}
