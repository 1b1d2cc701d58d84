//! Whether samples remember the points that a network was trained on, held against both exact answers.
//!
//! The *generaliser* is the distribution itself, and its denoiser. The *memoriser* is the exact denoiser of the training
//! points alone, which is the best that can be learned from them (Biroli et al. 2024, Dynamical Regimes of Diffusion
//! Models, arXiv 2402.18491).
//!
//! A sample counts as a copy where its nearest training point is less than a third as far as the second nearest (Yoon et
//! al. 2023, Diffusion Probabilistic Models Generalize when They Fail to Memorize, sec. 3). Points of the distribution
//! itself do so by chance; a sampler whose denoiser is exact for the training points alone copies nearly always.

use serde::{Deserialize, Serialize};

use crate::dataset::Mixture;
use crate::process::Level;
use crate::rng::{Rng, Stream};

/// A copy is nearer than this share of the way to the second nearest training point.
const NEARER: f64 = 1.0 / 3.0;

/// The training points of a network, and the distribution that they were drawn from.
#[derive(Clone, Debug)]
pub struct ExactAnswers {
    data: Mixture,
    training_set: Mixture,
}

impl ExactAnswers {
    /// Of these training points, each a component, drawn from these data.
    pub fn new(data: Mixture, training_set: Mixture) -> Self {
        Self { data, training_set }
    }

    /// The training points.
    pub fn training_set(&self) -> &Mixture {
        &self.training_set
    }

    /// The share of rows that are copies. NaN without any.
    pub fn copies(&self, rows: &[f64]) -> f64 {
        let points = rows.chunks_exact(self.data.dim());
        let count = points.len();
        let is_copy = |point: &&[f64]| {
            let [nearest, second] = self.training_set.components().iter().fold([f64::INFINITY; 2], |near, training| {
                let squared = point.iter().zip(&training.mean).map(|(x, mean)| (x - mean) * (x - mean)).sum::<f64>();
                if squared < near[0] { [squared, near[0]] } else { [near[0], near[1].min(squared)] }
            });
            nearest < NEARER * NEARER * second
        };
        points.filter(is_copy).count() as f64 / count as f64
    }

    /// So many points of the distribution itself: samples of a perfect generaliser.
    pub fn generaliser(&self, points: usize, draw: u32) -> Vec<f64> {
        let mut rows = Vec::with_capacity(points * self.data.dim());
        self.data.sample(points, &mut Rng::new(0, Stream::Reference { draw }), &mut rows);
        rows
    }

    /// So many samples of a perfect memoriser: a perfect sampler of the training points, down to the last level with noise,
    /// and from there the last step.
    pub fn memoriser(&self, points: usize, last: Level, draw: u32) -> Vec<f64> {
        let mut rng = Rng::new(0, Stream::Reference { draw });
        let (mut noisy, mut clean) = (Vec::new(), vec![0.0; points * self.data.dim()]);
        self.training_set.sample(points, &mut rng, &mut noisy);
        noisy.iter_mut().for_each(|x| *x = last.noised(*x, rng.normal()));
        self.training_set.posterior_mean(&noisy, last, &mut clean);
        clean
    }
}

/// How far three predictions of ε are apart at one level: roots of the mean squares, coordinate by coordinate, so that a
/// distance of 1 is as much as the noise itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreGap {
    /// From the generaliser's to the memoriser's.
    pub of_answers: f64,
    /// From the network's to the generaliser's.
    pub to_generaliser: f64,
    /// From the network's to the memoriser's.
    pub to_memoriser: f64,
}

impl ScoreGap {
    /// Of predictions at the same points. NaN without any.
    pub fn between(generaliser: &[f64], memoriser: &[f64], learned: &[f64]) -> Self {
        let distance = |a: &[f64], b: &[f64]| {
            let sum: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
            (sum / a.len() as f64).sqrt()
        };
        Self {
            of_answers: distance(generaliser, memoriser),
            to_generaliser: distance(learned, generaliser),
            to_memoriser: distance(learned, memoriser),
        }
    }

    /// Whether the answers differ by more than a tenth of the noise.
    pub fn is_wide(&self) -> bool {
        self.of_answers > 0.1
    }

    /// The share of the way from the generaliser's to the memoriser's answer that the network has gone: 0 at the one, 1 at
    /// the other, outside of both where it is beyond. `E⟨l - g, m - g⟩ / E‖m - g‖²`, which the three distances determine.
    /// NaN where the answers are one.
    pub fn way(&self) -> f64 {
        let [of_answers, to_generaliser, to_memoriser] =
            [self.of_answers, self.to_generaliser, self.to_memoriser].map(|distance| distance * distance);
        0.5 * (to_generaliser + of_answers - to_memoriser) / of_answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Preset};

    fn of(train_points: usize) -> ExactAnswers {
        let config = Config { train_points, seed: 3, ..Preset::SimpleMultimodal.config() };
        ExactAnswers::new(config.dataset.mixture(), config.training_set().unwrap())
    }

    #[test]
    fn a_copy_is_three_times_nearer_to_one_training_point_than_to_any_other() {
        let answers =
            ExactAnswers::new(Mixture::equal(1, &[[0.0; 2]], 1.0), Mixture::equal(1, &[[0.0; 2], [1.0, 0.0]], 0.0));
        for (x, is_copy) in
            [(0.0, true), (0.24, true), (0.26, false), (0.74, false), (0.76, true), (-0.4, true), (-0.6, false)]
        {
            assert_eq!(answers.copies(&[x]), if is_copy { 1.0 } else { 0.0 }, "{x}");
        }
        assert!(answers.copies(&[]).is_nan());
    }

    /// In the plane, far from the edges, the nearest of evenly strewn points is less than a third as far as the second
    /// with a probability of 1/9: the two squared distances are sums of one and of two exponential variables.
    #[test]
    fn points_of_the_distribution_copy_by_chance_and_the_memoriser_always() {
        let many = of(4096);
        let chance: f64 = (0..19).map(|draw| many.copies(&many.generaliser(1_000, draw))).sum::<f64>() / 19.0;
        assert!((chance - 1.0 / 9.0).abs() < 0.01, "{chance}");
        for points in [4, 64] {
            let few = of(points);
            let last = Level { alpha: 1.0, sigma: 1e-5 };
            assert_eq!(few.copies(&few.memoriser(1_000, last, 0)), 1.0);
            assert!(few.copies(&few.generaliser(1_000, 0)) < 0.9, "{points}");
        }
    }

    /// A network that is somewhere on the line between both answers, and off it.
    #[test]
    fn the_way_of_a_network_is_its_part_along_the_line_between_the_answers() {
        let (generaliser, memoriser) = ([0.0, 0.0, 1.0, 1.0], [2.0, 0.0, 1.0, 3.0]);
        for (way, off) in [(0.0, 0.0), (0.25, 0.7), (1.0, 0.0), (1.5, 0.2)] {
            let along = |i: usize| generaliser[i] + way * (memoriser[i] - generaliser[i]);
            let learned = [along(0), off, along(2) - off, along(3)];
            let gap = ScoreGap::between(&generaliser, &memoriser, &learned);
            assert!((gap.way() - way).abs() < 1e-12 && (gap.of_answers - 2f64.sqrt()).abs() < 1e-12, "{gap:?}");
            let beside = (0.5 * (off * off + (way * 2.0f64).powi(2))).sqrt();
            assert!((gap.to_generaliser - beside).abs() < 1e-12, "{gap:?}");
        }
        assert!(ScoreGap::between(&generaliser, &generaliser, &memoriser).way().is_nan());
    }
}
