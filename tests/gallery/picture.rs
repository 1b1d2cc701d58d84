//! A picture as one file: its dots as an embedded PNG, the shapes over them as SVG.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use plot::{Raster, Shape, svg};
use scene::{Painter, Scene, Viewport};

/// What stands before the pixels of a picture in its file, and what stands after them.
const PIXELS: [&str; 2] = ["href=\"data:image/png;base64,", "\""];

/// What the page paints of a scene; what stands around it in the page is not here.
pub fn on_the_page(scene: &Scene, viewport: Viewport) -> String {
    let mut painter = Painter::default();
    let shapes = painter.paint(scene, viewport);
    over(&painter.raster, &shapes, viewport)
}

/// What a person takes away of a scene.
pub fn captioned(scene: &Scene, viewport: Viewport) -> String {
    let mut painter = Painter::default();
    let shapes = painter.paint_captioned(scene, viewport);
    over(&painter.raster, &shapes, viewport)
}

fn over(raster: &Raster, shapes: &[Shape], viewport: Viewport) -> String {
    let [width, height] = viewport.size;
    let document = svg::document(width, height, shapes, viewport.palette);
    let (head, rest) = document.split_once('\n').expect("a document has a head");
    let [before, after] = PIXELS;
    let pixels = BASE64_STANDARD.encode(png(raster));
    format!("{head}\n<image width=\"{width}\" height=\"{height}\" {before}{pixels}{after}/>\n{}", shapes_of(rest))
}

/// The shapes of a document, without the surface that lies under them: the dots have one of their own.
fn shapes_of(document: &str) -> &str {
    document.split_once('\n').map_or(document, |(_, shapes)| shapes)
}

fn png(raster: &Raster) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, raster.width() as u32, raster.height() as u32);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a picture has a size");
    writer.write_image_data(raster.bytes()).expect("as many bytes as pixels");
    writer.finish().expect("room in memory");
    file
}

/// A picture's file taken apart: what is drawn over the dots, and the bytes of their pixels. A chart has none.
pub fn taken_apart(file: &str) -> (String, Vec<u8>) {
    let [before, after] = PIXELS;
    let found = file.split_once(before).and_then(|(head, rest)| Some((head, rest.split_once(after)?)));
    let Some((head, (pixels, rest))) = found else { return (file.to_owned(), vec![]) };
    (format!("{head}{rest}"), decoded(pixels).unwrap_or_default())
}

fn decoded(pixels: &str) -> Option<Vec<u8>> {
    let file = BASE64_STANDARD.decode(pixels).ok()?;
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().ok()?;
    let mut bytes = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut bytes).ok()?;
    Some(bytes)
}
