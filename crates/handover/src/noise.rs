//! `start_noise.safetensors`: noise, and the samples that the page makes of it.

use diffusion::sampler::{SamplingIter, SamplingPiece};
use diffusion::{Config, Level, Rng, Stream};
use training::tensor_file::{Numbers, tensor_file};
use training::{TrainedModel, TrainingError};

/// The most samples …
const MOST_ROWS: usize = 256;

/// … and the most numbers of their noise.
const MOST_NUMBERS: usize = 1_000_000;

/// A few samples on their way, with the noise that they are made of.
pub struct NoiseFile {
    /// Those that the program has: of a sampler those that samples pass, else those of the grid.
    levels: Vec<Level>,
    steps: SamplingIter<TrainedModel>,
    dim: usize,
    start: Vec<f64>,
    noise: Vec<f64>,
    x: Vec<f64>,
}

impl NoiseFile {
    /// From the first of the configuration's start noise.
    pub fn new(config: &Config, learned: &TrainedModel) -> Self {
        let data = config.dataset.mixture();
        let (plan, dim) = (config.method.plan(&data), data.dim());
        let own = config.method.sampler_config();
        let levels = own.map_or_else(|| config.method.grid().levels().to_vec(), |_| plan.levels());
        let draws = plan.most_draws();
        let rows = (MOST_NUMBERS / (draws.max(1) * dim)).clamp(1, MOST_ROWS);
        let start = Rng::new(config.seed, Stream::Start { draw: config.draw }).normals(rows * dim);
        let stream = || Rng::new(config.seed, Stream::Steps { draw: config.draw, block: 0 });
        let mut x = start.clone();
        plan.prior().transform(&mut x, dim);
        let steps = plan.start(learned.clone(), x.clone(), stream());
        Self { levels, steps, dim, start, noise: stream().normals(draws * rows * dim), x }
    }

    /// The next piece of a step; false at the end.
    ///
    /// # Errors
    /// Where the network is not defined at a level, or cannot be computed.
    pub fn step(&mut self) -> Result<bool, TrainingError> {
        match self.steps.piece().transpose()? {
            None => Ok(false),
            Some(SamplingPiece::Between) => Ok(true),
            Some(SamplingPiece::State(x)) => {
                self.x = x;
                Ok(true)
            }
        }
    }

    /// The file.
    ///
    /// # Errors
    /// As [`tensor_file`].
    pub fn file(self) -> Result<Vec<u8>, TrainingError> {
        let rows = self.start.len() / self.dim;
        let draws = self.noise.len() / self.start.len();
        let levels: Vec<f64> = self.levels.iter().flat_map(|level| [level.alpha, level.sigma]).collect();
        let tensors = vec![
            ("start".to_owned(), Numbers::double(vec![rows, self.dim], &self.start)),
            ("z".to_owned(), Numbers::double(vec![draws, rows, self.dim], &self.noise)),
            ("samples".to_owned(), Numbers::double(vec![rows, self.dim], &self.x)),
            ("levels".to_owned(), Numbers::double(vec![levels.len() / 2, 2], &levels)),
        ];
        tensor_file(tensors, None)
    }
}
