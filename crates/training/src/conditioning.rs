//! What a network reads of a row: the noisy point, and what tells it the level.

use diffusion::config::Networks;
use diffusion::{Config, Level, Method};

/// How a network is told the level of what it reads.
#[derive(Clone, Debug, PartialEq)]
pub enum NoiseConditioning {
    /// Not at all: every level has its own network.
    None,
    /// The seed's scalar `c` of every level of the grid, after the point as it is.
    Scalars(Vec<f64>),
    /// An embedding of `ln(σ/α)`, after the point scaled to size 1 by `c_in = 1/√(α² s² + σ²)` with the data's standard
    /// deviation `s` (Karras et al. 2022, table 1).
    Embedding {
        /// s
        data_std: f64,
    },
}

/// The frequencies of the embedding's sines and cosines, in turns per unit of `c_noise`.
const FREQUENCIES: [f64; 3] = [0.25, 0.5, 1.0];

/// Beyond this noise-to-signal ratio, on either side, levels look the same.
const FARTHEST: f64 = 1e5;

impl NoiseConditioning {
    /// As this configuration's networks are told.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        match (&config.method, config.networks) {
            (Method::Continuous(_), _) => Self::Embedding { data_std: config.dataset.mixture().overall_std() },
            (_, Networks::PerLevel { .. }) => Self::None,
            (method, Networks::Shared) => {
                let grid = method.grid();
                Self::Scalars((0..grid.len()).map(|i| grid.condition(i)).collect())
            }
        }
    }

    /// Numbers that the network reads of a row of `dim` coordinates.
    #[must_use]
    pub fn inputs(&self, dim: usize) -> usize {
        match self {
            Self::None => dim,
            Self::Scalars(_) => dim + 1,
            Self::Embedding { .. } => dim + 1 + 2 * FREQUENCIES.len(),
        }
    }

    /// Whether one network serves all levels.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        *self != Self::None
    }

    /// The scalar of level `i` of the grid; none where there is none.
    #[must_use]
    pub fn scalar(&self, i: usize) -> Option<f32> {
        match self {
            Self::Scalars(scalars) => Some(scalars[i] as f32),
            Self::None | Self::Embedding { .. } => None,
        }
    }

    /// Appends what the network reads of the rows of `x`, of `dim` coordinates each, at level `i` of its grid, which is
    /// `level`. A network that is told an embedding knows every level and reads no `i`.
    pub fn extend(&self, x: &[f64], dim: usize, (i, level): (usize, Level), input: &mut Vec<f32>) {
        let tail: Vec<f32> = match self {
            Self::None | Self::Scalars(_) => self.scalar(i).into_iter().collect(),
            Self::Embedding { .. } => embedding(level).to_vec(),
        };
        let scale = self.scale(level);
        for row in x.chunks_exact(dim) {
            input.extend(row.iter().map(|x| (scale * x) as f32));
            input.extend_from_slice(&tail);
        }
    }

    /// `c_in`
    fn scale(&self, level: Level) -> f64 {
        match self {
            Self::None | Self::Scalars(_) => 1.0,
            Self::Embedding { data_std } => 1.0 / level.spread(*data_std),
        }
    }
}

/// `c_noise = ¼ ln(σ/α)`, then its sines and cosines.
fn embedding(level: Level) -> [f32; 1 + 2 * FREQUENCIES.len()] {
    let noise = 0.25 * level.ratio().clamp(1.0 / FARTHEST, FARTHEST).ln();
    let mut embedding = [noise as f32; 1 + 2 * FREQUENCIES.len()];
    for (pair, frequency) in embedding[1..].chunks_exact_mut(2).zip(FREQUENCIES) {
        let (sin, cos) = libm::sincos(std::f64::consts::TAU * frequency * noise);
        pair.copy_from_slice(&[sin as f32, cos as f32]);
    }
    embedding
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;

    #[test]
    fn the_seeds_networks_read_the_point_and_its_scalar() {
        let mut config = Preset::SimpleMultimodal.config();
        let conditioning = NoiseConditioning::new(&config);
        let (grid, mut input) = (config.method.grid(), Vec::new());
        conditioning.extend(&[0.5, -0.25], 2, (3, grid.levels()[3]), &mut input);
        assert_eq!(input, [0.5, -0.25, grid.condition(3) as f32]);
        config = Preset::SimpleDdpm.config();
        assert_eq!(
            (NoiseConditioning::new(&config), NoiseConditioning::new(&config).inputs(1)),
            (NoiseConditioning::None, 1)
        );
    }

    /// `α = 0.6, σ = 0.8, s = 0.5`, by hand.
    /// catches: `c_in` with σ² alone, the ratio upside down, sine for cosine
    #[test]
    fn an_embedding_is_karras_scaling_and_a_few_waves() {
        let conditioning = NoiseConditioning::Embedding { data_std: 0.5 };
        let mut input = Vec::new();
        conditioning.extend(&[2.0], 1, (0, Level { alpha: 0.6, sigma: 0.8 }), &mut input);
        let noise = 0.25 * (4.0f64 / 3.0).ln();
        assert!((f64::from(input[0]) - 2.0 / 0.73f64.sqrt()).abs() < 1e-6);
        assert!((f64::from(input[1]) - noise).abs() < 1e-7);
        assert!((f64::from(input[2]) - (0.5 * std::f64::consts::PI * noise).sin()).abs() < 1e-7);
        assert!((f64::from(input[7]) - (2.0 * std::f64::consts::PI * noise).cos()).abs() < 1e-7);
        assert_eq!(input.len(), conditioning.inputs(1));
    }

    #[test]
    fn pure_noise_and_no_noise_are_told_as_numbers() {
        for level in [Level { alpha: 0.0, sigma: 1.0 }, Level::CLEAN] {
            assert!(embedding(level).iter().all(|number| number.is_finite()));
        }
    }
}
