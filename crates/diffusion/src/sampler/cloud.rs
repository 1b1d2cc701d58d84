//! A whole cloud at once.

use std::collections::VecDeque;

use super::iterator::{SamplingIter, SamplingPiece};
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

/// The rows of a block in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockState {
    /// The number of the block's first row in the cloud.
    pub first_row: usize,
    /// The number of the state; 0 is the start.
    pub state: usize,
    /// The rows.
    pub x: Vec<f64>,
}

/// A cloud being carried, through one plan or several, block by block and [piece by piece](SamplingIter::piece): to be
/// worked off beside something else. After an error it ends.
#[derive(Debug)]
pub struct CloudSampling<D> {
    denoiser: D,
    seed: u32,
    draw: u32,
    /// The present plan, and those after it.
    plans: VecDeque<PlanFrom>,
    /// The blocks of the present plan that are still to be carried; none before it is begun.
    waiting: Option<VecDeque<SamplingBlock>>,
    running: Option<RunningBlock<D>>,
    /// The points, each as far as it has come.
    x: Vec<f64>,
}

/// A plan that is begun from one of its states.
#[derive(Debug)]
struct PlanFrom {
    plan: SamplingPlan,
    state: usize,
}

/// The block that is being carried.
#[derive(Debug)]
struct RunningBlock<D> {
    steps: SamplingIter<D>,
    first_row: usize,
    /// The state that it has come to.
    state: usize,
}

impl<D: Denoiser + Clone> CloudSampling<D> {
    /// The points `x`, with the step noise of `seed` and `draw`.
    pub fn new(denoiser: D, x: Vec<f64>, seed: u32, draw: u32) -> Self {
        Self { denoiser, seed, draw, plans: VecDeque::new(), waiting: None, running: None, x }
    }

    /// The same, carried on through a plan, if there is one, from the state of this number.
    #[must_use]
    pub fn through(mut self, plan: impl Into<Option<SamplingPlan>>, state: usize) -> Self {
        self.plans.extend(plan.into().map(|plan| PlanFrom { plan, state }));
        self
    }

    /// All of it at once: the points at the end.
    ///
    /// # Errors
    /// Where the denoiser has no prediction.
    pub fn finish(mut self) -> Result<Vec<f64>, D::Error> {
        self.by_ref().try_for_each(|piece| piece.map(drop))?;
        Ok(self.x)
    }

    /// The points, each as far as it has come.
    pub fn into_points(self) -> Vec<f64> {
        self.x
    }

    /// Begins the next block; none when all are done.
    fn begin_block(&mut self) -> Option<RunningBlock<D>> {
        loop {
            let PlanFrom { plan, state } = self.plans.front()?;
            let all = || SamplingBlock::all(&self.x, self.denoiser.dim(), self.seed, self.draw).collect();
            if let Some(SamplingBlock { first_row, start, rng }) = self.waiting.get_or_insert_with(all).pop_front() {
                let steps = plan.resume(*state, self.denoiser.clone(), start, rng);
                return Some(RunningBlock { steps, first_row, state: *state });
            }
            self.plans.pop_front();
            self.waiting = None;
        }
    }

    /// The next piece of the block that is being carried; none at its end.
    fn piece(&mut self) -> Option<<Self as Iterator>::Item> {
        let RunningBlock { steps, first_row, state } = self.running.as_mut()?;
        Some(steps.piece()?.map(|piece| match piece {
            SamplingPiece::Between => SamplingPiece::Between,
            SamplingPiece::State(x) => {
                *state += 1;
                let first = *first_row * self.denoiser.dim();
                self.x[first..first + x.len()].copy_from_slice(&x);
                SamplingPiece::State(BlockState { first_row: *first_row, state: *state, x })
            }
        }))
    }
}

impl<D: Denoiser + Clone> Iterator for CloudSampling<D> {
    type Item = Result<SamplingPiece<BlockState>, D::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(piece) = self.piece() {
                if piece.is_err() {
                    self.plans.clear();
                    self.running = None;
                }
                return Some(piece);
            }
            self.running = Some(self.begin_block()?);
        }
    }
}

impl SamplingPlan {
    /// Takes all points of `start` to the end, with the step noise of `seed` and `draw`.
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
        let counting = CountingDenoiser::new(denoiser);
        let blocks = SamplingBlock::all(start, denoiser.dim(), seed, draw).count().max(1);
        let x = CloudSampling::new(&counting, start.to_vec(), seed, draw).through(self.clone(), 0).finish()?;
        Ok(SampledCloud { x, evaluations: counting.evaluations() / blocks })
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
