//! What the methods that suit any data make of every data set, and what every method bears.
//!
//! What every run gave is printed: `cargo test --release -p tests --test any_data -- --nocapture`.

use diffusion::evaluation::ReferenceInterval;
use diffusion::evaluation::wasserstein::SlicedWasserstein;
use diffusion::method::NoiseRange;
use diffusion::sampler::{CloudSampling, noised_start};
use diffusion::standard_method::StandardMethod;
use diffusion::{Config, Dataset, Level, Preset};
use tests::{for_seeds, trained};
use training::TrainingError;

/// Points of a set of samples, as on the page.
const POINTS: usize = 1000;

/// Perfect sets of samples that a range is made of.
const PERFECT: u32 = 59;

/// The first of the seeds; no choice was made by them.
const FIRST_SEED: u32 = 3_000;

const SEEDS: u32 = 2;

/// Runs take one in so many of a method's own iterations: what is near then is nearer at their end.
const PART: usize = 10;

/// The samples of a run.
fn samples(config: &Config) -> Result<Vec<f64>, TrainingError> {
    let data = config.dataset.mixture();
    let plan = config.method.plan(&data);
    let start = plan.prior().sample(POINTS, data.dim(), config.seed, 0);
    CloudSampling::new(&trained(config)?, start, config.seed, 0).through(plan, 0).finish()
}

#[test]
fn every_method_is_as_near_to_every_data_set_as_perfect_samples_or_within_twice_of_that() {
    let mut far = Vec::new();
    for dataset in Dataset::ALL {
        let data = dataset.mixture();
        let sliced = SlicedWasserstein::new(&data, POINTS);
        let perfect = (0..PERFECT).map(|draw| sliced.w1(&noised_start(&data, Level::CLEAN, POINTS, 7, draw)));
        let ReferenceInterval { high, .. } = ReferenceInterval::of(perfect.collect());
        for method in StandardMethod::ALL {
            let own = method.config(&Config { dataset: dataset.clone(), ..Preset::SimpleMultimodal.config() });
            let found = for_seeds(FIRST_SEED..FIRST_SEED + SEEDS, |seed| {
                let config = Config { seed, iterations: own.iterations / PART, ..own.clone() };
                let samples = samples(&config).expect("a standard method can be trained");
                SlicedWasserstein::new(&data, POINTS).w1(&samples) / high
            });
            let line = format!("{} {}: {found:.2?} of the farthest perfect", method.key(), dataset.key());
            println!("{line}");
            far.extend(found.iter().any(|distance| *distance > 2.0).then_some(line));
        }
    }
    assert!(far.is_empty(), "{far:#?}");
}

/// catches: a range that was guessed: training fails inside of it, or does not care for its end
#[test]
fn training_bears_what_suits_and_fails_far_outside() {
    let presets = [Preset::Simple1Diffusion, Preset::Simple2Diffusion, Preset::SimpleMultimodal];
    for own in presets.map(Preset::config) {
        let (noise, rate) = (own.suited_sigma_max().unwrap().high, own.suited_rate().unwrap().high);
        let with_noise = |sigma_max| {
            let mut config = own.clone();
            let range = NoiseRange { sigma_max, ..config.method.noise_range().unwrap() };
            config.method.set_noise_range(range).unwrap();
            config
        };
        let with_rate = |rate| Config { rate, ..own.clone() };
        let failures = |config: &Config| {
            let runs = for_seeds(FIRST_SEED..FIRST_SEED + 8, |seed| samples(&Config { seed, ..config.clone() }));
            runs.iter().filter(|run| run.is_err()).count()
        };
        let inside = [failures(&with_noise(noise)), failures(&with_rate(rate))];
        let outside = [failures(&with_noise(100.0)), failures(&with_rate(33.0 * rate))];
        println!("{}: of 8 runs fail {inside:?} at the ends, {outside:?} far outside", own.preset.key());
        assert_eq!((inside, outside), ([0, 0], [8, 8]), "{:?}", own.preset);
    }
}
