//! A configuration trained to its end.

use diffusion::Config;
use training::{TrainedModel, Trainer, TrainingError};

/// What is learned of this.
///
/// # Errors
/// Where it cannot be trained, or its weights do not stay finite.
pub fn trained(config: &Config) -> Result<TrainedModel, TrainingError> {
    let mut trainer = Trainer::new(config)?;
    trainer.by_ref().try_for_each(|step| step.map(drop))?;
    trainer.model()
}
