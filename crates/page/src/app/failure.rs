//! Why a run failed, told by what a person changed, and the way out of it.

use super::run::Phase;
use super::state::App;
use crate::advice::Advice;
use crate::link;
use crate::supervisor::WorkerStatus;

/// What the button beside a failure does.
#[derive(Clone, Debug)]
pub enum WayOut {
    /// Everything again as it was.
    TryAgain,
    /// The page's files anew: those that are here are of an older build.
    Reload,
    /// The choice that the advice on these settings makes, if that is enough: the same ones would fail in the same way.
    Mend(Advice),
    /// The preset's own values, for the same reason, where it is not.
    BackToPreset,
}

impl WayOut {
    /// The words of the button.
    pub fn label(&self) -> &str {
        match self {
            Self::Mend(advice) => &advice.label,
            Self::TryAgain => "Try again",
            Self::Reload => "Reload the page",
            Self::BackToPreset => "Back to the preset",
        }
    }
}

impl App {
    /// The way out of the failure there is.
    pub fn way_out(&self) -> WayOut {
        if self.outdated {
            return WayOut::Reload;
        }
        let by_choice = self.run.phase == Phase::Failed && self.supervisor.status() == WorkerStatus::Ready;
        if !by_choice || link::changes(&self.settings).is_empty() {
            return WayOut::TryAgain;
        }
        let mends = |advice: &Advice| {
            let mut mended = self.settings.clone();
            advice.remedy.apply(&mut mended);
            Advice::on(&mended).is_none()
        };
        self.advice.clone().filter(mends).map_or(WayOut::BackToPreset, WayOut::Mend)
    }

    /// No run can begin in this page any more.
    pub(super) fn fail_as_outdated(&mut self) {
        self.run.fail("A newer version of this page has arrived in the meantime: please reload it.".to_owned());
    }

    /// The run cannot go on, for this reason. Every preset trains, so what differs from the preset is said beside it.
    pub(super) fn fail_run(&mut self, reason: String) {
        let changes = link::changes(&self.settings);
        self.run.fail(match changes.is_empty() {
            true => reason,
            false => format!("{reason} What differs from the preset: {}.", changes.join(", ")),
        });
    }
}
