//! A batch: one noise level for all of its rows, fresh clean rows, and their noise.

use diffusion::prediction::Combination;
use diffusion::{Config, Grid, Level, Mixture, Rng, Stream, Target};

use diffusion::config::Networks;

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
