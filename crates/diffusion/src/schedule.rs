//! Schedules: which noise levels there are, from the noisiest to the cleanest.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Level;
use crate::level::Path;

mod continuous;

pub use continuous::{Continuous, Schedule};

/// The most levels that a schedule may have that a network is trained on.
pub const MAX_LEVELS: usize = 200;

/// The most levels that a grid may have that is only walked: a continuous schedule has as many as are asked for.
pub const MAX_STEPS: usize = 1000;

/// A schedule that cannot be: the reason, in words.
#[derive(Clone, PartialEq, Eq)]
pub struct Impossible(pub(crate) &'static str);

/// As it is displayed: the derived form would bring the escaping of strings, two kilobytes, into a page that never sees it.
impl fmt::Debug for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Impossible {}

/// The grid of Karras et al. 2022, eq. 5. Only possible ones can be made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Karras {
    sigma_min: f64,
    sigma_max: f64,
    rho: f64,
    levels: usize,
}

impl Karras {
    /// `levels` noise levels from `sigma_max` down to `sigma_min`, bent by `rho`.
    ///
    /// # Errors
    /// Unless `0 < sigma_min < sigma_max`, both finite, `rho > 0` and `2 ≤ levels ≤ MAX_LEVELS`.
    pub fn new(sigma_min: f64, sigma_max: f64, rho: f64, levels: usize) -> Result<Self, Impossible> {
        let ordered = 0.0 < sigma_min && sigma_min < sigma_max && sigma_max.is_finite();
        if !ordered {
            return Err(Impossible("sigma_min must be above 0 and below sigma_max"));
        }
        if !(rho > 0.0 && rho.is_finite()) {
            return Err(Impossible("rho must be above 0"));
        }
        if !(2..=MAX_LEVELS).contains(&levels) {
            return Err(Impossible("a schedule has from 2 to 200 levels"));
        }
        Ok(Self { sigma_min, sigma_max, rho, levels })
    }

    /// The smallest noise level.
    #[must_use]
    pub fn sigma_min(&self) -> f64 {
        self.sigma_min
    }

    /// The largest noise level.
    #[must_use]
    pub fn sigma_max(&self) -> f64 {
        self.sigma_max
    }

    /// The bend: 1 spaces levels evenly, larger values crowd them near `sigma_min`.
    #[must_use]
    pub fn rho(&self) -> f64 {
        self.rho
    }

    /// N, the number of levels.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// `σ_i = (σ_max^{1/ρ} + i/(N-1) (σ_min^{1/ρ} - σ_max^{1/ρ}))^ρ` for `i = 0 … N-1`, falling.
    #[must_use]
    pub fn sigmas(&self) -> Vec<f64> {
        let root = |sigma: f64| sigma.powf(1.0 / self.rho);
        let (from, to) = (root(self.sigma_max), root(self.sigma_min));
        let last = (self.levels - 1) as f64;
        (0..self.levels).map(|i| (from + i as f64 / last * (to - from)).powf(self.rho)).collect()
    }
}

/// The betas of a DDPM: `β_0 < … < β_{T-1}`, each in (0, 1), from the cleanest step to the noisiest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Betas(Vec<f64>);

impl Betas {
    /// These betas, rising.
    ///
    /// # Errors
    /// Unless there are from 2 to `MAX_LEVELS` of them, strictly rising inside (0, 1).
    pub fn new(betas: Vec<f64>) -> Result<Self, Impossible> {
        if !(2..=MAX_LEVELS).contains(&betas.len()) {
            return Err(Impossible("a schedule has from 2 to 200 betas"));
        }
        if !betas.iter().all(|beta| 0.0 < *beta && *beta < 1.0) {
            return Err(Impossible("every beta must lie between 0 and 1"));
        }
        if !betas.is_sorted_by(|a, b| a < b) {
            return Err(Impossible("betas must rise"));
        }
        Ok(Self(betas))
    }

    /// `β_0 … β_{T-1}`.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// `ᾱ_t = Π_{s ≤ t} (1 - β_s)` for `t = 0 … T-1`, falling.
    #[must_use]
    pub fn alpha_bars(&self) -> Vec<f64> {
        let product = |alpha_bar: &mut f64, beta: &f64| {
            *alpha_bar *= 1.0 - beta;
            Some(*alpha_bar)
        };
        self.0.iter().scan(1.0, product).collect()
    }
}

/// The ways to choose betas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BetaSchedule {
    /// Every beta given.
    Listed(Betas),
    /// A Karras grid read backwards and *used as betas*, the way `multimodal_DDPM` does it.
    Karras(KarrasBetas),
}

impl BetaSchedule {
    /// `β_0 … β_{T-1}`.
    #[must_use]
    pub fn betas(&self) -> Betas {
        match self {
            Self::Listed(betas) => betas.clone(),
            Self::Karras(KarrasBetas(karras)) => Betas(karras.sigmas().into_iter().rev().collect()),
        }
    }
}

/// A Karras grid whose values can be betas: `sigma_max` is below 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KarrasBetas(Karras);

impl KarrasBetas {
    /// This grid, to be read as betas.
    ///
    /// # Errors
    /// Unless `sigma_max < 1`.
    pub fn new(karras: Karras) -> Result<Self, Impossible> {
        if karras.sigma_max < 1.0 { Ok(Self(karras)) } else { Err(Impossible("a beta must be below 1")) }
    }

    /// The grid.
    #[must_use]
    pub fn karras(&self) -> &Karras {
        &self.0
    }
}

/// The levels of a schedule, noisiest first: level `i` of `0 … N-1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    path: Path,
    levels: Vec<Level>,
    /// What a network is told of each level.
    conditions: Vec<f64>,
    /// The beta of the step away from each level, where there are betas.
    betas: Option<Vec<f64>>,
}

impl Grid {
    /// `σ_0 > … > σ_{N-1}` with `α = 1`: the naive models.
    #[must_use]
    pub fn exploding(sigmas: &[f64]) -> Self {
        let levels = sigmas.iter().map(|&sigma| Level::exploding(sigma)).collect();
        Self { path: Path::Exploding, levels, conditions: sigmas.to_vec(), betas: None }
    }

    /// The levels `(√ᾱ_t, √(1-ᾱ_t))` of a DDPM.
    #[must_use]
    pub fn preserving(betas: Betas) -> Self {
        let levels = betas.alpha_bars().into_iter().rev().map(Level::preserving).collect();
        let betas: Vec<f64> = betas.0.into_iter().rev().collect();
        let conditions = betas.iter().map(|beta| 1.0 - beta).collect();
        Self { path: Path::Preserving, levels, conditions, betas: Some(betas) }
    }

    /// The levels of these noise-to-signal ratios along a path.
    ///
    /// # Errors
    /// Unless there are from 2 to `MAX_STEPS` ratios, strictly falling and above 0; the first may be infinite (pure
    /// noise) where the path is not `Exploding`.
    pub fn along(path: Path, ratios: &[f64]) -> Result<Self, Impossible> {
        check_ratios(path, ratios)?;
        let levels: Vec<Level> = ratios.iter().map(|&ratio| path.at(ratio)).collect();
        let conditions = levels.iter().map(|level| level.sigma).collect();
        Ok(Self { path, levels, conditions, betas: None })
    }

    /// Every so many levels of this grid: `count` of them, evenly spaced by index, with the first and the last. The
    /// betas are those of the longer steps, `β = 1 - ᾱ_t/ᾱ_s`, with the levels' own `ᾱ` (Song et al. 2021, DDIM,
    /// sec. 4.2); what a network is told of a level stays as it was.
    ///
    /// # Errors
    /// Unless `2 ≤ count ≤ N`.
    pub fn strided(&self, count: usize) -> Result<Self, Impossible> {
        if !(2..=self.len()).contains(&count) {
            return Err(Impossible("a strided grid has at least 2 levels and no more than the grid it is taken from"));
        }
        let kept: Vec<usize> = (0..count).map(|i| stride(i, count, self.len())).collect();
        let levels: Vec<Level> = kept.iter().map(|&i| self.levels[i]).collect();
        let betas = self.betas.is_some().then(|| step_betas(&levels));
        Ok(Self { path: self.path, conditions: kept.iter().map(|&i| self.conditions[i]).collect(), levels, betas })
    }

    /// The line that the levels lie on.
    #[must_use]
    pub fn path(&self) -> Path {
        self.path
    }

    /// The levels, noisiest first.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The number of levels, N (T in DDPM).
    #[must_use]
    pub fn len(&self) -> usize {
        self.levels.len()
    }

    /// Never: a schedule has at least two levels.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// The level after `i` on the way to data; after the last comes the data itself.
    #[must_use]
    pub fn next(&self, i: usize) -> Level {
        self.levels.get(i + 1).copied().unwrap_or(Level::CLEAN)
    }

    /// Which level of the grid this is; none if it is no level of it.
    #[must_use]
    pub fn index_of(&self, level: Level) -> Option<usize> {
        self.levels.iter().position(|own| *own == level)
    }

    /// The beta of the step from level `i` to the next: `β_t` with `t = T-1-i`, or that of the longer step of a strided
    /// grid; none where the schedule has no betas.
    #[must_use]
    pub fn beta(&self, i: usize) -> Option<f64> {
        self.betas.as_ref().map(|betas| betas[i])
    }

    /// The scalar `c` that tells a network its level: `α_t = 1 - β_t` for DDPM, `σ_i` otherwise.
    #[must_use]
    pub fn condition(&self, i: usize) -> f64 {
        self.conditions[i]
    }
}

fn check_ratios(path: Path, ratios: &[f64]) -> Result<(), Impossible> {
    if !(2..=MAX_STEPS).contains(&ratios.len()) {
        return Err(Impossible("a walk has from 2 to 1000 levels"));
    }
    if !ratios.is_sorted_by(|a, b| a > b) || !ratios.iter().all(|ratio| *ratio > 0.0) {
        return Err(Impossible("noise levels must fall and stay above 0"));
    }
    if path == Path::Exploding && ratios[0].is_infinite() {
        return Err(Impossible("noise that explodes must begin at a finite level"));
    }
    Ok(())
}

/// Place `i` of `count` places spread evenly over `0 … len - 1`, to the nearest whole number.
fn stride(i: usize, count: usize, len: usize) -> usize {
    (2 * i * (len - 1) + count - 1) / (2 * (count - 1))
}

/// `β = 1 - ᾱ_t/ᾱ_s` of the step from every level to the next, and from the last to the data.
fn step_betas(levels: &[Level]) -> Vec<f64> {
    let next = levels[1..].iter().copied().chain([Level::CLEAN]);
    levels.iter().zip(next).map(|(from, to)| 1.0 - (from.alpha / to.alpha).powi(2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    /// Golden values from an independent computation in 30-digit arithmetic.
    #[test]
    fn the_karras_grid_is_equation_5() {
        let sigmas = Karras::new(0.001, 1.0, 7.0, 20).unwrap().sigmas();
        let golden = [(0, 1.0), (1, GOLDEN[0]), (10, GOLDEN[1]), (19, 0.001)];
        for (i, sigma) in golden {
            assert!(close(sigmas[i], sigma), "σ_{i} = {}", sigmas[i]);
        }
        assert!(sigmas.is_sorted_by(|a, b| a > b));
    }

    const GOLDEN: [f64; 2] = [0.790_579_417_029_547, 0.060526967979151323];

    #[test]
    fn alpha_bars_are_running_products() {
        let betas = Betas::new(vec![0.1, 0.5, 0.8]).unwrap();
        let expected = [0.9, 0.45, 0.09];
        assert!(betas.alpha_bars().iter().zip(expected).all(|(a, b)| close(*a, b)));
    }

    #[test]
    fn a_ddpm_grid_runs_from_the_last_beta_to_the_first() {
        let grid = Grid::preserving(Betas::new(vec![0.1, 0.5, 0.8]).unwrap());
        assert!(close(grid.levels()[0].alpha, 0.09f64.sqrt()) && close(grid.levels()[2].sigma, 0.1f64.sqrt()));
        assert!(close(grid.condition(0), 0.2) && close(grid.condition(2), 0.9));
        assert_eq!(grid.next(2), Level::CLEAN);
    }

    #[test]
    fn a_strided_step_goes_as_far_as_the_steps_it_replaces() {
        let betas: Vec<f64> = (0..100).map(|t| 1e-3 + 2e-3 * f64::from(t)).collect();
        let grid = Grid::preserving(Betas::new(betas).unwrap());
        for count in [2, 7, 50, 100] {
            let strided = grid.strided(count).unwrap();
            let ends = (strided.levels()[0], strided.levels()[count - 1]);
            assert_eq!((strided.len(), ends), (count, (grid.levels()[0], grid.levels()[99])));
            let mut alpha_bar = 1.0;
            for i in (0..count).rev() {
                alpha_bar *= 1.0 - strided.beta(i).unwrap();
                assert!(close(strided.levels()[i].alpha, alpha_bar.sqrt()), "{count} levels, level {i}");
                let own = grid.index_of(strided.levels()[i]).unwrap();
                assert_eq!(strided.condition(i), grid.condition(own));
            }
        }
        assert!(grid.strided(1).is_err() && grid.strided(101).is_err());
        assert!((0..100).all(|i| close(grid.strided(100).unwrap().beta(i).unwrap(), grid.beta(i).unwrap())));
    }

    #[test]
    fn a_karras_grid_used_as_betas_rises() {
        let karras = KarrasBetas::new(Karras::new(0.001, 0.9, 4.0, 20).unwrap()).unwrap();
        let grid = Grid::preserving(BetaSchedule::Karras(karras).betas());
        assert!(close(grid.beta(19).unwrap(), 0.001) && close(grid.beta(0).unwrap(), 0.9));
        // √ᾱ of the noisiest level, as the notes on the seed's programs give it.
        assert!((grid.levels()[0].alpha - 0.023).abs() < 5e-4);
    }

    #[test]
    fn impossible_schedules_cannot_be_made() {
        for (min, max, rho, levels) in
            [(0.0, 1.0, 7.0, 9), (1.0, 1.0, 7.0, 9), (0.1, f64::INFINITY, 7.0, 9), (0.1, 1.0, 0.0, 9)]
        {
            assert!(Karras::new(min, max, rho, levels).is_err());
        }
        assert!(Karras::new(0.1, 1.0, 7.0, 1).is_err() && Karras::new(0.1, 1.0, 7.0, MAX_LEVELS + 1).is_err());
        assert!(KarrasBetas::new(Karras::new(0.1, 1.0, 7.0, 9).unwrap()).is_err());
        assert!(Karras::new(f64::NAN, 1.0, 7.0, 9).is_err() && Karras::new(0.1, 1.0, f64::NAN, 9).is_err());
        for ratios in [vec![1.0], vec![0.5, 1.0], vec![1.0, 0.0], vec![f64::NAN, 1.0], vec![f64::INFINITY, 1.0]] {
            assert!(Grid::along(Path::Exploding, &ratios).is_err());
        }
        assert!(Grid::along(Path::Straight, &[f64::INFINITY, 1.0]).is_ok());
        for betas in [vec![0.1], vec![0.1, 1.0], vec![0.0, 0.5], vec![0.5, 0.1], vec![0.1, f64::NAN]] {
            assert!(Betas::new(betas).is_err());
        }
    }
}
