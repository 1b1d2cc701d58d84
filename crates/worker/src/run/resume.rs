//! How a run is kept by the page, and how another worker goes on with it.

use std::rc::Rc;

use diffusion::Config;
use messages::{Event, Pace, Resumption, RunId, Sealed};
use training::Trainer;

use super::{Run, Weights};
use crate::emit::EventSink;
use crate::progress::Progress;
use crate::saved_run::{SavedMilestone, SavedRun};

/// How long a run goes on between two states of it that the page keeps, in milliseconds, …
const SAVE_MS: f64 = 2_000.0;

/// … and as long once more for each so many bytes.
const SAVE_BYTES: f64 = (1 << 20) as f64;

impl Run {
    /// A run that goes on where another one stood, of the same configuration or of fewer iterations; none where what was
    /// kept of that is no such thing.
    pub fn resumed(
        id: RunId,
        config: &Config,
        pace: Pace,
        from: &Resumption,
        now: f64,
        emit: EventSink,
    ) -> Option<Self> {
        let SavedRun { trainer, losses } = from.state.open()?;
        let trainer = Trainer::resume(config, trainer).ok()?;
        let mut run = Self::new(id, config.clone(), trainer, pace, now).ok()?;
        let iteration = run.trainer.iteration();
        run.progress = Progress::resume(now, iteration, losses.into_iter().take(iteration).collect());
        run.restore(&from.milestones, iteration, emit);
        Some(run)
    }

    /// Goes on with what was left behind up to this iteration.
    fn restore(&mut self, milestones: &[Sealed], iteration: usize, emit: EventSink) {
        let (mut snapshots, mut checkpoints) = (Vec::new(), Vec::new());
        for milestone in milestones.iter().filter_map(Sealed::open) {
            let (SavedMilestone::Snapshot(snapshot) | SavedMilestone::Checkpoint(snapshot)) = &milestone;
            let step = snapshot.iteration();
            if step > iteration {
                continue;
            }
            let Ok(learned) = self.trainer.model_of(snapshot) else { continue };
            match milestone {
                SavedMilestone::Snapshot(snapshot) => snapshots.push((step, snapshot)),
                SavedMilestone::Checkpoint(snapshot) => checkpoints.push((step, (snapshot, Rc::new(learned)))),
            }
        }
        self.snapshots.resume(snapshots, iteration);
        for snapshot in self.snapshots.kept() {
            SavedMilestone::Snapshot(snapshot.clone()).emit(self.id, emit);
        }
        let mut kept = self.checkpoints.plan();
        kept.resume(checkpoints, iteration);
        self.checkpoints = kept.map(|(snapshot, learned)| {
            let step = snapshot.iteration();
            SavedMilestone::Checkpoint(snapshot).emit(self.id, emit);
            Weights { learned, step }
        });
    }

    /// Has the page keep where the run stands, if it is time.
    pub(super) fn save_when_due(&mut self, now: f64, emit: EventSink) {
        if now >= self.next_save {
            self.save(now, emit);
        }
    }

    /// Has the page keep where the run stands.
    pub fn save(&mut self, now: f64, emit: EventSink) {
        // The page's losses are to be those up to here.
        self.progress.flush(self.id, now, emit);
        if let Ok(Some(trainer)) = self.trainer.state() {
            let state = Sealed::new(&SavedRun { trainer, losses: self.progress.tail() });
            self.next_save = now + SAVE_MS * (1.0 + state.size() as f64 / SAVE_BYTES);
            emit(&Event::TrainingState { run: self.id, step: self.trainer.iteration(), state }, &[]);
        }
    }
}
