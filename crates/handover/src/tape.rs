//! `tape.safetensors`: the first iterations of the training, as the page took them.

use diffusion::{Config, Method};
use training::tape::{TapeBatch, TapeRecorder};
use training::tensor_file::{Numbers, tensor_file};
use training::weights::layer_names;
use training::{NetworkShape, TrainedModel, TrainingError};

/// A tape on its way.
pub struct Tape {
    config: Config,
    recorder: TapeRecorder,
    dim: usize,
    rows: usize,
    iterations: usize,
    columns: Columns,
}

/// Numbers of all batches, one after the other.
#[derive(Default)]
struct Columns {
    /// A place for each batch, or for each row of it.
    places: Vec<f64>,
    clean: Vec<f64>,
    eps: Vec<f64>,
    noisy: Vec<f64>,
    target: Vec<f32>,
    weight: Vec<f64>,
    output: Vec<f32>,
}

impl Tape {
    /// From the beginning of this configuration's training.
    ///
    /// # Errors
    /// Where it cannot be trained.
    pub fn new(config: &Config) -> Result<Self, TrainingError> {
        let data = config.dataset.mixture();
        let (recorder, config) = (TapeRecorder::new(config)?, config.clone());
        let (dim, rows) = (data.dim(), config.rows(&data));
        Ok(Self { config, recorder, dim, rows, iterations: 0, columns: Columns::default() })
    }

    /// The next iteration, with what this model says of its batch; false at the end.
    ///
    /// # Errors
    /// Where the model cannot be asked.
    pub fn step(&mut self, learned: &TrainedModel) -> Result<bool, TrainingError> {
        let Some(TapeBatch { network, drawn, batch }) = self.recorder.step() else { return Ok(false) };
        let places = if self.has_level_per_row() { &drawn.places[..] } else { &drawn.places[..1] };
        let columns = &mut self.columns;
        columns.places.extend(places);
        columns.clean.extend(drawn.clean);
        columns.eps.extend(drawn.eps);
        columns.noisy.extend(drawn.noisy);
        columns.output.extend(learned.output_of(network, &batch.input)?);
        columns.target.extend(batch.target);
        // The page has the mean over the rows in the weights.
        columns.weight.extend(batch.weights.iter().map(|weight| f64::from(*weight) * self.rows as f64));
        self.iterations += 1;
        Ok(true)
    }

    fn has_level_per_row(&self) -> bool {
        matches!(self.config.method, Method::Continuous(_))
    }

    /// The file.
    ///
    /// # Errors
    /// Where a number of the weights cannot be read.
    pub fn file(self) -> Result<Vec<u8>, TrainingError> {
        let mut tensors = self.tensors();
        let ends =
            [("start", self.recorder.start().to_vec()), ("end", self.recorder.end()?), ("mean", self.recorder.mean()?)];
        let shape = self.recorder.shape();
        tensors.extend(ends.iter().flat_map(|(prefix, weights)| parameters(shape, prefix, weights)));
        tensor_file(tensors, None)
    }

    /// What does not depend on the weights in training.
    fn tensors(&self) -> Vec<(String, Numbers)> {
        let Self { columns, iterations, .. } = self;
        let shape = |last| vec![*iterations, self.rows, last];
        let (places, rates) = rates(&self.config);
        let lengths: Vec<f64> = self.recorder.stages().iter().map(|stage| stage.iterations as f64).collect();
        let (name, by) = if self.has_level_per_row() { ("t", shape(1)) } else { ("index", vec![*iterations]) };
        let tensors = [
            ("x0", Numbers::double(shape(self.dim), &columns.clean)),
            ("eps", Numbers::double(shape(self.dim), &columns.eps)),
            ("x", Numbers::double(shape(self.dim), &columns.noisy)),
            ("target", Numbers::single(shape(self.dim), &columns.target)),
            ("output", Numbers::single(shape(self.dim), &columns.output)),
            (name, Numbers::double(by, &columns.places)),
            ("iterations", Numbers::double(vec![places.len()], &places)),
            ("rates", Numbers::double(vec![places.len(), rates.len() / places.len()], &rates)),
        ];
        let weight = (!columns.weight.is_empty()).then(|| ("weight", Numbers::double(shape(1), &columns.weight)));
        let lengths = (lengths.len() > 1).then(|| ("lengths", Numbers::double(vec![lengths.len()], &lengths)));
        tensors.into_iter().chain(weight).chain(lengths).map(|(name, numbers)| (name.to_owned(), numbers)).collect()
    }
}

/// How many places of the training a rate is written of.
const RATES: usize = 41;

/// Iterations over the whole training of the first network, and at each the learning rate and, where there is a running mean of
/// the weights, how much of it is kept.
fn rates(config: &Config) -> (Vec<f64>, Vec<f64>) {
    let stage = config.stages()[0];
    let places: Vec<usize> = (0..RATES).map(|i| i * (stage.iterations - 1) / (RATES - 1)).collect();
    let kept = |place: usize| (config.ema > 0.0).then(|| config.ema_at(place));
    let rates = places.iter().flat_map(|place| [config.rate_at(stage, *place)].into_iter().chain(kept(*place)));
    (places.iter().map(|place| *place as f64).collect(), rates.collect())
}

/// A network's parameters by their names, after a prefix.
fn parameters(shape: NetworkShape, prefix: &str, weights: &[f32]) -> Vec<(String, Numbers)> {
    let mut tensors = Vec::new();
    for (layer, [weight, bias]) in shape.layers().zip(layer_names(true, 0)) {
        let matrix = Numbers::single(vec![layer.outputs, layer.inputs], layer.weight(weights));
        tensors.push((format!("{prefix}.{weight}"), matrix));
        tensors.push((format!("{prefix}.{bias}"), Numbers::single(vec![layer.outputs], layer.bias(weights))));
    }
    tensors
}
