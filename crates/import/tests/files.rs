//! Files as people have them, each in the ways in which programs save it, and whatever is made of them by chance.

use std::fs;
use std::time::{Duration, Instant};

use import::{Selection, Table, Taken, UnreadableTable};

/// A file, the names of the columns that are taken first, their rows, and how many rows are left out.
struct Known {
    file: &'static str,
    names: &'static [&'static str],
    rows: &'static [[f64; 2]],
    left_out: usize,
}

const FAITHFUL: [[f64; 2]; 6] = [[3.6, 79.0], [1.8, 54.0], [3.333, 74.0], [2.283, 62.0], [4.533, 85.0], [2.883, 55.0]];
const GEYSER: [[f64; 2]; 6] = [[80.0, 4.0166667], [71.0, 2.15], [57.0, 4.0], [80.0, 4.0], [75.0, 4.0], [77.0, 2.0]];
const GALAXIES: [[f64; 2]; 6] =
    [[9172.0, 0.0], [9350.0, 0.0], [9483.0, 0.0], [9558.0, 0.0], [9775.0, 0.0], [10227.0, 0.0]];
const IRIS: [[f64; 2]; 5] = [[5.1, 3.5], [4.9, 3.0], [7.0, 3.2], [6.4, 3.2], [6.3, 3.3]];
const PENGUINS: [[f64; 2]; 5] = [[39.1, 18.7], [39.5, 17.4], [46.1, 13.2], [50.0, 16.3], [46.5, 17.9]];
const DATASAURUS: [[f64; 2]; 4] = [
    [32.331110266596, 61.411101248372],
    [53.421462877164, 26.186880257105],
    [63.920202036475, 30.832194347562],
    [70.289505665063, 82.533649016397],
];
const QUAKES: [[f64; 2]; 5] = [[-20.42, 181.62], [-20.62, 181.03], [-26.0, 184.1], [-17.97, 181.66], [-20.42, 181.96]];
const UNEMPLOYMENT: [[f64; 2]; 6] =
    [[1001.0, 0.097], [1003.0, 0.091], [1005.0, 0.134], [1007.0, 0.121], [1009.0, 0.099], [1011.0, 0.164]];

const KNOWN: [Known; 8] = [
    Known { file: "faithful.csv", names: &["eruptions", "waiting"], rows: &FAITHFUL, left_out: 0 },
    Known { file: "geyser.txt", names: &["waiting", "duration"], rows: &GEYSER, left_out: 0 },
    Known { file: "galaxies.txt", names: &["column 1"], rows: &GALAXIES, left_out: 0 },
    Known { file: "iris.csv", names: &["column 1", "column 2"], rows: &IRIS, left_out: 0 },
    Known { file: "penguins.csv", names: &["bill length (mm)", "bill depth (mm)"], rows: &PENGUINS, left_out: 1 },
    Known { file: "datasaurus_wide.tsv", names: &["away x", "away y"], rows: &DATASAURUS, left_out: 0 },
    Known { file: "quakes.csv", names: &["lat", "long"], rows: &QUAKES, left_out: 0 },
    Known { file: "unemployment.tsv", names: &["id", "rate"], rows: &UNEMPLOYMENT, left_out: 0 },
];

fn text(file: &str) -> String {
    let path = format!("{}/tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).expect("a file of the tests")
}

fn utf_16(text: &str, mark: [u8; 2], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
}

/// A text as different programs save it.
fn variants(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = vec![
        ("as it is", text.as_bytes().to_vec()),
        ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16, little end first", utf_16(text, [0xff, 0xfe], u16::to_le_bytes)),
        ("UTF-16, big end first", utf_16(text, [0xfe, 0xff], u16::to_be_bytes)),
        ("CRLF", text.replace('\n', "\r\n").into_bytes()),
        ("CR, and no end of the last line", text.trim_end().replace('\n', "\r").into_bytes()),
    ];
    // As spreadsheets of half of the world save it.
    if !text.contains(['\t', '"', '#']) && text.contains(',') {
        all.push(("decimal commas", text.replace(',', ";").replace('.', ",").into_bytes()));
    }
    all
}

#[test]
fn every_known_file_gives_its_rows_however_it_was_saved() {
    for Known { file, names, rows, left_out } in KNOWN {
        for (variant, bytes) in variants(&text(file)) {
            let table = Table::read(&bytes).unwrap_or_else(|error| panic!("{file}, {variant}: {error}"));
            let Selection { x, y } = table.suggestion().expect("a selection");
            let found: Vec<&str> =
                [Some(x), y].into_iter().flatten().map(|at| table.columns()[at].name.as_str()).collect();
            assert_eq!(found, names, "{file}, {variant}");
            let Taken { rows: found, missing, not_numbers } = table.take(Selection { x, y });
            assert_eq!((&found[..], missing + not_numbers), (rows, left_out), "{file}, {variant}");
        }
    }
}

#[test]
fn the_columns_can_be_swapped_and_chosen() {
    let table = Table::read(text("geyser.txt").as_bytes()).expect("a table");
    let named = |name: &str| table.columns().iter().position(|column| column.name == name).expect("a column");
    let swapped = table.take(Selection { x: named("duration"), y: Some(named("waiting")) });
    assert_eq!(swapped.rows, GEYSER.map(|[waiting, duration]| [duration, waiting]));
    assert_eq!(table.first_rows()[0], ["1", "80", "4.0166667"]);
    assert_eq!(table.take(Selection { x: 99, y: None }), Taken::default());
}

#[test]
fn json_of_every_shape_gives_the_same_rows() {
    for json in [
        "[[80, 4.0166667], [71, 2.15], [57, 4], [80, 4], [75, 4], [77, 2]]",
        r#"[{"w": 80, "d": 4.0166667}, {"w": 71, "d": 2.15}, {"w": 57, "d": 4}, {"w": 80, "d": 4}, {"w": 75, "d": 4}, {"w": 77, "d": 2}]"#,
        r#"{"w": [80, 71, 57, 80, 75, 77], "note": "none", "d": [4.0166667, 2.15, 4, 4, 4, 2]}"#,
    ] {
        let table = Table::read(json.as_bytes()).unwrap_or_else(|error| panic!("{json}: {error}"));
        assert_eq!(table.take(table.suggestion().expect("a selection")).rows, GEYSER);
    }
}

#[test]
fn what_is_no_table_of_numbers_says_so_in_a_sentence() {
    let movie: Vec<u8> = (0..100_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    let many = (0..300).map(|i| i.to_string()).collect::<Vec<_>>().join(",").repeat(3);
    let cases: [(&[u8], &str); 9] = [
        (&movie, "not text"),
        (b"", "nothing in it"),
        (b"red\ngreen\nblue\nred\ngreen\n", "mostly numbers"),
        (b"x,y\nNA,NA\nNA,NA\nNA,NA\nNA,NA\n", "mostly numbers"),
        (b"x,y\n1,2\n3,4\n5,6\n", "3 rows of numbers"),
        (b"[1, 2,", "begins like JSON"),
        (b"{\"a\": 1}", "not a list of numbers"),
        (many.as_bytes(), "columns, and at most 256"),
        ("1\n".repeat(1_000_001).leak().as_bytes(), "more than a million rows"),
    ];
    for (bytes, words) in cases {
        let said = Table::read(bytes).expect_err(words).to_string();
        assert!(said.contains(words) && said.ends_with('.'), "{said}");
    }
    assert_eq!(Table::read(b" ").unwrap_err(), UnreadableTable::Empty);
}

/// Numbers by chance, always the same: Marsaglia 2003, Xorshift RNGs, sec. 3.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// Bytes with some of them changed, lost, doubled, moved, or put in that mean something.
    fn damaged(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.below(6) {
            let (at, length) = (self.below(bytes.len()), self.below(20));
            let end = (at + length).min(bytes.len());
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let again = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, again);
                }
                3 => bytes.truncate(end.max(1)),
                _ => {
                    let known: [&[u8]; 12] =
                        [b"\"", b",", b";", b"\t", b"\0", b"\r", b"[", b"{", b"e999", b"\xff\xfe", b"-", b"\n\n#"];
                    bytes.splice(at..at, known[self.below(known.len())].iter().copied());
                }
            }
        }
        bytes
    }
}

/// How many damaged files are read; `IMPORT_CASES` says another number.
const CASES: usize = 20_000;

#[test]
#[expect(clippy::disallowed_methods, reason = "what hangs is found by a clock")]
fn no_damaged_file_does_harm() {
    let cases = std::env::var("IMPORT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let mut whole: Vec<Vec<u8>> =
        KNOWN.iter().flat_map(|known| variants(&text(known.file))).map(|(_, bytes)| bytes).collect();
    whole.push(br#"[{"w": 80, "d": 4.0}, {"w": 71, "d": 2.15}, {"w": 57, "d": 4}, {"w": 80, "d": null}]"#.to_vec());
    let (mut chance, mut read) = (Chance(0x2545_f491_4f6c_dd1d), 0);
    for _ in 0..cases {
        let from = chance.below(whole.len());
        let bytes = chance.damaged(whole[from].clone());
        let began = Instant::now();
        if let Ok(table) = Table::read(&bytes) {
            let taken = table.take(table.suggestion().expect("a selection"));
            assert!(taken.rows.iter().flatten().all(|number| number.is_finite()), "{bytes:?}");
            assert!(taken.rows.len() >= 4 && table.first_rows().len() <= 8, "{bytes:?}");
            read += 1;
        }
        assert!(began.elapsed() < Duration::from_secs(1), "{bytes:?}");
    }
    assert!(read * 4 > cases, "{read} of {cases} were still tables");
}
