//! Where the distance of the samples to the data comes from.

use diffusion::Config;
use diffusion::evaluation::{DecomposedRun, ErrorDecomposition, ExactErrors};
use messages::Unavailable;
use training::TrainingError;

use super::reference::ReferenceSamples;
use crate::run::RunSnapshot;

/// The distances that need no network, of the configuration that was asked about last.
#[derive(Default)]
pub struct ErrorDecompositions {
    known: Option<KnownErrors>,
}

struct KnownErrors {
    config: Config,
    errors: ExactErrors,
}

impl ErrorDecompositions {
    /// What can be said of a configuration without its network.
    pub fn exact(
        &mut self,
        config: &Config,
        reference: &mut ReferenceSamples,
    ) -> Result<ErrorDecomposition, Unavailable> {
        let exact = self.exact_errors(config, reference).ok_or(Unavailable::OriginalSampler)?;
        Ok(ErrorDecomposition::new(exact, None))
    }

    /// The same with the network; none for the original programs' own samplers.
    pub fn learned(
        &mut self,
        snapshot: &RunSnapshot,
        reference: &mut ReferenceSamples,
    ) -> Result<Option<ErrorDecomposition>, TrainingError> {
        let config = &snapshot.config;
        let (Some(exact), Some(run)) = (self.exact_errors(config, reference), decomposed(config, reference)) else {
            return Ok(None);
        };
        Ok(Some(ErrorDecomposition::new(exact, Some(run.learned(snapshot.learned.as_ref())?))))
    }

    fn exact_errors(&mut self, config: &Config, reference: &mut ReferenceSamples) -> Option<ExactErrors> {
        if let Some(known) = self.known.as_ref().filter(|known| known.config == *config) {
            return Some(known.errors);
        }
        let errors = decomposed(config, reference)?.exact();
        self.known = Some(KnownErrors { config: config.clone(), errors });
        Some(errors)
    }
}

/// The run whose error is to be split; none for the original programs' own samplers, which follow no flow.
fn decomposed(config: &Config, reference: &mut ReferenceSamples) -> Option<DecomposedRun> {
    let of = reference.of(&config.dataset);
    let plan = config.method.plan(&of.mixture);
    let follows_a_flow = config.method.sampler_config().is_some();
    follows_a_flow.then(|| DecomposedRun::new(&of.mixture, plan, of.metrics.sliced(), config.seed))
}
