//! How long everything takes that is worked out on a large mixture: 2 000 kernels of one width, drawn around two moons
//! or three modes. `cargo run --release -p diffusion --example large_mixture`

use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

use diffusion::dataset::Component;
use diffusion::evaluation::{
    CloudStatistics, DecomposedRun, EvaluationBatch, MetricSuite, SlicedWasserstein, energy::EnergyDistance,
};
use diffusion::sampler::{SamplerOptions, noised_start};
use diffusion::{
    ContinuousSchedule, Dataset, Denoiser as _, InvalidSchedule, Level, Mixture, Rng, Sampler, SamplingPlan, Schedule,
    Stream,
};

/// Kernels, and points of a cloud.
const COUNT: usize = 2000;

/// The width of a kernel.
const BANDWIDTH: f64 = 0.05;

/// Rows of the fixed set of an evaluation.
const ROWS: usize = 1000;

fn main() -> Result<(), InvalidSchedule> {
    let grid = ContinuousSchedule::new(Schedule::Karras, 0.002, 80.0, 7.0)?.grid(18)?;
    let plan = SamplingPlan::new(Sampler::Heun, SamplerOptions::default(), &grid);
    for around in [Dataset::ThreeModes.mixture(), Dataset::Moons.mixture()] {
        let (dim, mut centres, mut rows) = (around.dim(), Vec::new(), Vec::new());
        around.sample(COUNT, &mut Rng::new(1, Stream::Data { draw: 0 }), &mut centres);
        let kernel = |x: &[f64]| Component { mean: [x[0], x.get(1).map_or(0.0, |y| *y)], std: BANDWIDTH, weight: 1.0 };
        let data = Mixture::new(dim, centres.chunks_exact(dim).map(kernel).collect());
        println!("{COUNT} kernels in {dim}-D");

        let start = plan.prior().sample(COUNT, dim, 0, 0);
        timed("the exact cloud, Heun's method on 18 levels", || plan.run(&data, &start, 0, 0)).ok();
        timed("the same in slices of 6 rows", || {
            start.chunks(6 * dim).map(|rows| plan.run(&data, rows, 0, 0)).collect::<Vec<_>>()
        });
        for level in grid.levels() {
            let x = noised_start(&data, *level, COUNT, 0, 0);
            timed(&format!("posterior means at σ = {:.4}", level.sigma), || data.denoised(&x, *level)).ok();
        }

        let noised = data.noised(Level::exploding(0.3));
        noised.sample(COUNT, &mut Rng::new(2, Stream::Data { draw: 0 }), &mut rows);
        let single: Vec<f32> = rows.iter().map(|x| *x as f32).collect();
        let mut score = vec![0.0; dim];
        timed("log-densities", || rows.chunks_exact(dim).map(|x| noised.log_density(x)).sum::<f64>());
        timed("scores", || rows.chunks_exact(dim).for_each(|x| noised.score(x, &mut score)));
        timed("posteriors", || {
            rows.chunks_exact(dim).map(|x| data.posterior(x, Level::exploding(0.3)).variance()).sum::<f64>()
        });
        timed("cloud statistics", || CloudStatistics::of(&single, &data));
        timed("normal scores of half of the points", || noised.normal_scores(&rows[..ROWS * dim]));

        let batch = EvaluationBatch::new(&data, ROWS / 2, &mut Rng::new(0, Stream::Data { draw: 1 }));
        timed("evaluation batches of 18 levels", || grid.levels().iter().for_each(|level| drop(batch.at(*level))));
        for level in grid.levels() {
            timed(&format!("remaining variance at σ = {:.4}", level.sigma), || data.remaining_variance(*level));
        }
        let sliced = timed("slices of the data", || Rc::new(SlicedWasserstein::new(&data, ROWS)));
        timed("W1 of a cloud", || sliced.w1(&rows[..ROWS * dim]));
        let energy = timed("energy distance: of the data", || EnergyDistance::new(&data));
        timed("energy distance: of a cloud", || energy.of(&rows[..ROWS * dim]));
        let suite = MetricSuite::new(&data, ROWS);
        timed("a perfect sample", || suite.perfect(0));
        let run = timed("decomposition: begun", || DecomposedRun::new(&data, plan.clone(), sliced, 0));
        timed("decomposition: exact", || run.exact());
        timed("decomposition: paired prior", || run.paired_prior().count());
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "timing needs a clock")]
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = black_box(work());
    println!("  {:9.2} ms  {what}", 1e3 * start.elapsed().as_secs_f64());
    result
}
