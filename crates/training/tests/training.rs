//! Training as a whole: what it repeats, what it ends with, and what it refuses.

use diffusion::config::{Networks, RateSchedule, StepLr};
use diffusion::standard_method::StandardMethod;
use diffusion::{Config, Denoiser, Preset};
use training::batch::Batches;
use training::tape::{TapeBatch, TapeRecorder};
use training::{Backend, Network, NetworkShape, TrainedModel, Trainer, TrainingError};

fn trained(config: &Config, iterations: usize) -> Trainer {
    let mut trainer = Trainer::new(config).unwrap();
    for step in trainer.by_ref().take(iterations) {
        step.unwrap();
    }
    trainer
}

fn hash_after(config: &Config, iterations: usize) -> String {
    trained(config, iterations).model().unwrap().hash()
}

/// What the networks predict of their own target at level `i` of their grid.
fn predictions(config: &Config, learned: &TrainedModel, x: &[f64], i: usize) -> Vec<f64> {
    let (grid, mut out) = (config.method.grid(), vec![0.0; x.len()]);
    learned.predict(x, grid.levels()[i], config.method.target().at(&grid, i), &mut out).unwrap();
    out
}

/// A short chain of three networks, in 1-D.
fn chain() -> Config {
    Config {
        networks: Networks::PerLevel { first_iterations: 30, first_rate: 2e-3 },
        iterations: 10,
        batch: 8,
        ..Preset::SimpleDdpm.config()
    }
}

/// catches: a draw from anything but the seeded streams
#[test]
fn equal_configurations_give_equal_weights_and_seeds_different_ones() {
    for preset in Preset::ALL {
        let config = preset.config();
        assert_eq!(hash_after(&config, 50), hash_after(&config, 50), "{preset:?}");
        assert_ne!(hash_after(&config, 50), hash_after(&Config { seed: 1, ..config.clone() }, 50), "{preset:?}");
    }
    let config = Preset::SimpleMultimodal.config();
    assert_eq!(hash_after(&config, 50), hash_after(&Config { draw: 9, samples: 5, ..config.clone() }, 50));
}

/// catches: asking for what was learned draws a number, or hands out the weights themselves
#[test]
fn what_is_learned_at_an_iteration_does_not_depend_on_who_asked_before() {
    for config in [Preset::SimpleMultimodal.config(), chain()] {
        let mut asked = Trainer::new(&config).unwrap();
        let early = trained(&config, 20).model().unwrap();
        let mut kept = None;
        while asked.iteration() < 60 {
            asked.next().unwrap().unwrap();
            let learned = asked.model().unwrap();
            if asked.iteration() == 20 {
                kept = Some(learned);
            }
        }
        assert_eq!(asked.model().unwrap().hash(), hash_after(&config, 60));
        assert_eq!(kept.unwrap().weights(), early.weights());
    }
}

/// catches: a layer that the loss does not reach
#[test]
fn every_parameter_is_moved_by_training() {
    for preset in Preset::ALL {
        let config = preset.config();
        let (before, after) = (trained(&config, 0).model().unwrap(), trained(&config, 40).model().unwrap());
        let (before, after) = (before.weights(), after.weights());
        let inputs = config.dataset.mixture().dim() + usize::from(config.networks == Networks::Shared);
        let outputs = config.dataset.mixture().dim();
        let mut from = 0;
        for count in [32 * inputs, 32, 32 * 32, 32, outputs * 32, outputs] {
            let moved = (from..from + count).filter(|i| before[*i] != after[*i]).count();
            assert!(moved * 4 >= count, "{preset:?}: {moved} of {count} numbers moved");
            from += count;
        }
        assert!(after.iter().all(|weight| weight.is_finite()) && after.len() == from);
    }
}

#[test]
fn it_counts_its_iterations_and_ends() {
    let config = chain();
    let mut trainer = Trainer::new(&config).unwrap();
    assert_eq!((trainer.iteration(), trainer.total()), (0, 30 + 7 * 10));
    let steps: Vec<(usize, usize)> =
        trainer.by_ref().map(|step| step.unwrap()).map(|step| (step.iteration, step.network)).collect();
    assert_eq!((steps[0], steps[29], steps[30], steps[99]), ((1, 0), (30, 0), (31, 1), (100, 7)));
    assert_eq!((steps.len(), trainer.iteration()), (100, 100));
    assert!(trainer.next().is_none());
}

/// catches: a network of the chain that starts from fresh weights
#[test]
fn every_network_of_a_chain_starts_from_the_one_before() {
    let resting = Config { rate: 0.0, ..chain() };
    let learned = trained(&resting, 100).model().unwrap();
    let weights = learned.weights();
    let (first, others) = weights.split_at(weights.len() / 8);
    assert!(others.chunks(first.len()).all(|other| other == first) && others.len() == 7 * first.len());
    assert_ne!(first, trained(&resting, 0).model().unwrap().weights());
}

/// catches: levels counted from the wrong end, one off, and a level without a network
#[test]
fn every_level_has_its_own_network() {
    let shape = NetworkShape::new(&chain(), 1, 1);
    let x = [0.4, -1.1];
    for (iterations, networks) in [(100, 8), (55, 4)] {
        let learned = trained(&chain(), iterations).model().unwrap();
        let weights = learned.weights();
        assert_eq!(weights.len(), networks * shape.parameters());
        for level in 0..8 {
            let own = (7 - level).min(networks - 1);
            let network =
                Network::new(shape, &weights[own * shape.parameters()..][..shape.parameters()], Backend::Candle);
            let input = candle_core::Tensor::new(&[[x[0] as f32], [x[1] as f32]], &candle_core::Device::Cpu).unwrap();
            let expected = network.unwrap().forward(&input).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let found = predictions(&chain(), &learned, &x, level);
            assert!(
                found.iter().zip(expected).all(|(a, b)| (a - f64::from(b)).abs() < 1e-5),
                "level {level}: {found:?}"
            );
        }
    }
}

/// catches: c of a neighbouring level, σ where α belongs, c before x
#[test]
fn a_shared_network_reads_the_level() {
    let x = [0.4, -1.1, 0.3, 0.2];
    for preset in [Preset::SimpleMultimodal, Preset::MultimodalDdpm] {
        let config = preset.config();
        let (grid, learned) = (config.method.grid(), trained(&config, 10).model().unwrap());
        let shape = NetworkShape::new(&config, 3, 2);
        let network = Network::new(shape, &learned.weights(), Backend::Candle).unwrap();
        for level in 0..grid.len() {
            let c = grid.beta(level).map_or(grid.levels()[level].sigma, |beta| 1.0 - beta) as f32;
            let rows = [[0.4, -1.1, c], [0.3, 0.2, c]];
            let input = candle_core::Tensor::new(&rows, &candle_core::Device::Cpu).unwrap();
            let expected = network.forward(&input).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let found = predictions(&config, &learned, &x, level);
            assert!(
                found.iter().zip(expected).all(|(a, b)| (a - f64::from(b)).abs() < 1e-5),
                "level {level}: {found:?}"
            );
        }
    }
}

/// Many rows are predicted block by block.
#[test]
fn every_row_is_predicted() {
    let config = Preset::SimpleMultimodal.config();
    let learned = trained(&config, 10).model().unwrap();
    let x: Vec<f64> = (0..2 * 1501).map(|i| f64::from(i % 97) / 50.0 - 1.0).collect();
    let all = predictions(&config, &learned, &x, 3);
    for row in [0, 511, 512, 1023, 1500] {
        assert_eq!(predictions(&config, &learned, &x[2 * row..2 * row + 2], 3), all[2 * row..2 * row + 2]);
    }
}

#[test]
fn a_rate_too_high_ends_in_one_error_that_says_when() {
    let config = Config { rate: 1e4, rate_schedule: RateSchedule::Constant, ..Preset::SimpleMultimodal.config() };
    let mut trainer = Trainer::new(&config).unwrap();
    let steps: Vec<_> = trainer.by_ref().collect();
    let (last, before) = steps.split_last().unwrap();
    assert!(before.iter().all(Result::is_ok) && steps.len() < 100);
    let Err(TrainingError::NotFinite { iteration, what: "loss" }) = last else { panic!("{last:?}") };
    assert_eq!(*iteration, steps.len());
    let words = last.as_ref().unwrap_err().to_string();
    assert_eq!(words, format!("The loss became infinite at iteration {iteration}."));
    assert!(trainer.next().is_none());
}

/// The last step of all can still spoil the weights, and no later loss would tell.
#[test]
fn weights_that_are_no_numbers_are_never_handed_out() {
    let config = Config {
        rate: f64::INFINITY,
        rate_schedule: RateSchedule::Constant,
        iterations: 1,
        ..Preset::SimpleMultimodal.config()
    };
    let mut trainer = Trainer::new(&config).unwrap();
    assert!(matches!(trainer.next(), Some(Err(TrainingError::NotFinite { iteration: 1, what: "weights" }))));
    assert!(trainer.next().is_none() && trainer.model().is_err());
}

#[test]
fn what_cannot_be_trained_is_refused_with_a_reason() {
    let config = Preset::SimpleMultimodal.config();
    for impossible in [
        Config { width: 0, ..config.clone() },
        Config { depth: 0, ..config.clone() },
        Config { batch: 0, ..config.clone() },
        Config { iterations: 0, ..config.clone() },
        Config { rate_schedule: RateSchedule::Steps(StepLr { every: 0, factor: 0.5 }), ..config.clone() },
        Config { networks: Networks::PerLevel { first_iterations: 0, first_rate: 0.1 }, ..config },
    ] {
        let error = Trainer::new(&impossible).unwrap_err();
        assert!(matches!(error, TrainingError::InvalidConfig(_)) && error.to_string().ends_with('.'), "{error}");
    }
}

/// catches: a tape of batches that are not the training's own, a network of a chain that is left out, a mean that is not the
/// model's
#[test]
fn a_tape_is_the_beginning_of_the_training() {
    let averaged = Config { ema: 0.9, ..StandardMethod::Edm.config(&Preset::SimpleMultimodal.config()) };
    let original = Preset::SimpleMultimodal.config();
    let chain_of = |iterations| Config {
        networks: Networks::PerLevel { first_iterations: iterations, first_rate: 2e-3 },
        iterations,
        ema: 0.9,
        ..Preset::SimpleDdpm.config()
    };
    for (config, taped, networks) in
        [(averaged.clone(), averaged, 1), (original.clone(), original, 1), (chain_of(12), chain_of(5), 4)]
    {
        let mut recorder = TapeRecorder::new(&config).unwrap();
        let (mut batches, stages) = (Batches::new(&taped), taped.stages());
        let mut steps = 0;
        while let Some(TapeBatch { network, drawn, batch }) = recorder.step() {
            assert_eq!(network, steps * networks / 20);
            assert_eq!(batch, *batches.draw(stages[network].level));
            assert_eq!((drawn.clean.len(), drawn.eps.len()), (batch.target.len(), batch.target.len()));
            assert_eq!((drawn.noisy.len(), drawn.places.len()), (batch.target.len(), batches.rows()));
            steps += 1;
        }
        let (model, of_one) = (trained(&taped, 20).model().unwrap(), recorder.start().len());
        let last = &model.weights()[(networks - 1) * of_one..networks * of_one];
        assert_eq!((steps, recorder.mean().unwrap().as_slice()), (20, last));
        assert_eq!(recorder.end().unwrap() == recorder.mean().unwrap(), config.ema == 0.0);
        assert_ne!(recorder.end().unwrap(), recorder.start());
    }
}

/// catches: a network that is copied where there is but one, levels that stay without one
#[test]
fn a_model_is_completed_by_the_last_network_that_there_is() {
    let model = trained(&chain(), 35).model().unwrap();
    let (weights, completed) = (model.weights(), model.completed().unwrap().weights());
    let of_one = completed.len() / 8;
    assert_eq!((weights.len(), &completed[..weights.len()]), (2 * of_one, &weights[..]));
    assert!(completed[of_one..].chunks(of_one).all(|network| *network == weights[of_one..]));
    let shared = trained(&Preset::SimpleMultimodal.config(), 3).model().unwrap();
    assert_eq!(shared.completed().unwrap().weights(), shared.weights());
}
