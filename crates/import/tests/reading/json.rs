//! JSON of all the shapes that are tables.

use import::{ColumnKind, MAX_COLUMNS, Selection, Table, UnreadableTable};

const ROWS: [[f64; 2]; 4] = [[0.1, 2.0], [3e-3, -4.0], [5.0, 6.0], [7.0, 8.5]];

#[track_caller]
fn read(text: &str) -> (Vec<String>, Vec<[f64; 2]>) {
    let table = Table::read(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
    let names = table.columns().iter().map(|column| column.name.clone()).collect();
    (names, table.take(table.suggestion().unwrap()).rows)
}

#[test]
fn arrays_of_rows_are_tables() {
    let numbered = vec!["column 1".to_owned(), "column 2".to_owned()];
    assert_eq!(read(" [[0.1, 2], [3e-3, -4], [5, 6], [7, 8.5]]\n"), (numbered, ROWS.to_vec()));
    let named = vec!["u".to_owned(), "v".to_owned()];
    assert_eq!(read(r#"[["u","v"],[0.1,2],[3e-3,-4],[5,6],["7","8.5"]]"#), (named, ROWS.to_vec()));
    let (names, rows) = read("[3, 1.5, null, 4, 7]");
    assert_eq!((names, rows), (vec!["column 1".to_owned()], [3.0, 1.5, 4.0, 7.0].map(|x| [x, 0.0]).to_vec()));
    assert_eq!(read("[[3], [1.5], [4], [7]]").1, [3.0, 1.5, 4.0, 7.0].map(|x| [x, 0.0]));
}

#[test]
fn keys_are_columns_in_the_order_in_which_they_appear() {
    let text = r#"[{"z":0.1,"a":2},{"a":-4,"new":"w","z":3e-3},{"z":5,"a":6},{"z":7,"a":8.5,"more":{"z":[1]}}]"#;
    let (names, rows) = read(text);
    assert_eq!(names, ["z", "a", "new", "more"]);
    assert_eq!(rows, ROWS);
    let table = Table::read(text.as_bytes()).unwrap();
    assert_eq!(table.first_rows()[1], ["3e-3", "-4", "w"]);
    assert_eq!(table.columns()[3].kind, ColumnKind::Text);
}

#[test]
fn objects_of_columns_are_tables() {
    let expected = (vec!["z".to_owned(), "a".to_owned()], ROWS.to_vec());
    assert_eq!(read(r#"{"about":"it","size":[4],"z":[0.1,3e-3,5,7],"a":[2,-4,6,8.5]}"#), expected);
    let pandas = r#"{"z":{"0":0.1,"1":3e-3,"2":5,"3":7},"a":{"0":2,"1":-4,"2":6,"3":8.5}}"#;
    assert_eq!(read(pandas), expected);
    let shorter = Table::read(br#"{"x":[1,2,3,4.5],"y":[5,6,7]}"#).unwrap();
    assert_eq!(shorter.take(Selection { x: 0, y: Some(1) }).missing, 1);
}

#[test]
fn numbers_are_exact_and_what_is_missing_is_counted() {
    let table = Table::read(
        br#"[0.30000000000000004, 1.7976931348623157e299, null, true, "NA", "\u0031", "x", 5e-324, 1e400]"#,
    );
    let taken = table.unwrap().take(Selection { x: 0, y: None });
    let expected = [0.300_000_000_000_000_04, 1.797_693_134_862_315_7e299, 1.0, 5e-324];
    assert_eq!(taken.rows, expected.map(|x| [x, 0.0]));
    assert_eq!((taken.missing, taken.not_numbers), (2, 3));
}

#[test]
fn what_is_no_table_is_said() {
    let error = |text: &str| Table::read(text.as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(error("[1, 2,\n 3, x]"), UnreadableTable::MalformedJson { line: 2, column: 5 });
    assert_eq!(error("[1, 2").to_string(), "It begins like JSON, but line 1 is not JSON from column 5 on.");
    assert_eq!(error("{\"type\": \"Topology\", \"arcs\": 5}"), UnreadableTable::UnknownJson);
    assert_eq!(error("{}"), UnreadableTable::UnknownJson);
    assert_eq!(error("[]"), UnreadableTable::Empty);
    assert_eq!(error("[[],[],[],[]]"), UnreadableTable::AllMissing);
    assert_eq!(error("[1, 2, 3]"), UnreadableTable::TooFewRows(3));
    assert_eq!(error(r#"[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]"#), UnreadableTable::NoNumbers(1));
    assert_eq!(error("[1,2,3,4] []").to_string(), "It begins like JSON, but line 1 is not JSON from column 11 on.");
}

#[test]
fn depth_and_width_have_an_end() {
    let error = |text: &str| Table::read(text.as_bytes()).map(|_| ()).unwrap_err();
    let deep = "[".repeat(1 << 20);
    assert!(matches!(error(&deep), UnreadableTable::MalformedJson { .. }));
    assert_eq!(error(&(deep + &"]".repeat(1 << 20))), UnreadableTable::NoNumbers(1));
    let nested = "{\"a\":".repeat(1 << 18) + "1" + &"}".repeat(1 << 18);
    assert_eq!(error(&nested), UnreadableTable::NoNumbers(1));
    let keys: Vec<_> = (0..1_000_000).map(|number| format!("{{\"{number}\":1}}")).collect();
    assert_eq!(error(&format!("[{}]", keys.join(","))), UnreadableTable::TooManyColumns(MAX_COLUMNS + 1));
    let wide = vec!["0"; MAX_COLUMNS + 1].join(",");
    assert_eq!(error(&format!("[[{wide}],[{wide}]]")), UnreadableTable::TooManyColumns(MAX_COLUMNS + 1));
}
