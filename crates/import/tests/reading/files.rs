//! Each fixture, and the same table written in other ways.

use crate::fixtures::{FIXTURES, Fixture};
use import::{Column, ColumnKind, Selection, Table};

#[track_caller]
fn rows(text: &str) -> Vec<[f64; 2]> {
    let table = Table::read(text.as_bytes()).unwrap();
    table.take(table.suggestion().unwrap()).rows
}

fn kinds_of(text: &str) -> Vec<ColumnKind> {
    Table::read(text.as_bytes()).unwrap().columns().iter().map(|column| column.kind).collect()
}

#[test]
fn known_files_give_their_rows() {
    for fixture in &FIXTURES {
        fixture.assert_read(fixture.text.as_bytes(), "as it is");
    }
}

#[test]
fn every_encoding_gives_the_same_rows() {
    for fixture in &FIXTURES {
        fixture.assert_read(&[b"\xef\xbb\xbf", fixture.text.as_bytes()].concat(), "in UTF-8 with a mark");
        let units = |bytes: fn(u16) -> [u8; 2]| fixture.text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
        let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        fixture.assert_read(&[&b"\xff\xfe"[..], &little].concat(), "in UTF-16, little end first");
        fixture.assert_read(&[&b"\xfe\xff"[..], &big].concat(), "in UTF-16, big end first");
        fixture.assert_read(&little, "in UTF-16 without a mark");
        fixture.assert_read(&big, "in UTF-16 without a mark, big end first");
    }
    let fixture = &FIXTURES[0];
    let table = Table::read(&fixture.text.replace("waiting", "\u{b5}").chars().map(|c| c as u8).collect::<Vec<_>>());
    assert_eq!(table.unwrap().columns()[2].name, "µ");
}

#[test]
fn every_dialect_gives_the_same_rows() {
    for fixture in &FIXTURES {
        fixture.assert_read(fixture.rewritten(';', ',').as_bytes(), "with semicolons and decimal commas");
        fixture.assert_read(fixture.rewritten(';', '.').as_bytes(), "with semicolons");
        fixture.assert_read(fixture.rewritten('\t', ',').as_bytes(), "with tabs and decimal commas");
        fixture.assert_read(fixture.rewritten('\t', '.').as_bytes(), "with tabs");
        fixture.assert_read(fixture.rewritten('|', '.').as_bytes(), "with pipes");
    }
}

#[test]
fn every_end_of_line_gives_the_same_rows() {
    for fixture in &FIXTURES {
        for (end, how) in [("\r\n", "with CRLF"), ("\r", "with CR"), ("\n\n  \n", "with empty lines")] {
            fixture.assert_read(fixture.text.replace('\n', end).as_bytes(), how);
        }
        fixture.assert_read(fixture.text.trim_end().as_bytes(), "without a last end of line");
        let commented = format!("# \"a, comment\n{}  % another; \"one", fixture.text);
        fixture.assert_read(commented.as_bytes(), "among comments");
        assert_eq!(Table::read(commented.as_bytes()).unwrap().comment_lines(), 2);
    }
}

#[test]
fn blanks_part_fields_however_many() {
    let indented = |fixture: &Fixture| fixture.rewritten(' ', '.').replace(' ', "   ").replace('\n', " \n  ");
    for fixture in [&FIXTURES[0], &FIXTURES[1], &FIXTURES[2], &FIXTURES[5], &FIXTURES[6], &FIXTURES[7]] {
        fixture.assert_read(fixture.rewritten(' ', ',').as_bytes(), "with blanks and decimal commas");
        fixture.assert_read(indented(fixture).as_bytes(), "indented");
    }
}

#[test]
fn commas_between_thousands_are_no_decimal_commas() {
    let expected = [[1234.5, 1.0], [12.25, 2.0], [1_000_000.0, 3.0], [7.0, 4.5]];
    assert_eq!(rows("x\ty\n1,234.5\t1\n12.25\t2\n1,000,000\t3\n7\t4.5"), expected);
    assert_eq!(rows("x,y\n\"1,234.5\",1\n12.25,2\n\"1,000,000\",3\n7,4.5"), expected);
    assert_eq!(rows("x;y\n1.234,5;1\n12,25;2\n1.000.000;3\n7;4,5"), expected);
    assert_eq!(rows("x;y\n1\u{a0}234,5;1\n12,25;2\n1\u{202f}000\u{202f}000;3\n7;4,5"), expected);
}

#[test]
fn quoted_fields_hold_delimiters_quotes_and_ends_of_lines() {
    let table = Table::read(b"name, x, y\n\"a, \"\"b\"\"\", 1, 2\n\"c\nd\", 3, 4\n\"# e\", 5, 6.5\nf, 7, 8").unwrap();
    let expected = [["a, \"b\"", "1", "2"], ["c d", "3", "4"], ["# e", "5", "6.5"], ["f", "7", "8"]];
    assert_eq!(table.first_rows(), expected);
    assert_eq!(table.suggestion(), Some(Selection { x: 1, y: Some(2) }));
}

#[test]
fn a_single_row_of_numbers_is_a_column() {
    let expected = [[1.5, 0.0], [2.5, 0.0], [-3.0, 0.0], [4.0, 0.0]];
    for text in ["1.5 2.5 -3 4", "1.5, 2.5, -3, 4", "1,5;2,5;-3;4", "[[1.5, 2.5, -3, 4]]", "1.5\n2.5\n\u{2212}3\n4"] {
        assert_eq!(rows(text), expected, "{text}");
    }
    let long = (0..300).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(rows(&long).len(), 300);
}

#[test]
fn columns_are_told_by_what_they_hold() {
    use ColumnKind::{Numbers, RowNumbers, Text};
    assert_eq!(kinds_of(FIXTURES[0].text), [RowNumbers, Numbers, Numbers]);
    assert_eq!(kinds_of(FIXTURES[4].text), [Text, Text, Numbers, Numbers, Numbers, Text, Numbers]);
    assert_eq!(kinds_of("id,x\n0,5\n1,6\n2,7\n3,9"), [RowNumbers, Numbers]);
    assert_eq!(kinds_of(",x,y\n4,5,0\n1.5,6,0\n7,7,0\n8,9,0"), [RowNumbers, Numbers, Numbers]);
    assert_eq!(kinds_of("x,y\n8,5,7,1\n8,6,7,2\n9,7,6,3\n8,9,6,4"), [Numbers; 4]);
    assert_eq!(kinds_of("x,y\n1,5\n2,6\n3,7\n4,9"), [Numbers, Numbers]);
    assert_eq!(kinds_of("1,5\n2,6\n3,7\n4,9"), [Numbers, Numbers]);
    assert_eq!(kinds_of("1,5,2\n2,6,2\n3,7,1\n4,9,1"), [RowNumbers, Numbers, Numbers]);
    assert_eq!(kinds_of("id,x\n1,5\n2,6\n4,7\n5,9"), [Numbers, Numbers]);
    let year = |column: &Column| (column.is_constant(), column.range);
    assert_eq!(year(&Table::read(FIXTURES[4].text.as_bytes()).unwrap().columns()[6]), (true, Some([2007.0; 2])));
}

#[test]
fn rows_that_are_left_out_are_counted_by_their_reason() {
    let table = Table::read(b"x;y;z\n1;2;a\n?;3;b\n4;five;c\n6;;d\n7\n8;9;e\n10;inf;f\n11;12;g\n13;14;h").unwrap();
    let taken = table.take(Selection { x: 0, y: Some(1) });
    assert_eq!(taken.rows, [[1.0, 2.0], [8.0, 9.0], [11.0, 12.0], [13.0, 14.0]]);
    assert_eq!((taken.missing, taken.not_numbers), (3, 2));
    let swapped = table.take(Selection { x: 1, y: Some(0) });
    assert_eq!(swapped.rows, [[2.0, 1.0], [9.0, 8.0], [12.0, 11.0], [14.0, 13.0]]);
    assert_eq!(table.take(Selection { x: 0, y: None }).rows.len(), 8);
    assert_eq!(table.take(Selection { x: 2, y: None }).not_numbers, 8);
    assert_eq!(table.take(Selection { x: 9, y: None }).missing, 9);
    let words: Vec<_> = table.columns().iter().map(|column| (column.numbers, column.missing, column.words)).collect();
    assert_eq!(words, [(8, 1, 0), (5, 2, 2), (0, 1, 8)]);
}

#[test]
fn the_first_rows_are_short_enough_to_show() {
    let line = |cell: &str| vec![cell; 100].join(",") + "\n";
    let table = Table::read((line("name") + &line(&"7".repeat(50)).repeat(30)).as_bytes()).unwrap();
    let rows = table.first_rows();
    assert_eq!((rows.len(), rows[0].len()), (import::PREVIEW_ROWS, import::PREVIEW_COLUMNS));
    assert_eq!(rows[0][0], "7".repeat(import::PREVIEW_CHARACTERS - 1) + "…");
    assert_eq!((table.rows(), table.columns().len()), (30, 100));
}
