//! Schedules in continuous time: how noise grows from the cleanest to the noisiest level.

use std::f64::consts::FRAC_PI_2;

use serde::{Deserialize, Serialize};

use super::grid::Grid;
use super::invalid_schedule::InvalidSchedule;
use super::level::Level;
use super::noise_range::SIGMA_MAX_RANGE;
use super::path::NoisePath;
use super::spacing::Spacing;

/// A family of continuous schedules. Each is a [`NoisePath`] and a clock: a grid is even in the schedule's own time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schedule {
    /// `r = t^ρ`, `α = 1`.
    Karras,
    /// `ᾱ = exp(-½ t² (β_max - β_min) - t β_min)` with β from 0.1 to 20.
    LinearBeta,
    /// `ᾱ = cos²((t + s)/(1 + s) π/2) / cos²(s/(1 + s) π/2)` with `s = 0.008`.
    Cosine,
    /// `r = e^t`, `α = 1`.
    LogLinear,
    /// `α = 1 - t`, `σ = t`.
    Flow,
}

/// β at the two ends of the linear schedule (Song et al. 2021, app. C).
const BETA_MIN: f64 = 0.1;
const BETA_SPAN: f64 = 20.0 - BETA_MIN;

/// The offset of the cosine schedule (Nichol & Dhariwal 2021, sec. 3.2).
const OFFSET: f64 = 0.008;

/// The noise-to-signal ratio beyond which levels are pure noise but for one part in ten thousand of their variance: the
/// largest that is chosen.
pub const FAR_RATIO: f64 = SIGMA_MAX_RANGE[1];

impl Schedule {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Karras, Self::LinearBeta, Self::Cosine, Self::LogLinear, Self::Flow];

    /// The key in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Karras => "karras",
            Self::LinearBeta => "linear",
            Self::Cosine => "cosine",
            Self::LogLinear => "log_linear",
            Self::Flow => "flow",
        }
    }

    /// The schedule of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|schedule| schedule.key() == key)
    }

    /// A few words for menus.
    pub fn label(self) -> &'static str {
        match self {
            Self::Karras => "Karras (EDM)",
            Self::LinearBeta => "linear β",
            Self::Cosine => "cosine",
            Self::LogLinear => "log-linear",
            Self::Flow => "flow",
        }
    }

    /// What it is and what to look for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Karras => {
                "The noise level falls as a power: the larger ρ, the more of the steps are spent near the data, where \
                 the fine structure is decided."
            }
            Self::LinearBeta => {
                "Noise is added at a rate that grows linearly while the data shrinks, so that the variance stays \
                 near 1. Most of its steps lie at large noise."
            }
            Self::Cosine => {
                "The share of the data falls like a cosine: the information is lost evenly, instead of early. It can \
                 begin at pure noise."
            }
            Self::LogLinear => {
                "Every step divides the noise level by the same number: even on a logarithmic scale, with no level \
                 favoured."
            }
            Self::Flow => {
                "Data and noise are mixed as 1 − t to t: every pair moves along a straight line at even speed. It can \
                 begin at pure noise."
            }
        }
    }

    /// Where it is from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Karras => {
                "Karras et al. 2022, Elucidating the Design Space of Diffusion-Based Generative Models, eq. 5"
            }
            Self::LinearBeta => "Song et al. 2021, Score-Based Generative Modeling through SDEs, app. C",
            Self::Cosine => "Nichol & Dhariwal 2021, Improved Denoising Diffusion Probabilistic Models, eq. 17",
            Self::LogLinear => "Song et al. 2021, Score-Based Generative Modeling through SDEs, app. C (VE)",
            Self::Flow => "Liu et al. 2023, Flow Straight and Fast: Rectified Flow",
        }
    }

    /// The line that its levels lie on.
    pub fn path(self) -> NoisePath {
        match self {
            Self::Karras | Self::LogLinear => NoisePath::Exploding,
            Self::LinearBeta | Self::Cosine => NoisePath::Preserving,
            Self::Flow => NoisePath::Straight,
        }
    }

    /// Whether it has a level without any data, an infinite noise-to-signal ratio.
    pub fn reaches_pure_noise(self) -> bool {
        matches!(self, Self::Cosine | Self::Flow)
    }

    /// Whether ρ bends it.
    pub fn has_rho(self) -> bool {
        self == Self::Karras
    }

    /// The noise-to-signal ratio at a moment of its own time.
    fn ratio(self, time: f64, rho: f64) -> f64 {
        match self {
            Self::Karras => time.powf(rho),
            Self::LinearBeta => (0.5 * time * time * BETA_SPAN + time * BETA_MIN).exp_m1().sqrt(),
            Self::Cosine => cosine_ratio(time),
            Self::LogLinear => time.exp(),
            Self::Flow => time / (1.0 - time),
        }
    }

    /// The moment of its own time with this noise-to-signal ratio: the inverse of [`Self::ratio`].
    fn time(self, ratio: f64, rho: f64) -> f64 {
        match self {
            Self::Karras => ratio.powf(1.0 / rho),
            Self::LinearBeta => {
                let log = (ratio * ratio).ln_1p();
                ((BETA_MIN * BETA_MIN + 2.0 * BETA_SPAN * log).sqrt() - BETA_MIN) / BETA_SPAN
            }
            Self::Cosine => {
                let alpha = 1.0 / ratio.hypot(1.0);
                (alpha * cosine(0.0)).acos() / FRAC_PI_2 * (1.0 + OFFSET) - OFFSET
            }
            Self::LogLinear => ratio.ln(),
            Self::Flow => 1.0 / (1.0 + 1.0 / ratio),
        }
    }
}

/// `cos((t + s)/(1 + s) π/2)`: `√ᾱ` but for a factor that makes it 1 at `t = 0`.
fn cosine(time: f64) -> f64 {
    libm::sincos((time + OFFSET) / (1.0 + OFFSET) * FRAC_PI_2).1
}

/// `√(1/ᾱ - 1)`, written without the cancellation near `ᾱ = 1`; infinite at the end, where the cosine is 0 but for
/// rounding.
fn cosine_ratio(time: f64) -> f64 {
    if time >= 1.0 {
        return f64::INFINITY;
    }
    let (first, here) = (cosine(0.0), cosine(time));
    (first - here).max(0.0).sqrt() * (first + here).sqrt() / here
}

/// A continuous schedule between its cleanest and its noisiest level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parameters")]
pub struct ContinuousSchedule {
    schedule: Schedule,
    ratio_min: f64,
    ratio_max: f64,
    rho: f64,
}

impl ContinuousSchedule {
    /// The schedule from the noise-to-signal ratio `ratio_max` down to `ratio_min` (σ_max and σ_min where `α = 1`).
    /// `rho` bends [`Schedule::Karras`] and nothing else.
    ///
    /// # Errors
    /// Unless `0 < ratio_min < ratio_max` and `rho > 0`. `ratio_max` may be infinite, pure noise, where the schedule
    /// [reaches it](Schedule::reaches_pure_noise).
    pub fn new(schedule: Schedule, ratio_min: f64, ratio_max: f64, rho: f64) -> Result<Self, InvalidSchedule> {
        if !(0.0 < ratio_min && ratio_min < ratio_max) {
            return Err(InvalidSchedule::RANGE);
        }
        if ratio_max.is_infinite() && !schedule.reaches_pure_noise() {
            return Err(InvalidSchedule("only the cosine and flow schedules can begin at pure noise"));
        }
        if !(rho > 0.0 && rho.is_finite()) {
            return Err(InvalidSchedule::RHO);
        }
        Ok(Self { schedule, ratio_min, ratio_max, rho })
    }

    /// The family it belongs to.
    pub fn schedule(&self) -> Schedule {
        self.schedule
    }

    /// The noise-to-signal ratio of the cleanest level.
    pub fn ratio_min(&self) -> f64 {
        self.ratio_min
    }

    /// The noise-to-signal ratio of the noisiest level.
    pub fn ratio_max(&self) -> f64 {
        self.ratio_max
    }

    /// ρ, which only [`Schedule::Karras`] reads.
    pub fn rho(&self) -> f64 {
        self.rho
    }

    /// The level at `t` in [0, 1], even in the schedule's own time: 0 is the cleanest level, 1 the noisiest.
    pub fn level(&self, t: f64) -> Level {
        self.schedule.path().at(self.ratio(t))
    }

    /// The level at `t` in [0, 1], even in this spacing: 0 is the cleanest level, 1 the noisiest, or, where that is pure
    /// noise and the spacing is not the schedule's own, one with the ratio [`FAR_RATIO`].
    pub fn spaced_level(&self, spacing: Spacing, t: f64) -> Level {
        self.schedule.path().at(self.spaced_ratio(spacing, t))
    }

    /// `count` levels, evenly spaced in `t`, noisiest first.
    ///
    /// # Errors
    /// Unless `2 ≤ count ≤ MAX_STEPS`, and where neighbouring levels are too close to differ in their digits.
    pub fn grid(&self, count: usize) -> Result<Grid, InvalidSchedule> {
        self.spaced_grid(Spacing::Clock, count)
    }

    /// `count` levels, even in this spacing, noisiest first. Pure noise has no place in any spacing but the schedule's
    /// own: there it comes first, and the others are even from [`FAR_RATIO`] down.
    ///
    /// # Errors
    /// As [`Self::grid`].
    pub fn spaced_grid(&self, spacing: Spacing, count: usize) -> Result<Grid, InvalidSchedule> {
        let ratios: Vec<f64> = (0..count).map(|i| self.ratio_of(spacing, i, count)).collect();
        Grid::along(self.schedule.path(), &ratios)
    }

    /// Level `i` of [`Self::spaced_grid`], one of `count`, from 2.
    pub fn level_of(&self, spacing: Spacing, i: usize, count: usize) -> Level {
        self.schedule.path().at(self.ratio_of(spacing, i, count))
    }

    fn ratio_of(&self, spacing: Spacing, i: usize, count: usize) -> f64 {
        let begins_apart = self.ratio_max.is_infinite() && spacing != Spacing::Clock;
        let first = usize::from(begins_apart);
        match (i.checked_sub(first), count.saturating_sub(first + 1)) {
            (None, _) => f64::INFINITY,
            (Some(_), 0) => self.spaced_ratio(spacing, 0.0),
            (Some(i), last) => self.spaced_ratio(spacing, 1.0 - i as f64 / last as f64),
        }
    }

    fn spaced_ratio(&self, spacing: Spacing, t: f64) -> f64 {
        let between = |from: f64, to: f64| (1.0 - t) * from + t * to;
        let far = FAR_RATIO.max(2.0 * self.ratio_min);
        let (from, to) = (self.ratio_min, if self.ratio_max.is_infinite() { far } else { self.ratio_max });
        match spacing {
            Spacing::Clock => self.ratio(t),
            // By the same functions natively and in every browser.
            Spacing::Log => libm::exp(between(libm::log(from), libm::log(to))),
            Spacing::Karras => {
                let root = |ratio| libm::pow(ratio, 1.0 / self.rho);
                libm::pow(between(root(from), root(to)), self.rho)
            }
        }
    }

    fn ratio(&self, t: f64) -> f64 {
        let time = |ratio| self.schedule.time(ratio, self.rho);
        let (from, to) = (time(self.ratio_min), time(self.ratio_max));
        self.schedule.ratio((1.0 - t) * from + t * to, self.rho)
    }
}

/// A [`ContinuousSchedule`] as it is read, before it is checked.
#[derive(Deserialize)]
struct Parameters {
    schedule: Schedule,
    ratio_min: f64,
    ratio_max: f64,
    rho: f64,
}

impl TryFrom<Parameters> for ContinuousSchedule {
    type Error = InvalidSchedule;

    fn try_from(read: Parameters) -> Result<Self, InvalidSchedule> {
        Self::new(read.schedule, read.ratio_min, read.ratio_max, read.rho)
    }
}

#[cfg(test)]
mod tests {
    use super::super::karras::Karras;
    use super::*;

    fn within(schedule: Schedule) -> ContinuousSchedule {
        ContinuousSchedule::new(schedule, 0.002, 5.0, 7.0).unwrap()
    }

    #[test]
    fn every_key_leads_back_to_its_own_variant() {
        assert!(Schedule::ALL.iter().all(|schedule| Schedule::from_key(schedule.key()) == Some(*schedule)));
        assert_eq!(Schedule::from_key("linear beta"), None);
    }

    #[test]
    fn every_grid_falls_from_end_to_end() {
        for schedule in Schedule::ALL {
            for count in [2, 3, 20, 1000] {
                let grid = within(schedule).grid(count).unwrap();
                let ratios: Vec<f64> = grid.levels().iter().map(|level| level.ratio()).collect();
                assert_eq!(ratios.len(), count);
                assert!((ratios[0] / 5.0 - 1.0).abs() < 1e-9 && (ratios[count - 1] / 0.002 - 1.0).abs() < 1e-9);
                assert!(ratios.is_sorted_by(|a, b| a > b), "{schedule:?}");
            }
            assert!(within(schedule).grid(1).is_err() && within(schedule).grid(1001).is_err());
        }
    }

    /// In the middle of `t`, by the papers' formulas worked out apart.
    #[test]
    fn levels_are_the_papers() {
        let middle = |schedule| within(schedule).level(0.5);
        let karras = Karras::new(0.002, 5.0, 7.0, 3).unwrap().sigmas();
        assert!((middle(Schedule::Karras).sigma / karras[1] - 1.0).abs() < 1e-12);
        assert!((middle(Schedule::LogLinear).sigma / 0.1 - 1.0).abs() < 1e-12);
        let flow = middle(Schedule::Flow);
        assert!((flow.sigma - 0.5 * (5.0 / 6.0 + 0.002 / 1.002)).abs() < 1e-12);
        for (schedule, alpha_bar) in [(Schedule::LinearBeta, LINEAR), (Schedule::Cosine, COSINE)] {
            let level = middle(schedule);
            assert!((level.alpha.powi(2) - alpha_bar).abs() < 1e-9, "{schedule:?}: {}", level.alpha.powi(2));
        }
    }

    const LINEAR: f64 = 0.436_564_464_344_748_8;
    const COSINE: f64 = 0.591_944_346_704_137_2;

    #[test]
    fn two_of_them_begin_at_pure_noise() {
        for schedule in Schedule::ALL {
            let pure = ContinuousSchedule::new(schedule, 0.002, f64::INFINITY, 7.0);
            assert_eq!(pure.is_ok(), schedule.reaches_pure_noise());
            if let Ok(pure) = pure {
                let grid = pure.grid(20).unwrap();
                assert_eq!(grid.levels()[0], Level { alpha: 0.0, sigma: 1.0 });
                assert!(grid.levels()[1].alpha > 0.01, "{:?}", grid.levels()[1]);
            }
        }
    }

    /// catches: a spacing that leaves its path, an end that is missed, pure noise left out or counted twice
    #[test]
    fn any_schedule_can_be_spaced_by_its_ratio() {
        for schedule in Schedule::ALL {
            let log = within(schedule).spaced_grid(Spacing::Log, 5).unwrap();
            let karras = within(schedule).spaced_grid(Spacing::Karras, 5).unwrap();
            let paper = Karras::new(0.002, 5.0, 7.0, 5).unwrap().sigmas();
            for (i, paper) in paper.into_iter().enumerate() {
                let even = 5.0 * (0.002f64 / 5.0).powf(i as f64 / 4.0);
                assert!((log.levels()[i].ratio() / even - 1.0).abs() < 1e-12, "{schedule:?} {i}");
                assert!((karras.levels()[i].ratio() / paper - 1.0).abs() < 1e-12, "{schedule:?} {i}");
                let t = 1.0 - i as f64 / 4.0;
                assert_eq!(within(schedule).spaced_level(Spacing::Log, t), log.levels()[i]);
            }
            assert_eq!(log.path(), schedule.path());
        }
        let pure = ContinuousSchedule::new(Schedule::Flow, 0.002, f64::INFINITY, 7.0).unwrap();
        for count in [2, 3, 9] {
            let grid = pure.spaced_grid(Spacing::Karras, count).unwrap();
            let [first, last] = [grid.levels()[0], grid.levels()[count - 1]];
            assert_eq!((grid.len(), first), (count, Level { alpha: 0.0, sigma: 1.0 }));
            assert!((last.ratio() / 0.002 - 1.0).abs() < 1e-12);
            assert!(count == 2 || (grid.levels()[1].ratio() / FAR_RATIO - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn impossible_schedules_cannot_be_made() {
        for (min, max, rho) in [(0.0, 1.0, 7.0), (1.0, 1.0, 7.0), (f64::NAN, 1.0, 7.0), (0.1, 1.0, 0.0)] {
            for schedule in Schedule::ALL {
                assert!(ContinuousSchedule::new(schedule, min, max, rho).is_err());
            }
        }
    }
}
