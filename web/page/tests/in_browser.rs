//! What only a browser can show: what the shell asks of it really happens.

#![cfg(target_arch = "wasm32")]

use plot::{Fill, Palette, Raster, Rect, Role, Shape};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_page::canvas::Canvas;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

/// A canvas of 40 × 30 CSS pixels in the page, at two device pixels per CSS pixel.
fn canvas() -> Result<Canvas, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let element: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    element.set_attribute("style", "display: block; width: 40px; height: 30px")?;
    document.body().ok_or("no body")?.append_child(&element)?;
    let mut canvas = Canvas::new(element)?;
    assert_eq!(canvas.resize_to_css(2.0), [40.0, 30.0]);
    Ok(canvas)
}

/// Red, green, blue and opacity of a device pixel.
fn pixel(canvas: &Canvas, [x, y]: [f64; 2]) -> Result<Vec<u8>, JsValue> {
    let context: CanvasRenderingContext2d = canvas.element().get_context("2d")?.ok_or("no context")?.unchecked_into();
    Ok(context.get_image_data(x, y, 1.0, 1.0)?.data().0)
}

/// The pixel that this role paints in the dark theme.
fn ink(role: Role) -> [u8; 4] {
    let rgb = Palette::DARK.rgb(role);
    [rgb.0, rgb.1, rgb.2, 255]
}

const CLEAR: [u8; 4] = [0; 4];

fn paint_rect(canvas: &mut Canvas) -> Result<(), JsValue> {
    let rect = Rect { x: 10.0, y: 5.0, width: 20.0, height: 10.0 };
    canvas.paint(&[Shape::Rect { rect, fill: Fill { role: Role::Exact, opacity: 1.0 } }], &Palette::DARK)
}

#[wasm_bindgen_test]
fn a_shape_covers_its_device_pixels_and_no_others() -> Result<(), JsValue> {
    let mut canvas = canvas()?;
    assert_eq!(canvas.device_size(), [80, 60]);
    paint_rect(&mut canvas)?;
    let exact = ink(Role::Exact);
    for (at, expected) in [([20.0, 10.0], exact), ([59.0, 29.0], exact), ([19.0, 10.0], CLEAR), ([60.0, 29.0], CLEAR)] {
        assert_eq!(pixel(&canvas, at)?, expected, "{at:?}");
    }
    canvas.clear()?;
    assert_eq!(pixel(&canvas, [40.0, 20.0])?, CLEAR);
    Ok(())
}

#[wasm_bindgen_test]
fn a_canvas_of_the_right_size_is_left_alone() -> Result<(), JsValue> {
    let mut canvas = canvas()?;
    paint_rect(&mut canvas)?;
    assert_eq!(canvas.resize_to_css(2.0), [40.0, 30.0]);
    assert_eq!(pixel(&canvas, [40.0, 20.0])?, ink(Role::Exact), "what was painted is still there");
    assert_eq!(canvas.resize_to_css(1.5), [40.0, 30.0]);
    assert_eq!(canvas.device_size(), [60, 45]);
    Ok(())
}

#[wasm_bindgen_test]
fn a_raster_lands_where_it_is_put() -> Result<(), JsValue> {
    let canvas = canvas()?;
    let mut raster = Raster::new(8, 4);
    raster.clear(Palette::DARK.rgb(Role::Learned));
    canvas.put_raster(&raster, [30, 20])?;
    let learned = ink(Role::Learned);
    for (at, expected) in
        [([30.0, 20.0], learned), ([37.0, 23.0], learned), ([38.0, 23.0], CLEAR), ([30.0, 24.0], CLEAR)]
    {
        assert_eq!(pixel(&canvas, at)?, expected, "{at:?}");
    }
    Ok(())
}
