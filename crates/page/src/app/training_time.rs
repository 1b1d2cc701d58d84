//! The second axis of time: beside how far the samples have come, how far the network has. The worker keeps weights on
//! the way; whoever goes back to them sees the cloud, the layers, the figures and the charts of then, and training goes on.

use messages::Command;

use super::msg::Effect;
use super::picture_point::PicturePoint;
use super::state::App;
use super::training_time_state::TrainingTime;
use crate::training_map;

/// At speed 1 the playback shows each snapshot for so long, in milliseconds: a run takes some ten seconds.
const SNAPSHOT_MS: f64 = 100.0;

impl App {
    /// Where somebody stands in the training of the run.
    pub fn training_time(&self) -> &TrainingTime {
        &self.run.time
    }

    /// The iteration of the snapshot whose samples the picture shows; none where they are the last that training made.
    pub fn shown_snapshot(&self) -> Option<usize> {
        let of = self.learned_of.as_ref().filter(|of| of.run == self.run.id && of.of_snapshot);
        of.map(|of| of.step)
    }

    /// What the caption says of samples that are of an earlier iteration; nothing of the last ones.
    pub fn snapshot_caption(&self) -> String {
        self.scene(0.0).iteration_caption()
    }

    /// Where both times stand, as shares of their ways: that of the samples and that of the training.
    pub fn place_on_map(&self) -> [f64; 2] {
        let (timeline, time) = (&self.timeline, &self.run.time);
        [timeline.position() / timeline.last().max(1.0), time.position() as f64 / time.last().max(1) as f64]
    }

    /// The iteration that the learned cloud is of, as nearly as the page says it.
    pub(super) fn shown_iteration(&self) -> usize {
        self.shown_snapshot().unwrap_or(self.run.step)
    }

    /// Whether the learned cloud is of the end of a run that has ended, and nobody has gone back.
    pub(super) fn shows_end(&self) -> bool {
        let is_of_end = self.learned_of.as_ref().is_some_and(|of| of.step == self.run.step);
        is_of_end && self.run.time.iteration().is_none()
    }

    /// There are weights of another iteration.
    pub(super) fn on_snapshot(&mut self, iteration: usize) {
        self.run.time.add(iteration);
        self.due.picture |= self.run.time.iteration().is_some();
    }

    /// Somebody moves the slider to this place, or asks for the running end.
    pub(super) fn scrub_training(&mut self, place: usize) -> Vec<Effect> {
        self.run.time.stop();
        self.choose_snapshot(place)
    }

    /// Shows the snapshot at this place. The last place is the running end.
    pub(super) fn choose_snapshot(&mut self, place: usize) -> Vec<Effect> {
        if !self.run.time.choose(place) {
            return vec![];
        }
        self.redraw();
        vec![Effect::Send(Command::ChooseSnapshot(self.run.time.iteration()))]
    }

    /// Goes through both times at once.
    pub(super) fn go_on_map(&mut self, PicturePoint { at, size }: PicturePoint) -> Vec<Effect> {
        let [samples, training] = training_map::place(at, size);
        self.go(|timeline| timeline.seek((samples * timeline.last()).round()));
        self.scrub_training((training * self.run.time.last() as f64).round() as usize)
    }

    /// Begins the playback of the training, from its start where it stands at its end, or stops it. Of the two times one moves by
    /// itself: samples that were on their way stand where they are data.
    pub(super) fn play_training(&mut self, now: f64) -> Vec<Effect> {
        if self.run.time.plays() || self.run.time.last() == 0 {
            self.run.time.stop();
            return vec![];
        }
        if self.playing {
            self.go(|timeline| timeline.seek(timeline.last()));
        }
        self.run.time.play_on_at(now + SNAPSHOT_MS / self.view.speed);
        if self.run.time.iteration().is_none() { self.choose_snapshot(0) } else { vec![] }
    }

    /// The playback goes on to the next snapshot when it is time and the one before has been seen.
    pub(super) fn advance_training(&mut self, now: f64) -> Vec<Effect> {
        let is_seen = self.learned_of.as_ref().map(|of| (of.run, Some(of.step)));
        if !self.run.time.is_due(now) || is_seen != Some((self.run.id, self.run.time.iteration())) {
            return vec![];
        }
        let place = self.run.time.position() + 1;
        self.run.time.play_on_at(now + SNAPSHOT_MS / self.view.speed);
        self.choose_snapshot(place)
    }
}
