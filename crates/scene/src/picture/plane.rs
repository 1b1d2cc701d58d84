//! Two dimensions: points in the plane.

use diffusion::evaluation::MAX_COUNTED;
use plot::{Axes, PixelRect, Raster, Rect, Role, Shape, Stroke};

use super::clouds::{ShownClouds, clean_points, dot};
use super::inset::Inset;
use super::projection::{plane, square};
use super::ticks::{bottom_ticks, left_ticks};
use super::viewport::{CAPTION, Viewport};
use super::{overlay, paths};
use crate::scene::Scene;

/// Where the level stands in words, which no arrow may run through.
const CAPTION_AREA: Rect = Rect { x: 0.0, y: 0.0, width: 190.0, height: CAPTION - 14.0 };

/// The ring that marks a spike, in CSS pixels.
const SPIKE_RING: f32 = 9.0;

pub fn paint(raster: &mut Raster, clouds: &ShownClouds, scene: &Scene, viewport: Viewport) -> Vec<Shape> {
    let axes = plane(scene, viewport.size);
    let inset = Inset::lower_right(viewport.size);
    let project = |point: [f64; 2]| axes.canvas_from_data(point);
    let mut shapes = overlay::paint(raster, scene, viewport, &project);
    dots(raster, clouds, &axes, viewport, 1.0, None);
    shapes.extend(clean_points(raster, scene, viewport, &project));
    shapes.extend(paths::shapes(scene, &project));
    shapes.retain_mut(|shape| [inset.area, CAPTION_AREA].iter().all(|area| overlay::keep_out(shape, *area)));
    // A ring around every spike: where the data are, whatever is shown. The hundreds of a shape would hide it.
    let ring = Stroke { opacity: 0.8, ..Stroke::new(Role::Muted, 1.0) };
    let components = scene.mixture().components();
    let ringed = if components.len() <= MAX_COUNTED { components } else { &[] };
    shapes.extend(ringed.iter().map(|spike| Shape::Circle {
        centre: axes.canvas_from_data(spike.mean),
        radius: SPIKE_RING,
        fill: None,
        stroke: Some(ring),
    }));
    shapes.extend(bottom_ticks(scene, &axes.x, viewport.size[1]));
    shapes.extend(left_ticks(scene, 1, &axes.y));
    // The inset is opaque: its own dots are painted over the background that its frame needs.
    let spike = scene.magnified();
    let magnified = square(inset.area, spike.mean, 5.0 * spike.std);
    let area = viewport.device_pixels(inset.area);
    raster.fill(area, viewport.palette.rgb(Role::Surface));
    dots(raster, clouds, &magnified, viewport, 1.4, Some(area));
    let scale = |axes: &Axes| f64::from(axes.x.canvas_from_data(1.0) - axes.x.canvas_from_data(0.0));
    shapes.extend(inset.shapes(&format!("× {:.0}", scale(&magnified) / scale(&axes))));
    let centre = magnified.canvas_from_data(spike.mean);
    let radius = magnified.x.canvas_from_data(spike.mean[0] + spike.std) - centre[0];
    let one_std = Shape::Circle { centre, radius, fill: None, stroke: Some(Stroke::new(Role::Ink, 1.0)) };
    shapes.push(Shape::Clip { area: inset.area, shapes: vec![one_std] });
    shapes
}

fn dots(
    raster: &mut Raster,
    clouds: &ShownClouds,
    axes: &Axes,
    viewport: Viewport,
    scale: f32,
    clip: Option<PixelRect>,
) {
    for (cloud, rows) in clouds.each() {
        let device = |row: &[f32]| axes.canvas_from_data([row[0].into(), row[1].into()]).map(|at| at * viewport.dpr);
        let dot = dot(cloud, rows.len() / 2, viewport.dpr, scale);
        raster.dots(rows.chunks_exact(2).map(device), dot, viewport.palette, clip);
    }
}
