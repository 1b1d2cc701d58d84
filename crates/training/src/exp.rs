//! The exponential of many single-precision numbers: the same bits natively and in every browser, eight at a time.

use std::f32::consts::LOG2_E;

use wide::f32x8;

/// ln 2 in two parts, of which the first times a whole number below 2^9 is exact.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

/// Added and taken away again, it rounds to the nearest whole number, which is left in the lowest bits.
const ROUNDER: f32 = 12_582_912.0;

/// Where the result is still a normal number.
const RANGE: [f32; 2] = [-87.0, 88.0];

/// What is added to a power of two in the exponent of a number.
const BIAS: u32 = 127;

/// The coefficients of `(e^r - 1 - r) / r²` for `|r| ≤ ½ ln 2`, highest power first (Moshier, Cephes, `expf`).
const COEFFICIENTS: [f32; 6] = [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 0.041_665_796, 0.166_666_65, 0.5];

/// `e^x` with a relative error below 2e-7. What lies outside of [-87, 88] is taken for the nearest end.
///
/// `x = n ln 2 + r`, and `2^n` is written into the exponent: additions, products and moves of bits alone.
#[inline(always)]
pub fn exp(x: f32x8) -> f32x8 {
    let x = x.fast_max(RANGE[0].into()).fast_min(RANGE[1].into());
    let rounded = x * LOG2_E + ROUNDER;
    let n = rounded - ROUNDER;
    let r = x - n * LN_2[0] - n * LN_2[1];
    let [leading, rest @ ..] = COEFFICIENTS;
    let polynomial = rest.into_iter().fold(f32x8::splat(leading), |sum, coefficient| sum * r + coefficient);
    let exponent = rounded.to_bits() - (ROUNDER.to_bits() - BIAS);
    (polynomial * r * r + r + 1.0) * f32x8::from_bits(exponent << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(x: f32) -> f32 {
        exp(x.into()).to_array()[0]
    }

    #[test]
    fn it_is_the_exponential() {
        for i in -86_900..=87_900 {
            let x = i as f32 / 1000.0;
            let expected = f64::from(x).exp();
            assert!((f64::from(of(x)) / expected - 1.0).abs() < 2e-7, "e^{x} = {}", of(x));
        }
        assert_eq!(of(0.0), 1.0);
    }

    /// catches: an exponent that runs over into the sign
    #[test]
    fn what_lies_outside_is_the_nearest_end() {
        for x in [-87.5, -1e3, -1e30, f32::NEG_INFINITY] {
            assert_eq!(of(x), of(-87.0));
        }
        for x in [88.1, 1e3, f32::INFINITY] {
            assert_eq!(of(x), of(88.0));
        }
        assert!(of(-87.0) > 0.0 && of(88.0).is_finite());
    }

    /// The bits that every engine has to give, made once.
    #[test]
    fn its_bits_are_these() {
        let sum = (0..10_000)
            .fold(0u32, |hash, i| hash.wrapping_mul(31).wrapping_add(of(-20.0 + i as f32 * 0.004).to_bits()));
        assert_eq!(sum, EXPECTED);
    }

    const EXPECTED: u32 = 4_158_143_792;
}
