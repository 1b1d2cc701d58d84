//! The loss, split level by level into what no network can avoid and what this one could.

use diffusion::evaluation::EvaluationBatch;
use diffusion::{Denoiser as _, Method, Rng, Stream, Weighting};
use messages::result::LevelLoss;
use training::TrainingError;

use super::reference::{DRAW, POINTS};
use crate::pieces::pause;
use crate::run::RunSnapshot;

/// The loss at every level, on batches that are the same at every iteration.
pub async fn loss_by_level(snapshot: &RunSnapshot) -> Result<Vec<LevelLoss>, TrainingError> {
    let mut losses = Vec::new();
    for i in 0..snapshot.config.method.grid().len() {
        losses.push(level_loss(snapshot, i)?);
        pause().await;
    }
    Ok(losses)
}

fn level_loss(snapshot: &RunSnapshot, i: usize) -> Result<LevelLoss, TrainingError> {
    let config = &snapshot.config;
    let (grid, data) = (config.method.grid(), config.dataset.mixture());
    let (level, target) = (grid.levels()[i], config.method.target().at(&grid, i));
    let mut rng = Rng::new(config.seed, Stream::Data { draw: DRAW });
    let batch = EvaluationBatch::new(&data, POINTS / 2, &mut rng).at(level);
    let mut predictions = vec![0.0; batch.points().len()];
    snapshot.learned.predict(batch.points(), level, target, &mut predictions)?;
    let weight = match &config.method {
        Method::Continuous(method) => method.weighting.at(level, target, data.overall_std()),
        Method::Naive(_) | Method::Ddpm { .. } => config.rows(&data) as f64 * Weighting::Uniform.at(level, target, 1.0),
    };
    let (irreducible, excess) =
        (batch.irreducible_loss(weight, target), batch.excess_loss(weight, target, &predictions));
    Ok(LevelLoss { sigma: level.sigma, irreducible, excess })
}
