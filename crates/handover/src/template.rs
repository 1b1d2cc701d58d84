//! Python with conditions: what of it a configuration needs.
//!
//! A line `#: when a|b not c` begins a part that is kept where one of `a` and `b` is true and `c` is not; `#: end` ends it. Parts
//! lie within each other.

use std::collections::BTreeSet;

/// What is true of a configuration, a word for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions(BTreeSet<&'static str>);

impl Conditions {
    /// Adds a word where it is true.
    pub fn set(&mut self, word: &'static str, is_true: bool) {
        if is_true {
            self.0.insert(word);
        }
    }

    /// Whether one of some words, between bars, is true.
    pub fn has(&self, words: &str) -> bool {
        words.split('|').any(|word| self.0.contains(word))
    }

    /// What of a text is kept.
    pub fn keep(&self, text: &str) -> String {
        let (mut kept, mut open) = (String::new(), Vec::new());
        for line in text.lines() {
            match line.trim_start().strip_prefix("#: ") {
                Some("end") => drop(open.pop()),
                Some(condition) => open.push(self.holds(condition)),
                None if open.iter().all(|holds| *holds) => {
                    kept.push_str(line);
                    kept.push('\n');
                }
                None => {}
            }
        }
        kept
    }

    fn holds(&self, condition: &str) -> bool {
        let (mut holds, mut wanted) = (true, true);
        for word in condition.split_whitespace().skip(1) {
            if word == "not" {
                wanted = false;
            } else {
                holds &= self.has(word) == wanted;
                wanted = true;
            }
        }
        holds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_kept_where_its_condition_and_those_around_it_hold() {
        let mut words = Conditions::default();
        words.set("a", true);
        words.set("b", false);
        let text = "1\n#: when a\n2\n  #: when b\n3\n  #: end\n#: when b|a not b\n4\n#: end\n#: end\n#: when not a\n5\n#: end\n6\n";
        assert_eq!(words.keep(text), "1\n2\n4\n6\n");
    }
}
