//! Noise conditioning: what a network reads of a row, which is the noisy point and its noise level.

use std::f64::consts::TAU;

use diffusion::config::Networks;
use diffusion::process::DataMoments;
use diffusion::{Config, Level, Method};

/// How a network reads the noise level.
#[derive(Clone, Debug, PartialEq)]
pub enum NoiseConditioning {
    /// Not at all: every level of the grid has its own network, which reads the point alone.
    None,
    /// As a scalar `c` after the point, one for each level of the grid, as in the original programs.
    Scalars(Vec<f32>),
    /// As an embedding of `c_noise = ¼ ln(σ/α)` after the point, which is moved by the data's mean `m` and scaled to size
    /// 1, `c_in (x - α m)` with `c_in = 1/√(α² s² + σ²)` (Karras et al. 2022, table 1), and after its sines and cosines.
    Embedding {
        /// `m` and `s`.
        moments: DataMoments,
        /// How many octaves of sines and cosines there are of each coordinate.
        octaves: usize,
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

/// The angle of the lowest octave of a coordinate of size 1; every octave has twice the angle of the one before
/// (Tancik et al. 2020, with octaves as in Mildenhall et al. 2020, eq. 4).
pub const LOWEST_OCTAVE: f64 = 0.5;

/// The largest `σ/α` of an embedding, and one over the smallest: what lies beyond is read as the limit.
pub const LARGEST_EMBEDDED_RATIO: f64 = 1e5;

/// Numbers of an embedding: `c_noise`, and a sine and a cosine of every frequency.
const EMBEDDED: usize = 1 + 2 * FREQUENCIES.len();

impl NoiseConditioning {
    /// That of this configuration's networks.
    pub fn new(config: &Config) -> Self {
        match (&config.method, config.networks) {
            (Method::Continuous(method), _) => {
                let moments = method.parameterization(&config.dataset.mixture()).moments();
                Self::Embedding { moments, octaves: config.features }
            }
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
            Self::Embedding { octaves, .. } => dim * (1 + 2 * octaves) + EMBEDDED,
        }
    }

    /// Whether one network serves all levels.
    pub fn is_shared(&self) -> bool {
        *self != Self::None
    }

    /// Appends what the network reads of the rows of `x`, of `dim` coordinates each, which are all at one level.
    pub fn extend(&self, x: &[f64], dim: usize, at: NetworkLevel, input: &mut Vec<f32>) {
        match self {
            Self::None => input.extend(x.iter().map(|x| *x as f32)),
            Self::Scalars(scalars) => {
                for row in x.chunks_exact(dim) {
                    input.extend(row.iter().map(|x| *x as f32));
                    input.push(scalars[at.index]);
                }
            }
            Self::Embedding { moments: DataMoments { mean, std }, octaves } => {
                let (c_in, embedding) = (1.0 / at.level.spread(*std), embedding(at.level));
                for row in x.chunks_exact(dim) {
                    let scaled = row.iter().zip(mean).map(|(x, mean)| c_in * (x - at.level.alpha * mean));
                    input.extend(scaled.clone().map(|x| x as f32));
                    for x in scaled {
                        // Each pair follows from the one before by the formulas for twice an angle.
                        let mut wave = libm::sincos(LOWEST_OCTAVE * x);
                        for _ in 0..*octaves {
                            let (sin, cos) = wave;
                            input.extend([sin as f32, cos as f32]);
                            wave = (2.0 * sin * cos, (cos - sin) * (cos + sin));
                        }
                    }
                    input.extend_from_slice(&embedding);
                }
            }
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

    /// catches: an octave too many, cos 2x for its square, features of the point before it is centred
    #[test]
    fn features_are_sines_and_cosines_of_the_scaled_point() {
        let moments = DataMoments { mean: [1.0, -2.0], std: 0.5 };
        let conditioning = NoiseConditioning::Embedding { moments, octaves: 6 };
        let (level, mut input) = (Level { alpha: 0.6, sigma: 0.8 }, Vec::new());
        conditioning.extend(&[2.0, 0.5], 2, NetworkLevel { index: 0, level }, &mut input);
        assert_eq!(input.len(), conditioning.inputs(2));
        let scaled = [(2.0 - 0.6) / 0.73f64.sqrt(), (0.5 + 1.2) / 0.73f64.sqrt()];
        for (axis, x) in scaled.into_iter().enumerate() {
            assert!((f64::from(input[axis]) - x).abs() < 1e-6);
            for (octave, pair) in input[2 + 12 * axis..].chunks(2).take(6).enumerate() {
                let angle = 0.5 * f64::from(1 << octave) * x;
                let expected = [angle.sin(), angle.cos()];
                assert!(pair.iter().zip(expected).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-6), "{axis} {octave}");
            }
        }
    }

    /// `α = 0.6, σ = 0.8, s = 0.5`, by hand.
    /// catches: `c_in` with σ² alone, the ratio upside down, sine for cosine
    #[test]
    fn an_embedding_is_karras_scaling_and_a_few_waves() {
        let conditioning =
            NoiseConditioning::Embedding { moments: DataMoments { mean: [0.0; 2], std: 0.5 }, octaves: 0 };
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
