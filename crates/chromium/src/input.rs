//! Real input events: what a hand on a mouse, a screen or a keyboard causes.

use crate::{Error, Page};
use serde_json::{Value, json};

/// A place in the window, in CSS pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// Where an element is in the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub left: f64,
    /// Its top edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Rect {
    /// The point at these fractions of width and height: (0.5, 0.5) is the centre.
    #[must_use]
    pub fn at(&self, across: f64, down: f64) -> Point {
        Point { x: self.left + across * self.width, y: self.top + down * self.height }
    }
}

/// Whether a moving mouse has its button down.
const RELEASED: u32 = 0;
const HELD: u32 = 1;

impl Page {
    /// Where the first element that matches is, once it is scrolled into view.
    ///
    /// # Errors
    /// When nothing matches.
    pub fn rect(&self, selector: &str) -> Result<Rect, Error> {
        let found = self.evaluate(&on_element(
            selector,
            "element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
             const box = element.getBoundingClientRect();
             return [box.left, box.top, box.width, box.height];",
        ))?;
        let number = |index: usize| found[index].as_f64().unwrap_or(0.0);
        Ok(Rect { left: number(0), top: number(1), width: number(2), height: number(3) })
    }

    /// Clicks the centre of the first element that matches.
    ///
    /// # Errors
    /// When nothing matches, or something else lies over it.
    pub fn click(&self, selector: &str) -> Result<(), Error> {
        let centre = self.rect(selector)?.at(0.5, 0.5);
        let (Point { x, y }, named) = (centre, Value::from(selector));
        let uncovered = format!(
            "const hit = document.elementFromPoint({x}, {y});
             if (element.contains(hit) || hit?.closest('label')?.control === element) return;
             throw new Error({named} + ' is covered by ' + hit?.outerHTML.slice(0, 120));"
        );
        self.evaluate(&on_element(selector, &uncovered))?;
        self.mouse_down(centre)?;
        self.mouse_up(centre)
    }

    /// Moves the mouse there and presses its main button.
    ///
    /// # Errors
    /// When the page does not take the event.
    pub fn mouse_down(&self, at: Point) -> Result<(), Error> {
        self.mouse("mouseMoved", at, RELEASED)?;
        self.mouse("mousePressed", at, HELD)
    }

    /// Moves the mouse with its main button down.
    ///
    /// # Errors
    /// When the page does not take the event.
    pub fn mouse_move(&self, to: Point) -> Result<(), Error> {
        self.mouse("mouseMoved", to, HELD)
    }

    /// Moves the mouse with no button down.
    ///
    /// # Errors
    /// When the page does not take the event.
    pub fn hover(&self, over: Point) -> Result<(), Error> {
        self.mouse("mouseMoved", over, RELEASED)
    }

    /// Releases the mouse's main button.
    ///
    /// # Errors
    /// When the page does not take the event.
    pub fn mouse_up(&self, at: Point) -> Result<(), Error> {
        self.mouse("mouseReleased", at, RELEASED)
    }

    /// Drags the mouse along a straight line in this many moves.
    ///
    /// # Errors
    /// When the page does not take an event.
    pub fn mouse_drag(&self, from: Point, to: Point, moves: u32) -> Result<(), Error> {
        self.mouse_down(from)?;
        for point in line(from, to, moves) {
            self.mouse_move(point)?;
        }
        self.mouse_up(to)
    }

    /// Drags one finger along a straight line in this many moves.
    ///
    /// # Errors
    /// When the page does not take an event.
    pub fn touch_drag(&self, from: Point, to: Point, moves: u32) -> Result<(), Error> {
        self.touch("touchStart", Some(from))?;
        for point in line(from, to, moves) {
            self.touch("touchMove", Some(point))?;
        }
        self.touch("touchEnd", None)
    }

    /// Taps once.
    ///
    /// # Errors
    /// When the page does not take an event.
    pub fn tap(&self, at: Point) -> Result<(), Error> {
        self.touch("touchStart", Some(at))?;
        self.touch("touchEnd", None)
    }

    /// Presses and releases a key, named as in `KeyboardEvent.key`: "a", " ", "Enter", "ArrowLeft".
    ///
    /// # Errors
    /// When the page does not take an event.
    pub fn key(&self, key: &str) -> Result<(), Error> {
        let mut event = key_event(key);
        event["type"] = "keyDown".into();
        self.call("Input.dispatchKeyEvent", event.clone())?;
        event["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", event)?;
        Ok(())
    }

    /// Types text into a field in place of what it held, and leaves the field, which commits the change.
    ///
    /// # Errors
    /// When nothing matches.
    pub fn fill(&self, selector: &str, text: &str) -> Result<(), Error> {
        self.evaluate(&on_element(selector, "element.focus(); element.select();"))?;
        self.call("Input.insertText", json!({"text": text}))?;
        self.evaluate(&on_element(selector, "element.blur();"))?;
        Ok(())
    }

    fn mouse(&self, kind: &str, at: Point, buttons: u32) -> Result<(), Error> {
        let pressing = kind != "mouseMoved";
        let event = json!({
            "type": kind,
            "x": at.x,
            "y": at.y,
            "button": if pressing || buttons == HELD { "left" } else { "none" },
            "buttons": buttons,
            "clickCount": u32::from(pressing),
        });
        self.call("Input.dispatchMouseEvent", event)?;
        Ok(())
    }

    fn touch(&self, kind: &str, at: Option<Point>) -> Result<(), Error> {
        let points: Vec<_> = at.map(|p| json!({"x": p.x, "y": p.y})).into_iter().collect();
        let event = json!({"type": kind, "touchPoints": points});
        self.call("Input.dispatchTouchEvent", event)?;
        Ok(())
    }
}

/// A script that runs `body` with `element`, and throws when nothing matches.
fn on_element(selector: &str, body: &str) -> String {
    let selector = Value::from(selector);
    format!(
        "(() => {{
            const element = document.querySelector({selector});
            if (!element) throw new Error('nothing matches ' + {selector});
            {body}
        }})()"
    )
}

/// The points of a straight line, its end included and its start not.
fn line(from: Point, to: Point, moves: u32) -> impl Iterator<Item = Point> {
    (1..=moves.max(1)).map(move |step| {
        let part = f64::from(step) / f64::from(moves.max(1));
        Point { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }
    })
}

/// The event's fields: a key that writes something carries its text, the others a key code.
fn key_event(key: &str) -> Value {
    let code = key_code(key);
    let mut event = json!({"key": key, "windowsVirtualKeyCode": code});
    let text = if key == "Enter" { "\r" } else { key };
    if text.chars().count() == 1 {
        event["text"] = text.into();
    }
    event["code"] = match key.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => format!("Key{}", key.to_ascii_uppercase()).into(),
        [digit] if digit.is_ascii_digit() => format!("Digit{key}").into(),
        b" " => "Space".into(),
        _ => key.into(),
    };
    event
}

fn key_code(key: &str) -> u32 {
    match key {
        "Backspace" => 8,
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "PageUp" => 33,
        "PageDown" => 34,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "Delete" => 46,
        _ => key.chars().next().map_or(0, |c| c.to_ascii_uppercase().into()),
    }
}
