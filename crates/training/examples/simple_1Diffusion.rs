//! `simple_1Diffusion` in plain candle: data, network, training and denoising, with nothing in between.
#![allow(non_snake_case, reason = "the program has the original's name")]

mod common;

use candle_core::{Device, Result, Tensor, Var};
use common::Outcome;
use diffusion::{Preset, Rng, Stream};

const BATCH: usize = 32;
const ITERATIONS: usize = 1000;
const RATE: f64 = 1e-3;
const SAMPLES: usize = 1000;
const WIDTH: usize = 32;

fn main() -> std::process::ExitCode {
    common::main(Preset::Simple1Diffusion, |run| {
        let (seed, sigmas) = (run.config.seed, sigmas());
        let (network, mut rng) = (Network::new(&mut Rng::new(seed, Stream::Init))?, Rng::new(seed, Stream::Batch));
        let training = run.train(ITERATIONS, (0..ITERATIONS).map(|_| train(&network, &sigmas, &mut rng)))?;
        let states = denoise(&network, &sigmas, &mut Rng::new(seed, Stream::Start { draw: 0 }))?;
        for (sigma, moments) in sigmas.iter().zip(states.iter().map(|state| run.figures(state).moments[0])) {
            println!("sigma {sigma:<8.5} samples of mean {:.4} and std {:.4}", moments.mean, moments.std);
        }
        println!("the data has mean 1 and std 0.01");
        run.draw_loss("loss", &training.losses)?;
        run.draw_moments(&states)?;
        Ok(Outcome { training, samples: states[states.len() - 1].clone() })
    })
}

/// The noise levels, ten of them falling from 2 to 0.001 (Karras et al. 2022, eq. 5), and then none.
fn sigmas() -> Vec<f64> {
    let (from, to) = (2f64.powf(1.0 / 7.0), 0.001f64.powf(1.0 / 7.0));
    let levels = (0..10).map(|i| (from + f64::from(i) / 9.0 * (to - from)).powf(7.0));
    levels.chain([0.0]).collect()
}

/// Rows of N(0, 1).
fn normals(rows: usize, rng: &mut Rng) -> Result<Tensor> {
    let values: Vec<f32> = rng.normals(rows).iter().map(|z| *z as f32).collect();
    Tensor::from_vec(values, (rows, 1), &Device::Cpu)
}

/// `[x, σ]` → 32 → ReLU → 32 → ReLU → what to take away from x. Weights, then biases, layer after layer.
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

    fn forward(&self, x: &Tensor, sigma: f64) -> Result<Tensor> {
        let x = Tensor::cat(&[x, &(x.ones_like()? * sigma)?], 1)?;
        let layer = |i: usize, x: &Tensor| x.matmul(&self.0[2 * i].t()?)?.broadcast_add(&self.0[2 * i + 1]);
        layer(2, &layer(1, &layer(0, &x)?.relu()?)?.relu()?)
    }
}

/// One iteration: one noise level for a fresh batch of N(1, 0.01²), and one step of SGD. The loss comes back.
fn train(network: &Network, sigmas: &[f64], rng: &mut Rng) -> Result<f32> {
    let i = rng.below(sigmas.len() - 1);
    let clean = ((normals(BATCH, rng)? * 0.01)? + 1.0)?;
    let noise = (normals(BATCH, rng)? * sigmas[i])?;
    let answer = network.forward(&(clean + &noise)?, sigmas[i])?;
    let loss = (answer - (noise * (sigmas[i + 1] / sigmas[i]))?)?.sqr()?.sum_all()?;
    let gradients = loss.backward()?;
    for parameter in &network.0 {
        let gradient = gradients.get(parameter).expect("every parameter is part of the loss");
        parameter.set(&(parameter.as_tensor() - (gradient * RATE)?)?)?;
    }
    loss.to_scalar()
}

/// From pure noise to data: at every level, what the network says is taken away.
fn denoise(network: &Network, sigmas: &[f64], rng: &mut Rng) -> Result<Vec<Vec<f32>>> {
    let mut x = (normals(SAMPLES, rng)? * sigmas[0])?;
    let mut states = vec![x.flatten_all()?.to_vec1()?];
    for &sigma in &sigmas[..sigmas.len() - 1] {
        x = (&x - network.forward(&x, sigma)?)?.detach();
        states.push(x.flatten_all()?.to_vec1()?);
    }
    Ok(states)
}
