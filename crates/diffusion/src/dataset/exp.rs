//! The exponential of many double-precision numbers: the same bits natively and in every browser, two at a time.

use std::f64::consts::LOG2_E;

use wide::{f64x2, u64x2};

/// ln 2 in two parts, of which the first times a whole number below 2^37 is exact.
const LN_2: [f64; 2] = [0.693_145_751_953_125, 1.428_606_820_309_417_2e-6];

/// Added and taken away again, it rounds to the nearest whole number, which is left in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// Where the result is still a normal number.
const LEAST: f64 = -708.0;

/// What is added to a power of two in the exponent of a number.
const BIAS: u64 = 1023;

/// The coefficients of P and Q of `e^r = 1 + 2 r P(r²) / (Q(r²) - r P(r²))` for `|r| ≤ ½ ln 2`, highest power first
/// (Moshier, Cephes, `exp`).
const P: [f64; 3] = [1.261_771_930_748_105_9e-4, 3.029_944_077_074_419_6e-2, 1.0];
const Q: [f64; 4] = [3.001_985_051_386_644_6e-6, 2.524_483_403_496_841e-3, 2.272_655_482_081_550_3e-1, 2.0];

/// `e^x` of numbers that are not above 0, with a relative error below 4e-16; below -708 it is that of -708.
///
/// `x = n ln 2 + r`, and `2^n` is written into the exponent: additions, products, quotients and moves of bits alone.
#[inline(always)]
pub fn exp(x: f64x2) -> f64x2 {
    let x = x.fast_max(LEAST.into());
    let rounded = x * LOG2_E + ROUNDER;
    let n = rounded - ROUNDER;
    let r = x - n * LN_2[0] - n * LN_2[1];
    let z = r * r;
    let odd = r * ((z * P[0] + P[1]) * z + P[2]);
    let even = ((z * Q[0] + Q[1]) * z + Q[2]) * z + Q[3];
    let exponent = rounded.to_bits() - u64x2::splat(ROUNDER.to_bits() - BIAS);
    (odd * 2.0 / (even - odd) + 1.0) * f64x2::from_bits(exponent << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(x: f64) -> f64 {
        exp(x.into()).to_array()[0]
    }

    #[test]
    fn it_is_the_exponential() {
        for i in 0..=2_000_000 {
            let x = f64::from(i) * -3.5e-4;
            assert!((of(x) / libm::exp(x) - 1.0).abs() < 4e-16, "e^{x} = {}", of(x));
        }
        assert_eq!(of(0.0), 1.0);
    }

    #[test]
    fn what_lies_below_is_next_to_nothing() {
        for x in [-708.1, -1e3, -1e300, f64::NEG_INFINITY] {
            assert_eq!(of(x), of(LEAST));
        }
        assert!(of(LEAST) > 0.0 && of(LEAST) < 1e-300);
    }

    /// The bits that every engine has to give, made once.
    #[test]
    fn its_bits_are_these() {
        let hashed = |hash: u64, i: u32| hash.wrapping_mul(31).wrapping_add(of(f64::from(i) * -0.004).to_bits());
        assert_eq!((0..10_000).fold(0, hashed), EXPECTED);
    }

    const EXPECTED: u64 = 13_950_923_815_410_834_124;
}
