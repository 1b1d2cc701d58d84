//! JSON as rows of cells: numbers, rows, objects, or an object of columns.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::unreadable::{MAX_COLUMNS, UnreadableTable};

/// Rows of cells as texts, and the names of their columns, where they have any.
#[derive(Debug, PartialEq)]
pub struct JsonRows {
    /// None where rows are plain lists.
    pub names: Option<Vec<String>>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl JsonRows {
    /// Of an object's entries those that are lists, side by side.
    ///
    /// # Errors
    /// Where there is none.
    pub fn of_columns(Entries(entries): Entries) -> Result<Self, UnreadableTable> {
        let list =
            |(name, value): (String, Value)| if let Value::Array(cells) = value { Some((name, cells)) } else { None };
        let columns: Vec<(String, Vec<Value>)> = entries.into_iter().filter_map(list).collect();
        let length = columns.iter().map(|(_, cells)| cells.len()).max().ok_or(UnreadableTable::OtherJson)?;
        let row = |at: usize| columns.iter().map(|(_, cells)| cells.get(at).map_or(String::new(), cell)).collect();
        let rows = (0..length).map(row).collect();
        Ok(Self { names: Some(columns.into_iter().map(|(name, _)| name).collect()), rows })
    }

    /// A row for each object; the columns are the keys in the order in which they come up.
    ///
    /// # Errors
    /// Where there are too many of them.
    pub fn of_objects(objects: &[Entries]) -> Result<Self, UnreadableTable> {
        let mut names: Vec<String> = Vec::new();
        for (name, _) in objects.iter().flat_map(|Entries(entries)| entries) {
            if names.len() > MAX_COLUMNS {
                return Err(UnreadableTable::ManyColumns(names.len()));
            }
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let row = |Entries(entries): &Entries| {
            let of = |name: &String| entries.iter().find(|(known, _)| known == name);
            names.iter().map(|name| of(name).map_or(String::new(), |(_, value)| cell(value))).collect()
        };
        let rows = objects.iter().map(row).collect();
        Ok(Self { names: Some(names), rows })
    }
}

/// The entries of an object in their order.
pub struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        from.deserialize_map(InOrder)
    }
}

/// Whether a text begins as JSON does.
pub fn begins(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{'])
}

/// The rows of a text.
///
/// # Errors
/// Where it is no JSON, or says no rows.
pub fn read(text: &str) -> Result<JsonRows, UnreadableTable> {
    if text.trim_start().starts_with('{') {
        let columns: Entries = serde_json::from_str(text).map_err(|error| UnreadableTable::Json(error.to_string()))?;
        return JsonRows::of_columns(columns);
    }
    if let Ok(objects) = serde_json::from_str::<Vec<Entries>>(text) {
        return JsonRows::of_objects(&objects);
    }
    let rows: Vec<Value> = serde_json::from_str(text).map_err(|error| UnreadableTable::Json(error.to_string()))?;
    let row = |value: Value| match value {
        Value::Array(cells) => Some(cells.iter().map(cell).collect()),
        Value::Object(_) => None,
        value => Some(vec![cell(&value)]),
    };
    let rows = rows.into_iter().map(row).collect::<Option<_>>().ok_or(UnreadableTable::OtherJson)?;
    Ok(JsonRows { names: None, rows })
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let JsonRows { names, rows } = read(text).expect("rows");
        (names.unwrap_or_default(), rows)
    }

    #[test]
    fn lists_objects_and_columns_are_rows() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let numbers = vec![row(["1", "2"]), row(["3", "4.5"])];
        assert_eq!(rows("[[1, 2], [3, 4.5]]"), (vec![], numbers.clone()));
        assert_eq!(rows(r#" [{"b": 1, "a": 2}, {"a": 4.5, "b": 3}]"#), (row(["b", "a"]), numbers.clone()));
        assert_eq!(rows(r#"{"b": [1, 3], "n": 7, "a": [2, 4.5]}"#), (row(["b", "a"]), numbers));
        assert_eq!(rows("[1, null, \"x\"]").1, [["1"], [""], ["x"]]);
        assert_eq!(rows(r#"[{"a": 1}, {"b": 2}]"#).1, [["1", ""], ["", "2"]]);
    }

    /// catches: memory for every pair of a row and a key
    #[test]
    fn of_objects_that_share_no_keys_there_is_no_table() {
        let objects: Vec<String> = (0..50_000).map(|i| format!("{{\"k{i}\":1}}")).collect();
        let refused = read(&format!("[{}]", objects.join(",")));
        assert_eq!(refused, Err(UnreadableTable::ManyColumns(257)));
    }

    #[test]
    fn other_json_and_none_at_all_are_told_apart() {
        for text in ["{}", r#"{"a": 1}"#, r#"[[1], {"a": 2}]"#] {
            assert_eq!(read(text), Err(UnreadableTable::OtherJson), "{text}");
        }
        for text in ["[1, 2", "{1}", &"[".repeat(100_000), "[1] [2]"] {
            assert!(matches!(read(text), Err(UnreadableTable::Json(_))), "{text:.20}");
        }
    }
}
