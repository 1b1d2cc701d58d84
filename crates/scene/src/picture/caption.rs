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

/// The level in the upper left corner, with the iteration where that is of one among several, the names of the shown clouds
/// in the upper right.
pub fn shapes(scene: &Scene, width: f32) -> Vec<Shape> {
    let (level, anchor, baseline) = (scene.level_caption(), Anchor::Start, Baseline::Top);
    let lines = [scene.step_caption(), scene.iteration_caption()];
    let lines: Vec<String> = lines.into_iter().filter(|words| !words.is_empty()).collect();
    let widths = lines.iter().map(|words| text_width(words, TEXT_SIZE));
    let under = widths.fold(text_width(&level, LARGE), f32::max);
    let height = LARGE + (1.25 * lines.len() as f32 - 0.25) * TEXT_SIZE;
    let mut shapes = vec![veil([MARGIN, MARGIN], under, height)];
    let (role, size) = (Role::Ink, LARGE);
    shapes.push(Shape::Text(Text { at: [MARGIN, MARGIN], words: level, role, size, anchor, baseline }));
    let mut below = MARGIN + LARGE;
    for words in lines {
        shapes.push(text([MARGIN, below], words, Role::Muted, anchor, baseline));
        below += 1.25 * TEXT_SIZE;
    }
    shapes.extend(legend(scene, width, MARGIN));
    shapes
}

/// The same in a line, for a small picture beside others of its kind, the first of which has the names of the clouds under it.
pub fn title(scene: &Scene, width: f32, is_first: bool) -> Vec<Shape> {
    let words = [scene.level_caption(), scene.iteration_caption()].join("   ");
    let at = [MARGIN / 2.0, MARGIN / 2.0];
    let veil = veil(at, text_width(&words, TEXT_SIZE), TEXT_SIZE);
    let mut shapes = vec![veil, text(at, words, Role::Ink, Anchor::Start, Baseline::Top)];
    if is_first {
        shapes.extend(legend(scene, width, at[1] + 2.0 * TEXT_SIZE));
    }
    shapes
}

/// Dots shine through it, words upon it can be read.
fn veil([left, top]: [f32; 2], width: f32, height: f32) -> Shape {
    let rect = Rect { x: left - 4.0, y: top - 4.0, width: width + 8.0, height: height + 8.0 };
    Shape::Rect { rect, fill: Fill { role: Role::Surface, opacity: 0.75 } }
}

/// The names of the shown clouds from right to left, each with its mark.
fn legend(scene: &Scene, width: f32, top: f32) -> Vec<Shape> {
    let (mut right, middle) = (width - MARGIN, top + TEXT_SIZE / 2.0);
    let mut shapes = Vec::new();
    for cloud in Cloud::ALL.into_iter().rev().filter(|cloud| scene.view.shows(*cloud)) {
        if cloud == Cloud::Memoriser && scene.memoriser.is_none() {
            continue;
        }
        let left = right - text_width(cloud.key(), TEXT_SIZE);
        shapes.push(veil([left - 12.0, top], right - left + 12.0, TEXT_SIZE));
        shapes.push(text([left, middle], cloud.key(), role(cloud), Anchor::Start, Baseline::Middle));
        shapes.push(Shape::Dots { centres: vec![[left - 8.0, middle]], dot: Dot::new(role(cloud), 4.0, 1.0) });
        right = left - MARGIN - 12.0;
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SceneSnapshot;
    use diffusion::Preset;
    use messages::View;

    fn texts(shapes: &[Shape]) -> impl Iterator<Item = &Text> {
        shapes.iter().filter_map(|shape| if let Shape::Text(text) = shape { Some(text) } else { None })
    }

    fn words(shapes: &[Shape]) -> Vec<&str> {
        texts(shapes).map(|text| text.words.as_str()).collect()
    }

    /// catches: a picture of an earlier iteration that is taken for the last one, lines over each other
    #[test]
    fn a_picture_of_one_of_several_iterations_says_which() {
        let mut snapshot = SceneSnapshot::new(&Preset::SimpleMultimodal.config(), View::default(), 0);
        let clouds = ["learned", "exact", "data"];
        let plain = shapes(&snapshot.at(0.0), 400.0);
        assert_eq!(words(&plain)[1..], [&["start noise, 20 steps to go"][..], &clouds].concat());
        snapshot.set_iteration(Some(1_200));
        let told = shapes(&snapshot.at(0.0), 400.0);
        assert_eq!(words(&told)[1..3], ["start noise, 20 steps to go", "iteration 1\u{202f}200"]);
        let tops: Vec<f32> = texts(&told).map(|text| text.at[1]).collect();
        assert!(tops[2] - tops[1] >= TEXT_SIZE, "{tops:?}");
        let small = |is_first| title(&snapshot.at(0.0), 200.0, is_first);
        assert_eq!(words(&small(false)), ["σ = 1.00   iteration 1\u{202f}200"]);
        assert_eq!(words(&small(true))[1..], clouds);
    }
}
