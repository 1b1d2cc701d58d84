//! Where the distance of the samples to the data comes from.

use std::cell::RefCell;

use diffusion::Config;
use diffusion::evaluation::{DecomposedRun, ErrorDecomposition, ExactErrors, LearnedErrors};
use messages::Unavailable;
use training::TrainingError;

use super::reference::OfDataset;
use crate::run::RunSnapshot;
use crate::sampling::finished;

/// The distances that need no network, of the configuration that was asked about last.
#[derive(Default)]
pub struct KnownErrors(RefCell<Option<(Config, ExactErrors)>>);

impl KnownErrors {
    fn of(&self, config: &Config) -> Option<ExactErrors> {
        self.0.borrow().as_ref().filter(|(known, _)| known == config).map(|(_, errors)| *errors)
    }
}

/// What can be said of a configuration without its network.
pub async fn exact(config: &Config, of: &OfDataset, known: &KnownErrors) -> Result<ErrorDecomposition, Unavailable> {
    let run = decomposed(config, of).ok_or(Unavailable::OriginalSampler)?;
    Ok(ErrorDecomposition::new(exact_errors(config, &run, known).await, None))
}

/// The same with the network; none for the original programs' own samplers.
pub async fn learned(
    snapshot: &RunSnapshot,
    of: &OfDataset,
    known: &KnownErrors,
) -> Result<Option<ErrorDecomposition>, TrainingError> {
    let (config, learned) = (&snapshot.config, snapshot.learned.as_ref());
    let Some(run) = decomposed(config, of) else { return Ok(None) };
    let exact = exact_errors(config, &run, known).await;
    let e3 = run.distance(&finished(run.sampled(learned)).await?);
    let e4 = run.distance(&finished(run.sampled_from_prior(learned)).await?);
    Ok(Some(ErrorDecomposition::new(exact, Some(LearnedErrors { e3, e4 }))))
}

async fn exact_errors(config: &Config, run: &DecomposedRun, known: &KnownErrors) -> ExactErrors {
    if let Some(errors) = known.of(config) {
        return errors;
    }
    let Ok(e0) = finished(run.flowed_to_data()).await.map(|x| run.distance(&x));
    let Ok(e1) = finished(run.truncated()).await.map(|x| run.distance(&x));
    let Ok(e2) = finished(run.sampled(run.data())).await.map(|x| run.distance(&x));
    let errors = ExactErrors { e0, e1, e2 };
    known.0.replace(Some((config.clone(), errors)));
    errors
}

/// The run whose error is to be split; none for the original programs' own samplers, which follow no flow.
fn decomposed(config: &Config, of: &OfDataset) -> Option<DecomposedRun> {
    let plan = config.method.plan(&of.mixture);
    let follows_a_flow = config.method.sampler_config().is_some();
    follows_a_flow.then(|| DecomposedRun::new(&of.mixture, plan, of.metrics.sliced(), config.seed))
}
