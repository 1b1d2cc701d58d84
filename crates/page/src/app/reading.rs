//! What the page reads off the app.

use super::{App, HINT_MS, Phase};
use crate::loss_curve::LossCurve;
use crate::settings::Settings;
use crate::supervisor::WorkerStatus;
use messages::RunId;
use messages::View;
use scene::ExactCloud;
use scene::LearnedCloud;
use scene::Timeline;
use scene::{LearnedScene, Scene};

impl App {
    /// The settings, or what they would be if the control being dragged were let go.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        self.preview.as_ref().unwrap_or(&self.settings)
    }

    /// What this control, figure or choice is, in a few sentences; empty until the worker has said it.
    #[must_use]
    pub fn about(&self, key: &str) -> &str {
        self.words.iter().find(|(known, _)| known == key).map_or("", |(_, about)| about)
    }

    /// What is shown, and how.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Training's state.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Whether the walk goes on by itself.
    #[must_use]
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// The run.
    #[must_use]
    pub fn run(&self) -> RunId {
        self.run
    }

    /// Iterations done.
    #[must_use]
    pub fn step(&self) -> usize {
        self.step
    }

    /// The worker's life.
    #[must_use]
    pub fn life(&self) -> WorkerStatus {
        self.supervisor.life()
    }

    /// The hash of the weights, while training stands still.
    #[must_use]
    pub fn weights(&self) -> Option<&str> {
        self.weights.as_deref()
    }

    /// The last input that was mended, or another word to the person.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Why the run failed.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Where the walk stands.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The exact cloud and the data.
    #[must_use]
    pub fn exact(&self) -> &ExactCloud {
        &self.exact
    }

    /// The learned cloud.
    #[must_use]
    pub fn learned(&self) -> &LearnedCloud {
        &self.learned
    }

    /// What the picture shows at this time in milliseconds.
    #[must_use]
    pub fn scene(&self, now: f64) -> Scene<'_> {
        Scene {
            exact: &self.exact,
            learned: LearnedScene { cloud: &self.learned, is_current: self.learned_is_current(), now },
            position: self.timeline.position(),
            view: &self.view,
            spike: self.spike,
            marks: self.layers.marks(),
        }
    }

    /// Whether the learned cloud belongs to the levels that the controls say.
    #[must_use]
    pub fn learned_is_current(&self) -> bool {
        let dragged = self.preview.as_ref().is_some_and(|preview| preview.config.method != self.settings.config.method);
        self.learned_is_current && !dragged
    }

    /// The losses of the run.
    #[must_use]
    pub fn losses(&self) -> &LossCurve {
        &self.losses
    }

    /// A hint for those who have not touched anything yet.
    #[must_use]
    pub fn hint(&self, now: f64) -> Option<&'static str> {
        let due = self.hint_due && now - self.last_input > HINT_MS;
        due.then_some("Drag σ_max down: what happens to the outer noise?")
    }
}
