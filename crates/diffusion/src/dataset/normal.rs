//! The standard normal distribution: exact, and from a table where it is needed millions of times.

use std::f64::consts::{SQRT_2, TAU};
use std::sync::LazyLock;

/// `Φ(z)`, the distribution function of N(0, 1).
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// `Φ^{-1}(p)` for p in (0, 1), to 1e-12 in the tail of 1e-300 as in the middle: a rational function (Abramowitz & Stegun
/// 1964, 26.2.23) and two of Halley's steps. What is nearer to 0 or 1 counts as that tail.
pub fn normal_quantile(p: f64) -> f64 {
    let tail = p.min(1.0 - p).max(1e-300);
    let t = (-2.0 * tail.ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = above / below - t;
    for _ in 0..2 {
        let error = (normal_cdf(z) - tail) * TAU.sqrt() * (0.5 * z * z).exp();
        z -= error / (1.0 + 0.5 * z * error);
    }
    if p < 0.5 { z } else { -z }
}

/// Beyond so many standard deviations a Gaussian has a share of 1e-10, which is left out.
pub const TABLE_EXTENT: f64 = 6.5;

/// Cells of the table in one standard deviation. The cubic's error is `h⁴/384` of a fourth derivative below 1.4.
const CELLS: f64 = 64.0;

/// A table of nodes with cubics between them is exact to 3e-10, and five times faster than `erfc`.
static TABLE: LazyLock<Vec<NormalAt>> = LazyLock::new(|| {
    let nodes = 0..=(2.0 * TABLE_EXTENT * CELLS) as u32;
    let z = nodes.map(|i| f64::from(i) / CELLS - TABLE_EXTENT);
    z.map(|z| NormalAt { cdf: normal_cdf(z), density: (-0.5 * z * z).exp() / TAU.sqrt() }).collect()
});

/// N(0, 1) at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalAt {
    /// `Φ(z)`
    pub cdf: f64,
    /// `φ(z)`
    pub density: f64,
}

/// `Φ(z)` and `φ(z)` to 5e-10, by Hermite's cubics with the slopes `Φ' = φ` and `φ' = -z φ`.
pub fn tabulated_normal(z: f64) -> NormalAt {
    let place = (z + TABLE_EXTENT) * CELLS;
    if place < 0.0 {
        return NormalAt { cdf: 0.0, density: 0.0 };
    }
    let Some([left, right]) = TABLE.get(place as usize..).and_then(|rest| rest.first_chunk()) else {
        return NormalAt { cdf: 1.0, density: 0.0 };
    };
    let (from, h) = (place.floor() / CELLS - TABLE_EXTENT, 1.0 / CELLS);
    let cubic = Cubic::at(place.fract(), h);
    NormalAt {
        cdf: cubic.of([left.cdf, right.cdf], [left.density, right.density]),
        density: cubic.of([left.density, right.density], [-from * left.density, -(from + h) * right.density]),
    }
}

/// The shares of the values and of the slopes at the two ends of a cell, by Hermite's cubic.
#[derive(Clone, Copy, Debug)]
pub struct Cubic {
    right: f64,
    slope_left: f64,
    slope_right: f64,
}

impl Cubic {
    /// At the place `t` in [0, 1] of a cell of width `h`.
    pub fn at(t: f64, h: f64) -> Self {
        let right = t * t * (3.0 - 2.0 * t);
        Self { right, slope_left: h * t * (1.0 - t) * (1.0 - t), slope_right: -h * t * t * (1.0 - t) }
    }

    /// Of what has these values and slopes at the ends.
    pub fn of(self, values: [f64; 2], slopes: [f64; 2]) -> f64 {
        let of_values = (1.0 - self.right) * values[0] + self.right * values[1];
        of_values + self.slope_left * slopes[0] + self.slope_right * slopes[1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_cdf_agrees_with_the_printed_tables() {
        assert!((normal_cdf(0.0) - 0.5).abs() < 1e-15 && (normal_cdf(1.959_963_985) - 0.975).abs() < 1e-9);
    }

    #[test]
    fn the_quantile_leads_back() {
        for z in [-37.0, -8.0, -5.3, -1.0, -0.2, 0.0] {
            let found = normal_quantile(normal_cdf(z));
            assert!((found - z).abs() < 1e-12 * f64::max(1.0, z.abs()), "{z}: {found}");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!(normal_quantile(0.0) < -37.0 && normal_quantile(1.0) > 37.0);
    }

    #[test]
    fn the_table_is_the_normal_distribution() {
        for i in -7000..=7000 {
            let z = f64::from(i) * 1e-3;
            let NormalAt { cdf, density } = tabulated_normal(z);
            assert!((cdf - normal_cdf(z)).abs() < 3e-10, "Φ({z}) = {cdf}");
            assert!((density - (-0.5 * z * z).exp() / TAU.sqrt()).abs() < 5e-10, "φ({z}) = {density}");
        }
        assert_eq!(tabulated_normal(f64::INFINITY), NormalAt { cdf: 1.0, density: 0.0 });
        assert_eq!(tabulated_normal(f64::NEG_INFINITY), NormalAt { cdf: 0.0, density: 0.0 });
    }
}
