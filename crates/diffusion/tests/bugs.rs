//! What each bug of DDPM's step does to the cloud of four spikes, with the exact denoiser: nothing else is wrong.
//!
//! `cargo test --release -p diffusion --test bugs -- --nocapture` prints the figures.

use diffusion::continuous_method::{ContinuousChoices, ContinuousMethod};
use diffusion::evaluation::{Moments, SpikeStatistics};
use diffusion::sampler::{CloudSampling, SamplerBug};
use diffusion::standard_method::StandardMethod;
use diffusion::{Config, ContinuousSchedule, Dataset, Method, Mixture, Preset, Sampler, Schedule};

const DRAWS: u32 = 5;
const POINTS: usize = 2_000;

/// Means over the draws.
#[derive(Debug)]
struct Figures {
    /// The squared distance to the nearest centre: 0.0002 in the data.
    sq_distance: f64,
    /// The standard deviation of a spike's points about their mean, in that of the data; of the points near it.
    spread: f64,
    /// The share of the points that lie near a spike.
    inside: f64,
    smallest_share: f64,
    largest_share: f64,
    /// The standard deviation of the first coordinate: 1.0 in the data.
    std: f64,
}

fn choices() -> ContinuousChoices {
    let config = StandardMethod::Ddpm.config(&Preset::SimpleMultimodal.config());
    let Method::Continuous(method) = config.method else { unreachable!("a standard method") };
    let mut choices = *method;
    choices.sampler.sampler = Sampler::Ddpm;
    choices
}

fn method(bug: SamplerBug, steps: usize, sigma_min: f64) -> ContinuousMethod {
    let mut choices = choices();
    (choices.bug, choices.sampler.steps) = (bug, steps);
    choices.schedule = ContinuousSchedule::new(Schedule::Cosine, sigma_min, f64::INFINITY, 7.0).unwrap();
    ContinuousMethod::new(choices).unwrap()
}

fn sampled(method: &ContinuousMethod, data: &Mixture, draw: u32) -> Vec<f64> {
    let plan = method.plan(data);
    let start = plan.prior().sample(POINTS, data.dim(), 7, draw);
    let Ok(end) = CloudSampling::new(data, start, 7, draw).through(plan, 0).finish();
    end
}

/// Of one set of samples, in the order of [`Figures`].
fn measured(x: &[f64], data: &Mixture) -> [f64; 6] {
    let spikes = SpikeStatistics::of(x, data);
    let shares = || spikes.counts.iter().map(|count| *count as f64 / POINTS as f64);
    [
        x.chunks(2).map(|row| data.nearest(row).sq_distance).sum::<f64>() / POINTS as f64,
        spikes.spread,
        spikes.inside,
        shares().fold(1.0, f64::min),
        shares().fold(0.0, f64::max),
        Moments::of(x.iter().step_by(2).copied()).std,
    ]
}

fn figures(bug: SamplerBug, steps: usize, sigma_min: f64) -> Figures {
    let (data, method) = (Dataset::FourSpikes.mixture(), method(bug, steps, sigma_min));
    let mut means = [0.0; 6];
    for draw in 0..DRAWS {
        let measured = measured(&sampled(&method, &data, draw), &data);
        means.iter_mut().zip(measured).for_each(|(mean, figure)| *mean += figure / f64::from(DRAWS));
    }
    let [sq_distance, spread, inside, smallest_share, largest_share, std] = means;
    let means = Figures { sq_distance, spread, inside, smallest_share, largest_share, std };
    println!("{:13} {steps:3} steps to {sigma_min}: {means:.5?}", bug.key());
    means
}

/// The samples lie on the spikes, each of its share, as wide as the steps let them be.
#[test]
fn without_a_bug_the_samples_are_those_of_the_data() {
    let data = Dataset::FourSpikes.mixture();
    let found = figures(SamplerBug::None, 50, 0.001);
    assert!((1.3e-4..2.1e-4).contains(&found.sq_distance) && found.inside > 0.998, "{found:?}");
    assert!((0.85..1.05).contains(&found.spread) && found.smallest_share > 0.22, "{found:?}");
    assert!(method(SamplerBug::None, 50, 0.001).plan(&data).steps().iter().all(|step| step.beta.is_none()));
}

/// β̃ is below 1, and so below its root: with hardly any noise the samples end at the means.
#[test]
fn the_variance_for_the_standard_deviation_makes_points_of_the_spikes() {
    let found = figures(SamplerBug::SqrtBeta, 50, 0.001);
    assert!(found.spread < 0.05 && found.sq_distance < 1e-6, "{found:?}");
    assert!(found.smallest_share > 0.22 && found.largest_share < 0.28, "the shares do not show it: {found:?}");
}

/// √(1-α_t) is below √(1-ᾱ_t): too little is taken away, the more so the more steps there are.
#[test]
fn alpha_for_alpha_bar_leaves_noise() {
    let [few, usual, many] = [10, 50, 200].map(|steps| figures(SamplerBug::AlphaBar, steps, 0.001));
    assert!(few.inside > 0.99, "{few:?}");
    assert!((0.7..0.85).contains(&usual.inside) && usual.spread > 1.4 && usual.sq_distance > 6e-4, "{usual:?}");
    assert!(many.inside < 0.15 && many.sq_distance > 0.01, "{many:?}");
}

/// Between levels that are near each other it is no matter at which of them the network is asked.
#[test]
fn a_shifted_index_shows_where_steps_are_long() {
    let [right, wrong] = [SamplerBug::None, SamplerBug::ShiftedIndex].map(|bug| figures(bug, 50, 0.001));
    assert!((wrong.spread / right.spread - 1.0).abs() < 0.03 && wrong.inside > 0.998, "{wrong:?}");
    let [right, wrong] = [SamplerBug::None, SamplerBug::ShiftedIndex].map(|bug| figures(bug, 10, 0.001));
    assert!(right.inside > 0.99 && wrong.inside < 0.01 && wrong.std > 1.8, "{right:?} {wrong:?}");
}

/// Its variance is σ_min², in each coordinate: nothing beside a spike ten times as wide.
#[test]
fn noise_at_the_last_step_is_as_wide_as_the_last_level() {
    for (sigma_min, hidden) in [(0.001, true), (0.02, false)] {
        let [right, wrong] = [SamplerBug::None, SamplerBug::LastNoise].map(|bug| figures(bug, 50, sigma_min));
        let added = (wrong.sq_distance - right.sq_distance) / (2.0 * sigma_min.powi(2));
        assert!((0.7..1.3).contains(&added), "{added}");
        assert_eq!((wrong.spread / right.spread < 1.02, wrong.inside > 0.99), (hidden, hidden), "{wrong:?}");
    }
}

/// Fifty of the thousand steps of the chain: most of the noise is still there.
#[test]
fn steps_with_the_beta_of_a_single_level_hardly_denoise() {
    let [usual, many] = [50, 200].map(|steps| figures(SamplerBug::Unstrided, steps, 0.001));
    assert!(usual.inside < 0.01 && usual.sq_distance > 0.3, "{usual:?}");
    assert!(many.sq_distance < 0.2 * usual.sq_distance, "with more steps it is less wrong: {many:?}");
}

/// catches: a bug that outlives the sampler or the schedule that it is one of, or that asks for other weights
#[test]
fn only_ddpm_steps_on_betas_have_a_bug() {
    let data = Dataset::FourSpikes.mixture();
    let base = Preset::SimpleMultimodal.config();
    let of = |sampler, schedule| {
        let mut choices = choices();
        (choices.bug, choices.sampler.sampler) = (SamplerBug::Unstrided, sampler);
        choices.schedule = ContinuousSchedule::new(schedule, 0.001, 50.0, 7.0).unwrap();
        let method = ContinuousMethod::new(choices).unwrap();
        (method.bug, method.plan(&data).bug())
    };
    for sampler in Sampler::ALL {
        for schedule in Schedule::ALL {
            let has = sampler == Sampler::Ddpm && matches!(schedule, Schedule::Cosine | Schedule::LinearBeta);
            let expected = if has { SamplerBug::Unstrided } else { SamplerBug::None };
            assert_eq!(of(sampler, schedule), (expected, expected), "{sampler:?} {schedule:?}");
        }
    }
    let config = |bug| Config { method: Method::Continuous(method(bug, 50, 0.001)), ..base.clone() };
    let right = config(SamplerBug::None);
    assert!(SamplerBug::ALL.iter().all(|bug| config(*bug).is_trained_like(&right)));
}

/// Where no levels are counted, a thousand are taken for the whole range: of 49 steps each goes past 20 of them.
#[test]
fn on_any_schedule_of_betas_a_single_level_is_one_of_a_thousand() {
    let data = Dataset::FourSpikes.mixture();
    for schedule in [Schedule::Cosine, Schedule::LinearBeta] {
        let mut choices = choices();
        (choices.bug, choices.trained_levels) = (SamplerBug::Unstrided, None);
        choices.schedule = ContinuousSchedule::new(schedule, 0.001, 50.0, 7.0).unwrap();
        let method = ContinuousMethod::new(choices).unwrap();
        for step in &method.plan(&data).steps()[..49] {
            let stride = 1.0 - (step.from.alpha / step.to.alpha).powi(2);
            let levels = (1.0 - stride).ln() / (1.0 - step.beta.unwrap()).ln();
            assert!((14.0..28.0).contains(&levels), "{schedule:?}: a stride of {levels} levels");
        }
        assert!(sampled(&method, &data, 0).iter().all(|x| x.is_finite()));
    }
}
