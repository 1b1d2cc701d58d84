//! The benchmark as the page has it: what the worker has measured so far, in words and as a record for scripts.

use std::fmt::Write as _;

use messages::{BenchmarkRow, BenchmarkTime};

/// The link that opens the benchmark in the playground's place.
pub const FRAGMENT: &str = "bench";

/// The rows measured so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BenchmarkReport {
    rows: Vec<BenchmarkRow>,
    /// How many there will be, once that is known.
    total: Option<usize>,
}

impl BenchmarkReport {
    /// One row more, of so many.
    pub fn add(&mut self, row: BenchmarkRow, total: usize) {
        self.rows.push(row);
        self.total = Some(total);
    }

    /// The rows, in the order they were measured.
    pub fn rows(&self) -> &[BenchmarkRow] {
        &self.rows
    }

    /// How far it is.
    pub fn text(&self) -> String {
        let done = self.rows.len();
        match self.total {
            None => "Measuring the first case.".to_owned(),
            Some(total) if done < total => format!("Measured {done} of {total} cases."),
            Some(total) => format!("All {total} cases are measured."),
        }
    }

    /// Everything measured as one line of JSON: `{"engine", "rows": [{"case", "us_per_step" | "ms"}]}`.
    pub fn record(&self) -> String {
        let mut rows = String::new();
        for BenchmarkRow { case, time } in &self.rows {
            let comma = if rows.is_empty() { "" } else { "," };
            let (key, value) = match time {
                BenchmarkTime::UsPerStep(us) => ("us_per_step", us),
                BenchmarkTime::Ms(ms) => ("ms", ms),
            };
            // Names of cases are words and digits: nothing in them needs an escape.
            let _ = write!(rows, r#"{comma}{{"case":"{case}","{key}":{value:.2}}}"#);
        }
        format!(r#"{{"engine":"Diffusion Playground","rows":[{rows}]}}"#)
    }
}

/// A time and what it is of, for a person.
pub fn time_text(time: BenchmarkTime) -> String {
    match time {
        BenchmarkTime::UsPerStep(us) => format!("{us:.1} µs per iteration"),
        BenchmarkTime::Ms(ms) => format!("{ms:.1} ms per cloud"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(case: &str, time: BenchmarkTime) -> BenchmarkRow {
        BenchmarkRow { case: case.into(), time }
    }

    #[test]
    fn the_record_is_json_in_the_units_of_the_cases() {
        let mut bench = BenchmarkReport::default();
        assert_eq!(bench.record(), r#"{"engine":"Diffusion Playground","rows":[]}"#);
        bench.add(row("train 128x32 sgd", BenchmarkTime::UsPerStep(41.234)), 2);
        bench.add(row("sample 2000x20 w32", BenchmarkTime::Ms(4.0)), 2);
        let rows = r#"[{"case":"train 128x32 sgd","us_per_step":41.23},{"case":"sample 2000x20 w32","ms":4.00}]"#;
        assert_eq!(bench.record(), format!(r#"{{"engine":"Diffusion Playground","rows":{rows}}}"#));
    }

    #[test]
    fn words_say_how_far_it_is() {
        let mut bench = BenchmarkReport::default();
        assert_eq!(bench.text(), "Measuring the first case.");
        bench.add(row("a", BenchmarkTime::Ms(1.0)), 2);
        assert_eq!(bench.text(), "Measured 1 of 2 cases.");
        bench.add(row("b", BenchmarkTime::Ms(1.0)), 2);
        assert_eq!(bench.text(), "All 2 cases are measured.");
    }
}
