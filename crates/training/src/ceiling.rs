//! How fast this machine multiplies and adds single-precision numbers in blocks of registers, when all that is read lies in
//! the nearest cache: what the products of a network are not faster than.

use crate::kernels::{Strips, product};

/// A product that is one block of registers wide and high, and as deep as the nearest cache has room for.
const ROWS: usize = 4;
const DEPTH: usize = 512;
const COLUMNS: usize = 8;

/// As many of these as make a thousand million operations, two for each pair of numbers.
const PRODUCTS: usize = 1_000_000_000 / (2 * ROWS * DEPTH * COLUMNS);

/// A thousand million multiplications and additions. What they come to says nothing; it is handed out so that none is
/// left out.
pub fn a_thousand_million_operations() -> f32 {
    let (a, mut strips, mut out) = ([1.0; ROWS * DEPTH], Strips::default(), [0.0; ROWS * COLUMNS]);
    strips.cut(&[1.0; DEPTH * COLUMNS], COLUMNS);
    for _ in 0..PRODUCTS {
        product(std::hint::black_box(&a), &strips, None, &mut out);
    }
    out.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_multiplied_and_added() {
        assert_eq!(a_thousand_million_operations(), (ROWS * DEPTH * COLUMNS) as f32);
    }
}
