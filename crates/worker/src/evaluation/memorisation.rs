//! Whether a network remembers the fixed points that it was trained on: how many samples are copies, how near they are to
//! the distribution and to those points, its loss on those points and on fresh ones, and level by level which score it has;
//! all beside the exact answers of a perfect generaliser and of a perfect memoriser.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use diffusion::config::{Loss, Networks};
use diffusion::evaluation::{ExactAnswers, ReferenceInterval, ScoreGap, SlicedCloud};
use diffusion::{Config, Denoiser as _, Mixture};
use messages::result::{
    BetweenAnswers, LevelGap, LevelLoss, MemorisationCurve, MemorisationPoint, MemorisationResult, TrainAndHeldOut,
};
use messages::{RunResult, Unavailable};
use training::TrainingError;

use super::loss_by_level::{EvaluatedLevel, KnownLevels, loss_by_level};
use super::reference::{OfDataset, POINTS};
use crate::pieces::{in_pieces, pause};
use crate::run::RunSnapshot;

/// Sets of points that the intervals are made of: the fewest that make them true.
const SETS: u32 = 19;

/// So many checkpoints are measured with each evaluation of a run that still trains: the others wait.
const WHILE_TRAINING: usize = 1;

/// What belongs to the training points that were asked about last.
#[derive(Default)]
pub struct KnownTrainingSet {
    known: RefCell<Option<Rc<OfTrainingSet>>>,
    levels: KnownLevels,
}

/// What belongs to the training points of a configuration, whatever its network has learned.
struct OfTrainingSet {
    config: Config,
    answers: ExactAnswers,
    /// The training points themselves.
    sliced: SlicedCloud,
    generaliser: [ReferenceInterval; 3],
    memoriser: [ReferenceInterval; 3],
    /// What the memoriser predicts on fresh points, level by level; empty before it was asked.
    memoriser_eps: RefCell<Rc<Vec<Vec<f64>>>>,
    /// The checkpoints that were measured, each with the hash of its weights: not every run of a configuration has the same.
    curve: RefCell<Vec<(String, MemorisationPoint)>>,
}

impl KnownTrainingSet {
    /// What these samples of a run say, and its loss on fresh points, where it splits level by level.
    pub async fn memorisation(
        &self,
        snapshot: &RunSnapshot,
        data: &OfDataset,
        samples: &[f64],
        held_out: Vec<LevelLoss>,
    ) -> Result<Result<MemorisationResult, Unavailable>, TrainingError> {
        let Some(of) = self.of(&snapshot.config, data).await else { return Ok(Err(Unavailable::FreshPoints)) };
        if samples.is_empty() {
            return Ok(Err(Unavailable::NotComputed));
        }
        let mut losses = None;
        if !held_out.is_empty() {
            let train = loss_by_level(snapshot, of.answers.training_set(), &self.levels).await?;
            losses = Some(TrainAndHeldOut { train, held_out });
        }
        let values = figures(samples, &of.answers, &of.sliced, data);
        let between =
            |i| BetweenAnswers { value: values[i], generaliser: of.generaliser[i], memoriser: of.memoriser[i] };
        let [copies, to_data, to_training_set] = [0, 1, 2].map(between);
        Ok(Ok(MemorisationResult { copies, to_data, to_training_set, losses }))
    }

    /// The same at the checkpoints of a run, said again with each that is measured.
    pub async fn curve(
        &self,
        snapshot: &RunSnapshot,
        data: &OfDataset,
        held_out: &KnownLevels,
        say: impl Fn(RunResult),
    ) -> Result<(), TrainingError> {
        let Some(of) = self.of(&snapshot.config, data).await else {
            say(RunResult::MemorisationCurve(Err(Unavailable::FreshPoints)));
            return Ok(());
        };
        if snapshot.config.networks != Networks::Shared {
            say(RunResult::MemorisationCurve(Err(Unavailable::NetworkPerLevel)));
            return Ok(());
        }
        // One run from one link is like the next, and may have been measured farther than this one has come.
        let mut checkpoints = Vec::new();
        for checkpoint in snapshot.checkpoints() {
            checkpoints.push((checkpoint.learned.hash(), checkpoint));
            pause().await;
        }
        let known = |hash: &str| of.curve.borrow().iter().find(|(known, _)| known == hash).map(|(_, point)| *point);
        let say = || {
            let points = checkpoints.iter().filter_map(|(hash, _)| known(hash)).collect();
            let (chance, memoriser, perfect) = (of.generaliser[0], of.memoriser[0], of.generaliser[1]);
            say(RunResult::MemorisationCurve(Ok(MemorisationCurve { points, chance, memoriser, perfect })));
        };
        say();
        let most = if snapshot.rests { usize::MAX } else { WHILE_TRAINING };
        for (hash, checkpoint) in checkpoints.iter().filter(|(hash, _)| known(hash).is_none()).take(most) {
            let samples = data.samples(&checkpoint.config, &checkpoint.learned).await?;
            let splits = snapshot.config.loss != Loss::Norm;
            let fresh = if splits { loss_by_level(checkpoint, &data.mixture, held_out).await? } else { vec![] };
            let result = self.memorisation(checkpoint, data, &samples, fresh).await?;
            let point = result.iter().map(|result| (hash.clone(), result.point(checkpoint.step)));
            of.curve.borrow_mut().extend(point);
            say();
        }
        Ok(())
    }

    /// How far the network's ε is from that of both exact answers at the levels of training, on fresh points.
    pub async fn score_gaps(
        &self,
        snapshot: &RunSnapshot,
        data: &OfDataset,
        levels: &[EvaluatedLevel],
    ) -> Result<Result<Vec<LevelGap>, Unavailable>, TrainingError> {
        let Some(of) = self.of(&snapshot.config, data).await else { return Ok(Err(Unavailable::FreshPoints)) };
        let memoriser = of.memoriser_eps(levels).await;
        let mut gaps = Vec::new();
        for (EvaluatedLevel { batch, .. }, memoriser) in levels.iter().zip(memoriser.iter()) {
            let (level, generaliser) = (batch.level(), batch.eps(batch.denoised()));
            let learned = snapshot.learned.noise(batch.points(), level)?;
            gaps.push(LevelGap { level, gap: ScoreGap::between(&generaliser, memoriser, &learned) });
            pause().await;
        }
        Ok(Ok(gaps))
    }

    /// What belongs to the training points of a configuration: what there is, or made anew; none without any.
    async fn of(&self, config: &Config, data: &OfDataset) -> Option<Rc<OfTrainingSet>> {
        let known = self.known.borrow().as_ref().filter(|known| known.is_of(config)).cloned();
        if known.is_some() {
            return known;
        }
        let made = Rc::new(OfTrainingSet::new(config, config.training_set()?, data).await);
        self.known.replace(Some(Rc::clone(&made)));
        Some(made)
    }
}

impl OfTrainingSet {
    async fn new(config: &Config, training_set: Mixture, data: &OfDataset) -> Self {
        let levels = config.method.plan(&data.mixture).levels();
        let dim = data.mixture.dim();
        let rows: Vec<f64> = training_set.components().iter().flat_map(|point| &point.mean[..dim]).copied().collect();
        let sliced = SlicedCloud::new(&rows, dim);
        let answers = ExactAnswers::new(data.mixture.clone(), training_set);
        let last = levels.into_iter().rfind(|level| level.sigma > 0.0).expect("sampling begins with noise");
        let (mut generaliser, mut memoriser) = (Vec::new(), Vec::new());
        for set in 0..SETS {
            generaliser.push(figures(&answers.generaliser(POINTS, set), &answers, &sliced, data));
            pause().await;
            memoriser.push(figures(&answers.memoriser(POINTS, last, set), &answers, &sliced, data));
            pause().await;
        }
        let [generaliser, memoriser] = [generaliser, memoriser]
            .map(|sets| [0, 1, 2].map(|i| ReferenceInterval::of(sets.iter().map(|figures| figures[i]).collect())));
        let (memoriser_eps, curve) = (RefCell::default(), RefCell::default());
        Self { config: config.clone(), answers, sliced, generaliser, memoriser, memoriser_eps, curve }
    }

    fn is_of(&self, config: &Config) -> bool {
        self.config.is_trained_like(config) && self.config.method == config.method
    }

    /// What the memoriser predicts at the points of these levels.
    async fn memoriser_eps(&self, levels: &[EvaluatedLevel]) -> Rc<Vec<Vec<f64>>> {
        if self.memoriser_eps.borrow().is_empty() {
            let (training_set, mut eps) = (self.answers.training_set(), Vec::new());
            for EvaluatedLevel { batch, .. } in levels {
                let denoised = in_pieces(batch.points(), training_set.dim(), |x, out| {
                    training_set.posterior_mean(x, batch.level(), out);
                    Ok::<_, Infallible>(())
                });
                let Ok(denoised) = denoised.await;
                eps.push(batch.eps(&denoised));
            }
            self.memoriser_eps.replace(Rc::new(eps));
        }
        Rc::clone(&self.memoriser_eps.borrow())
    }
}

/// The share of copies, the distance to the distribution, and that to the training points.
fn figures(rows: &[f64], answers: &ExactAnswers, training_set: &SlicedCloud, data: &OfDataset) -> [f64; 3] {
    [answers.copies(rows), data.metrics.sliced().w1(rows), training_set.w1(rows)]
}
