//! Numbers as people write them.

/// The number that a text says; none where it says none, or none that is finite.
pub fn read_number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

/// A number in the shortest form that reads back to it: `0.001`, `20000`, `1e-7`.
pub fn number_text(value: f64) -> String {
    let tiny = value != 0.0 && value.abs() < 1e-4;
    if tiny { format!("{value:e}") } else { format!("{value}") }
}
