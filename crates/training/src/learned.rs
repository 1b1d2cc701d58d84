//! What was learned: a frozen copy of the weights, to be asked by a sampler.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::prediction::{Domain, Undefined};
use diffusion::{Config, Grid, Level, Predictor, Rng, Stream, Target, TryDenoiser, sampler};

use crate::told::Told;
use crate::{Network, TrainingError};

/// Rows that are asked about together, few enough for all that is in between to stay in the near cache.
const ROWS: usize = 512;

/// A frozen copy of the weights. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Learned {
    /// In the order they were trained: one for all levels, or the cleanest level's first.
    networks: Vec<Arc<Network>>,
    weights: Arc<Vec<f32>>,
    taught: Arc<Taught>,
    dim: usize,
}

/// What the networks were taught, and where.
#[derive(Debug)]
struct Taught {
    told: Told,
    target: Target,
    domain: Domain,
    grid: Grid,
}

impl Learned {
    /// These frozen networks, in the order they were trained.
    pub(crate) fn new(config: &Config, networks: Vec<Arc<Network>>) -> Result<Self, TrainingError> {
        let mut weights = Vec::new();
        for network in &networks {
            weights.extend(network.weights()?);
        }
        let method = &config.method;
        let (target, domain, grid) = (method.target(), method.domain(), method.grid());
        let taught = Arc::new(Taught { told: Told::of(config), target, domain, grid });
        Ok(Self { networks, weights: Arc::new(weights), taught, dim: config.dataset.mixture().dim() })
    }

    /// Every weight and bias: `w1, b1, w2, b2, w3, b3` of one network after the other.
    #[must_use]
    pub fn weights(&self) -> Vec<f32> {
        self.weights.to_vec()
    }

    /// Whether every weight is a number.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.weights.iter().all(|weight| weight.is_finite())
    }

    /// A name for these very weights: FNV-1a of 64 bits over their little-endian bytes, as 16 hex digits.
    #[must_use]
    pub fn hash(&self) -> String {
        format!("{:016x}", fnv_1a(self.weights.iter().flat_map(|weight| weight.to_le_bytes())))
    }

    /// The points of a configuration at every state of their walk from noise to data, each as rows of coordinates:
    /// all of its samples, from its seed and draw, in the blocks that make the noise independent of the order.
    ///
    /// # Errors
    /// Where the network cannot be computed.
    pub fn states(&self, config: &Config) -> Result<Vec<Vec<f32>>, TrainingError> {
        let Config { seed, draw, samples, .. } = *config;
        let way = config.method.way(&config.dataset.mixture());
        let start = way.start().points(samples, self.dim, seed, draw);
        let mut states = vec![Vec::with_capacity(start.len()); way.levels().len()];
        for (block, x) in (0..).zip(start.chunks(sampler::BLOCK * self.dim)) {
            let rng = Rng::new(seed, Stream::Steps { draw, block });
            let walk = way.set_off(self.clone(), x.to_vec(), rng);
            for (state, x) in states.iter_mut().zip(std::iter::once(Ok(x.to_vec())).chain(walk)) {
                state.extend(x?.iter().map(|x| *x as f32));
            }
        }
        Ok(states)
    }

    /// The networks, in the order they were trained.
    pub(crate) fn networks(&self) -> &[Arc<Network>] {
        &self.networks
    }

    /// Whether one network serves all levels.
    pub(crate) fn is_shared(&self) -> bool {
        self.taught.told.is_shared()
    }

    /// The network of a level of the grid. A level that was not trained yet has the network being trained.
    fn network(&self, level: usize) -> &Network {
        let last = self.networks.len() - 1;
        let index = if self.is_shared() { 0 } else { self.taught.grid.len() - 1 - level };
        &self.networks[index.min(last)]
    }

    /// What the network of level `i` of the grid, which is `level`, says of the rows of `x`.
    ///
    /// # Errors
    /// Where the network cannot be computed.
    pub fn ask(&self, x: &[f64], (i, level): (usize, Level), out: &mut [f64]) -> Result<(), TrainingError> {
        let (network, told) = (self.network(i), &self.taught.told);
        for (x, out) in x.chunks(ROWS * self.dim).zip(out.chunks_mut(ROWS * self.dim)) {
            let (rows, inputs) = (x.len() / self.dim, told.inputs(self.dim));
            let mut input = Vec::with_capacity(rows * inputs);
            told.extend(x, self.dim, (i, level), &mut input);
            let input = Tensor::from_vec(input, (rows, inputs), &Device::Cpu)?;
            let answer = network.forward(&input)?.flatten_all()?.to_vec1::<f32>()?;
            out.iter_mut().zip(answer).for_each(|(out, answer)| *out = f64::from(answer));
        }
        Ok(())
    }

    /// Where this level stands in the grid; a network that knows every level needs no place.
    fn place(&self, level: Level) -> Result<usize, Undefined> {
        match self.taught.domain {
            Domain::Everywhere => Ok(0),
            domain => self.taught.grid.index_of(level).ok_or(Undefined(domain)),
        }
    }
}

impl Predictor for Learned {
    type Error = TrainingError;

    fn predict(&self, x: &[f64], level: usize, out: &mut [f64]) -> Result<(), TrainingError> {
        self.ask(x, (level, self.taught.grid.levels()[level]), out)
    }
}

/// What the networks say of their target, turned into the clean point it means.
impl TryDenoiser for Learned {
    type Error = TrainingError;

    fn dim(&self) -> usize {
        self.dim
    }

    fn try_denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), TrainingError> {
        let Taught { target, domain, grid, .. } = &*self.taught;
        let i = self.place(level)?;
        self.ask(x, (i, level), out)?;
        let taught = target.at_level(level).unwrap_or_else(|| target.at(grid, i));
        for (out, x) in out.iter_mut().zip(x) {
            *out = taught.denoised(level, *x, *out).ok_or(Undefined(*domain))?;
        }
        Ok(())
    }
}

/// Fowler, Noll & Vo's hash of 64 bits.
fn fnv_1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of the hash's authors, and one of floats worked out apart.
    #[test]
    fn the_hash_is_fnv_1a() {
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            assert_eq!(fnv_1a(text.bytes()), hash);
        }
        let floats = [1.0f32, -2.5, 0.0];
        assert_eq!(fnv_1a(floats.iter().flat_map(|x| x.to_le_bytes())), 0x00f3_a969_ef35_0f78);
    }
}
