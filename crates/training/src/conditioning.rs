//! Noise conditioning: what a network reads of a row, which is the noisy point and its noise level.

use std::f64::consts::TAU;

use diffusion::config::Networks;
use diffusion::{Config, Level, Method};

/// How a network reads the noise level.
#[derive(Clone, Debug, PartialEq)]
pub enum NoiseConditioning {
    /// Not at all: every level of the grid has its own network, which reads the point alone.
    None,
    /// As a scalar `c` after the point, one for each level of the grid, as in the original programs.
    Scalars(Vec<f32>),
    /// As an embedding of `c_noise = ¼ ln(σ/α)` after the point, which is scaled to size 1 by
    /// `c_in = 1/√(α² s² + σ²)` (Karras et al. 2022, table 1).
    Embedding {
        /// The standard deviation `s` of the data.
        data_std: f64,
    },
}

/// The noise level of some rows, as a network needs it.
#[derive(Clone, Copy, Debug)]
pub struct NetworkLevel {
    /// Its place in the grid; any number where there is no grid.
    pub index: usize,
    /// Its α and σ.
    pub level: Level,
}

/// The frequencies of the embedding's sines and cosines, in turns per unit of `c_noise`.
pub const FREQUENCIES: [f64; 3] = [0.25, 0.5, 1.0];

/// The largest `σ/α` of an embedding, and one over the smallest: what lies beyond is read as the limit.
pub const LARGEST_EMBEDDED_RATIO: f64 = 1e5;

/// Numbers of an embedding: `c_noise`, and a sine and a cosine of every frequency.
const EMBEDDED: usize = 1 + 2 * FREQUENCIES.len();

impl NoiseConditioning {
    /// That of this configuration's networks.
    pub fn new(config: &Config) -> Self {
        match (&config.method, config.networks) {
            (Method::Continuous(_), _) => Self::Embedding { data_std: config.dataset.mixture().overall_std() },
            (_, Networks::PerLevel { .. }) => Self::None,
            (method, Networks::Shared) => {
                let grid = method.grid();
                Self::Scalars((0..grid.len()).map(|i| grid.condition(i) as f32).collect())
            }
        }
    }

    /// Numbers that the network reads of a row of `dim` coordinates.
    pub fn inputs(&self, dim: usize) -> usize {
        match self {
            Self::None => dim,
            Self::Scalars(_) => dim + 1,
            Self::Embedding { .. } => dim + EMBEDDED,
        }
    }

    /// Whether one network serves all levels.
    pub fn is_shared(&self) -> bool {
        *self != Self::None
    }

    /// Appends what the network reads of the rows of `x`, of `dim` coordinates each, which are all at one level.
    pub fn extend(&self, x: &[f64], dim: usize, at: NetworkLevel, input: &mut Vec<f32>) {
        let (c_in, level): (f64, &[f32]) = match self {
            Self::None => (1.0, &[]),
            Self::Scalars(scalars) => (1.0, &scalars[at.index..=at.index]),
            Self::Embedding { data_std } => (1.0 / at.level.spread(*data_std), &embedding(at.level)),
        };
        for row in x.chunks_exact(dim) {
            input.extend(row.iter().map(|x| (c_in * x) as f32));
            input.extend_from_slice(level);
        }
    }
}

/// `c_noise`, then the sine and the cosine of `2π f c_noise` for every frequency `f`.
fn embedding(level: Level) -> [f32; EMBEDDED] {
    let c_noise = 0.25 * level.ratio().clamp(1.0 / LARGEST_EMBEDDED_RATIO, LARGEST_EMBEDDED_RATIO).ln();
    let mut embedding = [c_noise as f32; EMBEDDED];
    for (pair, frequency) in embedding[1..].chunks_exact_mut(2).zip(FREQUENCIES) {
        let (sin, cos) = libm::sincos(TAU * frequency * c_noise);
        pair.copy_from_slice(&[sin as f32, cos as f32]);
    }
    embedding
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;

    #[test]
    fn the_original_networks_read_the_point_and_its_scalar() {
        let mut config = Preset::SimpleMultimodal.config();
        let conditioning = NoiseConditioning::new(&config);
        let (grid, mut input) = (config.method.grid(), Vec::new());
        let at = NetworkLevel { index: 3, level: grid.levels()[3] };
        conditioning.extend(&[0.5, -0.25, 0.75, 1.0], 2, at, &mut input);
        let c = grid.condition(3) as f32;
        assert_eq!(input, [0.5, -0.25, c, 0.75, 1.0, c]);
        config = Preset::SimpleDdpm.config();
        let conditioning = NoiseConditioning::new(&config);
        assert_eq!((conditioning.inputs(1), conditioning), (1, NoiseConditioning::None));
    }

    /// `α = 0.6, σ = 0.8, s = 0.5`, by hand.
    /// catches: `c_in` with σ² alone, the ratio upside down, sine for cosine
    #[test]
    fn an_embedding_is_karras_scaling_and_a_few_waves() {
        let conditioning = NoiseConditioning::Embedding { data_std: 0.5 };
        let (level, mut input) = (Level { alpha: 0.6, sigma: 0.8 }, Vec::new());
        conditioning.extend(&[2.0], 1, NetworkLevel { index: 0, level }, &mut input);
        let noise = 0.25 * (4.0f64 / 3.0).ln();
        assert!((f64::from(input[0]) - 2.0 / 0.73f64.sqrt()).abs() < 1e-6);
        assert!((f64::from(input[1]) - noise).abs() < 1e-7);
        assert!((f64::from(input[2]) - (0.5 * std::f64::consts::PI * noise).sin()).abs() < 1e-7);
        assert!((f64::from(input[7]) - (2.0 * std::f64::consts::PI * noise).cos()).abs() < 1e-7);
        assert_eq!(input.len(), conditioning.inputs(1));
    }

    #[test]
    fn pure_noise_and_no_noise_are_read_as_finite_numbers() {
        for level in [Level { alpha: 0.0, sigma: 1.0 }, Level::CLEAN] {
            assert!(embedding(level).iter().all(|number| number.is_finite()));
        }
    }
}
