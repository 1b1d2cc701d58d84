//! A batch: fresh clean rows, their noise levels, and their noise.

use diffusion::ContinuousSchedule;
use diffusion::{Config, Grid, Method, Mixture, Rng, Stream, Target, Weighting};

use crate::conditioning::NoiseConditioning;

/// Draws one batch after the other, into the same buffers.
#[derive(Debug)]
pub struct Batches {
    data: Mixture,
    rows: usize,
    /// As many rows of every component, or rows drawn by weight.
    stratified: bool,
    target: Target,
    conditioning: NoiseConditioning,
    levels: Levels,
    rng: Rng,
    clean: Vec<f64>,
    noisy: Vec<f64>,
    batch: Batch,
}

/// Which levels the rows of a batch have.
#[derive(Debug)]
enum Levels {
    /// All rows the same one, of a grid: the seed's batch.
    Common(Grid),
    /// Every row its own, drawn evenly in the schedule's own time.
    Each { schedule: ContinuousSchedule, weighting: Weighting, data_std: f64 },
}

/// The rows of one batch, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// What the network reads: the noisy point, and what tells it the level where there is one network for all.
    pub input: Vec<f32>,
    /// What it is target to say of it.
    pub target: Vec<f32>,
    /// How much every row counts, where rows have levels of their own.
    pub weights: Vec<f32>,
}

impl Batches {
    /// From the beginning of the seed's stream of batches.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let data = config.dataset.mixture();
        let levels = match &config.method {
            Method::Continuous(continuum) => Levels::Each {
                schedule: *continuum.schedule(),
                weighting: continuum.weighting,
                data_std: data.overall_std(),
            },
            Method::Naive(_) | Method::Ddpm { .. } => Levels::Common(config.method.grid()),
        };
        Self {
            rows: config.rows(&data),
            stratified: config.is_stratified(),
            data,
            target: config.method.target(),
            conditioning: NoiseConditioning::new(config),
            levels,
            rng: Rng::new(config.seed, Stream::Batch),
            clean: Vec::new(),
            noisy: Vec::new(),
            batch: Batch::default(),
        }
    }

    /// Rows in a batch.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Coordinates of a point.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.data.dim()
    }

    /// Numbers that the network reads of a row.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.conditioning.inputs(self.dim())
    }

    /// A fresh batch at one level of the grid. Without a level, one is drawn uniformly; on a continuous schedule every
    /// row draws its own.
    pub fn draw(&mut self, level: Option<usize>) -> &Batch {
        let Batch { input, target, weights } = &mut self.batch;
        [input, target, weights].into_iter().for_each(Vec::clear);
        match self.levels {
            Levels::Common(ref grid) => {
                let i = level.unwrap_or_else(|| self.rng.below(grid.len()));
                self.draw_clean();
                self.noise_all(i);
            }
            Levels::Each { schedule, weighting, data_std } => {
                self.draw_clean();
                (0..self.rows).for_each(|row| self.noise_one(row, &schedule, weighting, data_std));
            }
        }
        &self.batch
    }

    fn draw_clean(&mut self) {
        self.clean.clear();
        if self.stratified {
            self.data.stratified(self.rows / self.data.components().len(), &mut self.rng, &mut self.clean);
        } else {
            self.data.sample(self.rows, &mut self.rng, &mut self.clean);
        }
    }

    /// The noise of level `i` of the grid on all rows.
    fn noise_all(&mut self, i: usize) {
        let Self { levels: Levels::Common(grid), rng, clean, noisy, batch, .. } = self else { return };
        let (level, coefficients) = (grid.levels()[i], self.target.at(grid, i));
        noisy.clear();
        for &x0 in clean.iter() {
            let eps = rng.normal();
            noisy.push(level.noised(x0, eps));
            batch.target.push(coefficients.of(x0, eps) as f32);
        }
        self.conditioning.extend(noisy, self.data.dim(), (i, level), &mut batch.input);
    }

    /// The noise of a level of its own on one row.
    fn noise_one(&mut self, row: usize, schedule: &ContinuousSchedule, weighting: Weighting, data_std: f64) {
        let level = schedule.level(self.rng.uniform());
        let Some(coefficients) = self.target.at_level(level) else { return };
        let dim = self.data.dim();
        self.noisy.clear();
        for &x0 in &self.clean[row * dim..(row + 1) * dim] {
            let eps = self.rng.normal();
            self.noisy.push(level.noised(x0, eps));
            self.batch.target.push(coefficients.of(x0, eps) as f32);
        }
        self.batch.weights.push((weighting.at(level, coefficients, data_std) / self.rows as f64) as f32);
        self.conditioning.extend(&self.noisy, dim, (0, level), &mut self.batch.input);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;

    /// A shared stream of one preset, and what its batches are made of.
    struct Seen {
        grid: Grid,
        data: Mixture,
        batches: Batches,
    }

    impl Seen {
        fn new(preset: Preset) -> Self {
            let config = preset.config();
            Self { grid: config.method.grid(), data: config.dataset.mixture(), batches: Batches::new(&config) }
        }

        /// The next batch as (level, rows of input without `c`, targets).
        fn next(&mut self) -> (usize, Vec<Vec<f64>>, Vec<Vec<f64>>) {
            let dim = self.data.dim();
            let batch = self.batches.draw(None);
            let conditions: Vec<f32> = batch.input.chunks(dim + 1).map(|row| row[dim]).collect();
            let has_scalar = |i: &usize| self.grid.condition(*i) as f32 == conditions[0];
            let level = (0..self.grid.len()).find(has_scalar).expect("c is that of a level");
            assert!(conditions.iter().all(|c| *c == conditions[0]), "one level for the whole batch");
            let rows = |values: &[f32], columns: usize| {
                values.chunks(columns).map(|row| row[..dim].iter().map(|x| f64::from(*x)).collect()).collect()
            };
            (level, rows(&batch.input, dim + 1), rows(&batch.target, dim))
        }
    }

    /// With the noise that the target tells taken away again, every row is a clean row of its spike.
    /// catches: σ_i for σ_{i+1} in the target or the reverse, √ᾱ for ᾱ, β for √β, spikes out of order
    #[test]
    fn noise_taken_away_again_leaves_the_clean_rows() {
        for preset in [Preset::Simple1Diffusion, Preset::SimpleMultimodal, Preset::SingleDdpm, Preset::MultimodalDdpm] {
            let mut seen = Seen::new(preset);
            for _ in 0..60 {
                let (i, noisy, target) = seen.next();
                let (level, scale) =
                    (seen.grid.levels()[i], if seen.grid.beta(i).is_some() { 1.0 } else { seen.grid.next(i).sigma });
                if scale == 0.0 || level.alpha < 0.1 {
                    continue;
                }
                let per_spike = noisy.len() / seen.data.components().len();
                for (row, (x, t)) in noisy.iter().zip(&target).enumerate() {
                    let centre = seen.data.components()[row / per_spike].mean;
                    for axis in 0..x.len() {
                        let clean = (x[axis] - level.sigma * t[axis] / scale) / level.alpha;
                        assert!((clean - centre[axis]).abs() < 0.06, "{preset:?} level {i} row {row}: {clean}");
                    }
                }
            }
        }
    }

    /// catches: a level that is never or too often drawn, a range that is one short
    #[test]
    fn every_level_is_as_likely() {
        let mut seen = Seen::new(Preset::SimpleMultimodal);
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
        let config = Preset::SimpleMultimodal.config();
        let (mut rng, grid) = (Rng::new(config.seed, Stream::Batch), config.method.grid());
        let i = rng.below(grid.len());
        let mut clean = Vec::new();
        config.dataset.mixture().stratified(config.batch, &mut rng, &mut clean);
        let noise = rng.normals(clean.len());

        let mut batches = Batches::new(&config);
        let batch = batches.draw(None);
        assert_eq!((batch.input.len(), batch.target.len()), (128 * 3, 128 * 2));
        let noisy = batch.input.chunks(3).flat_map(|row| &row[..2]);
        for (k, (x, target)) in noisy.zip(&batch.target).enumerate() {
            assert_eq!(*x, (clean[k] + grid.levels()[i].sigma * noise[k]) as f32);
            assert_eq!(*target, (grid.next(i).sigma * noise[k]) as f32);
        }
    }

    #[test]
    fn a_network_of_one_level_is_told_none() {
        let config = Preset::SimpleDdpm.config();
        let mut batches = Batches::new(&config);
        assert_eq!((batches.rows(), batches.inputs(), batches.dim()), (1000, 1, 1));
        let batch = batches.draw(Some(7));
        assert_eq!((batch.input.len(), batch.target.len()), (1000, 1000));
        // The cleanest level has noise of √β_0 = 0.032 around √0.999.
        assert!(batch.input.iter().all(|x| (f64::from(*x) - 0.999f64.sqrt()).abs() < 0.16));
    }
}
