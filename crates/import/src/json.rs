//! JSON of the shapes that tables have.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::grid::RawTable;
use crate::number::NumberStyle;
use crate::unreadable::{MAX_COLUMNS, MAX_ROWS, UnreadableTable};

/// What is done with a value, as it is written, and with its key in an object.
type Take<'take, 'json> = &'take mut dyn FnMut(Option<String>, &'json str) -> Result<(), UnreadableTable>;

/// Hands on the values of an array or of an object, one by one: nothing is kept of what is not a cell.
struct Values<'take, 'json>(Take<'take, 'json>);

/// A row for each value of an array: of an array its cells, of an object its values by their keys.
///
/// # Errors
/// Where the text is no JSON, where objects have too many keys, and as [`Grid::push`](crate::grid::Grid::push).
pub(crate) fn read_rows(text: &str) -> Result<RawTable, UnreadableTable> {
    let mut raw = RawTable::new(NumberStyle::Plain);
    // The place of each key, in the order in which they first appear.
    let mut places = BTreeMap::new();
    for_each(text, &mut |_, value| match value.as_bytes().first() {
        Some(b'[') => raw.grid.push(values(value)?.into_iter().map(cell_text)),
        Some(b'{') => raw.grid.push(values_by_key(value, &mut places)?.into_iter().map(cell_text)),
        _ => raw.grid.push([cell_text(value)]),
    })?;
    let mut names: Vec<_> = places.into_iter().collect();
    names.sort_by_key(|(_, place)| *place);
    raw.names = names.into_iter().map(|(name, _)| name).collect();
    Ok(raw)
}

/// A column for each array or object in an object, if it is at least half as long as the longest: what is shorter only
/// says something about the others.
///
/// # Errors
/// Where the text is no JSON or holds no column, and as [`Grid::push`](crate::grid::Grid::push).
pub(crate) fn read_columns(text: &str) -> Result<RawTable, UnreadableTable> {
    let mut columns = Vec::new();
    for_each(text, &mut |key, value| {
        if value.starts_with(['[', '{']) {
            columns.push((key.unwrap_or_default(), values(value)?));
        }
        if columns.len() > MAX_COLUMNS { Err(UnreadableTable::TooManyColumns(columns.len())) } else { Ok(()) }
    })?;
    let longest = columns.iter().map(|(_, cells)| cells.len()).max().ok_or(UnreadableTable::UnknownJson)?;
    columns.retain(|(_, cells)| cells.len() * 2 >= longest);
    let mut raw = RawTable::new(NumberStyle::Plain);
    for row in 0..longest {
        raw.grid.push(columns.iter().map(|(_, cells)| cell_text(cells.get(row).copied().unwrap_or_default())))?;
    }
    raw.names = columns.into_iter().map(|(name, _)| name).collect();
    Ok(raw)
}

/// The values of an array or of an object.
fn values(json: &str) -> Result<Vec<&str>, UnreadableTable> {
    let mut values = Vec::new();
    for_each(json, &mut |_, value| {
        values.push(value);
        // No row may have as many cells either.
        if values.len() > MAX_ROWS { Err(UnreadableTable::TooManyRows) } else { Ok(()) }
    })?;
    Ok(values)
}

/// The values of an object at the places of their keys; a new key gets the next place.
fn values_by_key<'json>(
    json: &'json str,
    places: &mut BTreeMap<String, usize>,
) -> Result<Vec<&'json str>, UnreadableTable> {
    let mut row = vec![""; places.len()];
    for_each(json, &mut |key, value| {
        let next = places.len();
        let place = *places.entry(key.unwrap_or_default()).or_insert(next);
        row.resize(places.len(), "");
        row.get_mut(place).into_iter().for_each(|at| *at = value);
        if place < MAX_COLUMNS { Ok(()) } else { Err(UnreadableTable::TooManyColumns(places.len())) }
    })?;
    Ok(row)
}

/// Does this with each value of an array or of an object.
fn for_each<'json>(json: &'json str, take: Take<'_, 'json>) -> Result<(), UnreadableTable> {
    let mut source = serde_json::Deserializer::from_str(json);
    let outcome = source.deserialize_any(Values(take)).and_then(|outcome| source.end().map(|()| outcome));
    outcome.unwrap_or_else(|error: serde_json::Error| {
        Err(UnreadableTable::MalformedJson { line: error.line(), column: error.column() })
    })
}

/// What would stand in the cell of another kind of file.
fn cell_text(json: &str) -> Cow<'_, str> {
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).map_or(Cow::Borrowed(json), Cow::Owned),
        _ => Cow::Borrowed(json),
    }
}

impl<'json> Visitor<'json> for Values<'_, 'json> {
    type Value = Result<(), UnreadableTable>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    // After a failure the rest is only passed over: an error of the parser would take its place.
    fn visit_seq<A: SeqAccess<'json>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        let mut outcome = Ok(());
        while let Some(value) = values.next_element::<&RawValue>()? {
            outcome = outcome.and_then(|()| (self.0)(None, value.get()));
        }
        Ok(outcome)
    }

    fn visit_map<A: MapAccess<'json>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        let mut outcome = Ok(());
        while let Some((key, value)) = values.next_entry::<String, &RawValue>()? {
            outcome = outcome.and_then(|()| (self.0)(Some(key), value.get()));
        }
        Ok(outcome)
    }
}
