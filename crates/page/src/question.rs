//! A question that comes with a link: `What falls faster?|*the loss|the spread`.

use std::fmt;

/// The longest text of a question with its choices, in bytes.
const LONGEST: usize = 1_000;

/// How many choices there may be.
const CHOICES: std::ops::RangeInclusive<usize> = 2..=6;

/// A question, its choices, and which of them is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    text: String,
    choices: Vec<String>,
    right: usize,
}

impl Question {
    /// How one is written, for those who wrote it otherwise.
    pub const SYNTAX: &str = "it is a question and two to six choices, joined by |, with * before the right one";

    /// The question that a text says: itself and its choices, joined by `|`, with `*` before the right choice. None
    /// where it says none, or too much.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return None;
        }
        let mut parts = text.split('|').map(str::trim);
        let question = parts.next()?;
        let choices: Vec<&str> = parts.collect();
        let mut starred = (0..choices.len()).filter(|i| choices[*i].starts_with('*'));
        let (Some(right), None) = (starred.next(), starred.next()) else { return None };
        let choices: Vec<String> =
            choices.iter().map(|choice| choice.strip_prefix('*').unwrap_or(choice).trim().to_owned()).collect();
        let says = !question.is_empty() && choices.iter().all(|choice| !choice.is_empty() && !choice.starts_with('*'));
        (says && CHOICES.contains(&choices.len())).then(|| Self { text: question.to_owned(), choices, right })
    }

    /// The question itself.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What can be chosen.
    pub fn choices(&self) -> &[String] {
        &self.choices
    }

    /// Whether this choice is right.
    pub fn is_right(&self, choice: usize) -> bool {
        choice == self.right
    }
}

impl fmt::Display for Question {
    /// As [`Question::read`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        self.choices.iter().enumerate().try_for_each(|(i, choice)| {
            f.write_str(if self.is_right(i) { "|*" } else { "|" })?;
            f.write_str(choice)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_choices_of_which_one_is_right() {
        let question = Question::read(" What is <b>σ</b>? | the mean |* the spread, 100 %").expect("a question");
        assert_eq!(
            (question.text(), question.choices()),
            ("What is <b>σ</b>?", &["the mean".into(), "the spread, 100 %".into()][..])
        );
        assert!(question.is_right(1) && !question.is_right(0));
        assert_eq!(question.to_string(), "What is <b>σ</b>?|the mean|*the spread, 100 %");
        assert_eq!(Question::read(&question.to_string()), Some(question));
    }

    #[test]
    fn what_is_no_question_is_none() {
        let long = format!("{}|*a|b", "?".repeat(LONGEST));
        for text in [
            "",
            "Why?",
            "Why?|a|b",
            "Why?|*a|*b",
            "Why?|*a",
            "|*a|b",
            "Why?|*|b",
            "Why?|**a|b",
            "W\ny?|*a|b",
            &long,
            "Why?|*1|2|3|4|5|6|7",
        ] {
            assert_eq!(Question::read(text), None, "{text}");
        }
    }
}
