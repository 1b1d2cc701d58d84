//! A whole way from noise to data, whoever goes it: the seed's plan of moves, or a course of any sampler.

use super::{Course, Plan, Predictor, Start, Trajectory, Walk};
use crate::{Level, Rng, TryDenoiser};

/// A way, before it is gone. State 0 is the start, state `k` follows step `k`.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// A network of the seed, on its own grid.
    Plan(Plan),
    /// Any sampler, from this start.
    Course(Course, Start),
}

impl Way {
    /// The level of every state, one more than there are steps.
    #[must_use]
    pub fn levels(&self) -> Vec<Level> {
        match self {
            Self::Plan(plan) => plan.levels(),
            Self::Course(course, _) => course.levels(),
        }
    }

    /// Where the points come from.
    #[must_use]
    pub fn start(&self) -> &Start {
        match self {
            Self::Plan(plan) => &plan.start,
            Self::Course(_, start) => start,
        }
    }

    /// Sets a block of points off from the start, asking `network` and drawing the step noise from `rng`.
    pub fn set_off<N>(&self, network: N, x: Vec<f64>, rng: Rng) -> Walking<N>
    where
        N: Predictor + TryDenoiser<Error = <N as Predictor>::Error>,
    {
        match self {
            Self::Plan(plan) => Walking::Plan(Box::new(Walk::new(plan, network, x, rng))),
            Self::Course(course, _) => Walking::Course(Box::new(Trajectory::new(course, network, x, rng))),
        }
    }
}

/// A block of points on a [`Way`]: an iterator over their states after every step.
#[derive(Debug)]
pub enum Walking<N> {
    /// By a plan.
    Plan(Box<Walk<N>>),
    /// By a course.
    Course(Box<Trajectory<N>>),
}

impl<N> Iterator for Walking<N>
where
    N: Predictor + TryDenoiser<Error = <N as Predictor>::Error>,
{
    type Item = Result<Vec<f64>, <N as Predictor>::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Plan(walk) => walk.next(),
            Self::Course(trajectory) => trajectory.next(),
        }
    }
}
