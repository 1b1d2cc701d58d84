//! A data set in a few marks.

use diffusion::{Dataset, Level, Rng, Stream};
use plot::{Axes, Dot, DotShape, Fill, Point, Rect, Role, Shape};

/// How far it reaches: a little farther than data with a name.
const REACH: f64 = 1.7;

/// What is narrower than this would be less than a pixel.
const LEAST_STD: f64 = 0.03;

/// A data set in a few marks: its density on a line, or points in the plane.
pub fn thumbnail(dataset: &Dataset, [width, height]: [f32; 2]) -> Vec<Shape> {
    let data = dataset.mixture();
    // Farther than usual only for somebody's own data.
    let size = (1.05 * data.outermost() / REACH).max(1.0);
    // Wide enough to be seen at this size.
    let widened =
        if data.smallest_std() < LEAST_STD * size { data.noised(Level::exploding(0.15 * size)) } else { data };
    let area = Rect { x: 2.0, y: 2.0, width: width - 4.0, height: height - 4.0 };
    if widened.dim() == 1 {
        let x = (0..=100).map(|i| size * (f64::from(i) / 25.0 - 2.0));
        let density: Vec<[f64; 2]> = x.map(|x| [x, widened.marginal_density(0, x)]).collect();
        let peak = density.iter().fold(0.0, |peak: f64, [_, density]| peak.max(*density));
        let axes = Axes::linear(area, [-2.0 * size, 2.0 * size], [0.0, 1.15 * peak]);
        let ends = [[2.0 * size, 0.0], [-2.0 * size, 0.0]];
        let points: Vec<Point> = density.into_iter().chain(ends).map(|point| axes.canvas_from_data(point)).collect();
        return vec![Shape::Area { points, fill: Fill { role: Role::Data, opacity: 0.55 } }];
    }
    let mut rows = Vec::new();
    widened.sample(200, &mut Rng::new(0, Stream::Data { draw: 0 }), &mut rows);
    let half = [f64::from(area.width / area.height).max(1.0), 1.0].map(|share| share * REACH * size);
    let axes = Axes::linear(area, [-half[0], half[0]], [-half[1], half[1]]);
    let centres = rows.chunks_exact(2).map(|row| axes.canvas_from_data([row[0], row[1]])).collect();
    vec![Shape::Dots { centres, dot: Dot { role: Role::Data, shape: DotShape::Disc, radius: 1.0, opacity: 0.8 } }]
}
