//! How far the file is that somebody takes away, whether it is made in the page or in the worker.

/// How far the last file is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ExportState {
    /// None was wanted yet, or the last was cancelled.
    #[default]
    Idle,
    /// It is being made: the share that is done, from 0 to 1.
    Working(f64),
    /// It is saved, under this name.
    Done(String),
    /// It could not be made: the reason.
    Failed(String),
}

impl ExportState {
    /// The word for it in the page.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Working(_) => "working",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
        }
    }

    /// What a person is told of it.
    pub fn text(&self) -> String {
        match self {
            Self::Idle => String::new(),
            Self::Working(_) => "Making the file …".to_owned(),
            Self::Done(name) => format!("Saved as {name}."),
            Self::Failed(reason) => reason.clone(),
        }
    }
}

/// Who makes a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Maker {
    /// The page itself.
    #[default]
    Page,
    /// The worker, which may be replaced.
    Worker,
}

/// The present file, and who makes it.
#[derive(Debug, Default)]
pub struct Exporter {
    /// Its number: what is said of an older one is dropped.
    pub ticket: u32,
    /// How far it is.
    pub state: ExportState,
    /// Who makes it.
    pub maker: Maker,
}

impl Exporter {
    /// A new file takes the place of the one before.
    pub fn begin(&mut self, maker: Maker) {
        *self = Self { ticket: self.ticket + 1, state: ExportState::Working(0.0), maker };
    }

    /// Whether a file is being made.
    pub fn is_working(&self) -> bool {
        matches!(self.state, ExportState::Working(_))
    }

    /// Whether this is the ticket of the file that is being made.
    pub fn awaits(&self, ticket: u32) -> bool {
        ticket == self.ticket && self.is_working()
    }

    /// The worker is gone, and with it the file that it was making; whether there was one.
    pub fn lose_worker(&mut self) -> bool {
        let is_lost = self.maker == Maker::Worker && self.is_working();
        if is_lost {
            self.state = ExportState::Failed("The worker stopped before the file was done.".to_owned());
        }
        is_lost
    }
}
