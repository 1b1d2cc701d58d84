//! Lines of names, and what only looks like them.

use import::{Selection, Table};

#[track_caller]
fn names(text: &str) -> (usize, Vec<String>) {
    let table = Table::read(text.as_bytes()).unwrap();
    (table.header_lines(), table.columns().iter().map(|column| column.name.clone()).collect())
}

#[track_caller]
fn assert_names(text: &str, lines: usize, expected: &[&str]) {
    assert_eq!(names(text), (lines, expected.iter().map(|&name| name.to_owned()).collect()), "{text}");
}

const NUMBERS: &str = "1.5\t2\t3\t4\n2\t3\t4\t5\n3\t4\t5\t6\n4\t5\t6\t8\n";

#[test]
fn several_lines_of_names_are_joined() {
    let both = ["away x", "away y", "dino x", "dino y"];
    assert_names(&format!("away\taway\tdino\tdino\nx\ty\tx\ty\n{NUMBERS}"), 2, &both);
    assert_names(&format!("away\t\tdino\t\nx\ty\tx\ty\n{NUMBERS}"), 2, &both);
    assert_names(&format!("A title\naway\t\tdino\t\nx\ty\tx\ty\n{NUMBERS}"), 3, &both);
    assert_names(&format!("a\t\tb\t\n{NUMBERS}"), 1, &["a", "column 2", "b", "column 4"]);
}

#[test]
fn no_names_are_numbers_of_columns() {
    assert_names(NUMBERS, 0, &["column 1", "column 2", "column 3", "column 4"]);
    assert_names(",0,1\n0,1.5,2\n1,3.5,4\n2,5.5,6\n3,7.5,9", 1, &["column 1", "0", "1"]);
    assert_names(",1990,1991\na,1.5,2\nb,3.5,4\nc,5.5,6\nd,7.5,9", 1, &["column 1", "1990", "1991"]);
    for text in [",2\n1.5,3\n,4\n2,5\n3,6\n4,7", ",2\n,3\n1.5,4\n2,5\n3,6\n4,7"] {
        assert_names(text, 0, &["column 1", "column 2"]);
    }
    assert_names("1,a\n2,b\n3,c\n5,d", 0, &["column 1", "column 2"]);
}

#[test]
fn a_name_that_lacks_its_place_does_not_shift_the_others() {
    assert_names("x y\na 1.5 2\nb 3 4\nc 5 6\nd 7 9", 1, &["column 1", "x", "y"]);
    assert_names("x,y\n1.5,2,\n3,4,\n5,6,\n7,9,", 1, &["x", "y"]);
    assert_names("\"x\"\n\"1\" 9172\n\"2\" 9350\n\"3\" 9483\n\"4\" 9558", 1, &["column 1", "x"]);
}

#[test]
fn counts_and_classes_are_neither_names_nor_a_row() {
    let cancer = "4,2,malignant,benign\n17.99,10.38,0\n20.57,17.77,0\n19.69,21.25,1\n11.42,20.38,1\n";
    assert_names(cancer, 1, &["column 1", "column 2", "column 3"]);
    assert_eq!(Table::read(cancer.as_bytes()).unwrap().rows(), 4);
    // The same beginning of a table whose last column are words.
    assert_names("5.1,2,setosa\n4.9,3.0,setosa\n7,3.2,other\n6.4,3.1,other", 0, &["column 1", "column 2", "column 3"]);
}

#[test]
fn a_row_without_numbers_is_a_row() {
    let text = "name,x,remark\na,NA,NA\nb,,not measured\nc,1,\nd,2,\ne,3,\nf,4.5,late";
    assert_names(text, 1, &["name", "x", "remark"]);
    let table = Table::read(text.as_bytes()).unwrap();
    let taken = table.take(table.suggestion().unwrap());
    assert_eq!((taken.rows.len(), taken.missing), (4, 2));
}

#[test]
fn what_never_varies_is_not_suggested() {
    let table = Table::read(b"year,x,class,y\n2007,1,0,5\n2007,2,0,6\n2007,4,0,7\n2007,8,0,9").unwrap();
    assert_eq!(table.suggestion(), Some(Selection { x: 1, y: Some(3) }));
    let constant = Table::read(b"year\n2007\n2007\n2007\n2007").unwrap();
    assert_eq!(constant.suggestion(), None);
    assert_eq!(constant.take(Selection { x: 0, y: None }).rows.len(), 4);
}

#[test]
fn a_long_name_is_cut() {
    let text = format!("{}\n1\n2\n3\n4.5", "long ".repeat(100));
    let (_, names) = names(&text);
    assert!(names[0].ends_with('…') && names[0].chars().count() <= 100, "{names:?}");
}
