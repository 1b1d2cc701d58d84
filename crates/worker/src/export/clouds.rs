//! The clouds at every level, for a file.

use messages::{Cloud, ExportRequest};
use scene::{ExactCloud, FRAME, SceneSnapshot, Trajectory};

use crate::run::RunSnapshot;
use crate::sampling::Sampling;

/// The clouds on their way through all levels.
pub struct Clouds {
    pub sampling: Sampling,
    pub scene: SceneSnapshot,
    /// The cloud of the exact denoiser of the training points alone, on its way.
    memoriser: Option<ExactCloud>,
    sampled: bool,
}

/// One piece of the clouds' way; the clouds once they have arrived.
pub fn gathered<'a>(
    place: &'a mut Option<Clouds>,
    snapshot: &RunSnapshot,
    request: &ExportRequest,
) -> Result<Option<&'a Clouds>, String> {
    let clouds = place.get_or_insert_with(|| Clouds::new(snapshot, request));
    // Those of another iteration of the same run take the place of those there are.
    if clouds.sampling.step != snapshot.step {
        clouds.sample(snapshot);
    }
    let arrived = clouds.advance()?;
    Ok(arrived.then_some(&*clouds))
}

impl Clouds {
    fn new(snapshot: &RunSnapshot, request: &ExportRequest) -> Self {
        let RunSnapshot { config, learned, step, is_chosen, .. } = snapshot;
        let mut scene = SceneSnapshot::new(config, request.view.clone(), request.spike);
        scene.set_iteration(is_chosen.then_some(*step));
        Self {
            sampling: Sampling::new(config, learned, *step, Trajectory::default(), 0.0),
            scene,
            memoriser: if request.view.shows(Cloud::Memoriser) {
                ExactCloud::of_memoriser(config.seed, config)
            } else {
                None
            },
            sampled: false,
        }
    }

    fn sample(&mut self, RunSnapshot { config, learned, step, is_chosen, .. }: &RunSnapshot) {
        self.sampling = Sampling::new(config, learned, *step, self.scene.take_learned(), 0.0);
        self.scene.set_iteration(is_chosen.then_some(*step));
        self.sampled = false;
    }

    /// One move of one block, or a few milliseconds of an exact one. True once all have arrived.
    fn advance(&mut self) -> Result<bool, String> {
        if !self.sampled {
            self.sampled = self.sampling.step().map_err(|error| error.to_string())?;
            if self.sampled {
                self.scene.set_learned(std::mem::take(&mut self.sampling.trajectory));
            }
            return Ok(false);
        }
        if self.scene.advance_large() {
            return Ok(false);
        }
        let carried = self.memoriser.take_if(|memoriser| !memoriser.carry_large(FRAME));
        carried.iter().for_each(|memoriser| self.scene.set_memoriser(memoriser.trajectory().clone()));
        Ok(self.memoriser.is_none())
    }
}
