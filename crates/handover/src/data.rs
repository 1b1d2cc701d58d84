//! `data.safetensors`: what is learned.

use diffusion::dataset::Component;
use diffusion::{Config, Mixture};
use training::TrainingError;
use training::tensor_file::{Numbers, tensor_file};

/// The data as their components, and the points that are trained on, where they are fixed.
pub fn data_file(config: &Config) -> Result<Vec<u8>, TrainingError> {
    let data = config.dataset.mixture();
    let (dim, count) = (data.dim(), data.components().len());
    let column = |of: &dyn Fn(&Component) -> f64| data.components().iter().map(of).collect::<Vec<_>>();
    let mut tensors = vec![
        ("mean".to_owned(), Numbers::double(vec![count, dim], &centres(&data))),
        ("std".to_owned(), Numbers::double(vec![count], &column(&|component| component.std))),
        ("weight".to_owned(), Numbers::double(vec![count], &column(&|component| component.weight))),
    ];
    if let Some(points) = config.training_set() {
        tensors.push(("points".to_owned(), Numbers::double(vec![points.components().len(), dim], &centres(&points))));
    }
    tensor_file(tensors, None)
}

fn centres(mixture: &Mixture) -> Vec<f64> {
    let dim = mixture.dim();
    mixture.components().iter().flat_map(|component| component.mean.into_iter().take(dim)).collect()
}
