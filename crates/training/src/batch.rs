//! A batch: one noise level for all of its rows, fresh clean rows, and their noise.

use diffusion::config::Networks;
use diffusion::prediction::Combination;
use diffusion::{Config, Grid, Level, Mixture, Rng, Stream, Target};

/// Draws one batch after the other, into the same buffers.
#[derive(Debug)]
pub struct Batches {
    data: Mixture,
    grid: Grid,
    target: Target,
    per_component: usize,
    conditioned: bool,
    rng: Rng,
    clean: Vec<f64>,
    batch: Batch,
}

/// The rows of one batch, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// What the network reads: the noisy point, and the scalar `c` of its level where there is one network for all.
    pub input: Vec<f32>,
    /// What it is taught to say of it.
    pub taught: Vec<f32>,
}

impl Batches {
    /// From the beginning of the seed's stream of batches.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            data: config.dataset.mixture(),
            grid: config.method.grid(),
            target: config.method.target(),
            per_component: config.batch,
            conditioned: config.networks == Networks::Shared,
            rng: Rng::new(config.seed, Stream::Batch),
            clean: Vec::new(),
            batch: Batch::default(),
        }
    }

    /// Rows in a batch: as many of each component of the data.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.per_component * self.data.components().len()
    }

    /// Coordinates of a point.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.data.dim()
    }

    /// Numbers that the network reads of a row: the point, and `c` if it is told its level.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.dim() + usize::from(self.conditioned)
    }

    /// A fresh batch at one level of the grid. Without a level, one is drawn uniformly.
    pub fn draw(&mut self, level: Option<usize>) -> &Batch {
        let i = level.unwrap_or_else(|| self.rng.below(self.grid.len()));
        self.clean.clear();
        self.data.stratified(self.per_component, &mut self.rng, &mut self.clean);
        let condition = self.conditioned.then(|| self.grid.condition(i) as f32);
        self.noise(self.grid.levels()[i], self.target.at(&self.grid, i), condition);
        &self.batch
    }

    fn noise(&mut self, level: Level, taught: Combination, condition: Option<f32>) {
        let Self { rng, clean, batch, .. } = self;
        batch.input.clear();
        batch.taught.clear();
        for row in clean.chunks_exact(self.data.dim()) {
            for &x0 in row {
                let eps = rng.normal();
                batch.input.push(level.noised(x0, eps) as f32);
                batch.taught.push(taught.of(x0, eps) as f32);
            }
            batch.input.extend(condition);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Recipe;

    /// A shared stream of one recipe, and what its batches are made of.
    struct Seen {
        grid: Grid,
        data: Mixture,
        batches: Batches,
    }

    impl Seen {
        fn new(recipe: Recipe) -> Self {
            let config = recipe.config();
            Self { grid: config.method.grid(), data: config.dataset.mixture(), batches: Batches::new(&config) }
        }

        /// The next batch as (level, rows of input without `c`, taught rows).
        fn next(&mut self) -> (usize, Vec<Vec<f64>>, Vec<Vec<f64>>) {
            let dim = self.data.dim();
            let batch = self.batches.draw(None);
            let conditions: Vec<f32> = batch.input.chunks(dim + 1).map(|row| row[dim]).collect();
            let told = |i: &usize| self.grid.condition(*i) as f32 == conditions[0];
            let level = (0..self.grid.len()).find(told).expect("c is that of a level");
            assert!(conditions.iter().all(|c| *c == conditions[0]), "one level for the whole batch");
            let rows = |values: &[f32], columns: usize| {
                values.chunks(columns).map(|row| row[..dim].iter().map(|x| f64::from(*x)).collect()).collect()
            };
            (level, rows(&batch.input, dim + 1), rows(&batch.taught, dim))
        }
    }

    /// With the noise that the target tells taken away again, every row is a clean row of its spike.
    /// catches: σ_i for σ_{i+1} in the target or the reverse, √ᾱ for ᾱ, β for √β, spikes out of order
    #[test]
    fn noise_taken_away_again_leaves_the_clean_rows() {
        for recipe in [Recipe::Simple1Diffusion, Recipe::SimpleMultimodal, Recipe::SingleDdpm, Recipe::MultimodalDdpm] {
            let mut seen = Seen::new(recipe);
            for _ in 0..60 {
                let (i, noisy, taught) = seen.next();
                let (level, scale) =
                    (seen.grid.levels()[i], if seen.grid.beta(i).is_some() { 1.0 } else { seen.grid.next(i).sigma });
                if scale == 0.0 || level.alpha < 0.1 {
                    continue;
                }
                let per_spike = noisy.len() / seen.data.components().len();
                for (row, (x, t)) in noisy.iter().zip(&taught).enumerate() {
                    let centre = seen.data.components()[row / per_spike].mean;
                    for axis in 0..x.len() {
                        let clean = (x[axis] - level.sigma * t[axis] / scale) / level.alpha;
                        assert!((clean - centre[axis]).abs() < 0.06, "{recipe:?} level {i} row {row}: {clean}");
                    }
                }
            }
        }
    }

    /// catches: a level that is never or too often drawn, a range that is one short
    #[test]
    fn every_level_is_as_likely() {
        let mut seen = Seen::new(Recipe::SimpleMultimodal);
        let (draws, levels) = (4000, seen.grid.len());
        let mut counts = vec![0.0; levels];
        (0..draws).for_each(|_| counts[seen.next().0] += 1.0);
        let expected = f64::from(draws) / levels as f64;
        let chi_squared: f64 = counts.iter().map(|count: &f64| (count - expected).powi(2) / expected).sum();
        // The 99.9 % point of chi-squared with 19 degrees of freedom.
        assert!(chi_squared < 43.8, "{chi_squared}: {counts:?}");
    }

    /// catches: noise drawn before the data, or row by row with it, which changes every run of every seed
    #[test]
    fn draws_come_in_their_order_level_then_clean_rows_then_noise() {
        let config = Recipe::SimpleMultimodal.config();
        let (mut rng, grid) = (Rng::new(config.seed, Stream::Batch), config.method.grid());
        let i = rng.below(grid.len());
        let mut clean = Vec::new();
        config.dataset.mixture().stratified(config.batch, &mut rng, &mut clean);
        let noise = rng.normals(clean.len());

        let mut batches = Batches::new(&config);
        let batch = batches.draw(None);
        assert_eq!((batch.input.len(), batch.taught.len()), (128 * 3, 128 * 2));
        let noisy = batch.input.chunks(3).flat_map(|row| &row[..2]);
        for (k, (x, taught)) in noisy.zip(&batch.taught).enumerate() {
            assert_eq!(*x, (clean[k] + grid.levels()[i].sigma * noise[k]) as f32);
            assert_eq!(*taught, (grid.next(i).sigma * noise[k]) as f32);
        }
    }

    #[test]
    fn a_network_of_one_level_is_told_none() {
        let config = Recipe::SimpleDdpm.config();
        let mut batches = Batches::new(&config);
        assert_eq!((batches.rows(), batches.inputs(), batches.dim()), (1000, 1, 1));
        let batch = batches.draw(Some(7));
        assert_eq!((batch.input.len(), batch.taught.len()), (1000, 1000));
        // The cleanest level has noise of √β_0 = 0.032 around √0.999.
        assert!(batch.input.iter().all(|x| (f64::from(*x) - 0.999f64.sqrt()).abs() < 0.16));
    }
}
