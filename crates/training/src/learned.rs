//! What was learned: a frozen copy of the weights, to be asked by a sampler.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::config::Networks;
use diffusion::{Config, Predictor, Rng, Stream, Walk, sampler};

use crate::{Network, TrainingError};

/// Rows that are asked about together, few enough for all that is in between to stay in the near cache.
const ROWS: usize = 512;

/// A frozen copy of the weights. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Learned {
    /// In the order they were trained: one for all levels, or the cleanest level's first.
    networks: Vec<Arc<Network>>,
    weights: Arc<Vec<f32>>,
    /// The scalar that tells a shared network its level, per level of the grid; without it, each level has a network.
    conditions: Option<Arc<Vec<f64>>>,
    levels: usize,
    dim: usize,
}

impl Learned {
    /// These frozen networks, in the order they were trained.
    pub(crate) fn new(config: &Config, networks: Vec<Arc<Network>>) -> Result<Self, TrainingError> {
        let grid = config.method.grid();
        let mut weights = Vec::new();
        for network in &networks {
            weights.extend(network.weights()?);
        }
        let conditions = match config.networks {
            Networks::Shared => Some(Arc::new((0..grid.len()).map(|i| grid.condition(i)).collect())),
            Networks::PerLevel { .. } => None,
        };
        let dim = config.dataset.mixture().dim();
        Ok(Self { networks, weights: Arc::new(weights), conditions, levels: grid.len(), dim })
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
        let plan = config.method.plan(&config.dataset.mixture());
        let start = plan.start_points(samples, self.dim, seed, draw);
        let mut states = vec![Vec::with_capacity(start.len()); plan.moves.len() + 1];
        for (block, x) in (0..).zip(start.chunks(sampler::BLOCK * self.dim)) {
            let rng = Rng::new(seed, Stream::Steps { draw, block });
            let walk = Walk::new(&plan, self.clone(), x.to_vec(), rng);
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
        self.conditions.is_some()
    }

    /// The network of a level of the grid. A level that was not trained yet has the network being trained.
    fn network(&self, level: usize) -> &Network {
        let last = self.networks.len() - 1;
        let index = if self.is_shared() { 0 } else { self.levels - 1 - level };
        &self.networks[index.min(last)]
    }

    fn input(&self, x: &[f64], level: usize) -> Result<Tensor, TrainingError> {
        let condition = self.conditions.as_ref().map(|conditions| conditions[level] as f32);
        let rows = x.chunks_exact(self.dim);
        let count = rows.len();
        let input: Vec<f32> = rows.flat_map(|row| row.iter().map(|x| *x as f32).chain(condition)).collect();
        let inputs = self.dim + usize::from(condition.is_some());
        Ok(Tensor::from_vec(input, (count, inputs), &Device::Cpu)?)
    }
}

impl Predictor for Learned {
    type Error = TrainingError;

    fn predict(&self, x: &[f64], level: usize, out: &mut [f64]) -> Result<(), TrainingError> {
        let network = self.network(level);
        for (x, out) in x.chunks(ROWS * self.dim).zip(out.chunks_mut(ROWS * self.dim)) {
            let answer = network.forward(&self.input(x, level)?)?.flatten_all()?.to_vec1::<f32>()?;
            out.iter_mut().zip(answer).for_each(|(out, answer)| *out = f64::from(answer));
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
