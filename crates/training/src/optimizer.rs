//! How weights move.

use std::cell::RefCell;

use candle_core::backprop::GradStore;
use candle_core::{CpuStorage, InplaceOp2, Layout, Result, Var};
use candle_nn::optim::{AdamW, Optimizer as _, ParamsAdamW, SGD};
use diffusion::config::Optimizer;

use crate::Backend;
use crate::cpu::slice;

/// Moves the parameters of a network against their gradients.
#[derive(Debug)]
pub struct NetworkOptimizer {
    vars: Vec<Var>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    CandleSgd(SGD),
    CandleAdamW(AdamW),
    Sgd,
    AdamW { moments: Vec<Moments>, steps: i32 },
}

impl NetworkOptimizer {
    /// Of these parameters.
    ///
    /// # Errors
    /// Where candle cannot make the optimizer's own tensors.
    pub fn new(vars: Vec<Var>, rule: Optimizer, backend: Backend) -> Result<Self> {
        let kind = match (backend, rule) {
            (Backend::Candle, Optimizer::Sgd) => Kind::CandleSgd(SGD::new(vars.clone(), 0.0)?),
            (Backend::Candle, Optimizer::AdamW) => Kind::CandleAdamW(AdamW::new(vars.clone(), ParamsAdamW::default())?),
            (Backend::Fused, Optimizer::Sgd) => Kind::Sgd,
            (Backend::Fused, Optimizer::AdamW) => {
                Kind::AdamW { moments: vars.iter().map(Moments::new).collect(), steps: 0 }
            }
        };
        Ok(Self { vars, kind })
    }

    /// One step at this rate.
    ///
    /// # Errors
    /// Where the gradients do not fit the parameters.
    pub fn step(&mut self, gradients: &GradStore, rate: f64) -> Result<()> {
        let pairs = self.vars.iter().filter_map(|var| Some((var, gradients.get(var)?)));
        match &mut self.kind {
            Kind::CandleSgd(sgd) => {
                sgd.set_learning_rate(rate);
                sgd.step(gradients)
            }
            Kind::CandleAdamW(adam_w) => {
                adam_w.set_learning_rate(rate);
                adam_w.step(gradients)
            }
            Kind::Sgd => {
                let step = SgdStep { rate: rate as f32 };
                pairs.into_iter().try_for_each(|(var, gradient)| var.inplace_op2(gradient, &step))
            }
            Kind::AdamW { moments, steps } => {
                *steps += 1;
                let numbers = AdamWNumbers::new(rate, *steps);
                pairs.into_iter().zip(moments).try_for_each(|((var, gradient), moments)| {
                    var.inplace_op2(gradient, &AdamWStep { numbers, moments: RefCell::new(moments) })
                })
            }
        }
    }
}

/// Plain SGD on one parameter, in one pass.
struct SgdStep {
    rate: f32,
}

impl InplaceOp2 for SgdStep {
    fn name(&self) -> &'static str {
        "sgd"
    }

    fn cpu_fwd(&self, theta: &mut CpuStorage, t: &Layout, gradient: &CpuStorage, g: &Layout) -> Result<()> {
        for (theta, gradient) in slice_mut(theta, t)?.iter_mut().zip(slice(gradient, g)?) {
            *theta -= self.rate * gradient;
        }
        Ok(())
    }
}

/// The running means of a parameter's gradient and of its square.
#[derive(Debug)]
struct Moments {
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Moments {
    fn new(var: &Var) -> Self {
        let zeros = vec![0.0; var.elem_count()];
        Self { first: zeros.clone(), second: zeros }
    }
}

/// What a step of AdamW needs beside gradient and moments.
#[derive(Clone, Copy)]
struct AdamWNumbers {
    betas: [f32; 2],
    one_minus_betas: [f32; 2],
    /// `1 / (1 - β^t)`: the moments begin at 0, which draws their means down.
    unbias: [f32; 2],
    keep: f32,
    rate: f32,
    epsilon: f32,
}

impl AdamWNumbers {
    fn new(rate: f64, steps: i32) -> Self {
        let ParamsAdamW { beta1, beta2, eps, weight_decay, .. } = ParamsAdamW::default();
        let betas = [beta1, beta2];
        Self {
            betas: betas.map(|beta| beta as f32),
            one_minus_betas: betas.map(|beta| (1.0 - beta) as f32),
            unbias: betas.map(|beta| (1.0 / (1.0 - beta.powi(steps))) as f32),
            keep: (1.0 - rate * weight_decay) as f32,
            rate: rate as f32,
            epsilon: eps as f32,
        }
    }
}

/// AdamW on one parameter, in one pass.
struct AdamWStep<'a> {
    numbers: AdamWNumbers,
    /// candle hands an operation out for reading only.
    moments: RefCell<&'a mut Moments>,
}

impl InplaceOp2 for AdamWStep<'_> {
    fn name(&self) -> &'static str {
        "adamw"
    }

    fn cpu_fwd(&self, theta: &mut CpuStorage, t: &Layout, gradient: &CpuStorage, g: &Layout) -> Result<()> {
        let AdamWNumbers { betas, one_minus_betas, unbias, keep, rate, epsilon } = self.numbers;
        let mut moments = self.moments.borrow_mut();
        let Moments { first, second } = &mut **moments;
        let moments = first.iter_mut().zip(second);
        let pairs = slice_mut(theta, t)?.iter_mut().zip(slice(gradient, g)?);
        for ((theta, gradient), (first, second)) in pairs.zip(moments) {
            *first = *first * betas[0] + gradient * one_minus_betas[0];
            *second = *second * betas[1] + gradient * gradient * one_minus_betas[1];
            let direction = *first * unbias[0] / ((*second * unbias[1]).sqrt() + epsilon);
            *theta = *theta * keep - direction * rate;
        }
        Ok(())
    }
}

fn slice_mut<'a>(storage: &'a mut CpuStorage, layout: &Layout) -> Result<&'a mut [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(values), Some((from, to))) => Ok(&mut values[from..to]),
        _ => candle_core::bail!("a parameter is not one block of f32"),
    }
}
