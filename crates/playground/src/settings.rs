//! Everything that a person has chosen about a run.

use diffusion::method::Method;
use diffusion::schedule::{BetaSchedule, Impossible, Karras, KarrasBetas};
use diffusion::{Config, Recipe};

use crate::protocol::{Draw, Pace};

/// The pace until somebody chooses another.
pub const DEFAULT_PACE: Pace = Pace::Seconds(10);

/// The seed until somebody chooses another: an ordinary run, neither lucky nor unlucky with its stragglers.
pub const DEFAULT_SEED: u32 = 7;

/// A configuration and how fast to train it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The experiment.
    pub config: Config,
    /// How fast training may go.
    pub pace: Pace,
}

impl Default for Settings {
    fn default() -> Self {
        let config = Config { seed: DEFAULT_SEED, ..Recipe::SimpleMultimodal.config() };
        Self { config, pace: DEFAULT_PACE }
    }
}

impl Settings {
    /// What is shown of it.
    #[must_use]
    pub fn draw(&self) -> Draw {
        Draw { draw: self.config.draw, samples: self.config.samples }
    }

    /// Puts another Karras grid in the place of the one there is.
    ///
    /// # Errors
    /// Where the grid cannot serve: betas must stay below 1, and listed betas have no such grid.
    pub fn set_karras(&mut self, karras: Karras) -> Result<(), Impossible> {
        match &mut self.config.method {
            Method::Naive(place) => *place = karras,
            Method::Ddpm { betas, .. } => *betas = BetaSchedule::Karras(KarrasBetas::new(karras)?),
            Method::Continuous(_) => {}
        }
        Ok(())
    }
}
