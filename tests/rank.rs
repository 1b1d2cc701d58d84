//! The two-sample rank test of Mann and Whitney, exact.

/// The probability that two samples of one distribution differ at least as much in their ranks as these do, two-sided.
///
/// Equal values share the mean of their ranks, and every way to deal the ranks out to the two samples is counted: so
/// it is exact with ties as well, and needs no normal approximation. Ranks do not see the scale: a figure and its
/// logarithm give the same answer.
///
/// # Panics
/// If a value is not a number.
pub fn p_value(a: &[f64], b: &[f64]) -> f64 {
    let all = [a, b].concat();
    assert!(all.iter().all(|value| !value.is_nan()), "a figure is not a number");
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
    use super::p_value;

    /// Counted apart, over every subset.
    #[test]
    fn p_values_are_those_of_all_subsets() {
        let one_to_six: Vec<f64> = (1..=6).map(f64::from).collect();
        let seven_to_twelve: Vec<f64> = (7..=12).map(f64::from).collect();
        for (a, b, expected) in [
            (&[1.0, 2.0, 3.0][..], &[4.0, 5.0, 6.0][..], 0.1),
            (&one_to_six, &seven_to_twelve, 1.0 / 462.0),
            (&[1.1, 2.2, 2.2, 5.0], &[2.2, 3.0, 5.0, 5.0, 9.0], 2.0 / 9.0),
            (&[3.0, 1.0, 4.0, 1.0, 5.0], &[9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0], 1.0 / 12.0),
            (&[1.0, 1.0, 2.0], &[1.0, 1.0, 2.0], 1.0),
        ] {
            assert!((p_value(a, b) - expected).abs() < 1e-12, "{a:?} {b:?}: {}", p_value(a, b));
            assert!((p_value(b, a) - expected).abs() < 1e-12, "the other way round");
        }
    }

    /// The test holds what it promises: of many pairs of samples of one distribution it rejects no more than its level.
    #[test]
    fn false_alarms_are_as_rare_as_promised() {
        let mut rng = diffusion::Rng::new(0, diffusion::Stream::Batch);
        let pairs = 2000;
        let alarms = (0..pairs).filter(|_| p_value(&rng.normals(16), &rng.normals(16)) < 0.05).count();
        // 5 % of 2 000 is 100; its standard error is 9.7. The discrete test stays a little below its level.
        assert!((60..=130).contains(&alarms), "{alarms} of {pairs}");
    }

    /// And it sees what it should: a shift by two standard deviations.
    #[test]
    fn a_shift_is_seen() {
        let mut rng = diffusion::Rng::new(1, diffusion::Stream::Batch);
        let shifted: Vec<f64> = rng.normals(16).iter().map(|x| x + 2.0).collect();
        assert!(p_value(&rng.normals(16), &shifted) < 1e-4);
    }
}
