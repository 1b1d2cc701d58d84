//! The first rows of files that people have, and what they must give.

use import::{Selection, Table};

/// A file and what is suggested of it.
pub struct Fixture {
    /// Its text.
    pub text: &'static str,
    /// What stands between its fields.
    pub delimiter: char,
    /// The names of all columns.
    pub names: &'static [&'static str],
    /// The columns suggested.
    pub selection: Selection,
    /// Their rows.
    pub rows: &'static [[f64; 2]],
    /// How many rows have a value that is missing.
    pub missing: usize,
    /// How many lines are names.
    pub header_lines: usize,
}

const fn both(x: usize, y: usize) -> Selection {
    Selection { x, y: Some(y) }
}

/// All of them.
pub const FIXTURES: [Fixture; 8] = [
    Fixture {
        text: include_str!("../fixtures/faithful.csv"),
        delimiter: ',',
        names: &["column 1", "eruptions", "waiting"],
        selection: both(1, 2),
        rows: &[
            [3.6, 79.0],
            [1.8, 54.0],
            [3.333, 74.0],
            [2.283, 62.0],
            [4.533, 85.0],
            [2.883, 55.0],
            [4.7, 88.0],
            [3.6, 85.0],
            [1.95, 51.0],
            [4.35, 85.0],
        ],
        missing: 0,
        header_lines: 1,
    },
    Fixture {
        text: include_str!("../fixtures/geyser.csv"),
        delimiter: ',',
        names: &["column 1", "waiting", "duration"],
        selection: both(1, 2),
        rows: &[
            [80.0, 4.0166667],
            [71.0, 2.15],
            [57.0, 4.0],
            [80.0, 4.0],
            [75.0, 4.0],
            [77.0, 2.0],
            [60.0, 4.3833333],
            [86.0, 4.2833333],
            [77.0, 2.0333333],
            [56.0, 4.8333333],
        ],
        missing: 0,
        header_lines: 1,
    },
    Fixture {
        text: include_str!("../fixtures/galaxies.txt"),
        delimiter: ',',
        names: &["column 1"],
        selection: Selection { x: 0, y: None },
        rows: &[
            [9172.0, 0.0],
            [9350.0, 0.0],
            [9483.0, 0.0],
            [9558.0, 0.0],
            [9775.0, 0.0],
            [10227.0, 0.0],
            [10406.0, 0.0],
            [16084.0, 0.0],
            [16170.0, 0.0],
            [18419.0, 0.0],
        ],
        missing: 0,
        header_lines: 0,
    },
    Fixture {
        text: include_str!("../fixtures/iris.csv"),
        delimiter: ',',
        names: &["column 1", "column 2", "column 3", "column 4", "column 5"],
        selection: both(0, 1),
        rows: &[
            [5.1, 3.5],
            [4.9, 3.0],
            [4.7, 3.2],
            [4.6, 3.1],
            [5.0, 3.6],
            [7.0, 3.2],
            [6.4, 3.2],
            [6.9, 3.1],
            [6.3, 3.3],
            [5.8, 2.7],
            [7.1, 3.0],
        ],
        missing: 0,
        header_lines: 1,
    },
    Fixture {
        text: include_str!("../fixtures/penguins.csv"),
        delimiter: ',',
        names: &["species", "island", "bill length (mm)", "bill depth (mm)", "flipper length (mm)", "sex", "year"],
        selection: both(2, 3),
        rows: &[
            [39.1, 18.7],
            [39.5, 17.4],
            [40.3, 18.0],
            [36.7, 19.3],
            [39.3, 20.6],
            [46.1, 13.2],
            [50.0, 16.3],
            [46.5, 17.9],
            [50.0, 19.5],
        ],
        missing: 1,
        header_lines: 1,
    },
    Fixture {
        text: include_str!("../fixtures/datasaurus_wide.tsv"),
        delimiter: '\t',
        names: &["away x", "away y", "dino x", "dino y"],
        selection: both(0, 1),
        rows: &[
            [32.331_110_266_596_8, 61.411_101_248_89],
            [53.421_462_807_078_7, 26.186_880_304_751_4],
            [63.920_201_913_718_3, 30.832_193_872_868_3],
            [70.289_505_725_215_2, 82.533_648_717_059_2],
            [34.118_829_941_801_8, 45.734_551_356_117_606],
            [67.670_716, 37.110_949],
        ],
        missing: 0,
        header_lines: 2,
    },
    Fixture {
        text: include_str!("../fixtures/quakes.csv"),
        delimiter: ',',
        names: &["column 1", "lat", "long", "depth", "mag", "stations"],
        selection: both(1, 2),
        rows: &[
            [-20.42, 181.62],
            [-20.62, 181.03],
            [-26.0, 184.1],
            [-17.97, 181.66],
            [-20.42, 181.96],
            [-19.68, 184.31],
            [-11.7, 166.1],
            [-28.11, 181.93],
            [-28.74, 181.74],
            [-17.47, 179.59],
        ],
        missing: 0,
        header_lines: 1,
    },
    Fixture {
        text: include_str!("../fixtures/unemployment.tsv"),
        delimiter: '\t',
        names: &["id", "rate"],
        selection: both(0, 1),
        rows: &[
            [1001.0, 0.097],
            [1003.0, 0.091],
            [1005.0, 0.134],
            [1007.0, 0.121],
            [1009.0, 0.099],
            [1011.0, 0.164],
            [1013.0, 0.167],
            [1015.0, 0.108],
            [1017.0, 0.186],
            [1019.0, 0.118],
        ],
        missing: 0,
        header_lines: 1,
    },
];

impl Fixture {
    /// The same table with other marks between its fields and before its decimals. Its quoted fields hold neither.
    pub fn rewritten(&self, delimiter: char, decimal: char) -> String {
        let field = |field: &str| {
            let is_number = field.trim_matches('"').parse::<f64>().is_ok();
            if is_number { field.replace('.', &decimal.to_string()) } else { field.to_owned() }
        };
        let line = |line: &str| -> String {
            let fields: Vec<_> = line.split(self.delimiter).map(field).collect();
            fields.join(&delimiter.to_string()) + "\n"
        };
        self.text.lines().map(line).collect()
    }

    /// Fails unless the bytes give this table.
    #[track_caller]
    pub fn assert_read(&self, bytes: &[u8], how: &str) {
        let what = format!("{} {how}", self.names.join(", "));
        let table = Table::read(bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
        let names: Vec<_> = table.columns().iter().map(|column| &*column.name).collect();
        assert_eq!(names, self.names, "{what}");
        assert_eq!(table.suggestion(), Some(self.selection), "{what}");
        let taken = table.take(self.selection);
        assert_eq!(taken.rows, self.rows, "{what}");
        assert_eq!((taken.missing, taken.not_numbers), (self.missing, 0), "{what}");
        assert_eq!(table.rows(), self.rows.len() + self.missing, "{what}");
        assert_eq!(table.header_lines(), self.header_lines, "{what}");
    }
}
