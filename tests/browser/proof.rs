//! What is held against the exact law: metrics with bands, the loss's floor, the error budget, the race.

use serde_json::Value;

use crate::playground::{FINISH, Playground};

fn figure(page: &Playground, metric: &str) -> f64 {
    page.text(&format!("[data-metric={metric}]")).parse().unwrap_or_else(|_| panic!("{metric} is a number"))
}
