//! What a picture shows: one moment of a walk.

use diffusion::dataset::Component;
use diffusion::{Config, Level, Mixture};
use plot::three_digits;

use crate::exact::{Exact, FRAME};
use crate::overlay::Mark;
use crate::trajectory::Trajectory;
use crate::view::View;

/// One moment of a walk, and how it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The data and the exact cloud.
    pub exact: &'a Exact,
    /// Where the walk stands: a state's number, and between two states the share of the way.
    pub position: f64,
    /// What is shown, and how.
    pub view: &'a View,
    /// Which spike the inset magnifies; numbers beyond the last begin anew.
    pub spike: usize,
    /// The learned cloud at every state, where there is one of these levels.
    pub learned: Option<&'a Trajectory>,
    /// What the worker laid over.
    pub marks: &'a [Mark],
}

impl Scene<'_> {
    /// The law of the data.
    #[must_use]
    pub fn mixture(&self) -> &Mixture {
        self.exact.mixture()
    }

    /// The noise level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.exact.level_at(self.position)
    }

    /// The spike that the inset magnifies.
    #[must_use]
    pub fn magnified(&self) -> Component {
        let components = self.mixture().components();
        components[self.spike % components.len()]
    }

    /// What the caption says of the level: its noise.
    #[must_use]
    pub fn level_caption(&self) -> String {
        format!("σ = {}", three_digits(self.level().sigma))
    }

    /// What the caption says of the level: its place in the walk, and what is left of the data where that changes.
    #[must_use]
    pub fn place_caption(&self) -> String {
        // Rounding must not hold a walk back that has arrived.
        let (state, last) = ((self.position + 1e-9) as usize, self.exact.levels().len() - 1);
        let place = match state {
            0 => format!("start noise, {last} steps to go"),
            _ if state == last => "the end of the walk".to_owned(),
            _ => format!("step {state} of {last}"),
        };
        let alpha = self.level().alpha;
        if alpha == 1.0 { place } else { format!("{place} · α = {}", three_digits(alpha)) }
    }
}

/// A whole walk that stands still, to be filmed while the page and its training go on.
#[derive(Clone, Debug)]
pub struct Footage {
    /// The data and the exact cloud.
    pub exact: Exact,
    /// The learned cloud; without states where there is none.
    pub learned: Trajectory,
    /// What is shown, and how.
    pub view: View,
    /// Which spike the inset magnifies.
    pub spike: usize,
}

impl Footage {
    /// The walk of a configuration, with the exact cloud still to be carried and without a learned one.
    #[must_use]
    pub fn new(config: &Config, view: View, spike: usize) -> Self {
        Self { exact: Exact::new(config), learned: Trajectory::default(), view, spike }
    }

    /// One moment of it.
    #[must_use]
    pub fn scene(&self, position: f64) -> Scene<'_> {
        let learned = Some(&self.learned).filter(|learned| learned.rows() > 0);
        Scene { exact: &self.exact, position, view: &self.view, spike: self.spike, learned, marks: &[] }
    }

    /// The number of the last state.
    #[must_use]
    pub fn last(&self) -> f64 {
        (self.exact.levels().len() - 1) as f64
    }

    /// Does a frame's share of the exact cloud that is left. True while there was some.
    pub fn advance(&mut self) -> bool {
        self.exact.advance(FRAME)
    }
}
