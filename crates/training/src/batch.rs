//! A batch: fresh clean rows, their noise levels, and their noise.

use std::sync::Arc;

use diffusion::config::TargetSource;
use diffusion::continuous_method::ContinuousMethod;
use diffusion::process::{Parameterization, TargetCoefficients};
use diffusion::{Config, Grid, Level, Method, Mixture, Rng, Stream, Target};

use crate::conditioning::{NetworkLevel, NoiseConditioning};
use crate::field::{BatchField, NoisyRow};

/// Of so many rows, one has more noise than its level says: samples stray a little from where rows of the level lie, and
/// the network learns the way back (Ning et al. 2023, arXiv 2301.11706, on why). The mean field is right at any point.
const WIDE_EVERY: usize = 8;

/// How much more.
const WIDENING: f64 = 2.0;

/// From this many of the data's smallest standard deviations on: with less noise, the clean points of one batch are too few
/// to say where a point so far out came from.
const WIDE_FROM: f64 = 2.0;

/// Draws one batch after the other, into the same buffers.
#[derive(Debug)]
pub struct Batches {
    /// What clean rows are drawn from: the distribution, or fixed points of it.
    data: Mixture,
    rows: usize,
    clean_rows: CleanRows,
    conditioning: NoiseConditioning,
    levels: Levels,
    rng: Rng,
    clean: Vec<f64>,
    noisy: Vec<f64>,
    batch: Batch,
    /// What is drawn for the batch, where it is wanted.
    drawn: Option<DrawnRows>,
}

/// Which levels the rows of a batch have.
#[derive(Debug)]
enum Levels {
    /// All rows the same one, of a grid, as in the original programs.
    Common { grid: Grid, target: Target },
    /// Every row its own.
    PerRow(Box<LevelPerRow>),
}

/// Rows that each have a level of their own.
#[derive(Debug)]
struct LevelPerRow {
    method: ContinuousMethod,
    parameterization: Parameterization,
    /// Whether levels are spread evenly over a batch.
    stratified: bool,
    /// Where the target is that of the batch's mean field.
    field: Option<BatchField>,
    /// From which `σ/α` on there are wide rows.
    wide_from: f64,
    /// The places of a batch's levels, in [0, 1); none where each is drawn by itself.
    times: Vec<f64>,
}

/// Which clean rows a batch takes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum CleanRows {
    /// As many of every component.
    OfEachSpike,
    /// Spread over the components by their weights.
    Stratified,
    /// Drawn by the weights.
    Independent,
}

impl CleanRows {
    fn new(config: &Config) -> Self {
        match (config.takes_rows_of_each_spike(), config.stratified) {
            (true, _) => Self::OfEachSpike,
            (false, true) => Self::Stratified,
            (false, false) => Self::Independent,
        }
    }
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

/// What was drawn for the rows of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawnRows {
    /// The place of each row's level in the grid; on a continuous schedule its t in [0, 1).
    pub places: Vec<f64>,
    /// The clean rows, one after the other.
    pub clean: Vec<f64>,
    /// The noise of each of their coordinates, of variance 1.
    pub eps: Vec<f64>,
    /// The noisy rows.
    pub noisy: Vec<f64>,
}

impl Batches {
    /// From the beginning of this configuration's stream of batches.
    pub fn new(config: &Config) -> Self {
        let data = config.dataset.mixture();
        let levels = match &config.method {
            Method::Continuous(method) => Levels::PerRow(Box::new(LevelPerRow {
                method: *method,
                parameterization: method.parameterization(&data),
                stratified: config.stratified,
                field: (config.targets != TargetSource::Sample).then(BatchField::default),
                wide_from: match config.targets {
                    TargetSource::WideField => WIDE_FROM * data.smallest_std(),
                    TargetSource::Sample | TargetSource::Field => f64::INFINITY,
                },
                times: Vec::new(),
            })),
            Method::Naive(_) | Method::Ddpm { .. } => {
                Levels::Common { grid: config.method.grid(), target: config.method.target() }
            }
        };
        Self {
            rows: config.rows(&data),
            clean_rows: CleanRows::new(config),
            data: config.training_set().unwrap_or(data),
            conditioning: NoiseConditioning::new(config),
            levels,
            rng: Rng::new(config.seed, Stream::Batch),
            clean: Vec::new(),
            noisy: Vec::new(),
            batch: Batch::default(),
            drawn: None,
        }
    }

    /// How far the stream of batches was drawn, in words; all else of a batch is drawn anew each time.
    pub(crate) fn word_position(&self) -> u64 {
        self.rng.word_position()
    }

    /// Goes on from a place in the stream.
    pub(crate) fn set_word_position(&mut self, position: u64) {
        self.rng.set_word_position(position);
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
        self.clean.clear();
        match &self.levels {
            Levels::Common { grid, target } => {
                let index = level.unwrap_or_else(|| self.rng.below(grid.len()));
                let (level, coefficients) = (grid.levels()[index], target.at(grid, index));
                self.draw_clean();
                self.add_common_noise(NetworkLevel { index, level }, coefficients);
            }
            Levels::PerRow(_) => {
                self.draw_clean();
                self.add_noise_per_row();
            }
        }
        &self.batch
    }

    /// The same batch, and what was drawn for it.
    pub(crate) fn draw_recorded(&mut self, level: Option<usize>) -> (DrawnRows, &Batch) {
        self.drawn = Some(DrawnRows::default());
        self.draw(level);
        let drawn = DrawnRows { clean: self.clean.clone(), ..self.drawn.take().unwrap_or_default() };
        (drawn, &self.batch)
    }

    fn draw_clean(&mut self) {
        let Self { data, rows, rng, clean, .. } = self;
        match self.clean_rows {
            CleanRows::OfEachSpike => data.stratified(*rows / data.components().len(), rng, clean),
            CleanRows::Stratified => data.systematic(*rows, rng, clean),
            CleanRows::Independent => data.sample(*rows, rng, clean),
        }
    }

    /// Noise of one level on all clean rows: what the network reads of them, and what it is to predict.
    fn add_common_noise(&mut self, at: NetworkLevel, coefficients: TargetCoefficients) {
        self.noisy.clear();
        for &x0 in &self.clean {
            let eps = self.rng.normal();
            self.noisy.push(at.level.noised(x0, eps));
            self.batch.target.push(coefficients.of(x0, eps) as f32);
            if let Some(drawn) = &mut self.drawn {
                drawn.eps.push(eps);
            }
        }
        if let Some(drawn) = &mut self.drawn {
            drawn.places.resize(self.rows, at.index as f64);
            drawn.noisy.clone_from(&self.noisy);
        }
        self.conditioning.extend(&self.noisy, self.data.dim(), at, &mut self.batch.input);
    }

    /// Noise of its own level on each clean row: what the network reads of it, what it is to predict, and how much that
    /// counts.
    fn add_noise_per_row(&mut self) {
        let Self { levels: Levels::PerRow(per_row), data, rng, clean, noisy, batch, drawn, .. } = self else { return };
        let (dim, rows) = (data.dim(), self.rows);
        if per_row.stratified {
            rng.stratified_uniforms(rows, &mut per_row.times);
        }
        if let Some(field) = &mut per_row.field {
            field.set(clean, dim);
        }
        for (row, x0) in clean.chunks_exact(dim).enumerate() {
            // A time is drawn just before the noise of its row, unless all were drawn before.
            let t = per_row.times.get(row).copied().unwrap_or_else(|| rng.uniform());
            let level = per_row.method.training_level(t);
            let widening = per_row.widening(row, level);
            let z = [rng.normal(), if dim > 1 { rng.normal() } else { 0.0 }];
            let eps = z.map(|z| widening * z);
            noisy.clear();
            noisy.extend(x0.iter().zip(eps).map(|(x0, eps)| level.noised(*x0, eps)));
            if let Some(drawn) = drawn {
                drawn.places.push(t);
                drawn.eps.extend(&z[..dim]);
                drawn.noisy.extend(&*noisy);
            }
            let target = per_row.target(level, NoisedRow { x0, eps, x: noisy });
            batch.target.extend(target[..dim].iter().map(|target| *target as f32));
            self.conditioning.extend(noisy, dim, NetworkLevel { index: 0, level }, &mut batch.input);
            let weight = per_row.parameterization.weight(per_row.method.weighting, level).unwrap_or(0.0) / rows as f64;
            Arc::make_mut(&mut batch.weights).push(weight as f32);
        }
    }
}

/// A clean row, its noise, and what they make.
struct NoisedRow<'a> {
    x0: &'a [f64],
    eps: [f64; 2],
    x: &'a [f64],
}

impl LevelPerRow {
    /// By how much the noise of a row is larger than its level says.
    fn widening(&self, row: usize, level: Level) -> f64 {
        if row.is_multiple_of(WIDE_EVERY) && level.ratio() >= self.wide_from { WIDENING } else { 1.0 }
    }

    /// What the network is to predict of a row.
    fn target(&mut self, level: Level, NoisedRow { x0, eps, x }: NoisedRow) -> [f64; 2] {
        let output = self.parameterization.at_level(level).expect("a continuous method has no transition");
        let (mean, mut target) = (self.parameterization.moments().mean, [0.0; 2]);
        let Some(field) = &mut self.field else {
            let drawn = x0.iter().zip(eps).zip(mean);
            target.iter_mut().zip(drawn).for_each(|(target, ((x0, eps), mean))| *target = output.of(x0 - mean, eps));
            return target;
        };
        let mut denoised = [0.0; 2];
        field.mean(NoisyRow { x, level }, &mut denoised[..x.len()]);
        for ((target, x), (denoised, mean)) in target.iter_mut().zip(x).zip(denoised.into_iter().zip(mean)) {
            *target = output.expected(level, x - level.alpha * mean, denoised - mean);
        }
        target
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;
    use diffusion::standard_method::StandardMethod;

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

    /// catches: a wide row at a level whose points a batch cannot place, noise that every row has, a target of the narrow row
    #[test]
    fn one_row_in_eight_lies_further_out_where_the_batch_can_tell_where_from() {
        let base = Config { features: 0, ..StandardMethod::Edm.config(&Preset::SimpleMultimodal.config()) };
        let [plain, wide] = [TargetSource::Field, TargetSource::WideField]
            .map(|targets| Batches::new(&Config { targets, ..base.clone() }).draw(None).clone());
        let columns = plain.input.len() / base.batch;
        let rows = |batch: &Batch| -> Vec<_> {
            let rows = batch.input.chunks(columns).zip(batch.target.chunks(2));
            rows.map(|(input, target)| (input.to_vec(), target.to_vec())).collect()
        };
        let mut wide_rows = 0;
        for (row, (plain, wide)) in rows(&plain).into_iter().zip(rows(&wide)).enumerate() {
            let (ratio, moves) = ((4.0 * plain.0[2]).exp(), row % 8 == 0);
            assert_eq!(plain.0 != wide.0, moves && ratio > 0.02, "row {row} at {ratio}");
            assert!(plain.0 != wide.0 || plain.1 == wide.1);
            wide_rows += usize::from(plain.0 != wide.0);
        }
        assert!((12..=28).contains(&wide_rows), "{wide_rows} of 32, where two thirds of the levels have wide rows");
    }
}
