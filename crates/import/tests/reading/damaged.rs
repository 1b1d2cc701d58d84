//! The fixtures, changed at random from fixed seeds. Nothing panics, nothing takes long, and what is taken is finite
//! and counted.
//!
//! `FUZZ_CASES=200000 cargo test --release -p import --test reading damaged` makes as many cases as one likes, and
//! `FUZZ_SEED` others.

use crate::fixtures::FIXTURES;
use import::{ColumnKind, MIN_ROWS, Selection, Table};
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Of the usual run, which takes a few seconds.
const CASES: u64 = 20_000;
/// No case takes longer.
const LONGEST: Duration = Duration::from_secs(1);

/// What is put in: marks that mean something, and numbers at the edge of something.
const PIECES: [&str; 40] = [
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "|",
    " ",
    "\n",
    "\r",
    "\r\n",
    "#",
    "%",
    "\0",
    "[",
    "]",
    "{",
    "}",
    ":",
    "null",
    "NA",
    "-",
    ".",
    "?",
    "NaN",
    "inf",
    "1e400",
    "1e300",
    "5e-324",
    "-0",
    "0,5",
    "1,234.5",
    "1.234,5",
    "\u{2212}3",
    "1\u{202f}000",
    "\u{feff}",
    "\u{fffd}",
    "µ",
    "\u{1f}",
    "\\u",
    "999999999999999999999999999999",
];

/// JSON that is changed beside the files.
const JSON: [&str; 4] = [
    "[1, 2.5, null, 4, 5e3]",
    "[[\"x\", \"y\"], [1, 2], [3, 4.5], [5, 6], [7, 8]]",
    "[{\"x\": 1, \"y\": \"2\"}, {\"y\": 3, \"x\": 4.5}, {\"x\": 5}, {\"x\": 6, \"z\": {\"a\": [1]}}]",
    "{\"about\": \"it\", \"x\": [1, 2, 3, 4.5], \"y\": [5, 6, 7, 8]}",
];

/// A source of chance: splitmix64.
struct Chance(u64);

impl Chance {
    fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below this one; 0 below 0.
    fn below(&mut self, end: usize) -> usize {
        (self.any() % end.max(1) as u64) as usize
    }

    /// A part of these bytes.
    fn part<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let start = self.below(bytes.len());
        let length = self.below(bytes.len() - start).min(1 + self.below(200));
        &bytes[start..start + length]
    }

    /// The bytes of a file or of a piece of JSON, in some encoding.
    fn file(&mut self) -> Vec<u8> {
        let fixture = &FIXTURES[self.below(FIXTURES.len())];
        let text = match self.below(8) {
            0 => JSON[self.below(JSON.len())].to_owned(),
            1..=3 => fixture.text.to_owned(),
            _ => fixture.rewritten([';', '\t', ' ', '|', ','][self.below(5)], ['.', ','][self.below(2)]),
        };
        match self.below(8) {
            0 => [&b"\xff\xfe"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
            1 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            2 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            _ => text.into_bytes(),
        }
    }

    /// One change of the bytes.
    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(40)).min(bytes.len());
        match self.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].repeat(1 + self.below(20));
                drop(bytes.splice(at..at, copy));
            }
            3 => {
                let other = self.file();
                let part = self.part(&other).to_vec();
                drop(bytes.splice(at..end, part));
            }
            4 => bytes.truncate(at.max(1)),
            _ => {
                let piece = PIECES[self.below(PIECES.len())];
                drop(bytes.splice(at..at, piece.bytes()));
            }
        }
    }
}

/// Holds what was read against what is said of it; whether anything was.
fn check(bytes: &[u8], chance: &mut Chance) -> bool {
    let table = match Table::read(bytes) {
        Ok(table) => table,
        Err(error) => {
            assert!(error.to_string().ends_with('.'));
            return false;
        }
    };
    let width = table.columns().len();
    let any = Selection { x: chance.below(width + 1), y: (chance.below(2) == 0).then(|| chance.below(width + 1)) };
    for selection in [Some(any), table.suggestion()].into_iter().flatten() {
        let taken = table.take(selection);
        assert_eq!(taken.rows.len() + taken.missing + taken.not_numbers, table.rows());
        assert!(taken.rows.iter().flatten().all(|value| value.abs() <= 1e300));
    }
    for column in table.columns() {
        assert_eq!(column.numbers + column.missing + column.words, table.rows());
        assert!(!column.name.is_empty());
    }
    assert!(table.columns().iter().any(|it| it.kind == ColumnKind::Numbers && it.numbers >= MIN_ROWS));
    assert!(table.first_rows().len() <= table.rows());
    true
}

#[test]
#[allow(clippy::disallowed_methods, reason = "it is measured that nothing takes long")]
fn damaged_files_are_read_or_refused() {
    let given = |name: &str| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (first, count) = (given("FUZZ_SEED").unwrap_or(0), given("FUZZ_CASES").unwrap_or(CASES));
    let (mut read, mut slowest) = (0, Duration::ZERO);
    for number in first..first + count {
        let mut chance = Chance(number);
        let mut bytes = chance.file();
        for _ in 0..=chance.below(6) {
            chance.change(&mut bytes);
        }
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&bytes, &mut chance)));
        read += u64::from(outcome.unwrap_or_else(|_| panic!("FUZZ_SEED={number} FUZZ_CASES=1 repeats it")));
        let mut took = began.elapsed();
        if took > LONGEST / 10 {
            // The machine may have done something else in between.
            let began = Instant::now();
            check(&bytes, &mut chance);
            took = took.min(began.elapsed());
        }
        assert!(took < LONGEST, "case {number} took {took:?}");
        slowest = slowest.max(took);
    }
    println!("{count} cases, {read} of them read, the slowest in {slowest:?}");
    // Damage is mostly small: if nothing were read any more, nothing would be tested.
    assert!(count < 1000 || read * 3 > count, "only {read} of {count} cases were read");
}
