//! The canvases: what is painted on each, and only when it has to be.

use diffusion::Dataset;
use messages::PictureStyle;
use page::App;
use page::charts::Chart;
use page::distribution::{Coordinate, Curve, Distribution};
use page::training_map;
use plot::Palette;
use scene::film::palette;
use scene::{Painter, Scene, Viewport, thumbnail};
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlCanvasElement};

use crate::browser::window;
use crate::canvas::Canvas;
use crate::dom::{all, by_id, set_attribute};
use crate::theme::is_printing;

/// Every canvas of the page.
pub struct Stage {
    picture: Option<PictureCanvas>,
    compared: Option<PictureCanvas>,
    map: Option<Canvas>,
    charts: Vec<(Chart, Canvas)>,
    distributions: Vec<(Coordinate, Curve, Canvas)>,
    thumbnails: Vec<(Dataset, Canvas)>,
    palette: Palette,
}

/// A canvas with a picture of samples, and what paints them.
struct PictureCanvas {
    canvas: Canvas,
    painter: Painter,
}

impl PictureCanvas {
    fn new(canvas: Canvas) -> Self {
        Self { canvas, painter: Painter::default() }
    }

    fn paint(&mut self, scene: &Scene, palette: &Palette) {
        let (canvas, dpr) = (&mut self.canvas, window().device_pixel_ratio());
        let [width, height] = canvas.resize_to_css(dpr);
        if width < 1.0 || height < 1.0 {
            return;
        }
        let viewport = Viewport { size: [width, height], dpr: dpr as f32, palette };
        let shapes = self.painter.paint(scene, viewport);
        // Painting fails only where memory is short; the next frame tries again.
        let _ = canvas.put_raster(&self.painter.raster, [0, 0]);
        let _ = canvas.paint(&shapes, palette);
        if is_printing() {
            let _ = canvas.finish_for_print();
        }
    }
}

impl Stage {
    /// Finds the canvases. One that is missing is left out.
    pub fn find() -> Self {
        let canvas = |id: &str| Canvas::new(by_id::<HtmlCanvasElement>(id)?).ok();
        Self {
            picture: canvas("canvas-picture").map(PictureCanvas::new),
            compared: canvas("canvas-compared").map(PictureCanvas::new),
            map: canvas("training-map"),
            charts: Chart::ALL.iter().filter_map(|c| Some((*c, canvas(&format!("chart-{}", c.key()))?))).collect(),
            distributions: distributions(),
            thumbnails: thumbnails(),
            palette: Palette::LIGHT,
        }
    }

    /// Every element that is painted on, to be watched for changes of its size.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        let charts = self.charts.iter().map(|(_, canvas)| canvas);
        let distributions = self.distributions.iter().map(|(_, _, canvas)| canvas);
        let thumbnails = self.thumbnails.iter().map(|(_, canvas)| canvas);
        let pictures = self.picture.iter().chain(&self.compared).map(|picture| &picture.canvas);
        let all = pictures.chain(&self.map).chain(charts).chain(distributions).chain(thumbnails);
        all.map(|canvas| canvas.element().as_ref())
    }

    /// The layout has changed.
    pub fn remeasure(&mut self) {
        let charts = self.charts.iter_mut().map(|(_, canvas)| canvas);
        let distributions = self.distributions.iter_mut().map(|(_, _, canvas)| canvas);
        let thumbnails = self.thumbnails.iter_mut().map(|(_, canvas)| canvas);
        let pictures = self.picture.iter_mut().chain(&mut self.compared).map(|picture| &mut picture.canvas);
        let all = pictures.chain(&mut self.map).chain(charts).chain(distributions).chain(thumbnails);
        all.for_each(Canvas::remeasure);
        self.paint_thumbnails(false);
    }

    /// The thumbnail of own data of this kind shows these from now on.
    pub fn set_own_data(&mut self, data: &Dataset) {
        let mut shown = self.thumbnails.iter_mut().map(|(shown, _)| shown);
        if let Some(old) = shown.find(|shown| shown.key() == data.key() && *shown != data) {
            *old = data.clone();
            self.paint_thumbnails(true);
        }
    }

    /// The colours of the page.
    pub fn palette(&self) -> &Palette {
        &self.palette
    }

    /// Other colours from now on.
    pub fn set_palette(&mut self, palette: Palette) {
        self.palette = palette;
        self.paint_thumbnails(true);
    }

    /// Paints all thumbnails, or those that another size has emptied: they change with nothing but colours and size.
    fn paint_thumbnails(&mut self, all: bool) {
        let dpr = window().device_pixel_ratio();
        for (dataset, canvas) in &mut self.thumbnails {
            let before = canvas.device_size();
            let [width, height] = canvas.resize_to_css(dpr);
            if all || canvas.device_size() != before {
                let _ = canvas.clear();
                let _ = canvas.paint(&thumbnail(dataset, [width, height]), &self.palette);
            }
        }
    }

    /// Paints the picture.
    pub fn paint_picture(&mut self, scene: &Scene) {
        self.picture.iter_mut().for_each(|picture| picture.paint(scene, &self.palette));
    }

    /// Paints that of the run beside the page's own.
    pub fn paint_compared(&mut self, scene: &Scene) {
        self.compared.iter_mut().for_each(|picture| picture.paint(scene, &self.palette));
    }

    /// Paints the map of both times, with its mark at this place.
    pub fn paint_map(&mut self, place: [f64; 2]) {
        let Some(canvas) = &mut self.map else { return };
        let size = canvas.resize_to_css(window().device_pixel_ratio());
        let _ = canvas.clear();
        let _ = canvas.paint(&training_map::shapes(place, size), &self.palette);
    }

    /// The picture with its caption, on a canvas of its own.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn still(&self, scene: &Scene, style: PictureStyle) -> Result<Canvas, JsValue> {
        let (side, palette) = (f32::from(style.side), palette(style));
        let mut canvas = Canvas::hidden(style.side.into())?;
        let mut painter = Painter::default();
        let shapes = painter.paint_captioned(scene, Viewport { size: [side, side], dpr: 1.0, palette });
        canvas.put_raster(&painter.raster, [0, 0])?;
        canvas.paint(&shapes, palette)?;
        Ok(canvas)
    }

    /// Paints the charts that have changed, and says in words what they show.
    pub fn paint_charts(&mut self, app: &App, changed: impl Fn(Chart) -> bool) {
        let dpr = window().device_pixel_ratio();
        let mut charts: Vec<_> = self.charts.iter_mut().filter(|(chart, _)| changed(*chart)).collect();
        for (chart, canvas) in &mut charts {
            let [width, height] = canvas.resize_to_css(dpr);
            if width >= 1.0 && height >= 1.0 {
                let shapes = chart.shapes(app, [width, height]);
                let _ = canvas.clear();
                let _ = canvas.paint(&shapes, &self.palette);
            }
        }
        // After all painting: text on a canvas has the browser look up styles, which every change of the page outdates.
        for (chart, canvas) in charts {
            set_attribute(canvas.element(), "aria-label", Some(&chart.summary(app)));
            if let Ok(Some(panel)) = canvas.element().closest(".chart") {
                set_attribute(&panel, "hidden", (!chart.applies(app)).then_some(""));
            }
        }
    }

    /// Paints the distributions of the shown level, as far as somebody has them open, and returns them.
    pub fn paint_distributions(&mut self, app: &App, scene: &Scene) -> Vec<Distribution> {
        let dpr = window().device_pixel_ratio();
        let open = self.distributions.iter_mut().filter_map(|(coordinate, curve, canvas)| {
            let [width, height] = canvas.resize_to_css(dpr);
            let is_open = coordinate.applies(app) && width >= 1.0 && height >= 1.0;
            is_open.then_some((*coordinate, *curve, canvas, [width, height]))
        });
        let mut distributions: Vec<Distribution> = Vec::new();
        for (coordinate, curve, canvas, size) in open {
            if distributions.last().is_none_or(|last| last.coordinate() != coordinate) {
                distributions.push(Distribution::new(scene, coordinate));
            }
            if let Some(distribution) = distributions.last() {
                let _ = canvas.clear();
                let _ = canvas.paint(&distribution.shapes(curve, size), &self.palette);
                set_attribute(canvas.element(), "aria-label", Some(&distribution.summary(curve)));
            }
        }
        distributions
    }
}

fn distributions() -> Vec<(Coordinate, Curve, Canvas)> {
    let each = Coordinate::ALL.into_iter().flat_map(|coordinate| Curve::ALL.map(|curve| (coordinate, curve)));
    let found = each.filter_map(|(coordinate, curve)| {
        let element = by_id(&format!("chart-{}-{}", curve.key(), coordinate.key()))?;
        Some((coordinate, curve, Canvas::new(element).ok()?))
    });
    found.collect()
}

fn thumbnails() -> Vec<(Dataset, Canvas)> {
    let canvases = all::<HtmlCanvasElement>(".thumbnail canvas");
    Dataset::ALL
        .into_iter()
        .zip(canvases)
        .filter_map(|(dataset, canvas)| Some((dataset, Canvas::new(canvas).ok()?)))
        .collect()
}
