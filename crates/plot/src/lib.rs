//! Drawing as data. Everything on screen is a list of [`Shape`]s in CSS pixels, made here without
//! a browser and without a clock; a painter turns the same list into a canvas, an SVG or a frame.
//!
//! | to … | see |
//! |---|---|
//! | name a colour by what it means | [`palette`] |
//! | say what is drawn | [`shape`] |
//! | place data on the canvas | [`transform`] |
//! | choose round ticks, write numbers | [`ticks`], [`numbers`] |
//! | read numbers | [`decimal`] |
//! | count values into bins | [`bins`] |
//! | draw a line chart or a bar chart | [`chart`], [`bars`] |
//! | paint a hundred thousand translucent dots | [`raster`] |
//! | write shapes as an SVG document | [`svg`] |
//! | plan a film and write it as a GIF | [`film`], [`colours`], [`gif`] |

pub mod bars;
pub mod bins;
pub mod chart;
pub mod colours;
pub mod decimal;
pub mod film;
pub mod gif;
mod layout;
pub mod numbers;
pub mod palette;
pub mod raster;
pub mod shape;
pub mod svg;
pub mod ticks;
pub mod transform;

pub use self::gif::GifFilm;
pub use bars::{BarChart, Bars, Reference};
pub use bins::Histogram;
pub use chart::{AxisSpec, Extent, LineChart, Marker, Series};
pub use colours::{ColourCount, Colours};
pub use decimal::read_number;
pub use film::Film;
pub use numbers::{grouped, rounded, three_digits};
pub use palette::{Palette, Rgb, Role};
pub use raster::{PixelRect, Raster, point_style};
pub use shape::{Anchor, Baseline, Dash, Dot, DotShape, Fill, Point, Rect, Shape, Stroke, Text};
pub use transform::{Axis, Frame, Scale};
