//! Drawing as data. Everything on screen is a list of [`Shape`]s in CSS pixels, made here without a browser and without
//! a clock; a painter turns the same list into a canvas, an SVG document or a frame of a film.
//!
//! | to … | see |
//! |---|---|
//! | choose a colour by its meaning | [`palette`] |
//! | say what is drawn | [`shape`] |
//! | place data on the canvas | [`axes`] |
//! | choose round ticks, write numbers | [`ticks`], [`numbers`] |
//! | count values into bins | [`histogram`] |
//! | draw a line chart or a bar chart | [`line_chart`], [`bar_chart`] |
//! | paint a hundred thousand translucent dots | [`raster`] |
//! | write shapes as an SVG document | [`svg`] |
//! | plan a film and write it as a GIF | [`film`], [`quantise`], [`gif`] |
//!
//! ```
//! use plot::{AxisSpec, Extent, Histogram, LineChart, Palette, Role, Series, svg};
//!
//! let values: Vec<f32> = (0..1000).map(|i| (i as f32 * 0.618).fract()).collect();
//! let outline = Histogram::new(&values, 20, 0.0, 1.0).outline();
//! let chart = LineChart {
//!     size: [320.0, 160.0],
//!     x: AxisSpec { title: "x", ..AxisSpec::default() },
//!     y: AxisSpec { title: "density", extent: Extent::FromZero, ..AxisSpec::default() },
//!     series: vec![Series::new(Role::Learned, "", &outline)],
//!     ..LineChart::default()
//! };
//! let picture = svg::document(320.0, 160.0, &chart.shapes(), &Palette::DARK);
//! assert!(picture.contains(">density</text>"));
//! ```

pub mod axes;
pub mod bar_chart;
mod chart_header;
mod chart_layout;
pub mod film;
pub mod gif;
pub mod histogram;
pub mod line_chart;
pub mod numbers;
pub mod palette;
pub mod quantise;
pub mod raster;
pub mod shape;
pub mod svg;
pub mod ticks;

pub use self::gif::GifEncoder;
pub use axes::{Axes, Axis, Scale};
pub use bar_chart::{BarChart, Bars, Reference};
pub use film::Film;
pub use histogram::Histogram;
pub use line_chart::{AxisSpec, Extent, LineChart, Marker, Series};
pub use numbers::{grouped, parse_number, rounded, three_digits};
pub use palette::{Palette, Rgb, Role};
pub use quantise::{ColourHistogram, ColourTable};
pub use raster::{PixelRect, Raster};
pub use shape::{Anchor, Baseline, Dash, Dot, DotShape, Fill, Point, Rect, Shape, Stroke, Text};
