//! One dimension: a histogram of the values, or the view of the original programs, index across and value up.

use diffusion::Mixture;
use messages::Cloud;
use plot::{Axes, Dash, Fill, Histogram, Raster, Rect, Role, Shape, Stroke};

use super::clouds::{ShownClouds, clean_points, dot, role};
use super::inset::Inset;
use super::projection::{VALUES_LEFT, across, bars, upwards};
use super::ticks::{bottom_ticks, left_ticks};
use super::viewport::Viewport;
use super::{overlay, paths};
use crate::scene::Scene;

/// Bins per standard deviation of the shown level …
const BINS_PER_STD: f64 = 4.0;

/// … but no more than so many in the whole view, so that a bar stays visible.
const MOST_BINS: f64 = 140.0;

/// Bars may rise this many times above the true peak before they are cut off.
const TALLEST: f64 = 4.0;

/// Counts of values with the true density of the shown level over them, and one spike magnified.
pub fn histogram(raster: &mut Raster, clouds: &ShownClouds, scene: &Scene, viewport: Viewport) -> Vec<Shape> {
    let area = bars(viewport.size);
    let axis = across(scene, viewport.size);
    let project = |[value, share]: [f64; 2]| [axis.canvas_from_data(value), area.bottom() - share as f32 * area.height];
    let laid_over = overlay::paint(raster, scene, viewport, &project);
    let clean = clean_points(raster, scene, viewport, &project);
    let full = Counts::new(clouds, scene, axis.data());
    let mut shapes = full.shapes(area);
    shapes.extend(laid_over);
    shapes.extend(clean);
    shapes.extend(bottom_ticks(scene, &axis, viewport.size[1]));
    let inset = Inset::upper_left(viewport.size);
    let spike = scene.magnified();
    let near = [spike.mean[0] - 5.0 * spike.std, spike.mean[0] + 5.0 * spike.std];
    let magnified = Counts::new(clouds, scene, near);
    let times = (full.range[1] - full.range[0]) / (near[1] - near[0]) * f64::from(inset.area.width / area.width);
    shapes.push(inset.background());
    shapes.extend(magnified.shapes(inset.below_title()));
    shapes.extend(inset.shapes(&format!("× {times:.0}")));
    shapes
}

/// The view of the original programs: every sample has its place from left to right, and its value is its height.
pub fn index(raster: &mut Raster, clouds: &ShownClouds, scene: &Scene, viewport: Viewport) -> Vec<Shape> {
    let width = viewport.size[0];
    let axis = upwards(scene, viewport.size);
    let project = |[value, share]: [f64; 2]| {
        [VALUES_LEFT + share as f32 * (width - VALUES_LEFT - 8.0), axis.canvas_from_data(value)]
    };
    let mut shapes = overlay::paint(raster, scene, viewport, &project);
    for (cloud, rows) in clouds.each() {
        let centre = |(i, value): (usize, &f32)| {
            project([f64::from(*value), paths::share(i, rows.len())]).map(|length| length * viewport.dpr)
        };
        raster.dots(
            rows.iter().enumerate().map(centre),
            dot(cloud, rows.len(), viewport.dpr, 1.0),
            viewport.palette,
            None,
        );
    }
    shapes.extend(clean_points(raster, scene, viewport, &project));
    shapes.extend(paths::shapes(scene, &project));
    shapes.extend(left_ticks(scene, 0, &axis));
    let mean = axis.canvas_from_data(scene.mixture().mean(0));
    shapes.push(Shape::segment([VALUES_LEFT, mean], [width - 8.0, mean], Stroke::new(Role::Muted, 1.0)));
    shapes
}

/// The clouds counted into bins over a range.
struct Counts {
    range: [f64; 2],
    histograms: Vec<(Cloud, Histogram)>,
    /// The true density averaged over a bin around every place: what the bars would be with endless samples.
    truth: Vec<[f64; 2]>,
}

impl Counts {
    fn new(clouds: &ShownClouds, scene: &Scene, range: [f64; 2]) -> Self {
        const PLACES: usize = 400;
        let noised = scene.mixture().noised(scene.level());
        let (bins, low, high) = bins(&noised, range);
        let shown = clouds.each().filter(|(_, rows)| !rows.is_empty());
        let histograms = shown.map(|(cloud, rows)| (cloud, Histogram::new(rows, bins, low, high))).collect();
        let bin = (high - low) / bins as f64;
        let below = |x: f64| noised.marginal_cdf(0, x);
        let at = |i: usize| range[0] + (range[1] - range[0]) * i as f64 / PLACES as f64;
        let averaged = |x: f64| (below(x + bin / 2.0) - below(x - bin / 2.0)) / bin;
        let truth = (0..=PLACES).map(|i| [at(i), averaged(at(i))]).collect();
        Self { range, histograms, truth }
    }

    /// As tall as the truth, and as the bars up to [`TALLEST`] times the truth.
    fn axes(&self, area: Rect) -> Axes {
        let truth = self.truth.iter().fold(1e-3, |peak: f64, [_, y]| peak.max(*y));
        let bars = self.histograms.iter().flat_map(|(_, h)| h.densities().collect::<Vec<_>>()).fold(0.0, f64::max);
        Axes::linear(area, self.range, [0.0, truth.max(bars.min(TALLEST * truth)) * 1.08])
    }

    fn shapes(&self, area: Rect) -> Vec<Shape> {
        let axes = self.axes(area);
        let on_canvas = |points: &[[f64; 2]]| points.iter().map(|p| axes.canvas_from_data(*p)).collect::<Vec<_>>();
        let mut shapes: Vec<Shape> = Vec::new();
        for (cloud, histogram) in &self.histograms {
            let outline = on_canvas(&histogram.outline());
            if *cloud == Cloud::Learned {
                shapes.push(Shape::Area { points: outline.clone(), fill: Fill { role: Role::Learned, opacity: 0.25 } });
            }
            shapes.push(Shape::Line { points: outline, stroke: Stroke::new(role(*cloud), 1.5) });
        }
        let ink = Stroke { dash: Dash::Solid, opacity: 0.9, ..Stroke::new(Role::Ink, 1.25) };
        shapes.push(Shape::Line { points: on_canvas(&self.truth), stroke: ink });
        vec![Shape::Clip { area, shapes }]
    }
}

/// How many bins, from where to where: as wide as the level's spread asks, with one in the middle of the distribution.
fn bins(noised: &Mixture, [low, high]: [f64; 2]) -> (usize, f64, f64) {
    let width = (noised.std(0) / BINS_PER_STD).max((high - low) / MOST_BINS);
    let centre = noised.mean(0);
    let below = ((centre - low) / width + 0.5).ceil().clamp(1.0, 2.0 * MOST_BINS);
    let above = ((high - centre) / width + 0.5).ceil().clamp(1.0, 2.0 * MOST_BINS);
    ((below + above) as usize - 1, centre - (below - 0.5) * width, centre + (above - 0.5) * width)
}
