//! Every schedule with every target: the target of a point means that point; and the score is the slope.

use diffusion::{ContinuousSchedule, Dataset, Level, Preset, Schedule, Target};

/// Levels of every schedule with `α, σ > 0`.
fn levels() -> impl Iterator<Item = Level> {
    Schedule::ALL.into_iter().flat_map(|schedule| {
        let continuous = ContinuousSchedule::new(schedule, 0.002, 80.0, 7.0).unwrap();
        (0..=20).map(move |i| continuous.level(f64::from(i) / 20.0))
    })
}

#[test]
fn the_clean_point_survives_the_round_trip() {
    for level in levels() {
        for target in Target::ALL {
            let Some(coefficients) = target.at_level(level) else { continue };
            let (x0, eps) = (0.7, -1.3);
            let x = level.noised(x0, eps);
            let output = coefficients.of(x0, eps);
            let denoised = coefficients.denoised(level, x, output).unwrap();
            assert!((denoised - x0).abs() < 1e-12 * (1.0 + level.ratio()), "{target:?} at {level:?}: {denoised}");
            let expected = coefficients.expected(level, x, x0);
            assert!((expected - output).abs() < 1e-9 * (1.0 + output.abs()), "{target:?} at {level:?}: {expected}");
        }
    }
}

#[test]
fn on_the_grids_of_the_presets_the_clean_point_survives_too() {
    for preset in Preset::ALL {
        let method = preset.config().method;
        let grid = method.grid();
        for (i, level) in grid.levels().iter().enumerate() {
            let (x0, eps) = (0.7, -1.3);
            let x = level.noised(x0, eps);
            let coefficients = method.target().at(&grid, i);
            if let Some(denoised) = coefficients.denoised(*level, x, coefficients.of(x0, eps)) {
                assert!((denoised - x0).abs() < 1e-6 / level.alpha, "{preset:?} level {i}: {denoised}");
            }
            assert!((coefficients.expected(*level, x, x0) - coefficients.of(x0, eps)).abs() < 1e-9);
        }
    }
}

/// What a perfect network predicts is the mean of its target, and for the score the slope of the log density, taken by
/// finite differences.
#[test]
fn the_perfect_score_is_the_slope_of_the_log_density() {
    for data in Dataset::ALL {
        let mixture = data.mixture();
        let dim = mixture.dim();
        for level in levels().filter(|level| level.ratio() > 0.05) {
            let noised = mixture.noised(level);
            let x = [0.3 * level.spread(1.0), -0.4 * level.spread(1.0)];
            let mut denoised = [0.0; 2];
            mixture.posterior_mean(&x[..dim], level, &mut denoised[..dim]);
            let score = Target::Score.at_level(level).unwrap();
            for axis in 0..dim {
                let h = 1e-5 * level.sigma;
                let at = |h: f64| {
                    let mut x = x;
                    x[axis] += h;
                    noised.log_density(&x[..dim])
                };
                let slope = (at(h) - at(-h)) / (2.0 * h);
                let predicted = score.expected(level, x[axis], denoised[axis]);
                let tolerance = 1e-5 * (slope.abs() + 1.0 / level.sigma);
                assert!((predicted - slope).abs() < tolerance, "{data:?} at {level:?}: {predicted} {slope}");
            }
        }
    }
}
