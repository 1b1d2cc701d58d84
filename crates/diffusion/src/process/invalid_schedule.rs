//! Why a schedule cannot be made.

use std::fmt;

/// A schedule that cannot be made: the reason, in words.
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidSchedule(pub(crate) &'static str);

impl InvalidSchedule {
    /// The ends of the noise are not in order.
    pub(super) const RANGE: Self = Self("the smallest noise must be above 0 and below the largest");
    /// No spacing has this ρ.
    pub(super) const RHO: Self = Self("rho must be above 0");
}

/// Whether noise-to-signal ratios, noisiest first, can be the levels of a schedule: strictly falling and above 0. The
/// first may be infinite.
pub(super) fn check_falling(ratios: &[f64]) -> Result<(), InvalidSchedule> {
    if ratios.iter().all(|ratio| *ratio > 0.0) && ratios.is_sorted_by(|a, b| a > b) {
        return Ok(());
    }
    Err(InvalidSchedule("noise levels must fall, stay above 0, and be far enough apart to differ in their digits"))
}

/// As it is displayed: the derived form would bring the escaping of strings, two kilobytes, into a page that never sees
/// it.
impl fmt::Debug for InvalidSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for InvalidSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidSchedule {}
