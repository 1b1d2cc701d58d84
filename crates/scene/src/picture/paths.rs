//! Where points go: the whole trajectories of a few, and the two ends of the same start noise.

use messages::{Cloud, Layer};
use plot::{Point, Role, Shape, Stroke};

use super::clouds::role;
use super::projection::Projection;
use crate::scene::Scene;

/// More pairs than these would be a thicket.
const PAIRS: usize = 150;

/// More trajectories than these would be one surface.
const MOST_TRAJECTORIES: usize = 40;

/// The pairs and the trajectories that are to be seen. On a line, a point's share is its number out of all.
pub fn shapes(scene: &Scene, project: Projection) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let exact = scene.exact.trajectory();
    let is_done = scene.exact.is_done();
    for (cloud, trajectory) in [(Cloud::Exact, is_done.then_some(exact)), (Cloud::Learned, scene.learned_trajectory())]
    {
        if let (true, true, Some(trajectory)) =
            (scene.view.shows(Layer::Trajectories), scene.view.shows(cloud), trajectory)
        {
            // Some points, evenly chosen, from start noise to where they end.
            let (dim, rows) = (trajectory.dim(), trajectory.rows());
            for row in (0..rows).step_by(rows.div_ceil(MOST_TRAJECTORIES).max(1)) {
                let coordinates = row * dim..(row + 1) * dim;
                let at = |state| canvas_from_row(project, row, rows, &trajectory.state(state)[coordinates.clone()]);
                let points = (0..trajectory.states()).map(at).collect();
                shapes.push(Shape::Line { points, stroke: thin(role(cloud)) });
            }
        }
    }
    if let (true, Some(learned)) = (is_done && scene.view.shows(Layer::Pairs), scene.learned_trajectory()) {
        // Hairlines, for some points, from where one has carried a point to where the other has.
        let (dim, rows) = (exact.dim(), exact.rows());
        let [from, to] = [exact, learned].map(|each| each.interpolated(scene.position, usize::MAX).collect::<Vec<_>>());
        let all = from.chunks_exact(dim).zip(to.chunks_exact(dim)).enumerate();
        for (row, (a, b)) in all.step_by(rows.div_ceil(PAIRS).max(1)) {
            let [from, to] = [a, b].map(|point| canvas_from_row(project, row, rows, point));
            shapes.push(Shape::segment(from, to, thin(Role::Ink)));
        }
    }
    shapes
}

/// Where the point of this number, out of so many, lies on the canvas.
fn canvas_from_row(project: Projection, row: usize, of: usize, point: &[f32]) -> Point {
    let first = f64::from(point[0]);
    project([first, point.get(1).map_or_else(|| share(row, of), |y| f64::from(*y))])
}

/// How far to the right a point of this number is drawn, out of so many.
pub fn share(row: usize, of: usize) -> f64 {
    (row as f64 + 0.5) / of.max(1) as f64
}

fn thin(role: Role) -> Stroke {
    Stroke { role, opacity: 0.5, ..Stroke::HAIRLINE }
}
