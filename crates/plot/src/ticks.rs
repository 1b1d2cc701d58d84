//! Few, round ticks: steps of 1, 2 or 5 on a linear axis, powers of ten on a logarithmic one.
//!
//! ```
//! use plot::{Axis, Scale, ticks::ticks};
//!
//! let axis = Axis::new(Scale::Linear, [0.0, 0.25], [0.0, 300.0]);
//! let labels: Vec<String> = ticks(&axis, 4).into_iter().map(|tick| tick.label).collect();
//! assert_eq!(labels, ["0", "0.1", "0.2"]);
//! ```

use std::iter::successors;
use std::ops::RangeInclusive;

use crate::axes::{Axis, Scale};
use crate::numbers::{digit_place, parse_number, tick_label};

/// One mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it is, in the units of the data.
    pub value: f64,
    /// What is written there.
    pub label: String,
}

/// At least two ticks inside the axis' range, rising, and no more than about `most` of them: a range that has one round
/// number for `most` has a few more for the next finer step.
pub fn ticks(axis: &Axis, most: usize) -> Vec<Tick> {
    let [from, to] = axis.data();
    let (low, high) = (from.min(to), from.max(to));
    if axis.scale() == Scale::Linear {
        return linear(low, high, most);
    }
    // From the roundest family to the next, until one has enough ticks and not too many.
    let decades = (high / low).log10();
    let one_two_five = (decades < 2.0).then(|| round_values(low, high, 1, &[1, 2, 5]));
    let powers_of_ten = (1..=decades as i32 + 1).map(|stride| round_values(low, high, stride, &[1]));
    let mut families = one_two_five.into_iter().chain(powers_of_ten);
    // A short stretch of a logarithmic axis has no power of ten, and looks nearly linear.
    families.find(|ticks| (2..=most).contains(&ticks.len())).unwrap_or_else(|| linear(low, high, most))
}

fn linear(low: f64, high: f64, most: usize) -> Vec<Tick> {
    // Enough steps to go from the coarsest to any useful one, and an end for ranges so small that a step becomes zero.
    const STEPS: usize = 10;
    // A power of ten with at most two multiples in the range.
    let coarsest = 10f64.powf((high - low).log10().ceil());
    let steps = successors(Some(coarsest), |step| Some(finer(*step))).take(STEPS);
    let count = |step: &f64| multiples(*step, low, high).count();
    let mut enough = steps.filter(|step| count(step) >= 2);
    let first = enough.next();
    let Some(step) = enough.take_while(|step| count(step) <= most).last().or(first) else { return Vec::new() };
    let place = digit_place(step);
    multiples(step, low, high).map(|i| tick((i as f64 * step).max(low).min(high), place)).collect()
}

/// The next smaller of … 10, 5, 2, 1, 0.5 …
fn finer(step: f64) -> f64 {
    let power = 10f64.powi(digit_place(step));
    match (step / power).round() as u32 {
        1 => power / 2.0,
        2 => power,
        _ => power * 2.0,
    }
}

/// Which multiples of `step` are in the range, forgiving the last digit at its ends.
fn multiples(step: f64, low: f64, high: f64) -> RangeInclusive<i64> {
    (low / step - 1e-9).ceil() as i64..=(high / step + 1e-9).floor() as i64
}

/// The mantissas times every power of ten whose exponent is a multiple of `stride`.
fn round_values(low: f64, high: f64, stride: i32, mantissas: &[u32]) -> Vec<Tick> {
    let exponents = low.log10().floor() as i32..=high.log10().ceil() as i32;
    exponents
        .filter(|exponent| exponent.rem_euclid(stride) == 0)
        .flat_map(|exponent| mantissas.iter().map(move |mantissa| format!("{mantissa}e{exponent}")))
        // Reading the text is exact to the last digit, which a product with a power of ten is not.
        .filter_map(|text| parse_number(&text))
        .filter(|value| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(value))
        .map(|value| tick(value.max(low).min(high), digit_place(value)))
        .collect()
}

fn tick(value: f64, place: i32) -> Tick {
    Tick { value, label: tick_label(value, place) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, range: [f64; 2], most: usize) -> Vec<String> {
        let axis = Axis::new(scale, range, [0.0, 100.0]);
        ticks(&axis, most).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn linear_ticks_are_labelled_at_round_values_within_the_range() {
        assert_eq!(labels(Scale::Linear, [-2.2, 2.2], 5), ["-2", "-1", "0", "1", "2"]);
        assert_eq!(labels(Scale::Linear, [0.0, 0.25], 6), ["0", "0.05", "0.10", "0.15", "0.20", "0.25"]);
        assert_eq!(labels(Scale::Linear, [0.0, 5400.0], 4), ["0", "2\u{202f}000", "4\u{202f}000"]);
        assert_eq!(labels(Scale::Linear, [0.0, 3e-6], 5), ["0", "1e-6", "2e-6", "3e-6"]);
        assert_eq!(labels(Scale::Linear, [2.0, 0.0], 3), ["0", "1", "2"]);
    }

    #[test]
    fn logarithmic_ticks_are_labelled_at_powers_of_ten_and_between_them_where_there_are_few() {
        assert_eq!(labels(Scale::Log10, [0.002, 80.0], 6), ["0.01", "0.1", "1", "10"]);
        assert_eq!(labels(Scale::Log10, [0.03, 1.5], 7), ["0.05", "0.1", "0.2", "0.5", "1"]);
        assert_eq!(labels(Scale::Log10, [1e-8, 1.0], 5), ["1e-8", "1e-6", "0.0001", "0.01", "1"]);
        assert_eq!(labels(Scale::Log10, [3.1, 3.9], 5).len(), 4, "no power of ten: linear");
    }

    #[test]
    fn the_ends_of_what_floats_can_hold_are_no_trap() {
        for range in [[0.0, 1e-320], [-1e308, 1e308], [1.0, 1.0 + f64::EPSILON]] {
            for scale in [Scale::Linear, Scale::Log10] {
                assert!(labels(scale, range, 5).len() <= 7, "{range:?}");
            }
        }
    }

    #[test]
    fn every_range_has_a_few_round_rising_ticks_inside() {
        for (scale, [low, high]) in ranges() {
            let axis = Axis::new(scale, [low, high], [0.0, 100.0]);
            let ticks = ticks(&axis, 6);
            assert!((2..=7).contains(&ticks.len()), "{scale:?} {low} {high}: {ticks:?}");
            assert!(ticks.iter().all(|t| (low..=high).contains(&t.value)), "{ticks:?}");
            assert!(ticks.windows(2).all(|w| w[0].value < w[1].value), "{ticks:?}");
            assert!(ticks.windows(2).all(|w| w[0].label != w[1].label), "{low} {high} {ticks:?}");
        }
    }

    #[test]
    fn linear_steps_are_one_two_or_five() {
        for (_, [low, high]) in ranges() {
            let ticks = linear(low, high, 5);
            let step = (ticks[1].value - ticks[0].value).abs();
            let mantissa = step / 10f64.powf((step.log10() + 1e-6).floor());
            let near = |round: f64| (mantissa - round).abs() < 1e-3;
            assert!(near(1.0) || near(2.0) || near(5.0), "step {step} in {low}..{high}");
        }
    }

    /// Ranges of many sizes, at many offsets from the round numbers.
    fn ranges() -> impl Iterator<Item = (Scale, [f64; 2])> {
        (0..4000).flat_map(|i| {
            let low = 10f64.powf(f64::from(i) * 0.37 % 9.0 - 5.0);
            let ratio = 10f64.powf(f64::from(i) * 0.173 % 7.0 + 0.01);
            [Scale::Linear, Scale::Log10].map(|scale| (scale, [low, low * ratio]))
        })
    }
}
