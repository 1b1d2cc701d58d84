//! The levels of a schedule, in the order in which samples pass them.

use std::ops::RangeInclusive;

use super::betas::Betas;
use super::invalid_schedule::{InvalidSchedule, check_falling};
use super::karras::Karras;
use super::level::Level;
use super::path::NoisePath;

/// The most levels of a grid that samples pass: a continuous schedule has as many as are chosen.
pub const MAX_STEPS: usize = 1000;

/// The levels of a schedule, noisiest first: level `i` of `0 … N-1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    path: NoisePath,
    levels: Vec<Level>,
    /// The scalar that tells a network each level.
    conditions: Vec<f64>,
    /// The beta of the step away from each level, where there are betas.
    betas: Option<Vec<f64>>,
}

impl Grid {
    /// `σ_0 > … > σ_{N-1}` with `α = 1`: the naive models.
    pub fn karras(karras: &Karras) -> Self {
        let conditions = karras.sigmas();
        let levels = conditions.iter().map(|&sigma| Level::exploding(sigma)).collect();
        Self { path: NoisePath::Exploding, levels, conditions, betas: None }
    }

    /// The levels `(√ᾱ_t, √(1-ᾱ_t))` of a DDPM.
    pub fn ddpm(betas: &Betas) -> Self {
        let levels = betas.levels().collect();
        let betas: Vec<f64> = betas.values().iter().rev().copied().collect();
        let conditions = betas.iter().map(|beta| 1.0 - beta).collect();
        Self { path: NoisePath::Preserving, levels, conditions, betas: Some(betas) }
    }

    /// The levels of these noise-to-signal ratios along a path.
    ///
    /// # Errors
    /// Unless there are from 2 to [`MAX_STEPS`] ratios, strictly falling and above 0; the first may be infinite (pure
    /// noise) where the path is not `Exploding`.
    pub fn along(path: NoisePath, ratios: &[f64]) -> Result<Self, InvalidSchedule> {
        if !(2..=MAX_STEPS).contains(&ratios.len()) {
            return Err(InvalidSchedule("sampling takes from 2 to 1000 levels"));
        }
        if path == NoisePath::Exploding && ratios[0].is_infinite() {
            return Err(InvalidSchedule("noise that explodes must begin at a finite level"));
        }
        check_falling(ratios)?;
        let levels: Vec<Level> = ratios.iter().map(|&ratio| path.at(ratio)).collect();
        let conditions = levels.iter().map(|level| level.sigma).collect();
        Ok(Self { path, levels, conditions, betas: None })
    }

    /// Every so many levels of this grid: `count` of them, evenly spaced by index, with the first and the last. The
    /// betas are those of the longer steps, `β = 1 - ᾱ_t/ᾱ_s`, with the levels' own `ᾱ` (Song et al. 2021, DDIM,
    /// sec. 4.2); the [condition](Self::condition) of a level stays as it was.
    ///
    /// # Errors
    /// Unless `2 ≤ count ≤ N`.
    pub fn strided(&self, count: usize) -> Result<Self, InvalidSchedule> {
        if !(2..=self.len()).contains(&count) {
            return Err(InvalidSchedule(
                "a strided grid has at least 2 levels and no more than the grid it is taken from",
            ));
        }
        // Place i of `count` places spread evenly over 0 … N-1, to the nearest whole number.
        let place = |i: usize| (2 * i * (self.len() - 1) + count - 1) / (2 * (count - 1));
        let levels: Vec<Level> = (0..count).map(|i| self.levels[place(i)]).collect();
        let conditions = (0..count).map(|i| self.conditions[place(i)]).collect();
        let next = levels[1..].iter().copied().chain([Level::CLEAN]);
        let betas = levels.iter().zip(next).map(|(from, to)| step_beta(*from, to)).collect();
        Ok(Self { path: self.path, conditions, betas: self.betas.is_some().then_some(betas), levels })
    }

    /// Of this grid's levels those that lie nearest to another grid's, by their ratios; where two would be the same, the
    /// next cleaner one is taken.
    ///
    /// # Errors
    /// Where this grid has too few levels.
    pub fn nearest_to(&self, other: &Self) -> Result<Self, InvalidSchedule> {
        let mut places = Vec::with_capacity(other.len());
        for (wanted, behind) in other.levels.iter().zip((0..other.len()).rev()) {
            let next = places.last().map_or(0, |place| place + 1);
            // As many levels as are still wanted are left.
            let Some(last) = self.len().checked_sub(behind + 1).filter(|last| next <= *last) else {
                return Err(InvalidSchedule("a strided grid has no more levels than the grid it is taken from"));
            };
            places.push(self.nearest(*wanted, next..=last));
        }
        let levels = places.iter().map(|place| self.levels[*place]).collect();
        let conditions = places.iter().map(|place| self.conditions[*place]).collect();
        Ok(Self { path: self.path, levels, conditions, betas: None })
    }

    /// `β_t = 1 - ᾱ_t/ᾱ_{t-1}` of this grid's level that lies nearest to another: of the step to the next of its levels,
    /// where `ᾱ = α²`.
    pub fn nearest_beta(&self, level: Level) -> f64 {
        let i = self.nearest(level, 0..=self.len() - 1);
        step_beta(self.levels[i], self.next(i))
    }

    /// Of these levels the place of the one whose ratio is the nearest by its logarithm.
    fn nearest(&self, wanted: Level, among: RangeInclusive<usize>) -> usize {
        let first = *among.start();
        // Ratios fall: the nearest is the last above what is wanted, or the one after it.
        let below = self.levels[among.clone()].partition_point(|level| level.ratio() > wanted.ratio());
        let (above, below) = ((first + below).saturating_sub(1).max(first), (first + below).min(*among.end()));
        let distance = |i: usize| (self.levels[i].ratio().ln() - wanted.ratio().ln()).abs();
        // The difference of two infinities is none.
        if self.levels[below] == wanted || distance(below) < distance(above) { below } else { above }
    }

    /// The line that the levels lie on.
    pub fn path(&self) -> NoisePath {
        self.path
    }

    /// The levels, noisiest first.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The number of levels, N (T in DDPM), at least 2.
    #[allow(clippy::len_without_is_empty, reason = "a grid is never empty")]
    pub fn len(&self) -> usize {
        self.levels.len()
    }

    /// The level after `i`; after the last comes the data itself.
    pub fn next(&self, i: usize) -> Level {
        self.levels.get(i + 1).copied().unwrap_or(Level::CLEAN)
    }

    /// Which level of the grid this is; none if it is no level of it.
    pub fn index_of(&self, level: Level) -> Option<usize> {
        self.levels.iter().position(|own| *own == level)
    }

    /// The beta of the step from level `i` to the next: `β_t` with `t = T-1-i`, or that of the longer step of a strided
    /// grid; none where the schedule has no betas.
    pub fn beta(&self, i: usize) -> Option<f64> {
        self.betas.as_ref().map(|betas| betas[i])
    }

    /// The scalar `c` that tells a network its level: `α_t = 1 - β_t` for DDPM, `σ_i` otherwise.
    pub fn condition(&self, i: usize) -> f64 {
        self.conditions[i]
    }
}

/// `β = 1 - ᾱ_t/ᾱ_s` of the step from one level to another.
fn step_beta(from: Level, to: Level) -> f64 {
    1.0 - (from.alpha / to.alpha).powi(2)
}

#[cfg(test)]
mod tests {
    use super::super::betas::{BetaSchedule, KarrasBetas};
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn a_ddpm_grid_runs_from_the_last_beta_to_the_first() {
        let grid = Grid::ddpm(&Betas::new(vec![0.1, 0.5, 0.8]).unwrap());
        assert!(close(grid.levels()[0].alpha, 0.09f64.sqrt()) && close(grid.levels()[2].sigma, 0.1f64.sqrt()));
        assert!(close(grid.condition(0), 0.2) && close(grid.condition(2), 0.9));
        assert_eq!(grid.next(2), Level::CLEAN);
    }

    #[test]
    fn a_strided_step_goes_as_far_as_the_steps_it_replaces() {
        let betas: Vec<f64> = (0..100).map(|t| 1e-3 + 2e-3 * f64::from(t)).collect();
        let grid = Grid::ddpm(&Betas::new(betas).unwrap());
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

    /// catches: a level taken twice, ends that are missed, pure noise compared as a number
    #[test]
    fn the_nearest_levels_are_levels_of_the_grid_and_differ() {
        let trained: Vec<f64> = (0..50).map(|i| if i == 0 { f64::INFINITY } else { 20.0 / f64::from(i) }).collect();
        let trained = Grid::along(NoisePath::Straight, &trained).unwrap();
        let wanted = Grid::along(NoisePath::Straight, &[f64::INFINITY, 11.0, 10.5, 0.5, 0.41, 0.409, 0.4]).unwrap();
        let places: Vec<_> =
            trained.nearest_to(&wanted).unwrap().levels().iter().map(|l| trained.index_of(*l).unwrap()).collect();
        assert_eq!(places, [0, 2, 3, 40, 47, 48, 49]);
        assert!(wanted.nearest_to(&trained).is_err());
        assert_eq!(trained.nearest_to(&trained), Ok(trained));
    }

    #[test]
    fn a_karras_grid_used_as_betas_rises() {
        let karras = KarrasBetas::new(Karras::new(0.001, 0.9, 4.0, 20).unwrap()).unwrap();
        let grid = Grid::ddpm(&BetaSchedule::Karras(karras).betas());
        assert!(close(grid.beta(19).unwrap(), 0.001) && close(grid.beta(0).unwrap(), 0.9));
        // √ᾱ of the noisiest level, as the notes on the original programs give it.
        assert!((grid.levels()[0].alpha - 0.023).abs() < 5e-4);
    }

    #[test]
    fn impossible_grids_cannot_be_made() {
        for ratios in [vec![1.0], vec![0.5, 1.0], vec![1.0, 0.0], vec![f64::NAN, 1.0], vec![f64::INFINITY, 1.0]] {
            assert!(Grid::along(NoisePath::Exploding, &ratios).is_err());
        }
        assert!(Grid::along(NoisePath::Straight, &[f64::INFINITY, 1.0]).is_ok());
    }
}
