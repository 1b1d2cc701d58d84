//! The error decomposition: how much of a run's distance to the data each of its approximations costs.
//!
//! `d` is the sliced W1 of a cloud to the exact distribution. One cloud of start noise z, antithetic, with x_0 spread
//! over the spikes by their weights, is sampled in five ways, each with one approximation more than the one before:
//!
//! | | start | denoiser | levels |
//! |---|---|---|---|
//! | `E0` | true, `α_T x_0 + σ_T z` | exact | reference solver, to σ → 0 |
//! | `E1` | true | exact | reference solver to the last level, then as the run ends |
//! | `E2` | true | exact | the run's sampler on the run's grid |
//! | `E3` | true | learned | the run's |
//! | `E4` | the run's prior, paired | learned | the run's |
//!
//! Each point of the prior is that of a true start, by [`Mixture::normal_scores`]: where the prior is nearly the true
//! distribution, it is nearly the same cloud. Two clouds of the same z alone differ by chance more than by the prior.
//!
//! The parts are sampling `E0`, truncation `E1 - E0`, steps `E2 - E1`, model `E3 - E2` and prior `E4 - E3`: signed, in
//! this order, and summing to `E4`. `E0` is not 0 because a cloud has finitely many points.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::wasserstein::SlicedWasserstein;
use crate::dataset::Mixture;
use crate::denoiser::Denoiser;
use crate::process::Level;
use crate::rng::{Rng, Stream};
use crate::sampler::{CloudSampling, Prior, SamplingPlan, SamplingStep, probability_flow_plan};

/// The reference goes down to this share of the data's smallest standard deviation, and then to the denoised point:
/// that narrows a spike by a factor of `1/√(1 + 0.01²)`.
const REFERENCE_END: f64 = 0.01;

/// Levels of the reference solver.
const REFERENCE_SOLVER_LEVELS: usize = 48;

/// Rows of a block of the paired prior: of 288 components a block takes eight milliseconds natively.
const PAIRED_ROWS: usize = 250;

/// A run whose error is decomposed.
#[derive(Clone, Debug)]
pub struct DecomposedRun {
    data: Mixture,
    plan: SamplingPlan,
    /// The true noised data at the first level.
    start: Vec<f64>,
    prior: Prior,
    sliced: Rc<SlicedWasserstein>,
    seed: u32,
}

/// The distances that need no network.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExactErrors {
    /// Of the true start by the reference solver.
    pub e0: f64,
    /// Ended as the run ends.
    pub e1: f64,
    /// By the run's sampler on its grid.
    pub e2: f64,
}

/// The distances of the network's clouds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearnedErrors {
    /// With the learned denoiser.
    pub e3: f64,
    /// From the run's prior as well.
    pub e4: f64,
}

/// The five parts of a run's distance to the data.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorDecomposition {
    /// A cloud has finitely many points.
    pub sampling: f64,
    /// Sampling ends at a level above 0.
    pub truncation: f64,
    /// Steps are not infinitely small, or add noise.
    pub steps: f64,
    /// The network is not the exact denoiser. None without a network.
    pub model: Option<f64>,
    /// The run starts from its prior, and not from the noised data. None without a network.
    pub prior: Option<f64>,
}

impl ErrorDecomposition {
    /// The parts, in their order.
    pub fn new(exact: ExactErrors, learned: Option<LearnedErrors>) -> Self {
        let ExactErrors { e0, e1, e2 } = exact;
        Self {
            sampling: e0,
            truncation: e1 - e0,
            steps: e2 - e1,
            model: learned.map(|learned| learned.e3 - e2),
            prior: learned.map(|learned| learned.e4 - learned.e3),
        }
    }

    /// Whether an approximation made up for errors of those before it, beyond rounding.
    pub fn has_negative_part(&self) -> bool {
        let parts = [Some(self.truncation), Some(self.steps), self.model, self.prior];
        parts.iter().flatten().any(|part| *part < -1e-12)
    }

    /// `E4`, the distance of the run itself; `E2` without a network.
    pub fn total(&self) -> f64 {
        self.sampling + self.truncation + self.steps + self.model.unwrap_or(0.0) + self.prior.unwrap_or(0.0)
    }
}

impl DecomposedRun {
    /// The run of a plan, measured by `sliced`, which is that of the data for an even number of points: made once, it
    /// serves for every plan. With 1000 points on four spikes [`Self::exact`] takes a few hundredths of a second
    /// natively.
    pub fn new(data: &Mixture, plan: SamplingPlan, sliced: Rc<SlicedWasserstein>, seed: u32) -> Self {
        let (first, pairs) = (plan.levels()[0], sliced.rows() / 2);
        let mut x0 = Vec::with_capacity(2 * pairs * data.dim());
        data.proportional(2 * pairs, &mut Rng::new(seed, Stream::Data { draw: 0 }), &mut x0);
        let z = antithetic(pairs, data.dim(), &mut Rng::new(seed, Stream::Start { draw: 0 }));
        let start = x0.iter().zip(&z).map(|(x0, z)| first.noised(*x0, *z)).collect();
        let prior = plan.prior().clone();
        Self { data: data.clone(), plan, start, prior, sliced, seed }
    }

    /// The same run from another prior than its plan's.
    #[must_use]
    pub fn from_prior(self, prior: Prior) -> Self {
        Self { prior, ..self }
    }

    /// `E0`, `E1` and `E2`.
    pub fn exact(&self) -> ExactErrors {
        let distance = |cloud: CloudSampling<&Mixture>| {
            let Ok(x) = cloud.finish();
            self.distance(&x)
        };
        let sampled = self.sampled(&self.data);
        ExactErrors { e0: distance(self.flowed_to_data()), e1: distance(self.truncated()), e2: distance(sampled) }
    }

    /// `E3` and `E4`, by a denoiser that was learned.
    ///
    /// # Errors
    /// Where it has no prediction.
    pub fn learned<D: Denoiser>(&self, learned: &D) -> Result<LearnedErrors, D::Error> {
        let e3 = self.distance(&self.sampled(learned).finish()?);
        let prior: Vec<f64> = self.paired_prior().flatten().collect();
        Ok(LearnedErrors { e3, e4: self.distance(&self.sampled_from_prior(learned, &prior).finish()?) })
    }

    /// The distance to the data of a cloud at its end.
    pub fn distance(&self, x: &[f64]) -> f64 {
        self.sliced.w1(x)
    }

    /// The data, whose denoiser is the exact one.
    pub fn data(&self) -> &Mixture {
        &self.data
    }

    /// The cloud of `E0`: the true start, by the reference to σ → 0.
    pub fn flowed_to_data(&self) -> CloudSampling<&Mixture> {
        let SamplingStep { from, path, .. } = self.plan.steps()[0];
        let reference = self.reference(REFERENCE_END * self.data.smallest_std());
        let from = reference.as_ref().map_or(from, SamplingPlan::end);
        let denoised = SamplingPlan::denoising(SamplingStep { from, to: Level::CLEAN, path, t: 0, beta: None });
        self.carried(&self.data, &self.start).through(reference, 0).through(denoised, 0)
    }

    /// The cloud of `E1`: the true start, by the reference to the last level with noise, and from there by the run's
    /// own last step, if it goes to the data.
    pub fn truncated(&self) -> CloudSampling<&Mixture> {
        let last = self.plan.steps().len() - 1;
        let SamplingStep { from, to, .. } = self.plan.steps()[last];
        let cloud = self.carried(&self.data, &self.start);
        if to.sigma > 0.0 {
            return cloud.through(self.reference(to.ratio()), 0);
        }
        cloud.through(self.reference(from.ratio()), 0).through(self.plan.clone(), last)
    }

    /// The cloud of `E2`, by the exact denoiser, and of `E3`, by a learned one: the true start, by the run's plan.
    pub fn sampled<'a, D: Denoiser>(&self, denoiser: &'a D) -> CloudSampling<&'a D> {
        self.carried(denoiser, &self.start).through(self.plan.clone(), 0)
    }

    /// The start of `E4`, block by block: points of the run's prior, each beside one of the true start.
    pub fn paired_prior(&self) -> impl Iterator<Item = Vec<f64>> {
        let noised = self.data.noised(self.plan.levels()[0]);
        self.start.chunks(PAIRED_ROWS * self.data.dim()).map(move |rows| {
            let mut z = noised.normal_scores(rows);
            self.prior.transform(&mut z, self.data.dim());
            z
        })
    }

    /// The cloud of `E4`: all of [`Self::paired_prior`], by the run's plan.
    pub fn sampled_from_prior<'a, D: Denoiser>(&self, denoiser: &'a D, prior: &[f64]) -> CloudSampling<&'a D> {
        self.carried(denoiser, prior).through(self.plan.clone(), 0)
    }

    fn carried<'a, D: Denoiser>(&self, denoiser: &'a D, start: &[f64]) -> CloudSampling<&'a D> {
        CloudSampling::new(denoiser, start.to_vec(), self.seed, 0)
    }

    /// The reference from the true start to a noise-to-signal ratio; none where it is not smaller.
    fn reference(&self, ratio: f64) -> Option<SamplingPlan> {
        let SamplingStep { from, path, .. } = self.plan.steps()[0];
        probability_flow_plan(path, from, ratio, REFERENCE_SOLVER_LEVELS)
    }
}

/// `pairs` rows of noise, each followed by its negative.
fn antithetic(pairs: usize, dim: usize, rng: &mut Rng) -> Vec<f64> {
    let row = |_| {
        let z = rng.normals(dim);
        let mirrored: Vec<f64> = z.iter().map(|z| -z).collect();
        [z, mirrored].concat()
    };
    (0..pairs).flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampler::{Sampler, SamplerOptions, noised_start};
    use crate::{ContinuousSchedule, Dataset, Grid, Schedule};

    fn run(data: &Mixture, sampler: Sampler, grid: &Grid) -> DecomposedRun {
        let plan = SamplingPlan::new(sampler, SamplerOptions::default(), grid);
        DecomposedRun::new(data, plan, Rc::new(SlicedWasserstein::new(data, 1000)), 0)
    }

    fn on_karras(sampler: Sampler, (from, to): (f64, f64), levels: usize) -> DecomposedRun {
        let grid = ContinuousSchedule::new(Schedule::Karras, to, from, 7.0).unwrap().grid(levels).unwrap();
        run(&Dataset::FourSpikes.mixture(), sampler, &grid)
    }

    fn decomposition(run: &DecomposedRun) -> ErrorDecomposition {
        let Ok(learned) = run.learned(&run.data);
        ErrorDecomposition::new(run.exact(), Some(learned))
    }

    /// With the exact denoiser in the network's place the model costs nothing, and the parts sum to the run's own
    /// error.
    #[test]
    fn the_parts_sum_to_the_runs_distance() {
        let run = on_karras(Sampler::Heun, (5.0, 0.002), 20);
        let parts = decomposition(&run);
        assert_eq!(parts.model, Some(0.0));
        let prior: Vec<f64> = run.paired_prior().flatten().collect();
        let Ok(end) = run.sampled_from_prior(&run.data, &prior).finish();
        assert!((parts.total() - run.sliced.w1(&end)).abs() < 1e-12);
    }

    /// Each choice moves the part that is named after what it does, far more than the others.
    #[test]
    fn each_cause_fills_its_own_part() {
        let early = decomposition(&on_karras(Sampler::Heun, (5.0, 1.0), 40));
        assert!(early.truncation > 0.1 && early.steps.abs() < 0.1 * early.truncation, "{early:?}");
        let coarse = decomposition(&on_karras(Sampler::Euler, (5.0, 0.002), 2));
        assert!(coarse.steps > 0.1 && coarse.truncation.abs() < 0.1 * coarse.steps, "{coarse:?}");
        let low = decomposition(&on_karras(Sampler::Heun, (0.2, 0.002), 40));
        let prior = low.prior.unwrap();
        let others = [low.sampling, low.truncation, low.steps];
        assert!(others.iter().all(|other| prior > 4.0 * other.abs()), "{low:?}");
    }

    /// Over seeds, far less than the clouds themselves do: with independent starts, or with starts of the same z alone,
    /// the part changes its sign from seed to seed.
    #[test]
    fn the_part_of_the_prior_is_not_a_matter_of_chance() {
        let data = Dataset::FourSpikes.mixture();
        for (largest, [low, high]) in [(1.0, [0.0025, 0.004]), (5.0, [-1e-4, 1e-4])] {
            for seed in 0..4 {
                let grid = ContinuousSchedule::new(Schedule::Karras, 0.002, largest, 7.0).unwrap().grid(24).unwrap();
                let plan = SamplingPlan::new(Sampler::Heun, SamplerOptions::default(), &grid);
                let run = DecomposedRun::new(&data, plan, Rc::new(SlicedWasserstein::new(&data, 1000)), seed);
                let Ok(LearnedErrors { e3, e4 }) = run.learned(&run.data);
                assert!((low..high).contains(&(e4 - e3)), "from σ = {largest}, seed {seed}: {}", e4 - e3);
            }
        }
    }

    /// The reference returns the data: its cloud is no farther from it than clouds of the data itself.
    #[test]
    fn sampling_alone_is_what_a_perfect_sampler_scores() {
        let data = Dataset::FourSpikes.mixture();
        let e0 = on_karras(Sampler::Heun, (5.0, 0.002), 20).exact().e0;
        let perfect = (0..20).map(|draw| {
            let rows = noised_start(&data, Level::CLEAN, 1000, 7, draw);
            SlicedWasserstein::new(&data, 1000).w1(&rows)
        });
        assert!(e0 < perfect.fold(0.0, f64::max), "{e0}");
    }

    #[test]
    fn runs_from_pure_noise_are_decomposed_too() {
        let data = Dataset::TwoModes.mixture();
        let grid = ContinuousSchedule::new(Schedule::Flow, 0.002, f64::INFINITY, 7.0).unwrap().grid(60).unwrap();
        let run = run(&data, Sampler::Heun, &grid);
        assert_eq!(*run.plan.prior(), Prior::noise(1.0));
        let parts = decomposition(&run);
        assert!(parts.prior.unwrap().abs() < 1e-12, "pure noise is its own prior: {parts:?}");
        assert!(parts.sampling < 0.05 && parts.total() < 0.06, "{parts:?}");
    }
}
