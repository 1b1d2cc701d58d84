//! Lines of text as records of fields, once it is known what stands between fields.

use csv::{ReaderBuilder, StringRecord};

use crate::text::trimmed;

/// What a comment begins with.
const COMMENT: [char; 2] = ['#', '%'];

/// What stands between two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delimiter {
    Tab,
    Semicolon,
    Comma,
    Pipe,
    /// One or more blanks or tabs.
    Blanks,
    /// Nothing: each line is one field.
    Nothing,
}

/// The lines that hold records, in a form that the `csv` crate reads.
pub(crate) struct Records {
    /// How many lines were comments.
    pub comment_lines: usize,
    /// The line, from 1, of a quotation mark without a partner.
    pub open_quote: Option<usize>,
    delimiter: Delimiter,
    text: String,
}

impl Delimiter {
    /// All of them; where two suit a text equally well, the one that stands first is meant.
    pub const ALL: [Self; 6] = [Self::Tab, Self::Semicolon, Self::Comma, Self::Pipe, Self::Blanks, Self::Nothing];

    /// The one in the cleaned text. Where fields have nothing between them it is one that no text has.
    fn byte(self) -> u8 {
        match self {
            Self::Tab | Self::Blanks => b'\t',
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Pipe => b'|',
            Self::Nothing => 0x1f,
        }
    }
}

impl Records {
    /// Those of a text: without comments and empty lines, which may stand inside quotes only.
    pub fn new(text: &str, delimiter: Delimiter) -> Self {
        let cleaned = String::with_capacity(text.len() + 1);
        let mut records = Self { comment_lines: 0, open_quote: None, delimiter, text: cleaned };
        let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        for (number, line) in (1..).zip(lines.flat_map(|line| line.split('\r'))) {
            let is_inside = records.open_quote.is_some();
            if !is_inside && trimmed(line).starts_with(COMMENT) {
                records.comment_lines += 1;
            } else if is_inside || !trimmed(line).is_empty() {
                records.add(line, number);
            }
        }
        records
    }

    /// Each record.
    pub fn iter(&self) -> impl Iterator<Item = StringRecord> {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.delimiter.byte());
        // Text in memory has no errors: neither of reading, nor of its encoding, nor of the number of fields.
        builder.from_reader(self.text.as_bytes()).into_records().map_while(Result::ok)
    }

    /// Adds a line, without the blanks before a field: a quotation mark that follows them opens it all the same.
    fn add(&mut self, line: &str, number: usize) {
        let (between, by_blanks) = (char::from(self.delimiter.byte()), self.delimiter == Delimiter::Blanks);
        let line = if by_blanks && self.open_quote.is_none() { line.trim_matches([' ', '\t']) } else { line };
        let (mut is_start, mut is_closed) = (true, false);
        for c in line.chars() {
            let is_inside = self.open_quote.is_some();
            let is_blank = !is_inside && (c == ' ' || by_blanks && c == '\t');
            if is_blank && is_start {
                continue;
            }
            // A mark right after one that closed is the second of a doubled one: the field goes on.
            if c == '"' && (is_inside || is_start || is_closed) {
                self.open_quote = if is_inside { None } else { Some(number) };
            }
            is_closed = is_inside && c == '"';
            is_start = !is_inside && (c == between || by_blanks && is_blank);
            self.text.push(if is_start { between } else { c });
        }
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str, delimiter: Delimiter) -> Vec<Vec<String>> {
        let records = Records::new(text, delimiter);
        records.iter().map(|record| record.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn quotes_hold_what_would_part_fields_and_lines() {
        let text = "a, \"b, \"\"c\"\"\"\r\n\"# 1\n# 2\",5\" x\r\r\n  # comment, \"\n3,\"\"\n";
        let expected = [["a", "b, \"c\""], ["# 1\n# 2", "5\" x"], ["3", ""]];
        assert_eq!(fields(text, Delimiter::Comma), expected);
        assert_eq!(Records::new(text, Delimiter::Comma).comment_lines, 1);
    }

    #[test]
    fn blanks_are_one_gap_however_many() {
        let text = "  a \t \"b  c\"  d\n\n1 2   3  \n%4 5 6";
        assert_eq!(fields(text, Delimiter::Blanks), [["a", "b  c", "d"], ["1", "2", "3"]]);
        assert_eq!(fields("\ta\n1\t\n", Delimiter::Tab), [["", "a"], ["1", ""]]);
    }

    #[test]
    fn a_mark_without_a_partner_is_found() {
        for (text, line) in
            [("a,b\n\"1,2\n3,4", Some(2)), ("5\"\"\n\"6\"", None), ("1,\"a\"\"\n", Some(1)), ("\"a\"b\",\"\"", None)]
        {
            assert_eq!(Records::new(text, Delimiter::Comma).open_quote, line, "{text}");
        }
    }
}
