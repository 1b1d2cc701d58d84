//! One iteration: forward pass, loss, backward pass and update.

use std::cell::RefCell;

use candle_core::backprop::GradStore;
use candle_core::{CpuStorage, InplaceOp3, Layout, Result, Tensor, Var};
use candle_nn::optim::{AdamW, Optimizer as _, SGD};
use diffusion::config::Optimizer;

use crate::cpu::{slice, slice_mut};
use crate::loss::Objective;
use crate::muon::CandleMuon;
use crate::optimizer::{OptimizerMemory, ParameterUpdate, adam_numbers};
use crate::pass::Pass;
use crate::{Backend, Network, NetworkShape};

/// Steps of gradient descent on one network's parameters, one after the other.
#[derive(Debug)]
pub struct GradientDescent {
    network: Network,
    var: Var,
    rule: Rule,
}

#[derive(Debug)]
enum Rule {
    CandleSgd(SGD),
    CandleAdamW(AdamW),
    CandleMuon(Box<CandleMuon>),
    Fused(Box<RefCell<FusedState>>),
}

/// The batch of one step, as candle's tensors.
pub struct StepBatch {
    /// What the network reads: [rows, inputs].
    pub input: Tensor,
    /// What it is to predict: [rows, outputs].
    pub target: Tensor,
    /// What is made small of the difference.
    pub objective: Objective,
}

impl GradientDescent {
    /// By this rule, on this network, with the operations that the network has.
    ///
    /// # Errors
    /// Where candle cannot make the optimizer's own tensors.
    pub fn new(network: &Network, rule: Optimizer) -> Result<Self> {
        let var = network.var()?;
        let rule = match (network.backend(), adam_numbers(rule)) {
            (Backend::Candle, None) => Rule::CandleSgd(SGD::new(vec![var.clone()], 0.0)?),
            (Backend::Candle, Some(numbers)) if rule == Optimizer::Muon => {
                Rule::CandleMuon(Box::new(CandleMuon::new(&var, network.shape(), numbers)?))
            }
            (Backend::Candle, Some(numbers)) => Rule::CandleAdamW(AdamW::new(vec![var.clone()], numbers)?),
            (Backend::Fused, _) => Rule::Fused(Box::new(RefCell::new(FusedState::new(network.shape(), rule)))),
        };
        Ok(Self { network: network.clone(), var, rule })
    }

    /// What the rule remembers of the steps so far; none with candle's own operations, which keep it to themselves.
    pub fn memory(&self) -> Option<OptimizerMemory> {
        match &self.rule {
            Rule::Fused(state) => Some(state.borrow().update.memory()),
            _ => None,
        }
    }

    /// Goes on from what the same rule remembered of a network of this shape; false where that is of another, and with
    /// candle's own operations.
    #[must_use]
    pub fn restore(&mut self, memory: OptimizerMemory) -> bool {
        match &self.rule {
            Rule::Fused(state) => state.borrow_mut().update.restore(memory),
            _ => false,
        }
    }

    /// One step at this rate: the loss of the batch, before the parameters moved. They stay where it is no number.
    ///
    /// # Errors
    /// Where the batch does not fit the network.
    pub fn step(&mut self, batch: &StepBatch, rate: f64) -> Result<f32> {
        if let Rule::Fused(state) = &self.rule {
            let step = FusedStep { objective: &batch.objective, rate, state };
            self.var.inplace_op3(&batch.input, &batch.target, &step)?;
            return Ok(state.borrow().loss);
        }
        let loss = batch.objective.of_tensors(&self.network.forward(&batch.input)?, &batch.target)?;
        let value = loss.to_scalar::<f32>()?;
        if value.is_finite() {
            self.rule.candle_step(&loss.backward()?, rate)?;
        }
        Ok(value)
    }
}

impl Rule {
    /// One step of candle's own optimizer.
    fn candle_step(&mut self, gradients: &GradStore, rate: f64) -> Result<()> {
        match self {
            Self::CandleSgd(sgd) => {
                sgd.set_learning_rate(rate);
                sgd.step(gradients)
            }
            Self::CandleAdamW(adam_w) => {
                adam_w.set_learning_rate(rate);
                adam_w.step(gradients)
            }
            Self::CandleMuon(muon) => muon.step(gradients, rate),
            Self::Fused(_) => Ok(()),
        }
    }
}

/// What a fused step keeps from one call to the next.
#[derive(Debug)]
struct FusedState {
    shape: NetworkShape,
    pass: Pass,
    by_outputs: Vec<f32>,
    gradients: Vec<f32>,
    update: ParameterUpdate,
    /// Of the last batch.
    loss: f32,
}

impl FusedState {
    fn new(shape: NetworkShape, rule: Optimizer) -> Self {
        let parameters = shape.parameters();
        Self {
            shape,
            pass: Pass::default(),
            by_outputs: Vec::new(),
            gradients: vec![0.0; parameters],
            update: ParameterUpdate::new(rule, shape),
            loss: 0.0,
        }
    }

    fn step(&mut self, parameters: &mut [f32], input: &[f32], target: &[f32], objective: &Objective, rate: f64) {
        let Self { shape, pass, by_outputs, gradients, update, loss } = self;
        let outputs = pass.forward_for_training(*shape, parameters, input);
        *loss = objective.value(outputs, target, shape.outputs);
        if loss.is_finite() {
            objective.gradient(outputs, target, shape.outputs, *loss, by_outputs);
            pass.backward(*shape, parameters, input, by_outputs, gradients);
            update.step(parameters, gradients, rate);
        }
    }
}

/// A whole iteration as one operation on the parameters, in place: input and target are its other two tensors.
struct FusedStep<'a> {
    objective: &'a Objective,
    rate: f64,
    /// candle hands an operation out for reading only.
    state: &'a RefCell<FusedState>,
}

impl InplaceOp3 for FusedStep<'_> {
    fn name(&self) -> &'static str {
        "gradient-step"
    }

    fn cpu_fwd(
        &self,
        parameters: &mut CpuStorage,
        p: &Layout,
        input: &CpuStorage,
        i: &Layout,
        target: &CpuStorage,
        t: &Layout,
    ) -> Result<()> {
        let mut state = self.state.borrow_mut();
        let ((rows, inputs), (targets, outputs)) = (i.shape().dims2()?, t.shape().dims2()?);
        if (rows, inputs, outputs) != (targets, state.shape.inputs, state.shape.outputs) {
            candle_core::bail!(
                "a batch of [{rows}, {inputs}] and [{targets}, {outputs}] does not fit {:?}",
                state.shape
            );
        }
        state.step(slice_mut(parameters, p)?, slice(input, i)?, slice(target, t)?, self.objective, self.rate);
        Ok(())
    }
}
