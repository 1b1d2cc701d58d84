//! What the page works out itself, on plain slices and within a frame: true points noised to any level, and the cloud
//! that the exact denoiser carries from the learned cloud's own start noise.

use std::convert::Infallible;

use diffusion::dataset::{Points, Unit};
use diffusion::denoiser::{Denoiser, OneByOne};
use diffusion::evaluation::CloudStatistics;
use diffusion::sampler::SamplerBug;
use diffusion::{Config, Dataset, Level, Mixture, Rng, SamplingPlan, Stream};

use crate::state_statistics::StateStatistics;
use crate::trajectory::Trajectory;

/// The most rows that are carried at once; fewer where every row costs more.
const ROWS: usize = 512;

/// Rows that are carried at once through a large mixture: what is worked out for each level serves all of them.
const ROWS_OF_LARGE: usize = 200;

/// So many distances to centres cost as much as one component evaluation.
const DISTANCES: usize = 16;

/// The work of one frame, in component evaluations (one component of the mixture, one point, one level): about 4 ms.
pub const FRAME: usize = 250_000;

/// The data cloud and the exact cloud of one configuration.
#[derive(Clone, Debug)]
pub struct ExactCloud {
    noise: FixedDraws,
    mixture: Mixture,
    /// What the denoiser is exact for, where that is not the distribution.
    memorised: Option<Mixture>,
    /// Through the states of the learned cloud, by the exact denoiser.
    plan: SamplingPlan,
    levels: Vec<Level>,
    trajectory: Trajectory,
    done: usize,
    figures: StateStatistics,
    /// Empty where every batch is drawn anew.
    training_points: Vec<[f64; 2]>,
    units: Option<[Unit; 2]>,
}

/// What is drawn once and kept while levels change.
#[derive(Clone, Debug, PartialEq)]
struct FixedDraws {
    key: DrawKey,
    start: Vec<f64>,
    x0: Vec<f64>,
    eps: Vec<f64>,
}

/// What the draws depend on: with the same key they are the same.
#[derive(Clone, Debug, PartialEq)]
struct DrawKey {
    dataset: Dataset,
    seed: u32,
    draw: u32,
    samples: usize,
}

impl DrawKey {
    fn of(config: &Config, seed: u32) -> Self {
        let Config { draw, samples, .. } = *config;
        Self { dataset: config.dataset.clone(), seed, draw, samples }
    }
}

impl FixedDraws {
    fn new(key: DrawKey, mixture: &Mixture) -> Self {
        let DrawKey { seed, draw, samples, .. } = key;
        let values = samples * mixture.dim();
        let (mut x0, mut rng) = (Vec::with_capacity(values), Rng::new(seed, Stream::Data { draw }));
        mixture.sample(samples, &mut rng, &mut x0);
        let start = Rng::new(seed, Stream::Start { draw }).normals(values);
        Self { key, start, x0, eps: rng.normals(values) }
    }
}

impl ExactCloud {
    /// The clouds of a configuration, not yet carried anywhere.
    pub fn new(config: &Config) -> Self {
        Self::from_noise_of(config.seed, config)
    }

    /// The same from the noise of this seed, which may be another than the configuration's own.
    pub fn from_noise_of(seed: u32, config: &Config) -> Self {
        let mixture = config.dataset.mixture();
        let noise = FixedDraws::new(DrawKey::of(config, seed), &mixture);
        Self::with_noise(config, mixture, noise)
    }

    /// The same for another configuration and seed of the noise, with the same noise where it may be kept.
    pub fn set(&mut self, seed: u32, config: &Config) {
        let mixture = config.dataset.mixture();
        let key = DrawKey::of(config, seed);
        let kept = (self.noise.key == key).then(|| {
            std::mem::replace(&mut self.noise, FixedDraws { key: key.clone(), start: vec![], x0: vec![], eps: vec![] })
        });
        let noise = kept.unwrap_or_else(|| FixedDraws::new(key, &mixture));
        *self = Self::with_noise(config, mixture, noise);
    }

    fn with_noise(config: &Config, mixture: Mixture, noise: FixedDraws) -> Self {
        let own = config.method.plan(&mixture);
        // What a bug does by itself, without the errors of a network, shows in the exact cloud.
        let plan = if own.bug() == SamplerBug::None { own.deterministic() } else { own };
        let levels = plan.levels();
        let trajectory = Trajectory::new(mixture.dim(), config.samples, levels.len());
        let training_set = config.training_set();
        let training_points = training_set.iter().flat_map(Mixture::components).map(|point| point.mean).collect();
        Self {
            noise,
            mixture,
            memorised: None,
            plan,
            levels,
            trajectory,
            done: 0,
            figures: StateStatistics::default(),
            training_points,
            units: config.dataset.own_points().and_then(Points::units),
        }
    }

    /// From the same start noise through the same levels, but by the exact denoiser of the training points alone; none
    /// without any.
    pub fn of_memoriser(seed: u32, config: &Config) -> Option<Self> {
        Some(Self { memorised: Some(config.training_set()?), ..Self::from_noise_of(seed, config) })
    }

    /// Whether it costs more than a page has between its frames.
    pub fn is_large(&self) -> bool {
        self.mixture.is_large()
    }

    /// Whether everything is worked out.
    pub fn is_done(&self) -> bool {
        self.figures.done().len() == self.levels.len()
    }

    /// The cloud of the same configuration, carried elsewhere; whether it fits.
    pub fn receive(&mut self, trajectory: Trajectory) -> bool {
        let shape = |trajectory: &Trajectory| [trajectory.dim(), trajectory.rows(), trajectory.states()];
        let fits = shape(&trajectory) == shape(&self.trajectory);
        if fits {
            (self.done, self.figures) = (trajectory.rows(), StateStatistics::default());
            self.trajectory = trajectory;
        }
        fits
    }

    /// Does up to `budget` component evaluations of what is left. True if anything was done. A [large](Self::is_large)
    /// cloud is not carried here: before it is [received](Self::receive), nothing is done.
    pub fn advance(&mut self, budget: usize) -> bool {
        if self.is_done() {
            return false;
        }
        let left = if self.is_large() { budget } else { self.carry(OneByOne, budget) };
        self.work_out_figures(left) < budget
    }

    /// Carries so many more rows of a cloud however large it is. True if there were any.
    pub fn carry_large(&mut self, budget: usize) -> bool {
        self.carry(|mixture| mixture, budget) < budget
    }

    /// The next rows, through all levels, by a denoiser of the mixture; what is left of the budget.
    fn carry<'a, D>(&'a mut self, denoiser: impl FnOnce(&'a Mixture) -> D, budget: usize) -> usize
    where
        D: Denoiser<Error = Infallible> + Clone,
    {
        let is_large = self.memorised.as_ref().unwrap_or(&self.mixture).is_large();
        let Self { noise, mixture, memorised, plan, levels, trajectory, done, .. } = self;
        let mixture = memorised.as_ref().unwrap_or(mixture);
        let (dim, per_row) = (mixture.dim(), levels.len() * mixture.components().len());
        let (exact, mut left) = (denoiser(mixture), budget);
        while *done < trajectory.rows() && left > 0 {
            let first = *done;
            let at_once = if is_large { ROWS_OF_LARGE } else { (FRAME / per_row).clamp(1, ROWS) };
            *done = (first + at_once).min(trajectory.rows());
            let mut x = noise.start[first * dim..*done * dim].to_vec();
            plan.prior().transform(&mut x, dim);
            trajectory.write(0, first, &x);
            // Only a plan with a bug draws from this stream. Rows are carried in the same slices whatever the budget.
            let DrawKey { seed, draw, .. } = noise.key;
            let rng = Rng::new(seed, Stream::Steps { draw, block: first as u32 });
            for (state, x) in (1..).zip(plan.start(exact.clone(), x, rng)) {
                let Ok(x) = x;
                trajectory.write(state, first, &x);
            }
            left = left.saturating_sub((*done - first) * per_row);
        }
        left
    }

    /// Statistics of the next rows of a cloud that is carried to its end; what is left of the budget.
    fn work_out_figures(&mut self, budget: usize) -> usize {
        let per_row = 1 + self.mixture.components().len() / DISTANCES;
        let mut left = budget;
        while self.done == self.trajectory.rows() && !self.is_done() && left > 0 {
            let rows = self.figures.advance(&self.trajectory, &self.mixture, left.div_ceil(per_row));
            left = left.saturating_sub(rows * per_row);
        }
        left
    }

    /// The distribution of the data.
    pub fn mixture(&self) -> &Mixture {
        &self.mixture
    }

    /// The fixed points that the network trains on; none where every batch is drawn anew.
    pub fn training_points(&self) -> &[[f64; 2]] {
        &self.training_points
    }

    /// The unit that each coordinate of a person's own data had before it was scaled; none where they were not.
    pub fn units(&self) -> Option<[Unit; 2]> {
        self.units
    }

    /// The level of every state.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Statistics of the exact cloud at every state; empty until all are worked out.
    pub fn figures(&self) -> &[CloudStatistics] {
        if self.is_done() { self.figures.done() } else { &[] }
    }

    /// The exact cloud at every state, as far as it is carried.
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// The level at a position between states: α and σ in straight lines, as the points move.
    pub fn level_at(&self, position: f64) -> Level {
        let last = self.levels.len() - 1;
        let before = (position.max(0.0) as usize).min(last);
        let (a, b) = (self.levels[before], self.levels[(before + 1).min(last)]);
        let share = (position - before as f64).clamp(0.0, 1.0);
        Level { alpha: a.alpha + share * (b.alpha - a.alpha), sigma: a.sigma + share * (b.sigma - a.sigma) }
    }

    /// The data, `α x_0 + σ ε`, at a position between states.
    pub fn data_at(&self, position: f64, out: &mut Vec<f32>) {
        let level = self.level_at(position);
        out.clear();
        out.extend(self.noise.x0.iter().zip(&self.noise.eps).map(|(x0, eps)| level.noised(*x0, *eps) as f32));
    }

    /// The exact cloud, as far as it is carried, at a position between states.
    pub fn points_at(&self, position: f64, out: &mut Vec<f32>) {
        self.trajectory.at(position, self.done, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::continuous_method::ContinuousMethod;
    use diffusion::standard_method::StandardMethod;
    use diffusion::{Method, Preset, Sampler};

    #[test]
    fn in_slices_or_at_once_the_cloud_is_the_same() {
        let config = Config { samples: 1_300, ..Preset::SimpleMultimodal.config() };
        let (mut whole, mut sliced) = (ExactCloud::new(&config), ExactCloud::new(&config));
        while whole.advance(usize::MAX) {}
        let mut slices = 0;
        while sliced.advance(1) {
            slices += 1;
        }
        assert!(slices > 20);
        assert_eq!((whole.figures.done(), &whole.trajectory), (sliced.figures.done(), &sliced.trajectory));
    }

    #[test]
    fn it_ends_on_the_spikes_from_the_same_noise_whatever_the_levels() {
        let mut config = Preset::SimpleMultimodal.config();
        let mut exact = ExactCloud::new(&config);
        while exact.advance(FRAME) {}
        assert!(exact.figures().last().unwrap().avg_sq_distance < 2e-3);
        let start = exact.noise.start.clone();
        config.method = Preset::SimpleMultimodalVideo.config().method;
        exact.set(config.seed, &config);
        assert_eq!(exact.noise.start, start);
        assert!(exact.figures().is_empty());
    }

    /// catches: a bug that only the learned cloud has, or whose noise depends on the slices of a frame
    #[test]
    fn a_bug_is_in_the_exact_cloud_too() {
        let config = StandardMethod::Ddpm.config(&Config { samples: 1_300, ..Preset::SimpleMultimodal.config() });
        let Method::Continuous(method) = config.method else { unreachable!("a standard method") };
        let end = |bug, budget| {
            let mut choices = *method;
            (choices.sampler.sampler, choices.bug) = (Sampler::Ddpm, bug);
            let method = Method::Continuous(ContinuousMethod::new(choices).unwrap());
            let mut exact = ExactCloud::new(&Config { method, ..config.clone() });
            while exact.advance(budget) {}
            exact.figures().last().unwrap().avg_sq_distance
        };
        assert!(end(SamplerBug::None, FRAME) < 3e-4);
        let wrong = end(SamplerBug::Unstrided, FRAME);
        assert!(wrong > 0.2, "{wrong}");
        assert_eq!(end(SamplerBug::Unstrided, 1), wrong);
    }

    /// catches: other start noise, the distribution's denoiser in the place of the training points' own
    #[test]
    fn the_memoriser_goes_from_the_same_noise_to_the_training_points() {
        let base = Config { samples: 300, train_points: 12, ..Preset::SimpleMultimodal.config() };
        let config = StandardMethod::Edm.config(&base);
        let (mut exact, mut memoriser) =
            (ExactCloud::new(&config), ExactCloud::of_memoriser(config.seed, &config).unwrap());
        while exact.advance(FRAME) {}
        while memoriser.carry_large(FRAME) {}
        assert_eq!(memoriser.trajectory().state(0), exact.trajectory().state(0));
        let points = exact.training_points();
        assert_eq!(points.len(), 12);
        let (end, last) = (memoriser.trajectory(), exact.levels().len() - 1);
        for [x, y] in end.state(last).chunks_exact(2).map(|row| [f64::from(row[0]), f64::from(row[1])]) {
            let nearest = points.iter().map(|point| (point[0] - x).hypot(point[1] - y)).fold(f64::INFINITY, f64::min);
            assert!(nearest < 1e-2, "({x}, {y}) is {nearest} from any");
        }
        let fresh = Config { train_points: 0, ..config };
        assert!(
            ExactCloud::of_memoriser(fresh.seed, &fresh).is_none()
                && ExactCloud::new(&fresh).training_points().is_empty()
        );
    }

    #[test]
    fn data_are_noised_to_the_shown_level() {
        let exact = ExactCloud::new(&Preset::SingleDdpm.config());
        let mut rows = Vec::new();
        for position in [0.0, 3.5, 10.0] {
            exact.data_at(position, &mut rows);
            let level = exact.level_at(position);
            let figures = CloudStatistics::of(&rows, exact.mixture());
            assert!((figures.moments[0].mean - level.alpha).abs() < 0.1);
            assert!((figures.moments[0].std / level.spread(0.01) - 1.0).abs() < 0.1);
        }
    }
}
