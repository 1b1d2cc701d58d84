//! The fused operations against candle's own, in values, gradients and what the optimizers do with them; and the
//! gradients of both against finite differences.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::config::{Loss, Optimizer};
use diffusion::{Rng, Stream};
use training::loss::{Objective, loss};
use training::optimizer::NetworkOptimizer;
use training::{Backend, Network, NetworkShape};

const LOSSES: [Loss; 3] = [Loss::SumOfSquares, Loss::Norm, Loss::WeightedMean];

/// Sizes on both sides of every block: 2, 4, 8, 16 and 32 rows or columns.
const WIDTHS: [usize; 14] = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 65];
const ROWS: [usize; 9] = [1, 2, 3, 4, 5, 31, 32, 33, 70];

/// A batch, drawn.
struct Task {
    shape: NetworkShape,
    weights: Vec<f32>,
    input: Tensor,
    target: Tensor,
    row_weights: Arc<Vec<f32>>,
}

impl Task {
    fn new(shape: NetworkShape, rows: usize) -> Self {
        let mut rng = Rng::new(rows as u32, Stream::Batch);
        let mut normals = |columns: usize| {
            let values: Vec<f32> = rng.normals(rows * columns).iter().map(|x| *x as f32).collect();
            Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap()
        };
        let (input, target) = (normals(shape.inputs), normals(shape.outputs));
        let row_weights = Arc::new((1..=rows).map(|row| 3.0 / row as f32).collect());
        let weights = shape.draw_weights(&mut Rng::new(rows as u32, Stream::Init));
        Self { shape, weights, input, target, row_weights }
    }

    fn network(&self, backend: Backend) -> Network {
        Network::new(self.shape, &self.weights, backend).unwrap()
    }

    fn loss(&self, network: &Network, kind: Loss, backend: Backend) -> Tensor {
        loss(Objective::new(kind, &self.row_weights), &network.forward(&self.input).unwrap(), &self.target, backend)
            .unwrap()
    }

    /// The loss and its gradient in parameter order.
    fn gradient(&self, kind: Loss, backend: Backend) -> (f32, Vec<f32>) {
        let network = self.network(backend);
        let value = self.loss(&network, kind, backend);
        let gradients = value.backward().unwrap();
        let of = |var: &candle_core::Var| gradients.get(var).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        (value.to_scalar().unwrap(), network.vars().unwrap().iter().flat_map(of).collect())
    }
}

fn check_close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let scale = expected.iter().fold(0.0, |largest: f32, x| largest.max(x.abs()));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance * scale, "{what}, number {i}: {found}, not {expected}");
    }
}

/// catches: a strip or a row left out, a mask of the wrong layer, a bias summed over columns
#[test]
fn a_fused_pass_equals_the_plain_one_in_values_and_gradients() {
    let ends = [(1, 1), (2, 1), (2, 2), (3, 2)].into_iter();
    for shape in ends.flat_map(|(inputs, outputs)| WIDTHS.map(|width| NetworkShape { inputs, width, outputs })) {
        for rows in ROWS {
            let task = Task::new(shape, rows);
            for kind in LOSSES {
                let what = format!("{shape:?}, {rows} rows, {kind:?}");
                let (plain, fused) = (task.gradient(kind, Backend::Candle), task.gradient(kind, Backend::Fused));
                assert!((plain.0 - fused.0).abs() <= 1e-5 * plain.0, "{what}: loss {} {}", plain.0, fused.0);
                check_close(&what, &fused.1, &plain.1, 2e-5);
            }
        }
    }
}

/// catches: the rate on the decay left out, moments not unbiased, ε inside the root
#[test]
fn fused_optimizers_equal_the_plain_ones_over_many_steps() {
    let task = Task::new(NetworkShape { inputs: 3, width: 9, outputs: 2 }, 12);
    for rule in [Optimizer::Sgd, Optimizer::AdamW] {
        let trained = |backend| {
            let network = task.network(backend);
            let mut optimizer = NetworkOptimizer::new(network.vars().unwrap(), rule, backend).unwrap();
            for step in 0..30 {
                let value = task.loss(&network, Loss::SumOfSquares, backend);
                optimizer.step(&value.backward().unwrap(), 1e-2 / f64::from(step + 1)).unwrap();
            }
            network.weights().unwrap()
        };
        let fused = trained(Backend::Fused);
        check_close(&format!("{rule:?}"), &fused, &trained(Backend::Candle), 2e-5);
        let moved = fused.iter().zip(&task.weights).filter(|(now, then)| (*now - *then).abs() > 1e-3).count();
        assert!(moved > fused.len() / 2, "{rule:?} moved {moved} weights");
    }
}

/// catches: any term of a gradient with a wrong sign, factor or index
#[test]
fn gradients_are_the_slopes_of_the_loss() {
    let task = Task::new(NetworkShape { inputs: 3, width: 6, outputs: 2 }, 5);
    let step = 2e-3;
    for backend in [Backend::Candle, Backend::Fused] {
        for kind in LOSSES {
            let (_, gradient) = task.gradient(kind, backend);
            for i in 0..gradient.len() {
                let at = |by: f32| {
                    let mut weights = task.weights.clone();
                    weights[i] += by;
                    let network = Network::new(task.shape, &weights, backend).unwrap();
                    task.loss(&network, kind, backend).to_scalar::<f32>().unwrap()
                };
                let slope = (at(step) - at(-step)) / (2.0 * step);
                assert!(
                    (slope - gradient[i]).abs() < 5e-3 * (1.0 + slope.abs()),
                    "{backend:?} {kind:?} weight {i}: {} {slope}",
                    gradient[i]
                );
            }
        }
    }
}

/// Blocks of every size sum in one order, so a row's prediction does not depend on the rows beside it.
#[test]
fn a_row_has_the_same_prediction_bit_for_bit_in_any_company() {
    let task = Task::new(NetworkShape { inputs: 3, width: 33, outputs: 2 }, 70);
    let network = task.network(Backend::Fused);
    let all = network.forward(&task.input).unwrap().to_vec2::<f32>().unwrap();
    for rows in [1, 3, 4, 7] {
        let some = network.forward(&task.input.narrow(0, 5, rows).unwrap().contiguous().unwrap()).unwrap();
        assert_eq!(some.to_vec2::<f32>().unwrap(), all[5..5 + rows]);
    }
}
