//! The list of runs: which there are, which of them the page shows, and which is pinned.

use crate::kept_run::RecordId;
use crate::settings::Settings;

use super::record::RunRecord;

/// The most runs of the list: of more, the oldest goes.
const MOST: usize = 50;

/// The runs, the oldest first.
#[derive(Debug, Default)]
pub struct RunLedger {
    runs: Vec<KnownRun>,
    /// The row of the run that the page shows; none before it has one.
    current: Option<RecordId>,
    next: u64,
}

/// A run and its settings, which its record holds as a link.
#[derive(Debug)]
pub struct KnownRun {
    /// What is kept of it.
    pub record: RunRecord,
    /// Its settings.
    pub settings: Settings,
    /// Whether the device has it as it is.
    pub is_kept: bool,
}

impl RunLedger {
    /// With those that a device kept. Rows of this visit are numbered from `first` on.
    pub fn new(kept: Vec<RunRecord>, first: u64) -> Self {
        let mut runs: Vec<KnownRun> = Vec::new();
        for record in kept {
            // One by one into their places: the standard library's sorting weighs too much for fifty of them.
            let place = runs.iter().take_while(|known| known.record.id < record.id).count();
            runs.insert(place, KnownRun { settings: record.run.settings(), record, is_kept: true });
        }
        let runs = runs.split_off(runs.len().saturating_sub(MOST));
        Self { runs, current: None, next: first }
    }

    /// All of them, the oldest first.
    pub fn runs(&self) -> &[KnownRun] {
        &self.runs
    }

    /// The run of this row.
    pub fn get(&self, id: RecordId) -> Option<&KnownRun> {
        self.runs.iter().find(|known| known.record.id == id)
    }

    /// The row of the run that the page shows.
    pub fn current(&self) -> Option<RecordId> {
        self.current
    }

    /// The run that others are compared with.
    pub fn pinned(&self) -> Option<&KnownRun> {
        self.runs.iter().find(|known| known.record.is_pinned)
    }

    /// The page shows the run of this row.
    pub fn show(&mut self, id: Option<RecordId>) {
        self.current = id;
    }

    /// The row of the page's run, or the number of a new one.
    pub fn row(&mut self) -> RecordId {
        *self.current.get_or_insert_with(|| {
            self.next += 1;
            RecordId(self.next - 1)
        })
    }

    /// The run of this row is like this now. What another row says of the very same weights goes, and so does the oldest of
    /// too many: the rows that are no more.
    pub fn set(&mut self, mut record: RunRecord, settings: &Settings) -> Vec<RecordId> {
        let is_same = |known: &KnownRun| {
            let alike = known.settings.config.is_trained_like(&settings.config);
            known.record.id == record.id || alike && record.weights.is_some() && known.record.weights == record.weights
        };
        let place = self.runs.iter().position(|known| known.record.id == record.id);
        record.is_pinned = self.runs.iter().any(|known| is_same(known) && known.record.is_pinned);
        let id = record.id;
        let mut gone: Vec<RecordId> = self.runs.iter().filter(|known| is_same(known)).map(|k| k.record.id).collect();
        let known = KnownRun { record, settings: settings.clone(), is_kept: false };
        match place {
            Some(place) => self.runs[place] = known,
            None => self.runs.push(known),
        }
        gone.retain(|other| *other != id);
        if self.runs.len() - gone.len() > MOST {
            let oldest = self.runs.iter().find(|known| !known.record.is_pinned && known.record.id != id);
            gone.extend(oldest.map(|known| known.record.id));
        }
        self.runs.retain(|known| !gone.contains(&known.record.id));
        gone
    }

    /// Others are compared with the run of this row from now on, and with no other; those that changed.
    pub fn pin(&mut self, id: Option<RecordId>) -> Vec<RunRecord> {
        let mut changed = Vec::new();
        for known in &mut self.runs {
            let is_pinned = Some(known.record.id) == id;
            if std::mem::replace(&mut known.record.is_pinned, is_pinned) != is_pinned {
                changed.push(known.record.clone());
            }
        }
        changed
    }

    /// There is no such row any more. The run that the page shows keeps its own.
    pub fn delete(&mut self, id: RecordId) -> bool {
        let before = self.runs.len();
        self.runs.retain(|known| known.record.id != id || Some(id) == self.current);
        self.runs.len() < before
    }

    /// The row of the page's run as the device is to have it, if it has not got it yet.
    pub fn keep(&mut self) -> Option<RunRecord> {
        let current = self.current;
        let known = self.runs.iter_mut().find(|known| Some(known.record.id) == current && !known.is_kept)?;
        known.is_kept = true;
        Some(known.record.clone())
    }
}
