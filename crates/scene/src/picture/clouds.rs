//! The points of the clouds at the shown moment.

use messages::Cloud;
use plot::{Dot, Raster, Role, Shape, Stroke};

use super::projection::Projection;
use super::viewport::Viewport;
use crate::scene::Scene;

/// The points of the clouds at the shown moment, in the order of [`Cloud::ALL`]; empty where a cloud is hidden. Keeps
/// its memory from one picture to the next.
#[derive(Debug, Default)]
pub struct ShownClouds([Vec<f32>; 4]);

impl ShownClouds {
    /// Reads the points of a scene.
    pub fn read(&mut self, scene: &Scene) {
        for (cloud, points) in Cloud::ALL.into_iter().zip(&mut self.0) {
            points.clear();
            match cloud {
                _ if !scene.view.shows(cloud) => {}
                Cloud::Data => scene.exact.data_at(scene.position, points),
                Cloud::Exact => scene.exact.points_at(scene.position, points),
                Cloud::Memoriser => scene.memoriser_points(points),
                Cloud::Learned => scene.learned_points(points),
            }
        }
    }

    /// The points of a cloud: `x, y` or `x` of one after the other.
    pub fn points(&self, cloud: Cloud) -> &[f32] {
        &self.0[cloud as usize]
    }

    /// The clouds, the last on top.
    pub fn each(&self) -> impl Iterator<Item = (Cloud, &[f32])> {
        Cloud::ALL.into_iter().map(|cloud| (cloud, self.points(cloud)))
    }
}

/// The colour of a cloud.
pub fn role(cloud: Cloud) -> Role {
    match cloud {
        Cloud::Data => Role::Data,
        Cloud::Exact => Role::Exact,
        Cloud::Memoriser => Role::Memoriser,
        Cloud::Learned => Role::Learned,
    }
}

/// How the dots of a cloud of so many points look; `scale` is on their radius.
pub fn dot(cloud: Cloud, points: usize, dpr: f32, scale: f32) -> Dot {
    let dot = Dot::for_cloud(role(cloud), points, dpr);
    Dot { radius: scale * dot.radius, ..dot }
}

/// Rings around so many points can still be told apart.
const MOST_RINGED: usize = 256;

/// Clean points that are not samples: those that somebody draws as dots in the raster; else those that the network trains
/// on as rings, through which samples can be seen, and as dots where they are many.
pub fn clean_points(raster: &mut Raster, scene: &Scene, viewport: Viewport, project: Projection) -> Vec<Shape> {
    let (drawn, trained_on) = (scene.edited.sketch, scene.exact.training_points());
    // Drawn points are looked at; between many others, samples must be seen.
    let (dots, scale) = if drawn.is_empty() { (trained_on, 0.4) } else { (drawn, 1.0) };
    if drawn.is_empty() && trained_on.len() <= MOST_RINGED {
        let ring = Some(Stroke::new(Role::Ink, 1.25));
        let circle = |at: &[f64; 2]| Shape::Circle { centre: project(*at), radius: 5.0, fill: None, stroke: ring };
        return trained_on.iter().map(circle).collect();
    }
    let dot = Dot::for_cloud(Role::Ink, dots.len(), viewport.dpr);
    let dot = Dot { radius: scale * dot.radius, ..dot };
    raster.dots(dots.iter().map(|at| project(*at).map(|x| x * viewport.dpr)), dot, viewport.palette, None);
    vec![]
}
