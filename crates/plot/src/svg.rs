//! Shapes as an SVG document: for tests, for the pictures of the original programs, and for people who want to keep
//! one.
//!
//! ```
//! use plot::{Fill, Palette, Rect, Role, Shape, svg};
//!
//! let rect = Rect { x: 2.0, y: 2.0, width: 16.0, height: 6.0 };
//! let square = Shape::Rect { rect, fill: Fill { role: Role::Data, opacity: 0.5 } };
//! let text = svg::document(20.0, 10.0, &[square], &Palette::LIGHT);
//! assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
//! assert!(text.contains(r##"<rect x="2" y="2" width="16" height="6" fill="#33393f" fill-opacity="0.5"/>"##));
//! ```

use std::fmt::Write;

use crate::palette::{Palette, Role};
use crate::shape::{Anchor, FONT_FAMILY, Fill, Point, Rect, Shape, Stroke, Text, finite_runs, is_finite};

/// A whole document in the palette's colours, on its surface; `width` and `height` in CSS pixels. Coordinates are
/// written with two decimals.
pub fn document(width: f32, height: f32, shapes: &[Shape], palette: &Palette) -> String {
    let (w, h) = (Short(width), Short(height));
    let mut svg = Svg { text: String::new(), palette };
    svg.line(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" font-family="{}">"#,
        Escaped(FONT_FAMILY)
    ));
    let surface = palette.rgb(Role::Surface).hex();
    svg.line(format_args!(r#"<rect width="{w}" height="{h}" fill="{surface}"/>"#));
    svg.shapes(shapes);
    svg.line(format_args!("</svg>"));
    svg.text
}

struct Svg<'a> {
    text: String,
    palette: &'a Palette,
}

impl Svg<'_> {
    fn shapes(&mut self, shapes: &[Shape]) {
        for shape in shapes {
            self.shape(shape);
        }
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { points, stroke } => {
                let runs: String = finite_runs(points).map(path).collect();
                if !runs.is_empty() {
                    let stroke = self.stroked(stroke);
                    self.line(format_args!(r#"<path d="{runs}" fill="none" {stroke}/>"#));
                }
            }
            Shape::Area { points, fill } => {
                let (points, fill) = (path(points), self.filled(*fill));
                self.line(format_args!(r#"<path d="{points}Z" {fill}/>"#));
            }
            Shape::Rect { rect, fill } => {
                let (rect, fill) = (rectangle(rect), self.filled(*fill));
                self.line(format_args!("<rect {rect} {fill}/>"));
            }
            Shape::Circle { centre, radius, fill, stroke } => {
                let fill = fill.map_or_else(|| r#"fill="none""#.into(), |fill| self.filled(fill));
                let stroke = stroke.map(|stroke| format!(" {}", self.stroked(&stroke))).unwrap_or_default();
                let ([x, y], r) = (centre.map(Short), Short(*radius));
                self.line(format_args!(r#"<circle cx="{x}" cy="{y}" r="{r}" {fill}{stroke}/>"#));
            }
            // Each dot by itself: translucent dots darken where they overlap, which one path would not.
            Shape::Dots { centres, dot } => {
                let fill = self.filled(Fill { role: dot.role, opacity: dot.opacity });
                self.line(format_args!("<g {fill}>"));
                for centre in centres.iter().filter(|centre| is_finite(**centre)) {
                    let outline: Vec<Point> = dot.outline(*centre).collect();
                    if outline.is_empty() {
                        let ([x, y], radius) = (centre.map(Short), Short(dot.radius));
                        self.line(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}"/>"#));
                    } else {
                        self.line(format_args!(r#"<path d="{}Z"/>"#, path(&outline)));
                    }
                }
                self.line(format_args!("</g>"));
            }
            Shape::Text(text) => self.words(text),
            Shape::Clip { area, shapes } => {
                // A nested `svg` clips by itself; a clip path would need a name.
                let [x, y, w, h] = [area.x, area.y, area.width, area.height].map(Short);
                self.line(format_args!(r#"<svg {} viewBox="{x} {y} {w} {h}">"#, rectangle(area)));
                self.shapes(shapes);
                self.line(format_args!("</svg>"));
            }
        }
    }

    fn words(&mut self, text: &Text) {
        let anchor = match text.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y, size) = (Short(text.at[0]), Short(text.baseline_y()), Short(text.size));
        let (colour, words) = (self.palette.rgb(text.role).hex(), Escaped(&text.words));
        self.line(format_args!(
            r#"<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{words}</text>"#
        ));
    }

    fn filled(&self, fill: Fill) -> String {
        let colour = self.palette.rgb(fill.role).hex();
        format!(r#"fill="{colour}"{}"#, opacity("fill-opacity", fill.opacity))
    }

    fn stroked(&self, stroke: &Stroke) -> String {
        let colour = self.palette.rgb(stroke.role).hex();
        let width = Short(stroke.width);
        let lengths: Vec<_> = stroke.dash.pattern().iter().map(f32::to_string).collect();
        let dash = if lengths.is_empty() { "".into() } else { format!(r#" stroke-dasharray="{}""#, lengths.join(" ")) };
        let opacity = opacity("stroke-opacity", stroke.opacity);
        format!(r#"stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dash}{opacity}"#)
    }

    fn line(&mut self, element: std::fmt::Arguments) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{element}");
    }
}

fn path(points: &[Point]) -> String {
    let mut path = String::new();
    for (i, [x, y]) in points.iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{} {}", Short(*x), Short(*y));
    }
    path
}

fn rectangle(rect: &Rect) -> String {
    let [x, y, w, h] = [rect.x, rect.y, rect.width, rect.height].map(Short);
    format!(r#"x="{x}" y="{y}" width="{w}" height="{h}""#)
}

fn opacity(name: &str, opacity: f32) -> String {
    if opacity >= 1.0 { String::new() } else { format!(r#" {name}="{}""#, Short(opacity)) }
}

/// A number with at most two decimals, without zeros at the end.
struct Short(f32);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        // Adding 0 makes -0 positive.
        write!(f, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

/// Text that cannot be taken for markup.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            c => f.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Baseline, Dot, DotShape};

    fn body(shapes: &[Shape]) -> String {
        let document = document(100.0, 50.0, shapes, &Palette::LIGHT);
        let lines: Vec<_> = document.lines().skip(2).filter(|line| *line != "</svg>").collect();
        lines.join("\n")
    }

    #[test]
    fn words_are_never_markup() {
        let words = Text {
            at: [1.0, 10.0],
            words: r#"</text><script>a && "b"</script>"#.into(),
            role: Role::Ink,
            size: 10.0,
            anchor: Anchor::End,
            baseline: Baseline::Bottom,
        };
        assert_eq!(
            body(&[Shape::Text(words)]),
            r##"<text x="1" y="10" font-size="10" text-anchor="end" fill="#1c2024">&lt;/text&gt;&lt;script&gt;a &amp;&amp; &quot;b&quot;&lt;/script&gt;</text>"##
        );
    }

    #[test]
    fn a_gap_lifts_the_pen() {
        let points = vec![[0.0, 0.0], [1.0, 0.126], [f32::NAN, 1.0], [3.0, 1.0], [4.0, -0.001]];
        let line = Shape::Line { points, stroke: Stroke::new(Role::Data, 1.5) };
        assert_eq!(
            body(&[line]),
            r##"<path d="M0 0L1 0.13M3 1L4 0" fill="none" stroke="#33393f" stroke-width="1.5" stroke-linejoin="round" stroke-dasharray="1.5 2.5"/>"##
        );
    }

    #[test]
    fn dots_are_single_and_gaps_are_left_out() {
        let dot = |shape| Dot { role: Role::Exact, shape, radius: 2.0, opacity: 0.5 };
        let centres = vec![[5.0, 6.0], [f32::NAN, 0.0]];
        let discs = Shape::Dots { centres: centres.clone(), dot: dot(DotShape::Disc) };
        assert_eq!(
            body(&[discs]),
            "<g fill=\"#005c96\" fill-opacity=\"0.5\">\n<circle cx=\"5\" cy=\"6\" r=\"2\"/>\n</g>"
        );
        let diamonds = Shape::Dots { centres, dot: dot(DotShape::Diamond) };
        assert!(body(&[diamonds]).contains(r#"<path d="M5 4L7 6L5 8L3 6Z"/>"#));
    }

    #[test]
    fn a_clip_keeps_the_coordinates_of_what_it_shows() {
        let area = Rect { x: 10.0, y: 5.0, width: 20.0, height: 10.0 };
        let fill = Fill { role: Role::Learned, opacity: 1.0 };
        let clip = Shape::Clip { area, shapes: vec![Shape::Rect { rect: area, fill }] };
        assert!(body(&[clip]).starts_with(r#"<svg x="10" y="5" width="20" height="10" viewBox="10 5 20 10">"#));
    }
}
