//! Numbers, in the ways in which files write them.

use lexical_parse_float::FromLexical;

/// Nobody writes a number with more bytes.
const LONGEST_NUMBER: usize = 64;
/// What is larger is no measurement, and its square is infinite.
const LARGEST_NUMBER: f64 = 1e300;
/// Blanks that stand between groups of three digits. The usual one does not: it stands between columns.
const GROUP_SPACES: [char; 3] = ['\u{a0}', '\u{202f}', '\u{2009}'];

/// How a file writes its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberStyle {
    /// "1234.5": a comma makes it no number.
    Plain,
    /// "1.234,5".
    DecimalComma,
    /// "1,234.5".
    ThousandsComma,
}

impl NumberStyle {
    /// All of them; where two read as many numbers, the one that stands first is meant.
    pub const ALL: [Self; 3] = [Self::Plain, Self::DecimalComma, Self::ThousandsComma];

    /// The number that a text without blanks at its edges is.
    pub fn read(self, text: &str) -> Option<f64> {
        if text.len() > LONGEST_NUMBER || !text.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let is_plain = self != Self::DecimalComma && text.is_ascii();
        let as_it_stands = if is_plain { parsed(text) } else { None };
        as_it_stands.or_else(|| parsed(&self.plain_digits(text)?))
    }

    /// The number with "-" for its sign, "." before its decimals and nothing between its thousands; none where what
    /// should be groups of three digits are not.
    fn plain_digits(self, text: &str) -> Option<String> {
        let (decimal, thousands) = match self {
            Self::Plain => ('.', None),
            Self::DecimalComma => (',', Some('.')),
            Self::ThousandsComma => ('.', Some(',')),
        };
        let text = text.replace('\u{2212}', "-");
        let (whole, decimals) = match text.split_once(decimal) {
            Some((_, "")) => return None,
            Some((whole, decimals)) => (whole, format!(".{decimals}")),
            None => (&*text, String::new()),
        };
        let is_mark = |c| Some(c) == thousands || GROUP_SPACES.contains(&c);
        let groups = whole.trim_start_matches(['-', '+']).split(is_mark).enumerate();
        let is_group = |(place, group): (usize, &str)| {
            let is_long_enough = group.len() == 3 || place == 0 && (1..=2).contains(&group.len());
            is_long_enough && group.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_whole = !whole.contains(is_mark) || groups.into_iter().all(is_group);
        is_whole.then(|| whole.replace(is_mark, "") + &decimals)
    }
}

fn parsed(text: &str) -> Option<f64> {
    f64::from_lexical(text.as_bytes()).ok().filter(|value| value.abs() <= LARGEST_NUMBER)
}
