//! Shapes and rasters on a canvas.

use std::cell::Cell;

use js_sys::Array;
use plot::shape::{FONT_FAMILY, finite_runs, is_finite};
use plot::{Anchor, Dash, Dot, Fill, Palette, PixelRect, Point, Raster, Rect, Role, Shape, Stroke, Text};
use wasm_bindgen::{Clamped, JsValue};
use web_sys::{CanvasRenderingContext2d, ImageData};

/// What draws on a canvas, in the page or in the worker.
pub struct Brush {
    context: CanvasRenderingContext2d,
    inks: Inks,
    dashes: Dashes,
    /// The size of the letters that the context is set to, where that is known: to name a font is to have it parsed.
    font_size: Cell<Option<f32>>,
}

impl Brush {
    /// Takes a context for drawing.
    pub fn new(context: CanvasRenderingContext2d) -> Self {
        Self { context, inks: Inks::new(Palette::LIGHT), dashes: Dashes::new(), font_size: Cell::default() }
    }

    /// Makes every pixel of a canvas of this size, in device pixels, transparent.
    ///
    /// # Errors
    /// When the browser refuses, which it has no reason to.
    pub fn clear(&self, [width, height]: [usize; 2]) -> Result<(), JsValue> {
        self.context.reset_transform()?;
        self.context.clear_rect(0.0, 0.0, width as f64, height as f64);
        Ok(())
    }

    /// Paints shapes over what is there, in their order; `scale` is in device pixels per CSS pixel.
    ///
    /// # Errors
    /// When a shape cannot be drawn: a circle of negative radius.
    pub fn paint(&mut self, shapes: &[Shape], palette: &Palette, [across, down]: [f64; 2]) -> Result<(), JsValue> {
        if *palette != self.inks.palette {
            self.inks = Inks::new(*palette);
        }
        self.context.set_transform(across, 0.0, 0.0, down, 0.0, 0.0)?;
        self.context.set_line_join("round");
        // A canvas that was given another size is set to nothing.
        self.font_size.set(None);
        self.shapes(shapes)
    }

    /// Replaces the pixels from `at` (column and row, in device pixels) with the raster's.
    ///
    /// # Errors
    /// When memory is short.
    pub fn put_raster(&self, raster: &Raster, at: [i32; 2]) -> Result<(), JsValue> {
        let PixelRect { width, height, .. } = raster.bounds();
        // A page may hide the canvas, but there is no ImageData of no pixels.
        if width == 0 || height == 0 {
            return Ok(());
        }
        let bytes = Clamped(raster.bytes());
        let image = ImageData::new_with_u8_clamped_array_and_sh(bytes, width as u32, height as u32)?;
        self.context.put_image_data(&image, at[0].into(), at[1].into())
    }

    /// Writes a pixel once more. Chromium prints the shapes since the last pixels were written, and nothing of these:
    /// where there are no shapes since, it prints the canvas as it is.
    ///
    /// # Errors
    /// When memory is short.
    pub fn finish_for_print(&self) -> Result<(), JsValue> {
        let pixel = self.context.get_image_data(0.0, 0.0, 1.0, 1.0)?;
        self.context.put_image_data(&pixel, 0.0, 0.0)
    }

    /// The pixels of a square from the upper left corner, RGBA.
    ///
    /// # Errors
    /// When memory is short.
    pub fn pixels(&self, side: u32) -> Result<Vec<u8>, JsValue> {
        Ok(self.context.get_image_data(0.0, 0.0, side.into(), side.into())?.data().0)
    }

    fn shapes(&self, shapes: &[Shape]) -> Result<(), JsValue> {
        shapes.iter().try_for_each(|shape| self.shape(shape))
    }

    fn shape(&self, shape: &Shape) -> Result<(), JsValue> {
        match shape {
            Shape::Line { points, stroke } => {
                self.set_stroke(stroke)?;
                self.context.begin_path();
                finite_runs(points).for_each(|run| self.trace(run.iter().copied()));
                self.context.stroke();
            }
            Shape::Area { points, fill } => {
                self.set_fill(*fill);
                self.polygon(points.iter().copied());
            }
            Shape::Rect { rect, fill } => {
                self.set_fill(*fill);
                let [x, y, width, height] = corners(rect);
                self.context.fill_rect(x, y, width, height);
            }
            Shape::Circle { centre, radius, fill, stroke } => self.circle(*centre, *radius, *fill, stroke.as_ref())?,
            Shape::Dots { centres, dot } => self.dots(centres, *dot)?,
            Shape::Text(text) => self.words(text)?,
            Shape::Clip { area, shapes } => self.clip(area, shapes)?,
        }
        Ok(())
    }

    fn polygon(&self, points: impl Iterator<Item = Point>) {
        self.context.begin_path();
        self.trace(points);
        self.context.fill();
    }

    fn trace(&self, points: impl Iterator<Item = Point>) {
        for (i, point) in points.enumerate() {
            let [x, y] = point.map(f64::from);
            if i == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    fn circle(&self, centre: Point, radius: f32, fill: Option<Fill>, stroke: Option<&Stroke>) -> Result<(), JsValue> {
        self.trace_circle(centre, radius)?;
        if let Some(fill) = fill {
            self.set_fill(fill);
            self.context.fill();
        }
        if let Some(stroke) = stroke {
            self.set_stroke(stroke)?;
            self.context.stroke();
        }
        Ok(())
    }

    fn trace_circle(&self, centre: Point, radius: f32) -> Result<(), JsValue> {
        let [x, y] = centre.map(f64::from);
        self.context.begin_path();
        self.context.arc(x, y, radius.into(), 0.0, std::f64::consts::TAU)
    }

    /// Each dot by itself: translucent dots darken where they overlap, which one path would not.
    fn dots(&self, centres: &[Point], dot: Dot) -> Result<(), JsValue> {
        self.set_fill(Fill { role: dot.role, opacity: dot.opacity });
        for centre in centres.iter().filter(|centre| is_finite(**centre)) {
            if dot.shape.corners().is_empty() {
                self.trace_circle(*centre, dot.radius)?;
                self.context.fill();
            } else {
                self.polygon(dot.outline(*centre));
            }
        }
        Ok(())
    }

    fn words(&self, text: &Text) -> Result<(), JsValue> {
        self.set_fill(Fill { role: text.role, opacity: 1.0 });
        if self.font_size.replace(Some(text.size)) != Some(text.size) {
            self.context.set_font(&format!("{}px {FONT_FAMILY}", f64::from(text.size)));
        }
        self.context.set_text_align(match text.anchor {
            Anchor::Start => "left",
            Anchor::Middle => "center",
            Anchor::End => "right",
        });
        self.context.fill_text(&text.words, text.at[0].into(), text.baseline_y().into())
    }

    fn clip(&self, area: &Rect, shapes: &[Shape]) -> Result<(), JsValue> {
        let [x, y, width, height] = corners(area);
        let font_size = self.font_size.get();
        self.context.save();
        self.context.begin_path();
        self.context.rect(x, y, width, height);
        self.context.clip();
        let painted = self.shapes(shapes);
        self.context.restore();
        self.font_size.set(font_size);
        painted
    }

    fn set_fill(&self, fill: Fill) {
        self.context.set_global_alpha(fill.opacity.into());
        self.context.set_fill_style_str(self.inks.of(fill.role));
    }

    fn set_stroke(&self, stroke: &Stroke) -> Result<(), JsValue> {
        self.context.set_global_alpha(stroke.opacity.into());
        self.context.set_stroke_style_str(self.inks.of(stroke.role));
        self.context.set_line_width(stroke.width.into());
        self.context.set_line_dash(self.dashes.of(stroke.dash))
    }
}

fn corners(rect: &Rect) -> [f64; 4] {
    [rect.x, rect.y, rect.width, rect.height].map(f64::from)
}

/// A palette's colours as CSS writes them, made once per theme and not once per shape.
struct Inks {
    palette: Palette,
    colours: [String; Role::ALL.len()],
}

impl Inks {
    fn new(palette: Palette) -> Self {
        Self { palette, colours: Role::ALL.map(|role| palette.rgb(role).hex()) }
    }

    fn of(&self, role: Role) -> &str {
        &self.colours[role as usize]
    }
}

/// The dash patterns as the browser takes them.
struct Dashes([Array; Dash::ALL.len()]);

impl Dashes {
    fn new() -> Self {
        Self(Dash::ALL.map(|dash| dash.pattern().iter().map(|length| JsValue::from(*length)).collect()))
    }

    fn of(&self, dash: Dash) -> &Array {
        &self.0[dash as usize]
    }
}
