//! The loss, split level by level into what no network can avoid and what this one could.

use std::cell::RefCell;
use std::rc::Rc;

use diffusion::evaluation::loss::{irreducible_loss, squared_eps_error};
use diffusion::evaluation::{EvaluationBatch, NoisedBatch};
use diffusion::{Config, Denoiser as _, Method, Mixture, Rng, Stream, Weighting};
use messages::result::LevelLoss;
use training::TrainingError;

use super::levels_of_training::{SharedLevel, levels_of_training};
use super::reference::{DRAW, POINTS};
use crate::pieces::pause;
use crate::run::RunSnapshot;

/// The levels of the configuration that was asked about last.
#[derive(Default)]
pub struct KnownLevels(RefCell<Option<(Config, Rc<Vec<EvaluatedLevel>>)>>);

/// A level of training, with all that does not depend on the network.
pub struct EvaluatedLevel {
    shared: SharedLevel,
    weight: f64,
    irreducible: f64,
    /// The points at this level, with their exact denoised ones.
    pub batch: NoisedBatch,
}

/// The loss at the levels of training on points drawn from `data`, the run's own or its training points, on batches that
/// are the same at every iteration.
pub async fn loss_by_level(
    snapshot: &RunSnapshot,
    data: &Mixture,
    known: &KnownLevels,
) -> Result<Vec<LevelLoss>, TrainingError> {
    let mut losses = Vec::new();
    for EvaluatedLevel { shared, weight, irreducible, batch } in known.of(&snapshot.config, data).await.iter() {
        let SharedLevel { level, target, share } = *shared;
        let mut predictions = vec![0.0; batch.points().len()];
        snapshot.learned.predict(batch.points(), level, target, &mut predictions)?;
        let excess = batch.excess_loss(*weight, target, &predictions);
        let in_eps = squared_eps_error(target, level).map(|squared| squared / weight);
        // Pure noise may count nothing.
        let in_eps = in_eps.filter(|in_eps| in_eps.is_finite());
        losses.push(LevelLoss {
            sigma: level.sigma,
            alpha: level.alpha,
            share,
            irreducible: *irreducible,
            excess,
            in_eps,
        });
        pause().await;
    }
    Ok(losses)
}

impl KnownLevels {
    /// The levels of a configuration, always on points of the same kind: those that there are, or made anew.
    pub async fn of(&self, config: &Config, data: &Mixture) -> Rc<Vec<EvaluatedLevel>> {
        if let Some((_, levels)) = self.0.borrow().as_ref().filter(|(known, _)| known.is_trained_like(config)) {
            return Rc::clone(levels);
        }
        let (distribution, mut levels) = (config.dataset.mixture(), Vec::new());
        let mut rng = Rng::new(config.seed, Stream::Data { draw: DRAW });
        let points = EvaluationBatch::new(data, POINTS / 2, &mut rng);
        for shared in levels_of_training(&config.method) {
            levels.push(EvaluatedLevel::new(config, &distribution, shared, &points));
            pause().await;
        }
        let levels = Rc::new(levels);
        self.0.replace(Some((config.clone(), Rc::clone(&levels))));
        levels
    }
}

impl EvaluatedLevel {
    fn new(config: &Config, distribution: &Mixture, shared: SharedLevel, points: &EvaluationBatch) -> Self {
        let SharedLevel { level, target, .. } = shared;
        let weight = match &config.method {
            Method::Continuous(method) => method.weighting.at(level, target, distribution.overall_std()),
            Method::Naive(_) | Method::Ddpm { .. } => {
                config.rows(distribution) as f64 * Weighting::Uniform.at(level, target, 1.0)
            }
        };
        let batch = points.at(level);
        let irreducible = irreducible_loss(weight, target, level, points.remaining_variance(&batch));
        Self { shared, weight, irreducible, batch }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pieces::PiecewiseWork;
    use diffusion::Preset;

    /// 7.71 was worked out apart, in Python.
    #[test]
    fn the_irreducible_loss_is_known_and_the_same_for_every_seed() {
        for seed in [0, 7] {
            let config = Config { seed, ..Preset::SimpleMultimodal.config() };
            let known = KnownLevels::default();
            let data = config.dataset.mixture();
            let mut work = PiecewiseWork::new(known.of(&config, &data));
            let levels = std::iter::repeat_with(|| work.step()).flatten().next().expect("it ends");
            let mean: f64 = levels.iter().map(|level| level.shared.share * level.irreducible).sum();
            assert!((mean - 7.71).abs() < 0.005, "{mean}");
        }
    }
}
