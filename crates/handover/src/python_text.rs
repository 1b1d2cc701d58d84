//! Python as text.

/// The names that a line of imports brings.
pub fn names_of_import(line: &str) -> impl Iterator<Item = &str> {
    let names = line.rsplit("import ").next().unwrap_or_default();
    names.split(", ").map(|name| name.rsplit(' ').next().unwrap_or(name))
}

/// Whether a name stands in a text, and not only as a part of others.
pub fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_whole = |at: usize| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part);
    text.match_indices(word).any(|(at, _)| is_whole(at))
}

/// At most two empty lines in a row, and one before what is indented.
pub fn without_gaps(text: &str) -> String {
    let (mut out, mut empty) = (String::new(), 0);
    for line in text.lines() {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        let most = if line.starts_with([' ', ')', ']']) { 1 } else { 2 };
        out.extend(std::iter::repeat_n('\n', empty.min(most)));
        empty = 0;
        out.push_str(line);
        out.push('\n');
    }
    out
}
