//! What a picture must say by itself once it has left the page: its level, and which colour is what.

use messages::Cloud;
use plot::shape::text_width;
use plot::{Anchor, Baseline, Dot, Fill, Rect, Role, Shape, Text};

use super::clouds::role;
use super::text::{TEXT_SIZE, text};
use crate::scene::Scene;

/// The size of the noise level, in CSS pixels.
const LARGE: f32 = 28.0;

/// The distance from the edges, in CSS pixels.
const MARGIN: f32 = 16.0;

/// The level in the upper left corner, with the iteration where it is an earlier one, the names of the shown clouds in the
/// upper right.
pub fn shapes(scene: &Scene, width: f32) -> Vec<Shape> {
    let (level, place, iteration) = (scene.level_caption(), scene.step_caption(), scene.iteration_caption());
    let small = [place, iteration].map(|words| (text_width(&words, TEXT_SIZE), words));
    let under = small.iter().fold(text_width(&level, LARGE), |widest, (width, _)| widest.max(*width));
    let (anchor, baseline) = (Anchor::Start, Baseline::Top);
    let lines = if scene.iteration.is_some() { 2.0 } else { 1.0 };
    let level = Text { at: [MARGIN, MARGIN], words: level, role: Role::Ink, size: LARGE, anchor, baseline };
    let mut shapes = vec![veil(MARGIN, under, LARGE + lines * TEXT_SIZE), Shape::Text(level)];
    let below = |line: f32| [MARGIN, MARGIN + LARGE + 1.25 * TEXT_SIZE * line];
    for ((_, words), line) in small.into_iter().filter(|(_, words)| !words.is_empty()).zip([0.0, 1.0]) {
        shapes.push(text(below(line), words, Role::Muted, anchor, baseline));
    }
    shapes.extend(legend(scene, width));
    shapes
}

/// The same in one line, for a small picture beside others of its kind.
pub fn line(scene: &Scene) -> Vec<Shape> {
    let words = [scene.level_caption(), scene.iteration_caption()].join("   ");
    let at = [MARGIN / 2.0, MARGIN / 2.0];
    let rect =
        Rect { x: at[0] - 4.0, y: at[1] - 4.0, width: text_width(&words, TEXT_SIZE) + 8.0, height: TEXT_SIZE + 8.0 };
    let veil = Shape::Rect { rect, fill: Fill { role: Role::Surface, opacity: 0.75 } };
    vec![veil, text(at, words, Role::Ink, Anchor::Start, Baseline::Top)]
}

/// Dots shine through it, words upon it can be read.
fn veil(left: f32, width: f32, height: f32) -> Shape {
    let rect = Rect { x: left - 4.0, y: MARGIN - 4.0, width: width + 8.0, height: height + 8.0 };
    Shape::Rect { rect, fill: Fill { role: Role::Surface, opacity: 0.75 } }
}

/// The names of the shown clouds from right to left, each with its mark.
fn legend(scene: &Scene, width: f32) -> Vec<Shape> {
    let (mut right, middle) = (width - MARGIN, MARGIN + TEXT_SIZE / 2.0);
    let mut shapes = Vec::new();
    for cloud in Cloud::ALL.into_iter().rev().filter(|cloud| scene.view.shows(*cloud)) {
        if cloud == Cloud::Memoriser && scene.memoriser.is_none() {
            continue;
        }
        let left = right - text_width(cloud.key(), TEXT_SIZE);
        shapes.push(veil(left - 12.0, right - left + 12.0, TEXT_SIZE));
        shapes.push(text([left, middle], cloud.key(), role(cloud), Anchor::Start, Baseline::Middle));
        shapes.push(Shape::Dots { centres: vec![[left - 8.0, middle]], dot: Dot::new(role(cloud), 4.0, 1.0) });
        right = left - MARGIN - 12.0;
    }
    shapes
}
