//! What is no table of numbers, and the sentence that says so.

use import::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Table, UnreadableTable};

fn error(bytes: &[u8]) -> UnreadableTable {
    Table::read(bytes).map(|_| ()).unwrap_err()
}

#[track_caller]
fn assert_says(bytes: &[u8], expected: &UnreadableTable, sentence: &str) {
    let error = error(bytes);
    assert_eq!((&error, &*error.to_string()), (expected, sentence));
}

#[test]
fn what_is_no_text_is_refused() {
    let sentence = "This is no text: a table is a file such as CSV, TSV or JSON.";
    let film = [b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".as_slice(), &[7; 4096]].concat();
    let noise: Vec<u8> = (0..1u32 << 20).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for bytes in
        [&film[..], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0\x06\0\x08\0", &noise, b"1,2\n3,4\n\x005,6"]
    {
        assert_says(bytes, &UnreadableTable::NotText, sentence);
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let large = vec![b'1'; MAX_BYTES + 1];
    assert_eq!(error(&large), UnreadableTable::TooLarge(MAX_BYTES as u64 + 1));
    let rows = "1\n".repeat(MAX_ROWS + 1);
    assert_says(
        rows.as_bytes(),
        &UnreadableTable::TooManyRows,
        "There are more than 1000000 rows: bring a part of them.",
    );
    let columns = (vec!["1.5"; MAX_COLUMNS + 1].join(",") + "\n").repeat(4);
    assert_says(columns.as_bytes(), &UnreadableTable::TooManyColumns(257), "There are 257 columns, more than 256.");
    for text in [",".repeat(MAX_CELLS), ",,,,,,,,\n".repeat(MAX_ROWS)] {
        let sentence = "There are more than 8000000 cells: bring a part of them.";
        assert_says(text.as_bytes(), &UnreadableTable::TooManyCells, sentence);
    }
}

#[test]
fn the_most_that_may_be_is_read() {
    let rows = "1.5\n2.5\n".repeat(MAX_ROWS / 2);
    assert_eq!(Table::read(rows.as_bytes()).unwrap().rows(), MAX_ROWS);
    let columns = (vec!["1.5"; MAX_COLUMNS].join(",") + "\n").repeat(4);
    assert_eq!(Table::read(columns.as_bytes()).unwrap().columns().len(), MAX_COLUMNS);
}

#[test]
fn what_has_no_numbers_is_refused() {
    let words = "There is no column of numbers: the only column is one of words.";
    assert_says(b"name\nAda\nEmmy\nSofia\nGrace\nMary", &UnreadableTable::NoNumbers(1), words);
    let columns = "There is no column of numbers: none of the 2 columns is one.";
    assert_says(b"name,sex\nAda,f\nEmmy,f\nCarl,m\nKurt,m", &UnreadableTable::NoNumbers(2), columns);
    assert_says(b"id,name\n1,Ada\n2,Emmy\n3,Carl\n4,Kurt", &UnreadableTable::NoNumbers(2), columns);
    let missing = "There are no numbers in it: every cell is empty or marked as missing.";
    for text in ["NA\nNA\nNA\nNA", "x,y\nNA,\n,NA\nNA,NA\n-,?", ",,\n,,\n,,"] {
        assert_says(text.as_bytes(), &UnreadableTable::AllMissing, missing);
    }
    for text in ["", " \n\r\n\t", "# a comment\n% another\n", "\u{feff}"] {
        assert_says(text.as_bytes(), &UnreadableTable::Empty, "There is no row in it.");
    }
}

#[test]
fn a_few_rows_are_too_few() {
    let few = "There are only 3 rows with numbers: there must be at least 4.";
    for text in ["x,y\n1,2\n3,4\n5,6", "1\n2\n3", "x\n1\n2\nNA\nNA\n3"] {
        assert_says(text.as_bytes(), &UnreadableTable::TooFewRows(3), few);
    }
    let one = "There is only one row with a number: there must be at least 4.";
    assert_says(b"1 2 3", &UnreadableTable::TooFewRows(1), one);
}

#[test]
fn a_quotation_mark_without_a_partner_is_named() {
    let sentence = "The quotation mark on line 3 is never closed.";
    assert_says(b"x,y\n1,2\n3,\"4\n5,6\n7,8", &UnreadableTable::OpenQuote(3), sentence);
}
