//! The picture: a cloud in the plane, or on a line, at the shown level.
//!
//! Dots go into a raster, everything else is shapes over it. A small inset magnifies one spike, because a standard
//! deviation of 0.01 is less than a pixel at full view.

mod caption;
mod inset;
mod line;
mod marks;
mod paths;
mod plane;
mod scene;

use diffusion::{Level, Recipe, Rng, Stream};
use plot::ticks::ticks;
use plot::{
    Anchor, Axis, Baseline, Dot, DotShape, Fill, Frame, Palette, PixelRect, Point, Raster, Rect, Role, Shape, Stroke,
    Text, point_style,
};

use crate::app::App;
use crate::exact::Exact;
use crate::view::{Cloud, LineView, View};

pub use scene::{Footage, Scene};

/// Where the picture is painted.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// Width and height in CSS pixels.
    pub size: [f32; 2],
    /// Device pixels per CSS pixel.
    pub dpr: f32,
    /// The colours.
    pub palette: &'a Palette,
}

/// The size of words, in CSS pixels.
const WORDS: f32 = 12.0;

/// Paints pictures; keeps its buffers from one to the next.
#[derive(Debug)]
pub struct Painter {
    /// The dots, in device pixels.
    pub raster: Raster,
    clouds: Clouds,
}

impl Default for Painter {
    fn default() -> Self {
        Self { raster: Raster::new(1, 1), clouds: Clouds::default() }
    }
}

impl Painter {
    /// Paints the dots into [`Self::raster`] and returns the shapes that go over them. `now` is in milliseconds.
    pub fn paint(&mut self, app: &mut App, sheet: Sheet, now: f64) -> Vec<Shape> {
        self.clouds.gather(app, now);
        self.picture(&app.scene(), sheet)
    }

    /// As [`Self::paint`], with what the page says around its picture: for a picture that leaves it.
    pub fn paint_captioned(&mut self, app: &mut App, sheet: Sheet, now: f64) -> Vec<Shape> {
        let mut shapes = self.paint(app, sheet, now);
        shapes.extend(caption::shapes(&app.scene(), sheet.size[0]));
        shapes
    }

    /// As [`Self::paint_captioned`], of one moment of a film.
    pub fn paint_frame(&mut self, footage: &Footage, position: f64, sheet: Sheet) -> Vec<Shape> {
        self.clouds.gather_still(footage, position);
        let scene = footage.scene(position);
        let mut shapes = self.picture(&scene, sheet);
        shapes.extend(caption::shapes(&scene, sheet.size[0]));
        shapes
    }

    fn picture(&mut self, scene: &Scene, sheet: Sheet) -> Vec<Shape> {
        let [width, height] = sheet.size.map(|side| (side * sheet.dpr).round().max(1.0) as usize);
        self.raster.resize(width, height);
        self.raster.clear(sheet.palette.rgb(Role::Surface));
        match (scene.mixture().dim(), scene.view.line) {
            (2, _) => plane::paint(&mut self.raster, &self.clouds, scene, sheet),
            (_, LineView::Histogram) => line::histogram(&mut self.raster, &self.clouds, scene, sheet),
            (_, LineView::Index) => line::index(&mut self.raster, &self.clouds, scene, sheet),
        }
    }

    /// The rows of a cloud as they were painted last; none where it is hidden.
    #[must_use]
    pub fn rows(&self, cloud: Cloud) -> &[f32] {
        &self.clouds.0[cloud as usize]
    }
}

/// The spike that a press at this place of a 2-D picture asks to be magnified: the nearest one.
#[must_use]
pub fn spike_at(app: &App, size: [f32; 2], at: Point) -> Option<usize> {
    let mixture = app.exact().mixture();
    (mixture.dim() == 2).then(|| mixture.nearest(&place_at(app, size, at)).0)
}

/// How far the picture reaches from the origin, in the units of the data.
#[must_use]
pub fn reach(exact: &Exact) -> f64 {
    if exact.mixture().dim() == 1 { line::reach(exact) } else { plane::reach(exact) }
}

/// What is at this place of a picture of this size, in the units of the data.
#[must_use]
pub fn place_at(app: &App, size: [f32; 2], at: Point) -> [f64; 2] {
    match (app.exact().mixture().dim(), app.view().line) {
        (2, _) => plane::frame(app.exact(), size).data_from_canvas(at),
        (_, LineView::Histogram) => [line::across(app.exact(), size).data_from_canvas(at[0]), 0.0],
        (_, LineView::Index) => [line::upwards(app.exact(), size).data_from_canvas(at[1]), 0.0],
    }
}

/// The rows of the clouds at the shown place, in the order of [`Cloud::ALL`]; empty where a cloud is hidden.
#[derive(Debug, Default)]
struct Clouds([Vec<f32>; 3]);

impl Clouds {
    fn gather(&mut self, app: &mut App, now: f64) {
        let position = app.timeline().position();
        let share = position / app.timeline().last().max(1.0);
        self.gather_known(app.exact(), app.view(), position);
        let rows = &mut self.0[Cloud::Learned as usize];
        if app.view().shows(Cloud::Learned) {
            // Until it is sampled anew it may have another number of states: it is shown at the same share.
            let stale = share * app.learned().last_state();
            let place = if app.learned_is_current() { position } else { stale };
            app.learned_mut().cloud_at(place, now, rows);
        }
    }

    fn gather_still(&mut self, footage: &Footage, position: f64) {
        self.gather_known(&footage.exact, &footage.view, position);
        if footage.view.shows(Cloud::Learned) {
            footage.learned.at(position, usize::MAX, &mut self.0[Cloud::Learned as usize]);
        }
    }

    /// Data and exact; the learned cloud is left empty.
    fn gather_known(&mut self, exact: &Exact, view: &View, position: f64) {
        self.0.iter_mut().for_each(Vec::clear);
        let [data, carried, _] = &mut self.0;
        if view.shows(Cloud::Data) {
            exact.data_at(position, data);
        }
        if view.shows(Cloud::Exact) {
            exact.cloud_at(position, carried);
        }
    }

    /// The clouds, the last on top.
    fn each(&self) -> impl Iterator<Item = (Cloud, &[f32])> {
        Cloud::ALL.into_iter().map(|cloud| (cloud, self.0[cloud as usize].as_slice()))
    }
}

/// How the dots of a cloud of so many points look; `scale` is on their radius.
fn dot(cloud: Cloud, points: usize, dpr: f32, scale: f32) -> Dot {
    let (radius, opacity) = point_style(points, dpr);
    Dot::new(cloud.role(), radius * scale, opacity)
}

/// The device pixels of a part of the sheet.
fn device_pixels(area: Rect, dpr: f32) -> PixelRect {
    let scaled = |length: f32| (length * dpr).round().max(0.0) as usize;
    PixelRect { x: scaled(area.x), y: scaled(area.y), width: scaled(area.width), height: scaled(area.height) }
}

fn words(at: Point, words: impl Into<String>, role: Role, anchor: Anchor, baseline: Baseline) -> Shape {
    Shape::Text(Text { at, words: words.into(), role, size: WORDS, anchor, baseline })
}

/// The height of the caption in the upper left corner, which nothing else may cover, in CSS pixels.
const CAPTION: f32 = 84.0;

/// Ticks keep this far from the corners, where those of the two axes would meet, in CSS pixels.
const CORNER: f32 = 24.0;

/// Few marks with numbers along the bottom edge.
fn bottom_ticks(axis: &Axis, bottom: f32) -> Vec<Shape> {
    let marks = ticks_off_corners(axis).flat_map(|(x, label)| {
        let mark = Shape::segment([x, bottom - 5.0], [x, bottom], Stroke { role: Role::Muted, ..Stroke::HAIRLINE });
        [mark, words([x, bottom - 8.0], label, Role::Muted, Anchor::Middle, Baseline::Bottom)]
    });
    marks.collect()
}

/// Few marks with numbers along the left edge.
fn left_ticks(axis: &Axis) -> Vec<Shape> {
    let marks = ticks_off_corners(axis).filter(|(y, _)| *y > CAPTION).flat_map(|(y, label)| {
        let mark = Shape::segment([0.0, y], [5.0, y], Stroke { role: Role::Muted, ..Stroke::HAIRLINE });
        [mark, words([8.0, y], label, Role::Muted, Anchor::Start, Baseline::Middle)]
    });
    marks.collect()
}

fn ticks_off_corners(axis: &Axis) -> impl Iterator<Item = (f32, String)> {
    let [from, to] = axis.data().map(|end| axis.canvas_from_data(end));
    let inside = from.min(to) + CORNER..=from.max(to) - CORNER;
    let placed = ticks(axis, 7).into_iter().map(|tick| (axis.canvas_from_data(tick.value), tick.label));
    placed.filter(move |(place, _)| inside.contains(place))
}

/// The data of a recipe in a few marks: a peak on a line, or clusters in the plane.
#[must_use]
pub fn thumbnail(recipe: Recipe, [width, height]: [f32; 2]) -> Vec<Shape> {
    // Wide enough to be seen at this size; the true spread would be less than a pixel.
    let law = recipe.config().dataset.mixture().noised(Level::exploding(0.22));
    let area = Rect { x: 2.0, y: 2.0, width: width - 4.0, height: height - 4.0 };
    if law.dim() == 1 {
        let peak = law.marginal_density(0, law.mean(0));
        let frame = Frame::linear(area, [-1.0, 2.0], [0.0, 1.15 * peak]);
        let x = (0..=60).map(|i| -1.0 + f64::from(i) / 20.0);
        let mut points: Vec<Point> = x.map(|x| frame.canvas_from_data([x, law.marginal_density(0, x)])).collect();
        points.extend([frame.canvas_from_data([2.0, 0.0]), frame.canvas_from_data([-1.0, 0.0])]);
        return vec![Shape::Area { points, fill: Fill { role: Role::Data, opacity: 0.55 } }];
    }
    let mut rows = Vec::new();
    law.sample(150, &mut Rng::new(0, Stream::Data { draw: 0 }), &mut rows);
    let half = 1.9 * f64::from(area.width / area.height).max(1.0);
    let frame = Frame::linear(area, [-half, half], [-1.9, 1.9]);
    let centres = rows.chunks_exact(2).map(|row| frame.canvas_from_data([row[0], row[1]])).collect();
    vec![Shape::Dots { centres, dot: Dot { role: Role::Data, shape: DotShape::Disc, radius: 1.1, opacity: 0.8 } }]
}
