//! A batch: fresh clean rows, their noise levels, and their noise.

use std::ops::Range;
use std::sync::Arc;

use diffusion::process::TargetCoefficients;
use diffusion::{Config, ContinuousSchedule, Grid, Method, Mixture, Rng, Stream, Target, Weighting};

use crate::conditioning::{NetworkLevel, NoiseConditioning};

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
    /// All rows the same one, of a grid, as in the original programs.
    Common(Grid),
    /// Every row its own, drawn evenly in the schedule's own time.
    PerRow { schedule: ContinuousSchedule, weighting: Weighting, data_std: f64 },
}

/// The rows of one batch, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// What the network reads: the noisy point, and the noise level where one network serves all levels.
    pub input: Vec<f32>,
    /// What it is to predict, as many numbers as the point has coordinates.
    pub target: Vec<f32>,
    /// The weight of every row in the loss, where rows have levels of their own. Shared with the loss for as long as
    /// its gradients are needed.
    pub weights: Arc<Vec<f32>>,
}

impl Batches {
    /// From the beginning of this configuration's stream of batches.
    pub fn new(config: &Config) -> Self {
        let data = config.dataset.mixture();
        let levels = match &config.method {
            Method::Continuous(continuous) => Levels::PerRow {
                schedule: *continuous.schedule(),
                weighting: continuous.weighting,
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
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Coordinates of a point.
    pub fn dim(&self) -> usize {
        self.data.dim()
    }

    /// Numbers that the network reads of a row.
    pub fn inputs(&self) -> usize {
        self.conditioning.inputs(self.dim())
    }

    /// A fresh batch at one level of the grid. Without a level, one is drawn uniformly; on a continuous schedule every
    /// row draws its own.
    pub fn draw(&mut self, level: Option<usize>) -> &Batch {
        let Batch { input, target, weights } = &mut self.batch;
        input.clear();
        target.clear();
        Arc::make_mut(weights).clear();
        match self.levels {
            Levels::Common(ref grid) => {
                let index = level.unwrap_or_else(|| self.rng.below(grid.len()));
                let (level, coefficients) = (grid.levels()[index], self.target.at(grid, index));
                self.draw_clean();
                self.add_noise(0..self.rows, NetworkLevel { index, level }, coefficients);
            }
            Levels::PerRow { schedule, weighting, data_std } => {
                self.draw_clean();
                for row in 0..self.rows {
                    let level = schedule.level(self.rng.uniform());
                    let coefficients = self.target.at_level(level).expect("a continuous method has no transition");
                    self.add_noise(row..row + 1, NetworkLevel { index: 0, level }, coefficients);
                    let weight = weighting.at(level, coefficients, data_std) / self.rows as f64;
                    Arc::make_mut(&mut self.batch.weights).push(weight as f32);
                }
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

    /// Noise of one level on some of the clean rows: what the network reads of them, and what it is to predict.
    fn add_noise(&mut self, rows: Range<usize>, at: NetworkLevel, coefficients: TargetCoefficients) {
        let dim = self.data.dim();
        self.noisy.clear();
        for &x0 in &self.clean[rows.start * dim..rows.end * dim] {
            let eps = self.rng.normal();
            self.noisy.push(at.level.noised(x0, eps));
            self.batch.target.push(coefficients.of(x0, eps) as f32);
        }
        self.conditioning.extend(&self.noisy, dim, at, &mut self.batch.input);
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

    /// With the noise of the target taken away again, every row is a clean row of its spike.
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

    /// catches: noise drawn before the data, or row by row with it, which changes every run
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
    fn a_network_of_one_level_reads_none() {
        let config = Preset::SimpleDdpm.config();
        let mut batches = Batches::new(&config);
        assert_eq!((batches.rows(), batches.inputs(), batches.dim()), (1000, 1, 1));
        let batch = batches.draw(Some(7));
        assert_eq!((batch.input.len(), batch.target.len()), (1000, 1000));
        // The cleanest level has noise of √β_0 = 0.032 around √0.999.
        assert!(batch.input.iter().all(|x| (f64::from(*x) - 0.999f64.sqrt()).abs() < 0.16));
    }
}
