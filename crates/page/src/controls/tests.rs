use diffusion::{Config, Preset, Target};

use diffusion::denoiser::domain::NetworkDomain;
use diffusion::sampler::Prior;
use diffusion::standard_method::StandardMethod;

use super::*;
use crate::app::App;
use crate::charts::Chart;
use crate::settings::Settings;

fn apply(settings: &mut Settings, key: &str, text: &str) -> Option<String> {
    control(key).expect("a known key").apply_text(settings, text)
}

fn of(preset: Preset) -> Settings {
    Settings { config: preset.config(), ..Settings::default() }
}

#[test]
fn forms_of_numbers_and_of_none() {
    for (text, value) in [(" 2 ", 2.0), ("-.5", -0.5), ("5.", 5.0), ("+1E3", 1000.0), ("0", 0.0), ("1e-7", 1e-7)] {
        assert_eq!(read_number(text), Ok(value), "{text}");
    }
    for text in ["", ".", "-", "e5", "1e", "NaN", "inf", "0x1", "1 2", "--1", "1e+-2", "１", "1e999"] {
        assert!(read_number(text).is_err(), "{text}");
    }
}

#[test]
fn keys_are_unique() {
    for (i, control) in CONTROLS.iter().enumerate() {
        assert!(CONTROLS[..i].iter().all(|other| other.key != control.key), "{}", control.key);
    }
}

#[test]
fn every_control_of_every_recipe_reads_back_what_it_shows() {
    for start in Preset::ALL.map(of).into_iter().chain(standard()) {
        for control in CONTROLS.iter().filter(|control| control.key != "recipe" || start.config.standard.is_none()) {
            let mut settings = start.clone();
            let what = format!("{} of {} {:?}", control.key, start.config.preset.key(), start.config.standard);
            if let Some(text) = control.text(&settings) {
                assert_eq!(control.apply_text(&mut settings, &text), None, "{what}");
                assert_eq!(settings, start, "{what}");
            } else {
                assert!(!control.reason.is_empty(), "{what} has no reason");
            }
        }
    }
}

/// catches: a range of other data, a choice that a change of data takes away, a method that the preset's way back leaves
#[test]
fn the_range_of_a_standard_method_follows_data_and_schedule() {
    let range = |settings: &Settings| {
        let range = settings.config.method.noise_range().expect("a range");
        (range.sigma_min, range.sigma_max)
    };
    let mut settings = with_method(Preset::SimpleMultimodal, StandardMethod::Edm);
    assert_eq!(range(&settings), (0.001, 5.1));
    apply(&mut settings, "dataset", "moons");
    assert_eq!(range(&settings), (0.005, 3.6));
    apply(&mut settings, "sigma_max", "20");
    apply(&mut settings, "dataset", "spikes");
    assert_eq!(range(&settings), (0.005, 20.0), "what was chosen is kept, where it is enough");
    assert_eq!(apply(&mut settings, "spikes", "0:0:0.01:1,3:3:2:1"), None);
    assert_eq!(range(&settings), (0.001, 20.0));
    apply(&mut settings, "schedule", "flow");
    assert_eq!(range(&settings), (0.001, f64::INFINITY));
    apply(&mut settings, "sigma_max", "30");
    apply(&mut settings, "schedule", "karras");
    assert_eq!(range(&settings), (0.001, 30.0));
    apply(&mut settings, "method", "preset");
    let dataset = settings.config.dataset.clone();
    assert_eq!(settings.config, Config { dataset, ..Preset::SimpleMultimodal.config() });
    // A preset's own range is nobody's to change.
    apply(&mut settings, "dataset", "moons");
    assert_eq!(range(&settings), (0.001, 1.0));
}

/// catches: infinity where no schedule has it, or as a number of anything else
#[test]
fn only_some_schedules_begin_at_pure_noise() {
    let mut settings = with_method(Preset::SimpleMultimodal, StandardMethod::Flow);
    assert_eq!(control("sigma_max").unwrap().text(&settings).as_deref(), Some("inf"));
    apply(&mut settings, "sigma_max", "80");
    for text in ["inf", " ∞", "Infinity"] {
        let mut settings = settings.clone();
        assert_eq!(apply(&mut settings, "sigma_max", text), None);
        assert_eq!(settings.config.method.grid().levels()[0].alpha, 0.0);
    }
    assert!(apply(&mut settings, "sigma_min", "inf").is_some_and(|note| note.contains("smallest noise")));
    apply(&mut settings, "sigma_max", "inf");
    let mut naive = settings.clone();
    assert_eq!(apply(&mut naive, "target", "transition"), None);
    assert_eq!(naive.config.method.karras().map(diffusion::process::Karras::sigma_max), Some(100.0));
    apply(&mut settings, "schedule", "linear");
    let before = settings.clone();
    assert!(apply(&mut settings, "sigma_max", "inf").is_some_and(|note| note.contains("pure noise")));
    assert_eq!(settings, before);
}

fn to_continuous(preset: Preset) -> Settings {
    Settings { config: preset.config().to_continuous().unwrap(), ..Settings::default() }
}

/// The standard methods, for the data of every preset.
fn standard() -> impl Iterator<Item = Settings> {
    let methods = StandardMethod::ALL.into_iter();
    methods.flat_map(|method| Preset::ALL.map(|preset| with_method(preset, method)))
}

fn with_method(preset: Preset, method: StandardMethod) -> Settings {
    let mut settings = of(preset);
    assert_eq!(apply(&mut settings, "method", method.key()), None);
    settings
}

#[test]
fn every_choice_leads_to_something_that_can_be_trained_and_sampled() {
    for start in Preset::ALL.map(of).into_iter().chain(Preset::ALL.map(to_continuous)).chain(standard()) {
        for control in CONTROLS.iter().filter(|control| control.text(&start).is_some()) {
            let Kind::Choice(choices) = control.kind else { continue };
            for (key, _) in choices() {
                let mut settings = start.clone();
                let note = control.apply_text(&mut settings, key);
                let config = &settings.config;
                let (plan, dim) = (config.method.plan(&config.dataset.mixture()), config.dataset.mixture().dim());
                assert!(plan.levels().len() > 2 && (dim == 1 || !matches!(plan.prior(), Prior::Tabulated(_))));
                let taken = control.text(&settings).as_deref() == Some(key);
                assert!(taken || note.is_some(), "{} = {key} was dropped in silence", control.key);
                control.apply_text(&mut settings, key);
                assert_eq!(control.text(&settings).as_deref() == Some(key), taken);
            }
        }
    }
}

#[test]
fn a_network_predicts_only_where_it_was_trained() {
    let target = |settings: &Settings| settings.config.method.target();
    for (preset, key, text) in [
        (Preset::SimpleMultimodal, "sampler", "ddim"),
        (Preset::SimpleMultimodal, "steps", "7"),
        (Preset::SimpleMultimodal, "schedule", "cosine"),
        (Preset::MultimodalDdpm, "sampler", "rk4"),
    ] {
        let mut settings = of(preset);
        let note = apply(&mut settings, key, text).expect("a note");
        assert!(note.contains("eps") && note.contains("its own"), "{note}");
        assert_eq!((target(&settings), settings.config.method.domain()), (Target::Eps, NetworkDomain::Everywhere));
        assert!(settings.config.is_custom());
    }
    // A discrete network knows its levels, and every subset of them.
    let mut discrete = of(Preset::MultimodalDdpm);
    assert_eq!(apply(&mut discrete, "sampler", "heun"), None);
    assert_eq!(apply(&mut discrete, "steps", "7"), None);
    assert_eq!((discrete.config.method.domain(), discrete.config.method.grid().len()), (NetworkDomain::Levels, 20));
    assert!(apply(&mut discrete, "churn", "10").is_some_and(|note| note.contains("eps")));
    assert_eq!(discrete.config.method.domain(), NetworkDomain::Everywhere);
}

#[test]
fn the_original_target_and_sampler_can_be_returned_to() {
    for preset in Preset::ALL {
        let mut settings = of(preset);
        let own = |key| control(key).expect("a control").text(&of(preset)).expect("it applies");
        apply(&mut settings, "sampler", "ddim");
        apply(&mut settings, "target", &own("target"));
        apply(&mut settings, "sampler", &own("sampler"));
        assert_eq!(settings, of(preset), "{preset:?}");
    }
}

#[test]
fn spikes_are_the_visitors_own() {
    let mut settings = of(Preset::SimpleMultimodal);
    assert!(apply(&mut settings, "spikes", "0:0:0.1:1").is_some(), "there is no field for them yet");
    apply(&mut settings, "dataset", "spikes");
    assert_eq!(apply(&mut settings, "spikes", "0:0:0.1:1, 1:1:0.2:3"), None);
    assert_eq!(control("spikes").unwrap().text(&settings).as_deref(), Some("0:0:0.1:1,1:1:0.2:3"));
    for wrong in ["", "0:0:0:1", "1:2", "0:0:1:1,1:2:3", &"0:0:1:1,".repeat(400)] {
        assert!(apply(&mut settings, "spikes", wrong).is_some_and(|note| note.contains("spikes")), "{wrong}");
    }
}

#[test]
fn every_number_control_takes_its_least_and_its_most() {
    for control in CONTROLS.iter().filter(|control| control.range().is_some()) {
        for preset in Preset::ALL {
            let mut settings = of(preset);
            let Some(before) = control.text(&settings) else { continue };
            let range = control.range().expect("a number");
            for limit in [range.min, range.max] {
                control.apply_text(&mut settings, &format!("{limit}"));
            }
            assert!(settings.config.method.plan(&settings.config.dataset.mixture()).levels().len() > 2);
            control.apply_text(&mut settings, &before);
            assert_eq!(control.text(&settings), Some(before), "{} of {}", control.key, preset.key());
        }
    }
}

#[test]
fn what_is_out_of_range_is_clamped_and_said() {
    let mut settings = of(Preset::SimpleMultimodal);
    let note = apply(&mut settings, "levels", "1").expect("a note");
    assert!(note.contains("levels") && note.contains('2'), "{note}");
    assert_eq!(settings.config.method.karras().unwrap().levels(), 2);
    assert!(apply(&mut settings, "samples", "1e9").is_some());
    assert_eq!(settings.config.samples, 100_000);
}

#[test]
fn what_is_no_number_is_left_alone_and_said() {
    for text in ["", "many", "NaN", "inf", "1,500", "--1"] {
        let mut settings = of(Preset::SimpleMultimodal);
        assert!(apply(&mut settings, "sigma_max", text).is_some_and(|note| note.contains("largest noise")), "{text}");
        assert_eq!(settings, of(Preset::SimpleMultimodal));
    }
}

#[test]
fn an_impossible_pair_moves_the_other_end() {
    let mut settings = of(Preset::SimpleMultimodal);
    assert!(apply(&mut settings, "sigma_min", "3").is_some_and(|note| note.contains("The largest noise")));
    let karras = settings.config.method.karras().unwrap();
    assert_eq!((karras.sigma_min(), karras.sigma_max()), (3.0, 6.0));
    assert!(apply(&mut settings, "sigma_max", "0.5").is_some_and(|note| note.contains("The smallest noise")));
    let karras = settings.config.method.karras().unwrap();
    assert_eq!((karras.sigma_min(), karras.sigma_max()), (0.25, 0.5));
}

#[test]
fn a_beta_stays_below_one() {
    let mut settings = of(Preset::MultimodalDdpm);
    assert!(apply(&mut settings, "sigma_max", "1.5").is_some());
    assert_eq!(settings, of(Preset::MultimodalDdpm));
    assert!(apply(&mut of(Preset::SingleDdpm), "betas", "0.5,0.2").is_some());
    assert!(apply(&mut of(Preset::SingleDdpm), "betas", "0.1,0.2,0.99").is_none());
}

/// Each of these once left levels that are all the same number.
#[test]
fn levels_too_close_to_tell_apart_are_refused_in_words() {
    let mut naive = of(Preset::SimpleMultimodal);
    assert!(apply(&mut naive, "sigma_min", ".99999999999999").is_some_and(|note| note.contains("levels")));
    assert_eq!(naive, of(Preset::SimpleMultimodal));
    assert!(apply(&mut naive, "steps", "8").is_some_and(|note| note.contains("eps")));
    let mut listed = of(Preset::SingleDdpm);
    assert!(apply(&mut listed, "betas", "1e-17,2e-17").is_some_and(|note| note.contains("betas")));
    assert_eq!(listed, of(Preset::SingleDdpm));
    // All of it nearly pure noise, or nearly none: a discrete network can learn it, but the ends of no continuous
    // schedule can be chosen there.
    for betas in ["0.99999,0.999999", "0.995,0.996", "3e-9,7e-9"] {
        assert_eq!(apply(&mut listed, "betas", betas), None);
        let kept = listed.clone();
        for (key, text) in [("sampler", "rk4"), ("target", "v"), ("schedule", "karras")] {
            assert!(apply(&mut listed, key, text).is_some_and(|note| note.contains("left as it is")), "{betas} {key}");
            assert_eq!(listed, kept);
        }
    }
}

/// A β is never called σ, and neither is a ratio of noise to data.
#[test]
fn the_ends_of_the_noise_are_called_what_they_are() {
    let called = |settings: &Settings| {
        let ends = ["sigma_max", "sigma_min"].map(|key| control(key).expect("a control"));
        ends.map(|end| (end.symbol)(settings))
    };
    let sigma = ["σ_max", "σ_min"];
    let ratio = ["(σ/α)_max", "(σ/α)_min"];
    let mut settings = of(Preset::SimpleMultimodal);
    assert_eq!(called(&settings), sigma);
    for (schedule, expected) in
        [("linear", ratio), ("karras", sigma), ("cosine", ratio), ("log_linear", sigma), ("flow", ratio)]
    {
        apply(&mut settings, "schedule", schedule);
        assert_eq!(called(&settings), expected, "{schedule}");
    }
    assert_eq!(called(&of(Preset::MultimodalDdpm)), ["β_max", "β_min"]);
}

/// Two controls with one letter, or the T of a target on the number of levels, would be two meanings of a symbol.
#[test]
fn a_symbol_stands_for_one_control() {
    for settings in Preset::ALL.map(of).into_iter().chain(Preset::ALL.map(to_continuous)).chain(standard()) {
        let mut symbols: Vec<_> = CONTROLS.iter().map(|control| (control.symbol)(&settings)).collect();
        symbols.retain(|symbol| !symbol.is_empty());
        symbols.sort_unstable();
        assert!(symbols.windows(2).all(|pair| pair[0] != pair[1]) && !symbols.contains(&"T"), "{symbols:?}");
    }
}

/// A hint to a control that is not there, or is called otherwise, would be a riddle.
#[test]
fn the_hint_is_shown_where_there_is_a_sigma_to_drag() {
    let hint = |link: &str| App::new("a build", link, 0.0).hint(6_000.0);
    assert!(hint("recipe=simple_multimodal").is_some_and(|hint| hint.contains("σ_max")));
    assert_eq!(hint("recipe=single_DDPM"), None);
    assert_eq!(hint("recipe=multimodal_DDPM"), None);
    assert_eq!(hint("recipe=simple_multimodal&target=eps&schedule=flow"), None);
}

#[test]
fn the_levels_end_where_they_end() {
    let summary = |link: &str| Chart::Levels.summary(&App::new("a build", link, 0.0));
    assert!(summary("recipe=simple_multimodal").ends_with("to 0.00100 and then none."));
    let detailed = summary("recipe=detailed_DDPM");
    assert!(detailed.ends_with("to 0.0316, where sampling ends. 0 of them are learned."), "{detailed}");
}

#[test]
fn what_does_not_apply_says_why() {
    let mut settings = of(Preset::SingleDdpm);
    assert!(apply(&mut settings, "rho", "3").is_some_and(|note| note.contains("spacing")));
    assert_eq!(settings, of(Preset::SingleDdpm));
}

/// catches: a bug that is asked for where it cannot be, or is kept unseen by a sampler that has none
#[test]
fn a_bug_is_one_of_ddpms_steps_and_leaves_with_them() {
    let bug = |settings: &Settings| control("bug").expect("a control").text(settings);
    for start in Preset::ALL.map(of).into_iter().chain(standard()) {
        assert_eq!(bug(&start), None, "{:?}", start.config.standard);
    }
    let mut settings = with_method(Preset::SimpleMultimodal, StandardMethod::Ddpm);
    assert!(apply(&mut settings, "bug", "alpha_bar").is_some_and(|note| note.contains("does not apply")));
    apply(&mut settings, "sampler", "ddpm");
    let right = settings.clone();
    assert_eq!((bug(&settings).as_deref(), apply(&mut settings, "bug", "alpha_bar")), (Some("none"), None));
    assert!(settings.config.is_trained_like(&right.config) && settings != right);
    for (key, elsewhere, back) in [("sampler", "ddim", "ddpm"), ("schedule", "flow", "cosine")] {
        let mut settings = settings.clone();
        assert_eq!((apply(&mut settings, key, elsewhere), bug(&settings)), (None, None));
        apply(&mut settings, key, back);
        assert_eq!(bug(&settings).as_deref(), Some("none"));
    }
}

#[test]
fn a_recipe_keeps_the_seed_and_sets_the_rest() {
    let mut settings = of(Preset::SimpleMultimodal);
    apply(&mut settings, "seed", "12");
    apply(&mut settings, "width", "64");
    apply(&mut settings, "recipe", "single_DDPM");
    assert_eq!(settings.config, Config { seed: 12, ..Preset::SingleDdpm.config() });
}

#[test]
fn sliders_and_values_agree() {
    for control in CONTROLS.iter().filter(|c| c.range().is_some_and(|range| range.slider != Slider::None)) {
        let range = control.range().expect("a slider has a range");
        assert_eq!(control.value_from_slider(0.0), range.min);
        assert_eq!(control.value_from_slider(1.0), range.max);
        for place in [0.1, 0.37, 0.8] {
            let value = control.value_from_slider(place);
            assert!((control.slider_from_value(value) - place).abs() < 0.1, "{} at {place}", control.key);
        }
    }
}
