//! A density tabulated on cells: its integral, moments, distribution function and quantiles by summation, as in
//! `detailed_DDPM`.

use super::mixture::Mixture;
use crate::process::Level;

/// How many cells a [perturbed density](TabulatedDensity::perturbed) has.
pub const DENSITY_CELLS: usize = 1000;

/// How many standard deviations of the noise it covers to either side.
pub const DENSITY_STDS: f64 = 6.0;

/// Values of a density at the middles of equal cells.
#[derive(Clone, Debug, PartialEq)]
pub struct TabulatedDensity {
    from: f64,
    width: f64,
    density: Vec<f64>,
}

impl TabulatedDensity {
    /// `density` at the middles of `cells` equal cells of `[from, to]`. Needs `from < to` and at least one cell.
    pub fn new(from: f64, to: f64, cells: usize, density: impl Fn(f64) -> f64) -> Self {
        let width = (to - from) / cells as f64;
        let density = (0..cells).map(|i| density(from + (i as f64 + 0.5) * width)).collect();
        Self { from, width, density }
    }

    /// The density of the first coordinate of noised data at a level, on `α ± 6 σ` in [`DENSITY_CELLS`] cells.
    pub fn perturbed(data: &Mixture, level: Level) -> Self {
        let (noised, half_width) = (data.noised(level), DENSITY_STDS * level.sigma);
        Self::new(level.alpha - half_width, level.alpha + half_width, DENSITY_CELLS, |x| noised.marginal_density(0, x))
    }

    /// The density of one coordinate of a mixture, over `stds` standard deviations to either side of every component.
    pub fn marginal(mixture: &Mixture, axis: usize, stds: f64, cells: usize) -> Self {
        let [from, to] = mixture.marginal_range(axis, stds);
        Self::new(from, to, cells, |x| mixture.marginal_density(axis, x))
    }

    /// The edges of the cells, one more than there are cells.
    pub fn edges(&self) -> impl Iterator<Item = f64> {
        (0..=self.density.len()).map(|i| self.from + i as f64 * self.width)
    }

    /// The density at the middle of every cell.
    pub fn density(&self) -> &[f64] {
        &self.density
    }

    /// `∫ p(x) dx`: 1, but for what lies outside and what the cells are too wide to see.
    pub fn integral(&self) -> f64 {
        self.density.iter().sum::<f64>() * self.width
    }

    /// `∫ x p(x) dx / ∫ p(x) dx`.
    pub fn mean(&self) -> f64 {
        self.expectation(|x| x)
    }

    /// The standard deviation under the normalised density.
    pub fn std(&self) -> f64 {
        let mean = self.mean();
        self.expectation(|x| (x - mean).powi(2)).sqrt()
    }

    /// The distribution function at the right edge of every cell, normalised to end at 1.
    pub fn cdf(&self) -> Vec<f64> {
        let total: f64 = self.density.iter().sum();
        let running = |sum: &mut f64, density: &f64| {
            *sum += density;
            Some(*sum / total)
        };
        self.density.iter().scan(0.0, running).collect()
    }

    /// A sampler by inverse transform: the point below which the share `u` of [0, 1] lies, linear inside a cell.
    pub fn quantile(&self) -> impl Fn(f64) -> f64 {
        let (from, width, cdf) = (self.from, self.width, self.cdf());
        move |u| {
            let cell = cdf.partition_point(|c| *c < u).min(cdf.len() - 1);
            let below = if cell == 0 { 0.0 } else { cdf[cell - 1] };
            let inside = if cdf[cell] > below { (u - below) / (cdf[cell] - below) } else { 0.5 };
            from + (cell as f64 + inside.clamp(0.0, 1.0)) * width
        }
    }

    fn expectation(&self, f: impl Fn(f64) -> f64) -> f64 {
        let middle = |i: usize| self.from + (i as f64 + 0.5) * self.width;
        let total: f64 = self.density.iter().enumerate().map(|(i, p)| p * f(middle(i))).sum();
        total / self.density.iter().sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::normal::normal_cdf;
    use super::*;
    use crate::{Dataset, Rng, Stream};

    fn table() -> TabulatedDensity {
        let mixture = Dataset::SpikeAtOne.mixture().noised(Level { alpha: 0.5, sigma: 0.3 });
        TabulatedDensity::new(0.5 - 1.8, 0.5 + 1.8, 1000, |x| mixture.marginal_density(0, x))
    }

    #[test]
    fn sums_agree_with_the_closed_form() {
        let table = table();
        assert!((table.integral() - 1.0).abs() < 1e-8);
        assert!((table.mean() - 0.5).abs() < 1e-9);
        assert!((table.std() - 0.005f64.hypot(0.3)).abs() < 1e-6);
    }

    #[test]
    fn the_marginal_of_the_spikes_is_seen_whole() {
        for level in [Level::CLEAN, Level::exploding(0.2), Level { alpha: 0.1, sigma: 1.0 }] {
            let mixture = Dataset::FourSpikes.mixture().noised(level);
            for axis in [0, 1] {
                let table = TabulatedDensity::marginal(&mixture, axis, 6.0, 1000);
                assert!((table.integral() - 1.0).abs() < 1e-6, "{}", table.integral());
                assert!((table.std() / mixture.std(axis) - 1.0).abs() < 1e-4, "{}", table.std());
                for (edge, below) in table.edges().skip(1).zip(table.cdf()).step_by(97) {
                    assert!((mixture.marginal_cdf(axis, edge) - below).abs() < 2e-3, "{below} at {edge}");
                }
            }
        }
    }

    #[test]
    fn inverse_transform_returns_the_distribution() {
        let (table, mut rng) = (table(), Rng::new(0, Stream::Batch));
        let quantile = table.quantile();
        let x: Vec<f64> = (0..20_000).map(|_| quantile(rng.uniform())).collect();
        let below = |edge: f64| x.iter().filter(|x| **x < edge).count() as f64 / 20_000.0;
        for z in [-1.5, -0.4, 0.0, 1.0] {
            assert!((below(0.5 + z * 0.3) - normal_cdf(z)).abs() < 0.012, "at {z}");
        }
        assert!((-1.3..=2.3).contains(&quantile(0.0)) && (-1.3..=2.3).contains(&quantile(1.0)));
    }
}
