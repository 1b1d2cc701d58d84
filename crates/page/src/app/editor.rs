//! How somebody changes the data in the picture: with which tool, what they hold, and what can be undone.

use diffusion::Config;
use diffusion::dataset::Component;
use plot::Point;
use scene::EditedScene;

use super::picture_point::PicturePoint;
use crate::controls::{Range, Slider};
use crate::own_data::OwnData;
use crate::sketch::Sketch;

/// So many changes can be undone.
const MOST_UNDONE: usize = 100;

/// The radius of the brush, in CSS pixels: from the smallest to the largest.
pub const BRUSH_RANGE: [f32; 2] = [3.0, 60.0];

/// So far the picture reaches at least while the data are changed: they may all lie in the middle.
const ROOM_TO_EDIT: f64 = 2.0;

/// The standard deviations of a spike that its slider has.
pub const STD: Range = Range::real(0.001, 2.0).with_slider(Slider::Log);

/// The weights of a spike that its slider has.
pub const WEIGHT: Range = Range::real(0.1, 10.0).with_slider(Slider::Log);

/// With what the data are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Spikes have handles, and can be added and removed.
    Spikes,
    /// A brush strews points.
    Draw,
    /// Points are taken away.
    Erase,
}

impl Tool {
    /// All of them, with their names in the page.
    pub const ALL: [(&'static str, Self); 3] = [("spikes", Self::Spikes), ("draw", Self::Draw), ("erase", Self::Erase)];

    /// Its name in the page.
    pub fn key(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// What somebody does who changes the data in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EditorMsg {
    /// The data are to be changed in the picture from now on, or no more.
    Toggle,
    /// With this tool.
    Choose(Tool),
    /// The spike of this number is the one that fields and buttons are about.
    Select(usize),
    /// A pointer came down on the handle of a spike, or on the picture.
    Press {
        /// The spike whose handle it is.
        spike: Option<usize>,
        /// Where.
        at: PicturePoint,
        /// Whether it is a finger, which cannot press twice as a mouse can: it stays where it is to add a spike.
        touch: bool,
    },
    /// The pointer that came down moves.
    Move(PicturePoint),
    /// The pointer, the key or the slider is let go: what was changed is learned.
    Release,
    /// What was begun is not to be.
    Cancel,
    /// The selected spike moves by so many steps to the right and upwards.
    Nudge([f64; 2]),
    /// The slider of the selected spike's standard deviation was moved to this position, from 0 to 1.
    Std(f64),
    /// The slider of its weight was.
    Weight(f64),
    /// A spike more: here, or where there is room.
    Add(Option<PicturePoint>),
    /// The selected spike goes.
    Remove,
    /// The brush has this radius, in CSS pixels.
    Brush(f32),
    /// The next stroke begins with nothing.
    Empty,
    /// The last change is undone.
    Undo,
    /// What was undone last is done again.
    Redo,
}

/// What is held at the moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hold {
    /// The handle of the selected spike, in a picture that keeps its extent.
    Handle {
        /// How far the picture reaches.
        half_extent: f64,
        /// Where the pointer came down.
        at: PicturePoint,
        /// From there to the spike's centre, in the units of the data.
        offset: [f64; 2],
        /// Whether it was only pressed so far.
        is_still: bool,
    },
    /// A key or a slider that changes the selected spike.
    Field,
    /// The brush or the eraser, in a picture that keeps its extent.
    Stroke {
        /// How far the picture reaches.
        half_extent: f64,
        /// Where it was last, in the units of the data.
        last: [f64; 2],
        /// Its radius in the units of the data.
        radius: f64,
    },
    /// A finger that may stay where it is.
    Finger {
        /// Where it came down.
        at: PicturePoint,
        /// When, in milliseconds.
        since: f64,
    },
}

/// How somebody changes the data in the picture.
#[derive(Debug)]
pub struct Editor {
    pub(super) tool: Option<Tool>,
    pub(super) selected: usize,
    pub(super) hold: Option<Hold>,
    pub(super) brush: f32,
    pub(super) sketch: Sketch,
    undone: Vec<Remembered>,
    done: Vec<Remembered>,
}

/// An experiment that can be had again, and what was a person's own then: other data may have brought another method, and
/// taken the place of those before.
type Remembered = (Config, OwnData);

impl Default for Editor {
    fn default() -> Self {
        Self {
            tool: None,
            selected: 0,
            hold: None,
            brush: 14.0,
            sketch: Sketch::default(),
            undone: Vec::new(),
            done: Vec::new(),
        }
    }
}

impl Editor {
    /// The tool; none while the data are not changed in the picture.
    pub fn tool(&self) -> Option<Tool> {
        self.tool
    }

    /// Whether the pointer draws or erases points.
    pub fn draws(&self) -> bool {
        matches!(self.tool, Some(Tool::Draw | Tool::Erase))
    }

    /// The radius of the brush, in CSS pixels.
    pub fn brush(&self) -> f32 {
        self.brush
    }

    /// Whether a pointer holds something.
    pub fn holds(&self) -> bool {
        matches!(self.hold, Some(Hold::Handle { .. } | Hold::Stroke { .. }))
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether something was undone that can be done again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// What the picture shows of it.
    pub fn scene(&self) -> EditedScene<'_> {
        let half_extent = match self.hold {
            Some(Hold::Handle { half_extent, .. } | Hold::Stroke { half_extent, .. }) => Some(half_extent),
            _ => None,
        };
        let at_least = if self.tool.is_some() { ROOM_TO_EDIT } else { 0.0 };
        EditedScene { half_extent, at_least, sketch: if self.draws() { self.sketch.points() } else { &[] } }
    }

    /// No tool, and nothing held.
    pub(super) fn put_away(&mut self) {
        (self.tool, self.hold) = (None, None);
    }

    /// Another page was opened: nothing of the one before comes back.
    pub(super) fn forget(&mut self) {
        self.put_away();
        (self.undone, self.done) = (Vec::new(), Vec::new());
    }

    /// The data of this experiment have been changed.
    pub(super) fn remember(&mut self, before: Remembered) {
        self.undone.clear();
        self.done.push(before);
        if self.done.len() > MOST_UNDONE {
            self.done.remove(0);
        }
    }

    /// What can be undone and done again, while an experiment is being restored.
    pub(super) fn take_history(&mut self) -> [Vec<Remembered>; 2] {
        [std::mem::take(&mut self.undone), std::mem::take(&mut self.done)]
    }

    /// It is restored.
    pub(super) fn set_history(&mut self, [undone, done]: [Vec<Remembered>; 2]) {
        (self.undone, self.done) = (undone, done);
    }

    /// The experiment before this one.
    pub(super) fn undo(&mut self, now: Remembered) -> Option<Remembered> {
        let before = self.done.pop()?;
        self.undone.push(now);
        Some(before)
    }

    /// The experiment that was left for the one before it.
    pub(super) fn redo(&mut self, now: Remembered) -> Option<Remembered> {
        let after = self.undone.pop()?;
        self.done.push(now);
        Some(after)
    }
}

/// The handle of a spike.
#[derive(Clone, Debug, PartialEq)]
pub struct Handle {
    /// Where it is in the picture, in CSS pixels.
    pub at: Point,
    /// What it is, in words.
    pub label: String,
    /// The spike.
    pub spike: Component,
    /// Where the sliders of its standard deviation and its weight stand, from 0 to 1.
    pub sliders: [f64; 2],
    /// Whether fields and buttons are about it.
    pub is_selected: bool,
}
