//! The stable target field: what a noisy point was, on the average over all clean points of a batch.

use diffusion::Level;

use crate::exp::exp;

/// The logarithm of a share that is left out: `e^-17 < 2^-24`, what a sum in single precision cannot tell from 0.
const NEGLIGIBLE: f32 = -17.0;

/// Rows that are worked on side by side, in an order that depends on nothing but their places.
const LANES: usize = 8;

/// One coordinate of as many clean rows.
type Block = [f32; LANES];

/// The clean rows of a batch, coordinate by coordinate, and what is needed in between.
#[derive(Debug, Default)]
pub struct BatchField {
    /// The first coordinate of all rows and, in the plane, the second, else none; the last block filled up.
    columns: [Vec<Block>; 2],
    rows: usize,
    logs: Vec<Block>,
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
            column.resize(blocks, [0.0; LANES]);
            let places = column.as_flattened_mut().iter_mut();
            places.zip(clean.iter().skip(axis).step_by(dim)).for_each(|(place, x)| *place = *x as f32);
        }
        self.logs.resize(blocks, [0.0; LANES]);
    }

    /// `Σ_j w_j x_0^j` with `w_j ∝ N(x; α x_0^j, σ² I)`: the mean of the clean rows given the noisy one (Xu et al. 2023,
    /// eq. 5, with the batch as reference), into `mean`.
    pub fn mean(&mut self, row: NoisyRow, mean: &mut [f64]) {
        let largest = self.set_logs(row);
        let Self { columns: [first, second], logs, .. } = self;
        let mut sums = [[0.0; LANES]; 3];
        for (block, logs) in logs.iter().enumerate() {
            // Where the noise is small, most rows have no share.
            if logs.iter().all(|log| *log - largest < NEGLIGIBLE) {
                continue;
            }
            let weights = logs.map(|log| exp(log - largest));
            let clean = [[1.0; LANES], first[block], second.get(block).copied().unwrap_or_default()];
            for (sums, clean) in sums.iter_mut().zip(clean) {
                sums.iter_mut()
                    .zip(weights.iter().zip(clean))
                    .for_each(|(sum, (weight, clean))| *sum += weight * clean);
            }
        }
        let [total, sums @ ..] = sums.map(|lanes| lanes.iter().sum::<f32>());
        mean.iter_mut().zip(sums).for_each(|(mean, sum)| *mean = f64::from(sum / total));
    }

    /// The logarithms of the weights, but for a common term, and the largest; what the last block is filled up with has no
    /// share.
    fn set_logs(&mut self, NoisyRow { x, level }: NoisyRow) -> f32 {
        // In units of the noise, so that half a squared distance is the logarithm.
        let scale = (level.alpha / level.sigma) as f32;
        let [x, y] = [0, 1].map(|axis| (x.get(axis).unwrap_or(&0.0) / level.sigma) as f32);
        let Self { columns: [first, second], rows, logs } = self;
        let largest = logs_of(logs, |block| {
            let mut sums = squares(&first[block], scale, x);
            if let Some(second) = second.get(block) {
                sums.iter_mut().zip(squares(second, scale, y)).for_each(|(sum, other)| *sum += other);
            }
            sums
        });
        logs.as_flattened_mut()[*rows..].fill(f32::NEG_INFINITY);
        largest
    }
}

/// `(scale x_0 - x)²` of a block of clean coordinates.
#[inline(always)]
fn squares(clean: &Block, scale: f32, x: f32) -> Block {
    clean.map(|clean| {
        let distance = scale * clean - x;
        distance * distance
    })
}

/// Logarithms of Gaussian weights from squared distances; and the largest.
#[inline(always)]
fn logs_of(logs: &mut [Block], squares: impl Fn(usize) -> Block) -> f32 {
    let mut largest = [f32::NEG_INFINITY; LANES];
    for (block, logs) in logs.iter_mut().enumerate() {
        *logs = squares(block).map(|square| -0.5 * square);
        for (largest, log) in largest.iter_mut().zip(logs) {
            *largest = if *log > *largest { *log } else { *largest };
        }
    }
    largest.into_iter().fold(f32::NEG_INFINITY, f32::max)
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
