//! The canvases: what is painted on each, and only when it has to be.

use playground::charts::Chart;
use playground::distribution::{Coordinate, Curve, Distribution};
use playground::export::Look;
use playground::picture::{Painter, Sheet, place_at, spike_at, thumbnail};
use playground::view::Cloud;
use playground::{App, Recipe};
use plot::Palette;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlCanvasElement};

use crate::canvas::Canvas;
use crate::dom::{all, by_id, set_attribute, window};

/// Every canvas of the page.
pub struct Stage {
    picture: Option<Canvas>,
    charts: Vec<(Chart, Canvas)>,
    distributions: Vec<(Coordinate, Curve, Canvas)>,
    thumbnails: Vec<(Recipe, Canvas)>,
    painter: Painter,
    palette: Palette,
}

impl Stage {
    /// Finds the canvases. One that is missing is left out.
    #[must_use]
    pub fn find() -> Self {
        let canvas = |id: &str| Canvas::new(by_id::<HtmlCanvasElement>(id)?).ok();
        Self {
            picture: canvas("canvas-picture"),
            charts: Chart::ALL.iter().filter_map(|c| Some((*c, canvas(&format!("chart-{}", c.key()))?))).collect(),
            distributions: distributions(),
            thumbnails: thumbnails(),
            painter: Painter::default(),
            palette: Palette::LIGHT,
        }
    }

    /// Every element that is painted on, to be watched for changes of its size.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        let charts = self.charts.iter().map(|(_, canvas)| canvas);
        let distributions = self.distributions.iter().map(|(_, _, canvas)| canvas);
        self.picture.iter().chain(charts).chain(distributions).map(|canvas| canvas.element().as_ref())
    }

    /// The layout has changed.
    pub fn remeasure(&mut self) {
        let charts = self.charts.iter_mut().map(|(_, canvas)| canvas);
        let distributions = self.distributions.iter_mut().map(|(_, _, canvas)| canvas);
        self.picture.iter_mut().chain(charts).chain(distributions).for_each(Canvas::remeasure);
    }

    /// Other colours from now on.
    pub fn set_palette(&mut self, palette: Palette) {
        self.palette = palette;
        self.paint_thumbnails();
    }

    /// Paints the picture at a moment in milliseconds.
    pub fn paint_picture(&mut self, app: &mut App, now: f64) {
        let Some(canvas) = &mut self.picture else { return };
        let dpr = window().device_pixel_ratio();
        let (width, height, _) = canvas.resize_to_css(dpr);
        if width < 1.0 || height < 1.0 {
            return;
        }
        let sheet = Sheet { size: [width, height], dpr: dpr as f32, palette: &self.palette };
        let shapes = self.painter.paint(app, sheet, now);
        // Painting fails only where memory is short; the next frame tries again.
        let _ = canvas.put_raster(&self.painter.raster, [0, 0]);
        let _ = canvas.paint(&shapes, &self.palette);
    }

    /// The picture at a moment in milliseconds, with its caption, on a canvas of its own.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn still(&mut self, app: &mut App, look: Look, now: f64) -> Result<Canvas, JsValue> {
        let (side, palette) = (f32::from(look.side), look.palette());
        let mut canvas = Canvas::hidden(look.side.into())?;
        let shapes = self.painter.paint_captioned(app, Sheet { size: [side, side], dpr: 1.0, palette }, now);
        canvas.put_raster(&self.painter.raster, [0, 0])?;
        canvas.paint(&shapes, palette)?;
        app.redraw();
        Ok(canvas)
    }

    /// Paints the charts that have changed, and says in words what they show.
    pub fn paint_charts(&mut self, app: &App, changed: impl Fn(Chart) -> bool) {
        let dpr = window().device_pixel_ratio();
        let mut charts: Vec<_> = self.charts.iter_mut().filter(|(chart, _)| changed(*chart)).collect();
        for (chart, canvas) in &mut charts {
            let (width, height, _) = canvas.resize_to_css(dpr);
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
    pub fn paint_distributions(&mut self, app: &App) -> Vec<Distribution> {
        let dpr = window().device_pixel_ratio();
        let learned = self.painter.rows(Cloud::Learned);
        let open = self.distributions.iter_mut().filter_map(|(coordinate, curve, canvas)| {
            let (width, height, _) = canvas.resize_to_css(dpr);
            let is_open = coordinate.applies(app) && width >= 1.0 && height >= 1.0;
            is_open.then_some((*coordinate, *curve, canvas, [width, height]))
        });
        let mut distributions: Vec<Distribution> = Vec::new();
        for (coordinate, curve, canvas, size) in open {
            if distributions.last().is_none_or(|last| last.coordinate() != coordinate) {
                distributions.push(Distribution::new(app, coordinate, learned));
            }
            if let Some(distribution) = distributions.last() {
                let _ = canvas.clear();
                let _ = canvas.paint(&distribution.shapes(curve, size), &self.palette);
                set_attribute(canvas.element(), "aria-label", Some(&distribution.summary(curve)));
            }
        }
        distributions
    }

    /// The spike nearest to a place on the picture, in CSS pixels.
    #[must_use]
    pub fn spike_at(&self, app: &App, at: [f32; 2]) -> Option<usize> {
        spike_at(app, self.picture_size()?, at)
    }

    /// What lies at a place on the picture, in CSS pixels, in the units of the data.
    #[must_use]
    pub fn place_at(&self, app: &App, at: [f32; 2]) -> Option<[f64; 2]> {
        Some(place_at(app, self.picture_size()?, at))
    }

    fn picture_size(&self) -> Option<[f32; 2]> {
        let layout = self.picture.as_ref()?.element().get_bounding_client_rect();
        Some([layout.width() as f32, layout.height() as f32])
    }

    fn paint_thumbnails(&mut self) {
        let dpr = window().device_pixel_ratio();
        for (recipe, canvas) in &mut self.thumbnails {
            let (width, height, _) = canvas.resize_to_css(dpr);
            let _ = canvas.clear();
            let _ = canvas.paint(&thumbnail(*recipe, [width, height]), &self.palette);
        }
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

fn thumbnails() -> Vec<(Recipe, Canvas)> {
    let canvases = all::<HtmlCanvasElement>(".thumbnail canvas");
    Recipe::ALL
        .into_iter()
        .zip(canvases)
        .filter_map(|(recipe, canvas)| Some((recipe, Canvas::new(canvas).ok()?)))
        .collect()
}
