//! The project's files, line by line.

use std::{
    fs, iter,
    path::{Path, PathBuf},
};

/// A text file of the project.
#[derive(Clone)]
pub struct Source {
    /// From the project's root, with forward slashes.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// A line of a file.
pub struct Line<'text> {
    /// Counted from 1.
    pub number: usize,
    /// Without what was asked to be left out.
    pub text: &'text str,
}

/// The project's root folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A file, by its path from the root.
///
/// # Panics
/// When it cannot be read: without it there is nothing to test.
pub fn read(path: &str) -> Source {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Source { path: path.into(), text }
}

/// Every file with this ending below a folder, sorted by path; build folders are left out.
///
/// # Panics
/// When a folder or a file cannot be read.
pub fn files(folder: &str, ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort();
    let inside = found.iter().map(|path| path.strip_prefix(root()).unwrap_or(path).to_string_lossy());
    inside.map(|path| read(&path.replace('\\', "/"))).collect()
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("an entry that was just listed").path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && !matches!(&*name, "target" | "dist") {
            collect(&path, ending, found);
        } else if path.is_file() && name.ends_with(ending) {
            found.push(path);
        }
    }
}

impl Source {
    /// Every line as it stands.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        iter::zip(1.., self.text.lines()).map(|(number, text)| Line { number, text })
    }

    /// Every line without its comment.
    pub fn code(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines().map(|line| Line { text: without_comment(line.text), ..line })
    }

    /// The code that runs outside tests: unit tests stand at the end of a file.
    pub fn shipped(&self) -> impl Iterator<Item = Line<'_>> {
        let tested = self.path.ends_with("/tests.rs") || self.path.contains("/tests/");
        self.code().take_while(move |line| !tested && line.text != "#[cfg(test)]")
    }
}

impl Line<'_> {
    /// Whether the line holds this word, and not only as a part of a longer one.
    pub fn names(&self, word: &str) -> bool {
        let in_word = |c: char| c.is_alphanumeric() || c == '_';
        self.text.match_indices(word).any(|(at, _)| {
            let before = self.text[..at].chars().next_back();
            let after = self.text[at + word.len()..].chars().next();
            !before.is_some_and(in_word) && !after.is_some_and(in_word)
        })
    }
}

/// Two slashes inside quotes or after a colon are an address.
fn without_comment(line: &str) -> &str {
    let starts = line.match_indices("//").map(|(at, _)| at);
    let mut comments =
        starts.filter(|&at| !line[..at].ends_with(':') && line[..at].matches('"').count().is_multiple_of(2));
    comments.next().map_or(line, |at| &line[..at]).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { path: "some/file.rs".into(), text: text.into() }
    }

    #[test]
    fn comments_are_left_out_and_addresses_are_not() {
        assert_eq!(without_comment("let a = 1; // one"), "let a = 1;");
        assert_eq!(without_comment("/// words"), "");
        assert_eq!(without_comment("let a = \"//b\"; // c"), "let a = \"//b\";");
        assert_eq!(without_comment("https://a.b"), "https://a.b");
    }

    #[test]
    fn tests_are_not_shipped() {
        let text = source("fn a() {}\n#[cfg(test)]\nmod tests {}\n");
        assert_eq!(text.shipped().count(), 1);
    }

    #[test]
    fn names_are_whole_words() {
        let line = Line { number: 1, text: "use candle_core::Tensor;" };
        assert!(line.names("candle_core") && line.names("Tensor"));
        assert!(!line.names("candle") && !line.names("Tens"));
    }
}
