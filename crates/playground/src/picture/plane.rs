//! Two dimensions: points in the plane.

use plot::{Frame, PixelRect, Point, Raster, Rect, Role, Shape, Stroke};

use super::inset::Inset;
use super::{CAPTION, Clouds, Scene, Sheet, bottom_ticks, device_pixels, dot, left_ticks, marks, paths};
use crate::exact::Exact;

/// The view reaches this many standard deviations of the start noise beyond the outermost spike.
const REACH: f64 = 2.2;

/// The view is at least this many times as wide as the spikes lie apart, so that the inset has a corner to itself.
const ROOM: f64 = 2.8;

/// Where the level stands in words, which no arrow may run through.
const WORDS_ABOVE: Rect = Rect { x: 0.0, y: 0.0, width: 190.0, height: CAPTION - 14.0 };

/// The ring that marks a spike, in CSS pixels.
const SPIKE_RING: f32 = 9.0;

pub fn paint(raster: &mut Raster, clouds: &Clouds, scene: &Scene, sheet: Sheet) -> Vec<Shape> {
    let frame = frame(scene.exact, sheet.size);
    let inset = Inset::lower_right(sheet.size);
    let on_canvas = |place: [f64; 2]| frame.canvas_from_data(place);
    let mut shapes = marks::paint(raster, scene, sheet, &on_canvas);
    dots(raster, clouds, &frame, sheet, 1.0, None);
    shapes.extend(paths::shapes(scene, &on_canvas));
    shapes.retain_mut(|shape| [inset.area, WORDS_ABOVE].iter().all(|area| marks::keep_out(shape, *area)));
    shapes.extend(spikes(scene, &frame));
    shapes.extend(bottom_ticks(&frame.x, sheet.size[1]));
    shapes.extend(left_ticks(&frame.y));
    // The inset is opaque: its own dots are painted over the background that its frame needs.
    let magnified = magnified(scene, inset.area);
    let area = device_pixels(inset.area, sheet.dpr);
    raster.fill(area, sheet.palette.rgb(Role::Surface));
    dots(raster, clouds, &magnified, sheet, 1.4, Some(area));
    shapes.extend(inset.shapes(&format!("× {:.0}", magnification(&frame, &magnified))));
    shapes.extend(one_std(scene, &magnified, inset.area));
    shapes
}

/// The plane as it lies in the picture: as far as the start noise reaches, with equal units in both directions.
pub fn frame(exact: &Exact, size: [f32; 2]) -> Frame {
    square(Rect { x: 0.0, y: 0.0, width: size[0], height: size[1] }, [0.0, 0.0], reach(exact))
}

/// How far a square picture reaches from the origin.
pub fn reach(exact: &Exact) -> f64 {
    let outermost = exact.mixture().components().iter().flat_map(|c| c.mean).fold(0.0, |far: f64, m| far.max(m.abs()));
    (outermost + REACH * exact.levels()[0].sigma).max(ROOM * outermost)
}

/// The neighbourhood of the magnified spike, five standard deviations to each side.
fn magnified(scene: &Scene, area: Rect) -> Frame {
    let spike = scene.magnified();
    square(area, spike.mean, 5.0 * spike.std)
}

fn square(area: Rect, [x, y]: [f64; 2], reach: f64) -> Frame {
    let (wide, high) = (f64::from(area.width), f64::from(area.height));
    let (reach_x, reach_y) = (reach * (wide / high).max(1.0), reach * (high / wide).max(1.0));
    Frame::linear(area, [x - reach_x, x + reach_x], [y - reach_y, y + reach_y])
}

fn magnification(from: &Frame, to: &Frame) -> f64 {
    let scale = |frame: &Frame| f64::from(frame.x.canvas_from_data(1.0) - frame.x.canvas_from_data(0.0));
    scale(to) / scale(from)
}

fn dots(raster: &mut Raster, clouds: &Clouds, frame: &Frame, sheet: Sheet, scale: f32, clip: Option<PixelRect>) {
    for (cloud, rows) in clouds.each() {
        let device = |row: &[f32]| -> Point {
            frame.canvas_from_data([f64::from(row[0]), f64::from(row[1])]).map(|place| place * sheet.dpr)
        };
        let dot = dot(cloud, rows.len() / 2, sheet.dpr, scale);
        raster.dots(rows.chunks_exact(2).map(device), dot, sheet.palette, clip);
    }
}

/// A ring around every spike: where the data are, whatever is shown.
fn spikes(scene: &Scene, frame: &Frame) -> Vec<Shape> {
    let stroke = Stroke { opacity: 0.8, ..Stroke::new(Role::Muted, 1.0) };
    let rings = scene.mixture().components().iter().map(|c| Shape::Circle {
        centre: frame.canvas_from_data(c.mean),
        radius: SPIKE_RING,
        fill: None,
        stroke: Some(stroke),
    });
    rings.collect()
}

/// The circle of one standard deviation around the magnified spike.
fn one_std(scene: &Scene, frame: &Frame, area: Rect) -> [Shape; 1] {
    let spike = scene.magnified();
    let centre = frame.canvas_from_data(spike.mean);
    let radius = frame.x.canvas_from_data(spike.mean[0] + spike.std) - centre[0];
    let circle = Shape::Circle { centre, radius, fill: None, stroke: Some(Stroke::new(Role::Ink, 1.0)) };
    [Shape::Clip { area, shapes: vec![circle] }]
}
