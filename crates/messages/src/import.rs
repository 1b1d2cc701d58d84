//! A person's own data on their way from a file to points: what the page asks, and what the worker found.

use diffusion::dataset::Points;
use serde::{Deserialize, Serialize};

/// The most bytes of a file that is read.
pub const MAX_IMPORT_BYTES: usize = 8 << 20;

/// What the worker is asked to do with a person's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImportRequest {
    /// Find the table of numbers in these bytes of a file.
    Table(Vec<u8>),
    /// Make points of what is dark in a picture.
    Picture(PicturePixels),
    /// Make points of other columns of the table, or scaled in another way.
    Choose(ImportChoice),
}

/// A picture in shades of grey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PicturePixels {
    /// Pixels in a row.
    pub width: usize,
    /// Of each pixel, row after row from the top: 0 is white, 255 black.
    pub darkness: Vec<u8>,
}

/// How points are made of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportChoice {
    /// The column of the first coordinate.
    pub x: usize,
    /// The column of the second; none for points on a line.
    pub y: Option<usize>,
    /// What becomes of their units.
    pub scaling: Scaling,
}

/// What becomes of the units of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scaling {
    /// Mean 0, and both coordinates divided by one number, so that their variance is 1 on average: shapes stay as they are.
    Common,
    /// Mean 0 and standard deviation 1 in each coordinate.
    Each,
    /// As in the file.
    None,
}

impl Scaling {
    /// All of them, with their names in the page and their words.
    pub const ALL: [(&'static str, &'static str, Self); 3] = [
        ("common", "to std 1, both alike", Self::Common),
        ("each", "to std 1, each by itself", Self::Each),
        ("none", "not at all", Self::None),
    ];

    /// The scaling of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, ..)| *known == name).map(|(.., scaling)| *scaling)
    }

    /// Its name in the page.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(.., known)| *known == self).map_or("", |(name, ..)| name)
    }
}

/// What points would be made of a person's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// What they are made of.
    pub source: ImportSource,
    /// The points.
    pub points: Points,
    /// How many rows of numbers, or how many dark pixels, they are made of; more than there are points where those are a
    /// sample.
    pub rows: usize,
}

/// What points are made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImportSource {
    /// A table.
    Table(TablePreview),
    /// A picture.
    Picture,
}

/// What was found in a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TablePreview {
    /// Its columns.
    pub columns: Vec<ImportColumn>,
    /// What its first rows say, in these columns.
    pub first_rows: Vec<Vec<String>>,
    /// Which columns are taken, and how they are scaled.
    pub choice: ImportChoice,
    /// Rows without a number in a column that is taken: the file says that there is none.
    pub missing: usize,
    /// Rows with something else than a number in a column that is taken.
    pub not_numbers: usize,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// What the file calls it.
    pub name: String,
    /// Whether it can be a coordinate.
    pub has_numbers: bool,
}

/// What the worker says of a person's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImportEvent {
    /// These points would be made of them.
    Preview(Box<ImportPreview>),
    /// There are none to be made.
    Failed {
        /// Why, in words for the person whose data they are.
        reason: String,
    },
}
