use super::*;
use diffusion::Preset;

/// The link of settings alone.
fn plainly(settings: &Settings) -> String {
    write(settings, &View::default(), &Presentation::default())
}

#[test]
fn a_link_gives_back_what_it_was_made_from() {
    for preset in Preset::ALL {
        let config = Config { seed: 12, draw: 3, samples: 500, rate: 2.5e-5, width: 48, ..preset.config() };
        let mut settings = Settings { config, ..Settings::default() };
        for (key, text) in [("sigma_min", "0.0005"), ("sigma_max", "0.7"), ("pace", "max"), ("decay", "0.5")] {
            if let Some(control) = control(key).filter(|c| c.text(&settings).is_some()) {
                assert_eq!(control.apply_text(&mut settings, text), None);
            }
        }
        let mut view = View::default();
        (view.line, view.speed) = (LineView::Index, 0.5);
        view.show(Layer::Exact, false);
        view.show(Layer::Posterior, true);
        let linked = read(&write(&settings, &view, &Presentation::default()));
        assert_eq!(linked, Linked { settings, view, ..Linked::default() });
    }
}

/// The link of two runs.
fn of_both(settings: &Settings, config: &Config) -> String {
    let mut presentation = Presentation::default();
    presentation.compare = Some(Box::new(config.clone()));
    write(settings, &View::default(), &presentation)
}

/// catches: a second run that is read as another one, or with samples of its own
#[test]
fn a_link_of_two_runs_gives_back_both() {
    let texts = [
        "recipe=simple_multimodal&seed=7",
        "recipe=detailed_DDPM&seed=9&width=48",
        "recipe=simple_1Diffusion&seed=7&sigma_max=0.3",
        "recipe=simple_multimodal&method=edm&seed=7&dataset=moons",
        "recipe=simple_multimodal&method=flow&seed=7&samples=300&sigma_max=inf",
        "recipe=simple_multimodal&spikes=0:0:0.1,1:0:0.1&dataset=spikes&seed=7",
        "recipe=simple_multimodal&target=v&schedule=flow&sampler=heun&seed=8",
    ];
    let all = texts.map(|text| read(text).settings);
    for settings in &all {
        for Settings { config, .. } in &all {
            let link = of_both(settings, config);
            let linked = read(&link);
            let Config { draw, samples, .. } = settings.config;
            let both = (linked.settings, linked.presentation.compare.map(|compared| *compared));
            let expected = (settings.clone(), Some(Config { draw, samples, ..config.clone() }));
            assert_eq!((both, linked.notes), (expected, vec![]), "{link}");
        }
    }
}

/// catches: a link that a teacher cannot write by hand, one that says all of the second run again
#[test]
fn a_link_of_two_runs_says_what_differs() {
    let settings = read("method=edm&dataset=moons").settings;
    let config = |text: &str| read(text).settings.config;
    for (other, said) in [
        ("method=edm&dataset=moons", ""),
        ("method=edm&dataset=moons&rate=0.002&depth=2", "depth%3D2%26rate%3D0.002"),
        ("method=flow&dataset=moons", "recipe%3Dsimple_multimodal%26dataset%3Dmoons%26method%3Dflow%26seed%3D7"),
    ] {
        assert_eq!(of_both(&settings, &config(other)).split_once("compare=").map(|(_, said)| said), Some(said));
    }
    let linked = read("method=edm&dataset=moons&compare=rate=0.002");
    assert_eq!(linked.presentation.compare.map(|compared| compared.rate), Some(0.002));
    assert_eq!(read("compare=rate%3Dfast").notes.len(), 1);
}

/// catches: a link that is too long to be read, and with it the run that it did hold
#[test]
fn two_runs_that_are_too_long_for_a_link_are_one() {
    let points = |shift: f64| {
        let rows: Vec<[f64; 2]> = (0..2_000).map(|i| [f64::from(i) / 700.0 + shift, f64::from(i % 37)]).collect();
        let points = diffusion::dataset::Points::new(2, &rows).unwrap();
        read(&format!("method=edm&dataset=points&points={points}")).settings
    };
    let (one, other) = (points(0.0), points(0.3));
    let link = of_both(&one, &other.config);
    assert!(link.len() <= LONGEST && !link.contains("compare"), "{}", link.len());
    assert_eq!(read(&link).settings, one);
    assert!(of_both(&one, &Config { rate: 0.5, ..one.config.clone() }).ends_with("compare=rate%3D0.5"));
}

#[test]
fn a_link_of_any_method_gives_back_the_run_without_a_note() {
    for preset in Preset::ALL {
        for (key, text) in [
            ("target", "v"),
            ("schedule", "flow"),
            ("sampler", "heun"),
            ("steps", "5"),
            ("dataset", "moons"),
            ("dataset", "two_modes"),
            ("dataset", "spikes"),
            ("optimizer", "adamw"),
            ("ema", "0.9"),
            ("method", "edm"),
            ("method", "flow"),
            ("method", "ddpm"),
            ("depth", "4"),
            ("activation", "silu"),
            ("rate_schedule", "cosine"),
            ("rate_schedule", "steps"),
            ("warmup", "50"),
        ] {
            let mut settings = Settings { config: preset.config(), ..Settings::default() };
            for (key, text) in [(key, text), ("sigma_max", "0.2"), ("width", "32"), ("eta", "0.5"), ("churn", "3")] {
                control(key).expect("a control").apply_text(&mut settings, text);
            }
            let link = plainly(&settings);
            let linked = read(&link);
            assert_eq!(linked, Linked { settings, ..Linked::default() }, "{link}");
        }
    }
}

/// Everything that a standard method may be changed in, one after the other, and then together.
#[test]
fn a_link_of_a_standard_method_says_its_data_and_its_changes() {
    let changes = [
        ("dataset", "rings"),
        ("dataset", "spikes"),
        ("spikes", "0:0:0.05:1,3:0:0.05:1"),
        ("sigma_max", "80"),
        ("sigma_min", "0.0003"),
        ("schedule", "cosine"),
        ("sigma_max", "inf"),
        ("target", "v"),
        ("preconditioning", "none"),
        ("weighting", "snr"),
        ("training_spacing", "clock"),
        ("targets", "sample"),
        ("stratified", "no"),
        ("features", "0"),
        ("spacing", "log"),
        ("start", "noise"),
        ("sampler", "ddim"),
        ("steps", "33"),
        ("rate_schedule", "steps"),
        ("decay", "0.9"),
        ("decay_every", "7"),
        ("optimizer", "sgd"),
        ("sampler", "ddpm"),
        ("bug", "unstrided"),
        ("steps", "50"),
        ("schedule", "linear"),
        ("schedule", "flow"),
        ("sampler", "heun"),
    ];
    for method in ["edm", "flow", "ddpm"] {
        let mut all = Settings::default();
        control("method").expect("a control").apply_text(&mut all, method);
        let plain = all.clone();
        assert_eq!(super::changes(&plain), [format!("method {method}")]);
        assert_eq!(plainly(&all), format!("recipe=simple_multimodal&method={method}&seed=7"));
        for (key, text) in changes {
            let mut one = plain.clone();
            for settings in [&mut one, &mut all] {
                control(key).expect("a control").apply_text(settings, text);
                let link = plainly(settings);
                let linked = read(&link);
                assert_eq!(linked, Linked { settings: settings.clone(), ..Linked::default() }, "{link}");
            }
        }
    }
}

#[test]
fn an_unchanged_recipe_makes_a_short_link() {
    assert_eq!(plainly(&Settings::default()), "recipe=simple_multimodal&seed=7");
    assert_eq!(read(""), Linked::default());
}

#[test]
fn both_ends_of_the_noise_can_move_at_once_without_a_note() {
    for (min, max) in [("2", "5"), ("0.0002", "0.001"), ("0.5", "0.9")] {
        for link in [format!("sigma_min={min}&sigma_max={max}"), format!("sigma_max={max}&sigma_min={min}")] {
            let linked = read(&link);
            let karras = *linked.settings.config.method.karras().unwrap();
            assert_eq!((karras.sigma_min(), karras.sigma_max()), (min.parse().unwrap(), max.parse().unwrap()));
            assert_eq!(linked.notes, Vec::<String>::new());
        }
    }
}

#[test]
fn the_order_in_a_link_does_not_matter() {
    let linked = read("seed=3&rho=2&recipe=simple_1Diffusion");
    assert_eq!(linked.settings.config.preset, Preset::Simple1Diffusion);
    assert_eq!((linked.settings.config.seed, linked.notes.len()), (3, 0));
    assert_eq!(linked.settings.config.method.karras().unwrap().rho(), 2.0);
}

#[test]
fn nonsense_is_left_out_and_said() {
    let linked = read("recipe=none&seed=%00%FF&levels=1e99&rho=;&layer=blue&view=3d&speed=9&unknown=1&=&&#&%");
    assert_eq!(linked.settings.config.preset, Preset::SimpleMultimodal);
    assert_eq!(linked.notes.len(), 6, "{:?}", linked.notes);
    assert!(read(&"x".repeat(LONGEST + 1)).notes.len() == 1);
}

/// catches: links as mails, chats and typewriters leave them
#[test]
fn a_link_that_was_damaged_on_its_way_is_mended_and_that_is_said() {
    let whole = read("recipe=single_DDPM&seed=3&rate=10&layer=data,exact&view=index");
    assert_eq!((whole.settings.config.preset, whole.settings.config.seed), (Preset::SingleDdpm, 3));
    assert_eq!((whole.settings.config.rate, &whole.notes[..]), (10.0, &[][..]));
    for damaged in [
        "recipe=single_DDPM&amp;seed=3&amp;rate=10&amp;layer=data,exact&amp;view=index",
        "recipe=single_DDPM&amp;amp;seed=3&amp;amp;rate=10&layer=data,exact&view=index",
        "recipe%3Dsingle_DDPM%26seed%3D3%26rate%3D10%26layer%3Ddata%2Cexact%26view%3Dindex",
        "recipe%253Dsingle_DDPM%2526seed%253D3%2526rate%253D10%2526layer%253Ddata,exact%2526view%253Dindex",
        "recipe=single%5FDDPM&seed=%2533&rate=10&layer=data,exact&view=index",
        "recipe=single_DDPM&layer=data,exact&view=index&rate=10&seed=3.",
        "recipe=single_DDPM&layer=data,exact&view=index&rate=10&seed=3%E2%80%9D),",
        "?recipe=single_DDPM&seed=3&rate=10&layer=data,exact&view=index",
        "%20recipe%20=%20single_DDPM%20&%20seed=3&rate=%2010&layer=data,exact&view=index",
        "%E2%80%8Brecipe=single_DDPM%C2%AD&seed=3&rate=10&layer=data,exact&view=index",
    ] {
        let linked = read(damaged);
        assert_eq!((&linked.settings, &linked.view), (&whole.settings, &whole.view), "{damaged}");
        assert_eq!(linked.notes.len(), 1, "{damaged}: {:?}", linked.notes);
    }
    // Other ways to write the same are no damage.
    for other in [
        "Recipe=Single_ddpm&SEED=3&rate=10&layer=Data,EXACT&VIEW=Index",
        "recipe=single_DDPM&seed=3&rate=1e+1&layer=data,exact&view=index",
        "recipe=single_DDPM&seed=+3&rate=10,0&layer=data%2Cexact&view=index&utm_source=x.",
        "seed=3&recipe=single_DDPM&rate=10&view=index&seed=3&layer=data,exact&",
    ] {
        assert_eq!(read(other), whole, "{other}");
    }
    let twice = read("seed=4&recipe=single_DDPM&seed=3");
    assert_eq!((twice.settings.config.seed, twice.notes.len()), (3, 1), "{:?}", twice.notes);
    assert_eq!(read("sigma_max=.5").settings.config.method.karras().unwrap().sigma_max(), 0.5);
}

/// Both once ended in a panic: their levels are all the same number.
#[test]
fn levels_that_digits_cannot_tell_apart_are_left_out_and_said() {
    for link in ["sigma_min=.9999999999999999&steps=8", "recipe=single_DDPM&betas=1e-17,2e-17"] {
        let linked = read(link);
        assert!(linked.notes.iter().any(|note| note.contains("far enough apart")), "{link}: {:?}", linked.notes);
    }
}

/// catches: a plus or a mark that is mended away, a percent sign that is undone twice
#[test]
fn a_link_keeps_the_page_around_a_run_and_the_words_of_its_question() {
    let ask = "ask=1%20%2B%201%20=%202%2C%20is%20it%20%252B?|yes%20(100%20%25).|*no,%20%22never%22!";
    let linked = read(&format!("recipe=single_DDPM&level=4&show=picture,charts&{ask}&embed=1&seed=3"));
    let question = linked.presentation.question.as_ref().expect("a question");
    assert_eq!(question.to_string(), "1 + 1 = 2, is it %2B?|yes (100 %).|*no, \"never\"!");
    let written = write(&linked.settings, &linked.view, &linked.presentation);
    assert!(written.starts_with("recipe=single_DDPM&seed=3&level=4&show=picture,charts&ask=1%20%2B%201"), "{written}");
    assert!(written.ends_with("&embed=1"), "{written}");
    assert_eq!(read(&written), linked);
}

/// catches: a layer that a run has not in links that have never known it, a link that forgets one that it has
#[test]
fn the_memoriser_is_in_the_links_of_runs_that_have_one() {
    let shown = |fragment: &str| {
        let linked = read(fragment);
        (write(&linked.settings, &linked.view, &linked.presentation), linked.view.shows(Layer::Memoriser))
    };
    let few = "recipe=simple_multimodal&seed=7&layer=data,exact";
    assert_eq!(shown(few), (few.to_owned(), true));
    let of_points = "recipe=simple_multimodal&train_points=16&seed=7&layer=data,memoriser";
    assert_eq!(shown(of_points), (of_points.to_owned(), true));
    let hidden = "recipe=simple_multimodal&train_points=16&seed=7&layer=data,exact,learned";
    assert_eq!(shown(hidden), (hidden.to_owned(), false));
}
