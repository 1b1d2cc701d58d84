//! The worker's canvas, which nobody sees: it paints the frames of a clip and gives their pixels back.

use js_sys::{Object, Reflect};
use plot::{Palette, PixelRect, Raster, Shape};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::OffscreenCanvas;

use web_shared::Brush;
use worker::FramePainter;

/// A canvas that is made with the first frame, and anew for frames of another size.
#[derive(Default)]
pub struct HiddenCanvas {
    made: Option<(PixelRect, Brush)>,
}

impl FramePainter for HiddenCanvas {
    fn pixels(&mut self, raster: &Raster, shapes: &[Shape], palette: &Palette) -> Option<Vec<u8>> {
        self.paint(raster, shapes, palette).ok()
    }
}

impl HiddenCanvas {
    fn paint(&mut self, raster: &Raster, shapes: &[Shape], palette: &Palette) -> Result<Vec<u8>, JsValue> {
        let (_, brush) = match self.made.take().filter(|(bounds, _)| *bounds == raster.bounds()) {
            Some(made) => self.made.insert(made),
            None => self.made.insert((raster.bounds(), brush(raster.bounds())?)),
        };
        brush.put_raster(raster, [0, 0])?;
        brush.paint(shapes, palette, [1.0, 1.0])?;
        brush.pixels(raster.width() as u32)
    }
}

fn brush(PixelRect { width, height, .. }: PixelRect) -> Result<Brush, JsValue> {
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    // Every frame is read back: the browser keeps such a canvas where reading is cheap.
    let options = Object::new();
    Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE)?;
    let context = canvas.get_context_with_context_options("2d", &options)?.ok_or("no 2D context in workers")?;
    // It draws with the same words as a context in the page.
    Ok(Brush::new(context.unchecked_into()))
}
