//! The points of the clouds at the shown moment.

use messages::Cloud;
use plot::{Dot, Role};

use crate::scene::Scene;

/// The points of the clouds at the shown moment, in the order of [`Cloud::ALL`]; empty where a cloud is hidden. Keeps
/// its memory from one picture to the next.
#[derive(Debug, Default)]
pub struct ShownClouds([Vec<f32>; 3]);

impl ShownClouds {
    /// Reads the points of a scene.
    pub fn read(&mut self, scene: &Scene) {
        for (cloud, points) in Cloud::ALL.into_iter().zip(&mut self.0) {
            points.clear();
            match cloud {
                _ if !scene.view.shows(cloud) => {}
                Cloud::Data => scene.exact.data_at(scene.position, points),
                Cloud::Exact => scene.exact.points_at(scene.position, points),
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
        Cloud::Learned => Role::Learned,
    }
}

/// How the dots of a cloud of so many points look; `scale` is on their radius.
pub fn dot(cloud: Cloud, points: usize, dpr: f32, scale: f32) -> Dot {
    let dot = Dot::for_cloud(role(cloud), points, dpr);
    Dot { radius: scale * dot.radius, ..dot }
}
