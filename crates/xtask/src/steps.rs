//! One line for each step, and how long each one took.

use anyhow::{Context as _, Result};
use std::time::{Duration, Instant};

/// The steps done so far.
#[derive(Default)]
pub struct Steps(Vec<(String, Duration)>);

impl Steps {
    /// Announces a step, does it, and says how long it took.
    ///
    /// # Errors
    /// The work's own, with the step's name in front.
    #[expect(clippy::disallowed_methods, reason = "a person wants to know how long a step took")]
    pub fn run<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("==> {name}");
        let start = Instant::now();
        let result = work().with_context(|| name.to_owned())?;
        let took = start.elapsed();
        println!("    {name}: {:.1} s", took.as_secs_f32());
        self.0.push((name.into(), took));
        Ok(result)
    }

    /// Every step and its seconds, and their sum.
    pub fn table(&self) -> String {
        let total = ("together".to_owned(), self.0.iter().map(|(_, took)| *took).sum());
        let rows = self.0.iter().chain([&total]);
        let width = rows.clone().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        rows.map(|(name, took)| format!("{name:width$} {:>7.1} s\n", took.as_secs_f32())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn the_table_is_aligned_and_summed() {
        let second = Duration::from_secs(1);
        let steps = Steps(vec![("the page".into(), 100 * second), ("its size".into(), second / 2)]);
        assert_eq!(steps.table(), "the page   100.0 s\nits size     0.5 s\ntogether   100.5 s\n");
    }

    #[test]
    fn a_failure_carries_the_name_of_its_step() {
        let mut steps = Steps::default();
        let failed = steps.run("the page", || -> Result<()> { bail!("it rained") });
        assert_eq!(format!("{:#}", failed.unwrap_err()), "the page: it rained");
        assert!(!steps.table().contains("the page"));
    }
}
