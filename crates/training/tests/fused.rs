//! The fused operations against candle's own, in values, gradients and what the optimizers do with them; and the
//! gradients of both against finite differences.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use diffusion::config::{Activation, Loss, Optimizer};
use diffusion::{Rng, Stream};
use training::gradient_step::{GradientDescent, StepBatch};
use training::loss::Objective;
use training::{Backend, Network, NetworkShape};

const LOSSES: [Loss; 3] = [Loss::SumOfSquares, Loss::Norm, Loss::WeightedMean];

/// Sizes on both sides of every block: 2, 4, 8, 16 and 32 rows or columns.
const WIDTHS: [usize; 14] = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 65];
const ROWS: [usize; 9] = [1, 2, 3, 4, 5, 31, 32, 33, 70];

fn shape(inputs: usize, width: usize, outputs: usize) -> NetworkShape {
    NetworkShape { inputs, width, depth: 2, activation: Activation::Relu, outputs }
}

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

    fn batch(&self, kind: Loss) -> StepBatch {
        let objective = Objective::new(kind, &self.row_weights);
        StepBatch { input: self.input.clone(), target: self.target.clone(), objective }
    }

    /// The loss, and its gradient in parameter order: how far one step of SGD goes.
    fn gradient(&self, kind: Loss, backend: Backend) -> (f32, Vec<f32>) {
        let network = self.network(backend);
        let value = GradientDescent::new(&network, Optimizer::Sgd).unwrap().step(&self.batch(kind), RATE).unwrap();
        let after = network.weights().unwrap();
        (value, self.weights.iter().zip(after).map(|(before, after)| (before - after) / RATE as f32).collect())
    }
}

/// Of the step that gradients are measured by: what a weight of size 1 loses in rounding is then a millionth of a unit.
const RATE: f64 = 1024.0;

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
    for shape in ends.flat_map(|(inputs, outputs)| WIDTHS.map(|width| shape(inputs, width, outputs))) {
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

/// catches: slopes of another layer, a layer too many or too few, a product that is not cut up again
#[test]
fn deep_networks_and_their_activations_are_the_same_by_both() {
    for activation in Activation::ALL {
        for depth in [1, 2, 3, 5] {
            for (width, rows) in [(1, 1), (7, 3), (16, 33), (33, 70)] {
                let task = Task::new(NetworkShape { depth, activation, ..shape(3, width, 2) }, rows);
                let what = format!("{activation:?}, {depth} layers of {width}, {rows} rows");
                let [plain, fused] = [Backend::Candle, Backend::Fused].map(|b| task.gradient(Loss::SumOfSquares, b));
                assert!((plain.0 - fused.0).abs() <= 1e-5 * plain.0, "{what}: loss {} {}", plain.0, fused.0);
                check_close(&what, &fused.1, &plain.1, 2e-5);
                let outputs = [Backend::Candle, Backend::Fused].map(|backend| {
                    task.network(backend).forward(&task.input).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap()
                });
                check_close(&what, &outputs[1], &outputs[0], 1e-5);
            }
        }
    }
}

/// catches: the rate on the decay left out, moments not unbiased, ε inside the root
#[test]
fn fused_optimizers_equal_the_plain_ones_over_many_steps() {
    let task = Task::new(shape(3, 9, 2), 12);
    for rule in Optimizer::ALL {
        let trained = |backend| {
            let network = task.network(backend);
            let mut descent = GradientDescent::new(&network, rule).unwrap();
            for step in 0..30 {
                descent.step(&task.batch(Loss::SumOfSquares), 1e-2 / f64::from(step + 1)).unwrap();
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
    let step = 2e-3;
    let shapes = [(2, Activation::Relu), (1, Activation::Silu), (3, Activation::Silu)];
    for (depth, activation) in shapes {
        let task = Task::new(NetworkShape { depth, activation, ..shape(3, 6, 2) }, 5);
        for (backend, kind) in [Backend::Candle, Backend::Fused].into_iter().flat_map(|b| LOSSES.map(|kind| (b, kind)))
        {
            let (_, gradient) = task.gradient(kind, backend);
            for i in 0..gradient.len() {
                let at = |by: f32| {
                    let mut weights = task.weights.clone();
                    weights[i] += by;
                    let network = Network::new(task.shape, &weights, backend).unwrap();
                    GradientDescent::new(&network, Optimizer::Sgd).unwrap().step(&task.batch(kind), 0.0).unwrap()
                };
                let slope = (at(step) - at(-step)) / (2.0 * step);
                assert!(
                    (slope - gradient[i]).abs() < 5e-3 * (1.0 + slope.abs()),
                    "{depth} {activation:?} {backend:?} {kind:?} weight {i}: {} {slope}",
                    gradient[i]
                );
            }
        }
    }
}

/// Blocks of every size sum in one order, so a row's prediction does not depend on the rows beside it.
#[test]
fn a_row_has_the_same_prediction_bit_for_bit_in_any_company() {
    let task = Task::new(shape(3, 33, 2), 70);
    let network = task.network(Backend::Fused);
    let all = network.forward(&task.input).unwrap().to_vec2::<f32>().unwrap();
    for rows in [1, 3, 4, 7] {
        let some = network.forward(&task.input.narrow(0, 5, rows).unwrap().contiguous().unwrap()).unwrap();
        assert_eq!(some.to_vec2::<f32>().unwrap(), all[5..5 + rows]);
    }
}
