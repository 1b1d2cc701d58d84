//! Fragments, from keys and values that exist, damaged in many ways.

use page::controls::CONTROLS;
use page::settings::Settings;
use page::{App, Msg, link};

use crate::chance::Chance;

/// The keys that belong to no control, and some that belong to nothing.
const VIEW_KEYS: [&str; 12] =
    ["layer", "view", "speed", "embed", "play", "level", "show", "hide", "ask", "compare", "x", ""];

/// A fragment that somebody may have been sent.
pub fn fragment(chance: &mut Chance) -> String {
    let keys: Vec<&str> = CONTROLS.iter().map(|control| control.key).chain(VIEW_KEYS).collect();
    let pairs = (0..chance.below(9)).map(|_| {
        let key = *chance.one_of(&keys);
        let value = chance.value(key);
        format!("{key}={value}")
    });
    let mut fragment = pairs.collect::<Vec<_>>().join(*chance.one_of(&["&", "&", "&", "&amp;", "; "]));
    if chance.once_in(6) {
        fragment = fragment.replace('=', "%3D").replace('&', "%26");
    }
    if chance.once_in(5) {
        let mut bytes = fragment.into_bytes();
        chance.damage(&mut bytes);
        fragment = String::from_utf8_lossy(&bytes).into_owned();
    }
    fragment
}

/// It opens, and what is written of it opens to the same values without a note.
pub fn opens_and_says_itself_again(chance: &mut Chance) {
    let fragment = fragment(chance);
    let linked = link::read(&fragment);
    let written = link::write(&linked.settings, &linked.view, &linked.presentation);
    let again = link::read(&written);
    assert!(again.notes.is_empty(), "{fragment:?} gives {written:?}, which says {:?}", again.notes);
    let controls = |settings: &Settings| CONTROLS.iter().map(|control| control.text(settings)).collect::<Vec<_>>();
    assert_eq!(controls(&again.settings), controls(&linked.settings), "{fragment:?} gives {written:?}");
    assert_eq!(again.presentation, linked.presentation, "{fragment:?} gives {written:?}");
    assert_eq!(again.view, linked.view, "{fragment:?} gives {written:?}");
}

/// The first frames of it are there within a second.
#[expect(clippy::disallowed_methods, reason = "what takes long is a fault here")]
pub fn is_on_the_screen_at_once(chance: &mut Chance) {
    let fragment = fragment(chance);
    let began = std::time::Instant::now();
    let mut app = App::new("build", &fragment, 0.0);
    app.update(Msg::Frame, 1.0);
    app.update(Msg::Frame, 17.0);
    let took = began.elapsed().as_millis();
    assert!(took < 1_000, "{fragment:?} took {took} ms");
}
