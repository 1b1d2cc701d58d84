//! Pearson's test: do counts follow the shares they should?

/// The probability that counts drawn by these shares differ from them at least as much as `counts` do, by Pearson's
/// `χ² = Σ (n_k - n w_k)² / (n w_k)` with one degree of freedom less than there are shares. Shares are above 0 and sum
/// to 1. An approximation: where fewer than about 5 are expected of a share, the true probability is larger. With a
/// single share there is nothing to test, and p is 1; without counts it is NaN.
pub fn p_value(counts: &[usize], shares: &[f64]) -> f64 {
    let total = counts.iter().sum::<usize>() as f64;
    let term = |(count, share): (&usize, &f64)| (*count as f64 - total * share).powi(2) / (total * share);
    let statistic: f64 = counts.iter().zip(shares).map(term).sum();
    if shares.len() < 2 { 1.0 } else { survival(statistic, shares.len() - 1) }
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
        assert_eq!(p_value(&[7], &[1.0]), 1.0);
        assert!(p_value(&[0, 0], &[0.5, 0.5]).is_nan());
    }
}
