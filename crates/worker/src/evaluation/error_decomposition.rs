//! Where the distance of the samples to the data comes from.

use diffusion::Config;
use diffusion::budget::{self, Budget, Segments};
use diffusion::sampler::Way;
use messages::Unavailable;
use training::TrainingError;

use super::reference::Reference;
use crate::run::RunSnapshot;

/// The distances that need no network, of the configuration that was asked about last.
#[derive(Default)]
pub struct ErrorDecompositions {
    exact: Option<(Config, budget::Exact)>,
}

impl ErrorDecompositions {
    /// What can be said of a configuration without its network.
    pub fn exact(&mut self, config: &Config, reference: &mut Reference) -> Result<Segments, Unavailable> {
        let exact = self.exact_errors(config, reference).ok_or(Unavailable::OriginalSampler)?;
        Ok(Segments::new(exact, None))
    }

    /// The same with the network; none for the original programs' own samplers.
    pub fn learned(
        &mut self,
        snapshot: &RunSnapshot,
        reference: &mut Reference,
    ) -> Result<Option<Segments>, TrainingError> {
        let config = &snapshot.config;
        let (Some(exact), Some(run)) = (self.exact_errors(config, reference), decomposed(config, reference)) else {
            return Ok(None);
        };
        Ok(Some(Segments::new(exact, Some(run.learned(snapshot.learned.as_ref())?))))
    }

    fn exact_errors(&mut self, config: &Config, reference: &mut Reference) -> Option<budget::Exact> {
        if let Some((_, exact)) = self.exact.as_ref().filter(|(known, _)| known == config) {
            return Some(*exact);
        }
        let exact = decomposed(config, reference)?.exact();
        self.exact = Some((config.clone(), exact));
        Some(exact)
    }
}

/// The run whose error is to be split; none for the original programs' own samplers, which follow no flow.
fn decomposed(config: &Config, reference: &mut Reference) -> Option<Budget> {
    let of = reference.of(&config.dataset);
    match config.method.way(&of.mixture) {
        Way::Course(course, start) => Some(Budget::new(&of.mixture, course, &start, of.metrics.sliced(), config.seed)),
        Way::Plan(_) => None,
    }
}
