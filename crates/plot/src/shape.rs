//! What can be drawn: a handful of shapes, plain data that a painter turns into pixels or SVG.
//!
//! All lengths are in CSS pixels, with the origin at the top left and y downwards; opacities go from 0, which is
//! invisible, to 1. A point with a NaN or infinite coordinate is a gap: it breaks a line and hides a dot, and does no
//! harm to its neighbours.
//!
//! ```
//! use plot::{Palette, Role, Shape, Stroke, svg};
//!
//! let diagonal = Shape::segment([0.0, 0.0], [40.0, 30.0], Stroke::new(Role::Ink, 2.0));
//! let picture = svg::document(40.0, 30.0, &[diagonal], &Palette::LIGHT);
//! assert!(picture.contains(r##"<path d="M0 0L40 30" fill="none" stroke="#1c2024" stroke-width="2""##));
//! ```

use std::f32::consts::PI;

use crate::palette::Role;

/// A position on the canvas: `[x, y]`.
pub type Point = [f32; 2];

/// The font of every text, written once: the page's style sheet uses the same stack.
pub const FONT_FAMILY: &str = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif";

/// One mark. A picture is a list of them, painted in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A polyline.
    Line {
        /// The corners; a non-finite one breaks the line.
        points: Vec<Point>,
        /// Colour, width in CSS pixels, line style and opacity.
        stroke: Stroke,
    },
    /// A filled polygon, closed by itself. Every corner must be finite.
    Area {
        /// The corners in order, the last joined to the first.
        points: Vec<Point>,
        /// Colour and opacity of the inside.
        fill: Fill,
    },
    /// A filled rectangle.
    Rect {
        /// Its left and top edge, width and height.
        rect: Rect,
        /// Colour and opacity of the inside.
        fill: Fill,
    },
    /// A circle, filled or outlined or both.
    Circle {
        /// The middle, in CSS pixels.
        centre: Point,
        /// From the middle to the centre of the outline's stroke, in CSS pixels.
        radius: f32,
        /// Colour and opacity of the inside; none leaves it empty.
        fill: Option<Fill>,
        /// The outline; none leaves it out.
        stroke: Option<Stroke>,
    },
    /// Many equal dots: a scatter plot of moderate size. A [`crate::Raster`] paints large ones.
    Dots {
        /// The middle of each; a non-finite one is hidden.
        centres: Vec<Point>,
        /// What each looks like, with its radius in CSS pixels.
        dot: Dot,
    },
    /// A line of text.
    Text(Text),
    /// Shapes of which only the part inside `area` is seen.
    Clip {
        /// The window, in CSS pixels; what is outside is not painted.
        area: Rect,
        /// What is seen through it, painted in order.
        shapes: Vec<Shape>,
    },
}

impl Shape {
    /// The straight line from `start` to `end`.
    pub fn segment(start: Point, end: Point, stroke: Stroke) -> Self {
        Self::Line { points: vec![start, end], stroke }
    }
}

/// An axis-parallel rectangle, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// The x of the left edge.
    pub x: f32,
    /// The y of the top edge.
    pub y: f32,
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

impl Rect {
    /// The x of the right edge.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    /// The y of the bottom edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// What it stands for, which the palette gives its colour.
    pub role: Role,
    /// In CSS pixels, across the line.
    pub width: f32,
    /// Solid, dashed or dotted.
    pub dash: Dash,
    /// 0 (unseen) to 1.
    pub opacity: f32,
}

impl Stroke {
    /// An opaque line in the role's colour and line style.
    pub fn new(role: Role, width: f32) -> Self {
        Self { role, width, dash: Dash::of(role), opacity: 1.0 }
    }

    /// A thin line of the grid.
    pub const HAIRLINE: Self = Self { role: Role::Grid, width: 1.0, dash: Dash::Solid, opacity: 1.0 };
}

/// The style of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Without gaps.
    Solid,
    /// — — —
    Dashed,
    /// · · ·
    Dotted,
    /// — · —
    DashDotted,
}

impl Dash {
    /// All of them, each at its own number.
    pub const ALL: [Self; 4] = [Self::Solid, Self::Dashed, Self::Dotted, Self::DashDotted];

    /// The line style of a role: data dotted, exact dashed, the memoriser both in turn, all else solid. Learned curves are noisy, and a noisy
    /// dashed curve cannot be read.
    fn of(role: Role) -> Self {
        match role {
            Role::Data => Self::Dotted,
            Role::Exact => Self::Dashed,
            Role::Memoriser => Self::DashDotted,
            _ => Self::Solid,
        }
    }

    /// The lengths of line and gap, in turn; empty for a solid line.
    pub fn pattern(self) -> &'static [f32] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[6.0, 3.0],
            Self::DashDotted => &[6.0, 2.5, 1.5, 2.5],
            Self::Dotted => &[1.5, 2.5],
        }
    }
}

/// How a surface is filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// What it stands for, which the palette gives its colour.
    pub role: Role,
    /// 0 (unseen) to 1.
    pub opacity: f32,
}

/// What each of many dots looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// What it stands for, which the palette gives its colour.
    pub role: Role,
    /// Its form.
    pub shape: DotShape,
    /// From the middle to the farthest edge, in CSS pixels; in device pixels for [`crate::Raster::dots`].
    pub radius: f32,
    /// 0 (unseen) to 1.
    pub opacity: f32,
}

impl Dot {
    /// A dot in the role's colour and shape, with as much ink as a disc of this radius: clouds of different roles then
    /// look equally dense.
    pub fn new(role: Role, radius: f32, opacity: f32) -> Self {
        let shape = DotShape::of(role);
        let area_at_radius_1 = match shape {
            DotShape::Disc => PI,
            DotShape::Diamond => 2.0,
            DotShape::Plus => 4.0 * DotShape::ARM * (2.0 - DotShape::ARM),
            DotShape::Triangle => 0.5 * (1.0 + DotShape::BASE).powi(2),
        };
        Self { role, shape, radius: radius * (PI / area_at_radius_1).sqrt(), opacity }
    }

    /// A dot for a cloud of `count` points: large and strong for 500 or fewer, small and faint, so that they add up
    /// like smoke, for 100 000 or more. Its radius is in device pixels at `dpr` device pixels per CSS pixel, as
    /// [`crate::Raster::dots`] wants it.
    pub fn for_cloud(role: Role, count: usize, dpr: f32) -> Self {
        const FEW: f64 = 500.0;
        const MANY: f64 = 100_000.0;
        // A smaller dot would fall between the pixels and flicker when it moves.
        const SMALLEST_RADIUS: f32 = 0.8;
        let t = ((count.max(1) as f64 / FEW).ln() / (MANY / FEW).ln()).clamp(0.0, 1.0);
        let between = |few: f64, many: f64| (few * (many / few).powf(t)) as f32;
        Self::new(role, (between(2.6, 0.8) * dpr).max(SMALLEST_RADIUS), between(0.75, 0.12))
    }

    /// The corners of the dot at `centre`; none for a disc.
    pub fn outline(self, [x, y]: Point) -> impl Iterator<Item = Point> {
        let corners = self.shape.corners().iter();
        corners.map(move |[dx, dy]| [x + dx * self.radius, y + dy * self.radius])
    }
}

/// The outline of a dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DotShape {
    /// A filled circle.
    Disc,
    /// A filled square on its tip.
    Diamond,
    /// An upright cross.
    Plus,
    /// A filled triangle on its base.
    Triangle,
}

impl DotShape {
    /// Half the width of a plus's arms, as a part of its radius.
    const ARM: f32 = 0.3;

    /// How far below its middle a triangle has its base, as a part of its radius.
    const BASE: f32 = 0.7;

    /// The dot shape of a role: data a plus, learned a diamond, the memoriser a triangle, all else a disc.
    fn of(role: Role) -> Self {
        match role {
            Role::Data => Self::Plus,
            Role::Learned => Self::Diamond,
            Role::Memoriser => Self::Triangle,
            _ => Self::Disc,
        }
    }

    /// Whether the point `[x, y]`, measured from the middle, is inside a dot of this radius.
    pub fn contains(self, [x, y]: Point, radius: f32) -> bool {
        let (height, x, y) = (y, x.abs(), y.abs());
        match self {
            Self::Disc => x * x + y * y <= radius * radius,
            Self::Diamond => x + y <= radius,
            Self::Plus => x.max(y) <= radius && x.min(y) <= Self::ARM * radius,
            Self::Triangle => height <= Self::BASE * radius && 2.0 * x <= height + radius,
        }
    }

    /// The corners of the outline about the origin for radius 1; none for a disc.
    pub fn corners(self) -> &'static [Point] {
        const ARM: f32 = DotShape::ARM;
        match self {
            Self::Disc => &[],
            Self::Diamond => &[[0.0, -1.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]],
            Self::Triangle => &[[0.0, -1.0], [0.85, Self::BASE], [-0.85, Self::BASE]],
            Self::Plus => &[
                [-ARM, -1.0],
                [ARM, -1.0],
                [ARM, -ARM],
                [1.0, -ARM],
                [1.0, ARM],
                [ARM, ARM],
                [ARM, 1.0],
                [-ARM, 1.0],
                [-ARM, ARM],
                [-1.0, ARM],
                [-1.0, -ARM],
                [-ARM, -ARM],
            ],
        }
    }
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The position that anchor and baseline refer to.
    pub at: Point,
    /// One line, painted as it is and never read as markup.
    pub words: String,
    /// What they belong to, which the palette gives its colour.
    pub role: Role,
    /// The font size, in CSS pixels.
    pub size: f32,
    /// Which part of the words is at `at`, from left to right.
    pub anchor: Anchor,
    /// Which part of the words is at `at`, from top to bottom.
    pub baseline: Baseline,
}

impl Text {
    /// The y of the alphabetic baseline: painters need no other, so all of them agree. A digit is about 0.72 of the
    /// font size high in the fonts of [`FONT_FAMILY`].
    pub fn baseline_y(&self) -> f32 {
        let below = match self.baseline {
            Baseline::Top => 0.72,
            Baseline::Middle => 0.36,
            Baseline::Bottom => 0.0,
        };
        self.at[1] + self.size * below
    }

    /// The left and the right edge of the words, by [`text_width`].
    pub fn extent(&self) -> [f32; 2] {
        let width = text_width(&self.words, self.size);
        let left = match self.anchor {
            Anchor::Start => self.at[0],
            Anchor::Middle => self.at[0] - width / 2.0,
            Anchor::End => self.at[0] - width,
        };
        [left, left + width]
    }
}

/// Which part of a text is at its position, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The left edge.
    Start,
    /// The middle.
    Middle,
    /// The right edge.
    End,
}

/// Which part of a text is at its position, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The top of capitals and digits.
    Top,
    /// The middle of capitals and digits.
    Middle,
    /// The line the letters stand on.
    Bottom,
}

/// The runs of finite points between the gaps; a run of one point is no line and is left out.
pub fn finite_runs(points: &[Point]) -> impl Iterator<Item = &[Point]> {
    points.split(|point| !is_finite(*point)).filter(|run| run.len() > 1)
}

/// Whether both coordinates are finite: a position that can be painted.
pub fn is_finite([x, y]: Point) -> bool {
    x.is_finite() && y.is_finite()
}

/// About how wide the words are at this font size, in CSS pixels. Without a font this can only be an estimate: it was
/// measured on the widest font that [`FONT_FAMILY`] is likely to find (DejaVu Sans), so that words are never cut off.
pub fn text_width(words: &str, size: f32) -> f32 {
    let character = |c: char| match c {
        'i' | 'j' | 'l' | '\'' => 0.28,
        ' ' | '.' | ',' | ':' | '|' | '\u{202f}' => 0.33,
        'f' | 't' | 'r' | '-' | '(' | ')' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' => 0.98,
        c if c.is_uppercase() => 0.72,
        _ => 0.64,
    };
    size * words.chars().map(character).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_clouds_differ_in_more_than_colour() {
        let roles = [Role::Data, Role::Exact, Role::Learned, Role::Memoriser];
        for (a, b) in (0..4).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| (roles[i], roles[j])) {
            assert_ne!(Dash::of(a), Dash::of(b));
            assert_ne!(DotShape::of(a), DotShape::of(b));
        }
    }

    #[test]
    fn few_points_are_dots_and_many_are_smoke() {
        let dot = |count, dpr| Dot::for_cloud(Role::Exact, count, dpr);
        let (dots, smoke) = (dot(500, 2.0), dot(100_000, 2.0));
        assert!(dots.radius > 4.0 && dots.opacity > 0.7);
        assert!(smoke.radius < 2.0 && smoke.opacity < 0.15);
        let more_and_more: Vec<_> = (0..7).map(|i| dot(10usize.pow(i), 1.0)).collect();
        assert!(more_and_more.windows(2).all(|w| w[1].radius <= w[0].radius && w[1].opacity <= w[0].opacity));
    }

    #[test]
    fn a_gap_breaks_a_line_and_nothing_else() {
        let points = [[0.0, 0.0], [1.0, 1.0], [f32::NAN, 2.0], [3.0, 3.0], [4.0, f32::INFINITY]];
        let runs: Vec<_> = finite_runs(&points).collect();
        assert_eq!(runs, [&points[..2]], "the lone point between gaps is no line");
    }

    #[test]
    fn dots_of_all_roles_have_equally_much_ink() {
        for role in [Role::Data, Role::Exact, Role::Learned, Role::Memoriser] {
            let dot = Dot::new(role, 1.0, 1.0);
            let places = (0..400 * 400).map(|i| [i % 400, i / 400].map(|p| p as f32 / 100.0 - 2.0));
            let inside = places.filter(|place| dot.shape.contains(*place, dot.radius)).count();
            assert!((inside as f32 / 1e4 / PI - 1.0).abs() < 0.02, "{role:?}: {inside}");
        }
    }

    #[test]
    fn corners_lie_on_the_edge_of_what_a_dot_contains() {
        for shape in [DotShape::Diamond, DotShape::Plus, DotShape::Triangle] {
            for [x, y] in shape.corners() {
                assert!(shape.contains([x * 0.999, y * 0.999], 1.0), "{shape:?} {x} {y}");
                assert!(!shape.contains([x * 1.01, y * 1.01], 1.0), "{shape:?} {x} {y}");
            }
        }
    }

    #[test]
    fn anchors_hold_their_part_of_the_words() {
        let text = |anchor| Text {
            at: [100.0, 50.0],
            words: "0.214".into(),
            role: Role::Ink,
            size: 10.0,
            anchor,
            baseline: Baseline::Middle,
        };
        assert_eq!(text(Anchor::Start).extent()[0], 100.0);
        assert_eq!(text(Anchor::End).extent()[1], 100.0);
        let [left, right] = text(Anchor::Middle).extent();
        assert!((left + right - 200.0).abs() < 1e-3 && right - left > 20.0);
        assert_eq!(text(Anchor::Start).baseline_y(), 53.6);
    }
}
