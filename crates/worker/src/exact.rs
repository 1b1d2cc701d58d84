//! The exact cloud of a mixture that is too large for the page: the page's own work, done here.

use diffusion::Config;
use messages::Event;
use scene::ExactCloud;

use crate::emit::EventSink;

/// An exact cloud on its way.
pub struct ExactTask {
    ticket: u32,
    cloud: ExactCloud,
}

impl ExactTask {
    /// That of a configuration, for the command of this ticket.
    pub fn new(ticket: u32, config: &Config) -> Self {
        Self { ticket, cloud: ExactCloud::new(config) }
    }

    /// The smallest piece of it. Whether there is more to do.
    pub fn step(&mut self, emit: EventSink) -> bool {
        if self.cloud.carry_large(1) {
            return true;
        }
        let trajectory = self.cloud.trajectory();
        let (ticket, rows, dim) = (self.ticket, trajectory.rows(), trajectory.dim());
        emit(&Event::Exact { ticket, rows, dim }, trajectory.values());
        false
    }
}
