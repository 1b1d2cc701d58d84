//! A whole cloud at once.

use super::plan::SamplingPlan;
use crate::dataset::Mixture;
use crate::denoiser::Denoiser;
use crate::denoiser::counting::CountingDenoiser;
use crate::process::Level;
use crate::rng::{Rng, Stream};

/// Rows of a block.
const ROWS: usize = 1024;

/// Rows that are sampled together. The noise of their steps has its own stream, so blocks can be sampled in any order
/// and in any slices of time without changing a bit.
#[derive(Debug)]
pub struct SamplingBlock {
    /// The number of its first row in the cloud.
    pub first_row: usize,
    /// Its part of the start.
    pub start: Vec<f64>,
    /// The noise of its steps.
    pub rng: Rng,
}

impl SamplingBlock {
    /// All blocks of a start in `dim` coordinates, with the step noise of `seed` and `draw`.
    pub fn all(start: &[f64], dim: usize, seed: u32, draw: u32) -> impl Iterator<Item = Self> {
        (0..).zip(start.chunks(ROWS * dim)).map(move |(block, start)| Self {
            first_row: block as usize * ROWS,
            start: start.to_vec(),
            rng: Rng::new(seed, Stream::Steps { draw, block }),
        })
    }
}

/// A cloud at the end of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct SampledCloud {
    /// The points, in the order of the start.
    pub x: Vec<f64>,
    /// How often the denoiser was evaluated for every point.
    pub evaluations: usize,
}

impl SamplingPlan {
    /// Takes all points of `start` to the end, block by block, with the step noise of `seed` and `draw`.
    ///
    /// # Errors
    /// Where the denoiser has no prediction.
    pub fn run<D: Denoiser>(
        &self,
        denoiser: &D,
        start: &[f64],
        seed: u32,
        draw: u32,
    ) -> Result<SampledCloud, D::Error> {
        let mut cloud = SampledCloud { x: Vec::with_capacity(start.len()), evaluations: 0 };
        for SamplingBlock { start, rng, .. } in SamplingBlock::all(start, denoiser.dim(), seed, draw) {
            let counting = CountingDenoiser::new(denoiser);
            let mut x = start.clone();
            for state in self.start(&counting, start, rng) {
                x = state?;
            }
            cloud.evaluations = counting.evaluations();
            cloud.x.append(&mut x);
        }
        Ok(cloud)
    }
}

/// `rows` points from the exact distribution of a level, `α x_0 + σ z`: a start without a prior's error. `z` is the
/// start noise that every cloud of this seed and draw begins from.
pub fn noised_start(data: &Mixture, level: Level, rows: usize, seed: u32, draw: u32) -> Vec<f64> {
    let mut x = Vec::with_capacity(rows * data.dim());
    data.sample(rows, &mut Rng::new(seed, Stream::Data { draw }), &mut x);
    let z = Rng::new(seed, Stream::Start { draw }).normals(x.len());
    x.iter_mut().zip(z).for_each(|(x, z)| *x = level.noised(*x, z));
    x
}
