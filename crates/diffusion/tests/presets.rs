//! The nine original programs with perfect networks: where their own plans lead, and where the exact denoiser does.

use diffusion::{Config, Dataset, Level, Preset, Rng, Sampler, SamplingPlan, Stream};

/// The first coordinate of every point.
fn first_coordinates(config: &Config, plan: &SamplingPlan) -> Vec<f64> {
    let data = config.dataset.mixture();
    let x = plan.prior().sample(4000, data.dim(), 0, 0);
    let states = plan.start(&data, x, Rng::new(0, Stream::Steps { draw: 0, block: 0 }));
    let Ok(end) = states.last().expect("a plan has steps");
    end.into_iter().step_by(data.dim()).collect()
}

/// At the end of the program's own plan.
fn sampled(config: &Config) -> Vec<f64> {
    first_coordinates(config, &config.method.plan(&config.dataset.mixture()))
}

/// At the end of the exact cloud, through the same levels.
fn exact(config: &Config) -> Vec<f64> {
    first_coordinates(config, &config.method.plan(&config.dataset.mixture()).deterministic())
}

fn mean_and_std(x: &[f64]) -> (f64, f64) {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (x.len() - 1) as f64;
    (mean, variance.sqrt())
}

/// The naive presets; those of four spikes on one of their spikes, where every step is linear and the end can be worked
/// out: between spikes a finite grid strands a few points.
fn naive_on_one_spike() -> [Config; 4] {
    let alone = |preset: Preset| Config { dataset: Dataset::Corner, ..preset.config() };
    [
        Preset::Simple1Diffusion.config(),
        Preset::Simple2Diffusion.config(),
        alone(Preset::SimpleMultimodal),
        alone(Preset::SimpleMultimodalVideo),
    ]
}

fn within(value: f64, expected: f64, relative: f64) {
    assert!((value / expected - 1.0).abs() < relative, "{value} is not {expected}");
}

/// The expected values are products over the grid of `1 - k σ'/σ` with `k = σ²/(s² + σ²)`, worked out apart.
/// With 4 000 points a standard deviation is known to 1.1 %: 5 % is more than four standard errors.
#[test]
fn perfect_naive_networks_end_where_the_original_target_leads() {
    for (config, std) in naive_on_one_spike().iter().zip([0.013_850, 0.005_494, 5.789e-9, 1.861e-10]) {
        within(mean_and_std(&sampled(config)).1, std, 0.05);
    }
    let (mean, _) = mean_and_std(&sampled(&Preset::Simple1Diffusion.config()));
    assert!((mean - 0.993).abs() < 0.001, "mean {mean}");
}

/// As above, with the factors `1 + k (σ' - σ)/σ` of the consistent step.
#[test]
fn the_consistent_step_ends_near_the_data() {
    for (config, std) in naive_on_one_spike().iter().zip([0.007_569, 0.007_873, 0.008_906, 0.007_165]) {
        within(mean_and_std(&exact(config)).1, std, 0.05);
    }
}

#[test]
fn nearly_every_exact_point_ends_at_one_of_the_four_spikes() {
    let end = exact(&Preset::SimpleMultimodal.config());
    let stranded = end.iter().filter(|x| (x.abs() - 1.0).abs() > 0.05).count();
    assert!(stranded < 40, "{stranded} of 4000");
}

#[test]
fn detailed_ddpm_ends_too_narrow_for_want_of_noise_at_level_1() {
    within(mean_and_std(&sampled(&Preset::DetailedDdpm.config())).1, 0.0104, 0.05);
}

#[test]
fn repeats_hold_the_level_and_the_exact_cloud() {
    let config = Preset::MultimodalDdpm.config();
    let (data, grid) = (config.dataset.mixture(), config.method.grid());
    let plan = config.method.plan(&data);
    assert_eq!((plan.sampler(), plan.steps().len()), (Sampler::OriginalDdpm, 30));
    assert!(plan.steps()[19..].iter().all(|step| step.from == grid.levels()[19] && step.to == Level::CLEAN));
    let start = plan.deterministic().start(&data, vec![0.3, -0.2], Rng::new(0, Stream::Steps { draw: 0, block: 0 }));
    let states: Vec<Vec<f64>> = start.map(|Ok(x)| x).collect();
    assert_eq!(states[19], states[29]);
}
