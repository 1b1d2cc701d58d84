//! A picture of pixels for many translucent dots, fast enough to be painted anew for every frame.
//!
//! Dots of one call do not blend one after the other. Each adds its optical depth, −ln(1 − opacity · coverage), to the
//! pixels it touches, one integer addition a pixel; the sum is turned into a blend once at the end. So the result does
//! not depend on the order of the dots, and very faint dots add up instead of being lost to rounding.
//!
//! ```
//! use plot::{Dot, Palette, Raster, Rgb, Role};
//!
//! let palette = Palette::LIGHT;
//! let mut raster = Raster::new(16, 12);
//! raster.clear(palette.rgb(Role::Surface));
//! raster.dots([[8.5, 6.5], [3.0, 6.5]], Dot::new(Role::Exact, 2.0, 1.0), &palette, None);
//! let Rgb(red, green, blue) = palette.rgb(Role::Exact);
//! let middle_of_the_first = 4 * (6 * 16 + 8);
//! assert_eq!(raster.bytes()[middle_of_the_first..][..4], [red, green, blue, 255]);
//! ```

use std::collections::VecDeque;
use std::mem::take;

use crate::palette::{Palette, Rgb};
use crate::shape::{Dot, Point};

/// A rectangle of whole device pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelRect {
    /// The first column.
    pub x: usize,
    /// The first row.
    pub y: usize,
    /// How many columns.
    pub width: usize,
    /// How many rows.
    pub height: usize,
}

impl PixelRect {
    /// The part that lies inside `other` too; empty when there is none.
    fn within(self, other: Self) -> Self {
        let right = (self.x + self.width).min(other.x + other.width);
        let bottom = (self.y + self.height).min(other.y + other.height);
        let (x, y) = (self.x.max(other.x).min(right), self.y.max(other.y).min(bottom));
        Self { x, y, width: right - x, height: bottom - y }
    }
}

/// An opaque picture of RGBA bytes. It keeps its buffers: paint the next frame on the same one.
#[derive(Clone, Debug)]
pub struct Raster {
    width: usize,
    height: usize,
    rgba: Vec<[u8; 4]>,
    /// The optical depth of each pixel in units of 1/[`DEPTH_UNIT`], all zero between calls; with room at the end for
    /// the idle lanes of a sprite's last row.
    depth: Vec<u16>,
    /// The share of the light that passes, e^−depth, in units of 2^-15, for every 2^[`DEPTH_SHIFT`]th depth.
    transmittances: Vec<u16>,
    /// The dots painted last, the newest first: those of a frame are mostly those of the frame before.
    sprites: VecDeque<(Dot, Sprites)>,
}

impl Raster {
    /// A black picture of this size in device pixels.
    pub fn new(width: usize, height: usize) -> Self {
        let entries = 1usize << (16 - DEPTH_SHIFT);
        let middle = |i: usize| ((i << DEPTH_SHIFT) as f64 + 8.0) / DEPTH_UNIT;
        let transmittances = (0..entries).map(|i| ((-middle(i)).exp() * 32768.0).round() as u16).collect();
        let sprites = VecDeque::with_capacity(KNOWN_DOTS);
        let mut raster = Self { width: 0, height: 0, rgba: vec![], depth: vec![], transmittances, sprites };
        raster.resize(width, height);
        raster
    }

    /// Changes the size, in device pixels. If it is another one, the picture is then black.
    pub fn resize(&mut self, width: usize, height: usize) {
        if (width, height) == (self.width, self.height) {
            return;
        }
        (self.width, self.height) = (width, height);
        self.rgba.resize(width * height, [0; 4]);
        self.depth.resize(width * height + LANES, 0);
        self.clear(Rgb(0, 0, 0));
    }

    /// Columns, in device pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows, in device pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The whole picture as a rectangle.
    pub fn bounds(&self) -> PixelRect {
        PixelRect { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// The pixels, row by row from the top, each as red, green, blue and 255: the layout of a browser's `ImageData`.
    pub fn bytes(&self) -> &[u8] {
        self.rgba.as_flattened()
    }

    /// One colour everywhere.
    pub fn clear(&mut self, colour: Rgb) {
        self.fill(self.bounds(), colour);
    }

    /// One colour in the part of a rectangle that lies inside the picture.
    pub fn fill(&mut self, area: PixelRect, colour: Rgb) {
        for (_, row) in self.rows(area.within(self.bounds())) {
            row.fill(opaque(colour));
        }
    }

    /// A map of `columns × rows` coloured cells, at least one, stretched over a rectangle; `colour(0, 0)` is the cell
    /// at its top left. Only the part inside the picture is painted.
    pub fn map(&mut self, area: PixelRect, columns: usize, rows: usize, colour: impl Fn(usize, usize) -> Rgb) {
        let cells: Vec<[u8; 4]> = (0..columns * rows).map(|i| opaque(colour(i % columns, i / columns))).collect();
        let seen = area.within(self.bounds());
        for (y, pixels) in self.rows(seen) {
            let first = (y - area.y) * rows / area.height * columns;
            for (x, pixel) in (seen.x - area.x..).zip(pixels) {
                *pixel = cells[first + x * columns / area.width];
            }
        }
    }

    /// Blends a dot at every centre, only inside `clip` when there is one. Centres, the dot's radius and `clip` are in
    /// device pixels. Centres outside or not finite cost next to nothing.
    pub fn dots(
        &mut self,
        centres: impl IntoIterator<Item = Point>,
        dot: Dot,
        palette: &Palette,
        clip: Option<PixelRect>,
    ) {
        let area = clip.unwrap_or(self.bounds()).within(self.bounds());
        let known = self.sprites.iter().position(|(known, _)| *known == dot);
        let known = known.and_then(|place| self.sprites.remove(place));
        let (_, sprites) = known.unwrap_or_else(|| (dot, Sprites::new(dot)));
        for centre in centres {
            sprites.stamp(centre, &mut self.depth, self.width, area);
        }
        self.sprites.truncate(KNOWN_DOTS - 1);
        self.sprites.push_front((dot, sprites));
        // Taken out, because `rows` borrows the whole raster.
        let (mut depth, transmittances) = (take(&mut self.depth), take(&mut self.transmittances));
        let (stride, colour) = (self.width, opaque(palette.rgb(dot.role)));
        for (y, pixels) in self.rows(area) {
            let start = y * stride + area.x;
            blend_row(&mut depth[start..start + area.width], pixels, colour, &transmittances);
        }
        (self.depth, self.transmittances) = (depth, transmittances);
    }

    /// The pixels of each row of `area`, which lies inside the picture; none if it is empty.
    fn rows(&mut self, area: PixelRect) -> impl Iterator<Item = (usize, &mut [[u8; 4]])> {
        let height = if area.width == 0 { 0 } else { area.height };
        let rows = self.rgba.chunks_mut(self.width.max(1)).enumerate().skip(area.y).take(height);
        rows.map(move |(y, row)| (y, &mut row[area.x..area.x + area.width]))
    }
}

/// Depths of one optical thickness; a `u16` then holds 8 of them, darker than a byte can tell.
const DEPTH_UNIT: f64 = 8192.0;
/// The table has an entry for every sixteenth depth: half a level of 255 apart.
const DEPTH_SHIFT: u32 = 4;

/// Depths in a vector register of 128 bits.
const LANES: usize = 8;
/// Places inside a pixel, along each axis, at which a dot is drawn.
const PHASES: usize = 4;
/// Samples along each axis of a pixel for its coverage.
const SAMPLES: usize = 4;

/// More than a picture has, with its insets and its neighbour.
const KNOWN_DOTS: usize = 16;

/// One dot's depths at every phase: what is added to the pixels around its centre.
#[derive(Clone, Debug)]
struct Sprites {
    /// Pixels from the centre's own pixel to the edge.
    margin: usize,
    /// Pixels along each side.
    side: usize,
    /// From row to row: the side, and idle lanes of zero depth up to a multiple of [`LANES`].
    stride: usize,
    /// `PHASES²` squares of `side` rows.
    depths: Vec<u16>,
}

impl Sprites {
    fn new(dot: Dot) -> Self {
        let margin = dot.radius.max(0.0).ceil() as usize;
        let side = 2 * margin + 1;
        let stride = side.next_multiple_of(LANES);
        let mut depths = vec![0; PHASES * PHASES * side * stride];
        for (row, depths) in depths.chunks_mut(stride).enumerate() {
            let (phase, y) = (row / side, row % side);
            let [centre_x, centre_y] =
                [phase % PHASES, phase / PHASES].map(|p| margin as f32 + (p as f32 + 0.5) / PHASES as f32);
            for (x, pixel_depth) in depths[..side].iter_mut().enumerate() {
                let [left, top] = [x as f32 - centre_x, y as f32 - centre_y];
                let inside = (0..SAMPLES * SAMPLES)
                    .map(|i| [i % SAMPLES, i / SAMPLES].map(|s| (s as f32 + 0.5) / SAMPLES as f32))
                    .filter(|[dx, dy]| dot.shape.contains([left + dx, top + dy], dot.radius))
                    .count();
                let coverage = inside as f32 / (SAMPLES * SAMPLES) as f32;
                let opacity = f64::from((dot.opacity * coverage).clamp(0.0, 1.0));
                // Conversion to an integer saturates: the infinite depth of an opaque dot becomes the largest one.
                *pixel_depth = (-(1.0 - opacity).ln() * DEPTH_UNIT).round() as u16;
            }
        }
        Self { margin, side, stride, depths }
    }

    /// Adds the dot at `centre` to the part of `depth` inside `area`.
    fn stamp(&self, [x, y]: Point, depth: &mut [u16], stride: usize, area: PixelRect) {
        let Some(columns) = self.span(x, area.x, area.width) else { return };
        let Some(rows) = self.span(y, area.y, area.height) else { return };
        let phase = (rows.phase * PHASES + columns.phase) * self.side;
        // The idle lanes of a whole row add zero to what is beyond it.
        let length = if columns.length == self.side { self.stride } else { columns.length };
        for row in 0..rows.length {
            let to = (rows.canvas + row) * stride + columns.canvas;
            let from = (phase + rows.sprite + row) * self.stride + columns.sprite;
            // As many at a time as a vector register holds.
            let (pixels, last_pixels) = depth[to..to + length].as_chunks_mut::<LANES>();
            let (added, last_added) = self.depths[from..from + length].as_chunks::<LANES>();
            let add = |(pixel, added): (&mut u16, &u16)| *pixel = pixel.saturating_add(*added);
            pixels.iter_mut().zip(added).for_each(|(pixels, added)| pixels.iter_mut().zip(added).for_each(add));
            last_pixels.iter_mut().zip(last_added).for_each(add);
        }
    }

    /// Along one axis, where the sprite of a dot at `centre` meets the stretch of `length` pixels from `start`; none
    /// when it does not.
    fn span(&self, centre: f32, start: usize, length: usize) -> Option<Span> {
        let margin = self.margin as f32 + 1.0;
        let end = start + length;
        // A comparison with NaN is false.
        if !(centre > start as f32 - margin && centre < end as f32 + margin) {
            return None;
        }
        let pixel = centre.floor();
        let phase = (((centre - pixel) * PHASES as f32) as usize).min(PHASES - 1);
        let first = pixel as isize - self.margin as isize;
        let from = first.max(start as isize);
        let to = (first + self.side as isize).min(end as isize);
        let length = usize::try_from(to - from).ok()?;
        Some(Span { canvas: from as usize, sprite: (from - first) as usize, length, phase })
    }
}

/// Along one axis, the pixels of the canvas and of a sprite that cover each other.
struct Span {
    /// The first of them on the canvas.
    canvas: usize,
    /// The first of them in the sprite.
    sprite: usize,
    length: usize,
    /// Where in its pixel the dot's centre is: the number of a `PHASES`th of it.
    phase: usize,
}

/// Turns depths into colour and leaves them zero. Most pixels of most pictures are empty, so they are skipped sixteen
/// at a time.
fn blend_row(depths: &mut [u16], pixels: &mut [[u8; 4]], colour: [u8; 4], transmittances: &[u16]) {
    for (depths, pixels) in depths.chunks_mut(16).zip(pixels.chunks_mut(16)) {
        if depths.iter().fold(0, |any, depth| any | depth) == 0 {
            continue;
        }
        for (depth, pixel) in depths.iter().zip(pixels) {
            if *depth != 0 {
                let behind = u32::from(transmittances[usize::from(*depth >> DEPTH_SHIFT)]);
                let front = 32768 - behind;
                let blended = |i: usize| u32::from(pixel[i]) * behind + u32::from(colour[i]) * front;
                *pixel = std::array::from_fn(|i| ((blended(i) + 16384) >> 15) as u8);
            }
        }
        depths.fill(0);
    }
}

fn opaque(Rgb(red, green, blue): Rgb) -> [u8; 4] {
    [red, green, blue, 255]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette::Role;
    use crate::shape::DotShape;

    const WHITE: Rgb = Rgb(255, 255, 255);
    const PALETTE: Palette = Palette::LIGHT;

    fn dot(radius: f32, opacity: f32) -> Dot {
        Dot { role: Role::Exact, shape: DotShape::Disc, radius, opacity }
    }

    fn picture(centres: &[Point], dot: Dot, clip: Option<PixelRect>) -> Raster {
        let mut raster = Raster::new(16, 12);
        raster.clear(WHITE);
        raster.dots(centres.iter().copied(), dot, &PALETTE, clip);
        raster
    }

    fn pixel(raster: &Raster, x: usize, y: usize) -> Rgb {
        let start = 4 * (y * raster.width() + x);
        assert_eq!(raster.bytes()[start + 3], 255, "every pixel is opaque");
        Rgb(raster.bytes()[start], raster.bytes()[start + 1], raster.bytes()[start + 2])
    }

    #[test]
    fn an_opaque_dot_covers_and_a_half_opaque_one_halves() {
        let ink = PALETTE.rgb(Role::Exact);
        for (opacity, expected) in [(1.0, ink), (0.5, WHITE.mix(ink, 0.5)), (0.0, WHITE)] {
            let raster = picture(&[[8.5, 6.5]], dot(3.0, opacity), None);
            let Rgb(red, green, blue) = pixel(&raster, 8, 6);
            let off = [red.abs_diff(expected.0), green.abs_diff(expected.1), blue.abs_diff(expected.2)];
            assert!(off.into_iter().all(|d| d <= 1), "{red} {green} {blue} is not {expected:?}");
            assert_eq!(pixel(&raster, 12, 6), WHITE, "the dot ends at its radius");
        }
    }

    #[test]
    fn dots_upon_dots_multiply_what_is_left() {
        let raster = picture(&[[8.5, 6.5]; 10], dot(3.0, 0.1), None);
        let expected = WHITE.mix(PALETTE.rgb(Role::Exact), 1.0 - 0.9f32.powi(10));
        assert!(pixel(&raster, 8, 6).0.abs_diff(expected.0) <= 1);
    }

    #[test]
    fn edges_are_as_dark_as_the_area_they_cover() {
        let raster = picture(&[[8.5, 6.5]], dot(2.4, 1.0), None);
        let ink = f64::from(PALETTE.rgb(Role::Exact).0);
        let covered: f64 = raster.bytes().iter().step_by(4).map(|r| (255.0 - f64::from(*r)) / (255.0 - ink)).sum();
        let area = std::f64::consts::PI * 2.4f64.powi(2);
        assert!((covered / area - 1.0).abs() < 0.03, "covered {covered:.2} of {area:.2}");
    }

    #[test]
    fn the_order_of_dots_does_not_matter() {
        let mut centres: Vec<Point> =
            (0..400).map(|i| [(i as f32 * 0.618).fract() * 20.0 - 2.0, (i as f32 * 0.414).fract() * 14.0]).collect();
        let forwards = picture(&centres, dot(1.6, 0.3), None);
        centres.reverse();
        assert_eq!(forwards.bytes(), picture(&centres, dot(1.6, 0.3), None).bytes());
    }

    #[test]
    fn nothing_is_painted_outside_the_clip() {
        let clip = PixelRect { x: 4, y: 3, width: 5, height: 4 };
        let centres: Vec<Point> = (0..192).map(|i| [(i % 16) as f32, (i / 16) as f32]).collect();
        let (all, clipped) = (picture(&centres, dot(2.0, 0.5), None), picture(&centres, dot(2.0, 0.5), Some(clip)));
        for (x, y) in (0..16).flat_map(|x| (0..12).map(move |y| (x, y))) {
            let inside = (4..9).contains(&x) && (3..7).contains(&y);
            let expected = if inside { pixel(&all, x, y) } else { WHITE };
            assert_eq!(pixel(&clipped, x, y), expected, "at {x}, {y}");
        }
    }

    #[test]
    fn a_call_leaves_nothing_behind_for_the_next() {
        let clip = PixelRect { x: 4, y: 3, width: 5, height: 4 };
        let centres: Vec<Point> = (0..192).map(|i| [(i % 16) as f32, (i / 16) as f32]).collect();
        for clip in [None, Some(clip)] {
            let before = picture(&centres, dot(2.0, 0.5), clip);
            let mut after = before.clone();
            after.dots([], dot(2.0, 0.5), &PALETTE, None);
            assert_eq!(after.bytes(), before.bytes());
        }
    }

    #[test]
    fn a_pile_of_dots_is_never_lighter_than_a_smaller_one() {
        let red = |count| pixel(&picture(&vec![[8.5, 6.5]; count], dot(2.0, 0.9), None), 8, 6).0;
        assert!((1..60).all(|count| red(count + 1) <= red(count)));
    }

    #[test]
    fn dots_that_cannot_be_seen_change_nothing() {
        let far = [
            [f32::NAN, 5.0],
            [5.0, f32::INFINITY],
            [f32::NEG_INFINITY, 5.0],
            [-3.5, 5.0],
            [1e30, 5.0],
            [5.0, -1e30],
            [5.0, 16.0],
        ];
        assert!(picture(&far, dot(3.0, 1.0), None).bytes().iter().all(|byte| *byte == 255));
    }

    #[test]
    fn dots_on_the_border_are_cut_and_not_wrapped() {
        let raster = picture(&[[0.5, 6.5], [15.9, 0.1]], dot(2.0, 1.0), None);
        let ink = PALETTE.rgb(Role::Exact);
        assert_eq!(pixel(&raster, 0, 6), ink);
        assert_eq!(pixel(&raster, 15, 0), ink);
        assert_eq!((pixel(&raster, 15, 6), pixel(&raster, 0, 1)), (WHITE, WHITE));
    }

    #[test]
    fn a_quarter_of_a_pixel_moves_a_dot() {
        let columns = |x: f32| {
            let raster = picture(&[[x, 6.5]], dot(2.0, 1.0), None);
            [pixel(&raster, 6, 6).0, pixel(&raster, 10, 6).0]
        };
        let [left, right] = columns(8.5 + 0.125);
        let [left_after, right_after] = columns(8.75 + 0.125);
        assert!(left_after > left && right_after < right);
    }

    #[test]
    fn an_area_outside_the_picture_changes_nothing() {
        let (mut raster, red) = (picture(&[], dot(2.0, 1.0), None), Rgb(255, 0, 0));
        for (x, y) in [(16, 0), (40, 3), (3, 12), (3, 40), (40, 40)] {
            let outside = PixelRect { x, y, width: 9, height: 9 };
            raster.fill(outside, red);
            raster.map(outside, 2, 2, |_, _| red);
            raster.dots([[15.9, 11.9], [41.0, 5.0]], dot(2.0, 1.0), &PALETTE, Some(outside));
        }
        assert!(raster.bytes().iter().all(|byte| *byte == 255));
    }

    #[test]
    fn a_map_fills_its_rectangle_cell_by_cell() {
        let mut raster = Raster::new(8, 8);
        let area = PixelRect { x: 2, y: 2, width: 4, height: 12 };
        raster.map(area, 2, 3, |x, y| Rgb(x as u8 + 1, y as u8 + 1, 9));
        assert_eq!(pixel(&raster, 2, 2), Rgb(1, 1, 9));
        assert_eq!(pixel(&raster, 5, 5), Rgb(2, 1, 9));
        assert_eq!(pixel(&raster, 4, 7), Rgb(2, 2, 9));
        assert_eq!(pixel(&raster, 6, 7), Rgb(0, 0, 0));
    }
}
