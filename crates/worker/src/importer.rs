//! Points out of a person's own data: a table of numbers, or what is dark in a picture.

use diffusion::dataset::{FARTHEST, InvalidPoints, MAX_POINTS, Points, Unit};
use diffusion::{Mixture, Rng, Stream};
use import::{ColumnKind, MIN_ROWS, Selection, Table, UnreadableTable};
use messages::ImportEvent;
use messages::import::{
    ImportChoice, ImportColumn, ImportPreview, ImportRequest, ImportSource, PicturePixels, Scaling, TablePreview,
};

/// How many points are made of a picture.
const PICTURE_POINTS: usize = 1_000;

/// A pixel as dark as this is dark.
const DARK: u8 = 128;

/// Coordinates that differ in size by no more than this are scaled alike: their shape is worth more than their size.
const ALIKE: f64 = 3.0;

/// The columns of the coordinates in a file of this page's own.
pub const AXES: [&str; 2] = ["x", "y"];

/// The name of the column that tells a file of this page's own from others: it has the points as they are.
pub const BANDWIDTH: &str = "bandwidth";

/// The columns of such a file that say of each coordinate where it had 0 before it was scaled, if it was …
pub const ZERO_COLUMNS: [&str; 2] = ["x_zero", "y_zero"];

/// … and what its 1 was.
pub const ONE_COLUMNS: [&str; 2] = ["x_one", "y_one"];

/// What makes points of a person's data. It keeps the table, so that other columns can be chosen.
#[derive(Default)]
pub struct Importer {
    table: Option<Table>,
}

impl Importer {
    /// Does what is asked for.
    pub fn answer(&mut self, request: ImportRequest) -> ImportEvent {
        let preview = match request {
            ImportRequest::Table(bytes) => self.read(&bytes),
            ImportRequest::Picture(picture) => of_picture(&picture),
            ImportRequest::Choose(choice) => match &self.table {
                Some(table) => of_table(table, choice),
                None => Err("There is no table to choose from.".to_owned()),
            },
        };
        match preview {
            Ok(preview) => ImportEvent::Preview(Box::new(preview)),
            Err(reason) => ImportEvent::Failed { reason },
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<ImportPreview, String> {
        let table = Table::read(bytes).map_err(|unreadable| unreadable.to_string())?;
        let choice = first_choice(&table).ok_or("No column of numbers in it varies.")?;
        let preview = of_table(&table, choice);
        self.table = Some(table);
        preview
    }
}

/// The columns that a table suggests, scaled as it suits them. A file that this page saved has its points as they are.
fn first_choice(table: &Table) -> Option<ImportChoice> {
    let place =
        |name: &str| table.columns().iter().position(|column| column.name == name && column.kind != ColumnKind::Text);
    // By their names: a coordinate of saved points may be the same in all of them.
    if let (Some(_), Some(x)) = (same_in_every_row(table, BANDWIDTH), place(AXES[0])) {
        return Some(ImportChoice { x, y: place(AXES[1]), scaling: Scaling::None });
    }
    let Selection { x, y } = table.suggestion()?;
    let rows = table.take(Selection { x, y }).rows;
    let scaling = match y {
        None => Scaling::Common,
        Some(_) => {
            let data = Mixture::equal(2, &rows, 0.0);
            let [x, y] = [data.std(0), data.std(1)];
            if x.max(y) <= ALIKE * x.min(y) { Scaling::Common } else { Scaling::Each }
        }
    };
    Some(ImportChoice { x, y, scaling })
}

/// Points that stay as they are in a table, with the bandwidth and the units that they were saved with, where they were.
fn as_saved(points: Points, table: &Table) -> Points {
    let bandwidth = same_in_every_row(table, BANDWIDTH);
    let smoothed = bandwidth.and_then(|bandwidth| points.with_bandwidth(bandwidth).ok()).unwrap_or(points);
    let number = |names: [&str; 2], axis: usize| same_in_every_row(table, names[axis]);
    let unit = |axis| Some(Unit { zero: number(ZERO_COLUMNS, axis)?, one: number(ONE_COLUMNS, axis)? });
    let units = unit(0).map(|first| [first, unit(1).unwrap_or(Unit::UNSCALED)]);
    smoothed.clone().with_units(units).unwrap_or(smoothed)
}

/// The number that a table has in a column of this name, the same in every row.
fn same_in_every_row(table: &Table, name: &str) -> Option<f64> {
    let x = table.columns().iter().position(|column| column.name == name)?;
    let rows = table.take(Selection { x, y: None }).rows;
    let [first, _] = *rows.first()?;
    rows.iter().all(|row| row[0] == first).then_some(first)
}

fn of_table(table: &Table, choice: ImportChoice) -> Result<ImportPreview, String> {
    let taken = table.take(Selection { x: choice.x, y: choice.y });
    let (rows, dim) = (taken.rows.len(), if choice.y.is_some() { 2 } else { 1 });
    if rows < MIN_ROWS {
        return Err(UnreadableTable::TooFewRows(rows).to_string());
    }
    let mut sample = sampled(taken.rows);
    let units = units(&sample, dim, choice.scaling);
    for row in &mut sample {
        *row = [0, 1].map(|axis| if axis < dim { units[axis].scaled(row[axis]) } else { 0.0 });
    }
    let points = Points::new(dim, &sample).map_err(|invalid| match invalid {
        InvalidPoints::TooFar if choice.scaling == Scaling::None => {
            format!("Unscaled, every number must lie between -{FARTHEST} and {FARTHEST}.")
        }
        other => format!("No points can be made: {other}."),
    })?;
    let points = match choice.scaling {
        Scaling::None => as_saved(points, table),
        Scaling::Common | Scaling::Each => points.with_units(Some(units)).map_err(|invalid| format!("{invalid}."))?,
    };
    let columns = table.columns().iter();
    let columns =
        columns.map(|column| ImportColumn { name: column.name.clone(), has_numbers: column.kind != ColumnKind::Text });
    let source = ImportSource::Table(TablePreview {
        columns: columns.collect(),
        first_rows: table.first_rows(),
        choice,
        missing: taken.missing,
        not_numbers: taken.not_numbers,
    });
    Ok(ImportPreview { source, points, rows })
}

/// All rows, or [`MAX_POINTS`] of them, each as likely as any other and always the same.
fn sampled(mut rows: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let (mut rng, count) = (Rng::new(0, Stream::Import), rows.len());
    if count > MAX_POINTS {
        for place in 0..MAX_POINTS {
            rows.swap(place, place + rng.below(count - place));
        }
        rows.truncate(MAX_POINTS);
    }
    rows
}

/// The units that a scaling gives the coordinates of these rows. What does not vary, or too much for a number, has no size
/// of its own.
fn units(rows: &[[f64; 2]], dim: usize, scaling: Scaling) -> [Unit; 2] {
    let data = Mixture::equal(dim, rows, 0.0);
    let size = |std: f64| if std > 0.0 && std.is_finite() { std } else { 1.0 };
    [0, 1].map(|axis| match scaling {
        Scaling::None => Unit::UNSCALED,
        Scaling::Each => Unit { zero: data.mean(axis), one: size(data.std(axis)) },
        Scaling::Common => Unit { zero: data.mean(axis), one: size(data.overall_std()) },
    })
}

/// Points in the dark pixels of a picture, the more of them the darker a pixel is, each at random in its pixel.
fn of_picture(PicturePixels { width, darkness }: &PicturePixels) -> Result<ImportPreview, String> {
    let dark = |value: &u8| if *value >= DARK { f64::from(*value) } else { 0.0 };
    let total: f64 = darkness.iter().map(dark).sum();
    let rows = darkness.iter().filter(|value| **value >= DARK).count();
    if total == 0.0 {
        return Err("There is nothing dark in the picture.".to_owned());
    }
    let (mut rng, mut places) = (Rng::new(0, Stream::Import), Vec::with_capacity(PICTURE_POINTS));
    let (mut below, mut pixels) = (0.0, darkness.iter().enumerate());
    let mut pixel = 0;
    for point in 0..PICTURE_POINTS {
        let share = (point as f64 + rng.uniform()) / PICTURE_POINTS as f64 * total;
        while below <= share
            && let Some((next, value)) = pixels.next()
        {
            below += dark(value);
            pixel = next;
        }
        let [column, row] = [pixel % width, pixel / width].map(|place| place as f64 + rng.uniform());
        places.push([column, -row]);
    }
    let units = units(&places, 2, Scaling::Common);
    let scaled = |place: &[f64; 2]| [0, 1].map(|axis| units[axis].scaled(place[axis]));
    let points = places.iter().map(scaled).collect::<Vec<_>>();
    let points = Points::new(2, &points).map_err(|invalid| format!("{invalid}."))?;
    Ok(ImportPreview { source: ImportSource::Picture, points, rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv;

    fn read(text: &str) -> Result<ImportPreview, String> {
        previewed(Importer::default().answer(ImportRequest::Table(text.as_bytes().to_vec())))
    }

    fn previewed(event: ImportEvent) -> Result<ImportPreview, String> {
        match event {
            ImportEvent::Preview(preview) => Ok(*preview),
            ImportEvent::Failed { reason } => Err(reason),
        }
    }

    fn choice(preview: &ImportPreview) -> ImportChoice {
        let ImportSource::Table(table) = &preview.source else { panic!("a table: {preview:?}") };
        table.choice
    }

    fn stds(preview: &ImportPreview) -> [f64; 2] {
        let data = Mixture::equal(2, &preview.points.rows().collect::<Vec<_>>(), 0.0);
        [data.std(0), data.std(1)]
    }

    #[test]
    fn shapes_stay_and_what_has_other_units_is_scaled_by_itself() {
        let alike = read("x,y\n0,0\n10,0\n0,20\n10,20\n").unwrap();
        assert_eq!(choice(&alike).scaling, Scaling::Common);
        let [x, y] = stds(&alike);
        assert!((y / x - 2.0).abs() < 0.01 && ((x * x + y * y) / 2.0 - 1.0).abs() < 0.01, "{x} {y}");
        let other = read("minutes,seconds\n1,60\n2,10\n3,300\n4,200\n").unwrap();
        assert_eq!(choice(&other).scaling, Scaling::Each);
        assert!(stds(&other).iter().all(|std| (std - 1.0).abs() < 0.01));
    }

    /// catches: a table that is gone with the first choice, units of other columns
    #[test]
    fn other_columns_and_other_scalings_can_be_chosen() {
        let mut importer = Importer::default();
        let text = "a,b,c\n1,2,100\n2,3,300\n3,5,200\n4,9,-100\n5,,7\n6,x,8\n";
        let first = previewed(importer.answer(ImportRequest::Table(text.as_bytes().to_vec()))).unwrap();
        assert_eq!(choice(&first), ImportChoice { x: 0, y: Some(1), scaling: Scaling::Common });
        assert!(matches!(&first.source, ImportSource::Table(table) if (table.missing, table.not_numbers) == (1, 1)));
        let swapped = ImportChoice { x: 1, y: Some(0), scaling: Scaling::None };
        let preview = previewed(importer.answer(ImportRequest::Choose(swapped))).unwrap();
        assert_eq!(preview.points.rows().collect::<Vec<_>>(), [[2.0, 1.0], [3.0, 2.0], [5.0, 3.0], [9.0, 4.0]]);
        let far = ImportChoice { x: 2, y: None, scaling: Scaling::None };
        let refused = previewed(importer.answer(ImportRequest::Choose(far))).unwrap_err();
        assert!(refused.contains("between -60 and 60"), "{refused}");
        let line = ImportChoice { scaling: Scaling::Each, ..far };
        assert_eq!(previewed(importer.answer(ImportRequest::Choose(line))).unwrap().points.dim(), 1);
    }

    #[test]
    fn a_saved_table_is_the_very_same_data() {
        for (dim, bandwidth) in [(1, 0.003), (2, 0.125)] {
            let normals = Rng::new(3, Stream::Batch).normals(600);
            let rows: Vec<[f64; 2]> = normals.chunks(2).map(|x| [x[0] * 1.7, x[1]]).collect();
            let level = Points::smoothed(dim, &rows.iter().map(|row| [1.5, row[1]]).collect::<Vec<_>>(), 0.5).unwrap();
            assert_eq!(read(&csv::points(&level)).unwrap().points, level, "the same in all of them");
            let points = Points::new(dim, &rows).unwrap().with_bandwidth(bandwidth).unwrap();
            assert_eq!(read(&csv::points(&points)).unwrap().points, points);
            let units = Some([Unit { zero: -1990.5, one: 1.0 / 3.0 }, Unit { zero: 1e-9, one: 1e12 }]);
            let points = points.with_units(units).unwrap();
            assert_eq!(read(&csv::points(&points)).unwrap().points, points);
        }
    }

    /// catches: words taken for a coordinate because of their column's name
    #[test]
    fn a_table_with_the_names_of_a_saved_one_is_read_by_its_numbers() {
        let preview = read("x,y,bandwidth,z\na,0,0.5,0\nb,10,0.5,0\nc,0,0.5,20\nd,10,0.5,20\n").unwrap();
        assert_eq!(choice(&preview), ImportChoice { x: 1, y: Some(3), scaling: Scaling::Common });
    }

    #[test]
    fn of_too_many_rows_a_sample_is_taken_always_the_same() {
        let text: String = (0..5_000).map(|row| format!("{}\n", f64::from(row * 7 % 5_000))).collect();
        let preview = read(&text).unwrap();
        assert_eq!((preview.rows, preview.points.rows().len()), (5_000, MAX_POINTS));
        assert_eq!(read(&text).unwrap(), preview);
    }

    #[test]
    fn dark_pixels_of_a_picture_are_points_the_right_way_up() {
        // White but for the upper left quarter.
        let darkness = (0..400).map(|pixel| if pixel % 20 < 10 && pixel / 20 < 10 { 255 } else { 90 }).collect();
        let preview = of_picture(&PicturePixels { width: 20, darkness }).unwrap();
        assert_eq!((preview.rows, preview.points.rows().len()), (100, PICTURE_POINTS));
        // A square of standard deviation 1 has sides of √12.
        let [low, high] =
            preview.points.rows().fold([0.0, 0.0], |[low, high]: [f64; 2], row| [low.min(row[1]), high.max(row[1])]);
        assert!((high - low - 12f64.sqrt()).abs() < 0.05, "{low} {high}");
        let steps =
            (0..400).map(|pixel| if pixel % 20 == 0 && pixel < 200 || pixel >= 380 { 255 } else { 0 }).collect();
        let rows: Vec<[f64; 2]> =
            of_picture(&PicturePixels { width: 20, darkness: steps }).unwrap().points.rows().collect();
        let upper: Vec<f64> = rows.iter().filter(|row| row[1] > 1.0).map(|row| row[0]).collect();
        assert!(!upper.is_empty() && upper.iter().all(|x| *x < 0.0), "the line on the left goes up");
        assert!(of_picture(&PicturePixels { width: 20, darkness: vec![0; 400] }).is_err());
        assert!(of_picture(&PicturePixels { width: 0, darkness: vec![] }).is_err());
    }
}
