//! How long everything takes that is worked out on a large mixture: 2 000 kernels of one width, drawn around two moons
//! or three modes. `cargo run --release -p diffusion --example large_mixture`

use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

use diffusion::evaluation::{
    CloudStatistics, DecomposedRun, EvaluationBatch, MetricSuite, SlicedWasserstein, energy::EnergyDistance,
};
use diffusion::sampler::{Sampler, SamplerOptions, SamplingPlan};
use diffusion::{
    ContinuousSchedule, Dataset, Grid, InvalidSchedule, Level, Mixture, Rng, Schedule, Stream, dataset::Component,
};

/// Kernels, and points of a cloud.
const COUNT: usize = 2000;

/// The width of a kernel.
const BANDWIDTH: f64 = 0.05;

/// Rows of the fixed set of an evaluation.
const ROWS: usize = 1000;

fn main() -> Result<(), InvalidSchedule> {
    for from in [Dataset::ThreeModes, Dataset::Moons] {
        println!("{COUNT} kernels around {}", from.label());
        let data = kernels(&from.mixture());
        let grid = ContinuousSchedule::new(Schedule::Karras, 0.002, 80.0, 7.0)?.grid(18)?;
        time_walks(&data, &grid);
        time_points(&data);
        time_evaluation(&data, &grid);
    }
    Ok(())
}

/// Points of a mixture, each with a kernel; sorted as one's own data are.
fn kernels(from: &Mixture) -> Mixture {
    let mut rows = Vec::new();
    from.sample(COUNT, &mut Rng::new(1, Stream::Data { draw: 0 }), &mut rows);
    let kernel = |x: &[f64]| Component { mean: [x[0], x.get(1).map_or(0.0, |y| *y)], std: BANDWIDTH, weight: 1.0 };
    let mut all: Vec<Component> = rows.chunks_exact(from.dim()).map(kernel).collect();
    all.sort_by(|a, b| a.mean[0].total_cmp(&b.mean[0]));
    Mixture::new(from.dim(), all)
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = black_box(work());
    println!("  {:9.2} ms  {what}", 1e3 * start.elapsed().as_secs_f64());
    result
}

/// The cloud through all levels: at once, and in the slices of a frame.
fn time_walks(data: &Mixture, grid: &Grid) {
    let plan = SamplingPlan::new(Sampler::Heun, SamplerOptions::default(), grid);
    let start = plan.prior().sample(COUNT, data.dim(), 0, 0);
    timed("the exact cloud, Heun's method on 18 levels", || plan.run(data, &start, 0, 0)).ok();
    timed("the same in slices of 6 rows", || {
        for rows in start.chunks(6 * data.dim()) {
            black_box(plan.run(data, rows, 0, 0)).ok();
        }
    });
    let mut denoised = vec![0.0; start.len()];
    for level in grid.levels() {
        let x = diffusion::sampler::noised_start(data, *level, COUNT, 0, 0);
        timed(&format!("one evaluation at σ = {:.4}", level.sigma), || {
            data.posterior_mean(&x, *level, &mut denoised);
        });
    }
}

/// What is worked out point by point.
fn time_points(data: &Mixture) {
    let noised = data.noised(Level::exploding(0.3));
    let mut rows = Vec::new();
    noised.sample(COUNT, &mut Rng::new(2, Stream::Data { draw: 0 }), &mut rows);
    let points = || rows.chunks_exact(data.dim());
    let single: Vec<f32> = rows.iter().map(|x| *x as f32).collect();
    let mut score = vec![0.0; data.dim()];
    timed("log-densities of all points", || points().map(|x| noised.log_density(x)).sum::<f64>());
    timed("scores of all points", || points().for_each(|x| noised.score(x, &mut score)));
    timed("posteriors of all points", || {
        points().map(|x| data.posterior(x, Level::exploding(0.3)).variance()).sum::<f64>()
    });
    timed("cloud statistics of all points", || CloudStatistics::of(&single, data));
    timed("normal scores of half of them", || noised.normal_scores(&rows[..ROWS * data.dim()]));
    timed("1000 cells of a marginal density", || {
        (0..1000).map(|i| data.marginal_density(0, f64::from(i) * 2e-3 - 1.0)).sum::<f64>()
    });
}

/// What an evaluation works out.
fn time_evaluation(data: &Mixture, grid: &Grid) {
    let batch = EvaluationBatch::new(data, ROWS / 2, &mut Rng::new(0, Stream::Data { draw: 1 }));
    timed("evaluation batches of 18 levels", || grid.levels().iter().map(|level| batch.at(*level)).collect::<Vec<_>>());
    for level in grid.levels().iter().step_by(3) {
        timed(&format!("remaining variance at σ = {:.4}", level.sigma), || data.remaining_variance(*level));
    }
    timed("remaining variances of 18 levels", || {
        grid.levels().iter().map(|level| data.remaining_variance(*level)).sum::<f64>()
    });
    let sliced = timed("slices of the data", || Rc::new(SlicedWasserstein::new(data, ROWS)));
    let mut rows = Vec::new();
    data.sample(ROWS, &mut Rng::new(3, Stream::Data { draw: 0 }), &mut rows);
    timed("W1 of a cloud", || sliced.w1(&rows));
    let energy = timed("energy distance: of the data", || EnergyDistance::new(data));
    timed("energy distance: of a cloud", || energy.of(&rows));
    let suite = MetricSuite::new(data, ROWS);
    timed("a perfect sample", || suite.perfect(0));
    let plan = SamplingPlan::new(Sampler::Heun, SamplerOptions::default(), grid);
    let run = timed("decomposition: begun", || DecomposedRun::new(data, plan, sliced, 0));
    timed("decomposition: exact", || run.exact());
    timed("decomposition: paired prior", || run.paired_prior().count());
}
