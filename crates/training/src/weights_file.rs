//! Weights out of a file, of this program or of another one that writes the same tensors: see [`weights`](crate::weights).
//!
//! Nothing in a file is believed before it is checked: its size and that of its header, that its tensors are those of the
//! configuration and no others, and that every number is one.

use std::fmt;

use diffusion::Config;
use diffusion::config::Networks;
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

use crate::weights::{METADATA, layer_names};
use crate::{Trainer, TrainingError};

/// The largest header that is read, in bytes: those of a thousand networks fit.
const MAX_HEADER_BYTES: u64 = 2 << 20;

/// A file of weights that has been read, and not yet held against a configuration.
#[derive(Debug)]
pub struct WeightsFile<'bytes> {
    tensors: SafeTensors<'bytes>,
    about: String,
}

/// Why a file has no weights for a configuration.
#[derive(Debug)]
pub enum UnreadableWeights {
    /// It is no file in the safetensors format, or a broken one.
    NotSafetensors,
    /// It does not say of which run they are.
    NoMetadata,
    /// A tensor of this name is missing, or of another shape or kind of number.
    Missing(String),
    /// It has tensors that the network has not.
    Others,
    /// A number of this tensor is none.
    NotFinite(String),
    /// The configuration cannot be trained, or not with these.
    Training(TrainingError),
}

impl fmt::Display for UnreadableWeights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSafetensors => f.write_str("It is no whole file in the safetensors format."),
            Self::NoMetadata => f.write_str("It does not say of which run its weights are."),
            Self::Missing(name) => {
                write!(
                    f,
                    "The run that it names has a tensor {name}, and in the file there is none, or of another shape."
                )
            }
            Self::Others => f.write_str("It has more tensors than the run that it names."),
            Self::NotFinite(name) => write!(f, "In its tensor {name} there is something that is no number."),
            Self::Training(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for UnreadableWeights {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Training(error) = self { Some(error) } else { None }
    }
}

impl From<TrainingError> for UnreadableWeights {
    fn from(error: TrainingError) -> Self {
        Self::Training(error)
    }
}

impl<'bytes> WeightsFile<'bytes> {
    /// The file in these bytes.
    ///
    /// # Errors
    /// Where they are no file of weights, or one that says nothing of them.
    pub fn read(bytes: &'bytes [u8]) -> Result<Self, UnreadableWeights> {
        let header = bytes.first_chunk().map(|length| u64::from_le_bytes(*length));
        if header.is_none_or(|length| length > MAX_HEADER_BYTES) {
            return Err(UnreadableWeights::NotSafetensors);
        }
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|_| UnreadableWeights::NotSafetensors)?;
        let about = metadata.metadata().as_ref().and_then(|known| known.get(METADATA));
        let about = about.ok_or(UnreadableWeights::NoMetadata)?.clone();
        let tensors = SafeTensors::deserialize(bytes).map_err(|_| UnreadableWeights::NotSafetensors)?;
        Ok(Self { tensors, about })
    }

    /// What its metadata say of the weights.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// A training of this configuration that has come to its end with these weights.
    ///
    /// # Errors
    /// Where the file's tensors are not those of the configuration's networks, or hold something that is no number.
    pub fn training(&self, config: &Config) -> Result<Trainer, UnreadableWeights> {
        let start = Trainer::new(config)?;
        let shape = start.shape();
        let is_shared = config.networks == Networks::Shared;
        let mut networks = Vec::new();
        let mut expected = 0;
        for network in 0..config.stages().len() {
            let mut weights = Vec::with_capacity(shape.parameters());
            for (layer, names) in shape.layers().zip(layer_names(is_shared, network)) {
                let shapes = [vec![layer.outputs, layer.inputs], vec![layer.outputs]];
                for (name, shape) in names.into_iter().zip(shapes) {
                    self.extend(name, &shape, &mut weights)?;
                    expected += 1;
                }
            }
            networks.push(weights);
        }
        if self.tensors.len() != expected {
            return Err(UnreadableWeights::Others);
        }
        Ok(start.ended_with(networks)?)
    }

    /// Adds the numbers of a tensor of this name and shape.
    fn extend(&self, name: String, shape: &[usize], weights: &mut Vec<f32>) -> Result<(), UnreadableWeights> {
        let tensor = self.tensors.tensor(&name).ok();
        let Some(tensor) = tensor.filter(|tensor| (tensor.dtype(), tensor.shape()) == (Dtype::F32, shape)) else {
            return Err(UnreadableWeights::Missing(name));
        };
        let before = weights.len();
        weights.extend(tensor.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)));
        let are_numbers = weights[before..].iter().all(|weight| weight.is_finite());
        if are_numbers { Ok(()) } else { Err(UnreadableWeights::NotFinite(name)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;
    use diffusion::standard_method::StandardMethod;

    fn configs() -> [Config; 3] {
        let base = Config { iterations: 4, batch: 4, ..Preset::SimpleMultimodal.config() };
        let per_level = Config { iterations: 2, batch: 4, ..Preset::SimpleDdpm.config() };
        let networks = Networks::PerLevel { first_iterations: 3, first_rate: 8e-3 };
        let edm = StandardMethod::Edm.config(&base);
        [base, Config { networks, ..per_level }, Config { iterations: 4, ema: 0.9, ..edm }]
    }

    fn file_of(config: &Config, iterations: usize) -> (String, Vec<u8>) {
        let mut trainer = Trainer::new(config).unwrap();
        assert!(trainer.by_ref().take(iterations).all(|step| step.is_ok()));
        let learned = trainer.model().unwrap();
        (learned.hash(), learned.to_safetensors("about").unwrap())
    }

    /// catches: networks in another order, weights that are averaged once more, a training that is not over
    #[test]
    fn a_run_that_went_out_comes_back_with_its_weights() {
        for config in configs() {
            let (hash, bytes) = file_of(&config, usize::MAX);
            let file = WeightsFile::read(&bytes).unwrap();
            assert_eq!(file.about(), "about");
            let mut trainer = file.training(&config).unwrap();
            assert_eq!((trainer.model().unwrap().hash(), trainer.iteration()), (hash, config.total_iterations()));
            assert!(trainer.next().is_none());
            let state = trainer.state().unwrap().unwrap();
            let again = Trainer::resume(&config, state).unwrap();
            assert_eq!(again.model().unwrap().weights(), trainer.model().unwrap().weights());
            let more = Config { iterations: config.iterations + 3, ..config.clone() };
            let mut longer = Trainer::resume(&more, trainer.state().unwrap().unwrap()).unwrap();
            assert_eq!(longer.by_ref().filter(Result::is_ok).count(), 3);
        }
    }

    /// catches: weights of another network that are taken for those of this one
    #[test]
    fn weights_of_another_network_are_refused() {
        let [shared, per_level, edm] = configs();
        let wider = Config { width: 33, ..shared.clone() };
        let deeper = Config { depth: 3, ..shared.clone() };
        let (_, bytes) = file_of(&shared, 1);
        let file = WeightsFile::read(&bytes).unwrap();
        for other in [&wider, &deeper, &per_level, &edm] {
            assert!(matches!(file.training(other), Err(UnreadableWeights::Missing(_))));
        }
        let (_, bytes) = file_of(&deeper, 1);
        let error = WeightsFile::read(&bytes).unwrap().training(&shared).unwrap_err();
        assert!(matches!(error, UnreadableWeights::Missing(_)), "{error}");
        let (_, bytes) = file_of(&per_level, 3);
        let error = WeightsFile::read(&bytes).unwrap().training(&per_level).unwrap_err();
        assert!(error.to_string().contains("t2.layer1.weight"), "networks that were not begun: {error}");
    }

    /// catches: a number that is none and spreads, a file that is cut short, one without a word of what it is
    #[test]
    fn what_is_no_whole_file_of_weights_is_refused() {
        let [shared, ..] = configs();
        let (_, bytes) = file_of(&shared, 1);
        for end in [0, 7, 8, 100, bytes.len() - 1] {
            assert!(matches!(WeightsFile::read(&bytes[..end]), Err(UnreadableWeights::NotSafetensors)), "{end}");
        }
        let mut broken = bytes.clone();
        let last = broken.len() - 4;
        broken[last..].copy_from_slice(&f32::NAN.to_le_bytes());
        let error = WeightsFile::read(&broken).unwrap().training(&shared).unwrap_err();
        assert!(matches!(error, UnreadableWeights::NotFinite(_)), "{error}");
        let long = [&u64::MAX.to_le_bytes()[..], &bytes[8..]].concat();
        assert!(matches!(WeightsFile::read(&long), Err(UnreadableWeights::NotSafetensors)));
        let tensors: [(String, safetensors::tensor::TensorView); 0] = [];
        let silent = safetensors::serialize(tensors, None).unwrap();
        assert!(matches!(WeightsFile::read(&silent), Err(UnreadableWeights::NoMetadata)));
    }
}
