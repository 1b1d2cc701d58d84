//! When the worker is asked for the exact cloud, and what it answers.

use messages::Command;
use scene::Trajectory;

use super::msg::Effect;
use super::state::App;
use crate::supervisor::WorkerStatus;

impl App {
    /// An exact cloud that is too large for the page is the worker's.
    pub(super) fn request_exact(&mut self) -> Option<Effect> {
        let is_due = self.exact.is_large() && !self.exact.is_done() && !self.exact_request.is_sent;
        if !is_due || self.supervisor.status() != WorkerStatus::Ready {
            return None;
        }
        self.exact_request.is_sent = true;
        let config = Box::new(self.settings().config.clone());
        Some(Effect::Send(Command::CarryExact { ticket: self.exact_request.ticket, config }))
    }

    /// It has come, or one of a request before the last.
    pub(super) fn on_exact(&mut self, ticket: u32, trajectory: Option<Trajectory>) {
        let is_awaited = ticket == self.exact_request.ticket;
        if trajectory.is_some_and(|trajectory| is_awaited && self.exact.receive(trajectory)) {
            self.redraw();
        }
    }
}
