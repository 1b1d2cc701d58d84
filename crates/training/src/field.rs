//! The stable target field: what a noisy point was, on the average over all clean points of a batch.

use diffusion::Level;
use wide::f32x8;

use crate::exp::exp;
use crate::lanes::sum;

/// The logarithm of a share that is left out: `e^-17 < 2^-24`, what a sum in single precision cannot tell from 0.
const NEGLIGIBLE: f32 = -17.0;

/// Rows that are worked on side by side, in an order that depends on nothing but their places.
const LANES: usize = 8;

/// The clean rows of a batch, coordinate by coordinate, and what is needed in between.
#[derive(Debug, Default)]
pub struct BatchField {
    /// The first coordinate of all rows and, in the plane, the second, else none; the last block filled up.
    columns: [Vec<f32x8>; 2],
    rows: usize,
    logs: Vec<f32x8>,
}

/// A noisy row, and the level of its noise.
#[derive(Clone, Copy, Debug)]
pub struct NoisyRow<'a> {
    /// Its coordinates.
    pub x: &'a [f64],
    /// α and σ.
    pub level: Level,
}

impl BatchField {
    /// Of these clean rows of `dim` coordinates, one or two.
    pub fn set(&mut self, clean: &[f64], dim: usize) {
        self.rows = clean.len() / dim;
        let blocks = self.rows.div_ceil(LANES);
        for (axis, column) in self.columns.iter_mut().enumerate().take(dim) {
            column.clear();
            column.resize(blocks, f32x8::ZERO);
            let places = column.iter_mut().flat_map(f32x8::as_mut_array);
            places.zip(clean.iter().skip(axis).step_by(dim)).for_each(|(place, x)| *place = *x as f32);
        }
        self.logs.resize(blocks, f32x8::ZERO);
    }

    /// `Σ_j w_j x_0^j` with `w_j ∝ N(x; α x_0^j, σ² I)`: the mean of the clean rows given the noisy one (Xu et al. 2023,
    /// eq. 5, with the batch as reference), into `mean`.
    pub fn mean(&mut self, row: NoisyRow, mean: &mut [f64]) {
        let largest = self.set_logs(row);
        let Self { columns: [first, second], logs, .. } = self;
        let [mut total, mut sum_x, mut sum_y] = [f32x8::ZERO; 3];
        for (block, logs) in logs.iter().enumerate() {
            let logs = *logs - largest;
            // Where the noise is small, most rows have no share.
            if logs.simd_lt(f32x8::splat(NEGLIGIBLE)).all() {
                continue;
            }
            let weights = exp(logs);
            total += weights;
            sum_x += weights * first[block];
            if let Some(second) = second.get(block) {
                sum_y += weights * *second;
            }
        }
        let total = sum(total);
        mean.iter_mut().zip([sum_x, sum_y]).for_each(|(mean, lanes)| *mean = f64::from(sum(lanes) / total));
    }

    /// The logarithms of the weights, but for a common term, and the largest; what the last block is filled up with has no
    /// share.
    fn set_logs(&mut self, NoisyRow { x, level }: NoisyRow) -> f32 {
        // In units of the noise, so that half a squared distance is the logarithm.
        let scale = (level.alpha / level.sigma) as f32;
        let [x, y] = [0, 1].map(|axis| (x.get(axis).unwrap_or(&0.0) / level.sigma) as f32);
        let Self { columns: [first, second], rows, logs } = self;
        let mut largest = f32x8::splat(f32::NEG_INFINITY);
        for (block, log) in logs.iter_mut().enumerate() {
            let mut square = squares(first[block], scale, x);
            if let Some(second) = second.get(block) {
                square += squares(*second, scale, y);
            }
            *log = square * -0.5;
            largest = largest.fast_max(*log);
        }
        if let (Some(last), filled @ 1..) = (logs.last_mut(), *rows % LANES) {
            last.as_mut_array()[filled..].fill(f32::NEG_INFINITY);
        }
        largest.to_array().into_iter().fold(f32::NEG_INFINITY, f32::max)
    }
}

/// `(scale x_0 - x)²` of a block of clean coordinates.
#[inline(always)]
fn squares(clean: f32x8, scale: f32, x: f32) -> f32x8 {
    let distance = clean * scale - x;
    distance * distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::{Dataset, Level, Rng, Stream};

    /// By the definition, in double precision.
    fn by_definition(clean: &[f64], dim: usize, x: &[f64], level: Level) -> Vec<f64> {
        let log = |row: &[f64]| -> f64 {
            row.iter().zip(x).map(|(x0, x)| -0.5 * ((x - level.alpha * x0) / level.sigma).powi(2)).sum()
        };
        let largest = clean.chunks(dim).map(log).fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = clean.chunks(dim).map(|row| (log(row) - largest).exp()).collect();
        let total: f64 = weights.iter().sum();
        let mean = |axis: usize| clean.chunks(dim).zip(&weights).map(|(row, w)| w * row[axis]).sum::<f64>() / total;
        (0..dim).map(mean).collect()
    }

    /// catches: an α that is left out, σ for σ², a rest of rows that is not counted
    #[test]
    fn the_mean_is_that_of_the_posterior_over_the_batch() {
        for (dataset, rows) in [(Dataset::FourSpikes, 256), (Dataset::Moons, 253), (Dataset::ThreeModes, 7)] {
            let data = dataset.mixture();
            let (mut clean, mut rng) = (Vec::new(), Rng::new(4, Stream::Batch));
            data.sample(rows, &mut rng, &mut clean);
            let mut field = BatchField::default();
            field.set(&clean, data.dim());
            let pure = Level { alpha: 0.0, sigma: 1.0 };
            for level in
                [pure, Level::exploding(0.003), Level::exploding(0.2), Level::preserving(0.4), Level::exploding(5.0)]
            {
                for row in clean.chunks(data.dim()).take(5) {
                    let x: Vec<f64> = row.iter().map(|x0| level.noised(*x0, rng.normal())).collect();
                    let mut mean = vec![0.0; x.len()];
                    field.mean(NoisyRow { x: &x, level }, &mut mean);
                    for (found, expected) in mean.iter().zip(by_definition(&clean, data.dim(), &x, level)) {
                        // Single precision of coordinates near 1, and of squares of numbers in units of the noise.
                        let bound = 2e-4 * level.ratio().min(1e2) + 1e-6;
                        assert!((found - expected).abs() < bound, "{dataset:?} {level:?}: {found}, not {expected}");
                    }
                }
            }
        }
    }
}
