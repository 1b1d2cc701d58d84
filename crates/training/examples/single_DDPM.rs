//! `single_DDPM` in plain candle: data, network, training and denoising, with nothing in between.
#![allow(non_snake_case, reason = "the program has the original's name")]

mod common;

use candle_core::{Device, Result, Tensor, Var};
use common::Outcome;
use diffusion::{Preset, Rng, Stream};

const BETAS: [f64; 10] = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 0.999];
const BATCH: usize = 64;
const ITERATIONS: usize = 20_000;
const RATE: f64 = 1e-3;
const SAMPLES: usize = 2000;
const WIDTH: usize = 32;

fn main() -> std::process::ExitCode {
    common::main(Preset::SingleDdpm, |run| {
        let seed = run.config.seed;
        let (network, mut rng) = (Network::new(&mut Rng::new(seed, Stream::Init))?, Rng::new(seed, Stream::Batch));
        let training = run.train(ITERATIONS, (0..ITERATIONS).map(|_| train(&network, &mut rng)))?;
        let states = denoise(&network, &mut Rng::new(seed, Stream::Start { draw: 0 }))?;
        for (state, t) in states.iter().zip((0..states.len()).rev()) {
            let moments = run.figures(state).moments[0];
            println!("{t:2} steps to go: samples of mean {:.4} and std {:.4}", moments.mean, moments.std);
        }
        run.draw_loss("loss", &training.losses)?;
        run.draw_moments(&states)?;
        Ok(Outcome { training, samples: states[states.len() - 1].clone() })
    })
}

/// `ᾱ_t`, the product of `1 - β_s` for all s up to t.
fn alpha_bar(t: usize) -> f64 {
    BETAS[..=t].iter().map(|beta| 1.0 - beta).product()
}

/// Rows of N(0, 1).
fn normals(rows: usize, rng: &mut Rng) -> Result<Tensor> {
    let values: Vec<f32> = rng.normals(rows).iter().map(|z| *z as f32).collect();
    Tensor::from_vec(values, (rows, 1), &Device::Cpu)
}

/// `[x, α_t]` → 32 → ReLU → 32 → ReLU → the noise in x. Weights, then biases, layer after layer.
struct Network(Vec<Var>);

impl Network {
    fn new(rng: &mut Rng) -> Result<Self> {
        let mut parameters = Vec::new();
        for (fan_in, fan_out) in [(2, WIDTH), (WIDTH, WIDTH), (WIDTH, 1)] {
            // PyTorch's start: uniform within ± 1/√fan_in, weights and biases alike.
            let bound = 1.0 / (fan_in as f64).sqrt();
            let mut draw = |n| (0..n).map(|_| (bound * (2.0 * rng.uniform() - 1.0)) as f32).collect::<Vec<_>>();
            parameters.push(Var::from_vec(draw(fan_out * fan_in), (fan_out, fan_in), &Device::Cpu)?);
            parameters.push(Var::from_vec(draw(fan_out), fan_out, &Device::Cpu)?);
        }
        Ok(Self(parameters))
    }

    fn forward(&self, x: &Tensor, t: usize) -> Result<Tensor> {
        let x = Tensor::cat(&[x, &(x.ones_like()? * (1.0 - BETAS[t]))?], 1)?;
        let layer = |i: usize, x: &Tensor| x.matmul(&self.0[2 * i].t()?)?.broadcast_add(&self.0[2 * i + 1]);
        layer(2, &layer(1, &layer(0, &x)?.relu()?)?.relu()?)
    }
}

/// Ho et al. 2020, algorithm 1, for one t and a batch of N(1, 0.01²). The loss, ‖ε - ε_θ‖ of the batch, comes back.
fn train(network: &Network, rng: &mut Rng) -> Result<f32> {
    let t = BETAS.len() - 1 - rng.below(BETAS.len());
    let clean = ((normals(BATCH, rng)? * 0.01)? + 1.0)?;
    let eps = normals(BATCH, rng)?;
    let x = ((clean * alpha_bar(t).sqrt())? + (&eps * (1.0 - alpha_bar(t)).sqrt())?)?;
    let loss = (network.forward(&x, t)? - eps)?.sqr()?.sum_all()?.sqrt()?;
    let gradients = loss.backward()?;
    for parameter in &network.0 {
        let gradient = gradients.get(parameter).expect("every parameter is part of the loss");
        parameter.set(&(parameter.as_tensor() - (gradient * RATE)?)?)?;
    }
    loss.to_scalar()
}

/// Ho et al. 2020, algorithm 2, from `N(√ᾱ, 1-ᾱ)`. The original program leaves the noise out at t = 1
/// as well as at t = 0.
fn denoise(network: &Network, rng: &mut Rng) -> Result<Vec<Vec<f32>>> {
    let start = alpha_bar(BETAS.len() - 1);
    let mut x = ((normals(SAMPLES, rng)? * (1.0 - start).sqrt())? + start.sqrt())?;
    let mut states = vec![x.flatten_all()?.to_vec1()?];
    for (t, beta) in BETAS.iter().enumerate().rev() {
        let (alpha, alpha_bar) = (1.0 - beta, alpha_bar(t));
        x = ((&x - (network.forward(&x, t)? * (beta / (1.0 - alpha_bar).sqrt()))?)? / alpha.sqrt())?.detach();
        if t > 1 {
            let std = (beta * (1.0 - alpha_bar / alpha) / (1.0 - alpha_bar)).sqrt();
            x = (x + (normals(SAMPLES, rng)? * std)?)?;
        }
        states.push(x.flatten_all()?.to_vec1()?);
    }
    Ok(states)
}
