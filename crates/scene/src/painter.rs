//! Painting a scene: dots into a raster, and the shapes that go over them.

use messages::LineView;
use plot::{Raster, Role, Shape};

use crate::picture::clouds::ShownClouds;
use crate::picture::viewport::Viewport;
use crate::picture::{caption, line, plane};
use crate::scene::Scene;

/// Paints pictures; keeps its buffers from one to the next.
#[derive(Debug)]
pub struct Painter {
    /// The dots, in device pixels.
    pub raster: Raster,
    clouds: ShownClouds,
}

impl Default for Painter {
    fn default() -> Self {
        Self { raster: Raster::new(1, 1), clouds: ShownClouds::default() }
    }
}

impl Painter {
    /// Paints the dots into [`Self::raster`] and returns the shapes that go over them.
    pub fn paint(&mut self, scene: &Scene, viewport: Viewport) -> Vec<Shape> {
        self.clouds.read(scene);
        let [width, height] = viewport.size.map(|side| (side * viewport.dpr).round().max(1.0) as usize);
        self.raster.resize(width, height);
        self.raster.clear(viewport.palette.rgb(Role::Surface));
        match (scene.mixture().dim(), scene.view.line) {
            (2, _) => plane::paint(&mut self.raster, &self.clouds, scene, viewport),
            (_, LineView::Histogram) => line::histogram(&mut self.raster, &self.clouds, scene, viewport),
            (_, LineView::Index) => line::index(&mut self.raster, &self.clouds, scene, viewport),
        }
    }

    /// As [`Self::paint`], with what the page says around its picture: for a picture that leaves it.
    pub fn paint_captioned(&mut self, scene: &Scene, viewport: Viewport) -> Vec<Shape> {
        let mut shapes = self.paint(scene, viewport);
        shapes.extend(caption::shapes(scene, viewport.size[0]));
        shapes
    }

    /// As [`Self::paint`], with a line that says which it is: for a small picture beside others, the first of which says what
    /// the colours are.
    pub fn paint_titled(&mut self, scene: &Scene, viewport: Viewport, is_first: bool) -> Vec<Shape> {
        let mut shapes = self.paint(scene, viewport);
        shapes.extend(caption::title(scene, viewport.size[0], is_first));
        shapes
    }
}
