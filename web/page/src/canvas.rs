//! Paints shapes and rasters on a canvas, crisp at every device pixel ratio.

use plot::{Palette, Raster, Shape};
use wasm_bindgen::{JsCast, JsValue};
use web_shared::Brush;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap, ImageData};

use crate::browser::document;

/// The most pixels across or down. A page whose styles do not load lays a canvas out by its own pixels: on a screen of two
/// for each CSS pixel it would be twice as large in every frame.
const MOST_PIXELS: f64 = 4096.0;

/// A canvas element that is drawn on in CSS pixels.
pub struct Canvas {
    element: HtmlCanvasElement,
    brush: Brush,
    /// Device pixels per CSS pixel, across and down; they differ by the rounding of the size.
    scale: [f64; 2],
    /// The width and height that the layout gives it, as far as they are known.
    css: Option<[f64; 2]>,
}

impl Canvas {
    /// Takes an element for drawing.
    ///
    /// # Errors
    /// When the element gives no 2D context: it already has another kind, or memory is short.
    pub fn new(element: HtmlCanvasElement) -> Result<Self, JsValue> {
        let context = element.get_context("2d")?.ok_or("this canvas has no 2D context")?;
        Ok(Self { element, brush: Brush::new(context.unchecked_into()), scale: [1.0; 2], css: None })
    }

    /// A square canvas outside of the page, of this many pixels on every side.
    ///
    /// # Errors
    /// When memory is short.
    pub fn hidden(side: u32) -> Result<Self, JsValue> {
        let element: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
        element.set_width(side);
        element.set_height(side);
        Self::new(element)
    }

    /// A canvas outside of the page that shows these pixels.
    ///
    /// # Errors
    /// When memory is short.
    pub fn of_pixels(pixels: &ImageData) -> Result<Self, JsValue> {
        let element: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
        element.set_width(pixels.width());
        element.set_height(pixels.height());
        let context: CanvasRenderingContext2d = element.get_context("2d")?.ok_or("no context")?.unchecked_into();
        context.put_image_data(pixels, 0.0, 0.0)?;
        Self::new(element)
    }

    /// How dark a picture is on white, pixel by pixel, at this width and height in pixels: 0 is white, 255 black.
    ///
    /// # Errors
    /// When memory is short.
    pub fn darkness_of(&self, picture: &ImageBitmap, [width, height]: [f64; 2]) -> Result<Vec<u8>, JsValue> {
        let context: CanvasRenderingContext2d = self.element.get_context("2d")?.ok_or("no context")?.unchecked_into();
        context.set_fill_style_str("white");
        context.fill_rect(0.0, 0.0, width, height);
        context.draw_image_with_image_bitmap_and_dw_and_dh(picture, 0.0, 0.0, width, height)?;
        let pixels = context.get_image_data(0.0, 0.0, width, height)?.data();
        // The weights of red, green and blue in what an eye takes for light (ITU-R BT.601), in 256ths.
        let light = |p: &[u8]| (77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])) >> 8;
        Ok(pixels.chunks_exact(4).map(|pixel| 255 - light(pixel) as u8).collect())
    }

    /// The element.
    pub fn element(&self) -> &HtmlCanvasElement {
        &self.element
    }

    /// The page's layout has changed: the size is asked for anew. To ask in every frame would make the browser lay the
    /// page out in every frame, and for every canvas.
    pub fn remeasure(&mut self) {
        self.css = None;
    }

    /// Gives the element one pixel for each device pixel that the page's layout has given it, at
    /// `dpr` device pixels per CSS pixel. Returns its width and height in CSS pixels. A canvas
    /// whose number of pixels changes is empty.
    pub fn resize_to_css(&mut self, dpr: f64) -> [f32; 2] {
        let css = *self.css.get_or_insert_with(|| css_size(&self.element));
        let device = css.map(|length| (length * dpr).round().min(MOST_PIXELS));
        self.scale = [0, 1].map(|i| if css[i] > 0.0 { device[i] / css[i] } else { dpr });
        let [width, height] = device.map(|length| length as u32);
        if (width, height) != (self.element.width(), self.element.height()) {
            self.element.set_width(width);
            self.element.set_height(height);
        }
        css.map(|length| length as f32)
    }

    /// Width and height in device pixels: the size of a raster that covers the canvas.
    pub fn device_size(&self) -> [usize; 2] {
        [self.element.width(), self.element.height()].map(|length| length as usize)
    }

    /// Device pixels per CSS pixel across, and down.
    pub fn scale(&self) -> [f32; 2] {
        self.scale.map(|scale| scale as f32)
    }

    /// Makes every pixel transparent.
    ///
    /// # Errors
    /// When the browser refuses, which it has no reason to.
    pub fn clear(&self) -> Result<(), JsValue> {
        self.brush.clear(self.device_size())
    }

    /// Paints shapes over what is there, in their order.
    ///
    /// # Errors
    /// When a shape cannot be drawn: a circle of negative radius.
    pub fn paint(&mut self, shapes: &[Shape], palette: &Palette) -> Result<(), JsValue> {
        self.brush.paint(shapes, palette, self.scale)
    }

    /// Replaces the pixels from `at` (column and row, in device pixels) with the raster's.
    ///
    /// # Errors
    /// When memory is short.
    pub fn put_raster(&self, raster: &Raster, at: [i32; 2]) -> Result<(), JsValue> {
        self.brush.put_raster(raster, at)
    }

    /// What was painted last is about to be printed.
    ///
    /// # Errors
    /// When memory is short.
    pub fn finish_for_print(&self) -> Result<(), JsValue> {
        self.brush.finish_for_print()
    }
}

/// Width and height that the layout gives an element. Nothing for what is folded away: browsers may tell its size all
/// the same.
fn css_size(element: &HtmlCanvasElement) -> [f64; 2] {
    if element.closest("details:not([open])").is_ok_and(|fold| fold.is_some()) {
        return [0.0; 2];
    }
    let layout = element.get_bounding_client_rect();
    [layout.width(), layout.height()]
}
