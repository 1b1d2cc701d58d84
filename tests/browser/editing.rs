//! The data changed in the picture: by mouse, by finger and by keyboard.

use browsers::{Capability, Window};
use page::link;
use tests::{axe_violations, trained};

use crate::playground::{Playground, can};

/// A short run of a method that suits any data.
const SHORT: &str = "method=edm&iterations=30&pace=max&seed=7";

impl Playground {
    fn edit(&self) {
        self.press("edit");
        self.until("said.editing");
    }

    /// Control and Z, wherever the focus is. Not by the driver: windows of WebKit share what keys are held with those of other
    /// tests.
    fn undo_by_key(&self) {
        self.run("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'z', ctrlKey: true, bubbles: true}))");
    }

    /// What the handles say.
    fn handles(&self) -> Vec<String> {
        let labels =
            self.words("[...document.querySelectorAll('#handles button')].map(handle => handle.ariaLabel).join('|')");
        labels.split('|').filter(|label| !label.is_empty()).map(str::to_owned).collect()
    }

    /// Waits until the handles say so, and the run is done.
    fn until_spikes(&self, count: usize, words: &str) {
        self.until(&format!(
            "said.phase === 'finished' && document.querySelectorAll('#handles button').length === {count}
             && document.querySelector('#editor-words').textContent.includes('{words}')"
        ));
    }

    /// What this tab trained is what this machine trains from its link.
    fn is_trained_as_its_link_says(&self) {
        self.until_phase("finished");
        let linked = link::read(self.hash().trim_start_matches('#'));
        assert!(linked.notes.is_empty(), "{:?}", linked.notes);
        assert_eq!(trained(&linked.settings.config).expect("the link can be trained").hash(), self.said("weights"));
    }
}

/// catches: a picture that follows only after the hand, a run for every pixel, a link that says something else
#[test]
fn a_spike_that_is_dragged_is_shown_on_its_way_and_learned_where_it_is_let_go() {
    let page = Playground::open_still(SHORT);
    page.until_phase("finished");
    page.edit();
    let run = page.count("run");
    let rect = page.rect("[data-handle='3']").expect("a handle");
    let [from, half_way, to] = [0.5, -1.0, -2.0].map(|along| rect.at(along, along));
    page.mouse_down(from).expect("a mouse");
    let before = page.painting("#canvas-picture");
    page.mouse_pull(half_way).expect("a mouse");
    page.until("document.querySelector('#editor-words').textContent.includes('spike 4 of 4 at 0.')");
    page.until_repainted("#canvas-picture", &before);
    assert_eq!((page.count("run"), page.hash().contains("spikes")), (run, false));
    let handle = page.rect("[data-handle='3']").expect("a handle").at(0.5, 0.5);
    assert!((handle.x - half_way.x).abs() < 2.0 && (handle.y - half_way.y).abs() < 2.0, "{handle:?} {half_way:?}");
    page.mouse_pull(to).expect("a mouse");
    page.mouse_up(to).expect("a mouse");
    page.until_link_says("dataset=spikes");
    page.is_trained_as_its_link_says();
    assert_eq!(page.count("run"), run + 1);
    let hash = page.hash();
    page.press("edit-undo");
    page.until("!location.hash.includes('spikes')");
    page.press("edit-redo");
    page.until(&format!("location.hash === '{hash}'"));
    // Nothing that a person made is lost.
    page.press("edit");
    page.until("!said.editing");
    page.choose("dataset", "moons");
    page.until("said.phase === 'finished'");
    page.reload().expect("a reload");
    page.until_phase("finished");
    page.choose("dataset", "spikes");
    page.until(&format!("location.hash === '{hash}'"));
}

#[test]
fn spikes_are_moved_added_and_removed_by_keyboard_alone() {
    let page = Playground::open_still(&format!("{SHORT}&dataset=two_modes"));
    page.until_phase("finished");
    page.run("document.querySelector('[data-action=edit]').focus()");
    page.strike("Enter");
    page.until("said.editing === 'spikes'");
    assert_eq!(
        page.handles(),
        ["spike 1 of 2 at -1.00, std 0.100, weight 1.00", "spike 2 of 2 at 1.00, std 0.100, weight 1.00"]
    );
    assert_eq!(axe_violations(&page).expect("axe"), Vec::<String>::new());
    page.run("document.querySelector(\"[data-handle='1']\").focus()");
    page.until("document.activeElement.dataset.handle === '1'");
    page.strike("ArrowLeft");
    page.until_spikes(2, "spike 2 of 2 at 0.950");
    page.strike("Insert");
    page.until_spikes(3, "spike 3 of 3 at 0,");
    // Keys act on what has the focus.
    page.until("document.activeElement.dataset.handle === '2'");
    page.strike("Delete");
    page.until_spikes(2, "spike 2 of 2");
    page.until("document.activeElement.dataset.handle === '1'");
    page.run("document.querySelector('[name=edit-std]').focus()");
    page.strike("ArrowRight");
    page.until("!document.querySelector('#editor-words').textContent.includes('std 0.100')");
    page.until_link_says("spikes=-1");
    page.is_trained_as_its_link_says();
    page.run("document.querySelector(\"[data-handle='0']\").focus()");
    for _ in 0..4 {
        page.undo_by_key();
    }
    page.until_link_says("dataset=two_modes");
    assert_eq!(page.handles().len(), 2);
}

#[test]
fn points_are_drawn_and_erased_by_mouse_and_a_double_click_adds_a_spike() {
    let page = Playground::open_still(SHORT);
    page.until_phase("finished");
    page.edit();
    let rect = page.rect("#canvas-picture").expect("the picture");
    page.run(&format!(
        "document.querySelector('#canvas-picture').dispatchEvent(
            new MouseEvent('dblclick', {{bubbles: true, clientX: {}, clientY: {}}}))",
        rect.at(0.5, 0.5).x,
        rect.at(0.5, 0.5).y
    ));
    page.until_spikes(5, "spike 5 of 5 at");
    page.click_on("[name=tool][value=draw]");
    page.until("said.editing === 'draw'");
    page.mouse_drag(rect.at(0.3, 0.5), rect.at(0.7, 0.5), 20).expect("a mouse");
    page.until("Number(said.points) > 20");
    page.is_trained_as_its_link_says();
    let (drawn, hash) = (page.count("points"), page.hash());
    page.click_on("[name=tool][value=erase]");
    page.until("said.editing === 'erase'");
    page.mouse_drag(rect.at(0.5, 0.5), rect.at(0.9, 0.5), 20).expect("a mouse");
    page.until(&format!("Number(said.points) < {drawn} && said.points > 4"));
    page.undo_by_key();
    page.until(&format!("said.points === '{drawn}' && location.hash === '{hash}'"));
    page.is_trained_as_its_link_says();
}

/// catches: a stroke that scrolls the page, a finger that can only scroll, handles too small for one
#[test]
fn a_finger_draws_moves_and_adds() {
    if !can(Capability::Phone) {
        return;
    }
    let page = Playground::open_in(Window::phone(390, 844), SHORT);
    page.until_phase("finished");
    page.run("document.querySelector('[data-action=edit]').scrollIntoView({block: 'center'})");
    page.touch("[data-action=edit]");
    page.until("said.editing === 'spikes'");
    let handle = page.rect("[data-handle='2']").expect("a handle");
    assert!(handle.width >= 44.0 && handle.height >= 44.0, "{handle:?}");
    page.touch_drag(handle.at(0.5, 0.5), handle.at(1.0, -0.5), 6).expect("a finger");
    page.until_spikes(4, "spike 3 of 4 at -0.");
    let rect = page.rect("#canvas-picture").expect("the picture");
    // Where it came down it stays for longer than half a second.
    page.touch_drag(rect.at(0.5, 0.45), rect.at(0.5, 0.45), 45).expect("a finger");
    page.until_spikes(5, "spike 5 of 5 at");
    let scrolled = page.value("scrollY");
    page.run("document.querySelector('[name=tool][value=draw]').click()");
    page.until("said.editing === 'draw'");
    let rect = page.rect("#canvas-picture").expect("the picture");
    page.touch_drag(rect.at(0.5, 0.3), rect.at(0.5, 0.7), 12).expect("a finger");
    page.until("Number(said.points) > 10");
    assert_eq!(page.value("scrollY"), scrolled);
    assert_eq!(page.value("document.body.scrollWidth <= innerWidth"), true);
}
