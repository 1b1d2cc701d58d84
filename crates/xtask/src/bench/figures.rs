//! What one engine took for the cases: read from the record that it prints.

use anyhow::{Context as _, Result};
use serde_json::Value;
use std::time::Duration;

/// No engine takes longer for all cases.
pub const LONGEST: Duration = Duration::from_secs(600);

/// The times of one engine.
#[derive(Debug, PartialEq)]
pub struct Figures {
    /// Its name and version.
    pub engine: String,
    /// Case and time, in µs for an iteration of training and in ms for sampling.
    times: Vec<(String, f64)>,
}

impl Figures {
    /// From `{"engine", "rows": [{"case", "us_per_step" | "ms"}]}`.
    ///
    /// # Errors
    /// When the text is something else: it says so itself, in most cases.
    pub fn read(text: &str) -> Result<Self> {
        let parsed: Option<Value> = serde_json::from_str(text).ok();
        let figures = parsed.as_ref().and_then(|record| {
            let times = record["rows"].as_array()?.iter().map(time).collect::<Option<_>>()?;
            Some(Self { engine: record["engine"].as_str()?.to_owned(), times })
        });
        figures.with_context(|| format!("this is no record of a benchmark: {text:?}"))
    }

    /// The time of a case; none where the engine has not run it.
    pub fn time(&self, case: &str) -> Option<f64> {
        self.times.iter().find(|(known, _)| known == case).map(|(_, time)| *time)
    }
}

fn time(row: &Value) -> Option<(String, f64)> {
    let time = row["us_per_step"].as_f64().or_else(|| row["ms"].as_f64())?;
    Some((row["case"].as_str()?.to_owned(), time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_in_both_units() {
        let text =
            r#"{"engine":"x 1","rows":[{"case":"train 1x1 sgd","us_per_step":41.5},{"case":"sample 1x20 w1","ms":4}]}"#;
        let figures = Figures::read(text).unwrap();
        assert_eq!(figures.engine, "x 1");
        assert_eq!(figures.time("train 1x1 sgd"), Some(41.5));
        assert_eq!(figures.time("sample 1x20 w1"), Some(4.0));
        assert_eq!(figures.time("sample"), None);
    }

    #[test]
    fn anything_else_is_told_in_one_line() {
        for text in ["", "no", r#"{"engine":"x","rows":[{"case":"a"}]}"#, r#"{"error":"Error: no\nbackend"}"#] {
            let words = Figures::read(text).unwrap_err().to_string();
            assert!(words.starts_with("this is no record") && words.lines().count() == 1, "{words}");
        }
    }
}
