//! Pearson's test: do counts follow the shares they should?

/// So many counts have to be expected for χ² to have its distribution (Cochran 1954, Some methods for strengthening the
/// common χ² tests).
const LEAST_EXPECTED: f64 = 5.0;

/// The probability that counts drawn by these shares differ from them at least as much as `counts` do, by Pearson's
/// `χ² = Σ (n_k - n w_k)² / (n w_k)` with one degree of freedom less than there are terms. Shares are above 0 and sum to
/// one. Of shares of which fewer than five counts are expected, the smallest are put together until there are five. NaN
/// where nothing is left to compare: with too few counts, or a single share.
pub fn p_value(counts: &[usize], shares: &[f64]) -> f64 {
    let total = counts.iter().sum::<usize>() as f64;
    let mut groups: Vec<_> = counts.iter().zip(shares).map(|(count, share)| (*count as f64, total * share)).collect();
    groups.sort_by(|a, b| b.1.total_cmp(&a.1));
    while let [.., (into_count, into_expected), (count, expected)] = groups[..]
        && expected < LEAST_EXPECTED
    {
        groups.truncate(groups.len() - 2);
        let group = (into_count + count, into_expected + expected);
        groups.insert(groups.partition_point(|(_, expected)| *expected >= group.1), group);
    }
    let statistic: f64 = groups.iter().map(|(count, expected)| (count - expected).powi(2) / expected).sum();
    if groups.len() < 2 { f64::NAN } else { survival(statistic, groups.len() - 1) }
}

/// The probability that χ² with so many (at least one) degrees of freedom exceeds `statistic`.
pub fn survival(statistic: f64, degrees: usize) -> f64 {
    upper_gamma(0.5 * degrees as f64, 0.5 * statistic)
}

/// The regularised upper incomplete gamma function `Q(a, x) = Γ(a, x)/Γ(a)` for `a > 0` and `x ≥ 0`, to about 14
/// digits: the series below its turning point, the continued fraction above (Press et al. 2007, Numerical Recipes, sec.
/// 6.2).
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return if x.is_nan() { f64::NAN } else { 1.0 };
    }
    let front = (a * x.ln() - x - libm::lgamma(a)).exp();
    if x < a + 1.0 { 1.0 - front * lower_series(a, x) } else { front * upper_fraction(a, x) }
}

/// More terms than either expansion needs for any number of spikes.
const TERMS: usize = 1000;

/// `Σ x^n / (a (a+1) … (a+n))`.
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0 / a, 1.0 / a);
    for n in 1..TERMS {
        term *= x / (a + n as f64);
        sum += term;
        if term < sum * f64::EPSILON {
            break;
        }
    }
    sum
}

/// `1/(x + 1 - a - 1(1 - a)/(x + 3 - a - 2(2 - a)/(x + 5 - a - …)))` by Lentz's method.
fn upper_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (f64::MAX, 1.0 / b);
    let mut value = d;
    for n in 1..TERMS {
        let n = n as f64;
        let numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        value *= c * d;
        if (c * d - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The printed table of critical values (Abramowitz & Stegun 1964, table 26.8), and the closed forms
    /// `exp(-x/2)` for two degrees and `erfc(√(x/2))` for one.
    #[test]
    fn critical_values_are_the_tables() {
        for (degrees, statistic, p) in [
            (1, 3.841_46, 0.05),
            (1, 10.827_6, 0.001),
            (3, 7.814_73, 0.05),
            (3, 11.344_9, 0.01),
            (3, 16.266_2, 0.001),
            (3, 0.351_846, 0.95),
            (10, 18.307_0, 0.05),
            (15, 30.577_9, 0.01),
            (15, 5.229_35, 0.99),
        ] {
            assert!((survival(statistic, degrees) / p - 1.0).abs() < 1e-4, "{degrees} {statistic}");
        }
        for x in [0.01, 0.5, 2.0, 3.9, 4.1, 30.0, 200.0] {
            assert!((survival(x, 2) / (-0.5 * x).exp() - 1.0).abs() < 1e-12);
            assert!((survival(x, 1) / libm::erfc((0.5 * x).sqrt()) - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn counts_are_tested_against_their_shares() {
        let quarters = [0.25; 4];
        assert!((p_value(&[25, 25, 25, 25], &quarters) - 1.0).abs() < 1e-12);
        // χ² = (25 + 25) / 25 = 2 with three degrees of freedom.
        assert!((p_value(&[30, 20, 25, 25], &quarters) - survival(2.0, 3)).abs() < 1e-12);
        assert!(p_value(&[100, 0, 0, 0], &quarters) < 1e-50);
        assert!(p_value(&[7], &[1.0]).is_nan() && p_value(&[0, 0], &[0.5, 0.5]).is_nan());
    }

    #[test]
    fn rare_shares_are_counted_together() {
        // Of the last three one, two and three are expected: together six.
        let shares = [0.003, 0.001, 0.002, 0.5, 0.494];
        let together = survival(36.0 / 6.0 + 1.0 / 500.0 + 49.0 / 494.0, 2);
        assert!((p_value(&[2, 5, 5, 501, 487], &shares) / together - 1.0).abs() < 1e-12);
        // Two are expected of the one: nothing is left to compare it with.
        assert!(p_value(&[5, 95], &[0.02, 0.98]).is_nan());
    }
}
