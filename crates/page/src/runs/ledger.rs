//! The list of runs: which there are, which of them the page shows, and which is pinned.

use crate::kept_run::RecordId;
use crate::settings::Settings;

use super::record::RunRecord;

/// The most runs of the list …
const MOST: usize = 50;

/// … and the most bytes of all of them: some three million letters, which leaves a device's storage room for a person's own
/// data. Of more, the oldest goes.
const MOST_BYTES: usize = 2_250_000;

/// The runs, the oldest first.
#[derive(Debug, Default)]
pub struct RunLedger {
    runs: Vec<KnownRun>,
    /// The row of the run that the page shows; none before it has one.
    current: Option<RecordId>,
    /// The row that others are compared with.
    pinned: Option<RecordId>,
    next: u64,
    /// Rows that a device still keeps, and the list shows no more.
    gone: Vec<RecordId>,
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

impl KnownRun {
    /// Whether it has the very weights of this record, of a run of these settings.
    fn has_weights_of(&self, record: &RunRecord, settings: &Settings) -> bool {
        record.weights.as_deref().is_some_and(|hash| self.has_weights(hash, settings))
    }

    /// Whether it has the weights of this hash, of a run of these settings.
    pub fn has_weights(&self, hash: &str, settings: &Settings) -> bool {
        self.record.weights.as_deref() == Some(hash) && self.settings.config.is_trained_like(&settings.config)
    }
}

impl RunLedger {
    /// With those that a device kept, and what was pinned. Rows of this visit are numbered from `first` on.
    pub fn new(kept: Vec<RunRecord>, pinned: Option<RecordId>, first: u64) -> Self {
        let mut ledger = Self { pinned, next: first, ..Self::default() };
        for record in kept {
            // One by one into their places: the standard library's sorting weighs too much for fifty of them.
            let place = ledger.runs.iter().take_while(|known| known.record.id < record.id).count();
            ledger.runs.insert(place, KnownRun { settings: record.run.settings(), record, is_kept: true });
        }
        ledger.evict();
        ledger
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
        self.get(self.pinned?)
    }

    /// The page shows the run of this row.
    pub fn show(&mut self, id: Option<RecordId>) {
        self.current = id;
    }

    /// Others are compared with the run of this row, or with none.
    pub fn pin(&mut self, id: Option<RecordId>) {
        self.pinned = id;
    }

    /// The row of the page's run, or the number of a new one.
    pub fn row(&mut self) -> RecordId {
        let current = self.current.unwrap_or_else(|| self.new_row());
        self.current = Some(current);
        current
    }

    /// The number of a new row.
    pub fn new_row(&mut self) -> RecordId {
        self.next += 1;
        RecordId(self.next - 1)
    }

    /// The run of this row is like this now. Another row of the very same weights goes, and so does the oldest of too many.
    pub fn set(&mut self, mut record: RunRecord, settings: &Settings) {
        let id = record.id;
        let twin = self.twin_of(&record, settings).and_then(|twin| self.place_of(twin));
        if let Some(twin) = twin {
            let twin = self.runs.remove(twin).record;
            if self.pinned == Some(twin.id) {
                self.pinned = Some(id);
            }
            if self.current == Some(twin.id) {
                self.current = Some(id);
            }
            self.gone.push(twin.id);
            record.learn_from(&twin);
        }
        let Some(place) = self.place_of(id) else {
            self.runs.push(KnownRun { record, settings: settings.clone(), is_kept: false });
            return self.evict();
        };
        let known = &mut self.runs[place];
        if known.has_weights_of(&record, settings) {
            record.learn_from(&known.record);
        }
        known.is_kept &= known.record == record;
        (known.record, known.settings) = (record, settings.clone());
        self.evict();
    }

    /// Another row of the very weights of this one.
    pub fn twin_of(&self, record: &RunRecord, settings: &Settings) -> Option<RecordId> {
        let is_twin = |known: &&KnownRun| known.record.id != record.id && known.has_weights_of(record, settings);
        self.runs.iter().find(is_twin).map(|known| known.record.id)
    }

    fn place_of(&self, id: RecordId) -> Option<usize> {
        self.runs.iter().position(|known| known.record.id == id)
    }

    /// There is no such row any more. The run that the page shows keeps its own. Whether there was one that could go.
    pub fn delete(&mut self, id: RecordId) -> bool {
        let place = self.runs.iter().position(|known| known.record.id == id && Some(id) != self.current);
        self.gone.extend(place.map(|place| self.runs.remove(place).record.id));
        place.is_some()
    }

    /// This row as the device is to have it, if it has not got it yet and has room for it.
    pub fn keep(&mut self, id: RecordId) -> Option<RunRecord> {
        let known = self.runs.iter_mut().find(|known| known.record.id == id)?;
        if known.is_kept || known.record.size() > MOST_BYTES {
            return None;
        }
        known.is_kept = true;
        Some(known.record.clone())
    }

    /// The device has refused this row. The oldest that may go instead, so that there is room.
    pub fn make_room_for(&mut self, id: RecordId) -> Option<RunRecord> {
        let refused = self.runs.iter_mut().find(|known| known.record.id == id)?;
        refused.is_kept = false;
        let record = refused.record.clone();
        let place = self.runs.iter().position(|known| known.is_kept && self.may_go(known) && known.record.id != id)?;
        self.gone.push(self.runs.remove(place).record.id);
        Some(record)
    }

    /// The rows that a device need not keep any more.
    pub fn take_gone(&mut self) -> Vec<RecordId> {
        std::mem::take(&mut self.gone)
    }

    fn may_go(&self, known: &KnownRun) -> bool {
        ![self.pinned, self.current].contains(&Some(known.record.id))
    }

    /// Of too many rows, the oldest go.
    fn evict(&mut self) {
        // What no device keeps takes no other's place.
        let bytes = |runs: &[KnownRun]| -> usize {
            runs.iter().map(|known| known.record.size()).filter(|size| *size <= MOST_BYTES).sum()
        };
        while self.runs.len() > MOST || bytes(&self.runs) > MOST_BYTES {
            let Some(oldest) = self.runs.iter().position(|known| self.may_go(known)) else { return };
            self.gone.push(self.runs.remove(oldest).record.id);
        }
    }
}
