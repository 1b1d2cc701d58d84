//! The seed's walks: a plan of moves on a network's own grid, and the walk that takes them; and the exact walk beside it.

use std::rc::Rc;

use super::ddim::ddim_step;
use super::seed::{Ancestral, ancestral_step, naive_step};
use crate::tabulated::{Tabulated, normal_cdf};
use crate::{Denoiser, Level, Rng, Stream};

/// Where a walk begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// `x = shift + scale z` in every coordinate.
    Gaussian {
        /// Added to every coordinate: the seed's DDPM programs add `√ᾱ` whatever the data's mean.
        shift: f64,
        /// The standard deviation.
        scale: f64,
    },
    /// By inverse transform on a tabulated density, with `u = Φ(z)`.
    Tabulated(Tabulated),
}

impl Start {
    /// Start points from standard normal noise, in place.
    pub fn place(&self, z: &mut [f64]) {
        match self {
            Self::Gaussian { shift, scale } => z.iter_mut().for_each(|z| *z = shift + scale * *z),
            Self::Tabulated(table) => {
                let quantile = table.quantile();
                z.iter_mut().for_each(|z| *z = quantile(normal_cdf(*z)));
            }
        }
    }

    /// `rows` start points of `dim` coordinates: the noise that every cloud of this seed and draw begins from.
    #[must_use]
    pub fn points(&self, rows: usize, dim: usize, seed: u32, draw: u32) -> Vec<f64> {
        let mut x = Rng::new(seed, Stream::Start { draw }).normals(rows * dim);
        self.place(&mut x);
        x
    }
}

/// Which rule a move follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// [`naive_step`]
    Naive,
    /// [`ancestral_step`]
    Ancestral(Ancestral),
}

/// One move of a walk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The level of the grid that the network is asked about.
    pub level: usize,
    /// Where the points are meant to be afterwards.
    pub to: Level,
    /// How to get there.
    pub rule: Rule,
}

/// A whole walk, before it is taken: a start and its moves. State 0 is the start, state `k` follows move `k`.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The level of the start.
    pub first: Level,
    /// Where the points come from.
    pub start: Start,
    /// What is done to them.
    pub moves: Vec<Move>,
}

impl Plan {
    /// The level of every state, one more than there are moves.
    #[must_use]
    pub fn levels(&self) -> Vec<Level> {
        std::iter::once(self.first).chain(self.moves.iter().map(|m| m.to)).collect()
    }
}

/// What a network says, or what it should say, of points at a level of its own grid.
pub trait Predictor {
    /// Why it could not answer.
    type Error;

    /// Writes the prediction for the rows of `x` at level `level` of the grid into `out`, of the same length.
    ///
    /// # Errors
    /// Where the prediction cannot be computed.
    fn predict(&self, x: &[f64], level: usize, out: &mut [f64]) -> Result<(), Self::Error>;
}

/// A predictor that several walks share.
impl<P: Predictor> Predictor for Rc<P> {
    type Error = P::Error;

    fn predict(&self, x: &[f64], level: usize, out: &mut [f64]) -> Result<(), Self::Error> {
        self.as_ref().predict(x, level, out)
    }
}

/// A block of points on its way: an iterator over the states after every move.
#[derive(Debug)]
pub struct Walk<P> {
    moves: std::vec::IntoIter<Move>,
    predictor: P,
    x: Vec<f64>,
    output: Vec<f64>,
    rng: Rng,
}

impl<P: Predictor> Walk<P> {
    /// From the points `x` along the plan, asking `predictor` and drawing the step noise from `rng`.
    pub fn new(plan: &Plan, predictor: P, x: Vec<f64>, rng: Rng) -> Self {
        let output = vec![0.0; x.len()];
        Self { moves: plan.moves.clone().into_iter(), predictor, x, output, rng }
    }
}

impl<P: Predictor> Iterator for Walk<P> {
    type Item = Result<Vec<f64>, P::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let Move { level, rule, .. } = self.moves.next()?;
        if let Err(error) = self.predictor.predict(&self.x, level, &mut self.output) {
            return Some(Err(error));
        }
        match rule {
            Rule::Naive => naive_step(&mut self.x, &self.output),
            Rule::Ancestral(step) => ancestral_step(&mut self.x, &self.output, step, || self.rng.normal()),
        }
        Some(Ok(self.x.clone()))
    }
}

/// The exact walk: DDIM (η = 0) with an exact denoiser from state to state, over `levels`. Calls `state` with the
/// points of every state, the start first.
pub fn exact_walk(denoiser: &impl Denoiser, levels: &[Level], mut x: Vec<f64>, mut state: impl FnMut(usize, &[f64])) {
    let mut denoised = vec![0.0; x.len()];
    state(0, &x);
    for (i, pair) in levels.windows(2).enumerate() {
        denoiser.denoise(&x, pair[0], &mut denoised);
        ddim_step(&mut x, &denoised, pair[0], pair[1]);
        state(i + 1, &x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampler::Way;
    use crate::{Config, Dataset, Grid, Mixture, Recipe, Target};

    /// What a perfect network would say: the conditional mean of its target.
    struct Perfect {
        data: Mixture,
        grid: Grid,
        target: Target,
    }

    impl Perfect {
        fn of(config: &Config) -> Self {
            Self { data: config.dataset.mixture(), grid: config.method.grid(), target: config.method.target() }
        }
    }

    impl Predictor for Perfect {
        type Error = std::convert::Infallible;

        fn predict(&self, x: &[f64], level: usize, out: &mut [f64]) -> Result<(), Self::Error> {
            let at = self.grid.levels()[level];
            self.data.denoise(x, at, out);
            let taught = self.target.at(&self.grid, level);
            for (out, x) in out.iter_mut().zip(x) {
                *out = taught.expected(at, *x, *out);
            }
            Ok(())
        }
    }

    fn mean_and_std(x: &[f64]) -> (f64, f64) {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (x.len() - 1) as f64;
        (mean, variance.sqrt())
    }

    fn plan(config: &Config) -> Plan {
        match config.method.way(&config.dataset.mixture()) {
            Way::Plan(plan) => plan,
            Way::Course(..) => unreachable!("the seed's programs have plans"),
        }
    }

    /// The first coordinate at the end of a walk with perfect networks.
    fn walked(config: &Config) -> Vec<f64> {
        let perfect = Rc::new(Perfect::of(config));
        let plan = plan(config);
        let dim = perfect.data.dim();
        let x = plan.start.points(4000, dim, 0, 0);
        let walk = Walk::new(&plan, perfect, x, Rng::new(0, Stream::Steps { draw: 0, block: 0 }));
        let end = walk.last().expect("a plan has moves").expect("a perfect network always answers");
        end.into_iter().step_by(dim).collect()
    }

    /// The first coordinate at the end of the exact walk.
    fn walked_exactly(config: &Config) -> Vec<f64> {
        let data = config.dataset.mixture();
        let plan = plan(config);
        let mut end = Vec::new();
        let x = plan.start.points(4000, data.dim(), 0, 0);
        exact_walk(&data, &plan.levels(), x, |_, x| end = x.iter().copied().step_by(data.dim()).collect());
        end
    }

    /// The naive recipes; those of four spikes on one of their spikes, where every step is linear and the end can be
    /// worked out: between spikes a finite grid strands a few points.
    fn naive_on_one_spike() -> [Config; 4] {
        let alone = |recipe: Recipe| Config { dataset: Dataset::Corner, ..recipe.config() };
        [
            Recipe::Simple1Diffusion.config(),
            Recipe::Simple2Diffusion.config(),
            alone(Recipe::SimpleMultimodal),
            alone(Recipe::SimpleMultimodalVideo),
        ]
    }

    fn within(value: f64, expected: f64, relative: f64) {
        assert!((value / expected - 1.0).abs() < relative, "{value} is not {expected}");
    }

    /// The expected values are products over the grid of `1 - k σ'/σ` with `k = σ²/(s² + σ²)`, worked out apart.
    /// With 4 000 points a standard deviation is known to 1.1 %: 5 % is more than four standard errors.
    #[test]
    fn perfect_naive_networks_end_where_the_seeds_target_leads() {
        for (config, std) in naive_on_one_spike().iter().zip([0.013_850, 0.005_494, 5.789e-9, 1.861e-10]) {
            within(mean_and_std(&walked(config)).1, std, 0.05);
        }
        let (mean, _) = mean_and_std(&walked(&Recipe::Simple1Diffusion.config()));
        assert!((mean - 0.993).abs() < 0.001, "mean {mean}");
    }

    /// As above, with the factors `1 + k (σ' - σ)/σ` of the consistent step.
    #[test]
    fn the_consistent_step_ends_near_the_data() {
        for (config, std) in naive_on_one_spike().iter().zip([0.007_569, 0.007_873, 0.008_906, 0.007_165]) {
            within(mean_and_std(&walked_exactly(config)).1, std, 0.05);
        }
    }

    #[test]
    fn nearly_every_exact_walk_ends_at_one_of_the_four_spikes() {
        let end = walked_exactly(&Recipe::SimpleMultimodal.config());
        let stranded = end.iter().filter(|x| (x.abs() - 1.0).abs() > 0.05).count();
        assert!(stranded < 40, "{stranded} of 4000");
    }

    #[test]
    fn the_inner_course_ends_too_narrow_for_want_of_noise_at_level_1() {
        within(mean_and_std(&walked(&Recipe::DetailedDdpm.config())).1, 0.0104, 0.05);
    }

    #[test]
    fn noise_is_added_where_the_seed_adds_it() {
        let config = Recipe::SingleDdpm.config();
        let plan = plan(&config);
        let noises: Vec<f64> = plan
            .moves
            .iter()
            .map(|m| match m.rule {
                Rule::Ancestral(step) => step.noise,
                Rule::Naive => unreachable!("a DDPM plan"),
            })
            .collect();
        assert!(noises[..8].iter().all(|noise| *noise > 0.0) && noises[8..] == [0.0, 0.0]);
    }

    #[test]
    fn repeats_hold_the_level_and_the_exact_cloud() {
        let config = Recipe::MultimodalDdpm.config();
        let plan = plan(&config);
        assert_eq!(plan.moves.len(), 30);
        assert!(plan.moves[19..].iter().all(|m| m.level == 19 && m.to == Level::CLEAN));
        let mut states = Vec::new();
        exact_walk(&config.dataset.mixture(), &plan.levels(), vec![0.3, -0.2], |_, x| states.push(x.to_vec()));
        assert_eq!(states[20], states[30]);
    }

    #[test]
    fn fewer_samples_are_a_prefix_of_more() {
        let plan = plan(&Recipe::SimpleMultimodal.config());
        assert_eq!(plan.start.points(100, 2, 5, 1), plan.start.points(3000, 2, 5, 1)[..200]);
    }
}
