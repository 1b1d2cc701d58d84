//! What a picture shows: one moment of a sampling.

use diffusion::dataset::Component;
use diffusion::{Config, Level, Mixture};
use messages::{Mark, View};
use plot::three_digits;

use crate::exact_cloud::{ExactCloud, FRAME};
use crate::extent::half_extent;
use crate::learned_cloud::{Arrival, LearnedCloud};
use crate::trajectory::Trajectory;

/// One moment of a sampling, and how it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The data and the exact cloud.
    pub exact: &'a ExactCloud,
    /// The cloud of the exact denoiser of the training points alone, where it is known.
    pub memoriser: Option<&'a Trajectory>,
    /// The learned cloud.
    pub learned: LearnedScene<'a>,
    /// The iteration whose weights carried the learned cloud, where it is one of several that are shown.
    pub iteration: Option<usize>,
    /// A state's number, and between two states the share of the way.
    pub position: f64,
    /// What is shown, and how.
    pub view: &'a View,
    /// Which spike the inset magnifies; numbers beyond the last begin anew.
    pub spike: usize,
    /// What the worker laid over.
    pub laid_over: LaidOver<'a>,
    /// What somebody who edits the data sees besides.
    pub edited: EditedScene<'a>,
}

/// What somebody who edits the data sees besides.
#[derive(Clone, Copy, Debug, Default)]
pub struct EditedScene<'a> {
    /// How far the picture reaches as long as something is dragged, so that it does not run away from the hand.
    pub half_extent: Option<f64>,
    /// It reaches so far at the least.
    pub at_least: f64,
    /// The points that are drawn so far.
    pub sketch: &'a [[f64; 2]],
}

/// What the worker laid over the picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct LaidOver<'a> {
    /// Marks in the units of the data.
    pub marks: &'a [Mark],
    /// How far the picture reached that they were made for.
    pub half_extent: f64,
}

/// The learned cloud at one moment.
#[derive(Clone, Copy, Debug)]
pub struct LearnedScene<'a> {
    /// The cloud; it may have no samples yet.
    pub cloud: &'a LearnedCloud,
    /// Whether it belongs to the levels of the exact cloud. Until it is sampled anew it may have another number of
    /// states.
    pub is_current: bool,
    /// The moment in milliseconds.
    pub now: f64,
}

impl EditedScene<'_> {
    /// How far a picture reaches that would reach so far by itself.
    pub fn reach(&self, by_itself: f64) -> f64 {
        self.half_extent.unwrap_or(by_itself).max(self.at_least)
    }
}

impl Scene<'_> {
    /// The distribution of the data.
    pub fn mixture(&self) -> &Mixture {
        self.exact.mixture()
    }

    /// The noise level.
    pub fn level(&self) -> Level {
        self.exact.level_at(self.position)
    }

    /// How far the picture reaches from the origin, in the units of the data.
    pub fn half_extent(&self) -> f64 {
        self.edited.reach(half_extent(self.exact, self.position))
    }

    /// The learned cloud at every state, where it belongs to the shown levels.
    pub fn learned_trajectory(&self) -> Option<&Trajectory> {
        let LearnedScene { cloud, is_current, .. } = self.learned;
        (is_current && !cloud.is_empty()).then(|| cloud.trajectory())
    }

    /// The learned points, into `out`: those of other levels are shown at the same share of the way.
    pub fn learned_points(&self, out: &mut Vec<f32>) {
        let LearnedScene { cloud, is_current, now } = self.learned;
        let last = (self.exact.levels().len() - 1).max(1) as f64;
        let position = if is_current { self.position } else { self.position / last * cloud.last_state() };
        cloud.points_at(position, now, out);
    }

    /// The spike that the inset magnifies.
    pub fn magnified(&self) -> Component {
        let components = self.mixture().components();
        components[self.spike % components.len()]
    }

    /// The points of the exact denoiser of the training points alone, into `out`; none where they are not known.
    pub fn memoriser_points(&self, out: &mut Vec<f32>) {
        out.clear();
        if let Some(memoriser) = self.memoriser {
            memoriser.at(self.position, memoriser.rows(), out);
        }
    }

    /// What the caption says of the level: its noise.
    pub fn level_caption(&self) -> String {
        let (levels, state) = (self.exact.levels(), self.state());
        // On the last step to no noise at all the points pass levels that no sampler asks for.
        let is_last_step = state + 2 == levels.len() && levels[state + 1].sigma == 0.0;
        let level = if is_last_step { levels[state] } else { self.level() };
        format!("σ = {}", three_digits(level.sigma))
    }

    /// What the caption says of samples that are of one iteration of several; nothing of the last ones.
    pub fn iteration_caption(&self) -> String {
        let words = |iteration| format!("iteration {}", plot::grouped(iteration as u64));
        self.iteration.map_or(String::new(), words)
    }

    /// How many of the learned samples end where the picture does not reach, in words; nothing where all are in it.
    fn outside(&self) -> String {
        let half = self.half_extent() as f32;
        let count = self.learned_trajectory().map_or(0, |learned| {
            let samples = learned.state(learned.states() - 1).chunks_exact(learned.dim());
            samples.filter(|sample| sample.iter().any(|x| x.is_nan() || x.abs() > half)).count()
        });
        if count == 0 { String::new() } else { format!(" · {} outside", plot::grouped(count as u64)) }
    }

    /// The last state that was reached. Rounding must not hold the clock back that has arrived.
    fn state(&self) -> usize {
        (self.position + 1e-9) as usize
    }

    /// What the caption says of the level: its place in sampling, and what is left of the data where that changes.
    pub fn step_caption(&self) -> String {
        let (state, last) = (self.state(), self.exact.levels().len() - 1);
        let place = match state {
            0 => format!("start noise, {last} steps to go"),
            _ if state == last => ["the end of sampling", &self.outside()].concat(),
            _ => format!("step {state} of {last}"),
        };
        let alpha = self.level().alpha;
        if alpha == 1.0 { place } else { format!("{place} · α = {}", three_digits(alpha)) }
    }
}

/// A whole run that stands still, to be filmed while the page and its training go on.
#[derive(Clone, Debug)]
pub struct SceneSnapshot {
    exact: ExactCloud,
    memoriser: Option<Trajectory>,
    learned: LearnedCloud,
    iteration: Option<usize>,
    view: View,
    spike: usize,
}

impl SceneSnapshot {
    /// The run of a configuration, with the exact cloud still to be computed and without a learned one.
    pub fn new(config: &Config, view: View, spike: usize) -> Self {
        let (exact, learned) = (ExactCloud::new(config), LearnedCloud::default());
        Self { exact, memoriser: None, learned, iteration: None, view, spike }
    }

    /// The cloud of the exact denoiser of the training points alone arrives.
    pub fn set_memoriser(&mut self, memoriser: Trajectory) {
        self.memoriser = Some(memoriser);
    }

    /// The learned cloud arrives.
    pub fn set_learned(&mut self, learned: Trajectory) {
        self.learned.refresh(learned, vec![], Arrival::AtOnce);
    }

    /// The learned points of the shown state arrive, and no others: nothing that leads through several states is drawn of them.
    pub fn set_learned_points(&mut self, points: Vec<f32>) {
        let dim = self.exact.mixture().dim();
        if let Some(learned) = Trajectory::from_values(dim, points.len() / dim, points) {
            self.set_learned(learned);
        }
    }

    /// The memory of the learned cloud, which is there no more.
    pub fn take_learned(&mut self) -> Trajectory {
        std::mem::take(&mut self.learned).into_trajectory()
    }

    /// The learned cloud is that of one iteration of several, which the caption says.
    pub fn set_iteration(&mut self, iteration: Option<usize>) {
        self.iteration = iteration;
    }

    /// The data and the exact cloud.
    pub fn exact(&self) -> &ExactCloud {
        &self.exact
    }

    /// The learned cloud at every state; without states where there is none.
    pub fn learned(&self) -> &Trajectory {
        self.learned.trajectory()
    }

    /// One moment of it.
    pub fn at(&self, position: f64) -> Scene<'_> {
        let is_current = self.learned.last_state() == self.last_state();
        let learned = LearnedScene { cloud: &self.learned, is_current, now: 0.0 };
        Scene {
            exact: &self.exact,
            memoriser: self.memoriser.as_ref(),
            learned,
            iteration: self.iteration,
            position,
            view: &self.view,
            spike: self.spike,
            laid_over: LaidOver::default(),
            edited: EditedScene::default(),
        }
    }

    /// The number of the last state.
    pub fn last_state(&self) -> f64 {
        (self.exact.levels().len() - 1) as f64
    }

    /// Does a frame's share of what is left of the exact cloud. True while there was some.
    pub fn advance(&mut self) -> bool {
        self.exact.advance(FRAME)
    }

    /// The same, also where the exact cloud is too large for a page.
    pub fn advance_large(&mut self) -> bool {
        self.exact.is_large() && self.exact.carry_large(FRAME) || self.advance()
    }
}

impl Scene<'_> {
    /// A copy that stands still; a learned cloud of other levels is left out.
    pub fn snapshot(&self) -> SceneSnapshot {
        let mut snapshot = SceneSnapshot {
            exact: self.exact.clone(),
            memoriser: self.memoriser.cloned(),
            learned: LearnedCloud::default(),
            iteration: self.iteration,
            view: self.view.clone(),
            spike: self.spike,
        };
        if let Some(trajectory) = self.learned_trajectory() {
            snapshot.set_learned(trajectory.clone());
        }
        snapshot
    }
}

#[cfg(test)]
mod tests {
    use diffusion::Preset;

    use super::*;

    /// catches: a caption below the smallest noise while the points are on their way to the end
    #[test]
    fn the_caption_names_no_level_below_the_smallest_before_the_end() {
        let snapshot = SceneSnapshot::new(&Preset::SimpleMultimodal.config(), View::default(), 0);
        let last = snapshot.last_state();
        for (position, caption) in [(last - 1.0, "σ = 0.001"), (last - 0.01, "σ = 0.001"), (last, "σ = 0")] {
            assert!(snapshot.at(position).level_caption().starts_with(caption), "{position}");
        }
    }

    /// catches: points of another state, or at none of the places where the picture is looked at
    #[test]
    fn points_of_one_state_are_seen_at_every_level() {
        let mut snapshot = SceneSnapshot::new(&Preset::SimpleMultimodal.config(), View::default(), 0);
        let (points, mut seen) = (vec![0.5, 1.5, -0.25, 0.0], vec![]);
        snapshot.set_learned_points(points.clone());
        for position in [0.0, 7.0, snapshot.last_state()] {
            snapshot.at(position).learned_points(&mut seen);
            assert_eq!(seen, points);
            assert!(snapshot.at(position).learned_trajectory().is_none(), "nothing leads through several states");
        }
    }

    #[test]
    fn samples_that_end_outside_of_the_picture_are_counted() {
        let mut snapshot = SceneSnapshot::new(&Preset::SimpleMultimodal.config(), View::default(), 0);
        let said = |snapshot: &SceneSnapshot| snapshot.at(snapshot.last_state()).step_caption();
        assert_eq!(said(&snapshot), "the end of sampling");
        let mut learned = Trajectory::new(2, 4, snapshot.exact().levels().len());
        learned.write(learned.states() - 1, 0, &[1.0, 1.0, 3.5, 0.0, -1.0, -70.0, f64::NAN, 0.0]);
        snapshot.set_learned(learned);
        assert_eq!(said(&snapshot), "the end of sampling · 3 outside");
    }
}
