//! Whether one group of numbers tends to be larger than another.

/// The probability that two samples of one distribution differ at least as much in their ranks as these do: the two-sided
/// test of Mann & Whitney (1947, On a test of whether one of two random variables is stochastically larger than the other).
/// Equal values share the mean of their ranks, and every way to deal the ranks out to the two samples is counted, so it is
/// exact with ties as well. Ranks do not see the scale: a figure and its logarithm give the same answer. NaN where a sample
/// is empty, or holds something that is no number. Meant for a few dozen values: time grows with the cube of how many.
pub fn rank_test(a: &[f64], b: &[f64]) -> f64 {
    let all = [a, b].concat();
    if a.is_empty() || b.is_empty() || all.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    let below = |value: f64| all.iter().filter(|other| **other < value).count();
    let equal = |value: f64| all.iter().filter(|other| **other == value).count();
    // Twice the ranks, from 1, so that a shared rank is a whole number.
    let ranks: Vec<usize> = all.iter().map(|value| 2 * below(*value) + equal(*value) + 1).collect();
    // Their sum over `a` is a.len() (all.len() + 1) on average.
    let (observed, mean) = (ranks[..a.len()].iter().sum::<usize>(), a.len() * (all.len() + 1));
    let ways = ways_by_sum(&ranks, a.len());
    let total: f64 = ways.iter().sum();
    let as_far = |sum: usize| sum.abs_diff(mean) >= observed.abs_diff(mean);
    ways.iter().enumerate().filter(|(sum, _)| as_far(*sum)).map(|(_, ways)| ways).sum::<f64>() / total
}

/// In how many ways `chosen` of the ranks sum to each number.
fn ways_by_sum(ranks: &[usize], chosen: usize) -> Vec<f64> {
    let most = ranks.iter().sum::<usize>();
    let mut ways = vec![vec![0.0; most + 1]; chosen + 1];
    ways[0][0] = 1.0;
    for rank in ranks {
        for taken in (1..=chosen).rev() {
            for sum in (*rank..=most).rev() {
                ways[taken][sum] += ways[taken - 1][sum - rank];
            }
        }
    }
    ways.swap_remove(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rng, Stream};

    /// Counted apart, over every subset.
    #[test]
    fn p_values_are_those_of_all_subsets() {
        let from = |first: u32, n: u32| (first..first + n).map(f64::from).collect::<Vec<_>>();
        for (a, b, expected) in [
            (&[1.0, 2.0, 3.0][..], &[4.0, 5.0, 6.0][..], 0.1),
            (&from(1, 6), &from(7, 6), 1.0 / 462.0),
            (&from(1, 8), &from(101, 8), 2.0 / 12_870.0),
            (&[1.1, 2.2, 2.2, 5.0], &[2.2, 3.0, 5.0, 5.0, 9.0], 2.0 / 9.0),
            (&[3.0, 1.0, 4.0, 1.0, 5.0], &[9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0], 1.0 / 12.0),
            (&[1.0, 1.0, 2.0], &[1.0, 1.0, 2.0], 1.0),
        ] {
            assert!((rank_test(a, b) - expected).abs() < 1e-12, "{a:?} {b:?}: {}", rank_test(a, b));
            assert!((rank_test(b, a) - expected).abs() < 1e-12, "the other way round");
        }
    }

    #[test]
    fn what_cannot_be_compared_has_no_p() {
        assert!(rank_test(&[], &[1.0]).is_nan() && rank_test(&[1.0], &[f64::NAN]).is_nan());
        assert_eq!(rank_test(&[1.0, f64::INFINITY], &[2.0, 3.0]), 1.0);
    }

    /// The test holds what it promises: of many pairs of samples of one distribution it rejects no more than its level.
    #[test]
    fn false_alarms_are_as_rare_as_promised() {
        let mut rng = Rng::new(0, Stream::Batch);
        let pairs = 2000;
        let alarms = (0..pairs).filter(|_| rank_test(&rng.normals(16), &rng.normals(16)) < 0.05).count();
        // 5 % of 2 000 is 100; its standard error is 9.7. The discrete test stays a little below its level.
        assert!((60..=130).contains(&alarms), "{alarms} of {pairs}");
    }

    /// And it sees what it should: a shift by two standard deviations.
    #[test]
    fn a_shift_is_seen() {
        let mut rng = Rng::new(1, Stream::Batch);
        let shifted: Vec<f64> = rng.normals(16).iter().map(|x| x + 2.0).collect();
        assert!(rank_test(&rng.normals(16), &shifted) < 1e-4);
    }
}
