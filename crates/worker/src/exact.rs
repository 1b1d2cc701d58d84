//! Clouds that an exact denoiser carries and that are too large for the page: the page's own work, done here.

use diffusion::Config;
use messages::{Event, ExactOf};
use scene::ExactCloud;

use crate::emit::EventSink;

/// An exact cloud on its way.
pub struct ExactTask {
    ticket: u32,
    of: ExactOf,
    cloud: ExactCloud,
}

impl ExactTask {
    /// That of a configuration, for the command of this ticket; none where it has no training points and these are asked
    /// for.
    pub fn new(ticket: u32, of: ExactOf, seed: u32, config: &Config) -> Option<Self> {
        let cloud = match of {
            ExactOf::Distribution => ExactCloud::from_noise_of(seed, config),
            ExactOf::TrainingSet => ExactCloud::of_memoriser(seed, config)?,
        };
        Some(Self { ticket, of, cloud })
    }

    /// The smallest piece of it. Whether there is more to do.
    pub fn step(&mut self, emit: EventSink) -> bool {
        if self.cloud.carry_large(1) {
            return true;
        }
        let trajectory = self.cloud.trajectory();
        let (ticket, of, rows, dim) = (self.ticket, self.of, trajectory.rows(), trajectory.dim());
        emit(&Event::Exact { ticket, of, rows, dim }, trajectory.values());
        false
    }
}
