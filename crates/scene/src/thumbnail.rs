//! The data of a preset in a few marks.

use diffusion::{Level, Preset, Rng, Stream};
use plot::{Axes, Dot, DotShape, Fill, Point, Rect, Role, Shape};

/// The data of a preset in a few marks: a peak on a line, or clusters in the plane.
pub fn thumbnail(preset: Preset, [width, height]: [f32; 2]) -> Vec<Shape> {
    // Wide enough to be seen at this size; the true spread would be less than a pixel.
    let noised = preset.config().dataset.mixture().noised(Level::exploding(0.22));
    let area = Rect { x: 2.0, y: 2.0, width: width - 4.0, height: height - 4.0 };
    if noised.dim() == 1 {
        let peak = noised.marginal_density(0, noised.mean(0));
        let axes = Axes::linear(area, [-1.0, 2.0], [0.0, 1.15 * peak]);
        let x = (0..=60).map(|i| -1.0 + f64::from(i) / 20.0);
        let mut points: Vec<Point> = x.map(|x| axes.canvas_from_data([x, noised.marginal_density(0, x)])).collect();
        points.extend([axes.canvas_from_data([2.0, 0.0]), axes.canvas_from_data([-1.0, 0.0])]);
        return vec![Shape::Area { points, fill: Fill { role: Role::Data, opacity: 0.55 } }];
    }
    let mut rows = Vec::new();
    noised.sample(150, &mut Rng::new(0, Stream::Data { draw: 0 }), &mut rows);
    let half = 1.9 * f64::from(area.width / area.height).max(1.0);
    let axes = Axes::linear(area, [-half, half], [-1.9, 1.9]);
    let centres = rows.chunks_exact(2).map(|row| axes.canvas_from_data([row[0], row[1]])).collect();
    vec![Shape::Dots { centres, dot: Dot { role: Role::Data, shape: DotShape::Disc, radius: 1.1, opacity: 0.8 } }]
}
