//! The levels that stand for all that training draws.

use diffusion::process::TargetCoefficients;
use diffusion::{Level, Method};

/// Levels of a continuous schedule: with so many the means over the levels are within a hundredth of those over the
/// schedule's time, but for the score without a weight, which grows without end towards the data.
const CONTINUOUS_LEVELS: usize = 49;

/// The most levels of a grid.
const MOST_LEVELS: usize = 64;

/// A level, the target at it, and its share of all levels that training draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SharedLevel {
    pub level: Level,
    pub target: TargetCoefficients,
    pub share: f64,
}

/// Levels that stand for all that training draws, noisiest first: their shares sum to 1.
pub fn levels_of_training(method: &Method) -> Vec<SharedLevel> {
    match method {
        Method::Continuous(method) => {
            let target = |level| method.target.at_level(level).expect("a continuous method has no transition");
            let levels = even_in_time(|t| method.schedule.spaced_level(method.training_spacing, t));
            levels.map(|(level, share)| SharedLevel { level, target: target(level), share }).collect()
        }
        Method::Naive(_) | Method::Ddpm { .. } => {
            let grid = method.grid();
            let level =
                |(i, share)| SharedLevel { level: grid.levels()[i], target: method.target().at(&grid, i), share };
            every_so_many(grid.len()).map(level).collect()
        }
    }
}

/// Training draws `t` evenly from [0, 1], so a mean over the levels is an integral over t: by the trapezoidal rule on
/// `t = u² (3 - 2u)`, even in u, which crowds where losses change most, at both ends.
fn even_in_time(level: impl Fn(f64) -> Level) -> impl Iterator<Item = (Level, f64)> {
    let last = (CONTINUOUS_LEVELS - 1) as f64;
    let time = move |i: f64| {
        let u = (i / last).clamp(0.0, 1.0);
        u * u * (3.0 - 2.0 * u)
    };
    let place = move |i| (level(time(i)), 0.5 * (time(i + 1.0) - time(i - 1.0)));
    (0..CONTINUOUS_LEVELS).rev().map(move |i| place(i as f64))
}

/// Training draws every level of a grid alike: at most [`MOST_LEVELS`] of them by their index, each with the share of
/// those that are nearer to it than to the others.
fn every_so_many(count: usize) -> impl Iterator<Item = (usize, f64)> {
    let chosen = count.min(MOST_LEVELS);
    let index = move |i: usize| (2 * i * (count - 1) + chosen - 1) / (2 * (chosen - 1));
    (0..chosen).map(move |i| {
        let from = if i == 0 { -0.5 } else { 0.5 * (index(i - 1) + index(i)) as f64 };
        let to = if i + 1 == chosen { count as f64 - 0.5 } else { 0.5 * (index(i) + index(i + 1)) as f64 };
        (index(i), (to - from) / count as f64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::evaluation::loss::irreducible_loss;
    use diffusion::process::Spacing;
    use diffusion::standard_method::StandardMethod;
    use diffusion::{ContinuousSchedule, Dataset, Preset, Schedule, Target, Weighting};

    /// catches: levels of training that are those of sampling
    #[test]
    fn the_shares_of_the_levels_sum_to_one() {
        let presets = Preset::ALL.map(Preset::config);
        let continuous = presets.each_ref().map(|config| config.to_continuous().expect("a range of noise"));
        let standard = StandardMethod::ALL.map(|method| method.config(&presets[0]));
        for config in presets.iter().chain(&continuous).chain(&standard) {
            let levels = levels_of_training(&config.method);
            let total: f64 = levels.iter().map(|level| level.share).sum();
            assert!((total - 1.0).abs() < 1e-12 && levels.iter().all(|level| level.share > 0.0));
            assert!(levels.is_sorted_by(|a, b| a.level.ratio() > b.level.ratio()), "{levels:?}");
        }
        let shares: Vec<_> = every_so_many(20).collect();
        assert_eq!(shares, (0..20).map(|i| (i, 1.0 / 20.0)).collect::<Vec<_>>());
        let thinned: Vec<_> = every_so_many(1000).collect();
        assert_eq!((thinned.len(), thinned[0].0, thinned[MOST_LEVELS - 1].0), (MOST_LEVELS, 0, 999));
        assert!((thinned.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    /// The constant's comment: against forty times as many, of every schedule, target and weighting.
    #[test]
    fn the_means_are_those_over_the_schedules_time() {
        let data = Dataset::FourSpikes.mixture();
        let mean = |levels: &[(Level, f64, f64)], target: Target, weighting: Weighting| -> f64 {
            let of_level = |(level, share, variance): &(Level, f64, f64)| {
                let target = target.at_level(*level).expect("not the transition");
                let weight = weighting.at(*level, target, data.overall_std());
                share * irreducible_loss(weight, target, *level, *variance)
            };
            levels.iter().map(of_level).sum()
        };
        let worked_out = |(level, share): (Level, f64)| (level, share, data.remaining_variance(level));
        for (schedule, spacing) in Schedule::ALL.into_iter().flat_map(|it| Spacing::ALL.map(|spacing| (it, spacing))) {
            let schedule = ContinuousSchedule::new(schedule, 0.002, 80.0, 7.0).expect("a schedule");
            let few: Vec<_> = even_in_time(|t| schedule.spaced_level(spacing, t)).map(worked_out).collect();
            let fine = (0..2_000).map(|i| (schedule.spaced_level(spacing, (f64::from(i) + 0.5) / 2e3), 1.0 / 2e3));
            let many: Vec<_> = fine.map(worked_out).collect();
            for target in Target::ALL.into_iter().filter(|target| *target != Target::Transition) {
                for weighting in Weighting::ALL {
                    let ratio = mean(&few, target, weighting) / mean(&many, target, weighting);
                    let endless = target == Target::Score && weighting == Weighting::Uniform;
                    assert!(
                        (ratio - 1.0).abs() < 0.01 || endless,
                        "{schedule:?} {spacing:?} {target:?} {weighting:?}: {ratio}"
                    );
                }
            }
        }
    }
}
