//! Where the distance of the samples to the data comes from.

use std::cell::RefCell;

use diffusion::denoiser::domain::NetworkDomain;
use diffusion::evaluation::{DecomposedRun, ErrorDecomposition, ExactErrors, LearnedErrors};
use diffusion::sampler::SamplerOptions;
use diffusion::{Config, Sampler, SamplingPlan};
use messages::result::DecompositionResult;
use training::TrainingError;

use super::reference::OfDataset;
use crate::pieces::pause;
use crate::run::RunSnapshot;
use crate::sampling::finished;

/// The distances that need no network, of the configuration that was asked about last.
#[derive(Default)]
pub struct KnownErrors(RefCell<Option<(Config, ExactErrors)>>);

impl KnownErrors {
    /// What can be said of a configuration without its network.
    pub async fn exact(&self, config: &Config, of: &OfDataset) -> DecompositionResult {
        result(config, self.exact_errors(config, &decomposed(config, of)).await, None)
    }

    /// The same with the network.
    pub async fn learned(&self, snapshot: &RunSnapshot, of: &OfDataset) -> Result<DecompositionResult, TrainingError> {
        let (config, learned) = (&snapshot.config, snapshot.learned.as_ref());
        let run = decomposed(config, of);
        let exact = self.exact_errors(config, &run).await;
        let e3 = run.distance(&finished(run.sampled(learned)).await?);
        let mut prior = Vec::new();
        for block in run.paired_prior() {
            prior.extend(block);
            pause().await;
        }
        let e4 = run.distance(&finished(run.sampled_from_prior(learned, &prior)).await?);
        Ok(result(config, exact, Some(LearnedErrors { e3, e4 })))
    }

    /// Those that are known, or worked out.
    async fn exact_errors(&self, config: &Config, run: &DecomposedRun) -> ExactErrors {
        if let Some((_, errors)) = self.0.borrow().as_ref().filter(|(known, _)| known == config) {
            return *errors;
        }
        let Ok(e0) = finished(run.flowed_to_data()).await.map(|x| run.distance(&x));
        let Ok(e1) = finished(run.truncated()).await.map(|x| run.distance(&x));
        let Ok(e2) = finished(run.sampled(run.data())).await.map(|x| run.distance(&x));
        let errors = ExactErrors { e0, e1, e2 };
        self.0.replace(Some((config.clone(), errors)));
        errors
    }
}

/// The errors as parts; those of an original program's own sampler are by DDIM, see [`decomposed`].
fn result(config: &Config, exact: ExactErrors, learned: Option<LearnedErrors>) -> DecompositionResult {
    let is_original = config.method.sampler_config().is_none();
    DecompositionResult {
        parts: ErrorDecomposition::new(exact, learned),
        stand_in: is_original.then_some(Sampler::Ddim),
    }
}

/// The run whose error is to be split. The original programs' own samplers follow no flow: they are replaced by DDIM on
/// the same levels, from the same prior.
fn decomposed(config: &Config, of: &OfDataset) -> DecomposedRun {
    let method = &config.method;
    let (own, grid) = (method.plan(&of.mixture), method.grid());
    let run = |plan| DecomposedRun::new(&of.mixture, plan, of.metrics.sliced(), config.seed);
    if method.sampler_config().is_some() {
        return run(own);
    }
    // A network of transitions predicts nothing at its last level, where its target is 0.
    let ends_early = own.end().sigma > 0.0 || method.domain() == NetworkDomain::OwnGrid;
    let ddim = if ends_early { SamplingPlan::to_last_level } else { SamplingPlan::new };
    run(ddim(Sampler::Ddim, SamplerOptions::default(), &grid)).from_prior(own.prior().clone())
}
