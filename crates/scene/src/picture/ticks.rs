//! Few marks with numbers along the edges of the picture.

use plot::ticks::ticks;
use plot::{Anchor, Axis, Baseline, Role, Shape, Stroke};

use super::text::text;
use super::viewport::CAPTION;
use crate::scene::Scene;

/// Ticks keep this far from the corners, where those of the two axes would meet, in CSS pixels.
const CORNER: f32 = 24.0;

/// About so many marks, those in the corners among them, at the most.
const MOST: usize = 7;

/// Few marks with numbers along the bottom edge, which the first coordinate runs along.
pub fn bottom_ticks(scene: &Scene, axis: &Axis, bottom: f32) -> Vec<Shape> {
    let marks = ticks_off_corners(scene, 0, axis, MOST).flat_map(|(x, label)| {
        let mark = Shape::segment([x, bottom - 5.0], [x, bottom], Stroke { role: Role::Muted, ..Stroke::HAIRLINE });
        [mark, text([x, bottom - 8.0], label, Role::Muted, Anchor::Middle, Baseline::Bottom)]
    });
    marks.collect()
}

/// Few marks with numbers along the left edge, which this coordinate runs along.
pub fn left_ticks(scene: &Scene, coordinate: usize, axis: &Axis) -> Vec<Shape> {
    // The round numbers of a file fall as they like, and those above one another have room.
    let most = if scene.exact.units().is_some() { 10 } else { MOST };
    let marks =
        ticks_off_corners(scene, coordinate, axis, most).filter(|(y, _)| *y > CAPTION).flat_map(|(y, label)| {
            let mark = Shape::segment([0.0, y], [5.0, y], Stroke { role: Role::Muted, ..Stroke::HAIRLINE });
            [mark, text([8.0, y], label, Role::Muted, Anchor::Start, Baseline::Middle)]
        });
    marks.collect()
}

fn ticks_off_corners(
    scene: &Scene,
    coordinate: usize,
    axis: &Axis,
    most: usize,
) -> impl Iterator<Item = (f32, String)> {
    let [from, to] = axis.data().map(|end| axis.canvas_from_data(end));
    let inside = from.min(to) + CORNER..=from.max(to) - CORNER;
    let numbered = numbered(scene, coordinate, axis).into_iter();
    let ticks = numbered.flat_map(move |axis| ticks(&axis, most).into_iter().map(move |tick| (axis, tick)));
    let placed = ticks.map(|(axis, tick)| (axis.canvas_from_data(tick.value), tick.label));
    placed.filter(move |(place, _)| inside.contains(place))
}

/// The axis with the numbers that are written on it. Of a person's own data that were scaled these have the units that
/// the data came in, and say where a clean value stands at this level: at α times its place, and nowhere in pure noise.
fn numbered(scene: &Scene, coordinate: usize, axis: &Axis) -> Option<Axis> {
    let (Some(units), alpha) = (scene.exact.units(), scene.level().alpha) else { return Some(*axis) };
    (alpha > 0.0).then(|| axis.with_data(axis.data().map(|x| units[coordinate].unscaled(x / alpha))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::SceneSnapshot;
    use diffusion::dataset::{Points, Unit};
    use diffusion::standard_method::StandardMethod;
    use diffusion::{Config, Dataset, Preset};
    use messages::View;

    fn ends(scene: &Scene, coordinate: usize) -> Option<[f64; 2]> {
        let axis = Axis::new(plot::Scale::Linear, [-2.0, 2.0], [0.0, 100.0]);
        numbered(scene, coordinate, &axis).map(|axis| axis.data())
    }

    /// catches: the numbers of one coordinate on the other, noised points beside the numbers of clean ones
    #[test]
    fn the_axes_of_scaled_data_have_the_units_of_their_file() {
        let units = Some([Unit { zero: 70.0, one: 10.0 }, Unit { zero: 3.0, one: 0.5 }]);
        for method in [StandardMethod::Edm, StandardMethod::Flow] {
            let snapshot = |points: Points| {
                let config = Config { dataset: Dataset::Points(points), ..Preset::SimpleMultimodal.config() };
                SceneSnapshot::new(&method.config(&config), View::default(), 0)
            };
            let scaled = snapshot(Points::DEFAULT.with_units(units).unwrap());
            let end = scaled.at(scaled.last_state());
            assert_eq!([0, 1].map(|axis| ends(&end, axis)), [Some([50.0, 90.0]), Some([2.0, 4.0])]);
            let middle = scaled.at(scaled.last_state() / 2.0);
            let alpha = middle.level().alpha;
            assert_eq!(ends(&middle, 0), Some([70.0 - 20.0 / alpha, 70.0 + 20.0 / alpha]));
            let start = scaled.at(0.0);
            assert_eq!(ends(&start, 0).is_some(), method == StandardMethod::Edm, "flow begins with noise alone");
            let unscaled = snapshot(Points::DEFAULT);
            assert_eq!(ends(&unscaled.at(0.0), 0), Some([-2.0, 2.0]));
        }
    }
}
