//! The direction of a step of Muon: the momentum of a weight matrix, made nearly orthogonal.
//!
//! Jordan et al. 2024, *Muon: An optimizer for hidden layers in neural networks*. All singular values of the direction are
//! near 1, so that what few rows and columns share moves as fast as what all of them do.

use candle_core::backprop::GradStore;
use candle_core::{Result, Tensor, Var};
use candle_nn::optim::{AdamW, Optimizer as _, ParamsAdamW};
use wide::f32x8;

use crate::kernels::{Strips, gram, product};
use crate::lanes::sum;
use crate::network_shape::{LayerShape, NetworkShape};

/// μ: how much of the momentum a step keeps.
const MOMENTUM: f32 = 0.95;

/// Iterations of Newton and Schulz.
const ITERATIONS: usize = 5;

/// a, b and c of `X ← a X + X (b A + c A²)` with `A = XᵀX`.
const COEFFICIENTS: [f32; 3] = [3.4445, -4.7750, 2.0315];

/// Added to a norm, which may be 0.
const EPSILON: f32 = 1e-7;

/// The momenta of a network's hidden weights, and room for what is in between.
#[derive(Debug)]
pub struct Muon {
    /// One for every parameter; only those of hidden weights are used.
    momentum: Vec<f32>,
    direction: Vec<f32>,
    newton_schulz: NewtonSchulz,
}

/// How far a step goes along an orthogonal direction, in rates: `√max(1, out/in)`.
pub fn step_length(layer: LayerShape) -> f64 {
    (layer.outputs as f64 / layer.inputs as f64).max(1.0).sqrt()
}

impl Muon {
    /// For so many parameters.
    pub fn new(parameters: usize) -> Self {
        Self { momentum: vec![0.0; parameters], direction: Vec::new(), newton_schulz: NewtonSchulz::default() }
    }

    /// The momenta, one for every parameter.
    pub fn momentum(&self) -> &[f32] {
        &self.momentum
    }

    /// Goes on from these momenta; false, and as it was, where they are of another number of parameters.
    #[must_use]
    pub fn restore(&mut self, momentum: Vec<f32>) -> bool {
        let fits = momentum.len() == self.momentum.len();
        if fits {
            self.momentum = momentum;
        }
        fits
    }

    /// Takes the gradient of a layer's weights into their momentum; the direction that they move against, row after row.
    pub fn direction(&mut self, layer: LayerShape, gradients: &[f32]) -> &[f32] {
        let (momentum, gradient) = (layer.weight_mut(&mut self.momentum), layer.weight(gradients));
        self.direction.clear();
        self.direction.extend(momentum.iter_mut().zip(gradient).map(|(momentum, gradient)| {
            *momentum = MOMENTUM * *momentum + (1.0 - MOMENTUM) * gradient;
            // Nesterov's: where the momentum will be.
            MOMENTUM * *momentum + (1.0 - MOMENTUM) * gradient
        }));
        self.newton_schulz.orthogonalize(&mut self.direction, layer.inputs);
        &self.direction
    }
}

/// The iteration of Newton and Schulz, with room for its matrices.
#[derive(Debug, Default)]
struct NewtonSchulz {
    strips: Strips,
    /// A.
    first: Vec<f32>,
    /// A², and then b A + c A².
    second: Vec<f32>,
    moved: Vec<f32>,
}

impl NewtonSchulz {
    /// A matrix X with singular vectors like those of `x`, and all singular values near 1, in its place.
    fn orthogonalize(&mut self, x: &mut [f32], columns: usize) {
        let scale = 1.0 / (norm(x) + EPSILON);
        x.iter_mut().for_each(|x| *x *= scale);
        for _ in 0..ITERATIONS {
            self.iterate(x, columns);
        }
    }

    fn iterate(&mut self, x: &mut [f32], columns: usize) {
        let [a, b, c] = COEFFICIENTS;
        let Self { strips, first, second, moved } = self;
        first.resize(columns * columns, 0.0);
        gram(x, columns, first);
        second.resize(columns * columns, 0.0);
        // A is symmetric.
        gram(first, columns, second);
        second.iter_mut().zip(&*first).for_each(|(second, first)| *second = b * first + c * *second);
        strips.cut(second, columns);
        moved.resize(x.len(), 0.0);
        product(x, strips, None, moved);
        x.iter_mut().zip(&*moved).for_each(|(x, moved)| *x = a * *x + moved);
    }
}

/// `√Σx²`, summed in one order everywhere.
fn norm(x: &[f32]) -> f32 {
    let (blocks, rest) = x.as_chunks();
    let mut squares = f32x8::ZERO;
    for block in blocks {
        squares += f32x8::from(*block) * f32x8::from(*block);
    }
    rest.iter().fold(sum(squares), |sum, x| sum + x * x).sqrt()
}

/// Muon by candle's own operations.
#[derive(Debug)]
pub struct CandleMuon {
    var: Var,
    layers: Vec<LayerShape>,
    /// One for each hidden layer.
    momenta: Vec<Tensor>,
    adam: AdamW,
}

impl CandleMuon {
    /// On these parameters of a network, with these numbers of Adam for all else.
    ///
    /// # Errors
    /// Where candle cannot make the tensors.
    pub fn new(var: &Var, shape: NetworkShape, numbers: ParamsAdamW) -> Result<Self> {
        let layers: Vec<LayerShape> = shape.hidden_layers().collect();
        let zeros = |layer: &LayerShape| Tensor::zeros((layer.outputs, layer.inputs), var.dtype(), var.device());
        let momenta = layers.iter().map(zeros).collect::<Result<_>>()?;
        Ok(Self { adam: AdamW::new(vec![var.clone()], numbers)?, var: var.clone(), layers, momenta })
    }

    /// A step of Adam on all parameters; those of hidden weights are then moved by Muon from where they were.
    ///
    /// # Errors
    /// Where the gradients are not those of the parameters.
    pub fn step(&mut self, gradients: &GradStore, rate: f64) -> Result<()> {
        let before = self.var.as_tensor().copy()?;
        self.adam.set_learning_rate(rate);
        self.adam.step(gradients)?;
        let Some(gradient) = gradients.get(&self.var) else { return Ok(()) };
        for (layer, momentum) in self.layers.iter().zip(&mut self.momenta) {
            let (shape, weights) = ((layer.outputs, layer.inputs), layer.outputs * layer.inputs);
            let of = |all: &Tensor| all.narrow(0, layer.from, weights)?.reshape(shape);
            let (next, direction) = candle_direction(momentum, &of(gradient)?)?;
            let moved = (of(&before)? - (direction * (rate * step_length(*layer)))?)?.flatten_all()?;
            self.var.set(&self.var.as_tensor().slice_scatter(&moved, 0, layer.from)?)?;
            *momentum = next;
        }
        Ok(())
    }
}

/// The momentum after a gradient, and the direction of the step.
fn candle_direction(momentum: &Tensor, gradient: &Tensor) -> Result<(Tensor, Tensor)> {
    let blend = |momentum: &Tensor| {
        (momentum.affine(f64::from(MOMENTUM), 0.0)? + gradient.affine(f64::from(1.0 - MOMENTUM), 0.0)?)?.contiguous()
    };
    let momentum = blend(momentum)?;
    let direction = blend(&momentum)?;
    let norm = direction.sqr()?.sum_all()?.to_scalar::<f32>()?.sqrt() + EPSILON;
    let ([a, b, c], mut x) = (COEFFICIENTS.map(f64::from), (direction / f64::from(norm))?);
    for _ in 0..ITERATIONS {
        let gram = x.t()?.matmul(&x)?;
        let polynomial = (gram.affine(b, 0.0)? + gram.matmul(&gram)?.affine(c, 0.0)?)?;
        x = (x.affine(a, 0.0)? + x.matmul(&polynomial)?)?;
    }
    Ok((momentum, x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::{Rng, Stream};

    /// catches: coefficients exchanged, a matrix that is not scaled before, rows for columns
    #[test]
    fn a_direction_is_nearly_orthogonal_and_leans_as_the_gradient_does() {
        let mut rng = Rng::new(1, Stream::Init);
        for (rows, columns) in [(8, 3), (16, 16), (5, 17)] {
            let gradient: Vec<f32> = (0..rows * columns).map(|_| rng.normal() as f32).collect();
            let mut x = gradient.clone();
            NewtonSchulz::default().orthogonalize(&mut x, columns);
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            // The singular values of an orthogonal matrix are all 1, so their squares add up to its rank.
            let rank = rows.min(columns) as f32;
            assert!((0.6..1.3).contains(&(dot(&x, &x) / rank)), "{rows} × {columns}: {}", dot(&x, &x));
            // The nuclear norm is at least the Frobenius norm.
            assert!(dot(&x, &gradient) > norm(&gradient), "{rows} × {columns}");
        }
    }

    #[test]
    fn a_gradient_of_nothing_is_no_direction() {
        let mut x = [0.0; 12];
        NewtonSchulz::default().orthogonalize(&mut x, 3);
        assert_eq!(x, [0.0; 12]);
    }

    #[test]
    fn the_norm_counts_every_number_once() {
        let x: Vec<f32> = (1..=11).map(|x| x as f32).collect();
        assert_eq!(norm(&x), 506f32.sqrt());
    }
}
