//! The error budget: how much of a run's distance to the data each of its approximations costs.
//!
//! `d` is the sliced W1 of a cloud to the exact law. One cloud of start noise z, antithetic, with x_0 spread over the
//! spikes by their weights, is carried in five ways, each with one approximation more than the one before:
//!
//! | | start | denoiser | levels |
//! |---|---|---|---|
//! | `E0` | true, `α_T x_0 + σ_T z` | exact | reference solver, to σ → 0 |
//! | `E1` | true | exact | reference solver to the last level, then as the run ends |
//! | `E2` | true | exact | the run's sampler on the run's grid |
//! | `E3` | true | learned | the run's |
//! | `E4` | the run's prior | learned | the run's |
//!
//! The segments are sampling `E0`, truncation `E1 - E0`, steps `E2 - E1`, model `E3 - E2` and prior `E4 - E3`: signed,
//! in this order, and summing to `E4`. `E0` is not 0 because a cloud has finitely many points.

use std::convert::Infallible;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::metric::wasserstein::Sliced;
use crate::sampler::{Course, End, Start, Trajectory, carry, probability_flow};
use crate::{Denoiser, Level, Mixture, Rng, Stream, TryDenoiser};

/// The reference goes down to this share of the data's smallest standard deviation, and then to the denoised point:
/// that narrows a spike by a factor of `1/√(1 + 0.01²)`.
const REFERENCE_END: f64 = 0.01;

/// Levels of the reference solver.
const REFERENCE_LEVELS: usize = 48;

/// A run whose error is to be split.
#[derive(Clone, Debug)]
pub struct Budget {
    data: Mixture,
    course: Course,
    start: Vec<f64>,
    prior: Vec<f64>,
    sliced: Rc<Sliced>,
    seed: u32,
}

/// `E0`, `E1`, `E2`: what can be said without a network.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exact {
    /// Of the true start by the reference solver.
    pub e0: f64,
    /// Ended as the run ends.
    pub e1: f64,
    /// By the run's sampler on its grid.
    pub e2: f64,
}

/// `E3`, `E4`: what the network adds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// With the learned denoiser.
    pub e3: f64,
    /// From the run's prior as well.
    pub e4: f64,
}

/// The five parts of a run's distance to the data.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segments {
    /// A cloud of finitely many points is not the law.
    pub sampling: f64,
    /// The walk ends at a level above 0.
    pub truncation: f64,
    /// Steps are not infinitely small, or add noise.
    pub steps: f64,
    /// The network is not the exact denoiser. None without a network.
    pub model: Option<f64>,
    /// The run starts from its prior, and not from the noised data. None without a network.
    pub prior: Option<f64>,
}

impl Segments {
    /// The parts, in their order.
    #[must_use]
    pub fn new(exact: Exact, learned: Option<Learned>) -> Self {
        let Exact { e0, e1, e2 } = exact;
        Self {
            sampling: e0,
            truncation: e1 - e0,
            steps: e2 - e1,
            model: learned.map(|learned| learned.e3 - e2),
            prior: learned.map(|learned| learned.e4 - learned.e3),
        }
    }

    /// `E4`, the distance of the run itself; `E2` without a network.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.sampling + self.truncation + self.steps + self.model.unwrap_or(0.0) + self.prior.unwrap_or(0.0)
    }
}

impl Budget {
    /// The run of `course` from `prior`, measured by `sliced`, which is that of the data for an even number of points:
    /// made once, it serves for every course. With 1000 points on four spikes [`Self::exact`] takes a few hundredths of
    /// a second natively.
    #[must_use]
    pub fn new(data: &Mixture, course: Course, prior: &Start, sliced: Rc<Sliced>, seed: u32) -> Self {
        let (first, pairs) = (course.grid.levels()[0], sliced.rows() / 2);
        let mut x0 = Vec::with_capacity(2 * pairs * data.dim());
        data.proportional(2 * pairs, &mut Rng::new(seed, Stream::Data { draw: 0 }), &mut x0);
        let mut z = antithetic(pairs, data.dim(), &mut Rng::new(seed, Stream::Start { draw: 0 }));
        let start = x0.iter().zip(&z).map(|(x0, z)| first.noised(*x0, *z)).collect();
        prior.place(&mut z);
        Self { data: data.clone(), course, start, prior: z, sliced, seed }
    }

    /// `E0`, `E1` and `E2`.
    #[must_use]
    pub fn exact(&self) -> Exact {
        let e2 = match self.run(&self.data, &self.start) {
            Ok(distance) => distance,
            Err(never) => match never {},
        };
        Exact { e0: self.sliced.w1(&self.flowed_to_data()), e1: self.sliced.w1(&self.truncated()), e2 }
    }

    /// `E3` and `E4`, by a denoiser that was learned.
    ///
    /// # Errors
    /// Where it cannot answer.
    pub fn learned<D: TryDenoiser + Clone>(&self, learned: &D) -> Result<Learned, D::Error> {
        Ok(Learned { e3: self.run(learned, &self.start)?, e4: self.run(learned, &self.prior)? })
    }

    /// The distance of the run's own sampler and grid, from these points.
    fn run<D: TryDenoiser + Clone>(&self, denoiser: &D, start: &[f64]) -> Result<f64, D::Error> {
        Ok(self.sliced.w1(&carry(&self.course, denoiser, start, self.seed, 0)?.x))
    }

    /// By the reference to σ → 0.
    fn flowed_to_data(&self) -> Vec<f64> {
        let smallest = self.data.components().iter().map(|c| c.std).fold(f64::INFINITY, f64::min);
        let (x, end) = self.flowed(REFERENCE_END * smallest);
        let mut denoised = vec![0.0; x.len()];
        self.data.denoise(&x, end, &mut denoised);
        denoised
    }

    /// By the reference to the last level, and from there by the run's own last step, if it has one.
    fn truncated(&self) -> Vec<f64> {
        let levels = self.course.grid.levels();
        let last = levels.len() - 1;
        let (x, _) = self.flowed(levels[last].ratio());
        if self.course.end == End::LastLevel {
            return x;
        }
        let rng = Rng::new(self.seed, Stream::Steps { draw: 0, block: 0 });
        let end = Trajectory::from_state(&self.course, last, &self.data, x.clone(), rng).last();
        end.map_or(x, |state: Result<Vec<f64>, Infallible>| match state {
            Ok(x) => x,
            Err(never) => match never {},
        })
    }

    /// The true start, carried by the reference to a noise-to-signal ratio, and the level there.
    fn flowed(&self, ratio: f64) -> (Vec<f64>, Level) {
        let grid = &self.course.grid;
        probability_flow(&self.data, grid.path(), &self.start, grid.levels()[0], ratio, REFERENCE_LEVELS)
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
    use crate::Dataset;
    use crate::sampler::{Sampler, noised_start};
    use crate::schedule::{Continuous, Schedule};

    fn budget(sampler: Sampler, (from, to): (f64, f64), levels: usize) -> Budget {
        let data = Dataset::FourSpikes.mixture();
        let grid = Continuous::new(Schedule::Karras, to, from, 7.0).unwrap().grid(levels).unwrap();
        let prior = Start::Gaussian { shift: 0.0, scale: from };
        Budget::new(&data, Course::new(sampler, grid), &prior, Rc::new(Sliced::new(&data, 1000)), 0)
    }

    fn segments(budget: &Budget) -> Segments {
        Segments::new(budget.exact(), Some(budget.learned(&budget.data).unwrap()))
    }

    /// With the exact denoiser in the network's place the model costs nothing, and the parts sum to the run's own error.
    #[test]
    fn the_segments_sum_to_the_runs_distance() {
        let budget = budget(Sampler::Heun, (5.0, 0.002), 20);
        let segments = segments(&budget);
        assert_eq!(segments.model, Some(0.0));
        let end = carry(&budget.course, &budget.data, &budget.prior, 0, 0).unwrap().x;
        assert!((segments.total() - budget.sliced.w1(&end)).abs() < 1e-12);
    }

    /// Each slider moves the segment that is named after what it does, far more than the others.
    #[test]
    fn each_cause_fills_its_own_segment() {
        let early = segments(&budget(Sampler::Heun, (5.0, 1.0), 40));
        assert!(early.truncation > 0.1 && early.steps.abs() < 0.1 * early.truncation, "{early:?}");
        let coarse = segments(&budget(Sampler::Euler, (5.0, 0.002), 2));
        assert!(coarse.steps > 0.1 && coarse.truncation.abs() < 0.1 * coarse.steps, "{coarse:?}");
        let low = segments(&budget(Sampler::Heun, (0.2, 0.002), 40));
        let prior = low.prior.unwrap();
        let others = [low.sampling, low.truncation, low.steps];
        assert!(others.iter().all(|other| prior > 4.0 * other.abs()), "{low:?}");
    }

    /// The reference returns the law: its cloud is no farther from it than clouds of the law itself.
    #[test]
    fn sampling_alone_is_what_a_perfect_sampler_scores() {
        let data = Dataset::FourSpikes.mixture();
        let e0 = budget(Sampler::Heun, (5.0, 0.002), 20).exact().e0;
        let perfect = (0..20).map(|draw| {
            let rows = noised_start(&data, Level::CLEAN, 1000, 7, draw);
            Sliced::new(&data, 1000).w1(&rows)
        });
        assert!(e0 < perfect.fold(0.0, f64::max), "{e0}");
    }

    #[test]
    fn runs_from_pure_noise_have_a_budget_too() {
        let data = Dataset::TwoModes.mixture();
        let grid = Continuous::new(Schedule::Flow, 0.002, f64::INFINITY, 7.0).unwrap().grid(60).unwrap();
        let prior = Start::Gaussian { shift: 0.0, scale: 1.0 };
        let segments = segments(&Budget::new(
            &data,
            Course::new(Sampler::Heun, grid),
            &prior,
            Rc::new(Sliced::new(&data, 1000)),
            0,
        ));
        assert_eq!(segments.prior, Some(0.0), "pure noise is its own prior");
        assert!(segments.sampling < 0.05 && segments.total() < 0.06, "{segments:?}");
    }
}
