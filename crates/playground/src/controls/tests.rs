use super::*;

fn apply(settings: &mut Settings, key: &str, text: &str) -> Option<String> {
    control(key).expect("a known key").apply(settings, text)
}

fn of(recipe: Recipe) -> Settings {
    Settings { config: recipe.config(), ..Settings::default() }
}

#[test]
fn keys_are_unique_and_every_control_explains_itself() {
    for (i, control) in CONTROLS.iter().enumerate() {
        assert!(CONTROLS[..i].iter().all(|other| other.key != control.key), "{}", control.key);
        assert!(control.about.matches(['.', '?', '!']).count() >= 2, "{} needs two sentences", control.key);
    }
}

#[test]
fn every_control_of_every_recipe_reads_back_what_it_shows() {
    for recipe in Recipe::ALL {
        for control in &CONTROLS {
            let mut settings = of(recipe);
            if let Some(text) = control.text(&settings) {
                assert_eq!(control.apply(&mut settings, &text), None, "{} of {}", control.key, recipe.key());
                assert_eq!(settings, of(recipe), "{} of {}", control.key, recipe.key());
            } else {
                assert!(!control.reason.is_empty(), "{} of {} has no reason", control.key, recipe.key());
            }
        }
    }
}

#[test]
fn every_number_control_takes_its_least_and_its_most() {
    for control in CONTROLS.iter().filter(|control| control.range().is_some()) {
        for recipe in Recipe::ALL {
            let mut settings = of(recipe);
            let Some(before) = control.text(&settings) else { continue };
            let range = control.range().expect("a number");
            for limit in [range.min, range.max] {
                control.apply(&mut settings, &format!("{limit}"));
            }
            assert!(settings.config.method.way(&settings.config.dataset.mixture()).levels().len() > 2);
            control.apply(&mut settings, &before);
            assert_eq!(control.text(&settings), Some(before), "{} of {}", control.key, recipe.key());
        }
    }
}

#[test]
fn what_is_out_of_range_is_clamped_and_said() {
    let mut settings = of(Recipe::SimpleMultimodal);
    let note = apply(&mut settings, "levels", "1").expect("a note");
    assert!(note.contains("levels") && note.contains('2'), "{note}");
    assert_eq!(settings.config.method.karras().unwrap().levels(), 2);
    assert!(apply(&mut settings, "samples", "1e9").is_some());
    assert_eq!(settings.config.samples, 100_000);
}

#[test]
fn what_is_no_number_is_left_alone_and_said() {
    for text in ["", "many", "NaN", "inf", "1,5", "--1"] {
        let mut settings = of(Recipe::SimpleMultimodal);
        assert!(apply(&mut settings, "sigma_max", text).is_some_and(|note| note.contains("sigma_max")), "{text}");
        assert_eq!(settings, of(Recipe::SimpleMultimodal));
    }
}

#[test]
fn an_impossible_pair_moves_the_other_end() {
    let mut settings = of(Recipe::SimpleMultimodal);
    assert!(apply(&mut settings, "sigma_min", "3").is_some_and(|note| note.contains("sigma_max")));
    let karras = settings.config.method.karras().unwrap();
    assert_eq!((karras.sigma_min(), karras.sigma_max()), (3.0, 6.0));
    assert!(apply(&mut settings, "sigma_max", "0.5").is_some_and(|note| note.contains("sigma_min")));
    let karras = settings.config.method.karras().unwrap();
    assert_eq!((karras.sigma_min(), karras.sigma_max()), (0.25, 0.5));
}

#[test]
fn a_beta_stays_below_one() {
    let mut settings = of(Recipe::MultimodalDdpm);
    assert!(apply(&mut settings, "sigma_max", "1.5").is_some());
    assert_eq!(settings, of(Recipe::MultimodalDdpm));
    assert!(apply(&mut of(Recipe::SingleDdpm), "betas", "0.5,0.2").is_some());
    assert!(apply(&mut of(Recipe::SingleDdpm), "betas", "0.1,0.2,0.99").is_none());
}

#[test]
fn what_does_not_apply_says_why() {
    let mut settings = of(Recipe::SingleDdpm);
    assert!(apply(&mut settings, "rho", "3").is_some_and(|note| note.contains("rho")));
    assert_eq!(settings, of(Recipe::SingleDdpm));
}

#[test]
fn a_recipe_keeps_the_seed_and_sets_the_rest() {
    let mut settings = of(Recipe::SimpleMultimodal);
    apply(&mut settings, "seed", "12");
    apply(&mut settings, "width", "64");
    apply(&mut settings, "recipe", "single_DDPM");
    assert_eq!(settings.config, Config { seed: 12, ..Recipe::SingleDdpm.config() });
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

use diffusion::Config;
