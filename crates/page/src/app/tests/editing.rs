//! The data are changed in the picture.

use super::opened;
use crate::app::*;
use crate::controls::Edit;
use diffusion::Dataset;
use diffusion::dataset::Points;
use messages::overlay::OverlayRequest;
use messages::{Command, Event};

const SIZE: [f32; 2] = [400.0, 400.0];

fn editing(fragment: &str) -> App {
    let mut app = opened(fragment);
    tell(&mut app, EditorMsg::Toggle);
    app
}

fn tell(app: &mut App, msg: EditorMsg) -> Vec<Effect> {
    app.update(Msg::EditData(msg), 2.0)
}

fn at(at: [f32; 2]) -> PicturePoint {
    PicturePoint { at, size: SIZE }
}

fn place(app: &App, spike: usize) -> [f64; 2] {
    app.handles(SIZE)[spike].spike.mean
}

fn starts(effects: &[Effect]) -> bool {
    matches!(effects.first(), Some(Effect::Send(Command::Start { .. })))
}

fn drag(app: &mut App, spike: usize, by: [f32; 2]) -> Vec<Effect> {
    let from = app.handles(SIZE)[spike].at;
    tell(app, EditorMsg::Press { spike: Some(spike), at: at(from), touch: false });
    tell(app, EditorMsg::Move(at([0, 1].map(|i| from[i] + by[i]))))
}

#[test]
fn what_is_dragged_is_seen_at_once_and_learned_when_it_is_let_go() {
    let mut app = editing("method=edm");
    assert_eq!(
        (app.handles(SIZE).len(), app.timeline().state(), place(&app, 3)),
        (4, app.timeline().last() as usize, [1.0, 1.0])
    );
    let before = app.scene(2.0).half_extent();
    assert_eq!(drag(&mut app, 3, [40.0, 0.0]), []);
    assert_eq!(app.exact().mixture().components()[3].mean, place(&app, 3));
    assert!(place(&app, 3)[0] > 1.5 && app.settings.config.dataset == Dataset::FourSpikes);
    assert_eq!(app.scene(2.0).half_extent(), before, "the picture does not run away from the hand");
    let effects = tell(&mut app, EditorMsg::Release);
    assert!(starts(&effects), "{effects:?}");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::KeepData(Dataset::Spikes(_)))));
    assert!(app.link.contains("dataset=spikes") && app.scene(2.0).half_extent() > before);
    assert_eq!(tell(&mut app, EditorMsg::Release), [], "nothing is held any more");
}

/// catches: a press on a handle that begins a new run
#[test]
fn what_is_only_touched_or_given_up_stays() {
    let mut app = editing("method=edm");
    drag(&mut app, 1, [0.0, 0.0]);
    let run = app.run();
    tell(&mut app, EditorMsg::Cancel);
    drag(&mut app, 1, [30.0, 30.0]);
    tell(&mut app, EditorMsg::Cancel);
    tell(&mut app, EditorMsg::Press { spike: Some(1), at: at([9.0, 9.0]), touch: true });
    assert_eq!(tell(&mut app, EditorMsg::Release), []);
    assert_eq!((app.run(), place(&app, 1), app.editor().can_undo()), (run, [1.0, -1.0], false));
    assert_eq!(app.exact().mixture(), &Dataset::FourSpikes.mixture());
}

#[test]
fn spikes_come_and_go_and_come_back() {
    let mut app = editing("recipe=simple_multimodal");
    let config = app.settings.config.clone();
    assert!(starts(&tell(&mut app, EditorMsg::Add(Some(at([200.0, 200.0]))))));
    assert_eq!((app.handles(SIZE).len(), place(&app, 4)), (5, [0.0, 0.0]));
    assert!(app.settings.config.suits_data() && app.note().is_some_and(|note| note.contains("5 spikes")));
    tell(&mut app, EditorMsg::Std(0.5));
    tell(&mut app, EditorMsg::Weight(0.75));
    assert!(starts(&tell(&mut app, EditorMsg::Release)));
    assert!(app.editor_words().ends_with("std 0.0447, weight 3.16"), "{}", app.editor_words());
    tell(&mut app, EditorMsg::Add(None));
    assert!(place(&app, 5) != place(&app, 4));
    for _ in 0..5 {
        tell(&mut app, EditorMsg::Remove);
    }
    assert_eq!((app.handles(SIZE).len(), tell(&mut app, EditorMsg::Remove)), (1, vec![]));
    assert!(app.note().is_some_and(|note| note.contains("from 1 to 64")), "{:?}", app.note());
    let last = app.settings.config.clone();
    for _ in 0..8 {
        tell(&mut app, EditorMsg::Undo);
    }
    assert_eq!(tell(&mut app, EditorMsg::Undo), []);
    assert_eq!(app.settings.config, config, "the method, too");
    for _ in 0..8 {
        tell(&mut app, EditorMsg::Redo);
    }
    assert_eq!((&app.settings.config, app.editor().can_redo()), (&last, false));
}

#[test]
fn arrows_move_the_selected_spike_and_stop_at_the_edge() {
    let mut app = editing("dataset=two_modes&method=edm");
    tell(&mut app, EditorMsg::Select(1));
    tell(&mut app, EditorMsg::Nudge([1.0, 5.0]));
    assert_eq!(place(&app, 1), [1.05, 0.0]);
    for _ in 0..100 {
        tell(&mut app, EditorMsg::Nudge([1.0, 0.0]));
    }
    assert!(starts(&tell(&mut app, EditorMsg::Release)));
    assert_eq!(place(&app, 1), [3.0, 0.0]);
    assert!(app.link.contains("spikes=-1%3A0.1%3A1,3%3A0.1%3A1"), "{}", app.link);
}

#[test]
fn a_finger_that_stays_adds_a_spike_and_one_that_scrolls_does_not() {
    let mut app = editing("method=edm");
    let mut hold = |moves: f32, until: f64| {
        tell(&mut app, EditorMsg::Press { spike: None, at: at([200.0, 200.0]), touch: true });
        tell(&mut app, EditorMsg::Move(at([200.0, 200.0 + moves])));
        app.update(Msg::Frame, until);
        tell(&mut app, EditorMsg::Release);
        app.handles(SIZE).len()
    };
    assert_eq!([hold(3.0, 400.0), hold(30.0, 700.0), hold(3.0, 700.0)], [4, 4, 5]);
}

#[test]
fn points_are_drawn_erased_and_had_again() {
    let mut app = editing("method=edm");
    tell(&mut app, EditorMsg::Choose(Tool::Draw));
    assert!(app.editor_words().contains("takes the place"));
    tell(&mut app, EditorMsg::Press { spike: None, at: at([100.0, 200.0]), touch: true });
    tell(&mut app, EditorMsg::Move(at([300.0, 200.0])));
    assert_eq!(app.settings.config.dataset, Dataset::FourSpikes, "it is not let go yet");
    assert!(app.scene(2.0).edited.sketch.len() > 30);
    assert!(starts(&tell(&mut app, EditorMsg::Release)));
    let drawn = app.settings.own_points().unwrap().clone();
    assert!(drawn.rows().all(|[x, y]| x.abs() < 1.8 && y.abs() < 0.3) && drawn.bandwidth() < 0.2);
    tell(&mut app, EditorMsg::Choose(Tool::Erase));
    tell(&mut app, EditorMsg::Press { spike: None, at: at([200.0, 200.0]), touch: true });
    tell(&mut app, EditorMsg::Move(at([400.0, 200.0])));
    tell(&mut app, EditorMsg::Release);
    let left = app.settings.own_points().unwrap();
    assert!(left.rows().len() < drawn.rows().len() && left.rows().all(|[x, _]| x < 0.1));
    assert_eq!(left.bandwidth(), drawn.bandwidth());
    tell(&mut app, EditorMsg::Press { spike: None, at: at([0.0, 200.0]), touch: true });
    tell(&mut app, EditorMsg::Move(at([400.0, 200.0])));
    let nothing = tell(&mut app, EditorMsg::Release);
    assert!(nothing.is_empty() && app.note().is_some_and(|note| note.contains("not 0")), "{:?}", app.note());
    tell(&mut app, EditorMsg::Undo);
    assert_eq!(app.settings.own_points(), Some(&drawn));
    assert_eq!(app.scene(2.0).edited.sketch.len(), drawn.rows().len());
}

#[test]
fn shapes_are_drawn_on_and_an_empty_sketch_replaces_them() {
    let mut app = editing("dataset=moons&method=edm");
    assert_eq!((app.editor().tool(), app.handles(SIZE)), (Some(Tool::Draw), vec![]));
    assert_eq!(app.editor().sketch.points().len(), 200);
    tell(&mut app, EditorMsg::Empty);
    tell(&mut app, EditorMsg::Press { spike: None, at: at([200.0, 200.0]), touch: false });
    tell(&mut app, EditorMsg::Release);
    assert_eq!(app.settings.own_points().map(|points| points.rows().len()), Some(1));
    assert!(app.update(Msg::Press(at([9.0, 9.0])), 3.0).is_empty());
    tell(&mut app, EditorMsg::Toggle);
    assert_eq!((app.editor().tool(), app.scene(2.0).edited.sketch.len()), (None, 0));
}

/// catches: a spike that leaps to the pointer, a click that throws a trained network away
#[test]
fn a_handle_is_held_where_it_was_pressed() {
    let mut app = editing("method=edm");
    let (run, centre) = (app.run(), app.handles(SIZE)[2].at);
    let pressed = at(centre.map(|x| x + 8.0));
    tell(&mut app, EditorMsg::Press { spike: Some(2), at: pressed, touch: true });
    tell(&mut app, EditorMsg::Move(at(centre.map(|x| x + 10.0))));
    assert_eq!((tell(&mut app, EditorMsg::Release), place(&app, 2)), (vec![], [-1.0, -1.0]), "a hand trembles");
    tell(&mut app, EditorMsg::Press { spike: Some(2), at: pressed, touch: true });
    tell(&mut app, EditorMsg::Move(at(centre.map(|x| x + 28.0))));
    let moved = app.handles(SIZE)[2].at;
    assert!((0..2).all(|i| (moved[i] - centre[i] - 20.0).abs() < 0.2), "{moved:?} from {centre:?}");
    tell(&mut app, EditorMsg::Move(pressed));
    assert_eq!((tell(&mut app, EditorMsg::Release), app.run()), (vec![], run), "back where it was");
}

/// catches: own data that a stroke over others takes the place of for ever, a change of the menu that undo skips
#[test]
fn undo_brings_back_what_was_a_persons_own_whatever_changed_the_data() {
    let own = Dataset::Points(Points::DEFAULT);
    let mut app = editing("dataset=moons&method=edm").with_own_data([own.clone()]);
    tell(&mut app, EditorMsg::Press { spike: None, at: at([9.0, 9.0]), touch: false });
    assert!(starts(&tell(&mut app, EditorMsg::Release)));
    assert_ne!(app.own_data().of_kind(&own), Some(&own));
    app.update(Msg::Commit(Edit::read("dataset", "rings").unwrap()), 3.0);
    let drawn = tell(&mut app, EditorMsg::Undo);
    assert_eq!((starts(&drawn), app.settings.own_points().map(|points| points.rows().len())), (true, Some(201)));
    let kept = tell(&mut app, EditorMsg::Undo);
    assert_eq!((app.settings.config.dataset.key(), app.own_data().of_kind(&own)), ("moons", Some(&own)));
    assert!(kept.contains(&Effect::KeepData(own)), "{kept:?}");
    app.update(Msg::Opened("dataset=rings&method=edm".into()), 4.0);
    assert_eq!((app.editor().tool(), app.editor().can_undo(), app.editor().can_redo()), (None, false, false));
}

#[test]
fn a_stroke_that_changes_nothing_begins_nothing_and_an_empty_sketch_stays_empty() {
    let mut app = editing("dataset=moons&method=edm");
    tell(&mut app, EditorMsg::Choose(Tool::Erase));
    tell(&mut app, EditorMsg::Press { spike: None, at: at([9.0, 9.0]), touch: true });
    assert_eq!((tell(&mut app, EditorMsg::Release), app.editor().can_undo()), (vec![], false));
    tell(&mut app, EditorMsg::Empty);
    tell(&mut app, EditorMsg::Choose(Tool::Draw));
    assert!(app.scene(2.0).edited.sketch.is_empty() && app.editor_words().contains("takes the place"));
    tell(&mut app, EditorMsg::Press { spike: None, at: at([200.0, 200.0]), touch: true });
    tell(&mut app, EditorMsg::Release);
    assert_eq!(app.scene(2.0).half_extent(), 2.0, "there is room for more");
}

/// catches: points of the plane drawn on a line, and learned in its place
#[test]
fn other_data_have_another_sketch() {
    let mut app = editing("dataset=moons&method=edm");
    assert_eq!(app.scene(2.0).edited.sketch.len(), 200);
    app.update(Msg::Commit(Edit::read("dataset", "three_modes").unwrap()), 3.0);
    assert_eq!((app.editor().tool(), app.scene(3.0).edited.sketch.len()), (Some(Tool::Draw), 0));
    tell(&mut app, EditorMsg::Press { spike: None, at: at([150.0, 200.0]), touch: false });
    tell(&mut app, EditorMsg::Release);
    assert_eq!(app.settings.own_points().map(Points::dim), Some(1));
}

/// catches: the density of the data before beneath those that are being dragged
#[test]
fn the_density_is_that_of_what_is_dragged() {
    let mut app = editing("method=edm&layer=exact,density,score");
    let request = |app: &mut App| {
        let effects = app.update(Msg::Frame, 3.0);
        let request = effects.into_iter().find_map(|effect| match effect {
            Effect::Send(Command::Overlay { ticket, request }) => Some((ticket, request)),
            _ => None,
        });
        let (ticket, OverlayRequest { data, layers, .. }) = request.unwrap();
        app.update(Msg::Event(Event::Overlay { run: app.run(), ticket, marks: vec![] }, vec![]), 3.0);
        (data.map(|data| data.key()), layers.len())
    };
    assert_eq!(request(&mut app), (None, 2));
    drag(&mut app, 0, [20.0, 0.0]);
    assert_eq!(request(&mut app), (Some("spikes"), 1));
    tell(&mut app, EditorMsg::Release);
    assert_eq!(request(&mut app), (None, 2));
}

#[test]
fn own_spikes_are_behind_their_place_in_the_menu() {
    let mut app = editing("method=edm");
    drag(&mut app, 0, [20.0, 0.0]);
    tell(&mut app, EditorMsg::Release);
    let own = app.settings.config.dataset.clone();
    for away in ["moons", "spikes"] {
        app.update(Msg::Commit(Edit::read("dataset", away).unwrap()), 3.0);
    }
    assert_eq!(app.settings.config.dataset, own);
}
