//! What was learned: a frozen copy of the weights, as a denoiser.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::denoiser::domain::{NetworkDomain, UndefinedLevel};
use diffusion::denoiser::predict_from_denoised;
use diffusion::process::{Parameterization, TargetCoefficients};
use diffusion::sampler::{BlockState, CloudSampling, SamplingPiece};
use diffusion::{Config, Denoiser, Grid, Level, Target};

use crate::conditioning::{NetworkLevel, NoiseConditioning};
use crate::{Network, TrainingError};

/// Rows that are predicted together, few enough for all that is in between to stay in the near cache.
const ROWS: usize = 512;

/// A frozen copy of the weights. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TrainedModel {
    /// In the order they were trained: one for all levels, or the cleanest level's first.
    networks: Vec<Arc<Network>>,
    weights: Arc<Vec<f32>>,
    trained: Arc<Trained>,
    dim: usize,
}

/// The target that the networks learned, and where.
#[derive(Debug)]
struct Trained {
    conditioning: NoiseConditioning,
    target: Target,
    parameterization: Parameterization,
    /// The mean of the data: what is known of a clean point at pure noise, where no network need be asked.
    data_mean: [f64; 2],
    domain: NetworkDomain,
    grid: Grid,
}

/// A level at which the networks are defined.
#[derive(Clone, Copy)]
struct KnownLevel {
    /// With place 0 where every level is known.
    at: NetworkLevel,
    /// Those of what the output means there.
    output: TargetCoefficients,
}

impl Trained {
    fn known(&self, level: Level) -> Result<KnownLevel, UndefinedLevel> {
        let index = match self.domain {
            NetworkDomain::Everywhere => 0,
            domain => self.grid.index_of(level).ok_or(UndefinedLevel { domain })?,
        };
        let output = self.parameterization.at_level(level).unwrap_or_else(|| self.target.at(&self.grid, index));
        Ok(KnownLevel { at: NetworkLevel { index, level }, output })
    }
}

impl TrainedModel {
    /// These frozen networks, in the order they were trained.
    pub(crate) fn new(config: &Config, networks: Vec<Arc<Network>>) -> Result<Self, TrainingError> {
        let weights = networks.iter().map(|network| network.weights()).collect::<Result<Vec<_>, _>>()?.concat();
        let (method, data) = (&config.method, config.dataset.mixture());
        let trained = Trained {
            conditioning: NoiseConditioning::new(config),
            target: method.target(),
            parameterization: method.parameterization(&data),
            data_mean: data.means(),
            domain: method.domain(),
            grid: method.grid(),
        };
        Ok(Self { networks, weights: Arc::new(weights), trained: Arc::new(trained), dim: data.dim() })
    }

    /// The same with a network for every level, where levels have networks of their own: one that was not begun is the last
    /// there is.
    ///
    /// # Errors
    /// Where candle cannot read the weights.
    pub fn completed(&self) -> Result<Self, TrainingError> {
        let mut networks = self.networks.clone();
        if let (false, Some(last)) = (self.is_shared(), self.networks.last()) {
            networks.resize(self.trained.grid.len(), Arc::clone(last));
        }
        let weights = networks.iter().map(|network| network.weights()).collect::<Result<Vec<_>, _>>()?.concat();
        Ok(Self { networks, weights: Arc::new(weights), ..self.clone() })
    }

    /// Every weight and bias: `w1, b1, w2, b2, …` of one network after the other.
    pub fn weights(&self) -> Vec<f32> {
        self.weights.to_vec()
    }

    /// Whether every weight is a number.
    pub fn is_finite(&self) -> bool {
        self.weights.iter().all(|weight| weight.is_finite())
    }

    /// A name for these very weights: FNV-1a of 64 bits over their little-endian bytes, as 16 hex digits.
    pub fn hash(&self) -> String {
        format!("{:016x}", fnv_1a(self.weights.iter().flat_map(|weight| weight.to_le_bytes())))
    }

    /// The points of a configuration at every state of its sampling plan, each as rows of coordinates: all of its
    /// samples, from its seed and draw, in the blocks that make the noise independent of the order.
    ///
    /// # Errors
    /// Where the network cannot be computed.
    pub fn states(&self, config: &Config) -> Result<Vec<Vec<f32>>, TrainingError> {
        let Config { seed, draw, samples, .. } = *config;
        let plan = config.method.plan(&config.dataset.mixture());
        let start = plan.prior().sample(samples, self.dim, seed, draw);
        let as_f32 = |x: &[f64]| x.iter().map(|x| *x as f32).collect::<Vec<f32>>();
        let mut states = vec![Vec::with_capacity(start.len()); plan.levels().len()];
        states[0] = as_f32(&start);
        for piece in CloudSampling::new(self, start, seed, draw).through(plan, 0) {
            if let SamplingPiece::State(BlockState { state, x, .. }) = piece? {
                states[state].extend(as_f32(&x));
            }
        }
        Ok(states)
    }

    /// What one of the networks, in the order in which they are trained, says of rows of its inputs, as a batch has them.
    ///
    /// # Errors
    /// Where they are not whole rows.
    pub fn output_of(&self, network: usize, input: &[f32]) -> Result<Vec<f32>, TrainingError> {
        let network = &self.networks[network];
        let inputs = network.shape().inputs;
        let input = Tensor::from_slice(input, (input.len() / inputs, inputs), &Device::Cpu)?;
        Ok(network.forward(&input)?.flatten_all()?.to_vec1()?)
    }

    /// The networks, in the order they were trained.
    pub(crate) fn networks(&self) -> &[Arc<Network>] {
        &self.networks
    }

    /// Whether one network serves all levels.
    pub(crate) fn is_shared(&self) -> bool {
        self.trained.conditioning.is_shared()
    }

    /// The network of a level of the grid. A level that was not trained yet has the network being trained.
    fn network(&self, level: usize) -> &Network {
        let last = self.networks.len() - 1;
        let index = if self.is_shared() { 0 } else { self.trained.grid.len() - 1 - level };
        &self.networks[index.min(last)]
    }

    /// The network's own output for the rows of `x`.
    fn output(&self, x: &[f64], known: KnownLevel, out: &mut [f64]) -> Result<(), TrainingError> {
        let (network, conditioning) = (self.network(known.at.index), &self.trained.conditioning);
        for (x, out) in x.chunks(ROWS * self.dim).zip(out.chunks_mut(ROWS * self.dim)) {
            let (rows, inputs) = (x.len() / self.dim, conditioning.inputs(self.dim));
            let mut input = Vec::with_capacity(rows * inputs);
            conditioning.extend(x, self.dim, known.at, &mut input);
            let input = Tensor::from_vec(input, (rows, inputs), &Device::Cpu)?;
            let output = network.forward(&input)?.flatten_all()?.to_vec1::<f32>()?;
            out.iter_mut().zip(output).for_each(|(out, output)| *out = f64::from(output));
        }
        Ok(())
    }
}

/// The networks' predictions of their target, turned into the clean point they mean.
impl Denoiser for TrainedModel {
    type Error = TrainingError;

    fn dim(&self) -> usize {
        self.dim
    }

    fn denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), TrainingError> {
        let each = |mean: [f64; 2]| mean.into_iter().take(self.dim).cycle();
        if level.alpha == 0.0 {
            out.iter_mut().zip(each(self.trained.data_mean)).for_each(|(out, mean)| *out = mean);
            return Ok(());
        }
        let known = self.trained.known(level)?;
        self.output(x, known, out)?;
        let undefined = UndefinedLevel { domain: self.trained.domain };
        for ((out, x), mean) in out.iter_mut().zip(x).zip(each(self.trained.parameterization.moments().mean)) {
            *out = known.output.denoised(level, x - level.alpha * mean, *out).ok_or(undefined)? + mean;
        }
        Ok(())
    }

    /// Of the target that was learned it is the output itself, to the bit, as in the original programs.
    fn predict(
        &self,
        x: &[f64],
        level: Level,
        target: TargetCoefficients,
        out: &mut [f64],
    ) -> Result<(), TrainingError> {
        match self.trained.known(level) {
            Ok(known)
                if known.output == target
                    && level.alpha > 0.0
                    && !self.trained.parameterization.is_preconditioned() =>
            {
                self.output(x, known, out)
            }
            _ => predict_from_denoised(self, x, level, target, out),
        }
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
