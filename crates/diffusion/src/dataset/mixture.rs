//! Mixtures of round Gaussians, whose noised density and score are known exactly.

use std::f64::consts::TAU;
use std::sync::{Arc, OnceLock};

use super::component::Component;
use super::kernels::Kernels;
use super::normal::normal_cdf;
use crate::process::Level;
use crate::rng::Rng;

/// The component of a mixture that is nearest to a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestComponent {
    /// Its place in the mixture.
    pub index: usize,
    /// The squared distance to its centre.
    pub sq_distance: f64,
}

/// A mixture of round Gaussians in one or two dimensions.
///
/// Noised to a level it is a mixture again, so its density, score and posterior mean are closed-form at every level.
/// Rows of points are stored one after the other: `[x_0, x_1, …]` in 1-D, `[x_0, y_0, x_1, y_1, …]` in 2-D.
#[derive(Clone, Debug)]
pub struct Mixture {
    dim: usize,
    components: Vec<Component>,
    /// See [`Self::kernels`]: worked out when it is first asked for.
    kernels: OnceLock<Option<Arc<Kernels>>>,
}

/// More components than this are [`Kernels`]. All data with names have fewer, and theirs keep the bits that networks were
/// trained on.
const MOST_ONE_BY_ONE: usize = 512;

impl PartialEq for Mixture {
    fn eq(&self, other: &Self) -> bool {
        self.dim == other.dim && self.components == other.components
    }
}

impl Mixture {
    /// These Gaussians (at least one) in `dim` (1 or 2) dimensions, their weights divided by their sum.
    pub fn new(dim: usize, mut components: Vec<Component>) -> Self {
        let total: f64 = components.iter().map(|c| c.weight).sum();
        components.iter_mut().for_each(|c| c.weight /= total);
        Self::of(dim, components)
    }

    /// Equally weighted Gaussians of one standard deviation around `means`, in `dim` (1 or 2) dimensions.
    pub fn equal(dim: usize, means: &[[f64; 2]], std: f64) -> Self {
        let weight = 1.0 / means.len() as f64;
        Self::of(dim, means.iter().map(|&mean| Component { mean, std, weight }).collect())
    }

    /// Components whose weights sum to 1.
    fn of(dim: usize, components: Vec<Component>) -> Self {
        Self { dim, components, kernels: OnceLock::new() }
    }

    /// The number of coordinates of a point: 1 or 2.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The Gaussians it is made of.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Whether there are more components than are worked off, or counted, one by one.
    pub fn is_large(&self) -> bool {
        self.components.len() > MOST_ONE_BY_ONE
    }

    /// How far from 0 a coordinate of a centre lies at most.
    pub fn outermost(&self) -> f64 {
        self.components.iter().flat_map(|c| c.mean).fold(0.0, |far: f64, m| far.max(m.abs()))
    }

    /// The same as kernels, if the components are of one width and so many that they are not worked off one by one.
    pub fn kernels(&self) -> Option<&Kernels> {
        let made = || {
            let [first, ..] = *self.components else { return None };
            let alike = self.components.iter().all(|c| c.std == first.std);
            (alike && self.is_large()).then(|| Arc::new(Kernels::new(self.dim, first.std, &self.components)))
        };
        self.kernels.get_or_init(made).as_deref()
    }

    /// The distribution of `α x_0 + σ ε`: the same mixture with means `α μ_k` and variances `α² s_k² + σ²`.
    pub fn noised(&self, level: Level) -> Self {
        let noised = |c: &Component| Component {
            mean: c.mean.map(|m| level.alpha * m),
            std: level.spread(c.std),
            weight: c.weight,
        };
        Self::of(self.dim, self.components.iter().map(noised).collect())
    }

    /// `log p(x)` at one point of `dim` coordinates.
    pub fn log_density(&self, x: &[f64]) -> f64 {
        let logs: Vec<f64> = self.components.iter().map(|c| self.log_joint(c, x)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        largest + logs.iter().map(|l| (l - largest).exp()).sum::<f64>().ln()
    }

    /// `∇ log p(x)` at one point, into `score` (both of `dim` coordinates).
    pub fn score(&self, x: &[f64], score: &mut [f64]) {
        score.fill(0.0);
        for (c, responsibility) in self.components.iter().zip(self.responsibilities(x)) {
            for (s, (x, mean)) in score.iter_mut().zip(x.iter().zip(c.mean)) {
                *s += responsibility * (mean - x) / (c.std * c.std);
            }
        }
    }

    /// The probability of every component, given that `x` was drawn: `r_k = w_k N(x; μ_k, s_k² I) / p(x)`.
    pub fn responsibilities(&self, x: &[f64]) -> Vec<f64> {
        let log_density = self.log_density(x);
        self.components.iter().map(|c| (self.log_joint(c, x) - log_density).exp()).collect()
    }

    /// The density of one coordinate alone, at `value`.
    pub fn marginal_density(&self, axis: usize, value: f64) -> f64 {
        let density = |c: &Component| {
            let z = (value - c.mean[axis]) / c.std;
            c.weight * (-0.5 * z * z).exp() / (TAU.sqrt() * c.std)
        };
        self.components.iter().map(density).sum()
    }

    /// The distribution function of one coordinate alone: the mass at or below `value`.
    pub fn marginal_cdf(&self, axis: usize, value: f64) -> f64 {
        self.components.iter().map(|c| c.weight * normal_cdf((value - c.mean[axis]) / c.std)).sum()
    }

    /// Where one coordinate lies: `stds` standard deviations to either side of every component.
    pub fn marginal_range(&self, axis: usize, stds: f64) -> [f64; 2] {
        let ends = self.components.iter().map(|c| [c.mean[axis] - stds * c.std, c.mean[axis] + stds * c.std]);
        ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], [a, b]| [low.min(a), high.max(b)])
    }

    /// The mean of one coordinate.
    pub fn mean(&self, axis: usize) -> f64 {
        self.components.iter().map(|c| c.weight * c.mean[axis]).sum()
    }

    /// The mean of each coordinate; the second is 0 in 1-D.
    pub fn means(&self) -> [f64; 2] {
        [0, 1].map(|axis| if axis < self.dim { self.mean(axis) } else { 0.0 })
    }

    /// The standard deviation of one coordinate: `Var = Σ w_k (s_k² + μ_k²) - mean²`.
    pub fn std(&self, axis: usize) -> f64 {
        let mean = self.mean(axis);
        let variance = |c: &Component| c.weight * (c.std * c.std + (c.mean[axis] - mean).powi(2));
        self.components.iter().map(variance).sum::<f64>().sqrt()
    }

    /// The smallest standard deviation of a component.
    pub fn smallest_std(&self) -> f64 {
        self.components().iter().fold(f64::INFINITY, |smallest, component| smallest.min(component.std))
    }

    /// The standard deviation of the data as one number: the root of the mean variance over the coordinates.
    pub fn overall_std(&self) -> f64 {
        ((0..self.dim).map(|axis| self.std(axis).powi(2)).sum::<f64>() / self.dim as f64).sqrt()
    }

    /// `E ‖x - nearest centre‖²` as the original programs count it, where spikes are far apart: `dim · Σ w_k s_k²`.
    pub fn expected_sq_distance(&self) -> f64 {
        self.dim as f64 * self.components.iter().map(|c| c.weight * c.std * c.std).sum::<f64>()
    }

    /// `count` independent points, appended to `rows`.
    pub fn sample(&self, count: usize, rng: &mut Rng, rows: &mut Vec<f64>) {
        for _ in 0..count {
            let component = self.pick(rng.uniform());
            self.draw(component, rng, rows);
        }
    }

    /// `per_component` points *of each* component, component after component, appended to `rows`: the batch of the
    /// original programs.
    pub fn stratified(&self, per_component: usize, rng: &mut Rng, rows: &mut Vec<f64>) {
        for component in &self.components {
            for _ in 0..per_component {
                self.draw(component, rng, rows);
            }
        }
    }

    /// `count` points spread over the components by their weights as evenly as whole numbers allow, in their order,
    /// appended to `rows`: a sample whose shares have no noise.
    pub fn proportional(&self, count: usize, rng: &mut Rng, rows: &mut Vec<f64>) {
        for i in 0..count {
            let component = self.pick((i as f64 + 0.5) / count as f64);
            self.draw(component, rng, rows);
        }
    }

    /// `count` points, one of each of as many equal shares of the components in their order, appended to `rows`: every
    /// point has the mixture's own distribution, and shares hardly vary.
    pub fn systematic(&self, count: usize, rng: &mut Rng, rows: &mut Vec<f64>) {
        let (mut owner, mut owned) = (0, self.components[0].weight);
        for i in 0..count {
            let u = (i as f64 + rng.uniform()) / count as f64;
            while u >= owned && owner + 1 < self.components.len() {
                owner += 1;
                owned += self.components[owner].weight;
            }
            self.draw(&self.components[owner], rng, rows);
        }
    }

    /// The component whose centre is nearest to the point.
    pub fn nearest(&self, x: &[f64]) -> NearestComponent {
        let all = self.components.iter().enumerate();
        let distances = all.map(|(index, c)| NearestComponent { index, sq_distance: sq_distance(x, &c.mean) });
        let none = NearestComponent { index: 0, sq_distance: f64::INFINITY };
        distances.fold(none, |best, next| if next.sq_distance < best.sq_distance { next } else { best })
    }

    /// The component that owns the share `u` of [0, 1).
    fn pick(&self, u: f64) -> &Component {
        let mut left = u;
        let owner = self.components.iter().find(|c| {
            left -= c.weight;
            left < 0.0
        });
        // Weights sum to 1 up to rounding: what is left over belongs to the last.
        owner.unwrap_or(&self.components[self.components.len() - 1])
    }

    fn draw(&self, component: &Component, rng: &mut Rng, rows: &mut Vec<f64>) {
        rows.extend(component.mean[..self.dim].iter().map(|mean| mean + component.std * rng.normal()));
    }

    /// `log (w_k N(x; μ_k, s_k² I))`.
    fn log_joint(&self, c: &Component, x: &[f64]) -> f64 {
        let variance = c.std * c.std;
        c.weight.ln() - 0.5 * sq_distance(x, &c.mean) / variance - 0.5 * self.dim as f64 * (TAU * variance).ln()
    }
}

fn sq_distance(x: &[f64], mean: &[f64; 2]) -> f64 {
    x.iter().zip(mean).map(|(x, m)| (x - m).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dataset, Stream};

    const LEVELS: [Level; 3] = [Level::CLEAN, Level { alpha: 1.0, sigma: 0.7 }, Level { alpha: 0.3, sigma: 0.95 }];

    fn each(check: impl Fn(&Mixture)) {
        Dataset::ALL.iter().for_each(|data| check(&data.mixture()));
        LEVELS[1..].iter().for_each(|&level| check(&Dataset::FourSpikes.mixture().noised(level)));
    }

    #[test]
    fn score_is_the_slope_of_the_log_density() {
        each(|mixture| {
            let x = &[0.4, -0.2][..mixture.dim()];
            let mut score = [0.0; 2];
            mixture.score(x, &mut score[..mixture.dim()]);
            for axis in 0..mixture.dim() {
                let h = 1e-5;
                let at = |d: f64| {
                    let mut x = x.to_vec();
                    x[axis] += d;
                    mixture.log_density(&x)
                };
                let slope = (at(h) - at(-h)) / (2.0 * h);
                assert!((score[axis] - slope).abs() < 1e-6 * slope.abs().max(1.0), "{} against {slope}", score[axis]);
            }
        });
    }

    #[test]
    fn the_marginal_integrates_to_one_with_the_stated_moments() {
        each(|mixture| {
            for axis in 0..mixture.dim() {
                let (step, mut total, mut first, mut second) = (1e-3, 0.0, 0.0, 0.0);
                for i in -8000..8000 {
                    let x = (f64::from(i) + 0.5) * step;
                    let mass = mixture.marginal_density(axis, x) * step;
                    assert!((total - mixture.marginal_cdf(axis, x - 0.5 * step)).abs() < 1e-3, "at {x}");
                    (total, first, second) = (total + mass, first + mass * x, second + mass * x * x);
                }
                assert!((total - 1.0).abs() < 1e-6, "integral {total}");
                assert!((first - mixture.mean(axis)).abs() < 1e-6, "mean {first}");
                assert!(((second - first * first).sqrt() - mixture.std(axis)).abs() < 1e-6);
            }
        });
    }

    #[test]
    fn a_batch_holds_the_same_number_of_every_spike_in_order() {
        let mixture = Dataset::FourSpikes.mixture();
        let mut rows = Vec::new();
        mixture.stratified(5, &mut Rng::new(0, Stream::Batch), &mut rows);
        let owners: Vec<usize> = rows.chunks(2).map(|x| mixture.nearest(x).index).collect();
        assert_eq!(owners, (0..20).map(|row| row / 5).collect::<Vec<_>>());
    }

    /// catches: rows that always fall on the same components, shares that vary as if drawn one by one
    #[test]
    fn a_stratified_batch_has_the_shares_of_the_mixture() {
        let mixture = Dataset::Moons.mixture();
        let mut counts = vec![0u32; mixture.components().len()];
        let mut rng = Rng::new(0, Stream::Batch);
        for _ in 0..400 {
            let mut rows = Vec::new();
            mixture.systematic(64, &mut rng, &mut rows);
            let upper = rows.chunks(2).filter(|x| mixture.nearest(x).index < counts.len() / 2).count();
            assert!((28..=36).contains(&upper), "{upper} of 64 in one of two equal halves");
            rows.chunks(2).for_each(|x| counts[mixture.nearest(x).index] += 1);
        }
        // 128 of each component are expected; neighbours are taken for one another.
        assert!(counts.iter().all(|count| (64..=192).contains(count)), "{counts:?}");
    }

    #[test]
    fn samples_follow_the_distribution() {
        each(|mixture| {
            let (mut rows, n) = (Vec::new(), 40_000);
            mixture.sample(n, &mut Rng::new(3, Stream::Batch), &mut rows);
            for axis in 0..mixture.dim() {
                let column: Vec<f64> = rows.iter().skip(axis).step_by(mixture.dim()).copied().collect();
                let mean = column.iter().sum::<f64>() / n as f64;
                let standard_error = mixture.std(axis) / (n as f64).sqrt();
                assert!((mean - mixture.mean(axis)).abs() < 4.0 * standard_error);
            }
        });
    }
}
