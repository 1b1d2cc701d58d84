//! What a run can be at, and what the buttons do.

/// Training's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The worker is not up yet.
    Loading,
    /// Iterations go on.
    Training,
    /// Somebody paused it.
    Paused,
    /// All iterations are done, and the final samples are here.
    Finished,
    /// The run cannot go on.
    Failed,
    /// The worker measures how fast it is.
    Measuring,
}

impl Phase {
    /// The word for it in the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Training => "training",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Measuring => "measuring",
        }
    }
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Play or pause the walk.
    Play,
    /// One level towards noise.
    StepBack,
    /// One level towards data.
    StepForward,
    /// Start or pause training.
    Train,
    /// Back to iteration 0 with the same weights.
    Rewind,
    /// Other weights and other noise.
    NewSeed,
    /// Other start noise for the same weights.
    Resample,
    /// Copy the link.
    Share,
    /// Try again after a failure.
    Retry,
    /// Put the note away.
    DismissNote,
}

impl Action {
    /// All of them, with their names in the page.
    pub const ALL: [(&'static str, Self); 10] = [
        ("play", Self::Play),
        ("step-back", Self::StepBack),
        ("step-forward", Self::StepForward),
        ("train", Self::Train),
        ("rewind", Self::Rewind),
        ("new-seed", Self::NewSeed),
        ("resample", Self::Resample),
        ("share", Self::Share),
        ("retry", Self::Retry),
        ("dismiss-note", Self::DismissNote),
    ];

    /// The action of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
    }
}
