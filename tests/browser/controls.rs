//! Sliders, fields and menus, and what each change sets off.

use crate::playground::{ENDLESS, Playground, in_chromium};
use browsers::Window;

const SIGMA_MAX: &str = "[data-control=sigma_max] input[type=range]";

/// The values of a recipe's own controls; "" where a control does not apply.
struct Row {
    recipe: &'static str,
    dim: &'static str,
    /// The steps of sampling.
    steps: &'static str,
    /// σ_min, σ_max, ρ, levels.
    noise: [&'static str; 4],
    /// width, rate, batch, iterations.
    training: [&'static str; 4],
    samples: &'static str,
}

const LINE: Row = Row {
    recipe: "simple_1Diffusion",
    dim: "1",
    steps: "10",
    noise: ["0.001", "2", "7", "10"],
    training: ["32", "0.001", "32", "1000"],
    samples: "1000",
};

const SPIKES: Row = Row {
    recipe: "simple_multimodal",
    dim: "2",
    steps: "20",
    noise: ["0.001", "1", "7", "20"],
    training: ["32", "0.001", "32", "3000"],
    samples: "2000",
};

const ROWS: [Row; 7] = [
    LINE,
    Row { recipe: "simple_1Diffusion_video", ..LINE },
    Row { recipe: "simple_2Diffusion", dim: "2", noise: ["0.001", "1", "7", "10"], samples: "2000", ..LINE },
    SPIKES,
    Row { recipe: "simple_multimodal_video", steps: "17", noise: ["0.001", "1", "2", "17"], ..SPIKES },
    Row {
        recipe: "single_DDPM",
        noise: ["", "", "", ""],
        training: ["32", "0.001", "64", "20000"],
        samples: "2000",
        ..LINE
    },
    Row {
        recipe: "multimodal_DDPM",
        steps: "30",
        noise: ["0.001", "0.9", "4", "20"],
        training: ["32", "0.002", "32", "10000"],
        samples: "1000",
        ..SPIKES
    },
];

#[test]
fn a_recipe_sets_every_control_to_its_own_values() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still("seed=5&pace=3");
    for row in &ROWS {
        page.choose("recipe", row.recipe);
        page.until(&format!("said.recipe === '{}' && said.levels === '{}'", row.recipe, row.steps));
        assert_eq!(page.said("dim"), row.dim, "{}", row.recipe);
        let noise = ["sigma_min", "sigma_max", "rho", "levels"].map(|name| page.field(name));
        assert_eq!(noise, row.noise, "{}", row.recipe);
        let training = ["width", "rate", "batch", "iterations"].map(|name| page.field(name));
        assert_eq!(training, row.training, "{}", row.recipe);
        assert_eq!(page.field("samples"), row.samples, "{}", row.recipe);
        assert_eq!((page.field("seed"), page.field("pace")), ("5".into(), "3".into()), "{}", row.recipe);
        assert_eq!(page.field("recipe"), row.recipe);
        page.until("/training|finished/.test(said.phase) && said.step > 0");
    }
}

#[test]
fn a_program_of_the_list_loads_its_recipe() {
    let page = Playground::open_still("");
    page.unfold_all();
    page.click_on("button[data-recipe=simple_2Diffusion]");
    page.until("said.recipe === 'simple_2Diffusion' && said.run > 1");
    let pressed = page.value(
        "[...document.querySelectorAll('button[data-recipe][aria-pressed=true]')].map(button => button.dataset.recipe)",
    );
    assert_eq!(pressed.to_string(), r#"["simple_2Diffusion"]"#);
}

/// catches: a picture that stays pressed beside other data; a method that goes with the data
#[test]
fn data_are_chosen_by_their_pictures_and_the_method_stays() {
    let page = Playground::open_still("method=flow&iterations=200000");
    let pressed = "[...document.querySelectorAll('.thumbnail :checked')].map(picture => picture.value).join()";
    page.until(&format!("said.phase === 'training' && {pressed} === 'four_spikes'"));
    page.bring_to_front(".thumbnails");
    page.click_on(".thumbnails [value=moons]");
    page.until(&format!("location.hash.includes('dataset=moons') && said.run === '2' && {pressed} === 'moons'"));
    assert_eq!((page.field("method"), page.field("dataset")), ("flow".into(), "moons".into()));
    page.strike("ArrowRight");
    page.until(&format!("location.hash.includes('dataset=rings') && {pressed} === 'rings'"));
    page.choose("dataset", "spike_at_one");
    page.until(&format!("said.dim === '1' && {pressed} === 'spike_at_one'"));
    page.choose("recipe", "simple_2Diffusion");
    page.until(&format!("said.dim === '2' && {pressed} === 'corner'"));
}

/// catches: a failure that nobody was warned of, and a button that does not mend it
#[test]
fn what_does_not_suit_is_said_before_training_fails_and_one_press_mends_it() {
    let page = Playground::open_still("");
    page.until_phase("training");
    let advice = "(advice => advice.checkVisibility() ? advice.innerText : '')(document.querySelector('#advice'))";
    assert_eq!(page.words(advice), "");
    page.enter("rate", "0.5");
    page.until(&format!("{advice}.includes('learning rate of 0.5')"));
    page.press("mend");
    page.until(&format!("{advice} === '' && said.recipe === 'simple_multimodal'"));
    page.enter("sigma_max", "10");
    page.until(&format!("said.phase === 'failed' && {advice}.includes('Use EDM')"));
    page.press("retry");
    page.until("said.phase === 'training' && location.hash.includes('method=edm')");
    let band = "document.querySelector('[data-control=sigma_max] .suited rect')";
    page.until(&format!("{advice} === '' && {band}.getAttribute('width') > 0"));
}

#[test]
fn a_changed_value_makes_the_recipe_custom_and_the_recipe_brings_it_back() {
    let page = Playground::open_still("");
    page.enter("rho", "3");
    page.until("said.recipe === 'custom'");
    let shown = page.words("(menu => menu.options[menu.selectedIndex].text)(document.querySelector('[name=recipe]'))");
    assert_eq!(shown, "custom, from four spikes");
    page.choose("recipe", "simple_multimodal");
    page.until("said.recipe === 'simple_multimodal'");
    assert_eq!(page.field("rho"), "7");
    // The address is written a few times a second only.
    page.until("!location.hash.includes('rho')");
    assert!(!page.hash().contains("rho"), "{}", page.hash());
}

#[test]
fn a_dragged_slider_shows_at_once_and_restarts_when_it_is_let_go() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    let run = page.count("run");
    page.bring_to_front("#chart-levels");
    page.until_still("#chart-levels");
    let levels = page.painting("#chart-levels");
    let slider = page.rect(SIGMA_MAX).expect("the slider");
    page.mouse_down(slider.at(0.6, 0.5)).expect("a mouse");
    page.mouse_pull(slider.at(0.5, 0.5)).expect("a mouse");
    page.mouse_pull(slider.at(0.45, 0.5)).expect("a mouse");
    page.until_repainted("#chart-levels", &levels);
    page.until("Number(document.querySelector('[name=sigma_max]').value) < 0.5");
    assert!(!page.hash().contains("sigma_max"), "nothing is decided yet: {}", page.hash());
    page.linger(500);
    assert_eq!(page.count("run"), run, "no new run before the slider is let go");
    page.mouse_up(slider.at(0.45, 0.5)).expect("a mouse");
    page.until(&format!("said.run > {run}"));
    assert_eq!(page.count("run"), run + 1);
    let chosen = page.field("sigma_max");
    page.until_link_says(&format!("sigma_max={chosen}"));
    page.until("said.phase === 'training' && said.step > 0");
}

#[test]
fn the_picture_follows_a_slider_that_is_dragged() {
    let page = Playground::open(&format!("{ENDLESS}&layer=exact"));
    page.press("play");
    let slider = page.rect(SIGMA_MAX).expect("the slider");
    page.until("said.playing === 'false'");
    let before = page.painting("#canvas-picture");
    page.mouse_down(slider.at(0.6, 0.5)).expect("a mouse");
    page.mouse_pull(slider.at(0.4, 0.5)).expect("a mouse");
    page.until_repainted("#canvas-picture", &before);
    page.mouse_up(slider.at(0.4, 0.5)).expect("a mouse");
}

#[test]
fn arrow_keys_move_a_slider() {
    let page = Playground::open(ENDLESS);
    page.run(&format!("document.querySelector('{SIGMA_MAX}').focus()"));
    page.strike("ArrowLeft");
    page.until("said.run === '2' && location.hash.includes('sigma_max=')");
    assert!(page.field("sigma_max").parse::<f64>().expect("a number") < 1.0);
    assert_eq!(page.said("playing"), "true", "the arrow was the slider's");
}

/// What an arrow key does that is held down for ten seconds, as fast as can be.
#[test]
fn three_hundred_changes_in_a_row_are_no_burden() {
    let page = Playground::open_still(ENDLESS);
    page.until_phase("training");
    page.run(&format!(
        "(slider => {{
            for (let i = 0; i < 300; i++) {{
                i < 200 ? slider.stepDown() : slider.stepUp();
                for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind, {{bubbles: true}}));
            }}
        }})(document.querySelector('{SIGMA_MAX}'))"
    ));
    let chosen = page.field("sigma_max");
    page.until(&format!("new URLSearchParams(location.hash.slice(1)).get('sigma_max') === '{chosen}'"));
    page.until("said.phase === 'training' && said.step > 0 && said.worker === 'ready'");
}

#[test]
fn a_number_can_be_typed_and_entered() {
    let page = Playground::open_still(ENDLESS);
    page.click_on("[name=sigma_max]");
    page.run("document.querySelector('[name=sigma_max]').select()");
    for key in ["5", "Enter"] {
        page.strike(key);
    }
    page.until("said.run === '2' && location.hash.includes('sigma_max=5&')");
    assert_eq!(page.field("sigma_max"), "5");
}

#[test]
fn controls_that_do_not_apply_are_disabled_or_left_out_with_a_reason() {
    let page = Playground::open_still("recipe=single_DDPM");
    page.until_phase("training");
    for key in ["rho", "levels"] {
        let left_out = format!("!document.querySelector('[data-control={key}]').checkVisibility()");
        assert_eq!(page.value(&left_out), true, "{key}");
    }
    let reasons = page.words("document.querySelector('[data-absent=noise] ul').textContent");
    assert!(reasons.contains("levels: ") && reasons.contains("spacing: "), "{reasons}");
    for key in ["sigma_min", "sigma_max"] {
        let control = format!("[data-control={key}]");
        let disabled = format!("[...document.querySelectorAll('{control} input')].every(input => input.disabled)");
        assert_eq!(page.value(&disabled), true, "{key}");
        page.bring_to_front(&control);
        let reason = page.words(&format!(
            "(reason => reason.checkVisibility() ? reason.textContent : 'hidden')(document.querySelector('{control} .control-reason'))"
        ));
        assert!(reason.contains('β'), "{key} says “{reason}”");
    }
    page.choose("recipe", "simple_multimodal");
    page.until("!document.querySelector('[name=rho]').disabled");
    page.bring_to_front("[data-control=rho]");
    page.until("document.querySelector('[data-control=rho]').checkVisibility()");
    assert_eq!(page.words("document.querySelector('[data-control=rho] .control-reason').textContent"), "");
}

#[test]
fn an_impossible_pair_is_mended_where_everyone_sees_it() {
    let page = Playground::open_still("");
    page.enter("sigma_min", "3");
    page.until("said.note?.includes('largest noise')");
    assert_eq!((page.field("sigma_min"), page.field("sigma_max")), ("3".into(), "6".into()));
    page.until_link_says("sigma_min=3");
    page.until_link_says("sigma_max=6");
    assert_eq!(page.words("document.querySelector('#note').textContent"), page.said("note"));
    assert_eq!(page.value("document.querySelector('#note').checkVisibility()"), true);
    page.press("dismiss-note");
    page.until("said.note === undefined");
}

#[test]
fn what_cannot_be_is_clamped_or_left_as_it_was() {
    let page = Playground::open_still(ENDLESS);
    for (key, name, text, left) in [
        ("levels", "levels", "1", "2"),
        ("width", "hidden units", "100000", "256"),
        ("samples", "samples", "-5", "10"),
        ("sigma_max", "largest noise", "", "1"),
        ("rho", "spacing", "1e999", "7"),
        ("batch", "batch", "2.6", "3"),
    ] {
        page.enter(key, text);
        page.until(&format!("document.querySelector('[name={key}]').value === '{left}'"));
        assert!(page.said("note").contains(name), "{name}: {}", page.said("note"));
    }
    page.until("said.phase === 'training' && said.step > 0");
}

#[test]
fn listed_betas_can_be_typed() {
    let page = Playground::open_still("recipe=single_DDPM");
    page.enter("betas", "0.01,0.2,0.9");
    page.until("said.levels === '3' && said.recipe === 'custom' && said.run === '2'");
    page.until_link_says("betas=0.01,0.2,0.9");
    page.enter("betas", "0.5,0.2");
    page.until("said.note?.includes('betas')");
    assert_eq!(page.field("betas"), "0.01,0.2,0.9");
}

#[test]
fn a_change_while_paused_stays_paused_at_its_first_weights() {
    let page = Playground::open_still(ENDLESS);
    page.pause_training();
    page.enter("width", "16");
    page.until("said.run === '2' && said.phase === 'paused' && said.step === '0' && said.weights");
}

#[test]
fn help_opens_beside_its_control() {
    let page = Playground::open_still(ENDLESS);
    page.until_phase("training");
    page.click_on("[data-control=sigma_max] .help");
    page.until("document.querySelector('#help-sigma_max').matches(':popover-open')");
    page.strike("Escape");
    page.until("!document.querySelector('#help-sigma_max').matches(':popover-open')");
}

#[test]
fn every_help_text_opens_inside_the_window_and_outlives_its_button() {
    let page = Playground::open_in(Window::desktop(900, 520), ENDLESS);
    page.until_phase("training");
    page.run("document.querySelectorAll('details').forEach(fold => fold.open = true)");
    // Some calls for each recipe: one must end within a minute, on a slow machine too.
    let homes = ["simple_multimodal", "detailed_DDPM", "simple_1Diffusion"];
    for home in homes {
        for most in [15, 15, 100] {
            let outside = page.value(&format!("{EACH_HELP_TEXT}({homes:?}, '{home}', {most})"));
            assert_eq!(outside, serde_json::json!([]), "help texts of {home} that reach out of the window");
        }
    }
    page.until("said.worker === 'ready' && said.phase === 'training' && said.step > 0");
}

/// Opens the help texts of a recipe that were not open yet, so many at most, and under each loads another of the recipes,
/// one that takes its button away where there is one, and the one that brings it back.
///
/// Its value: the texts that reached out of the window.
const EACH_HELP_TEXT: &str = "(async (homes, home, most) => {
    const outside = [];
    const recipe = document.querySelector('[name=recipe]');
    const load = async name => {
        recipe.value = name;
        recipe.dispatchEvent(new Event('change', { bubbles: true }));
        await new Promise(requestAnimationFrame);
    };
    const textOf = button => button.getAttribute('popovertarget');
    const shown = () => [...document.querySelectorAll('.help')].filter(button => button.checkVisibility());
    if (!window.helpOf) {
        window.helpOf = {};
        for (const name of homes) {
            await load(name);
            window.helpOf[name] = shown().map(textOf);
        }
    }
    const top = element => element.getBoundingClientRect().top;
    const atRest = async (element, each) => {
        for (let before = NaN; before !== top(element);) {
            each();
            before = top(element);
            for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        }
    };
    const look = async (button, home) => {
        const text = document.getElementById(textOf(button));
        // Once more where the page moved under the open text.
        for (let at = NaN; at !== top(button);) {
            text.hidePopover();
            await atRest(button, () => button.scrollIntoView({ block: 'center' }));
            at = top(button);
            button.click();
            await atRest(text, () => {});
        }
        const box = text.getBoundingClientRect();
        const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
        if (!text.matches(':popover-open') || !inside || box.height < 20) outside.push([text.id, top(button), box.toJSON()]);
        const others = homes.filter(name => name !== home);
        await load(others.find(name => !window.helpOf[name].includes(text.id)) ?? others[0]);
        await load(home);
        text.hidePopover();
    };
    const seen = window.seenHelp ??= new Set();
    await load(home);
    for (; most > 0; most--) {
        // Asked for anew each time: some buttons come back as others.
        const next = shown().find(button => !seen.has(textOf(button)));
        if (!next) break;
        seen.add(textOf(next));
        await look(next, home);
    }
    return outside;
})";

#[test]
fn numbers_are_typed_as_people_write_them() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    page.click_on("[name=sigma_max]");
    page.run("document.querySelector('[name=sigma_max]').select()");
    for key in ["0", ",", "5", "Enter"] {
        page.strike(key);
    }
    page.until_link_says("sigma_max=0.5");
    assert_eq!((page.field("sigma_max"), page.said("note")), ("0.5".into(), String::new()));
    page.enter("iterations", "30\u{a0}000");
    page.until_link_says("iterations=30000");
    page.enter("rate", "2,5e−3");
    page.until_link_says("rate=0.0025");
    page.enter("samples", "1,000");
    page.until("said.note?.includes('1,000')");
    assert_eq!(page.field("samples"), "2000");
    page.choose("dataset", "spikes");
    page.enter("spikes", "−1:1:0,05:1; 1:−1:0,05:3");
    page.until_link_says("spikes=-1%3A1%3A0.05%3A1,1%3A-1%3A0.05%3A3");
}

#[test]
fn arrow_keys_step_a_whole_number() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    page.unfold_all();
    page.bring_to_front("[name=width]");
    page.run("document.querySelector('[name=width]').focus()");
    page.strike("ArrowUp");
    page.until("document.querySelector('[name=width]').value === '33'");
    page.strike("ArrowDown");
    page.strike("ArrowDown");
    page.until("document.querySelector('[name=width]').value === '31' && location.hash.includes('width=31')");
}

/// catches: figures of new data beside what perfect samples of the old ones score
#[test]
fn what_perfect_samples_score_follows_the_data() {
    let page = Playground::open_still(&format!("method=edm&dataset=moons&{ENDLESS}"));
    page.until("said.step > 0");
    let perfect = "document.querySelector('#figures [data-metric=std_x] + .perfect').textContent";
    page.until(&format!("{perfect} === '0.867'"));
    page.choose("dataset", "checkerboard");
    page.until(&format!("said.run === '2' && {perfect} !== '0.867' && Number({perfect}) > 0"));
    let changed = page.words(perfect);
    page.reload().expect("a reload");
    page.until("said.step > 0");
    assert_eq!(page.words(perfect), changed);
}
