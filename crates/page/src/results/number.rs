//! One number, as scripts and people read it.

/// A figure without meaning, or without meaning yet.
pub const NOT_YET: &str = "–";

/// What is smaller is 0: no figure of the page is known so well.
const SMALLEST: f64 = 1e-12;

/// Three significant digits in bare ASCII, the way a script can read it: `0.000731`, `8.21`, `12300`, `2.04e-9`; a dash
/// where the figure has no meaning (yet).
pub fn figure_text(value: Option<f64>) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return NOT_YET.to_owned() };
    let value = if value.abs() < SMALLEST { 0.0 } else { value };
    let rounded = plot::rounded(value);
    let plain = rounded == 0.0 || (1e-5..1e7).contains(&rounded.abs());
    if !plain {
        return format!("{value:.2e}");
    }
    let digits = if rounded == 0.0 { 0.0 } else { rounded.abs().log10().floor() };
    format!("{:.*}", (2.0 - digits).max(0.0) as usize, rounded + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_bare_ascii_with_three_digits() {
        for (value, text) in [
            (0.000_731_2, "0.000731"),
            (8.2149, "8.21"),
            (0.25, "0.250"),
            (-0.99949, "-0.999"),
            (12_345.0, "12300"),
            (2.0377e-9, "2.04e-9"),
            (0.0, "0.00"),
            (-2.04e-12, "-2.04e-12"),
            (-1.06e-308, "0.00"),
        ] {
            assert_eq!(figure_text(Some(value)), text);
            assert!(text.parse::<f64>().is_ok());
        }
        assert_eq!(figure_text(Some(f64::NAN)), "–");
    }
}
