//! What a person does: mouse, touch, keys.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{
    Actions, InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions,
};

use serde_json::json;

use crate::runtime::answer;
use crate::wait::wait;
use crate::{Engine, Error, Page};

/// A point of the window, in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CanvasPoint {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// Where an element is in the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ElementRect {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl ElementRect {
    /// A point of it: 0 is its left or upper edge, 1 its right or lower one.
    pub fn at(&self, across: f64, down: f64) -> CanvasPoint {
        CanvasPoint { x: self.x + across * self.width, y: self.y + down * self.height }
    }
}

/// The left button of the mouse.
#[derive(Clone, Copy, PartialEq)]
enum Button {
    Free,
    Held,
}

/// An element can be clicked within this time.
const SOON: Duration = Duration::from_secs(30);

/// A pointer moves from point to point within this time.
const MOVE: Duration = Duration::from_millis(20);

fn move_to(to: CanvasPoint) -> PointerAction {
    PointerAction::MoveTo { duration: Some(MOVE), x: to.x, y: to.y }
}

const DOWN: PointerAction = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
const UP: PointerAction = PointerAction::Up { button: MOUSE_BUTTON_LEFT };

/// Points on the way from one to another, the last included.
fn way(from: CanvasPoint, to: CanvasPoint, moves: u32) -> impl Iterator<Item = CanvasPoint> {
    (1..=moves).map(move |i| {
        let share = f64::from(i) / f64::from(moves);
        CanvasPoint { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) }
    })
}

impl Page {
    /// Chooses a key from the menu of this name.
    ///
    /// # Errors
    /// When there is no such menu, or no such key in it.
    pub fn choose(&self, name: &str, key: &str) -> Result<(), Error> {
        self.run(&format!(
            "(menu => {{
                menu.value = '{key}';
                if (menu.value !== '{key}') throw new Error('{name} has no choice {key}');
                menu.dispatchEvent(new Event('change', {{bubbles: true}}));
            }})(document.querySelector('select[name={name}]'))"
        ))
    }

    /// Where the first element that a selector finds is, once it is scrolled into view.
    ///
    /// # Errors
    /// When nothing matches.
    pub fn rect(&self, selector: &str) -> Result<ElementRect, Error> {
        let element = serde_json::Value::from(selector);
        let rect = self.evaluate(&format!(
            "(element => {{
                element.scrollIntoView({{ block: 'nearest', behavior: 'instant' }});
                const {{ x, y, width, height }} = element.getBoundingClientRect();
                return [x, y, width, height];
            }})(document.querySelector({element}))"
        ))?;
        let number = |i: usize| rect[i].as_f64().unwrap_or(f64::NAN);
        Ok(ElementRect { x: number(0), y: number(1), width: number(2), height: number(3) })
    }

    /// Clicks the middle of an element, wherever it is on the page.
    ///
    /// # Errors
    /// When nothing matches, or something else lies over it.
    pub fn click(&self, selector: &str) -> Result<(), Error> {
        let click = || answer("a click", async { self.client().find(Locator::Css(selector)).await?.click().await });
        let Err(reason) = click() else { return Ok(()) };
        if self.engine() == Engine::WebKit && self.rect(selector).is_ok() {
            // Its driver refuses elements that stick to an edge of the window; the mouse does not.
            let middle = self.rect(selector)?.at(0.5, 0.5);
            self.mouse_down(middle)?;
            return self.mouse_up(middle);
        }
        // An element that has just come, or moves, can be clicked a moment later.
        wait("an element to be clicked", SOON, || click().is_ok())
            .map_err(|_| Error::refused(format!("to click {selector}"))(reason))
    }

    /// Presses the mouse button.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn mouse_down(&self, at: CanvasPoint) -> Result<(), Error> {
        if self.engine() == Engine::Chromium {
            self.dev_tools_mouse("mouseMoved", at, Button::Free)?;
            return self.dev_tools_mouse("mousePressed", at, Button::Held);
        }
        self.mouse([move_to(at), DOWN])
    }

    /// Moves the mouse with its button free.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn mouse_move(&self, to: CanvasPoint) -> Result<(), Error> {
        self.mouse([move_to(to)])
    }

    /// Moves the mouse with its button held.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn mouse_pull(&self, to: CanvasPoint) -> Result<(), Error> {
        if self.engine() == Engine::Chromium {
            return self.dev_tools_mouse("mouseMoved", to, Button::Held);
        }
        self.mouse([move_to(to)])
    }

    /// Lets the mouse button go.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn mouse_up(&self, at: CanvasPoint) -> Result<(), Error> {
        if self.engine() == Engine::Chromium {
            return self.dev_tools_mouse("mouseReleased", at, Button::Free);
        }
        self.mouse([move_to(at), UP])
    }

    /// Chromium's driver lets the button go between two calls: a drag that is looked at on its way goes around it.
    fn dev_tools_mouse(&self, kind: &str, at: CanvasPoint, button: Button) -> Result<(), Error> {
        let pressing = kind != "mouseMoved";
        let event = json!({
            "type": kind,
            "x": at.x,
            "y": at.y,
            "button": if pressing || button == Button::Held { "left" } else { "none" },
            "buttons": u32::from(button == Button::Held),
            "clickCount": u32::from(pressing),
        });
        self.dev_tools("Input.dispatchMouseEvent", &event).map(drop)
    }

    /// Drags with the mouse.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn mouse_drag(&self, from: CanvasPoint, to: CanvasPoint, moves: u32) -> Result<(), Error> {
        self.mouse([move_to(from), DOWN].into_iter().chain(way(from, to, moves).map(move_to)).chain([UP]))
    }

    /// Drags with a finger.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn touch_drag(&self, from: CanvasPoint, to: CanvasPoint, moves: u32) -> Result<(), Error> {
        self.touch([move_to(from), DOWN].into_iter().chain(way(from, to, moves).map(move_to)).chain([UP]))
    }

    /// Taps with a finger.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn tap(&self, at: CanvasPoint) -> Result<(), Error> {
        self.touch([move_to(at), DOWN, UP])
    }

    /// Presses a key wherever the focus is: a character, or a name such as "ArrowLeft".
    ///
    /// # Errors
    /// When the name is no key's.
    pub fn key(&self, key: &str) -> Result<(), Error> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for name in key.split('+') {
            let named = NAMED_KEYS.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            let unknown = || Error::refused(format!("the key “{name}”"))("there is no such key");
            let value = named.or_else(|| name.parse().ok()).ok_or_else(unknown)?;
            keys = keys.then(KeyAction::Down { value });
        }
        self.perform(keys)?;
        answer("to release the keys", self.client().release_actions())
    }

    /// Puts text into a field in the place of what it held, and leaves the field.
    ///
    /// # Errors
    /// When nothing matches.
    pub fn fill(&self, selector: &str, text: &str) -> Result<(), Error> {
        let element = serde_json::Value::from(selector);
        self.run(&format!("const field = document.querySelector({element}); field.focus(); field.select();"))?;
        let mut keys = KeyActions::new("keyboard".to_owned());
        let cleared = text.is_empty().then_some(BACKSPACE);
        for value in cleared.into_iter().chain(text.chars()).chain([TAB]) {
            keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.perform(keys)
    }

    fn mouse(&self, actions: impl IntoIterator<Item = PointerAction>) -> Result<(), Error> {
        let source = MouseActions::new("mouse".to_owned());
        self.perform(actions.into_iter().fold(source, fantoccini::actions::InputSource::then))
    }

    fn touch(&self, actions: impl IntoIterator<Item = PointerAction>) -> Result<(), Error> {
        let source = TouchActions::new("finger".to_owned());
        self.perform(actions.into_iter().fold(source, fantoccini::actions::InputSource::then))
    }

    fn perform(&self, actions: impl Into<Actions>) -> Result<(), Error> {
        answer("an action", self.client().perform_actions(actions))
    }
}

const BACKSPACE: char = '\u{e003}';
const TAB: char = '\u{e004}';

/// The characters that WebDriver has for keys with a name.
const NAMED_KEYS: [(&str, char); 12] = [
    ("Tab", TAB),
    ("Enter", '\u{e007}'),
    ("Shift", '\u{e008}'),
    ("Escape", '\u{e00c}'),
    ("End", '\u{e010}'),
    ("Home", '\u{e011}'),
    ("ArrowLeft", '\u{e012}'),
    ("ArrowUp", '\u{e013}'),
    ("ArrowRight", '\u{e014}'),
    ("ArrowDown", '\u{e015}'),
    ("Insert", '\u{e016}'),
    ("Delete", '\u{e017}'),
];
