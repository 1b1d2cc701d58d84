//! Everything that a person has chosen about a run.

use diffusion::method::{Continuum, Method, Sampled};
use diffusion::schedule::{BetaSchedule, Continuous, Impossible, Karras, KarrasBetas};
use diffusion::{Config, Recipe, Target};

use messages::Pace;

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

/// The range of the noise: the ratio `σ/α` at its two ends, and ρ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Of the cleanest level.
    pub sigma_min: f64,
    /// Of the noisiest level.
    pub sigma_max: f64,
    /// How levels are spaced between them, where they are Karras's.
    pub rho: f64,
}

impl Default for Settings {
    fn default() -> Self {
        let config = Config { seed: DEFAULT_SEED, ..Recipe::SimpleMultimodal.config() };
        Self { config, pace: DEFAULT_PACE }
    }
}

impl Settings {
    /// The range of the noise and how levels are spaced in it; none where every β is listed.
    #[must_use]
    pub fn noise(&self) -> Option<Noise> {
        if let Method::Continuous(continuum) = &self.config.method {
            let schedule = continuum.schedule();
            let (sigma_min, sigma_max) = schedule.ratios();
            return Some(Noise { sigma_min, sigma_max, rho: schedule.rho() });
        }
        let karras = self.config.method.karras()?;
        Some(Noise { sigma_min: karras.sigma_min(), sigma_max: karras.sigma_max(), rho: karras.rho() })
    }

    /// Another range and spacing, with as many levels as before.
    ///
    /// # Errors
    /// Where the levels cannot be: betas must stay below 1, and neighbours apart.
    pub fn set_noise(&mut self, noise: Noise) -> Result<(), Impossible> {
        let Noise { sigma_min, sigma_max, rho } = noise;
        if let Method::Continuous(continuum) = &self.config.method {
            let schedule = Continuous::new(continuum.schedule().schedule(), sigma_min, sigma_max, rho)?;
            return self.set_continuum(schedule, continuum.target(), continuum.walk());
        }
        let levels = self.config.method.karras().map_or(0, Karras::levels);
        self.set_karras(Karras::new(sigma_min, sigma_max, rho, levels)?)
    }

    /// Another schedule, target or way back of what is on a continuous schedule; nothing where it is not.
    ///
    /// # Errors
    /// Where they cannot stand together.
    pub fn set_continuum(&mut self, schedule: Continuous, target: Target, walk: Sampled) -> Result<(), Impossible> {
        if let Method::Continuous(continuum) = &mut self.config.method {
            *continuum = Continuum::new(schedule, target, continuum.weighting, walk)?;
        }
        Ok(())
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
