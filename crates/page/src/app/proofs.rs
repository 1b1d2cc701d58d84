//! What the worker has proven of the run, and whether it still holds.

use messages::study::{Sheet, Table};

/// The newest table of each kind.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    sheets: Vec<(Sheet, bool)>,
    /// The tables that are not as they were painted last.
    changed: Vec<Table>,
    /// Whether the budget was last asked for what a control was dragged to, and not for the run.
    elsewhere: bool,
}

impl Proofs {
    /// Puts a table in the place of the one before.
    pub fn add(&mut self, sheet: Sheet) {
        self.sheets.retain(|(known, _)| known.table != sheet.table);
        self.changed.push(sheet.table);
        self.sheets.push((sheet, false));
    }

    /// What is here belongs to an older run.
    pub fn stale(&mut self) {
        self.sheets.iter_mut().for_each(|(_, stale)| *stale = true);
        self.elsewhere = false;
        self.changed.extend(self.sheets.iter().map(|(sheet, _)| sheet.table));
    }

    /// A table, and whether it belongs to an older run.
    #[must_use]
    pub fn get(&self, table: Table) -> Option<(&Sheet, bool)> {
        self.sheets.iter().find(|(sheet, _)| sheet.table == table).map(|(sheet, stale)| (sheet, *stale))
    }

    /// The tables that have changed since this was asked last.
    pub fn take_changed(&mut self) -> Vec<Table> {
        std::mem::take(&mut self.changed)
    }

    /// Whether something is to be asked: of what a control is dragged to (`elsewhere`), or, where it was dragged back, of
    /// the run itself.
    pub fn consider(&mut self, elsewhere: bool) -> bool {
        let back = std::mem::replace(&mut self.elsewhere, elsewhere);
        elsewhere || back
    }
}
