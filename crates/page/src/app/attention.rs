//! Whether anybody looks: what nobody sees is not painted, and does not train unless it was asked to.

use messages::Command;

use super::msg::Effect;
use super::state::App;
use crate::supervisor::WorkerStatus;

/// What is known of whoever may be looking.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// The tab or window is shown.
    pub visible: bool,
    /// Some of the page is inside of what is shown: a frame may lie below the fold of another page.
    pub in_view: bool,
    /// Training goes on all the same.
    pub trains_unseen: bool,
}

impl Default for Attention {
    /// Somebody looks.
    fn default() -> Self {
        Self { visible: true, in_view: true, trains_unseen: false }
    }
}

impl Attention {
    /// Whether the page can be seen.
    pub fn is_seen(self) -> bool {
        self.visible && self.in_view
    }

    /// Whether the worker works.
    pub fn works(self) -> bool {
        self.is_seen() || self.trains_unseen
    }
}

impl App {
    /// Whether the worker waits because nobody looks.
    pub fn rests_unseen(&self) -> bool {
        !self.attention.works()
    }

    /// Somebody looks, or looks away.
    pub(super) fn attend(&mut self, change: impl FnOnce(&mut Attention)) -> Vec<Effect> {
        let before = self.attention;
        change(&mut self.attention);
        if self.attention.is_seen() && !before.is_seen() {
            self.redraw();
        }
        let works = self.attention.works();
        let tells = works != before.works() && self.supervisor.status() == WorkerStatus::Ready;
        if tells { vec![Effect::Send(Command::Work(works))] } else { vec![] }
    }
}
