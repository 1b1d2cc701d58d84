//! What the worker has proven of the run, and whether it still holds.

use super::{App, Effect};
use crate::settings::Settings;
use messages::Command;
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
        self.changed.extend(Table::ALL);
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
}

impl App {
    /// What is proven of the run.
    #[must_use]
    pub fn proofs(&self) -> &Proofs {
        &self.proofs
    }

    /// The same, for who paints it.
    pub fn proofs_mut(&mut self) -> &mut Proofs {
        &mut self.proofs
    }

    /// Asks what can be said at once of a configuration that a control is dragged through, and, where it was dragged
    /// back, of the run itself.
    pub(super) fn consider(&mut self, preview: &Settings) -> Vec<Effect> {
        let other = preview.config.method != self.settings.config.method;
        let back = std::mem::replace(&mut self.proofs.elsewhere, other);
        let asked = (other || back).then(|| Effect::Send(Command::Consider(Box::new(preview.config.clone()))));
        asked.into_iter().collect()
    }
}
