//! Weights as a file that other programs read: the safetensors format of Hugging Face.
//!
//! | tensor | shape |
//! |---|---|
//! | `layer1.weight`, `layer1.bias` | `[width, inputs]`, `[width]` |
//! | `layer2.weight`, `layer2.bias` | `[width, width]`, `[width]` |
//! | `layer3.weight`, `layer3.bias` | `[coordinates, width]`, `[coordinates]` |
//!
//! With more hidden layers than two there are as many tensors more, and the last layer has the last number. All are f32,
//! rows first, as PyTorch's `nn.Linear` has them. Inputs are the coordinates, then what tells the level
//! (`conditioning.rs`): a scalar, for a network that knows the levels of a grid; for one that knows every level an
//! embedding of seven numbers, after coordinates that are scaled and the sines and cosines of these, where there are any. With a network per level nothing tells the level, and
//! names begin with it, the cleanest first: `t0.layer1.weight`.

use std::collections::HashMap;

use crate::network::LayerTensors;
use crate::tensor_file::{Numbers, tensor_file};
use crate::{TrainedModel, TrainingError};

/// The one key of the file's metadata: one, so that equal weights make equal files.
pub const METADATA: &str = "run";

impl TrainedModel {
    /// The file of these weights. Its metadata say `about` under [`METADATA`].
    ///
    /// # Errors
    /// Where candle cannot read a tensor.
    pub fn to_safetensors(&self, about: &str) -> Result<Vec<u8>, TrainingError> {
        let mut tensors = Vec::new();
        for (t, network) in self.networks().iter().enumerate() {
            for (names, LayerTensors { weight, bias }) in layer_names(self.is_shared(), t).zip(network.layers()?) {
                for (name, tensor) in names.into_iter().zip([weight, bias]) {
                    let values = tensor.flatten_all()?.to_vec1::<f32>()?;
                    tensors.push((name, Numbers::single(tensor.dims().to_vec(), &values)));
                }
            }
        }
        let metadata = HashMap::from([(METADATA.to_owned(), about.to_owned())]);
        tensor_file(tensors, Some(metadata))
    }
}

/// What weights and biases of each layer are called, of the network in this place of those that were trained.
pub fn layer_names(is_shared: bool, network: usize) -> impl Iterator<Item = [String; 2]> {
    let prefix = if is_shared { String::new() } else { format!("t{network}.") };
    (1..).map(move |layer: usize| ["weight", "bias"].map(|kind| format!("{prefix}layer{layer}.{kind}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Trainer;
    use diffusion::{Config, Preset};
    use safetensors::SafeTensors;

    /// Trains a little, and reads the file back: tensors by name, and what the metadata say.
    fn read_back(config: &Config) -> (TrainedModel, Vec<u8>) {
        let mut trainer = Trainer::new(config).unwrap();
        assert!(trainer.by_ref().take(3).all(|step| step.is_ok()));
        let learned = trainer.model().unwrap();
        let bytes = learned.to_safetensors("{\"seed\":7}").unwrap();
        (learned, bytes)
    }

    fn values(file: &SafeTensors, name: &str) -> Vec<f32> {
        file.tensor(name).unwrap().data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    const NAMES: [&str; 6] =
        ["layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias", "layer3.weight", "layer3.bias"];

    #[test]
    fn a_shared_network_is_read_back_number_by_number() {
        let (learned, bytes) = read_back(&Preset::SimpleMultimodal.config());
        let file = SafeTensors::deserialize(&bytes).unwrap();
        let shapes = NAMES.map(|name| file.tensor(name).unwrap().shape().to_vec());
        assert_eq!(shapes, [vec![32, 3], vec![32], vec![32, 32], vec![32], vec![2, 32], vec![2]]);
        let read: Vec<f32> = NAMES.iter().flat_map(|name| values(&file, name)).collect();
        assert_eq!(read, learned.weights());
        let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
        assert_eq!(metadata.metadata().as_ref().unwrap()[METADATA], "{\"seed\":7}");
    }

    #[test]
    fn networks_per_level_carry_their_level() {
        // One iteration each, so that three networks are begun.
        let mut config = Preset::SimpleDdpm.config();
        config.iterations = 1;
        config.networks = diffusion::config::Networks::PerLevel { first_iterations: 1, first_rate: 1e-3 };
        let (learned, bytes) = read_back(&config);
        let file = SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(file.len(), 4 * NAMES.len());
        let read: Vec<f32> =
            (0..4).flat_map(|t| NAMES.map(|name| values(&file, &format!("t{t}.{name}"))).concat()).collect();
        assert_eq!(read, learned.weights());
        assert_eq!(file.tensor("t0.layer1.weight").unwrap().shape(), [32, 1]);
    }
}
