//! The tags of a page: enough of HTML to say what must not be in it.

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Counted from 1.
    pub line: usize,
    /// In lower case.
    pub name: String,
    /// Names in lower case, with their values.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Every opening tag of a page, in order; comments are left out.
#[must_use]
pub fn tags(page: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = page[at..].find('<').map(|offset| at + offset) {
        let rest = &page[start..];
        let is_comment = rest.starts_with("<!--");
        let end = if is_comment { rest.find("-->").unwrap_or(rest.len()) } else { end_of_tag(rest) };
        if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            found.push(read(&rest[1..end], 1 + page[..start].matches('\n').count()));
        }
        at = start + end;
    }
    found
}

/// What the content security policy and a visitor's privacy forbid: inline scripts and styles,
/// and addresses of other origins where a browser would fetch them. One line for each.
#[must_use]
pub fn offences(page: &str) -> Vec<String> {
    let every = |tag: &Tag| {
        let of_tag = match tag.name.as_str() {
            "script" if tag.get("src").is_none() => Some("an inline script".to_owned()),
            "style" => Some("an inline style sheet".to_owned()),
            _ => None,
        };
        let of_attributes = tag.attributes.iter().filter_map(|(name, value)| offence(&tag.name, name, value));
        let line = tag.line;
        of_tag.into_iter().chain(of_attributes).map(|what| format!("{line}: {what}")).collect::<Vec<_>>()
    };
    tags(page).iter().flat_map(every).collect()
}

fn offence(tag: &str, name: &str, value: &str) -> Option<String> {
    let value_goes_elsewhere = value.contains("://") || value.starts_with("//");
    let is_a_link = tag == "a" && name == "href";
    if name == "style" {
        Some(format!("an inline style on <{tag}>"))
    } else if name.starts_with("on") || value.trim_start().starts_with("javascript:") {
        Some(format!("a script in {name} of <{tag}>"))
    } else if value_goes_elsewhere && !is_a_link && name != "xmlns" {
        Some(format!("another origin in {name} of <{tag}>"))
    } else {
        None
    }
}

/// Where the tag's `>` is, the ones in quotes aside.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '>' => return at,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
    }
    text.len()
}

fn read(tag: &str, line: usize) -> Tag {
    let (name, mut rest) = tag.split_at(tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len()));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return Tag { line, name: name.to_lowercase(), attributes };
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        let (value, after) = value(rest[end..].trim_start());
        attributes.push((name, value.into()));
        rest = after;
    }
}

/// The value after a name, and what follows it.
fn value(text: &str) -> (&str, &str) {
    let Some(text) = text.strip_prefix('=').map(str::trim_start) else {
        return ("", text);
    };
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_attributes_and_lines() {
        let page = "<!doctype html>\n<!-- <b> -->\n<A href='x>y' Title=\"1 < 2\" hidden data-a = b>text</a>\n<br/>";
        let found = tags(page);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].line), ("a", 3));
        assert_eq!(found[0].get("href"), Some("x>y"));
        assert_eq!(found[0].get("title"), Some("1 < 2"));
        assert_eq!(found[0].get("hidden"), Some(""));
        assert_eq!(found[0].get("data-a"), Some("b"));
        assert_eq!((found[1].name.as_str(), found[1].line), ("br", 4));
    }

    #[test]
    fn finds_what_is_forbidden() {
        let page = "<script>1</script>\n<style></style>\n<p style='a'>\n<p onclick='a'>\n<img src='https://b.c/d'>\n\
                    <a href='javascript:1'>\n<link href=//b.c>";
        let lines: Vec<_> = offences(page).iter().map(|words| words.split(':').next().unwrap().to_owned()).collect();
        assert_eq!(lines, ["1", "2", "3", "4", "5", "6", "7"]);
        let fine = "<script src='./a.js'></script><a href='https://b.c'>b</a><svg xmlns='http://b.c'/><p id='one'>";
        assert_eq!(offences(fine), [""; 0]);
    }
}
