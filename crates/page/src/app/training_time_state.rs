//! Which of the snapshots of a run is chosen, and whether they are played.

/// Where somebody stands in the training of the run.
#[derive(Clone, Debug, Default)]
pub struct TrainingTime {
    /// The iterations of which there are weights, rising.
    snapshots: Vec<usize>,
    /// The iteration that somebody went back to; none for the running end.
    chosen: Option<usize>,
    /// When the playback goes on to the next, in milliseconds; none while it stands.
    next: Option<f64>,
}

impl TrainingTime {
    /// There are weights of another iteration.
    pub(super) fn add(&mut self, iteration: usize) {
        self.snapshots.push(iteration);
    }

    /// The place of the last snapshot, which is that of the running end, too.
    pub fn last(&self) -> usize {
        self.snapshots.len().saturating_sub(1)
    }

    /// Which snapshot somebody went back to; at the running end the last.
    pub fn position(&self) -> usize {
        self.iteration().and_then(|chosen| self.snapshots.binary_search(&chosen).ok()).unwrap_or(self.last())
    }

    /// The iteration that somebody went back to; none at the running end.
    pub fn iteration(&self) -> Option<usize> {
        self.chosen.filter(|chosen| self.snapshots.binary_search(chosen).is_ok())
    }

    /// The place of the last snapshot up to this iteration, if there is one.
    pub(super) fn place_until(&self, iteration: usize) -> Option<usize> {
        self.snapshots.partition_point(|snapshot| *snapshot <= iteration).checked_sub(1)
    }

    /// The same also before another worker has said that it has the weights of then.
    pub(super) fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// As it is in the next worker, which goes on after this iteration and says of which there are weights.
    pub(super) fn resumed(&self, iteration: usize) -> Self {
        Self { chosen: self.chosen.filter(|chosen| *chosen <= iteration), ..Self::default() }
    }

    /// Goes to this place, where the last is the running end; the playback ends there. Whether it is another one.
    pub(super) fn choose(&mut self, place: usize) -> bool {
        let before = self.chosen;
        self.chosen = self.snapshots.get(place).filter(|_| place < self.last()).copied();
        if self.chosen.is_none() {
            self.stop();
        }
        self.chosen != before
    }

    /// Whether the playback goes on by itself.
    pub fn plays(&self) -> bool {
        self.next.is_some()
    }

    /// The playback goes on at this time, in milliseconds.
    pub(super) fn play_on_at(&mut self, next: f64) {
        self.next = Some(next);
    }

    /// Whether it is time for the next snapshot.
    pub(super) fn is_due(&self, now: f64) -> bool {
        self.next.is_some_and(|next| now >= next)
    }

    /// Stops the playback.
    pub(super) fn stop(&mut self) {
        self.next = None;
    }
}
