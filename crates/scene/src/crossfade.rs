//! From one cloud to another without a jump.

/// How long a crossfade takes, in milliseconds.
pub const CROSSFADE_MS: f64 = 220.0;

/// The share of the new cloud after so many milliseconds, from 0 to 1: it begins and ends with speed 0.
pub fn share(passed: f64) -> f32 {
    let t = (passed / CROSSFADE_MS).clamp(0.0, 1.0);
    (t * t * (3.0 - 2.0 * t)) as f32
}

/// A number on its way from one cloud to the other.
pub fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + share * (to - from)
}
