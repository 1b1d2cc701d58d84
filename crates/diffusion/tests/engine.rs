//! Every state of every sampler, to the bit (`reference/states.txt`): the nine presets with perfect networks, their
//! exact clouds, and each sampler on each kind of schedule.
//!
//! A row names a run and the hash of all its states. A change that means to alter them says so, and writes the printed
//! rows down anew.

use std::convert::Infallible;
use std::rc::Rc;

use diffusion::evaluation::{DecomposedRun, SlicedWasserstein, WorkPrecisionComparison};
use diffusion::process::Betas;
use diffusion::sampler::{SamplerOptions, SamplingIter, noised_start};
use diffusion::{
    ContinuousSchedule, Dataset, Denoiser, Grid, Mixture, Preset, Rng, Sampler, SamplingPlan, Schedule, Stream,
};

const REFERENCE: &str = include_str!("reference/states.txt");

/// FNV-1a of 64 bits.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, numbers: &[f64]) {
        assert!(numbers.iter().all(|x| x.is_finite()), "a state that is no number would hide every other");
        for byte in numbers.iter().flat_map(|x| x.to_bits().to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

const SEED: u32 = 3;

/// The start and every state after it.
fn states<D: Denoiser<Error = Infallible>>(plan: &SamplingPlan, denoiser: D, x: Vec<f64>) -> Hash {
    let mut hash = Hash::new();
    hash.add(&x);
    hash_of(plan.start(denoiser, x, Rng::new(SEED, Stream::Steps { draw: 1, block: 0 })), hash)
}

fn hash_of<D: Denoiser<Error = Infallible>>(states: SamplingIter<D>, mut hash: Hash) -> Hash {
    for state in states {
        let Ok(state) = state;
        hash.add(&state);
    }
    hash
}

/// The perfect networks of a preset, and its exact cloud.
fn preset(preset: Preset) -> [Hash; 2] {
    let config = preset.config();
    let data = config.dataset.mixture();
    let plan = config.method.plan(&data);
    let x = plan.prior().sample(200, data.dim(), SEED, 1);
    [states(&plan, &data, x.clone()), states(&plan.deterministic(), &data, x)]
}

fn sampled(data: &Mixture, plan: &SamplingPlan) -> Hash {
    let x = noised_start(data, plan.levels()[0], 60, SEED, 1);
    hash_of(plan.start(data, x, Rng::new(SEED, Stream::Steps { draw: 1, block: 0 })), Hash::new())
}

/// A short grid of every kind.
fn grids() -> Vec<(String, Grid)> {
    let mut grids = Vec::new();
    for schedule in Schedule::ALL {
        let continuous = ContinuousSchedule::new(schedule, 0.02, 5.0, 7.0).unwrap();
        grids.push((schedule.key().to_owned(), continuous.grid(9).unwrap()));
        if let Ok(pure) = ContinuousSchedule::new(schedule, 0.02, f64::INFINITY, 7.0) {
            grids.push((format!("{}-pure", schedule.key()), pure.grid(9).unwrap()));
        }
    }
    let betas = Grid::ddpm(&Betas::new((0..24).map(|t| 1e-3 + 2e-2 * f64::from(t)).collect()).unwrap());
    grids.push(("betas-strided".to_owned(), betas.strided(9).unwrap()));
    grids.push(("betas".to_owned(), betas));
    grids
}

/// The usual numbers of a sampler, and others where it reads any.
fn options(sampler: Sampler) -> Vec<(&'static str, SamplerOptions)> {
    let usual = ("", SamplerOptions { langevin_steps: 20, ..SamplerOptions::default() });
    let others = ("-others", SamplerOptions { eta: 0.5, churn: 3.0, langevin_steps: 5, langevin_size: 0.9 });
    let reads = matches!(sampler, Sampler::Ddim | Sampler::Heun | Sampler::Langevin);
    if reads { vec![usual, others] } else { vec![usual] }
}

fn rows() -> Vec<(String, Hash)> {
    let mut rows = Vec::new();
    for choice in Preset::ALL {
        let [learned, exact] = preset(choice);
        rows.push((format!("preset {}", choice.key()), learned));
        rows.push((format!("exact {}", choice.key()), exact));
    }
    let data = Dataset::FourSpikes.mixture();
    for (name, grid) in grids() {
        for sampler in Sampler::ALL {
            for (suffix, options) in options(sampler) {
                let name = format!("{} {name}{suffix}", sampler.key());
                let last = SamplingPlan::to_last_level(sampler, options, &grid);
                rows.push((name.clone(), sampled(&data, &SamplingPlan::new(sampler, options, &grid))));
                rows.push((format!("{name}-last"), sampled(&data, &last)));
            }
        }
    }
    rows.extend(evaluated(&data));
    rows
}

/// The error decomposition, and the work–precision comparison.
fn evaluated(data: &Mixture) -> Vec<(String, Hash)> {
    let schedule = ContinuousSchedule::new(Schedule::Karras, 0.02, 5.0, 7.0).unwrap();
    let options = SamplerOptions { langevin_steps: 5, ..SamplerOptions::default() };
    let comparison = WorkPrecisionComparison::new(data, schedule, options, 100, SEED);
    let sliced = Rc::new(SlicedWasserstein::new(data, 200));
    let mut rows = Vec::new();
    for sampler in Sampler::ALL {
        let mut hash = Hash::new();
        for point in comparison.points(sampler, &[8, 17]) {
            hash.add(&[point.evaluations as f64, point.error]);
        }
        rows.push((format!("{} work-precision", sampler.key()), hash));
        let plan = SamplingPlan::new(sampler, SamplerOptions::default(), &schedule.grid(8).unwrap());
        let run = DecomposedRun::new(data, plan, Rc::clone(&sliced), SEED);
        let Ok(learned) = run.learned(data);
        let exact = run.exact();
        let mut hash = Hash::new();
        hash.add(&[exact.e0, exact.e1, exact.e2, learned.e3, learned.e4]);
        rows.push((format!("{} decomposition", sampler.key()), hash));
    }
    rows
}

#[test]
fn every_state_is_the_one_that_is_written_down() {
    let found: String = rows().into_iter().map(|(name, hash)| format!("{name} {:016x}\n", hash.0)).collect();
    let different = found.lines().zip(REFERENCE.lines()).filter(|(found, known)| found != known).count();
    assert!(found == REFERENCE, "{different} rows differ; found\n{found}");
}
