//! How far somebody is with data of their own.

use messages::import::{ImportChoice, ImportPreview, ImportRequest, ImportSource, Scaling};
use plot::grouped;

use crate::own_data::scaling;

/// What happens to a person's own data.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportMsg {
    /// Somebody wants to paste some.
    Paste,
    /// A file of so many bytes was chosen: it is not read yet.
    Chosen {
        /// Its size in bytes.
        size: f64,
    },
    /// They were read: the worker is to find points in them.
    Read(ImportRequest),
    /// The browser could not read them.
    Unreadable,
    /// Other columns, or another scaling.
    Choose(ImportChoice),
    /// The points of the preview are the data from now on.
    Accept,
    /// What there was stays.
    Cancel,
}

/// How far somebody is with data of their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ImportState {
    /// Nobody wanted any yet, or not after all.
    #[default]
    Idle,
    /// They are being read.
    Reading,
    /// These points would be made of them.
    Preview(Box<ImportPreview>),
    /// They are the data of the run.
    Done,
    /// They could not be read: why, in words.
    Failed(String),
}

impl ImportState {
    /// The word for it in the page.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Idle | Self::Reading => "idle",
            Self::Preview(_) => "preview",
            Self::Done => "done",
            Self::Failed(_) => "failed",
        }
    }
}

/// How many points would be made of what, what was left out, and what becomes of the units.
fn summary(ImportPreview { source, points, rows }: &ImportPreview) -> String {
    let count = points.rows().len();
    let place = if points.dim() == 1 { "on a line" } else { "in the plane" };
    let counted = |count: usize| grouped(count as u64);
    let from = match source {
        ImportSource::Picture => format!(", in {} dark pixels", counted(*rows)),
        ImportSource::Table(_) if *rows > count => format!(", a sample of {} rows", counted(*rows)),
        ImportSource::Table(_) => String::new(),
    };
    let mut words = format!("{} points {place}{from}", counted(count));
    words += &format!(", bandwidth {}.", points.bandwidth());
    let ImportSource::Table(table) = source else { return words };
    for (rows, why) in [(table.missing, "nothing"), (table.not_numbers, "something that is no number")] {
        if rows > 0 {
            let plural = if rows == 1 { "" } else { "s" };
            words += &format!(" Left out: {} row{plural} with {why} in these columns.", counted(rows));
        }
    }
    let taken = [Some(table.choice.x), table.choice.y].into_iter().flatten().filter_map(|at| table.columns.get(at));
    // The units of points that come back as they are stand for columns that are not in their file.
    let units = points.units().filter(|_| table.choice.scaling != Scaling::None);
    for ((coordinate, column), unit) in ["x", "y"].iter().zip(taken).zip(units.iter().flatten()) {
        words += &format!(" {}.", scaling(coordinate, &column.name, *unit));
    }
    words
}

/// What is known of a person's own data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// How far somebody is.
    pub state: ImportState,
    /// Of the request that was made last.
    pub(super) ticket: u32,
    /// Whether there is a field to paste into, which stays open beside a preview and after what cannot be read.
    pub is_pasting: bool,
    /// Why the last choice of columns could not be made, where the preview of the one before stays.
    pub refused: Option<String>,
}

impl Import {
    /// Whether a person is shown the same, whichever request is on its way.
    pub fn shows_the_same_as(&self, other: &Self) -> bool {
        let shown = |import: &Self| (import.is_pasting, import.refused.clone());
        shown(self) == shown(other) && self.state == other.state
    }

    /// What a person is told of it.
    pub fn text(&self) -> String {
        match (&self.state, &self.refused) {
            (ImportState::Preview(_), Some(refused)) => format!("Left as it is: {refused}"),
            (ImportState::Preview(preview), None) => summary(preview),
            (ImportState::Reading, _) => "Reading …".to_owned(),
            (ImportState::Failed(reason), _) => reason.clone(),
            (ImportState::Idle | ImportState::Done, _) => String::new(),
        }
    }

    /// They cannot be read, for this reason.
    pub(super) fn fail(&mut self, reason: &str) {
        self.state = ImportState::Failed(format!("Your data were not taken. {reason}"));
    }

    /// The worker is gone, and with it what it was reading.
    pub(super) fn lose_worker(&mut self) {
        if matches!(self.state, ImportState::Reading | ImportState::Preview(_)) {
            self.fail("The worker stopped while it read them.");
        }
    }
}
