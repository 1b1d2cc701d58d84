//! What can be drawn: a handful of shapes in CSS pixels, origin top left, y downwards.
//!
//! A point with a NaN or infinite coordinate is a gap: it breaks a line and hides a dot, and
//! does no harm to its neighbours.

use std::f32::consts::PI;

use crate::palette::Role;

/// A place on the canvas: `[x, y]`.
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
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A filled polygon, closed by itself. Every corner must be finite.
    Area {
        /// The corners.
        points: Vec<Point>,
        /// How it is filled.
        fill: Fill,
    },
    /// A filled rectangle.
    Rect {
        /// Where it lies.
        rect: Rect,
        /// How it is filled.
        fill: Fill,
    },
    /// A circle, filled or outlined or both.
    Circle {
        /// The middle.
        centre: Point,
        /// The radius.
        radius: f32,
        /// The inside.
        fill: Option<Fill>,
        /// The outline.
        stroke: Option<Stroke>,
    },
    /// Many equal dots: a scatter plot of moderate size. A [`crate::Raster`] paints large ones.
    Dots {
        /// The middle of each.
        centres: Vec<Point>,
        /// What each looks like.
        dot: Dot,
    },
    /// A line of text.
    Text(Text),
    /// Shapes of which only the part inside `area` is seen.
    Clip {
        /// The window.
        area: Rect,
        /// What is seen through it.
        shapes: Vec<Shape>,
    },
}

impl Shape {
    /// The straight line from `start` to `end`.
    #[must_use]
    pub fn segment(start: Point, end: Point, stroke: Stroke) -> Self {
        Self::Line { points: vec![start, end], stroke }
    }
}

/// An axis-parallel rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub x: f32,
    /// The top edge.
    pub y: f32,
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    /// The bottom edge.
    #[must_use]
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub role: Role,
    /// Its width.
    pub width: f32,
    /// Its style.
    pub dash: Dash,
    /// 0 (unseen) to 1.
    pub opacity: f32,
}

impl Stroke {
    /// A line in the role's colour and own dash.
    #[must_use]
    pub fn new(role: Role, width: f32) -> Self {
        Self { role, width, dash: role.dash(), opacity: 1.0 }
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
}

impl Dash {
    /// Lengths of line and gap in CSS pixels; empty for a solid line.
    #[must_use]
    pub fn pattern(self) -> &'static [f32] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[6.0, 3.0],
            Self::Dotted => &[1.5, 2.5],
        }
    }
}

/// How a surface is filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// Its colour.
    pub role: Role,
    /// 0 (unseen) to 1.
    pub opacity: f32,
}

/// What each of many dots looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Its colour.
    pub role: Role,
    /// Its outline.
    pub shape: DotShape,
    /// From the middle to the farthest edge.
    pub radius: f32,
    /// 0 (unseen) to 1.
    pub opacity: f32,
}

impl Dot {
    /// A dot in the role's colour and own shape, with as much ink as a disc of this radius: clouds
    /// of different roles then look equally dense.
    #[must_use]
    pub fn new(role: Role, radius: f32, opacity: f32) -> Self {
        let shape = role.dot();
        Self { role, shape, radius: radius * shape.spread(), opacity }
    }

    /// The corners of the dot at `centre`; none for a disc, which has no corners.
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
}

impl DotShape {
    /// Half the width of a plus's arms, as a part of its radius.
    const ARM: f32 = 0.3;

    /// The radius at which the shape has the area of a disc of radius 1.
    fn spread(self) -> f32 {
        let area = match self {
            Self::Disc => PI,
            Self::Diamond => 2.0,
            Self::Plus => 4.0 * Self::ARM * (2.0 - Self::ARM),
        };
        (PI / area).sqrt()
    }

    /// Whether the place `[x, y]` from the middle is inside a dot of this radius.
    #[must_use]
    pub fn contains(self, [x, y]: Point, radius: f32) -> bool {
        let (x, y) = (x.abs(), y.abs());
        match self {
            Self::Disc => x * x + y * y <= radius * radius,
            Self::Diamond => x + y <= radius,
            Self::Plus => x.max(y) <= radius && x.min(y) <= Self::ARM * radius,
        }
    }

    /// The corners of the outline about the origin for radius 1; none for a disc, which has no
    /// corners.
    #[must_use]
    pub fn corners(self) -> &'static [Point] {
        const ARM: f32 = DotShape::ARM;
        match self {
            Self::Disc => &[],
            Self::Diamond => &[[0.0, -1.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]],
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
    /// The place that anchor and baseline refer to.
    pub at: Point,
    /// The words.
    pub words: String,
    /// Their colour.
    pub role: Role,
    /// The font size.
    pub size: f32,
    /// Which part of the words is at `at`, from left to right.
    pub anchor: Anchor,
    /// Which part of the words is at `at`, from top to bottom.
    pub baseline: Baseline,
}

impl Text {
    /// Where the alphabetic baseline lies: painters need no other, so all of them agree.
    #[must_use]
    pub fn baseline_y(&self) -> f32 {
        self.at[1] + self.size * self.baseline.drop()
    }

    /// From the left edge to the right edge of the words, as well as can be told without a font:
    /// rather too wide than too narrow.
    #[must_use]
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

/// Which part of a text is held in place, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The left edge.
    Start,
    /// The middle.
    Middle,
    /// The right edge.
    End,
}

/// Which part of a text is held in place, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The top of capitals and digits.
    Top,
    /// The middle of capitals and digits.
    Middle,
    /// The line the letters stand on.
    Bottom,
}

impl Baseline {
    /// From the held place down to the alphabetic baseline, as a part of the font size. A digit
    /// is about 0.72 high in the fonts of the stack.
    fn drop(self) -> f32 {
        match self {
            Self::Top => 0.72,
            Self::Middle => 0.36,
            Self::Bottom => 0.0,
        }
    }
}

/// The runs of finite points between the gaps; a run of one point is no line and is left out.
pub fn finite_runs(points: &[Point]) -> impl Iterator<Item = &[Point]> {
    points.split(|point| !is_finite(*point)).filter(|run| run.len() > 1)
}

/// Whether both coordinates are numbers a painter can use.
#[must_use]
pub fn is_finite([x, y]: Point) -> bool {
    x.is_finite() && y.is_finite()
}

/// About how wide the words are, measured on the widest font that the stack is likely to meet
/// (DejaVu Sans), so that words are never cut off.
#[must_use]
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
    fn a_gap_breaks_a_line_and_nothing_else() {
        let points = [[0.0, 0.0], [1.0, 1.0], [f32::NAN, 2.0], [3.0, 3.0], [4.0, f32::INFINITY]];
        let runs: Vec<_> = finite_runs(&points).collect();
        assert_eq!(runs, [&points[..2]], "the lone point between gaps is no line");
    }

    #[test]
    fn dots_of_all_roles_have_equally_much_ink() {
        for role in [Role::Data, Role::Exact, Role::Learned] {
            let dot = Dot::new(role, 1.0, 1.0);
            let places = (0..400 * 400).map(|i| [i % 400, i / 400].map(|p| p as f32 / 100.0 - 2.0));
            let inside = places.filter(|place| dot.shape.contains(*place, dot.radius)).count();
            assert!((inside as f32 / 1e4 / PI - 1.0).abs() < 0.02, "{role:?}: {inside}");
        }
    }

    #[test]
    fn corners_lie_on_the_edge_of_what_a_dot_contains() {
        for shape in [DotShape::Diamond, DotShape::Plus] {
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
