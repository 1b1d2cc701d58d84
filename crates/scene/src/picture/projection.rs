//! From data to canvas and back: which part of the plane or the line the picture shows.

use messages::LineView;
use plot::{Axes, Axis, Point, Rect};

use crate::scene::Scene;

/// From a point in the units of the data to a point of the canvas in CSS pixels. In the plane a point is `[x, y]`; on a
/// line it is `[value, share]`, the share being how far up the picture it lies.
pub type Projection<'a> = &'a dyn Fn([f64; 2]) -> Point;

/// The plane in a picture of this size, with equal units in both directions.
pub fn plane(scene: &Scene, [width, height]: [f32; 2]) -> Axes {
    square(Rect { x: 0.0, y: 0.0, width, height }, [0.0, 0.0], scene.half_extent())
}

/// A square of the plane around a point, in an area that may be wider or higher.
pub fn square(area: Rect, [x, y]: [f64; 2], half_extent: f64) -> Axes {
    let (wide, high) = (f64::from(area.width), f64::from(area.height));
    let (half_x, half_y) = (half_extent * (wide / high).max(1.0), half_extent * (high / wide).max(1.0));
    Axes::linear(area, [x - half_x, x + half_x], [y - half_y, y + half_y])
}

/// The values of a histogram of this size, from left to right.
pub fn across(scene: &Scene, size: [f32; 2]) -> Axis {
    let half = scene.half_extent();
    Axes::linear(bars(size), [-half, half], [0.0, 1.0]).x
}

/// The values of a picture of this size that has them upwards.
pub fn upwards(scene: &Scene, [width, height]: [f32; 2]) -> Axis {
    let half = scene.half_extent();
    Axes::linear(Rect { x: 0.0, y: 0.0, width, height }, [0.0, 1.0], [-half, half]).y
}

/// Where the samples begin that have their values upwards, in CSS pixels.
pub const VALUES_LEFT: f32 = 40.0;

/// Where the bars of a histogram stand: below the caption, above the ticks.
pub fn bars([width, height]: [f32; 2]) -> Rect {
    Rect { x: 12.0, y: 56.0, width: width - 24.0, height: height - 56.0 - 28.0 }
}

/// What is at this point of a picture of this size in CSS pixels, in the units of the data.
pub fn data_from_canvas(scene: &Scene, size: [f32; 2], at: Point) -> [f64; 2] {
    match (scene.mixture().dim(), scene.view.line) {
        (2, _) => plane(scene, size).data_from_canvas(at),
        (_, LineView::Histogram) => [across(scene, size).data_from_canvas(at[0]), 0.0],
        (_, LineView::Index) => [upwards(scene, size).data_from_canvas(at[1]), 0.0],
    }
}

/// Where a place of the data is in a picture of this size, in CSS pixels; on a line it is at the edge of the picture that
/// the values run along.
pub fn canvas_from_data(scene: &Scene, size: [f32; 2], place: [f64; 2]) -> Point {
    match (scene.mixture().dim(), scene.view.line) {
        (2, _) => plane(scene, size).canvas_from_data(place),
        (_, LineView::Histogram) => [across(scene, size).canvas_from_data(place[0]), bars(size).bottom()],
        (_, LineView::Index) => [VALUES_LEFT, upwards(scene, size).canvas_from_data(place[0])],
    }
}

/// The spike that a press at this point of a 2-D picture asks to be magnified: the nearest one.
pub fn spike_at(scene: &Scene, size: [f32; 2], at: Point) -> Option<usize> {
    let mixture = scene.mixture();
    (mixture.dim() == 2).then(|| mixture.nearest(&data_from_canvas(scene, size, at)).index)
}

#[cfg(test)]
mod tests {
    use diffusion::Preset;
    use diffusion::standard_method::StandardMethod;
    use messages::View;

    use super::*;
    use crate::extent::half_extent;
    use crate::scene::{EditedScene, SceneSnapshot};

    /// catches: data in a corner of a picture that reaches as far as the start noise, a pointer that reads another extent
    #[test]
    fn the_plane_closes_in_as_the_noise_falls_and_what_is_pointed_at_is_what_is_seen() {
        let config = StandardMethod::Edm.config(&Preset::SimpleMultimodal.config());
        let snapshot = SceneSnapshot::new(&config, View::default(), 0);
        let positions = [0.0, 10.5, 20.0, 30.25, snapshot.last_state()];
        let extents = positions.map(|position| half_extent(snapshot.exact(), position));
        assert!(extents.is_sorted_by(|a, b| a >= b), "{extents:?}");
        assert!(extents[0] > 12.0 && extents[4] == 3.0, "{extents:?}");
        for position in positions {
            let (scene, size) = (snapshot.at(position), [400.0, 300.0]);
            let [x, y] = data_from_canvas(&scene, size, plane(&scene, size).canvas_from_data([1.0, -1.0]));
            assert!((x - 1.0).abs() < 1e-4 && (y + 1.0).abs() < 1e-4, "{x}, {y}");
        }
    }

    /// catches: a handle that is not where the pointer that drags it is
    #[test]
    fn a_place_is_read_where_it_is_drawn_in_every_view() {
        for (preset, line) in [
            (Preset::SimpleMultimodal, LineView::Histogram),
            (Preset::Simple1Diffusion, LineView::Histogram),
            (Preset::Simple1Diffusion, LineView::Index),
        ] {
            let mut view = View::default();
            view.line = line;
            let snapshot = SceneSnapshot::new(&preset.config(), view, 0);
            let held = EditedScene { half_extent: Some(1.5), ..EditedScene::default() };
            for edited in [EditedScene::default(), held] {
                let (scene, size) = (Scene { edited, ..snapshot.at(3.0) }, [420.0, 360.0]);
                let [x, y] = data_from_canvas(&scene, size, canvas_from_data(&scene, size, [0.7, -0.4]));
                assert!((x - 0.7).abs() < 1e-4 && (scene.mixture().dim() == 1 || (y + 0.4).abs() < 1e-4), "{x}, {y}");
            }
        }
    }

    #[test]
    fn a_line_keeps_its_extent() {
        let snapshot = SceneSnapshot::new(&Preset::Simple1Diffusion.config(), View::default(), 0);
        let extent = |position| half_extent(snapshot.exact(), position);
        assert_eq!(extent(0.0), extent(snapshot.last_state()));
    }
}
