//! How fast this machine multiplies and adds single-precision numbers that never leave their registers: what no product
//! of matrices is faster than, without operations that round once for both.

/// Numbers of a vector.
const LANES: usize = 4;

/// Vectors that do not wait for one another: enough to hide how long an operation takes, few enough for sixteen registers.
const CHAINS: usize = 12;

/// Rounds that make a thousand million operations, two for each number.
const ROUNDS: usize = 1_000_000_000 / (2 * LANES * CHAINS);

/// A thousand million multiplications and additions. What they come to says nothing; it is handed out so that none is
/// left out.
pub fn a_thousand_million_operations() -> f32 {
    let mut chains: [[f32; LANES]; CHAINS] =
        std::array::from_fn(|chain| std::array::from_fn(|lane| (chain * LANES + lane) as f32));
    // Every number stays near 1: neither too small nor too large to be an ordinary one.
    let [factor, summand] = std::hint::black_box([0.5, 0.5]);
    for _ in 0..ROUNDS {
        for chain in &mut chains {
            for number in chain {
                *number = *number * factor + summand;
            }
        }
    }
    chains.iter().flatten().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chain_is_worked_through() {
        assert_eq!(a_thousand_million_operations(), (LANES * CHAINS) as f32);
    }
}
