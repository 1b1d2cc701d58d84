//! Networks on a continuous schedule: what they learn, held against the exact answer.

use diffusion::config::Optimizer;
use diffusion::method::Continuum;
use diffusion::metric::Figures;
use diffusion::{Config, Dataset, Denoiser, Level, Method, Recipe, Target, TryDenoiser, Weighting};
use training::{Learned, Trainer};

fn trained(config: &Config) -> Learned {
    let mut trainer = Trainer::new(config).unwrap();
    for step in trainer.by_ref() {
        step.unwrap();
    }
    trainer.learned().unwrap()
}

fn taught(target: Target, weighting: Weighting) -> Config {
    let config = Recipe::SimpleMultimodal.config().on_continuum();
    let Method::Continuous(of) = config.method else { unreachable!("it is on a continuous schedule") };
    let continuum = Continuum::new(*of.schedule(), target, weighting, of.walk()).unwrap();
    Config { method: Method::Continuous(continuum), ..config }
}

/// The mean squared distance of the learned from the exact denoised point, over noised data at a level.
fn error(learned: &Learned, level: Level) -> f64 {
    let law = Dataset::FourSpikes.mixture();
    let x = diffusion::sampler::noised_start(&law, level, 1000, 5, 0);
    let (mut exact, mut said) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    law.denoise(&x, level, &mut exact);
    learned.try_denoise(&x, level, &mut said).unwrap();
    exact.iter().zip(&said).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / 1000.0
}

/// catches: a target turned into the clean point with a wrong sign or factor, a level told wrongly, weights of other rows
#[test]
fn every_target_is_learned_at_levels_of_no_grid() {
    for target in [Target::Eps, Target::X0, Target::V, Target::Score, Target::Flow] {
        let config = taught(target, Weighting::Edm);
        let learned = trained(&config);
        // Without learning, the mean of the data is the best guess: an error of up to 2.
        for (sigma, most) in [(0.77, 0.1), (0.31, 0.1)] {
            let error = error(&learned, Level::exploding(sigma));
            println!("{target:?} {sigma}: {error}");
            assert!(error < most, "{target:?} at {sigma}: {error}");
        }
    }
}

#[test]
fn samples_of_a_continuous_network_find_the_spikes() {
    let config = taught(Target::Eps, Weighting::Uniform);
    let states = trained(&config).states(&config).unwrap();
    let end = Figures::of(states.last().unwrap(), &config.dataset.mixture());
    println!("{end:?}");
    assert!(end.avg_sq_distance < 0.05, "{end:?}");
}

#[test]
fn adam_w_and_the_mean_of_the_weights_train_the_seeds_networks_too() {
    let config = Config { optimizer: Optimizer::AdamW, ema: 0.99, rate: 2e-3, ..Recipe::Simple1Diffusion.config() };
    let states = trained(&config).states(&config).unwrap();
    let end = Figures::of(states.last().unwrap(), &config.dataset.mixture());
    assert!((end.moments[0].mean - 1.0).abs() < 0.1, "{end:?}");
}
